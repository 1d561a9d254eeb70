/* What can be done from a chosen node, as buttons under its name. */

/* Each with a key, its words, what it does to the state, and whether the drawing is to be fitted after; `run`: it asks the server. */
function actionsOf(model, state, view, id) {
  const node = model.nodes[id];
  const beside = neighboursOf(model, id, view.filter).size;
  const neighbours = counted(beside, "neighbour", "neighbours");
  const folded = state.kept !== null;
  const alone = folded && same(state.kept, new Set([id])) && same(state.expanded, state.kept);
  const found = [];
  const add = (key, words, act, fit = true) => found.push({ key, words, act, fit });
  if (folded && state.expanded.has(id)) add("fold", "Hide its neighbours", (now) => collapse(now, id));
  else if (folded && beside) add("fold", `Show its ${neighbours}`, (now) => expand(now, id));
  if (beside && !alone) add("only", `Only this and its ${neighbours}`, (now) => only(now, id));
  if (model.live && node.left) {
    const away = Object.values(node.left).reduce((one, two) => one + two, 0);
    const words = `Load ${away > model.live.most ? `${amount(model.live.most)} of ` : ""}its ${counted(away, "neighbour", "neighbours")} not here yet`;
    found.push({ key: "grow", words, run: true });
  }
  if (folded) add("all", `Show all ${amount(model.nodes.length)} nodes`, unfoldAll);
  if (node.kind === "flaw" && state.flaw !== id) {
    const papers = view.filter.papersWith.get(id) || 0;
    if (papers) add("flaw", `Only papers with it (${amount(papers)})`, (now) => (now.flaw = id));
  } else if (node.kind === "flaw") add("flaw", "Papers without it, too", (now) => (now.flaw = null));
  if (model.incident[id].some((place) => linkable(model.edges[place])))
    add("path", "Path from here to…", (now) => (now.task = { kind: "path", from: id, to: null }), false);
  if (model.incident[id].some((place) => model.edges[place].kind === "cites" && model.edges[place].to === id))
    add(
      "downstream",
      `Everything that rests on this ${node.kind === "paper" ? "paper" : "article"}`,
      (now) => Object.assign(now, { task: { kind: "downstream", from: id, to: null }, node: null }),
      false,
    );
  return found;
}

/* Puts the buttons into `holder`; where one of them had the focus, the one of the same key, or the first, has it after. */
function showActions(holder, actions, act) {
  const held = holder.contains(document.activeElement) ? document.activeElement.dataset.act : null;
  holder.replaceChildren(
    ...actions.map((action) =>
      make("button", { type: "button", "data-act": action.key, onclick: () => act(action) }, action.words),
    ),
  );
  holder.hidden = !actions.length;
  if (held) {
    const buttons = [...holder.children];
    const again = buttons.find((button) => button.dataset.act === held) || buttons[0];
    if (again) again.focus();
  }
}
