/* What the reader has chosen, how the address says it, and what follows from it for each node and edge. */

const ORIGINS = ["asserted", "derived"];

function initialState(model) {
  return {
    node: null, // number of the chosen node
    q: "",
    hidden: new Set(model.hidden),
    presences: new Set(model.presences.filter((group) => group.drawn).map((group) => group.key)),
    origins: new Set(ORIGINS),
    domain: "",
    from: null,
    to: null,
    linked: false,
  };
}

const same = (one, two) => one.size === two.size && [...one].every((value) => two.has(value));

/* The state as the part of the address after #; what is as at first is left out. */
function toHash(model, state) {
  const first = initialState(model);
  const said = [];
  const say = (key, value) => said.push(`${key}=${encodeURIComponent(value)}`);
  if (state.node !== null) say("node", model.nodes[state.node].iri);
  if (state.q) say("q", state.q);
  if (!same(state.hidden, first.hidden)) say("hide", [...state.hidden].join(","));
  if (!same(state.presences, first.presences)) say("judged", [...state.presences].join(","));
  if (!same(state.origins, first.origins)) say("by", [...state.origins].join(","));
  if (state.domain) say("domain", state.domain);
  if (state.from !== null) say("from", state.from);
  if (state.to !== null) say("to", state.to);
  if (state.linked) say("linked", 1);
  return said.length ? `#${said.join("&")}` : "";
}

/* The state an address describes. `unknown` holds the node it names, where the graph has none of that name. */
function fromHash(model, hash) {
  const state = initialState(model);
  const said = new Map();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    if (cut > 0) said.set(part.slice(0, cut), decoded(part.slice(cut + 1)));
  }
  const among = (key, known) => new Set((said.get(key) || "").split(",").filter((value) => known.includes(value)));
  const year = (key) => (/^\d{1,4}$/.test(said.get(key) || "") ? Number(said.get(key)) : null);
  if (said.has("node")) {
    const found = model.byIri.get(said.get("node"));
    if (found === undefined) state.unknown = said.get("node");
    else state.node = found;
  }
  if (said.has("q")) state.q = said.get("q");
  if (said.has("hide")) state.hidden = among("hide", [...model.kinds.keys()]);
  if (said.has("judged"))
    state.presences = among(
      "judged",
      model.presences.map((group) => group.key),
    );
  if (said.has("by")) state.origins = among("by", ORIGINS);
  if (model.domains.includes(said.get("domain"))) state.domain = said.get("domain");
  state.from = year("from");
  state.to = year("to");
  state.linked = said.get("linked") === "1";
  return state;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: taken as it stands
  }
}

/* For each node whether it is shown, for each edge whether it is drawn, what the search found, what is near the chosen node. */
function viewOf(model, state) {
  const wanted = (edge) => state.origins.has(edge.origin) && (edge.group === null || state.presences.has(edge.group));
  const passes = (node) =>
    !state.hidden.has(node.kind) &&
    (!state.domain || node.kind !== "flaw" || node.group === state.domain) &&
    (node.year === undefined ||
      ((state.from === null || node.year >= state.from) && (state.to === null || node.year <= state.to)));

  const shown = model.nodes.map((node) => passes(node) || node.id === state.node);
  const drawn = model.edges.map((edge) => shown[edge.from] && shown[edge.to] && wanted(edge));
  if (state.linked) {
    const touched = new Set([state.node]);
    model.edges.forEach((edge) => drawn[edge.id] && touched.add(edge.from).add(edge.to));
    model.nodes.forEach((node) => (shown[node.id] = shown[node.id] && touched.has(node.id)));
  }

  const matches = search(model, state.q);
  let near = null;
  if (state.node !== null) {
    near = new Set([state.node]);
    for (const id of model.incident[state.node]) if (drawn[id]) near.add(model.other(model.edges[id], state.node));
  }
  const light = near || matches; // where something is chosen or searched, the rest fades
  const litNode = (id) => !light || light.has(id);
  const litEdge = (edge) =>
    state.node !== null
      ? edge.from === state.node || edge.to === state.node
      : !matches || (matches.has(edge.from) && matches.has(edge.to));
  return { shown, drawn, matches, near, litNode, litEdge, node: state.node, faded: light !== null };
}
