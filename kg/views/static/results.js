/* The answers to questions put to the graph, as text: a path, and what rests on a paper. */

function createResults(model, { choose, change, unfilter }) {
  const nodeButton = (id, words = model.nodes[id].label) =>
    make(
      "button",
      { type: "button", class: "go-node", "data-node": id, onclick: () => choose(id, true) },
      icon(model.kinds.get(model.nodes[id].kind)),
      words,
    );
  const heading = (text) => make("h2", { tabindex: "-1", id: "chosen" }, text);
  const close = () => change((now) => (now.task = null), "closed the answer", true);
  const back = () => make("button", { type: "button", class: "back", onclick: close }, "← Overview");
  const hint = (text) => make("p", { class: "hint" }, text);

  /* That filters bear on the answer, in words, and a way to answer without them. */
  function underFilters(state, differs) {
    const filters = filtersInForce(model, state).map((filter) => filter.words);
    const away = [...model.kinds.values()].filter((kind) => model.hidden.includes(kind.key) && state.hidden.has(kind.key));
    filters.unshift(...away.map((kind) => `${kind.many} hidden`));
    const drawn = `judgements drawn: ${presenceWords(model, state)}`;
    return [
      hint(`Only what the filters let through counts (${[drawn, ...filters].join("; ")}). Folded nodes count, too.`),
      differs
        ? [
            make("p", {}, differs),
            make("p", {}, make("button", { type: "button", onclick: unfilter }, "Ask without filters")),
          ]
        : null,
    ];
  }

  /* That the page does not carry all that the store holds, where that bears on the answer; empty where it carries all. */
  const partial = (ids, kinds, words) =>
    ids.some((id) => kinds.some((kind) => (model.nodes[id].left || {})[kind])) ? make("p", { class: "notices" }, words) : null;
  const everyKind = [...model.kinds.keys()];
  const pathPartial = () =>
    partial(
      model.nodes.map((node) => node.id),
      everyKind,
      "This page carries a part of the graph. Only that part was searched: beyond it there may be a shorter path.",
    );

  function step(edge, from, state) {
    const said = statementWords(model, edge, state);
    return make(
      "div",
      { class: "step" },
      make("p", { class: "verb" }, linkVerb(edge, from)),
      said.length ? longList("ul", { class: "plain" }, said.map((words) => make("li", {}, words)), 3) : null,
    );
  }

  const linksIn = (found) => counted(found.nodes.length - 1, "link", "links");

  function path(state, result) {
    const { from, to } = state.task;
    const note = (words) => parts.push(make("p", { class: "note" }, words));
    const parts = [make("p", { class: "what" }, "Shortest path")];
    parts.push(heading(`${model.nodes[from].label} to ${model.nodes[to].label}`));
    const free = shortestPath(model, from, to, () => true, linkable);
    if (!result.path) {
      note("There is no path between them under the filters in force.");
      if (free) parts.push(underFilters(state, `Without filters there is one of ${linksIn(free)}.`));
      else parts.push(hint("Without filters there is none either: no chain of links joins them."));
      parts.push(pathPartial());
      return parts;
    }
    const { nodes, ways } = result.path;
    note(`${linksIn(result.path)}; ${ways > 1 ? `one of ${amount(ways)} shortest paths` : "the only shortest path"}.`);
    parts.push(pathPartial());
    parts.push(hint("Links are followed in both directions. Being joined by a path is no argument: read what each link says."));
    parts.push(
      make(
        "ol",
        { class: "path" },
        nodes.map((id, place) =>
          make("li", {}, nodeButton(id), (result.steps[place] || []).map((edge) => step(edge, id, state))),
        ),
      ),
    );
    const shorter = free.nodes.length < nodes.length;
    parts.push(underFilters(state, shorter ? `Without filters there is a shorter one, of ${linksIn(free)}.` : ""));
    return parts;
  }

  /* One citation of a chain: what is cited, and why. */
  function citation(link, first) {
    const label = model.nodes[link.edge.to].label;
    return make(
      "li",
      { class: link.how },
      first ? "cites " : "which cites ",
      make("b", {}, label),
      ` · ${intentsWords(link.intents)}`,
      link.how === "rests" ? make("span", { class: "meta" }, ` ${reasonOf(model, link.intents)}`) : null,
    );
  }

  const works = (chains) =>
    longList(
      "ul",
      { class: "neighbours" },
      chains.map(({ id, chain }) => () =>
        make(
          "li",
          {},
          nodeButton(id),
          make("p", { class: "meta" }, chain.length === 1 ? "Cites it directly" : `Through ${amount(chain.length)} citations`),
          make("ol", { class: "chain" }, chain.map((link, place) => citation(link, place === 0))),
        ),
      ),
    );

  const block = (title, count, words, list) =>
    make("section", {}, make("h3", {}, `${title} (${amount(count)})`), hint(words), count ? list() : null);

  /* What is wrong with the paper, as judged: those flaws that the filters let through. */
  function flawsOf(id, view) {
    const found = new Set(model.presences.filter((group) => group.drawn).map((group) => group.key));
    const edges = model.incident[id]
      .map((place) => model.edges[place])
      .filter((edge) => edge.kind === "finding" && found.has(view.groups[edge.id]));
    const missing = (model.nodes[id].left || {}).flaw;
    const nothing = missing
      ? `${counted(missing, "flaw", "flaws")} judged in it ${missing === 1 ? "is" : "are"} not on this page.`
      : "No flaw is judged present or likely present in it under the filters in force: what rests on it may stand well.";
    if (!edges.length) return make("p", { class: "note" }, nothing);
    return make(
      "details",
      { class: "judgement" },
      make("summary", {}, `Flaws found in it (${edges.length})`),
      longList("ul", { class: "neighbours" }, edges.map((edge) => () => make("li", {}, nodeButton(model.other(edge, id))))),
    );
  }

  function rests(state, result, view) {
    const { of, rests: sure, may, against } = result.found;
    const free = downstream(model, of, () => true, linkable);
    const other = free.rests.length !== sure.length || free.may.length !== may.length;
    const differs = other
      ? `Without filters: ${amount(free.rests.length)} rest on it, ${amount(free.may.length)} more may.`
      : "";
    return [
      make("p", { class: "what" }, "Everything that rests on"),
      heading(model.nodes[of].label),
      make("p", {}, nodeButton(of, `Open this ${model.nodes[of].kind === "paper" ? "paper" : "article"}`)),
      partial(
        [of, ...sure.map(({ id }) => id), ...may.map(({ id }) => id)],
        ["paper", "citing"],
        "This page carries a part of the graph: works that cite these, too, are missing here. kg exposure counts them all.",
      ),
      model.nodes[of].retracted ? make("p", { class: "notices retracted" }, "It is retracted.") : null,
      flawsOf(of, view),
      block(
        "Rests on it",
        sure.length,
        sure.length
          ? "Every citation of the chain says that it takes something from what it cites. The nearest come first."
          : "No work here cites it, or cites what cites it, with a stated intent to rely on it.",
        () => works(sure),
      ),
      block(
        "May rest on it: intent not stated",
        may.length,
        may.length
          ? "Somewhere on the chain nobody has said why one work cites the next. Most such citations only mention."
          : "No chain with a citation whose intent is not stated.",
        () => works(may),
      ),
      block(
        "Cites it without resting on it",
        against.length,
        against.length
          ? "These criticise it or only speak of it. What cites them is not counted."
          : "No work here cites it in order to criticise or discuss it.",
        () =>
          longList(
            "ul",
            { class: "neighbours" },
            against.map((link) => () =>
              make(
                "li",
                {},
                nodeButton(link.edge.from),
                make("p", { class: "meta" }, `${intentsWords(link.intents)}. ${reasonOf(model, link.intents)}`),
              ),
            ),
          ),
      ),
      hint("Counted are citations that this graph holds; each work is listed once, with its shortest chain."),
      underFilters(state, differs),
    ];
  }

  /* The whole answer, as elements; empty where there is no question. */
  function elements(state, view) {
    if (!view.result) return [];
    const parts = view.result.kind === "path" ? path(state, view.result) : rests(state, view.result, view);
    return [back(), ...parts.flat(3).filter(Boolean)];
  }

  return { elements };
}
