/* Making elements. Text reaches the page through text nodes only, never as markup. */

const SVG = "http://www.w3.org/2000/svg";
const byId = (id) => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/* An element; attributes named on… are listeners, empty children are left out. */
const make = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);
const makeSvg = (tag, attributes = {}, ...children) => fill(document.createElementNS(SVG, tag), attributes, children);

/* Corner points of a node's shape as vis-network draws it; a dot has none. */
function corners(shape, x, y, size) {
  if (shape === "square")
    return [
      [x - size, y - size],
      [x + size, y - size],
      [x + size, y + size],
      [x - size, y + size],
    ];
  if (shape === "diamond")
    return [
      [x, y - size],
      [x + size, y],
      [x, y + size],
      [x - size, y],
    ];
  const half = size * 1.15;
  const middle = y + 0.275 * half;
  const inner = (Math.sqrt(3) / 3) * half;
  return [
    [x, middle - (Math.sqrt(3) * half - inner)],
    [x + half, middle + inner],
    [x - half, middle + inner],
  ];
}

function shapeOf(shape, x, y, size, attributes = {}) {
  if (shape === "dot") return makeSvg("circle", { cx: x, cy: y, r: size, ...attributes });
  const points = corners(shape, x, y, size)
    .map((point) => point.map((value) => value.toFixed(1)).join(","))
    .join(" ");
  return makeSvg("polygon", { points, ...attributes });
}

/* The path of the cross through a node of what is retracted: seen without colour, and where there is no room for its label. */
function crossPath(x, y, size) {
  const arm = size * 1.2;
  const [left, right, top, bottom] = [x - arm, x + arm, y - arm, y + arm].map((value) => value.toFixed(1));
  return `M${left} ${top}L${right} ${bottom}M${right} ${top}L${left} ${bottom}`;
}

/* The sign of a kind: the drawing's shape and colour, small. */
function icon(kind) {
  return makeSvg(
    "svg",
    { class: `icon icon-${kind.key}`, viewBox: "0 0 16 16", "aria-hidden": "true" },
    shapeOf(kind.shape, 8, 8, 7),
  );
}

/* The sign of what is retracted. */
function crossedIcon(kind) {
  const sign = icon(kind);
  sign.append(makeSvg("path", { class: "cross", d: crossPath(8, 8, 6) }));
  return sign;
}

/* The sign of a kind of line. */
function stroke(name) {
  return makeSvg(
    "svg",
    { class: `stroke stroke-${name}`, viewBox: "0 0 26 14", "aria-hidden": "true" },
    makeSvg("path", { d: "M1 7H25" }),
  );
}

/* A link out of the page; anything but http and https stays text. */
function outward(address, text = address) {
  if (!/^https?:\/\//i.test(address || "")) return text || "";
  return make("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, text);
}

const amount = (number) => number.toLocaleString("en");
const counted = (number, one, many) => `${amount(number)} ${number === 1 ? one : many}`;

const LONG = 20; // entries of a list shown at first

/*
 * A list of which the first so many are shown, and more on demand. Items are elements, or functions that make one when it is
 * shown. The focus goes on to the first of those that have come.
 */
function longList(tag, attributes, items, most = LONG) {
  const list = make(tag, attributes);
  const made = (item) => (typeof item === "function" ? item() : item);
  let shown = 0;
  const grow = (number) => {
    const more = items.slice(shown, shown + number).map(made);
    list.append(...more);
    shown += more.length;
    return more[0];
  };
  grow(most);
  if (shown === items.length) return list;
  const step = Math.max(most, LONG);
  const words = () => {
    const left = items.length - shown;
    return left > step ? `Show ${amount(step)} more of ${amount(left)}` : `Show ${amount(left)} more`;
  };
  const button = make("button", { type: "button", class: "more-items" }, words());
  const whole = make("div", { class: "long", "data-left": amount(items.length - shown) }, list, button);
  button.onclick = () => {
    const first = grow(step);
    const target = first.querySelector("button, a") || first;
    if (target === first) first.tabIndex = -1;
    target.focus();
    if (shown < items.length) {
      button.textContent = words();
      whole.dataset.left = amount(items.length - shown);
    } else {
      button.remove();
      delete whole.dataset.left;
    }
  };
  return whole;
}
