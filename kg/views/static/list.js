/* The nodes shown, as buttons, by kind and the heaviest first. */

const PAGE = 50; // nodes listed at first and with each asking for more

function createList(model, { choose }) {
  let listed = PAGE;
  let last = null; // [state, view] as listed
  let key = null; // what the list depends on

  function row(id, state) {
    const node = model.nodes[id];
    const found = snippet(model, id, state.q);
    const under = found || node.note || "";
    return make(
      "li",
      {},
      make(
        "button",
        {
          type: "button",
          "data-node": id,
          "aria-current": state.node === id ? "true" : null,
          onclick: () => choose(id),
        },
        node.label,
        under ? make("small", {}, under) : null,
      ),
    );
  }

  function list(state, view) {
    const all = model.ranked.filter((id) => !view.matches || view.matches.has(id));
    const here = all.filter((id) => view.shown[id]);
    const away = all.length - here.length;
    const cut = here.slice(0, listed);
    const totals = new Map();
    for (const id of here) totals.set(model.nodes[id].kind, (totals.get(model.nodes[id].kind) || 0) + 1);
    const blocks = [];
    for (const kind of model.kinds.values()) {
      const ids = cut.filter((id) => model.nodes[id].kind === kind.key);
      if (ids.length)
        blocks.push(
          make("h3", {}, icon(kind), `${kind.many} (${amount(totals.get(kind.key))})`),
          make(
            "ul",
            {},
            ids.map((id) => row(id, state)),
          ),
        );
    }
    byId("list").replaceChildren(...blocks);

    const said = view.matches
      ? `${counted(here.length, "node matches", "nodes match")}.`
      : `${amount(here.length)} of ${counted(model.nodes.length, "node", "nodes")} shown.`;
    const listing = cut.length < here.length ? ` The first ${amount(cut.length)} are listed.` : "";
    const why = state.kept === null ? "hidden by the filters" : "folded away or hidden by the filters";
    const filtered = view.matches && away ? ` ${counted(away, "more match is", "more matches are")} ${why}.` : "";
    byId("count").textContent = said + listing + filtered;

    const left = here.length - cut.length;
    const grow = (step) => () => {
      const first = listed;
      listed += step;
      list(...last);
      const buttons = byId("list").querySelectorAll("button");
      if (buttons[first]) buttons[first].focus();
    };
    byId("more").replaceChildren(
      ...(left > 0
        ? [make("button", { type: "button", onclick: grow(PAGE) }, `List ${amount(Math.min(PAGE, left))} more`)]
        : []),
      ...(left > PAGE
        ? [make("button", { type: "button", onclick: grow(left) }, `List all ${amount(here.length)}`)]
        : []),
    );
  }

  /* Only the mark moves when a node is chosen, so that the focus stays on the button pressed. */
  function mark(state) {
    for (const button of byId("list").querySelectorAll("button")) {
      if (Number(button.dataset.node) === state.node) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  /* Lists anew where other nodes are to be listed than before. */
  function show(state, view) {
    const now = `${state.q}\n${view.shown.map(Number).join("")}`;
    last = [state, view];
    if (now === key) mark(state);
    else {
      listed = PAGE;
      list(state, view);
    }
    key = now;
  }

  return { show };
}
