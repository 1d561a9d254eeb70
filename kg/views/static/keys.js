/* The keyboard: walking through the drawing, short cuts, and the page that explains them. */

function createKeys(model, drawing, { getState, choose, change, stopTask, toggle, say, past }) {
  const holder = byId("drawing");
  const help = byId("keys");
  let cursor = null; // the node the arrow keys stand on

  // The library makes its own frame a stop for the keyboard: the drawing is one already.
  holder.querySelectorAll("[tabindex]").forEach((inside) => inside.removeAttribute("tabindex"));

  /* The nodes the arrows go through: the neighbours of the chosen node, or all that is shown. */
  function around() {
    const state = getState();
    const view = drawing.view();
    if (state.node === null) return model.ranked.filter((id) => view.shown[id]);
    const beside = [...view.near].filter((id) => id !== state.node);
    return beside.sort((a, b) => model.place.get(a) - model.place.get(b));
  }

  /* What joins the chosen node and its neighbour, in a word or two. */
  function joined(id) {
    const { node } = getState();
    if (node === null) return "";
    const view = drawing.view();
    const edges = model.incident[node]
      .map((place) => model.edges[place])
      .filter((edge) => view.drawn[edge.id] && model.other(edge, node) === id);
    const word = (edge) => (edge.kind === "together" ? "found together" : `${linkVerb(edge, id)} it`);
    const group = (edge) => model.presences.find((one) => one.key === view.groups[edge.id]);
    return edges.map((edge) => (edge.kind === "finding" ? `judged ${group(edge).label.toLowerCase()}` : word(edge))).join(", ");
  }

  function stand(id, place, ids) {
    cursor = id;
    drawing.reveal(id);
    if (drawing.point) drawing.point(id);
    drawing.network.redraw();
    const node = model.nodes[id];
    const words = [node.label, model.kinds.get(node.kind).one.toLowerCase(), joined(id)].filter(Boolean).join(", ");
    say(`${words}. ${amount(place + 1)} of ${amount(ids.length)}. Enter opens it.`);
  }

  function walk(step) {
    const ids = around();
    if (!ids.length) {
      say("No neighbour is shown. Escape goes back to the whole graph.");
      return;
    }
    const here = ids.indexOf(cursor);
    const first = step > 0 ? 0 : ids.length - 1;
    const next = here < 0 ? first : (here + step + ids.length) % ids.length;
    const place = typeof step === "function" ? step(ids) : next;
    stand(ids[place], place, ids);
  }

  function leave() {
    cursor = null;
    if (drawing.point) drawing.point(null);
    drawing.network.redraw();
  }

  const onNode = (act) => () => {
    const id = cursor ?? getState().node;
    if (id !== null) act(id);
  };
  /* What the button of that key in the details does, from the node the arrows stand on. */
  function begin(key, id) {
    const action = actionsOf(model, getState(), drawing.view(), id).find((one) => one.key === key);
    if (action) change(action.act, action.words, action.fit);
    else say(`Nothing in this graph cites ${model.nodes[id].label}.`);
  }
  const inDrawing = {
    ArrowRight: () => walk(1),
    ArrowDown: () => walk(1),
    ArrowLeft: () => walk(-1),
    ArrowUp: () => walk(-1),
    Home: () => walk(() => 0),
    End: () => walk((ids) => ids.length - 1),
    Enter: onNode((id) => {
      leave();
      choose(id);
    }),
    " ": onNode((id) => {
      leave();
      choose(id);
    }),
    e: onNode(toggle),
    p: onNode((id) => begin("path", id)),
    d: onNode((id) => begin("downstream", id)),
    Backspace: () => past.undo(),
    "+": () => drawing.zoom(1.4),
    "-": () => drawing.zoom(1 / 1.4),
    0: () => drawing.fit(),
  };

  holder.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(inDrawing, event.key)) return;
    event.preventDefault();
    inDrawing[event.key]();
  });
  holder.addEventListener("blur", leave);
  drawing.network.on("click", () => (cursor = null));

  /* A ring about the node the arrows stand on. */
  drawing.network.on("afterDrawing", (context) => {
    if (cursor === null || !drawing.view() || !drawing.view().shown[cursor]) return;
    const { x, y, size } = model.nodes[cursor];
    const scale = drawing.network.getScale();
    context.save();
    context.globalAlpha = 1;
    for (const [colour, width] of [
      ["page", 6],
      ["accent", 3],
    ]) {
      context.strokeStyle = readColours()(colour);
      context.lineWidth = width / scale;
      context.beginPath();
      context.arc(x, y, size + 7 / scale, 0, 2 * Math.PI);
      context.stroke();
    }
    context.restore();
  });

  function escape(target) {
    const state = getState();
    if (picking(state)) {
      stopTask();
      return;
    }
    const searched = state.q;
    if (searched) {
      byId("q").value = "";
      change((now) => (now.q = ""), "search cleared");
    }
    if (state.node !== null || state.unknown) choose(null, Boolean(target.closest && target.closest("#details")));
    else if (state.task && !searched) stopTask();
  }

  addEventListener("keydown", (event) => {
    if (help.open) return; // the page of keys closes by itself
    const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
    const held = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === "Escape") {
      leave();
      escape(event.target);
    } else if (held && !typing && (key === "z" || key === "y")) {
      event.preventDefault();
      if (key === "y" || event.shiftKey) past.redo();
      else past.undo();
    } else if (!typing && !held && !event.altKey && byId("single-keys").checked) {
      if (event.key === "/") {
        event.preventDefault();
        byId("q").focus();
      } else if (event.key === "?") {
        event.preventDefault();
        help.showModal();
      }
    }
  });
  byId("show-keys").onclick = () => help.showModal();
  byId("close-keys").onclick = () => help.close();
}
