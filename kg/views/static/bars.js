/* The lines above the drawing: which filters are in force, which question is being answered, what the page leaves out. */

function createBars(model, { change, choose, clearFilters, stopTask }) {
  let told = ""; // what stands there of what is left out
  const button = (words, onclick, more = {}) => make("button", { type: "button", onclick, ...more }, words);

  /* Renders anew and keeps the focus inside: on the button of the same words, else on the first, else where `fallback` says. */
  function renew(holder, elements, fallback) {
    const held = holder.contains(document.activeElement) ? document.activeElement.textContent : null;
    holder.replaceChildren(...elements);
    holder.hidden = !elements.length;
    if (held === null) return;
    const buttons = [...holder.querySelectorAll("button")];
    const again = buttons.find((one) => one.textContent === held) || buttons[0] || fallback;
    again.focus({ preventScroll: true });
  }

  function filters(state) {
    const inForce = filtersInForce(model, state);
    const folded =
      state.kept !== null && !(model.start && same(state.kept, new Set(model.start)) && !state.expanded.size)
        ? [{ words: foldedWords(model), clear: model.start ? refold : unfoldAll, fit: true }]
        : [];
    const all = [...folded, ...inForce];
    if (!all.length) return [];
    const chips = all.map((filter) =>
      make(
        "li",
        {},
        button(
          [filter.words, make("span", { "aria-hidden": "true" }, " ×")],
          () => change(filter.clear, `without: ${filter.words}`, filter.fit),
          { class: "chip", "aria-label": `Take away: ${filter.words}` },
        ),
      ),
    );
    const lead = make("li", { class: "lead" }, all.length === 1 ? "Filter:" : `${all.length} filters:`);
    const clear = all.length > 1 ? [make("li", {}, button("Clear all", () => clearFilters(true)))] : [];
    return [make("ul", {}, lead, chips, clear)];
  }

  /* Back to the nodes the page starts with. */
  const refold = (now) => {
    const first = initialState(model);
    now.kept = first.kept;
    now.expanded = first.expanded;
  };

  function task(state, view) {
    if (!state.task) return [];
    if (picking(state)) {
      const from = model.nodes[state.task.from].label;
      const words = `Path from ${from}: choose where it ends, in the drawing, the list or the search.`;
      return [make("span", {}, words), button("Cancel", stopTask)];
    }
    return [
      make("span", {}, view.result.words),
      ...marked(view).map(([colour, words]) => make("span", { class: "mark" }, stroke(colour), words)),
      state.node !== null ? button("Read it", () => choose(null, true)) : "",
      button("Close", stopTask),
    ].filter(Boolean);
  }

  /* What the page starts with and what it leaves out: in short, and whole on demand. */
  function partial(state) {
    const away = numbersByKind(model, model.aggregated && model.aggregated.left_out);
    const folded = state.kept !== null && model.start !== null;
    const short = [folded ? "Flaws first: open one to see its papers." : "", away ? `Not on this page: ${away}.` : ""];
    const long = [folded ? model.start_note : "", away ? model.aggregated.rule : ""];
    const words = [short, long].map((parts) => parts.filter(Boolean).join(" "));
    if (words.join("\n") === told) return;
    told = words.join("\n");
    byId("left-out").hidden = !words[0];
    byId("left-out").replaceChildren(
      words[1] ? make("details", {}, make("summary", {}, words[0]), make("p", {}, words[1])) : make("span", {}, words[0]),
    );
  }

  function show(state, view) {
    partial(state);
    renew(byId("in-force"), filters(state), byId("drawing"));
    renew(byId("task"), task(state, view), byId("chosen") || byId("drawing"));
  }

  return { show };
}
