/* Puts the parts together: one state, one way to change it, and the address bar as its memory. */

const model = readModel(JSON.parse(byId("data").textContent));
let state = fromHash(model, location.hash);

const drawing = createDrawing(model, byId("drawing"), (id) => choose(id));
const details = createDetails(model, byId("details"), (id) => choose(id, true));
const finder = createFinder(model, { getState: () => state, change, choose: (id) => choose(id) });

/* Shows the state everywhere. `filtered`: the list may differ; `chosen`: another node was chosen. */
function show({ filtered = false, chosen = false } = {}) {
  const view = viewOf(model, state);
  drawing.show(view);
  finder.show(state, view, filtered);
  if (!chosen) return;
  let said;
  if (state.node !== null) said = details.show(state.node, undrawnNote(state.node));
  else if (state.unknown) said = details.unknown(state.unknown);
  else said = details.clear();
  byId("overview").hidden = !byId("details").hidden;
  byId("said").textContent = said;
  byId("panel").scrollTop = 0;
}

function undrawnNote(id) {
  const away = model.incident[id].filter(
    (place) => model.edges[place].kind === "finding" && !state.presences.has(model.edges[place].group),
  ).length;
  return away ? `All judgements are listed; ${amount(away)} of them ${away === 1 ? "is" : "are"} not drawn.` : "";
}

function remember(push) {
  const address = toHash(model, state) || `${location.pathname}${location.search}`;
  try {
    history[push ? "pushState" : "replaceState"](null, "", address);
  } catch {
    // A page inside another document has no address of its own to change.
  }
}

/* A change of filters or search: the address follows, without a step to go back to. */
function change(act) {
  act(state);
  show({ filtered: true });
  remember(false);
}

/* Chooses a node, or none. `follow` moves the focus to the details, whose buttons are made anew. */
function choose(id, follow = false) {
  if (id === state.node && !state.unknown) {
    if (id !== null) drawing.reveal(id);
    return;
  }
  state.node = id;
  delete state.unknown;
  show({ chosen: true });
  remember(true);
  if (id !== null) drawing.reveal(id);
  if (follow) (byId("chosen") || byId("panel")).focus({ preventScroll: true });
  const narrow = matchMedia("(max-width: 820px)").matches;
  if (id !== null && narrow && (follow || byId("list").contains(document.activeElement)))
    byId("details").scrollIntoView();
}

function restore() {
  if (location.hash === toHash(model, state)) return;
  state = fromHash(model, location.hash);
  show({ filtered: true, chosen: true });
  if (state.node !== null) drawing.reveal(state.node);
}
addEventListener("popstate", restore);
addEventListener("hashchange", restore);

addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (event.key === "Escape") {
    if (state.q) {
      byId("q").value = "";
      change((now) => (now.q = ""));
    }
    choose(null, Boolean(event.target.closest && event.target.closest("#details")));
  } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("q").focus();
  }
});

byId("zoom-in").onclick = () => drawing.zoom(1.4);
byId("zoom-out").onclick = () => drawing.zoom(1 / 1.4);
byId("fit").onclick = () => drawing.fit();
byId("to-search").onclick = () => byId("q").focus();

/* Links inside the page go through the state: a plain # would wipe what the address remembers. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.go, a.skip");
  if (!link) return;
  event.preventDefault();
  if (link.matches(".skip")) byId(link.hash.slice(1)).focus();
  else choose(model.byIri.get(link.dataset.iri), true);
});

/* Light and dark: as the system says, until the reader says otherwise. */
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () =>
  document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : systemDark.matches;
function themed() {
  byId("theme").textContent = isDark() ? "Light" : "Dark";
  drawing.recolour();
}
byId("theme").onclick = () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  themed();
};
systemDark.addEventListener("change", themed);

createExport(model, drawing);
if (matchMedia("(max-width: 820px)").matches) byId("filters").open = false;
themed();
show({ filtered: true, chosen: true });
drawing.fit(false);
if (state.node !== null) drawing.reveal(state.node);

/* For the console and for tests. */
window.graphPage = { model, drawing, state: () => state };
