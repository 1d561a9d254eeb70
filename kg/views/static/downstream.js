/* Which articles and papers rest on a paper: through which citations, and with what intent. */

/*
 * What a citation carries, by the table of intents that came with the page (the one `kg exposure` uses): "rests" where a stated
 * intent carries, "silent" where nobody says more than that it cites, "against" where it criticises or only speaks of it.
 */
function carriedBy(model, intents) {
  const share = (intent) => (model.intents[intent] ? model.intents[intent].share : 0);
  const plain = (intent) => intent === "cites" || !model.intents[intent];
  if (intents.some((intent) => !plain(intent) && share(intent) > 0)) return "rests";
  return intents.length && !intents.some(plain) ? "against" : "silent";
}

/* The intents that the statements which pass the filters give for a citation, each once, sorted. */
const intentsUnder = (model, edge, state) => [
  ...new Set(
    statementsOf(model, edge)
      .filter((said) => !state || (state.origins.has(said.origin) && (!state.source || said.source === state.source)))
      .flatMap((said) => said.intents),
  ),
].sort();

/*
 * Everything that rests on the node `of`, against the direction of citations. `rests`: every citation of the chain has a stated
 * intent that carries; `may`: one of them has none stated; each with its shortest chain, the article's own citation first, the
 * nearest first. `against`: citations of `of` itself that carry nothing, by works in neither list; they are not followed.
 */
function downstream(model, of, admitted, usable, state = null) {
  const read = new Map();
  const citing = (id) =>
    model.incident[id]
      .map((place) => model.edges[place])
      .filter((edge) => edge.kind === "cites" && edge.to === id && edge.from !== id && usable(edge) && admitted(edge.from));
  const carried = (edge) => {
    if (!read.has(edge.id)) {
      const intents = intentsUnder(model, edge, state);
      read.set(edge.id, { edge, intents, how: carriedBy(model, intents) });
    }
    return read.get(edge.id);
  };
  const reach = (follows) => {
    const link = new Map([[of, null]]);
    let ring = [of];
    while (ring.length) {
      const next = [];
      for (const id of ring)
        for (const edge of citing(id))
          if (!link.has(edge.from) && follows(carried(edge).how)) {
            link.set(edge.from, carried(edge));
            next.push(edge.from);
          }
      ring = next;
    }
    link.delete(of);
    return link;
  };
  const chains = (link, left) =>
    [...link.keys()]
      .filter(left)
      .map((id) => {
        const chain = [];
        for (let now = id; now !== of; now = link.get(now).edge.to) chain.push(link.get(now));
        return { id, chain };
      })
      .sort((a, b) => a.chain.length - b.chain.length || model.place.get(a.id) - model.place.get(b.id));
  const sure = reach((how) => how === "rests");
  const all = reach((how) => how !== "against");
  return {
    of,
    rests: chains(sure, () => true),
    may: chains(all, (id) => !sure.has(id)),
    against: citing(of)
      .map(carried)
      .filter((link) => link.how === "against" && !all.has(link.edge.from)),
  };
}
