/* The panel beside the drawing: a node whole, the answer to a question, or the overview. */

function createPanel(model, { choose, change, unfilter, grow }) {
  const holder = byId("details");
  const details = createDetails(model, holder, (id) => choose(id, true));
  const results = createResults(model, { choose, change, unfilter });
  const actions = make("div", { class: "actions", role: "group", "aria-label": "From here" });
  let key = null; // what the panel holds
  let words = ""; // what of the answer was said last

  const keyOf = (state) => {
    if (state.node !== null) return `node ${state.node}`;
    if (state.unknown) return `unknown ${state.unknown}`;
    if (state.task && !picking(state)) return `${state.task.kind} ${state.task.from} ${state.task.to}`;
    return "";
  };

  function undrawnNote(id, view) {
    const away = model.incident[id].filter(
      (place) => model.edges[place].kind === "finding" && view.groups[place] === null,
    ).length;
    if (!away) return "";
    const all = model.nodes[id].left ? "All judgements on this page" : "All judgements";
    return `${all} are listed; ${amount(away)} of them ${away === 1 ? "is" : "are"} not drawn.`;
  }

  /* Puts the state and its view into the panel. What there is to say of it, where something has come; else an empty text. */
  function show(state, view) {
    const now = keyOf(state);
    const other = now !== key;
    key = now;
    let said = "";
    if (state.node !== null) {
      showActions(actions, actionsOf(model, state, view, state.node), (action) =>
        action.run ? grow(state.node) : change(action.act, action.words, action.fit),
      );
      const undrawn = undrawnNote(state.node, view);
      if (other) said = details.show(state.node, undrawn, actions, view.result ? "Back to the answer" : "Overview");
      else byId("undrawn").textContent = undrawn;
    } else if (state.unknown) {
      if (other) said = details.unknown(state.unknown);
    } else if (now) {
      const held = holder.contains(document.activeElement);
      holder.replaceChildren(...results.elements(state, view));
      if (held && !other) byId("chosen").focus({ preventScroll: true });
      if (other || view.result.words !== words) said = view.result.words;
      words = view.result.words;
    } else if (other) holder.replaceChildren();
    holder.hidden = !now;
    byId("overview").hidden = Boolean(now);
    if (other) byId("panel").scrollTop = 0;
    return said;
  }

  return { show, forget: () => (key = null) };
}
