/* Search, and the legend with filters: one control for each, in step with the state. */

function createFinder(model, { getState, change }) {
  for (const id of ["kinds", "presences", "origins", "source", "domain", "flaw"]) byId(id).replaceChildren();
  const ticks = [];
  let papersWith = null; // as the choice of flaws has them

  /* One line of the legend: a checkbox, a sign, words, a number. */
  function tick(holder, sign, words, number, read, write) {
    const input = make("input", {
      type: "checkbox",
      onchange: () => change((state) => write(state, input.checked), `${words} ${input.checked ? "ticked" : "unticked"}`),
    });
    ticks.push(() => (input.checked = read(getState())));
    const count = number === null ? null : make("span", { class: "amount" }, amount(number));
    holder.append(make("label", { class: "tick" }, input, sign, make("span", {}, words), count));
  }

  const put = (set, key, on) => (on ? set.add(key) : set.delete(key));
  const tally = new Map(); // numbers of links by group, origin and kind
  for (const edge of model.edges)
    for (const key of edge.kind === "together" ? ["together"] : [`group ${edge.group}`, `origin ${edge.origin}`])
      tally.set(key, (tally.get(key) || 0) + 1);
  const number = (key) => tally.get(key) || 0;

  for (const kind of model.kinds.values()) {
    const count = model.perKind.get(kind.key);
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
    tick(
      byId("presences"),
      stroke(group.key),
      group.label,
      number(`group ${group.key}`),
      (s) => s.presences.has(group.key),
      (s, on) => put(s.presences, group.key, on),
    );
  }
  if (number("together"))
    tick(
      byId("presences"),
      stroke("together"),
      "Flaws found together",
      number("together"),
      (s) => s.together,
      (s, on) => (s.together = on),
    );
  for (const [origin, words] of [
    ["asserted", "Asserted by a source"],
    ["derived", "Derived by a program"],
  ]) {
    tick(
      byId("origins"),
      stroke(origin),
      words,
      number(`origin ${origin}`),
      (s) => s.origins.has(origin),
      (s, on) => put(s.origins, origin, on),
    );
  }

  const option = (value, words) => make("option", { value }, words);
  const source = byId("source");
  source.append(option("", "Any"), ...[...model.sources].map(([name, count]) => option(name, `${name} (${amount(count)})`)));
  source.onchange = () => change((state) => (state.source = source.value), `source: ${source.value || "any"}`);
  byId("source-field").hidden = !model.sources.size;

  const domain = byId("domain");
  const flaws = model.ranked.filter((id) => model.nodes[id].kind === "flaw");
  const inDomain = (name) => flaws.filter((id) => model.nodes[id].group === name);
  domain.append(option("", "All"), ...model.domains.map((name) => option(name, `${name} (${inDomain(name).length})`)));
  domain.onchange = () => change((state) => (state.domain = domain.value), `flaw domain: ${domain.value || "all"}`);

  const flaw = byId("flaw");
  const flawOptions = new Map(flaws.map((id) => [id, option(id, model.nodes[id].label)]));
  const grouped = model.domains.map((name) =>
    make("optgroup", { label: name }, inDomain(name).map((id) => flawOptions.get(id))),
  );
  flaw.append(option("", "Any"), ...grouped);
  flaw.onchange = () =>
    change(
      (state) => (state.flaw = flaw.value === "" ? null : Number(flaw.value)),
      flaw.value === "" ? "papers with any flaw" : `papers with ${model.nodes[Number(flaw.value)].label}`,
    );

  for (const key of ["from", "to"]) {
    const input = byId(key);
    const limit = model.years && model.years[key === "from" ? 0 : 1];
    input.disabled = !model.years;
    if (model.years) {
      input.placeholder = limit;
      [input.min, input.max] = model.years;
    }
    input.oninput = () =>
      change((state) => (state[key] = /^\d{4}$/.test(input.value) ? Number(input.value) : null), `year ${key}`, false, key);
  }
  const works = model.nodes.filter((node) => node.kind === "paper" || node.kind === "citing");
  const yearless = works.filter((node) => node.year === undefined).length;

  byId("linked").onchange = (event) =>
    change((state) => (state.linked = event.target.checked), "only nodes with a link drawn");
  byId("q").oninput = (event) => change((state) => (state.q = event.target.value.trim()), "search", false, "q");

  /* Puts the controls where the state is; the field being typed in is left alone. */
  function syncControls(state) {
    ticks.forEach((sync) => sync());
    byId("linked").checked = state.linked;
    domain.value = state.domain;
    source.value = state.source;
    flaw.value = state.flaw ?? "";
    const type = (id, value) => document.activeElement !== byId(id) && (byId(id).value = value);
    type("q", state.q);
    type("from", state.from ?? "");
    type("to", state.to ?? "");
  }

  function yearsNote(state) {
    const parts = [];
    const within = works.filter((node) => node.year !== undefined && inYears(node, state)).length;
    const all = counted(works.length, "paper or article", "papers and articles");
    if (state.from !== null || state.to !== null) parts.push(`${amount(within)} of ${all} are of these years.`);
    if (yearless) parts.push(`${counted(yearless, "paper or article", "papers or articles")} without a year always shown`);
    byId("years-note").textContent = parts.join(" ");
  }

  function hiddenNote(state) {
    const parts = [...model.kinds.values()]
      .filter((kind) => state.hidden.has(kind.key) && model.perKind.get(kind.key))
      .map((kind) => counted(model.perKind.get(kind.key), kind.one.toLowerCase(), kind.many.toLowerCase()));
    byId("hidden-note").textContent = parts.length ? `${parts.join(", ")} hidden: tick to show` : "";
  }

  /* The number of papers with each flaw, by the judgements ticked. */
  function flawCounts(view) {
    const counts = flaws.map((id) => view.filter.papersWith.get(id) || 0);
    if (String(counts) === papersWith) return;
    papersWith = String(counts);
    flaws.forEach((id, place) => (flawOptions.get(id).textContent = `${model.nodes[id].label} (${amount(counts[place])})`));
  }

  function show(state, view) {
    flawCounts(view);
    syncControls(state);
    hiddenNote(state);
    yearsNote(state);
    const drawn = view.drawn.filter(Boolean).length;
    byId("drawn").textContent = `${amount(drawn)} of ${counted(model.edges.length, "link", "links")} drawn`;
  }

  return { show };
}
