/* Which nodes and links the filters let through, and the filters in words. */

/*
 * The judgement a link stands for under the filters: of its statements that a wanted source made, in a wanted way, the
 * strongest; `origin` is derived where a program alone says so. Null where none is left.
 */
function linkUnder(model, edge, state) {
  if (!state.source && state.origins.size === ORIGINS.length) return { group: edge.group, origin: edge.origin };
  const passing = statementsOf(model, edge).filter(
    (said) => state.origins.has(said.origin) && (!state.source || said.source === state.source),
  );
  return passing.length ? strongestOf(model, passing) : null;
}

function wantedLink(model, edge, state) {
  if (edge.kind === "together") return state.together ? { group: null, origin: edge.origin } : null;
  const link = linkUnder(model, edge, state);
  return link && (link.group === null || state.presences.has(link.group)) ? link : null;
}

const inYears = (node, state) =>
  node.year === undefined ||
  ((state.from === null || node.year >= state.from) && (state.to === null || node.year <= state.to));

/* What was loaded after the page is there while the state names a loading that brought it. */
const loaded = (node, state) => !node.by || node.by.some(([iri, page]) => (state.grown.get(iri) || 0) >= page);

const passesAlone = (node, state) =>
  loaded(node, state) && !state.hidden.has(node.kind) && (!state.domain || node.kind !== "flaw" || node.group === state.domain) && inYears(node, state);

/*
 * `admitted`: for each node whether the filters let it through; `links`: for each edge the link it stands for, or null;
 * `papersWith`: for each flaw the number of papers that have it by the judgements ticked, whatever else is filtered.
 */
function filtered(model, state) {
  const links = model.edges.map((edge) => wantedLink(model, edge, state));
  const admitted = model.nodes.map((node) => passesAlone(node, state));
  const papersWith = new Map();
  for (const edge of model.edges)
    if (edge.kind === "finding" && links[edge.id]) papersWith.set(edge.to, (papersWith.get(edge.to) || 0) + 1);

  const touched = (admits) => {
    const found = new Set();
    for (const edge of model.edges) {
      if (!links[edge.id] || edge.kind === "together" || !admitted[edge.from] || !admitted[edge.to] || !admits(edge)) continue;
      found.add(edge.from).add(edge.to);
    }
    return found;
  };
  if (state.flaw !== null) {
    const having = new Set();
    for (const place of model.incident[state.flaw])
      if (links[place] && model.edges[place].kind === "finding") having.add(model.edges[place].from);
    model.nodes.forEach((node) => (admitted[node.id] = admitted[node.id] && (node.kind !== "paper" || having.has(node.id))));
    const beside = touched((edge) => having.has(edge.from) || having.has(edge.to));
    model.nodes.forEach(
      ({ id }) => (admitted[id] = id === state.flaw || (admitted[id] && (having.has(id) || beside.has(id)))),
    );
  }
  if (state.source) {
    const told = touched(() => true);
    model.nodes.forEach((node) => (admitted[node.id] = admitted[node.id] && told.has(node.id)));
  }
  return { admitted, links, papersWith };
}

const presenceWords = (model, state) =>
  model.presences
    .filter((group) => state.presences.has(group.key))
    .map((group) => group.label.toLowerCase())
    .join(", ") || "none";

const ORIGIN_WORDS = { asserted: "Asserted by a source only", derived: "Derived by a program only" };

function yearWords(state) {
  if (state.from !== null && state.to !== null) return `Published from ${state.from} to ${state.to}`;
  return state.from !== null ? `Published from ${state.from} on` : `Published up to ${state.to}`;
}

/* The filters in force, each in words and with what takes it away. What the page starts with is no filter of the reader's. */
function filtersInForce(model, state) {
  const first = initialState(model);
  const found = [];
  const add = (words, ...keys) =>
    found.push({ words, clear: (now) => keys.forEach((key) => (now[key] = initialState(model)[key])) });
  for (const kind of model.kinds.values())
    if (state.hidden.has(kind.key) && !first.hidden.has(kind.key))
      found.push({ words: `${kind.many} hidden`, clear: (now) => now.hidden.delete(kind.key) });
  if (!same(state.presences, first.presences)) add(`Judgements drawn: ${presenceWords(model, state)}`, "presences");
  if (!same(state.origins, first.origins))
    add(ORIGIN_WORDS[[...state.origins].join()] || "Nothing asserted, nothing derived", "origins");
  if (state.source) add(`Said by ${state.source}`, "source");
  if (state.flaw !== null) add(`Papers with: ${model.nodes[state.flaw].label}`, "flaw");
  if (state.domain) add(`Flaws of ${state.domain}`, "domain");
  if (state.from !== null || state.to !== null) add(yearWords(state), "from", "to");
  if (state.linked) add("Only nodes with a link drawn", "linked");
  return found;
}

/* What the drawing shows, in sentences that stand under a saved picture. */
function shownWords(model, state, view) {
  const share = (list, ...nouns) => `${amount(list.filter(Boolean).length)} of ${counted(list.length, ...nouns)}`;
  const parts = [`${share(view.shown, "node", "nodes")}, ${share(view.drawn, "link", "links")}.`];
  const filters = filtersInForce(model, state).map((filter) => filter.words);
  const away = [...model.kinds.values()].filter((kind) => model.hidden.includes(kind.key) && state.hidden.has(kind.key));
  filters.unshift(...away.map((kind) => `${kind.many} hidden`));
  if (same(state.presences, initialState(model).presences)) parts.push(`Judgements drawn: ${presenceWords(model, state)}.`);
  if (state.kept !== null) parts.push(`${foldedWords(model)}.`);
  parts.push(filters.length ? `Filters: ${filters.join("; ")}.` : "No other filter.");
  if (state.q) parts.push(`Search: ${state.q}.`);
  if (state.node !== null) parts.push(`Chosen: ${model.nodes[state.node].label}.`);
  if (view.result) parts.push(view.result.words);
  return parts.join(" ");
}
