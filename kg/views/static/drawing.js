/*
 * The drawing. The library keeps the camera and hears the gestures; nodes, links, cards and labels are painted here. A picture
 * at rest is kept, so that pointing at something costs one copy of it; while a crowd moves, less is painted, and all once it rests.
 */

const REST = 140; // milliseconds without a movement

function createDrawing(model, holder, onChoose, onExpand = () => {}) {
  const family = getComputedStyle(document.body).fontFamily;
  const ruler = createRuler(family);
  let crossed = [];
  const network = new vis.Network(holder, { nodes: new vis.DataSet(), edges: new vis.DataSet() }, model.options);
  const canvas = holder.querySelector("canvas");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let colours = readColours();
  let view = null;
  let paint = null; // nodes and links of the view by look
  let pointed = { node: null, edge: null, at: null };
  let placed = null; // labels for one zoom and one view: panning moves them along
  let bounds = null; // of what the view shows
  let kept = null; // the last picture painted in full
  let before = null; // the camera at the last painting
  let rest = 0; // timer that ends a movement
  let moving = false;
  let fitted = true; // until the reader zooms or pans, a new size means a new fit
  let ready = false;

  function cardsShown() {
    const groups = new Set();
    for (const node of model.nodes) if (node.kind === "flaw" && view.shown[node.id]) groups.add(node.group);
    return model.cards.filter((card) => groups.has(card.name));
  }

  function layers() {
    const scale = network.getScale();
    if (!placed || placed.scale !== scale)
      placed = { scale, ...placeLabels(model, view, scale, ruler, cardsShown(), extent()) };
    return placed;
  }

  function camera() {
    const { x, y } = network.getViewPosition();
    return `${network.getScale()} ${x} ${y} ${canvas.width} ${canvas.height}`;
  }

  /* The part of the plane that is in the window. */
  function inSight() {
    const [from, to] = [{ x: 0, y: 0 }, { x: holder.clientWidth, y: holder.clientHeight }].map((p) => network.DOMtoCanvas(p));
    return { left: from.x, top: from.y, right: to.x, bottom: to.y };
  }

  /* Draws in screen pixels from the layout's origin, whatever the zoom. */
  function onScreen(context, draw) {
    const scale = network.getScale();
    context.save();
    context.scale(1 / scale, 1 / scale);
    draw(scale);
    context.restore();
  }

  function paintText(context, lines, x, top, height) {
    lines.forEach((line, row) => {
      context.strokeText(line, x, top + (row + 0.78) * height);
      context.fillText(line, x, top + (row + 0.78) * height);
    });
  }

  function paintCards(context) {
    context.fillStyle = colours("hull");
    context.strokeStyle = colours("hull-line");
    context.lineWidth = 1 / network.getScale();
    for (const card of cardsShown()) {
      context.beginPath();
      context.roundRect(card.left, card.top, card.right - card.left, card.bottom - card.top, 12);
      context.fill();
      context.stroke();
    }
  }

  function paintLabels(context, { labels, titles }) {
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = colours("hull");
    context.fillStyle = colours("hull-ink");
    context.globalAlpha = view.near ? 0.55 : 1;
    for (const title of titles) {
      context.font = `600 ${title.size}px ${family}`;
      context.textAlign = title.align;
      paintText(context, title.lines, title.x, title.top, title.size * 1.2);
    }
    context.globalAlpha = 1;
    context.fillStyle = colours("ink");
    for (const label of labels) {
      context.strokeStyle = colours(model.nodes[label.id].kind === "flaw" ? "hull" : "page");
      context.font = `${label.id === view.node ? "600 " : ""}${label.size}px ${family}`;
      context.textAlign = label.align;
      paintText(context, label.lines, anchorOf(label), label.top, label.height);
    }
  }

  /* Everything the view shows; less of it while a crowd moves. */
  function paintAll(context) {
    const scale = network.getScale();
    const sight = inSight();
    paintCards(context);
    paintEdges(context, model, paint, scale, sight, moving);
    paintNodes(context, paint, scale, sight);
    paintCrosses(context, crossed, view, colours, scale);
    if (moving) return;
    onScreen(context, () => paintLabels(context, layers()));
  }

  network.on("afterDrawing", (context) => {
    if (!view) return;
    const now = camera();
    if (before !== null && before !== now && paint.count > CROWD) {
      moving = true;
      clearTimeout(rest);
      rest = setTimeout(() => {
        moving = false;
        network.redraw();
      }, REST);
    }
    before = now;
    if (!moving && kept && kept.camera === now) {
      context.save();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.drawImage(kept.picture, 0, 0);
      context.restore();
    } else {
      paintAll(context);
      if (!moving) keep(now);
    }
    if (!moving) paintPointed(context, pointed, { model, view, network, holder, colours, ruler, family });
    if (!ready && !moving) {
      ready = true;
      performance.mark("graph-drawn");
    }
  });

  function keep(now) {
    const picture = kept ? kept.picture : document.createElement("canvas");
    [picture.width, picture.height] = [canvas.width, canvas.height];
    if (canvas.width && canvas.height) picture.getContext("2d").drawImage(canvas, 0, 0);
    kept = { camera: now, picture };
  }

  function point(node, edge = null, at = null) {
    if (node === pointed.node && edge === pointed.edge) return;
    pointed = { node, edge, at };
    holder.classList.toggle("pointing", node !== null);
    network.redraw();
  }

  /* The node under the pointer at once; a link once the pointer rests on it. */
  let resting = 0;
  holder.addEventListener("pointermove", (event) => {
    clearTimeout(resting);
    if (!view || moving || event.buttons) return;
    const box = holder.getBoundingClientRect();
    const at = { x: event.clientX - box.left, y: event.clientY - box.top };
    const find = (search) => search(model, view, network.DOMtoCanvas(at), network.getScale());
    const node = find(nodeAt);
    if (node !== null || pointed.node !== null || pointed.edge !== null) point(node, null, node === null ? null : at);
    if (node === null) resting = setTimeout(() => point(null, find(edgeAt), at), 90);
  });
  holder.addEventListener("pointerleave", () => {
    clearTimeout(resting);
    point(null);
  });
  const hit = ({ pointer }) => (view ? nodeAt(model, view, pointer.canvas, network.getScale()) : null);
  network.on("click", (event) => onChoose(hit(event)));
  /* The browser knows a double click by when it was made, the library by when it hears of it, which may be late in a crowd. */
  const expand = (id) => id !== null && onExpand(id);
  network.on("doubleClick", (event) => event.event.pointerType === "touch" && expand(hit(event)));
  holder.addEventListener("dblclick", ({ clientX, clientY, sourceCapabilities: from }) => {
    if (!view || (from && from.firesTouchEvents)) return;
    const box = holder.getBoundingClientRect();
    expand(nodeAt(model, view, network.DOMtoCanvas({ x: clientX - box.left, y: clientY - box.top }), network.getScale()));
  });
  network.on("zoom", () => (fitted = false));
  network.on("dragEnd", () => (fitted = false));
  network.on("resize", () => fitted && view && requestAnimationFrame(() => fit(false))); // the library first puts its own camera back
  new ResizeObserver(() => network.setSize("100%", "100%")).observe(holder); // the library would look only once a second

  function show(next) {
    view = next;
    crossed = model.nodes.filter((node) => node.retracted);
    paint = preparePaint(model, view, colours);
    placed = bounds = null;
    if (kept) kept.camera = null;
    if (ready) network.redraw();
  }

  /* The rectangle that holds what is shown, in layout units. */
  function extent() {
    if (bounds) return bounds;
    const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    const widen = (left, right, top, bottom) => {
      [box.left, box.right] = [Math.min(box.left, left), Math.max(box.right, right)];
      [box.top, box.bottom] = [Math.min(box.top, top), Math.max(box.bottom, bottom)];
    };
    for (const node of model.nodes)
      if (view.shown[node.id])
        widen(node.x - node.size - 50, node.x + node.size + 50, node.y - node.size - 8, node.y + node.size + 40);
    for (const card of cardsShown()) widen(card.left, card.right, card.top, card.bottom);
    bounds =
      box.left > box.right
        ? { left: -100, right: 100, top: -100, bottom: 100 }
        : { left: box.left - 14, right: box.right + 14, top: box.top - 10, bottom: box.bottom + 10 };
    return bounds;
  }

  function move(position, scale, smooth) {
    const animation = smooth && !still.matches ? { duration: 250, easingFunction: "easeInOutQuad" } : false;
    network.moveTo({ position, scale, animation });
  }

  function fit(smooth = true) {
    if (!holder.clientWidth || !holder.clientHeight) return;
    const box = extent();
    const foot = 34; // zoom buttons and counts stand there
    const scale = Math.min(
      holder.clientWidth / (box.right - box.left),
      (holder.clientHeight - foot) / (box.bottom - box.top),
      1.4,
    );
    fitted = true;
    if (!ready) before = null; // the first picture is whole
    move({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + foot / 2 / scale }, scale, smooth);
  }

  function zoom(factor) {
    fitted = false;
    move(network.getViewPosition(), Math.min(Math.max(network.getScale() * factor, 0.02), 8), true);
  }

  /* Brings a node into sight; where it is in sight already nothing moves, so that the reader keeps the map in mind. */
  function reveal(id) {
    const at = network.canvasToDOM(model.nodes[id]);
    const margin = 40;
    const inside =
      at.x > margin && at.y > margin && at.x < holder.clientWidth - margin && at.y < holder.clientHeight - margin;
    if (inside) return;
    fitted = false;
    move({ x: model.nodes[id].x, y: model.nodes[id].y }, network.getScale(), true);
  }

  function recolour() {
    colours = readColours();
    if (view) show(view);
  }

  /* The rectangle of a node's sign at this zoom, in layout units. */
  function boxOf(id) {
    const node = model.nodes[id];
    const radius = radiusOf(node, network.getScale());
    return { left: node.x - radius, right: node.x + radius, top: node.y - radius, bottom: node.y + radius };
  }

  return {
    network,
    show,
    fit,
    zoom,
    reveal,
    recolour,
    point,
    layers,
    cardsShown,
    ruler,
    family,
    boxOf,
    moving: () => moving,
    lookOfNode: (id) => nodeLook(model.nodes[id], view, colours),
    lookOfEdge: (id) => edgeLook(model.edges[id], view, colours, paint.crowd),
    view: () => view,
    size: () => [holder.clientWidth, holder.clientHeight],
    toScreen: (point) => network.canvasToDOM(point),
  };
}
