/* The drawing: vis-network paints nodes and edges, we paint cards and labels over it and decide what is lit. */

const FADED_NODE = 0.16;
const FADED_EDGE = 0.05;

/* The page's colours as the stylesheet has them at this moment. */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/* The look of an edge; shared by drawing and export. `crowd` is how many are drawn. */
function edgeLook(edge, view, colours, crowd) {
  const lit = view.litEdge(edge);
  const plain = edge.kind === "cites" ? "kind-citing" : "kind-outcome";
  const usual = Math.min(Math.max(5.5 / Math.sqrt(crowd || 1), 0.15), 0.6);
  const width = { present: 1.7, likely: 1.3, unclear: 1.1, absent: 1.1 }[edge.group] || 1.2;
  return {
    colour: colours(edge.group ? `edge-${edge.group}` : plain),
    width: view.near && lit ? width + 0.5 : width,
    opacity: !lit ? FADED_EDGE : view.faded ? 0.75 : edge.group ? usual : Math.max(usual, 0.45),
    dashes: edge.origin === "derived" ? [5, 4] : false,
    arrow: edge.kind === "cites" && lit,
  };
}

function nodeLook(node, view, colours) {
  const chosen = node.id === view.node;
  return {
    fill: colours(`kind-${node.kind}`),
    border: colours(chosen ? "ink" : "outline"),
    borderWidth: chosen ? 3 : 1.5,
    opacity: view.litNode(node.id) ? 1 : FADED_NODE,
  };
}

/* The strokes of the cross through a node, the lower one first. */
const crossLook = (colours) => [
  { colour: colours("page"), width: 6 },
  { colour: colours("ink"), width: 2.8 },
];

function createDrawing(model, holder, onChoose) {
  const family = getComputedStyle(document.body).fontFamily;
  const ruler = createRuler(family);
  const crossed = model.nodes.filter((node) => node.retracted);
  const nodes = new vis.DataSet(
    model.nodes.map(({ id, x, y, size, shape }) => ({ id, x, y, size, shape, color: "#888" })),
  );
  const edges = new vis.DataSet(model.edges.map(({ id, from, to }) => ({ id, from, to })));
  const network = new vis.Network(holder, { nodes, edges }, model.options);
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let colours = readColours();
  let view = null;
  let hovered = null;
  let placed = null; // labels for one zoom and one view: panning moves them along
  let fitted = true; // until the reader zooms or pans, a new size means a new fit

  function cardsShown() {
    const groups = new Set(
      model.nodes.filter((node) => node.kind === "flaw" && view.shown[node.id]).map((node) => node.group),
    );
    return model.cards.filter((card) => groups.has(card.name));
  }

  function layers() {
    const scale = network.getScale();
    if (!placed || placed.scale !== scale)
      placed = { scale, ...placeLabels(model, view, scale, ruler, cardsShown(), extent()) };
    return placed;
  }

  /* Draws in screen pixels from the layout's origin, whatever the zoom. */
  function onScreen(context, paint) {
    const scale = network.getScale();
    context.save();
    context.scale(1 / scale, 1 / scale);
    paint(scale);
    context.restore();
  }

  function paintText(context, lines, x, top, height) {
    lines.forEach((line, row) => {
      context.strokeText(line, x, top + (row + 0.78) * height);
      context.fillText(line, x, top + (row + 0.78) * height);
    });
  }

  network.on("beforeDrawing", (context) => {
    if (!view) return;
    context.fillStyle = colours("hull");
    context.strokeStyle = colours("hull-line");
    context.lineWidth = 1 / network.getScale();
    for (const card of cardsShown()) {
      context.beginPath();
      context.roundRect(card.left, card.top, card.right - card.left, card.bottom - card.top, 12);
      context.fill();
      context.stroke();
    }
  });

  network.on("afterDrawing", (context) => {
    if (!view) return;
    for (const node of crossed) {
      if (!view.shown[node.id]) continue;
      const path = new Path2D(crossPath(node.x, node.y, node.size));
      context.globalAlpha = view.litNode(node.id) ? 1 : FADED_NODE;
      for (const stroke of crossLook(colours)) {
        context.strokeStyle = stroke.colour;
        context.lineWidth = stroke.width;
        context.stroke(path);
      }
    }
    context.globalAlpha = 1;
    onScreen(context, () => {
      const { labels, titles } = layers();
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
    });
    if (hovered !== null && view.shown[hovered])
      onScreen(context, (scale) => paintHover(context, model.nodes[hovered], scale));
  });

  /* The label of the node under the pointer, on a ground of its own over all else. */
  function paintHover(context, node, scale) {
    const size = 13;
    const [label] = labelPlaces(node, scale, size, size * 1.25, ruler, model.reach);
    context.fillStyle = colours("card");
    context.strokeStyle = colours("control");
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(label.left - 4, label.top - 1, label.right - label.left + 8, label.bottom - label.top + 5, 5);
    context.fill();
    context.stroke();
    context.font = `${size}px ${family}`;
    context.fillStyle = colours("ink");
    context.textAlign = label.align;
    label.lines.forEach((line, row) =>
      context.fillText(line, anchorOf(label), label.top + (row + 0.85) * label.height),
    );
  }

  network.on("hoverNode", ({ node }) => {
    hovered = node;
    holder.classList.add("pointing");
    network.redraw();
  });
  network.on("blurNode", () => {
    hovered = null;
    holder.classList.remove("pointing");
    network.redraw();
  });
  network.on("click", ({ nodes: hit }) => onChoose(hit.length ? hit[0] : null));
  network.on("zoom", () => (fitted = false));
  network.on("dragEnd", () => (fitted = false));
  network.on("resize", () => fitted && view && fit(false));

  function show(next) {
    view = next;
    placed = null;
    const crowd = view.drawn.filter(Boolean).length;
    nodes.update(
      model.nodes.map((node) => {
        const look = nodeLook(node, view, colours);
        return {
          id: node.id,
          hidden: !view.shown[node.id],
          opacity: look.opacity,
          borderWidth: look.borderWidth,
          color: { background: look.fill, border: look.border },
        };
      }),
    );
    edges.update(
      model.edges.map((edge) => {
        const look = edgeLook(edge, view, colours, crowd);
        return {
          id: edge.id,
          hidden: !view.drawn[edge.id],
          width: look.width,
          dashes: look.dashes,
          color: { color: look.colour, opacity: look.opacity, inherit: false },
          arrows: { to: { enabled: look.arrow, scaleFactor: 0.45 } },
        };
      }),
    );
    network.redraw();
  }

  /* The rectangle that holds what is shown, in layout units. */
  function extent() {
    const boxes = model.nodes
      .filter((node) => view.shown[node.id])
      .map((node) => ({
        left: node.x - node.size - 50,
        right: node.x + node.size + 50,
        top: node.y - node.size - 8,
        bottom: node.y + node.size + 40,
      }))
      .concat(cardsShown());
    if (!boxes.length) return { left: -100, right: 100, top: -100, bottom: 100 };
    return {
      left: Math.min(...boxes.map((box) => box.left)) - 14,
      right: Math.max(...boxes.map((box) => box.right)) + 14,
      top: Math.min(...boxes.map((box) => box.top)) - 10,
      bottom: Math.max(...boxes.map((box) => box.bottom)) + 10,
    };
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
    move({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 + foot / 2 / scale }, scale, smooth);
  }

  function zoom(factor) {
    fitted = false;
    move(network.getViewPosition(), Math.min(Math.max(network.getScale() * factor, 0.05), 8), true);
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

  return {
    network,
    show,
    fit,
    zoom,
    reveal,
    recolour,
    layers,
    cardsShown,
    ruler,
    family,
    view: () => view,
    size: () => [holder.clientWidth, holder.clientHeight],
    toScreen: (point) => network.canvasToDOM(point),
  };
}
