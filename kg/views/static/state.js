/* What the reader has chosen: all that the page shows follows from this and from the graph. */

const ORIGINS = ["asserted", "derived"];

function initialState(model) {
  return {
    node: null, // number of the chosen node
    q: "",
    hidden: new Set(model.hidden), // kinds
    presences: new Set(model.presences.filter((group) => group.drawn).map((group) => group.key)),
    origins: new Set(ORIGINS),
    domain: "",
    flaw: null, // number of a flaw: only papers with it
    source: "", // only what this source says
    from: null,
    to: null,
    linked: false,
    together: model.start !== null, // whether flaws that come together are joined
    kept: model.start && new Set(model.start), // null: every node; else the nodes shown whatever is expanded
    grown: new Map(), // on a server: IRIs of nodes whose neighbours were loaded, with how many parts of them
    expanded: new Set(), // nodes whose neighbours are shown too, where not every node is
    task: null, // {kind: "path", from, to} (to: null while it is asked for) or {kind: "downstream", from}
  };
}

/* The parts of the state that are filters: "reset" puts these back. */
const FILTERS = ["q", "hidden", "presences", "origins", "domain", "flaw", "source", "from", "to", "linked", "together"];

const same = (one, two) => one.size === two.size && [...one].every((value) => two.has(value));

const picking = (state) => state.task !== null && state.task.kind === "path" && state.task.to === null;
