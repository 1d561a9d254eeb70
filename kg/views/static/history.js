/* Undo and redo: every step of the reader is an entry of the browser's history, so that its own buttons do the same. */

/*
 * `apply(hash)` shows the state of an address; `changed()` is called when what can be undone or done again is another. In a page
 * inside another document, which has no address of its own to change, the steps are kept here alone.
 */
function createHistory(apply, changed) {
  const before = history.state && Number.isInteger(history.state.step) ? history.state.step : 0;
  const steps = []; // {hash, words} by number; those from before a reload are not known
  let at = before;
  let last = at;
  let alone = false;
  steps[at] = { hash: location.hash, words: "" };

  function write(how, hash) {
    try {
      history[how]({ step: at }, "", hash || `${location.pathname}${location.search}`);
    } catch {
      alone = true;
    }
  }
  write("replaceState", location.hash);

  function push(hash, words) {
    at += 1;
    last = at;
    steps[at] = { hash, words };
    write("pushState", hash);
    changed();
  }

  /* The same step goes on: typing is one step, not one for each letter. */
  function amend(hash) {
    steps[at].hash = hash;
    write("replaceState", hash);
  }

  function arrive(to, hash) {
    const words = to < at ? `Undone: ${undone(to + 1)}` : `Done again: ${undone(to)}`;
    at = to;
    steps[at] = steps[at] || { hash, words: "" };
    apply(hash, words);
    changed();
  }
  const undone = (number) => (steps[number] && steps[number].words) || "a step";

  const canUndo = () => at > 0 && (!alone || steps[at - 1] !== undefined);
  const canRedo = () => at < last;
  function undo() {
    if (!canUndo()) return;
    if (alone) arrive(at - 1, steps[at - 1].hash);
    else history.back();
  }
  function redo() {
    if (!canRedo()) return;
    if (alone) arrive(at + 1, steps[at + 1].hash);
    else history.forward();
  }

  addEventListener("popstate", (event) => {
    if (event.state && Number.isInteger(event.state.step)) {
      arrive(event.state.step, location.hash);
      return;
    }
    at += 1; // an address typed or followed: a new step that the browser has entered itself
    last = at;
    steps[at] = { hash: location.hash, words: "an address followed" };
    write("replaceState", location.hash);
    apply(location.hash, "");
    changed();
  });

  return {
    push,
    amend,
    undo,
    redo,
    canUndo,
    canRedo,
    undoWords: () => undone(at),
    redoWords: () => undone(at + 1),
  };
}
