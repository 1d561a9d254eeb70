/* The graph as read from the page: nodes and edges by number, who touches what, and what each link stands on. */

function readModel(data) {
  const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
  const rank = new Map(data.kinds.map((kind, place) => [kind.key, place]));
  const order = new Map(data.presences.map((group, place) => [group.key, place])); // the strongest first
  const presenceOf = new Map(data.presences.flatMap((group) => group.values.map((value) => [value, group.key])));
  const incident = data.nodes.map(() => []);
  const byIri = new Map();
  const perKind = new Map(data.kinds.map((kind) => [kind.key, 0]));

  data.nodes.forEach((node) => {
    if (!byIri.has(node.iri)) byIri.set(node.iri, node.id);
    perKind.set(node.kind, perKind.get(node.kind) + 1);
  });
  data.edges.forEach((edge, place) => {
    edge.id = place;
    edge.group = edge.kind === "finding" ? presenceOf.get(edge.presence) || "unclear" : null;
    incident[edge.from].push(place);
    if (edge.to !== edge.from) incident[edge.to].push(place);
  });

  const ranked = data.nodes
    .map((node) => node.id)
    .sort((a, b) => {
      const [one, two] = [data.nodes[a], data.nodes[b]];
      return (
        rank.get(one.kind) - rank.get(two.kind) ||
        two.weight - one.weight ||
        one.label.localeCompare(two.label, "en") ||
        a - b
      );
    });
  const years = data.nodes.map((node) => node.year).filter((year) => Number.isInteger(year));
  const flaws = data.nodes.filter((node) => node.kind === "flaw");
  const model = {
    ...data,
    kinds,
    order,
    presenceOf,
    incident,
    byIri,
    perKind, // number of nodes of each kind
    ranked, // node numbers: by kind, then heaviest first
    place: new Map(ranked.map((id, place) => [id, place])),
    start: data.start || null, // the nodes shown at first, where not all are
    intents: data.intents || {},
    years: years.length ? [years.reduce((a, b) => Math.min(a, b)), years.reduce((a, b) => Math.max(a, b))] : null,
    domains: [...new Set(flaws.map((node) => node.group))].sort(),
    reach: flaws.reduce((most, node) => Math.max(most, node.size), 0), // of a flaw's sign
    other: (edge, id) => (edge.from === id ? edge.to : edge.from),
  };
  model.sources = new Map(data.sources || countSources(model)); // name: number of links it says something of
  return model;
}

/*
 * What is stated of a link, one entry a statement: who says it (source), in what way (origin), and for a judgement the group
 * of its presence, for a citation its intents. A link on whose statements the graph says nothing is one statement of its own.
 */
function statementsOf(model, edge) {
  const whole = { group: edge.group, origin: edge.origin || "asserted", source: "", intents: intentsIn(edge.intent) };
  const given = (said) => ({ ...whole, origin: said.origin || whole.origin, source: said.source || "" });
  if (edge.kind === "finding" && edge.findings)
    return edge.findings.map((said) => ({ ...given(said), group: model.presenceOf.get(said.presence) || edge.group }));
  if (edge.kind === "cites" && edge.said) return edge.said.map((said) => ({ ...given(said), intents: intentsIn(said.intent) }));
  const estimates = edge.kind === "reports" ? model.nodes[edge.to].estimates : null;
  return estimates && estimates.length ? estimates.map(given) : [whole];
}

const intentsIn = (text) => (text || "").split(", ").filter(Boolean);

/* Of statements, at least one: the strongest judgement, and derived where nobody asserts that much. */
function strongestOf(model, statements) {
  const place = (said) => (said.group === null ? 0 : model.order.get(said.group));
  const best = Math.min(...statements.map(place));
  const top = statements.filter((said) => place(said) === best);
  return { group: top[0].group, origin: top.some((said) => said.origin !== "derived") ? "asserted" : "derived" };
}

function countSources(model) {
  const counts = new Map();
  for (const edge of model.edges)
    for (const name of new Set(statementsOf(model, edge).map((said) => said.source)))
      if (name) counts.set(name, (counts.get(name) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "en"));
}
