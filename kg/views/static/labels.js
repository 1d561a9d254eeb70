/* Which labels are drawn, and where: of one size on the screen, the weightiest first, none over another. */

const LABEL_GAP = 3;

/* Widths of text at 1 px, remembered. */
function createRuler(family) {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map();
  return (text, size, bold = false) => {
    const key = `${bold ? "b" : ""}${text}`;
    if (!known.has(key)) {
      context.font = `${bold ? "600 " : ""}100px ${family}`;
      known.set(key, context.measureText(text).width / 100);
    }
    return known.get(key) * size;
  };
}

const touch = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/* Rectangles on a grid, so that asking for a free place stays quick with many of them. */
function createGrid(cell = 64) {
  const cells = new Map();
  const visit = (box, each) => {
    for (let x = Math.floor(box.left / cell); x <= Math.floor(box.right / cell); x++)
      for (let y = Math.floor(box.top / cell); y <= Math.floor(box.bottom / cell); y++)
        if (each(`${x},${y}`)) return true;
    return false;
  };
  return {
    add: (box) => visit(box, (key) => void (cells.has(key) ? cells.get(key).push(box) : cells.set(key, [box]))),
    taken: (box) =>
      visit(box, (key) => (cells.get(key) || []).some((other) => other.owner !== box.owner && touch(other, box))),
  };
}

const labelSize = (scale) => Math.min(Math.max(13 * scale, 11), 15);

/* Nodes that may be labelled at this zoom, the most important first. */
function labelOrder(model, view, scale) {
  const few = view.shown.filter(Boolean).length <= 60;
  const papers = model.nodes.reduce((count, node) => count + (node.kind === "paper" && view.shown[node.id] ? 1 : 0), 0);
  const rank = new Map([
    ["flaw", 1],
    ["paper", 2],
    ["citing", 3],
    ["outcome", 4],
  ]);
  const least = { flaw: 0, paper: few || papers <= 90 ? 0 : 0.35, citing: few ? 0 : 0.6, outcome: few ? 0 : 0.95 };
  const order = (node) => (node.id === view.node ? 0 : rank.get(node.kind));
  return model.ranked
    .map((id) => model.nodes[id])
    .filter((node) => view.shown[node.id] && view.litNode(node.id) && (view.faded || scale >= least[node.kind]))
    .sort((a, b) => order(a) - order(b) || b.weight - a.weight || a.id - b.id);
}

/* The words in lines no wider than `width`; more than `most` lines, or a word too wide, are cut with an ellipsis. */
function wrapWords(words, width, most, measure) {
  const lines = [""];
  for (const word of words.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (measure(longer) <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  if (lines.length > most) lines.splice(most - 1, lines.length, `${lines[most - 1]}…`);
  return lines.map((line) => {
    while (measure(line) > width && line.length > 3) line = `${line.slice(0, -2)}…`;
    return line;
  });
}

/*
 * A domain's name at the top of its card, in one line or two. Seen from so far away that the room there is too small for it,
 * it takes as many lines as the card is high, beside the signs, which stand at `signs`: where it is, no flaw is named.
 */
function cardTitle(card, scale, ruler, signs, reach) {
  const size = Math.min(Math.max(12 * scale, 11), 14);
  const height = size * 1.2;
  const pad = 9 * Math.min(scale, 1);
  const [left, right] = [card.left * scale + pad, card.right * scale - pad];
  const align = card.side === "left" ? "right" : "left";
  const measure = (text) => ruler(text, size, true);
  const box = (lines, x, top) => {
    const long = Math.max(...lines.map(measure));
    const [from, to] = align === "left" ? [x, x + long] : [x - long, x];
    const ink = (lines.length - 0.16) * height; // below the last line there is room that its letters do not take
    return { lines, size, align, x, left: from, right: to, top, bottom: top + ink };
  };
  const lines = wrapWords(card.name, right - left, card.title * scale >= 2.16 * height ? 2 : 1, measure);
  const foot = (card.top + card.title) * scale - Math.min(8 * scale, 6);
  if (!lines.some((line) => line.endsWith("…"))) return box(lines, align === "left" ? left : right, foot - lines.length * height);
  const most = Math.max(Math.floor(((card.bottom - card.top) * scale - 2) / height), 1);
  const away = reach * scale + LABEL_GAP;
  const x = signs * scale + (align === "left" ? away : -away);
  return box(wrapWords(card.name, align === "left" ? right - x : x - left, most, measure), x, card.top * scale + 1);
}

/*
 * Labels and card titles in screen pixels at this zoom, counted from the layout's origin. A flaw's label stands on the outer
 * side; any other below its node, or beside or above it where below is taken, and on no card. Where all is taken a label is
 * left out until the reader zooms in. None leaves `edge`, the rectangle a fitted drawing shows.
 */
function placeLabels(model, view, scale, ruler, cards, edge) {
  const grid = createGrid();
  const size = labelSize(scale);
  const height = size * (size < 12 ? 1.04 : 1.15); // seen from far away, names stand close rather than not at all
  const reach = Math.max(model.reach, radiusOf({ kind: "flaw", size: model.reach }, scale)); // of a flaw's sign at this zoom
  const signs = new Map(model.nodes.filter((node) => node.kind === "flaw" && node.side !== "below").map((node) => [node.group, node.x]));
  const titles = cards.map((card) => cardTitle(card, scale, ruler, signs.get(card.name), reach));
  const walls = cards.map((card) => ({
    left: card.left * scale,
    right: card.right * scale,
    top: card.top * scale,
    bottom: card.bottom * scale,
  }));
  titles.forEach((title) => grid.add({ ...title, owner: "card" }));
  for (const node of model.nodes) {
    if (!view.shown[node.id] || !view.litNode(node.id)) continue;
    const half = radiusOf(node, scale) * scale * 0.9;
    const [x, y] = [node.x * scale, node.y * scale];
    grid.add({ left: x - half, right: x + half, top: y - half, bottom: y + half, owner: node.id });
  }
  const clear = (node, box) => node.kind === "flaw" || !walls.some((wall) => touch(wall, box));
  const inside = (box) =>
    box.left >= edge.left * scale &&
    box.right <= edge.right * scale &&
    box.top >= edge.top * scale &&
    box.bottom <= edge.bottom * scale;
  const widths = new Map(cards.map((card) => [card.name, (card.right - card.left) * scale]));
  const labels = [];
  for (const node of labelOrder(model, view, scale)) {
    const chosen = node.id === view.node;
    const placesOf = (lines) => labelPlaces({ ...node, lines }, scale, size, height, ruler, reach, Boolean(view.near));
    const places = placesOf(node.lines);
    // A flaw for whose name there is no room is named by as much of it as one line on its card has room for.
    const room = (widths.get(node.group) || 0) - 2 * reach * scale - 3 * LABEL_GAP;
    const words = node.lines.join(" ");
    if (node.kind === "flaw" && room > 5 * size && (node.lines.length > 1 || ruler(words, size) > room))
      places.push(...placesOf(wrapWords(words, room, 1, (text) => ruler(text, size))));
    const box =
      places.find((place) => inside(place) && clear(node, place) && !grid.taken(place)) ||
      (chosen ? places.findLast(inside) || places[0] : null);
    if (!box) continue;
    labels.push(box);
    grid.add(box);
  }
  return { labels, titles };
}

/* The boxes a node's label may take, the best first; where few are named (`alone`) one may also lie across the links. */
function labelPlaces(node, scale, size, height, ruler, reach, alone = false) {
  const lines = node.lines;
  const width = Math.max(...lines.map((line) => ruler(line, size))) + 2 * LABEL_GAP;
  const tall = lines.length * height;
  const [x, y, away] = [node.x * scale, node.y * scale, radiusOf(node, scale) * scale + LABEL_GAP];
  const box = (left, top, align) => ({
    id: node.id,
    owner: node.id,
    lines,
    size,
    height,
    align,
    left,
    top,
    right: left + width,
    bottom: top + tall,
  });
  const column = reach * scale + LABEL_GAP; // labels of flaws line up, whatever the size of their signs
  const [west, east] = [box(x - column - width, y - tall / 2, "right"), box(x + column, y - tall / 2, "left")];
  if (node.side === "left") return alone ? [west, east] : [west];
  if (node.side === "right") return alone ? [east, west] : [east];
  return [
    box(x - width / 2, y + away, "center"),
    box(x + away, y - tall / 2, "left"),
    box(x - away - width, y - tall / 2, "right"),
    box(x - width / 2, y - away - tall, "center"),
  ];
}

const anchorOf = (label) =>
  label.align === "left"
    ? label.left + LABEL_GAP
    : label.align === "right"
      ? label.right - LABEL_GAP
      : (label.left + label.right) / 2;
