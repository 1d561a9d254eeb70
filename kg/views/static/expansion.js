/* Showing the graph node by node: which nodes are there when some are expanded and the rest is folded away. */

/* The neighbours of a node by links that the filters let through; that flaws come together makes no neighbours. */
function neighboursOf(model, id, filter) {
  const found = new Set();
  for (const place of model.incident[id]) {
    const other = model.other(model.edges[place], id);
    if (filter.links[place] && model.edges[place].kind !== "together" && filter.admitted[other]) found.add(other);
  }
  found.delete(id);
  return found;
}

/* For each node whether it is there: kept, expanded, or beside an expanded one. Everything where nothing is folded away. */
function unfolded(model, state, filter) {
  if (state.kept === null) return filter.admitted;
  const there = new Set([...state.kept, ...state.expanded]);
  for (const id of state.expanded) for (const other of neighboursOf(model, id, filter)) there.add(other);
  return model.nodes.map((node) => there.has(node.id) && filter.admitted[node.id]);
}

/* What the reader can do with the neighbours of a node, as changes of the state. */
const expand = (state, id) => {
  state.expanded.add(id);
};
const collapse = (state, id) => {
  state.expanded.delete(id);
  state.kept.add(id);
};
const only = (state, id) => {
  state.kept = new Set([id]);
  state.expanded = new Set([id]);
};
const unfoldAll = (state) => {
  state.kept = null;
  state.expanded = new Set();
};

/* Which nodes there are where the rest is folded away, in words. */
const foldedWords = (model) => (model.start ? "Only the flaws and what was opened" : "Only nodes chosen and expanded");
