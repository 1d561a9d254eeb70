/* New nodes and links from the server, put among those of the page: the same model, read anew, and a place for each new node. */

const RADII = { flaw: 9, paper: 10, citing: 8, outcome: 5 };
const PITCH = { x: 158, y: 62 }; // room for a node with its label below

/* Places near `host` that are free, the nearest first, on an ever wider ellipse. */
function* freePlaces(model, host) {
  const cell = (x, y) => `${Math.round(x / PITCH.x)},${Math.round(y / PITCH.y)}`;
  const taken = new Set(model.nodes.map((node) => cell(node.x, node.y)));
  const onCard = (x, y) =>
    model.cards.some((card) => x > card.left - 80 && x < card.right + 80 && y > card.top - 40 && y < card.bottom + 40);
  for (let ring = 1; ring < 400; ring++) {
    const count = 6 * ring;
    for (let step = 0; step < count; step++) {
      const angle = (2 * Math.PI * step) / count;
      const [x, y] = [host.x + ring * PITCH.x * Math.cos(angle), host.y + ring * PITCH.y * Math.sin(angle)];
      if (taken.has(cell(x, y)) || onCard(x, y)) continue;
      taken.add(cell(x, y));
      yield { x, y };
    }
  }
}

/* Where a node that nothing on the page is linked with stands: below all others. */
function apart(model) {
  const lowest = model.nodes.reduce((most, node) => Math.max(most, node.y), 0);
  return { x: 0, y: lowest + 4 * PITCH.y };
}

/* How many neighbours of each node the page does not carry, by kind; nothing where it carries all. */
function countLeft(model) {
  for (const node of model.nodes) {
    const here = {};
    const others = new Set(model.incident[node.id].map((place) => model.other(model.edges[place], node.id)));
    others.delete(node.id);
    for (const id of others) here[model.nodes[id].kind] = (here[model.nodes[id].kind] || 0) + 1;
    const left = Object.entries(node.neighbours || {})
      .map(([kind, whole]) => [kind, whole - (here[kind] || 0)])
      .filter(([, count]) => count > 0);
    if (left.length) node.left = Object.fromEntries(left);
    else delete node.left;
  }
}

/*
 * Adds what an answer of /api/neighbours holds: `by` is the IRI whose neighbours they are, and which part of them. A node that is
 * there already stays where it is; `measure` gives the width of a text at zoom 1.
 */
function graft(model, answer, by, measure) {
  const anchor = answer.links
    .flatMap((link) => (link.from === by[0] ? [link.to] : link.to === by[0] ? [link.from] : []))
    .map((iri) => model.byIri.get(iri))
    .find((id) => id !== undefined);
  const known = model.byIri.has(by[0]) ? model.nodes[model.byIri.get(by[0])] : null;
  const host = known || (anchor !== undefined ? model.nodes[anchor] : apart(model));
  const places = freePlaces(model, host);
  const nodes = [...model.nodes];
  for (const told of [answer.node, ...answer.nodes]) {
    const there = model.byIri.get(told.iri);
    if (there !== undefined) {
      if (nodes[there].by) nodes[there].by.push(by);
      continue;
    }
    model.byIri.set(told.iri, nodes.length);
    nodes.push({
      ...told,
      id: nodes.length,
      ...places.next().value,
      size: RADII[told.kind],
      shape: model.kinds.get(told.kind).shape,
      side: "below",
      lines: wrapWords(told.label, 140, 3, measure),
      by: [by],
    });
  }
  const pair = (from, to, kind) => `${from} ${to} ${kind}`;
  const drawn = new Set(model.edges.map((edge) => pair(edge.from, edge.to, edge.kind)));
  const edges = [...model.edges];
  for (const link of answer.links) {
    const [from, to] = [model.byIri.get(link.from), model.byIri.get(link.to)];
    if (from === undefined || to === undefined || drawn.has(pair(from, to, link.kind))) continue;
    drawn.add(pair(from, to, link.kind));
    edges.push({ ...link, from, to });
  }
  const { sources, ...rest } = model; // counted anew, as the links are others
  Object.assign(model, readModel({ ...rest, sources: null, kinds: [...model.kinds.values()], nodes, edges }));
  countLeft(model);
}

/* Puts the words of /api/node into a node and the links it is an end of. */
function enrich(model, answer) {
  const node = model.nodes[model.byIri.get(answer.node.iri)];
  for (const key of ["facts", "estimates", "notices", "link", "page", "note"]) if (answer.node[key]) node[key] = answer.node[key];
  for (const link of answer.links) {
    const [from, to] = [model.byIri.get(link.from), model.byIri.get(link.to)];
    if (from === undefined || to === undefined) continue;
    const edge = model.incident[node.id].map((place) => model.edges[place]).find((one) => one.from === from && one.to === to && one.kind === link.kind);
    if (edge && link.findings) edge.findings = link.findings;
    if (edge && link.said) edge.said = link.said;
  }
  node.told = true;
}
