/* The shortest path between two nodes, along links in either direction. */

/*
 * `usable(edge)` says which links count, `admitted(id)` which nodes may lie between. The nodes of one shortest path from end to
 * end, and how many there are of that length; null where there is none. Of equals the one through the first links is taken.
 */
function shortestPath(model, from, to, admitted, usable) {
  const before = new Map([[from, null]]);
  const ways = new Map([[from, 1]]);
  let ring = [from];
  while (ring.length && !before.has(to)) {
    const next = new Map(); // node: number of shortest paths to it
    for (const id of ring) {
      const beside = new Set(
        model.incident[id].map((place) => model.edges[place]).filter(usable).map((edge) => model.other(edge, id)),
      );
      for (const other of beside) {
        if (before.has(other) && !next.has(other)) continue;
        if (other !== to && !admitted(other)) continue;
        if (!next.has(other)) before.set(other, id);
        next.set(other, (next.get(other) || 0) + ways.get(id));
      }
    }
    for (const [id, count] of next) ways.set(id, count);
    ring = [...next.keys()];
  }
  if (!before.has(to)) return null;
  const nodes = [];
  for (let id = to; id !== null; id = before.get(id)) nodes.unshift(id);
  return { nodes, ways: ways.get(to) };
}

/* The links between each node of a path and the next, in the path's order. */
const stepsOf = (model, nodes, usable) =>
  nodes.slice(1).map((to, place) =>
    model.incident[nodes[place]]
      .map((edge) => model.edges[edge])
      .filter((edge) => usable(edge) && model.other(edge, nodes[place]) === to),
  );
