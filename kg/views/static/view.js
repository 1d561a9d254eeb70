/* What follows from the state for each node and edge: shown or not, lit or not. */

const linkable = (edge) => edge.kind !== "together";

/* The outcome of the question the reader has put to the graph, under the filters; null where there is none. */
function resultOf(model, state, filter) {
  const task = state.task;
  if (task === null || picking(state)) return null;
  const name = (id) => model.nodes[id].label;
  const usable = (edge) => linkable(edge) && filter.links[edge.id] !== null;
  const admitted = (id) => filter.admitted[id];
  const marks = new Map();
  if (task.kind === "path") {
    const path = shortestPath(model, task.from, task.to, admitted, usable);
    const steps = path ? stepsOf(model, path.nodes, usable) : [];
    steps.flat().forEach((edge) => marks.set(edge.id, "accent"));
    const words = `Path from ${name(task.from)} to ${name(task.to)}: ${path ? counted(steps.length, "link", "links") : "none"}.`;
    return { kind: "path", path, steps, marks, words, nodes: new Set(path ? path.nodes : [task.from, task.to]) };
  }
  const found = downstream(model, task.from, admitted, usable, state);
  const chains = [...found.rests, ...found.may];
  for (const { chain } of chains)
    for (const link of chain) marks.set(link.edge.id, link.how === "rests" ? "accent" : "edge-unclear");
  const more = found.may.length ? `; ${amount(found.may.length)} more may, where no intent is stated` : "";
  return {
    kind: "downstream",
    found,
    marks,
    words: `What rests on ${name(task.from)}: ${counted(found.rests.length, "article or paper", "articles and papers")}${more}.`,
    nodes: new Set([task.from, ...chains.map(({ id }) => id)]),
  };
}

/*
 * For each node whether it is shown, for each edge whether it is drawn and as what (`groups`, `origins`), what the search found,
 * what is near the chosen node, and which links carry the answer (`marks`: number of an edge to the name of a colour).
 */
function viewOf(model, state) {
  const filter = filtered(model, state);
  const result = resultOf(model, state, filter);
  const answer = result ? result.nodes : new Set(picking(state) ? [state.task.from] : []);
  const there = unfolded(model, state, filter);
  const shown = model.nodes.map((node) => there[node.id] || node.id === state.node || answer.has(node.id));
  const drawn = model.edges.map((edge) => shown[edge.from] && shown[edge.to] && filter.links[edge.id] !== null);
  if (state.linked) {
    const touched = new Set([state.node, ...answer]);
    model.edges.forEach((edge) => drawn[edge.id] && touched.add(edge.from).add(edge.to));
    model.nodes.forEach((node) => (shown[node.id] = shown[node.id] && touched.has(node.id)));
  }

  const matches = search(model, state.q);
  let near = null;
  if (state.node !== null) {
    near = new Set([state.node]);
    for (const id of model.incident[state.node]) if (drawn[id]) near.add(model.other(model.edges[id], state.node));
  } else if (result) near = result.nodes;
  const marks = result ? result.marks : null;
  const light = near || matches; // where something is chosen, asked or searched, the rest fades
  const lit = (id) => !light || light.has(id) || (result !== null && answer.has(id));
  const litEdge = (edge) => {
    if (marks && marks.has(edge.id)) return true;
    if (state.node !== null) return edge.from === state.node || edge.to === state.node;
    if (result) return false;
    return !matches || (matches.has(edge.from) && matches.has(edge.to));
  };
  return {
    shown,
    drawn,
    groups: filter.links.map((link) => link && link.group),
    origins: filter.links.map((link) => link && link.origin),
    filter,
    result,
    marks,
    matches,
    near,
    litNode: lit,
    litEdge,
    node: state.node,
    faded: light !== null,
    words: () => shownWords(model, state, { shown, drawn, result }),
  };
}
