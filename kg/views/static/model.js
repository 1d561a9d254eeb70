/* The graph as read from the page: nodes and edges by number, who touches what, and what can be searched. */

function readModel(data) {
  const kinds = new Map(data.kinds.map((kind) => [kind.key, kind]));
  const order = new Map(data.kinds.map((kind, place) => [kind.key, place]));
  const presenceOf = new Map(data.presences.flatMap((group) => group.values.map((value) => [value, group.key])));
  const incident = data.nodes.map(() => []);
  const byIri = new Map();

  data.nodes.forEach((node) => {
    if (!byIri.has(node.iri)) byIri.set(node.iri, node.id);
    node.text = searchable([node.label, node.title, node.iri, node.note, node.group, node.facts, node.estimates, node.notices]);
  });
  data.edges.forEach((edge, place) => {
    edge.id = place;
    edge.group = edge.kind === "finding" ? presenceOf.get(edge.presence) || "unclear" : null;
    edge.text = searchable([
      edge.intent,
      (edge.findings || []).map((f) => [f.why, f.quote, f.where, f.assessor, f.source]),
    ]);
    incident[edge.from].push(place);
    if (edge.to !== edge.from) incident[edge.to].push(place);
  });

  const ranked = data.nodes
    .map((node) => node.id)
    .sort((a, b) => {
      const [one, two] = [data.nodes[a], data.nodes[b]];
      return (
        order.get(one.kind) - order.get(two.kind) ||
        two.weight - one.weight ||
        one.label.localeCompare(two.label, "en") ||
        a - b
      );
    });
  const years = data.nodes.map((node) => node.year).filter((year) => Number.isInteger(year));

  return {
    ...data,
    kinds,
    incident,
    byIri,
    ranked, // node numbers: by kind, then heaviest first
    years: years.length ? [Math.min(...years), Math.max(...years)] : null,
    domains: [...new Set(data.nodes.filter((node) => node.kind === "flaw").map((node) => node.group))].sort(),
    reach: Math.max(0, ...data.nodes.filter((node) => node.kind === "flaw").map((node) => node.size)), // of a flaw's sign
    other: (edge, id) => (edge.from === id ? edge.to : edge.from),
  };
}

/* All text of nested lists and records in one lower-case string. */
function searchable(value) {
  if (value === undefined || value === null) return "";
  if (typeof value === "object") return Object.values(value).map(searchable).join(" ");
  return String(value).toLowerCase();
}

const wordsOf = (query) => query.toLowerCase().split(/\s+/).filter(Boolean);

/* The nodes in which all words of the query stand, in the node itself or in one link of it; null for an empty query. */
function search(model, query) {
  const words = wordsOf(query);
  if (!words.length) return null;
  const holds = (text) => words.every((word) => text.includes(word));
  const found = new Set(model.nodes.filter((node) => holds(node.text)).map((node) => node.id));
  for (const edge of model.edges) if (edge.text && holds(edge.text)) found.add(edge.from).add(edge.to);
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
