/* The state as the part of the address after #, and back. What is as at first is left out: a plain address is a plain page. */

function toHash(model, state) {
  const first = initialState(model);
  const said = [];
  const say = (key, ...values) => said.push(`${key}=${values.map(encodeURIComponent).join(",")}`);
  const iris = (ids) => [...ids].sort((a, b) => a - b).map((id) => model.nodes[id].iri);
  if (state.node !== null) say("node", model.nodes[state.node].iri);
  if (state.q) say("q", state.q);
  if (!same(state.hidden, first.hidden)) say("hide", [...state.hidden].sort().join(","));
  if (!same(state.presences, first.presences)) say("judged", [...state.presences].sort().join(","));
  if (!same(state.origins, first.origins)) say("by", [...state.origins].sort().join(","));
  if (state.domain) say("domain", state.domain);
  if (state.flaw !== null) say("flaw", model.nodes[state.flaw].iri);
  if (state.source) say("source", state.source);
  if (state.from !== null) say("from", state.from);
  if (state.to !== null) say("to", state.to);
  if (state.linked) say("linked", 1);
  if (state.together !== first.together) say("together", state.together ? 1 : 0);
  if (state.kept === null) {
    if (first.kept !== null) say("all", 1);
  } else if (first.kept !== null && [...first.kept].every((id) => state.kept.has(id))) {
    if (state.kept.size > first.kept.size) say("more", ...iris([...state.kept].filter((id) => !first.kept.has(id))));
  } else say("only", ...iris(state.kept));
  if (state.expanded.size) say("open", ...iris(state.expanded));
  if (state.grown.size) said.push(`grown=${[...state.grown].map(([iri, parts]) => encodeURIComponent(iri) + (parts > 1 ? `*${parts}` : "")).join(",")}`);
  if (state.task) {
    const ends = [state.task.from, state.task.to ?? null].filter((id) => id !== null).map((id) => model.nodes[id].iri);
    say(state.task.kind === "path" ? "path" : "rests-on", ...ends);
  }
  return said.length ? `#${said.join("&")}` : "";
}

/* The state an address describes. `unknown` holds the node it names, where the graph has none of that name. */
function fromHash(model, hash) {
  const state = initialState(model);
  const said = new Map();
  for (const part of hash.replace(/^#/, "").split("&")) {
    const cut = part.indexOf("=");
    if (cut > 0) said.set(part.slice(0, cut), part.slice(cut + 1));
  }
  const has = (key) => said.has(key);
  const value = (key) => decoded(said.get(key) || "");
  const among = (key, known) => new Set(value(key).split(",").filter((name) => known.includes(name)));
  const year = (key) => (/^\d{1,4}$/.test(value(key)) ? Number(value(key)) : null);
  const nodes = (key) =>
    (said.get(key) || "")
      .split(",")
      .map((iri) => model.byIri.get(decoded(iri)))
      .filter((id) => id !== undefined);
  if (has("node")) {
    const found = model.byIri.get(value("node"));
    if (found === undefined) state.unknown = value("node");
    else state.node = found;
  }
  state.q = value("q");
  if (has("hide")) state.hidden = among("hide", [...model.kinds.keys()]);
  if (has("judged")) state.presences = among("judged", [...model.order.keys()]);
  if (has("by")) state.origins = among("by", ORIGINS);
  if (model.domains.includes(value("domain"))) state.domain = value("domain");
  const flaw = model.byIri.get(value("flaw"));
  if (flaw !== undefined && model.nodes[flaw].kind === "flaw") state.flaw = flaw;
  if (model.sources.has(value("source"))) state.source = value("source");
  state.from = year("from");
  state.to = year("to");
  state.linked = value("linked") === "1";
  if (has("together")) state.together = value("together") === "1";
  if (has("all")) state.kept = null;
  else if (has("only")) state.kept = new Set(nodes("only"));
  else if (has("more") && state.kept) nodes("more").forEach((id) => state.kept.add(id));
  if (state.kept) state.expanded = new Set(nodes("open"));
  if (model.live && has("grown")) state.grown = grownIn(said.get("grown"));
  const [from, to] = nodes("path");
  if (from !== undefined && from !== to) state.task = { kind: "path", from, to: to ?? null };
  const [flawed] = nodes("rests-on");
  if (flawed !== undefined) state.task = { kind: "downstream", from: flawed, to: null };
  return state;
}

/* The nodes whose neighbours were loaded, each with the number of parts. */
function grownIn(text) {
  const found = new Map();
  for (const entry of text.split(",").filter(Boolean).slice(0, MOST_GROWN)) {
    const [, iri, parts] = /^(.*?)(?:\*(\d{1,3}))?$/.exec(entry);
    found.set(decoded(iri), Math.max(Number(parts || 1), 1));
  }
  return found;
}

const MOST_GROWN = 50; // loadings that an address may name

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: taken as it stands
  }
}
