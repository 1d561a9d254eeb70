/* How a node and a link look under a view: what drawing and export share. */

const FADED_NODE = 0.16;
const FADED_EDGE = 0.05;
const LEAST_RADIUS = { flaw: 3.4, paper: 2.1, citing: 1.9, outcome: 1.6 }; // on the screen, from however far it is seen

/* The page's colours as the stylesheet has them at this moment. */
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const known = new Map();
  return (name) => {
    if (!known.has(name)) known.set(name, style.getPropertyValue(`--${name}`).trim());
    return known.get(name);
  };
}

/* The radius of a node's sign in layout units at this zoom; a heavier one is larger however far away. */
const radiusOf = (node, scale) => Math.max(node.size, (LEAST_RADIUS[node.kind] * (0.6 + node.size / 30)) / scale);

/* Links between flaws, which stand in columns, bend into the field between: the two points that bend them; null for straight. */
function bendOf(model, edge) {
  if (edge.kind !== "together") return null;
  const [from, to] = [model.nodes[edge.from], model.nodes[edge.to]];
  const bend = Math.max(0.45 * Math.hypot(to.x - from.x, to.y - from.y), 30);
  const inward = (node) => (node.side === "right" ? -bend : bend);
  return [from.x + inward(from), from.y, to.x + inward(to), to.y];
}

/* Adds the line of an edge to the path of a canvas. */
function traceEdge(context, model, edge) {
  const [from, to, bend] = [model.nodes[edge.from], model.nodes[edge.to], bendOf(model, edge)];
  context.moveTo(from.x, from.y);
  if (bend) context.bezierCurveTo(...bend, to.x, to.y);
  else context.lineTo(to.x, to.y);
}

/* The look of an edge; `crowd` is how many are drawn. `least` is its least width on the screen. */
function edgeLook(edge, view, colours, crowd) {
  const lit = view.litEdge(edge);
  const group = view.groups ? view.groups[edge.id] : edge.group;
  const derived = (view.origins ? view.origins[edge.id] : edge.origin) === "derived";
  const mark = view.marks && view.marks.get(edge.id);
  const arrow = edge.kind === "cites" && lit;
  const dashes = derived ? [5, 4] : false;
  if (mark) return { colour: colours(mark), width: 3.2, least: 2.5, opacity: 1, dashes, arrow };
  const usual = Math.min(Math.max(5.5 / Math.sqrt(crowd || 1), 0.15), 0.6);
  if (edge.kind === "together") {
    const least = 0.5 + 2.5 * (edge.both / edge.judged); // the wider, the larger the part of the papers judged for both
    return { colour: colours("kind-flaw"), width: least, least, opacity: lit ? 0.45 : FADED_EDGE, dashes, arrow };
  }
  const plain = edge.kind === "cites" ? "kind-citing" : "kind-outcome";
  const width = { present: 1.7, likely: 1.3, unclear: 1.1, absent: 1.1 }[group] || 1.2;
  return {
    colour: colours(group ? `edge-${group}` : plain),
    width: view.near && lit ? width + 0.5 : width,
    opacity: !lit ? FADED_EDGE : view.faded ? 0.75 : group || crowd > CROWD ? usual : Math.max(usual, 0.45),
    dashes,
    arrow,
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
