/* The details panel: all that is known of one node, whatever the filters leave undrawn. */

function createDetails(model, panel, choose) {
  const kindOf = (node) => model.kinds.get(node.kind);
  const edgesOf = (id) => model.incident[id].map((place) => model.edges[place]);

  function goTo(id, text) {
    const node = model.nodes[id];
    return make(
      "button",
      { type: "button", class: "go-node", "data-node": id, onclick: () => choose(id) },
      icon(kindOf(node)),
      text || node.label,
    );
  }

  const tag = (text, look = "") => make("span", { class: `tag ${look}` }, text);
  const originTag = (origin) =>
    origin === "derived" ? tag("derived by a rule or program", "derived") : tag("asserted");

  /* What one assessor said: reason, quotation, place, source. */
  function statement(finding, groupKey) {
    const other = finding.presence && !presenceGroup(groupKey).values.includes(finding.presence);
    const tags = [
      other ? tag(`judged ${finding.presence.replace("-", " ")}`, "warn") : null,
      finding.severity ? tag(`severity: ${finding.severity}`) : null,
      originTag(finding.origin),
      finding.target && finding.target !== "report" ? tag(`about: ${finding.target.replace(":", " ")}`) : null,
    ];
    const where = [finding.where, finding.assessor ? `judged by ${finding.assessor}` : ""].filter(Boolean).join(" · ");
    return make(
      "div",
      { class: "said" },
      make("div", { class: "tags" }, tags),
      finding.why ? make("p", {}, finding.why) : null,
      finding.quote ? make("blockquote", {}, finding.quote) : null,
      where ? make("p", { class: "meta" }, where) : null,
      finding.published ? make("p", { class: "meta" }, `Published in: ${finding.published}`) : null,
      finding.source || finding.source_url
        ? make("p", { class: "meta" }, "Source: ", outward(finding.source_url, finding.source || finding.source_url))
        : null,
    );
  }

  const presenceGroup = (key) => model.presences.find((group) => group.key === key);

  /* Findings by strength of judgement; what is unclear or absent is folded, with its number, beside anything stronger. */
  function judgements(id, heading, nothing) {
    const findings = edgesOf(id).filter((edge) => edge.kind === "finding");
    if (!findings.length)
      return nothing ? make("section", {}, make("h3", {}, heading), make("p", { class: "hint" }, nothing)) : null;
    const unfolded = (group) => group.drawn || !findings.some((edge) => presenceGroup(edge.group).drawn);
    const groups = model.presences.map((group) => {
      const edges = findings
        .filter((edge) => edge.group === group.key)
        .sort((a, b) => model.nodes[model.other(b, id)].weight - model.nodes[model.other(a, id)].weight || a.id - b.id);
      if (!edges.length) return null;
      const cards = edges.map((edge) => () =>
        make(
          "article",
          { class: `finding ${edge.origin}` },
          goTo(model.other(edge, id)),
          edge.disputed ? make("div", { class: "tags" }, tag("disputed: judgements differ", "warn")) : null,
          (edge.findings || []).map((finding) => statement(finding, group.key)),
        ),
      );
      return make(
        "details",
        { class: "judgement", open: unfolded(group) },
        make("summary", {}, stroke(group.key), `${group.label} (${edges.length})`),
        longList("div", {}, cards),
      );
    });
    return make("section", {}, make("h3", {}, heading), groups);
  }

  const READ = { derived: "read by a program", asserted: "entered" };

  function estimates(node) {
    return (node.estimates || []).map((estimate) =>
      make(
        "p",
        {},
        make("span", {}, estimate.text || ""),
        make(
          "span",
          { class: "meta" },
          [estimate.timepoint, estimate.source, READ[estimate.origin]]
            .filter(Boolean)
            .map((text) => ` · ${text}`)
            .join(""),
        ),
      ),
    );
  }

  /* What journals and registers announce of it: retractions in force first. */
  function notices(node) {
    if (!(node.notices || []).length) return null;
    const items = node.notices.map((said) =>
      make("li", {}, said.text, said.link ? [" ", outward(said.link, "Open the notice")] : null),
    );
    return make(
      "section",
      { class: node.retracted ? "notices retracted" : "notices" },
      make("h3", {}, "Editorial notices"),
      make("ul", {}, items),
    );
  }

  /* Neighbours along one kind of edge, as buttons. */
  function neighbours(id, kind, outgoing, heading, extra = () => null) {
    const edges = edgesOf(id).filter((edge) => edge.kind === kind && (outgoing ? edge.from : edge.to) === id);
    if (!edges.length) return null;
    const items = edges.map((edge) => () => {
      const other = model.other(edge, id);
      return make(
        "li",
        {},
        goTo(other),
        edge.kind === "cites" ? make("p", { class: "meta" }, citationWords(edge)) : null,
        edge.origin === "derived" ? make("div", { class: "tags" }, originTag("derived")) : null,
        extra(model.nodes[other]),
      );
    });
    return make(
      "section",
      {},
      make("h3", {}, `${heading} (${edges.length})`),
      longList("ul", { class: "neighbours" }, items),
    );
  }

  /* Why the one cites the other, and who says so. */
  function citationWords(edge) {
    const sources = [...new Set((edge.said || []).map((said) => said.source))].filter(Boolean);
    return [intentsWords(intentsUnder(model, edge, null)), ...sources].join(" · ");
  }

  /* Flaws that come together with this one, each with its denominator. */
  function companions(id) {
    const edges = edgesOf(id)
      .filter((edge) => edge.kind === "together")
      .sort((a, b) => b.both - a.both || a.judged - b.judged || a.id - b.id);
    if (!edges.length) return null;
    const items = edges.map((edge) => () =>
      make(
        "li",
        {},
        goTo(model.other(edge, id)),
        make(
          "p",
          { class: "meta" },
          `both in ${amount(edge.both)} of ${counted(edge.judged, "paper", "papers")} judged for both`,
        ),
      ),
    );
    return make(
      "section",
      {},
      make("h3", {}, `Found together with (${edges.length})`),
      longList("ul", { class: "neighbours" }, items, 10),
    );
  }

  function sections(node) {
    const id = node.id;
    if (node.kind === "flaw")
      return [
        judgements(id, "Papers judged for this flaw", node.left ? "" : "No paper was judged for this flaw."),
        companions(id),
      ];
    if (node.kind === "outcome") {
      const own = (node.estimates || []).length
        ? make(
            "section",
            {},
            make("h3", {}, "Estimates"),
            make(
              "ul",
              { class: "neighbours" },
              estimates(node).map((line) => make("li", {}, line)),
            ),
          )
        : null;
      return [own, neighbours(id, "reports", false, "Reported by")];
    }
    return [
      judgements(id, "Flaws judged", node.kind === "paper" && !node.left ? "No flaw was judged in this paper." : ""),
      neighbours(id, "reports", true, "Outcomes reported", estimates),
      neighbours(id, "cites", false, "Cited by"),
      neighbours(id, "cites", true, "Cites"),
    ];
  }

  /* All of a node; `actions` is the element for what can be done from it, `back` says where the way back leads. */
  function show(id, undrawn, actions, back) {
    const node = model.nodes[id];
    const kind = kindOf(node);
    const what = [kind.one, node.year, node.group].filter(Boolean).join(" · ");
    const facts = (node.facts || []).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]);
    panel.replaceChildren(
      make("button", { type: "button", class: "back", onclick: () => choose(null) }, `← ${back}`),
      make("p", { class: "what" }, icon(kind), what),
      make("h2", { tabindex: "-1", id: "chosen" }, node.label),
      ...[
        node.title && node.title !== node.label ? make("p", { class: "full" }, node.title) : null,
        notices(node),
        node.note ? make("p", { class: "note" }, node.note) : null,
        make("p", { class: "hint", id: "undrawn" }, undrawn),
        node.left ? make("p", { class: "hint" }, leftOutWords(model, node)) : null,
        actions,
        facts.length ? make("dl", { class: "facts" }, facts) : null,
        model.live && node.page ? make("p", {}, make("a", { href: node.page }, node.kind === "outcome" ? "Page of its paper" : "Its page")) : null,
        node.link ? make("p", {}, outward(node.link, `Open ${new URL(node.link).host}`)) : null,
        ...sections(node),
        make("p", { class: "address" }, node.iri),
      ].filter(Boolean),
    );
    return `${kind.one} ${node.label}. ${node.note || ""} ${counted(edgesOf(id).length, "link", "links")}.`;
  }

  function unknown(iri) {
    panel.replaceChildren(
      make("button", { type: "button", class: "back", onclick: () => choose(null) }, "← Overview"),
      make("h2", { tabindex: "-1", id: "chosen" }, "Not in this graph"),
      make("p", {}, "The address of this page names a node that the graph does not hold:"),
      make("p", { class: "address" }, iri),
      ...(model.live ? [make("p", {}, make("a", { href: `network?${new URLSearchParams({ node: iri })}` }, "Show the graph around it"))] : []),
    );
    return "The address names a node that is not in this graph.";
  }

  return { show, unknown };
}
