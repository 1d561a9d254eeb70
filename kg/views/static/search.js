/* The search: in which nodes all words of a query stand, and where. */

/* All text of nested lists and records in one lower-case string. */
function searchable(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return Object.values(value).map(searchable).join(" ");
  return String(value).toLowerCase();
}

/* The texts of nodes and edges, made when first looked into. */
const remembered = new WeakMap();
function textOf(thing, parts) {
  if (!remembered.has(thing)) remembered.set(thing, searchable(parts(thing)));
  return remembered.get(thing);
}

const nodeTexts = (node) => [
  node.label,
  node.title,
  node.iri,
  node.note,
  node.group,
  node.facts,
  node.estimates,
  node.notices,
];
const edgeTexts = (edge) => [edge.intent, (edge.findings || []).map((f) => [f.why, f.quote, f.where, f.assessor, f.source])];

const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

/* The nodes in which all words of the query stand, in the node itself or in one link of it; null for an empty query. */
function search(model, query) {
  const words = wordsOf(query);
  if (!words.length) return null;
  const holds = (text) => words.every((word) => text.includes(word));
  const found = new Set(model.nodes.filter((node) => holds(textOf(node, nodeTexts))).map((node) => node.id));
  for (const edge of model.edges) if (holds(textOf(edge, edgeTexts))) found.add(edge.from).add(edge.to);
  return found;
}

/* Where the query stands, if not in the label: a few words around it. */
function snippet(model, id, query) {
  const words = wordsOf(query);
  const node = model.nodes[id];
  if (!words.length || words.every((word) => node.label.toLowerCase().includes(word))) return "";
  const own = [
    node.title,
    node.note,
    node.group,
    ...(node.facts || []).map((fact) => fact.join(": ")),
    ...(node.estimates || []).map((e) => e.text),
    ...(node.notices || []).map((said) => said.text),
  ];
  const told = model.incident[id]
    .flatMap((e) => model.edges[e].findings || [])
    .flatMap((f) => [f.quote, f.why, f.where, f.source, f.assessor]);
  const holder = (test) => [...own, ...told, node.iri].find((text) => text && test(text.toLowerCase()));
  const text = holder((low) => words.every((word) => low.includes(word))) || holder((low) => low.includes(words[0]));
  if (!text) return "";
  const at = Math.max(text.toLowerCase().indexOf(words[0]), 0);
  const start = Math.max(at - 30, 0);
  return (start ? "…" : "") + text.slice(start, at + 60) + (at + 60 < text.length ? "…" : "");
}
