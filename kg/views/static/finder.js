/* Search, legend with filters, and the list of nodes as buttons. */

const PAGE = 50; // nodes listed at first and with each asking for more

function createFinder(model, controls) {
  const { getState, change, choose } = controls;
  const ticks = [];
  let listed = PAGE;
  let last = null;

  /* One line of the legend: a checkbox, a sign, words, a number. */
  function tick(holder, sign, words, number, read, write) {
    const input = make("input", { type: "checkbox", onchange: () => change((state) => write(state, input.checked)) });
    ticks.push(() => (input.checked = read(getState())));
    const count = number === null ? null : make("span", { class: "amount" }, amount(number));
    holder.append(make("label", { class: "tick" }, input, sign, make("span", {}, words), count));
  }

  const put = (set, key, on) => (on ? set.add(key) : set.delete(key));
  const number = (test) => model.edges.filter(test).length;

  for (const kind of model.kinds.values()) {
    const count = model.nodes.filter((node) => node.kind === kind.key).length;
    if (count)
      tick(
        byId("kinds"),
        icon(kind),
        kind.many,
        count,
        (s) => !s.hidden.has(kind.key),
        (s, on) => put(s.hidden, kind.key, !on),
      );
  }
  const retracted = model.nodes.filter((node) => node.retracted);
  if (retracted.length)
    byId("kinds").append(
      make(
        "p",
        { class: "tick sign" },
        crossedIcon(model.kinds.get(retracted[0].kind)),
        make("span", {}, "Retracted, crossed out"),
        make("span", { class: "amount" }, amount(retracted.length)),
      ),
    );
  for (const group of model.presences) {
    const count = number((edge) => edge.group === group.key);
    tick(
      byId("presences"),
      stroke(group.key),
      group.label,
      count,
      (s) => s.presences.has(group.key),
      (s, on) => put(s.presences, group.key, on),
    );
  }
  for (const [origin, words] of [
    ["asserted", "Asserted by a source"],
    ["derived", "Derived by a program"],
  ]) {
    tick(
      byId("origins"),
      stroke(origin),
      words,
      number((edge) => edge.origin === origin),
      (s) => s.origins.has(origin),
      (s, on) => put(s.origins, origin, on),
    );
  }

  const domain = byId("domain");
  domain.append(
    make("option", { value: "" }, "All"),
    ...model.domains.map((name) => make("option", { value: name }, name)),
  );
  domain.onchange = () => change((state) => (state.domain = domain.value));

  for (const key of ["from", "to"]) {
    const input = byId(key);
    const limit = model.years && model.years[key === "from" ? 0 : 1];
    input.disabled = !model.years;
    if (model.years) {
      input.placeholder = limit;
      [input.min, input.max] = model.years;
    }
    input.oninput = () => change((state) => (state[key] = /^\d{4}$/.test(input.value) ? Number(input.value) : null));
  }
  const yearless = model.nodes.filter(
    (node) => (node.kind === "paper" || node.kind === "citing") && node.year === undefined,
  ).length;
  byId("years-note").textContent = yearless
    ? `${counted(yearless, "paper or article", "papers or articles")} without a year always shown`
    : "";

  byId("linked").onchange = (event) => change((state) => (state.linked = event.target.checked));
  byId("q").oninput = (event) => change((state) => (state.q = event.target.value.trim()));
  byId("reset").onclick = () => change((state) => Object.assign(state, initialState(model), { node: state.node }));

  /* Puts the controls where the state is; the field being typed in is left alone. */
  function syncControls(state) {
    ticks.forEach((sync) => sync());
    byId("linked").checked = state.linked;
    domain.value = state.domain;
    const type = (id, value) => document.activeElement !== byId(id) && (byId(id).value = value);
    type("q", state.q);
    type("from", state.from ?? "");
    type("to", state.to ?? "");
  }

  function hiddenNote(state) {
    const parts = [...model.kinds.values()]
      .filter((kind) => state.hidden.has(kind.key))
      .map((kind) => [model.nodes.filter((node) => node.kind === kind.key).length, kind])
      .filter(([count]) => count)
      .map(([count, kind]) => counted(count, kind.one.toLowerCase(), kind.many.toLowerCase()));
    byId("hidden-note").textContent = parts.length ? `${parts.join(", ")} hidden: tick to show` : "";
  }

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
    const blocks = [];
    for (const kind of model.kinds.values()) {
      const ids = cut.filter((id) => model.nodes[id].kind === kind.key);
      const total = here.filter((id) => model.nodes[id].kind === kind.key).length;
      if (ids.length)
        blocks.push(
          make("h3", {}, icon(kind), `${kind.many} (${amount(total)})`),
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
    const filtered =
      view.matches && away ? ` ${counted(away, "more match is", "more matches are")} hidden by the filters.` : "";
    byId("count").textContent = said + listing + filtered;

    const left = here.length - cut.length;
    const grow = (step) => () => {
      const first = listed;
      listed += step;
      list(getState(), last);
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

  function show(state, view, filtered) {
    last = view;
    syncControls(state);
    hiddenNote(state);
    if (filtered) {
      listed = PAGE;
      list(state, view);
    } else mark(state);
    const drawn = view.drawn.filter(Boolean).length;
    byId("drawn").textContent = `${amount(drawn)} of ${counted(model.edges.length, "link", "links")} drawn`;
  }

  return { show };
}
