/*
 * Paints nodes and links on a canvas, those of one look together. From far away a line is a pixel wide at most: a wider one
 * costs a browser without a graphics card ten times as much. While a crowd moves, only some of the links are painted.
 */

const CROWD = 1500; // above this many nodes shown, less is painted while the picture moves
const MOVING = 2000; // links painted while it does
const RUN = 50; // links in one stroke, few enough that those of a bundle still add up

/* What is painted for a view: nodes and links by look, the faint first. */
function preparePaint(model, view, colours) {
  const crowd = view.drawn.reduce((count, drawn) => count + (drawn ? 1 : 0), 0);
  const gather = (items, wanted, lookOf) => {
    const looks = new Map();
    for (const item of items) {
      if (!wanted[item.id]) continue;
      const look = lookOf(item);
      const key = Object.values(look).join();
      if (!looks.has(key)) looks.set(key, { look, items: [] });
      looks.get(key).items.push(item);
    }
    return [...looks.values()].sort((a, b) => a.look.opacity - b.look.opacity || (a.look.width || 0) - (b.look.width || 0));
  };
  const nodeOrder = { outcome: 0, citing: 1, paper: 2, flaw: 3 };
  const nodes = gather(model.nodes, view.shown, (node) => ({ ...nodeLook(node, view, colours), kind: node.kind }));
  nodes.sort(
    (a, b) =>
      a.look.opacity - b.look.opacity ||
      a.look.borderWidth - b.look.borderWidth ||
      nodeOrder[a.look.kind] - nodeOrder[b.look.kind],
  );
  return {
    nodes,
    edges: gather(model.edges, view.drawn, (edge) => edgeLook(edge, view, colours, crowd)),
    count: nodes.reduce((count, group) => count + group.items.length, 0),
    crowd,
  };
}

/* Both ends beyond one side of what is in sight: nothing of the line is. */
const beyond = (a, b, sight) =>
  (a.x < sight.left && b.x < sight.left) ||
  (a.x > sight.right && b.x > sight.right) ||
  (a.y < sight.top && b.y < sight.top) ||
  (a.y > sight.bottom && b.y > sight.bottom);

function paintEdges(context, model, paint, scale, sight, moving) {
  const hair = paint.count > CROWD || moving;
  const step = moving ? Math.max(Math.ceil(paint.crowd / MOVING), 1) : 1;
  for (const { look, items } of paint.edges) {
    const plain = Math.max(look.width * scale, look.least || 0);
    const width = hair && !look.least ? Math.min(plain, 1) : plain; // on the screen
    const run = width > 1 ? 1 : RUN;
    const skip = look.opacity > 0.7 ? 1 : step; // what stands out stays
    context.strokeStyle = look.colour;
    context.globalAlpha = look.opacity;
    context.lineWidth = width / scale;
    const grain = Math.max(1, 0.7 / scale);
    context.setLineDash(look.dashes ? look.dashes.map((dash) => dash * grain) : []);
    let waiting = 0;
    context.beginPath();
    for (let place = 0; place < items.length; place += skip) {
      const [from, to] = [model.nodes[items[place].from], model.nodes[items[place].to]];
      if (beyond(from, to, sight)) continue;
      traceEdge(context, model, items[place]);
      if (++waiting % run === 0) {
        context.stroke();
        context.beginPath();
      }
    }
    context.stroke();
    context.setLineDash([]);
    if (look.arrow && !moving && (paint.count <= CROWD || look.opacity > 0.7))
      for (const edge of items) paintArrow(context, model.nodes[edge.from], model.nodes[edge.to], look, scale);
  }
  context.globalAlpha = 1;
}

/* A small head at the rim of the node that is pointed at. */
function paintArrow(context, from, to, look, scale) {
  const long = Math.hypot(to.x - from.x, to.y - from.y);
  const rim = radiusOf(to, scale) + 1;
  const size = 6.5 + look.width;
  if (long < rim + size) return;
  const [x, y] = [(to.x - from.x) / long, (to.y - from.y) / long];
  const [tipX, tipY] = [to.x - x * rim, to.y - y * rim];
  const [backX, backY] = [tipX - x * size, tipY - y * size];
  const half = size * 0.38;
  context.fillStyle = look.colour;
  context.beginPath();
  context.moveTo(tipX, tipY);
  context.lineTo(backX - y * half, backY + x * half);
  context.lineTo(backX + y * half, backY - x * half);
  context.fill();
}

function traceSign(context, node, radius) {
  if (node.shape === "dot") {
    context.moveTo(node.x + radius, node.y);
    context.arc(node.x, node.y, radius, 0, 2 * Math.PI);
  } else if (node.shape === "square") {
    context.rect(node.x - radius, node.y - radius, 2 * radius, 2 * radius);
  } else {
    corners(node.shape, node.x, node.y, radius).forEach(([x, y], place) =>
      place ? context.lineTo(x, y) : context.moveTo(x, y),
    );
    context.closePath();
  }
}

function paintNodes(context, paint, scale, sight) {
  const margin = 30 / scale;
  const near = (node) =>
    node.x > sight.left - margin &&
    node.x < sight.right + margin &&
    node.y > sight.top - margin &&
    node.y < sight.bottom + margin;
  for (const { look, items } of paint.nodes) {
    context.fillStyle = look.fill;
    context.strokeStyle = look.border;
    context.globalAlpha = look.opacity;
    context.lineWidth = look.borderWidth;
    // The rim of a small sign would be more than the sign.
    const rimmed = (node) => radiusOf(node, scale) * scale >= 4 || look.borderWidth > 2;
    const here = items.filter(near);
    let waiting = 0;
    context.beginPath();
    for (const node of here) {
      if (rimmed(node)) continue;
      traceSign(context, node, radiusOf(node, scale));
      if (++waiting % RUN) continue;
      context.fill();
      context.beginPath();
    }
    context.fill();
    for (const node of here) {
      if (!rimmed(node)) continue;
      context.beginPath();
      traceSign(context, node, radiusOf(node, scale));
      context.stroke();
      context.fill();
    }
  }
  context.globalAlpha = 1;
}

/* Crosses through the nodes of what is retracted. */
function paintCrosses(context, crossed, view, colours, scale) {
  for (const node of crossed) {
    if (!view.shown[node.id]) continue;
    const path = new Path2D(crossPath(node.x, node.y, radiusOf(node, scale)));
    context.globalAlpha = view.litNode(node.id) ? 1 : FADED_NODE;
    for (const stroke of crossLook(colours)) {
      context.strokeStyle = stroke.colour;
      context.lineWidth = Math.min(stroke.width, (stroke.width * radiusOf(node, scale)) / 5);
      context.stroke(path);
    }
  }
  context.globalAlpha = 1;
}
