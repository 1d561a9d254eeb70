/* What the page asks the server for: neighbours that it does not have, and the words of a node that is chosen. */

const AMONG = 50; // nodes that a question may name as opened

function createGrowth(model, drawing, { renew, show }) {
  const strip = byId("growing");
  const loaded = new Set([`${model.live.centre} 1`]); // "IRI part" that are on the page
  const asked = new Set(); // IRIs whose words were asked for
  const measure = (text) => drawing.ruler(text, 13);

  /* The answer of an address of the API; an error whose message is for the reader. */
  async function ask(path, values) {
    let answer;
    try {
      answer = await fetch(`${model.live.api}${path}?${new URLSearchParams(values)}`, { headers: { Accept: "application/json" } });
    } catch {
      throw new Error("The server does not answer. Is it still running? Then try again.");
    }
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(told.detail || `The server could not answer (${answer.status}). Try again in a moment.`);
    return told;
  }

  const tell = (words) => {
    strip.textContent = words;
    strip.hidden = !words;
  };

  function totals() {
    const counts = [...model.kinds.values()].filter((kind) => model.perKind.get(kind.key));
    const words = counts.map((kind) => [model.perKind.get(kind.key), kind.one.toLowerCase(), kind.many.toLowerCase()]);
    byId("totals").replaceChildren(
      ...[...words, [model.edges.length, "link", "links"]].map(([number, one, many]) =>
        make("span", {}, make("b", {}, amount(number)), ` ${number === 1 ? one : many}`),
      ),
    );
  }

  /* The nodes whose neighbours are on the page, the first of them the centre; as many as the server takes. */
  const openedLately = () => {
    const opened = [...new Set([...loaded].map((name) => name.split(" ")[0]))];
    return [opened[0], ...opened.slice(1).slice(-(AMONG - 1))];
  };

  /* Loads a part of the neighbours of a node, counted from 1; whether they are there now. */
  async function load(iri, part) {
    if (loaded.has(`${iri} ${part}`)) return true;
    tell("Loading…");
    try {
      const limit = model.live.most;
      const values = new URLSearchParams({ node: iri, limit, offset: (part - 1) * limit, hops: model.live.hops });
      for (const opened of openedLately()) values.append("among", opened);
      const answer = await ask("neighbours", values);
      graft(model, answer, [iri, part], measure);
      loaded.add(`${iri} ${part}`);
      asked.delete(iri); // its new links have no words yet
      model.nodes[model.byIri.get(iri)].told = false;
      renew();
      totals();
      const held = `${amount(Math.min(answer.offset + answer.nodes.length, answer.total))} of ${counted(answer.total, "neighbour", "neighbours")}`;
      tell(`${answer.node.label}: ${held} loaded.`);
      return true;
    } catch (error) {
      tell(error.message);
      return false;
    }
  }

  /* Loads the words of a node once: reasons and passages of judgements, addresses. */
  async function words(id) {
    if (id === null || model.nodes[id].told || asked.has(model.nodes[id].iri)) return;
    const { iri } = model.nodes[id];
    asked.add(iri);
    try {
      enrich(model, await ask("node", { id: iri }));
      const held = byId("details").contains(document.activeElement);
      renew();
      show();
      if (held && byId("chosen")) byId("chosen").focus({ preventScroll: true });
    } catch (error) {
      tell(`What is said of ${model.nodes[id].label} could not be loaded. ${error.message}`);
    }
  }

  /* Whether an address names neighbours that are not on the page yet. */
  const wants = (hash) => [...fromHash(model, hash).grown].some(([iri, parts]) => !loaded.has(`${iri} ${parts}`));

  return { ask, load, tell: words, wants };
}
