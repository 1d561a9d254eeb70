/* What lies under the pointer, and the label it gets there. */

const REACH_NODE = 9; // pixels from the middle of a small sign
const REACH_EDGE = 4;

/* The number of the node at a point in layout units, the nearest where several are in reach; null for none. */
function nodeAt(model, view, point, scale) {
  let [found, nearest] = [null, Infinity];
  for (const node of model.nodes) {
    if (!view.shown[node.id]) continue;
    const far = Math.hypot(node.x - point.x, node.y - point.y);
    if (far <= Math.max(radiusOf(node, scale) * 1.15, REACH_NODE / scale) && far < nearest) [found, nearest] = [node.id, far];
  }
  return found;
}

/* The corners of the line of an edge, a bent one in short steps. */
function stretchOf(model, edge) {
  const [from, to, bend] = [model.nodes[edge.from], model.nodes[edge.to], bendOf(model, edge)];
  if (!bend) return [from, to];
  return Array.from({ length: 17 }, (_, step) => {
    const t = step / 16;
    const [a, b, c, d] = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t ** 3];
    return { x: a * from.x + b * bend[0] + c * bend[2] + d * to.x, y: a * from.y + b * bend[1] + c * bend[3] + d * to.y };
  });
}

function farFrom(point, from, to) {
  const [x, y] = [to.x - from.x, to.y - from.y];
  const along = Math.min(Math.max(((point.x - from.x) * x + (point.y - from.y) * y) / (x * x + y * y || 1), 0), 1);
  return Math.hypot(from.x + along * x - point.x, from.y + along * y - point.y);
}

/* The number of the drawn edge nearest to a point, within reach; null for none. */
function edgeAt(model, view, point, scale) {
  let [found, nearest] = [null, REACH_EDGE / scale];
  for (const edge of model.edges) {
    if (!view.drawn[edge.id]) continue;
    const line = stretchOf(model, edge);
    for (let step = 1; step < line.length; step++) {
      const far = farFrom(point, line[step - 1], line[step]);
      if (far < nearest && view.litEdge(edge)) [found, nearest] = [edge.id, far];
    }
  }
  return found;
}

/* What a link says, in lines: the judgement or the relation, then between whom. */
function edgeWords(model, view, edge) {
  const name = (id) => model.nodes[id].label;
  const between = `${name(edge.from)} → ${name(edge.to)}`;
  if (edge.kind === "together")
    return [`Both in ${amount(edge.both)} of ${counted(edge.judged, "paper", "papers")} judged for both`, name(edge.from), name(edge.to)];
  const group = view.groups ? view.groups[edge.id] : edge.group;
  const said = group && group !== edge.group ? model.presences.find((one) => one.key === group).label : edge.label || edge.kind;
  const derived = (view.origins ? view.origins[edge.id] : edge.origin) === "derived" ? ", derived by a program" : "";
  return [`${said[0].toUpperCase()}${said.slice(1)}${edge.disputed ? ", disputed" : ""}${derived}`, between];
}

/* A label on a ground of its own beside a point on the screen, inside the window [width, height]. */
function paintGround(context, lines, at, frame, ruler, colours, family) {
  const size = 13;
  const height = size * 1.3;
  const wide = Math.max(...lines.map((line, row) => ruler(line, size, row === 0 && lines.length > 1))) + 14;
  const tall = lines.length * height + 8;
  const left = Math.min(Math.max(at.x + 12, 2), Math.max(frame[0] - wide - 2, 2));
  const top = at.y + 16 + tall > frame[1] ? at.y - tall - 10 : at.y + 16;
  context.fillStyle = colours("card");
  context.strokeStyle = colours("control");
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(left, top, wide, tall, 5);
  context.fill();
  context.stroke();
  context.fillStyle = colours("ink");
  context.textAlign = "left";
  lines.forEach((line, row) => {
    context.font = `${row === 0 && lines.length > 1 ? "600 " : ""}${size}px ${family}`;
    context.fillText(line, left + 7, top + 4 + (row + 0.78) * height);
  });
}

/* The links pointed at or of the node pointed at, in full; of many, hairlines. */
function paintPointedLinks(context, links, { model, view, colours }, scale) {
  const full = { ...view, litEdge: () => true };
  for (const link of links) {
    const look = edgeLook(link, full, colours, 1);
    context.globalAlpha = links.length > 400 ? 0.35 : 0.9;
    context.strokeStyle = look.colour;
    context.lineWidth = links.length > 100 ? 1 / scale : Math.max(look.width, 1.8 / scale);
    context.setLineDash(look.dashes ? look.dashes.map((dash) => dash * Math.max(1, 0.7 / scale)) : []);
    context.beginPath();
    traceEdge(context, model, link);
    context.stroke();
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/* What is pointed at, over the rest: a node with its links and label, or a link with what it says. */
function paintPointed(context, pointed, scene) {
  const { model, view, network, holder, colours, ruler, family } = scene;
  const scale = network.getScale();
  const edge = pointed.edge === null || !view.drawn[pointed.edge] ? null : model.edges[pointed.edge];
  const node = pointed.node === null || !view.shown[pointed.node] ? null : model.nodes[pointed.node];
  if (!edge && !node) return;
  const links = edge ? [edge] : model.incident[node.id].map((place) => model.edges[place]).filter((e) => view.drawn[e.id]);
  paintPointedLinks(context, links, scene, scale);
  const ends = edge ? [model.nodes[edge.from], model.nodes[edge.to]] : [node];
  for (const end of ends) {
    context.fillStyle = colours(`kind-${end.kind}`);
    context.strokeStyle = colours("ink");
    context.lineWidth = 1.5 / scale;
    context.beginPath();
    traceSign(context, end, radiusOf(end, scale));
    context.fill();
    context.stroke();
  }
  const at = pointed.at || network.canvasToDOM(ends[0]);
  const ratio = context.canvas.width / (holder.clientWidth || 1);
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const words = edge ? edgeWords(model, view, edge) : [node.label];
  paintGround(context, words, at, [holder.clientWidth, holder.clientHeight], ruler, colours, family);
  context.restore();
}
