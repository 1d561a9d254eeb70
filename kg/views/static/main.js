/* Puts the parts together: one state, one way to change it, and the address bar as its memory. */

const model = readModel(unpack(JSON.parse(byId("data").textContent)));
let state = fromHash(model, location.hash);
let typed = null; // the field whose typing is the last step

const drawing = createDrawing(model, byId("drawing"), (id) => choose(id), (id) => picking(state) || toggle(id));
const past = createHistory(arrive, () => showSteps());
const controls = { getState: () => state, change, choose, clearFilters, unfilter, stopTask, grow };
const panel = createPanel(model, controls);
let finder = createFinder(model, controls);
const list = createList(model, controls);
const growth = model.live ? createGrowth(model, drawing, { renew, show: () => show({ silent: true }) }) : null;
if (growth) createBeyond(model, growth, controls);
const bars = createBars(model, controls);

const say = (words) => (byId("said").textContent = words);

/* Shows the state everywhere; what there is to say of it is said once, unless the focus says it already. */
function show({ silent = false, said = "" } = {}) {
  const view = viewOf(model, state);
  drawing.show(view);
  finder.show(state, view);
  list.show(state, view);
  const told = panel.show(state, view);
  bars.show(state, view);
  if (growth) growth.tell(state.node);
  if (!silent && (said || told)) say([said, told].filter(Boolean).join(". "));
  else if (silent) say("");
}

/*
 * A change of the state, which is a step to go back over. `fit`: the drawing then shows all there is; `field`: what is typed
 * into one field is one step.
 */
function change(act, words, fit = false, field = null) {
  const before = toHash(model, state);
  const asked = state.task;
  act(state);
  delete state.unknown;
  const now = toHash(model, state);
  const begun = picking(state) && state.task !== asked;
  show({ said: begun ? "Choose where the path ends, in the drawing, the list or the search." : "" });
  if (now !== before) {
    if (field !== null && field === typed) past.amend(now);
    else past.push(now, words);
    typed = field;
  }
  if (picking(state) && narrow()) byId("task").scrollIntoView();
  if (fit) drawing.fit();
  else if (state.task && state.task !== asked && !picking(state)) answer();
}

/* Brings an answer that has just come into sight, for eyes and for the keyboard. */
function answer() {
  drawing.fit();
  const heading = byId("chosen");
  if (!heading) return;
  heading.focus({ preventScroll: true });
  if (narrow()) byId("details").scrollIntoView();
}

const narrow = () => matchMedia("(max-width: 820px)").matches;

/* Chooses a node, or none; where a path waits for its end, the end. `follow` moves the focus to the details. */
function choose(id, follow = false) {
  if (picking(state)) {
    if (id === null) return;
    if (id === state.task.from) say("The path starts here: choose another node as its end.");
    else endPath(id);
    return;
  }
  if (id === state.node && !state.unknown) {
    if (id !== null) drawing.reveal(id);
    return;
  }
  state.node = id;
  delete state.unknown;
  if (id !== null && state.kept !== null && !drawing.view().shown[id]) state.kept.add(id);
  show({ silent: follow });
  past.push(toHash(model, state), id === null ? "nothing chosen" : `chosen: ${model.nodes[id].label}`);
  typed = null;
  if (id !== null) drawing.reveal(id);
  if (follow) (byId("chosen") || byId("panel")).focus({ preventScroll: true });
  if (id !== null && narrow() && (follow || byId("list").contains(document.activeElement)))
    byId("details").scrollIntoView();
}

function endPath(id) {
  change((now) => Object.assign(now, { task: { ...now.task, to: id }, node: null }), `path to ${model.nodes[id].label}`);
}

function stopTask() {
  const words = picking(state) ? "no path" : "closed the answer";
  change((now) => (now.task = null), words);
}

/* Puts every filter back as it was at first; `unfolded` also what is folded away. */
function clearFilters(unfolded = false) {
  const first = initialState(model);
  change((now) => {
    FILTERS.forEach((key) => (now[key] = first[key]));
    if (unfolded === true) Object.assign(now, { kept: first.kept, expanded: first.expanded });
  }, "filters reset", unfolded === true);
}

/* Takes every filter away, also those that the page starts with. */
function unfilter() {
  const first = initialState(model);
  change((now) => {
    FILTERS.forEach((key) => (now[key] = first[key]));
    Object.assign(now, { hidden: new Set(), presences: new Set(model.order.keys()) });
  }, "every filter taken away");
}

/* Takes up what the server sent: legend and filters anew, and the panel where it tells of a node. */
function renew() {
  finder = createFinder(model, controls);
  panel.forget();
}

/* Loads neighbours of a node that the page does not have yet, or of one it has only heard of, by its IRI. */
async function grow(id) {
  const iri = typeof id === "string" ? id : model.nodes[id].iri;
  const part = (state.grown.get(iri) || (iri === model.live.centre ? 1 : 0)) + 1;
  if (!(await growth.load(iri, part))) return;
  const now = model.byIri.get(iri);
  change(
    (held) => {
      held.grown.set(iri, part);
      if (held.kept !== null) expand(held, now);
      held.node = now;
    },
    `neighbours of ${model.nodes[now].label} loaded`,
    true,
  );
}

/* What an address names of the server's, and then the state it describes. */
async function settle(hash) {
  for (const [iri, parts] of grownIn((/(?:^#?|&)grown=([^&]*)/.exec(hash) || [])[1] || ""))
    for (let part = 1; part <= parts; part++) if (!(await growth.load(iri, part))) break;
  if (location.hash !== hash) return;
  state = fromHash(model, hash);
  show({ silent: true });
  drawing.fit(false);
}

/* A step back or forward. */
function arrive(hash, words) {
  if (hash === toHash(model, state) && !words) return;
  if (growth && growth.wants(hash)) settle(hash);
  state = fromHash(model, hash);
  typed = null;
  show({ said: words });
  if (state.node !== null) drawing.reveal(state.node);
}

/* The buttons stay where they are when there is nothing to undo, so that the focus does, too. */
function showSteps() {
  const put = (id, can, words) => {
    byId(id).setAttribute("aria-disabled", String(!can));
    byId(id).title = can ? words : "";
  };
  put("undo", past.canUndo(), `Undo: ${past.undoWords()} (Ctrl+Z)`);
  put("redo", past.canRedo(), `Do again: ${past.redoWords()} (Ctrl+Shift+Z)`);
}

byId("undo").onclick = past.undo;
byId("redo").onclick = past.redo;
byId("reset").onclick = () => clearFilters();
byId("zoom-in").onclick = () => drawing.zoom(1.4);
byId("zoom-out").onclick = () => drawing.zoom(1 / 1.4);
byId("fit").onclick = () => drawing.fit();
byId("to-search").onclick = () => byId("q").focus();

/* What a double click does: it opens and folds the neighbourhood of a node. */
function toggle(id) {
  const label = model.nodes[id].label;
  if (growth && model.nodes[id].left) grow(id);
  else if (state.kept === null) change((now) => only(now, id), `only ${label} and its neighbours`, true);
  else if (state.expanded.has(id)) change((now) => collapse(now, id), `neighbours of ${label} hidden`, true);
  else change((now) => expand(now, id), `neighbours of ${label} shown`, true);
}

/* Links inside the page go through the state: a plain # would wipe what the address remembers. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.go, a.skip");
  if (!link) return;
  event.preventDefault();
  if (link.matches(".skip")) byId(link.hash.slice(1)).focus();
  else choose(model.byIri.get(link.dataset.iri), true);
});

createKeys(model, drawing, { ...controls, toggle, say, past, show });
createTheme(drawing);
createExport(model, drawing, say);
if (narrow()) byId("filters").open = false;
showSteps();
show();
drawing.fit(false);
if (state.node !== null) drawing.reveal(state.node);
if (growth && growth.wants(location.hash)) settle(location.hash);

/* For the console and for tests. */
const pure = { shortestPath, downstream, filtered, viewOf, toHash, fromHash, initialState };
window.graphPage = { model, drawing, state: () => state, pure };
