/* What the drawing shows, as an SVG with title and legend: for export and for print. */

function sceneSvg(model, drawing) {
  const colours = readColours();
  const view = drawing.view();
  const [width, height] = drawing.size();
  const scale = drawing.network.getScale();
  const titles = wrapWords(model.title, width - 32, 2, (words) => drawing.ruler(words, 17, true));
  const head = 22 + 22 * titles.length;
  const foot = legendOf(model, view, drawing, colours, width);
  const total = head + height + foot.height;
  const text = (x, y, size, words, more = {}) =>
    makeSvg(
      "text",
      { x: x.toFixed(1), y: y.toFixed(1), "font-size": size.toFixed(1), fill: colours("ink"), ...more },
      words,
    );
  const halo = (colour) => ({
    stroke: colours(colour),
    "stroke-width": 3.5,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  });
  const at = (node) => drawing.toScreen({ x: node.x, y: node.y });
  const zero = drawing.toScreen({ x: 0, y: 0 });

  const cards = drawing.cardsShown().map((card) => {
    const corner = drawing.toScreen({ x: card.left, y: card.top });
    const size = { width: (card.right - card.left) * scale, height: (card.bottom - card.top) * scale };
    return makeSvg("rect", { ...corner, ...size, rx: 12 * scale, fill: colours("hull"), stroke: colours("hull-line") });
  });

  const crowd = view.drawn.filter(Boolean).length;
  const lines = model.edges
    .filter((edge) => view.drawn[edge.id])
    .map((edge) => {
      const look = edgeLook(edge, view, colours, crowd);
      const [a, b] = [at(model.nodes[edge.from]), at(model.nodes[edge.to])];
      const paint = {
        stroke: look.colour,
        "stroke-opacity": look.opacity.toFixed(2),
        "stroke-width": (look.width * scale).toFixed(2),
        "stroke-dasharray": look.dashes ? look.dashes.map((dash) => dash * scale).join(" ") : null,
      };
      const pair = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
      const bend = bendOf(model, edge);
      if (bend) {
        const [one, two] = [drawing.toScreen({ x: bend[0], y: bend[1] }), drawing.toScreen({ x: bend[2], y: bend[3] })];
        return makeSvg("path", { d: `M${pair(a)}C${pair(one)} ${pair(two)} ${pair(b)}`, fill: "none", ...paint });
      }
      return makeSvg("line", { x1: a.x.toFixed(1), y1: a.y.toFixed(1), x2: b.x.toFixed(1), y2: b.y.toFixed(1), ...paint });
    });

  const shapes = model.nodes
    .filter((node) => view.shown[node.id])
    .flatMap((node) => {
      const look = nodeLook(node, view, colours);
      const place = at(node);
      const paint = {
        fill: look.fill,
        stroke: look.border,
        "stroke-width": (look.borderWidth * scale).toFixed(2),
        opacity: look.opacity,
      };
      const radius = radiusOf(node, scale) * scale;
      const shape = shapeOf(node.shape, place.x, place.y, radius, paint);
      shape.append(makeSvg("title", {}, node.label));
      const crosses = (node.retracted ? crossLook(colours) : []).map((stroke) =>
        makeSvg("path", {
          d: crossPath(place.x, place.y, radius),
          stroke: stroke.colour,
          "stroke-width": (stroke.width * scale).toFixed(2),
          opacity: look.opacity,
        }),
      );
      return [shape, ...crosses];
    });

  const { labels, titles: cardTitles } = drawing.layers();
  const anchor = { left: "start", right: "end", center: "middle" };
  const names = cardTitles.flatMap((title) =>
    title.lines.map((line, row) =>
      text(zero.x + title.x, zero.y + title.top + (row + 0.78) * title.size * 1.2, title.size, line, {
        "text-anchor": anchor[title.align],
        "font-weight": 600,
        ...halo("hull"),
        fill: colours("hull-ink"),
      }),
    ),
  );
  const words = labels.flatMap((label) =>
    label.lines.map((line, row) =>
      text(zero.x + anchorOf(label), zero.y + label.top + (row + 0.78) * label.height, label.size, line, {
        "text-anchor": anchor[label.align],
        ...halo(model.nodes[label.id].kind === "flaw" ? "hull" : "page"),
        class: "label",
      }),
    ),
  );

  return makeSvg(
    "svg",
    { xmlns: SVG, viewBox: `0 0 ${width} ${total}`, width, height: total, "font-family": drawing.family, role: "img" },
    makeSvg("title", {}, model.title),
    makeSvg("rect", { width, height: total, fill: colours("page") }),
    makeSvg("svg", { y: head, width, height, viewBox: `0 0 ${width} ${height}` }, cards, lines, shapes, names, words),
    makeSvg("rect", { width, height: head, fill: colours("page") }),
    titles.map((words, row) => text(16, 28 + 22 * row, 17, words, { "font-weight": 600 })),
    makeSvg("g", { transform: `translate(0 ${head + height})` }, foot.items),
  );
}

/* Signs and words for what is shown, in rows of the picture's width. */
function legendOf(model, view, drawing, colours, width) {
  const kinds = new Set(model.nodes.filter((node) => view.shown[node.id]).map((node) => node.kind));
  const groups = new Set(model.edges.filter((edge) => view.drawn[edge.id]).map((edge) => view.groups[edge.id]));
  const retracted = model.nodes.find((node) => node.retracted && view.shown[node.id]);
  const together = model.edges.some((edge) => view.drawn[edge.id] && edge.kind === "together");
  const derived = model.edges.some(
    (edge) => view.drawn[edge.id] && edge.kind !== "together" && view.origins[edge.id] === "derived",
  );
  const line = (colour, dash) => (x, y) =>
    makeSvg("path", { d: `M${x - 9} ${y}h18`, stroke: colours(colour), "stroke-width": 2.5, "stroke-dasharray": dash });
  const entries = [
    ...[...model.kinds.values()]
      .filter((kind) => kinds.has(kind.key))
      .map((kind) => [kind.many, (x, y) => shapeOf(kind.shape, x, y, 6, { fill: colours(`kind-${kind.key}`) })]),
    ...(retracted
      ? [
          [
            "Retracted (crossed out)",
            (x, y) => makeSvg("path", { d: crossPath(x, y, 5), stroke: colours("ink"), "stroke-width": 2 }),
          ],
        ]
      : []),
    ...model.presences
      .filter((group) => groups.has(group.key))
      .map((group) => [group.label, line(`edge-${group.key}`, null)]),
    ...(derived ? [["Derived (dashed)", line("edge-present", "5 4")]] : []),
    ...(together ? [["Found together (dashed)", line("kind-flaw", "5 4")]] : []),
    ...marked(view).map(([colour, words]) => [words, line(colour, null)]),
  ];
  const items = [makeSvg("rect", { width, height: 400, fill: colours("page") })];
  let [x, y] = [16, 22];
  for (const [words, sign] of entries) {
    const long = drawing.ruler(words, 12) + 48;
    if (x + long > width && x > 16) [x, y] = [16, y + 20];
    items.push(sign(x + 9, y - 4), makeSvg("text", { x: x + 24, y, "font-size": 12, fill: colours("ink") }, words));
    x += long;
  }
  const small = (words) => items.push(makeSvg("text", { x: 16, y, "font-size": 11, fill: colours("muted") }, words));
  const told = wrapWords(view.words(), width - 32, 12, (words) => drawing.ruler(words, 11));
  for (const words of model.generated ? [...told, model.generated] : told) {
    y += words === told[0] ? 22 : 15;
    small(words);
  }
  return { items, height: y + 14 };
}

/* What the lines that carry an answer stand for: colour and words of those drawn. */
function marked(view) {
  if (!view.result) return [];
  const path = view.result.kind === "path";
  const used = new Set(view.marks.values());
  return [
    ["accent", path ? "On the path" : "Rests on what it cites"],
    ["edge-unclear", "Cites, intent not stated"],
  ].filter(([colour]) => used.has(colour));
}
