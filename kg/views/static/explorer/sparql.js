/* The query field: runs with Ctrl and Enter, says when a query makes a long address, becomes an editor where there is one. */
(() => {
  "use strict";
  const form = document.getElementById("ask");
  const field = document.getElementById("query");
  const long = document.getElementById("long");
  const most = Number(form.dataset.most);
  const number = new Intl.NumberFormat("en");

  const measured = () => {
    const size = new URL(form.action).href.length + new URLSearchParams(new FormData(form)).toString().length + 1;
    const over = size > most;
    long.hidden = !over;
    long.textContent = over
      ? `With this query the address of its answer has ${number.format(size)} characters. Over ${number.format(most)}, a link may not work everywhere.`
      : "";
  };
  field.addEventListener("input", measured);
  measured();

  document.getElementById("more-keys").hidden = false;
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });

  if (window.kgEditor) {
    const focused = document.activeElement === field;
    const editor = window.kgEditor(field, form);
    if (focused) editor.focus();
  }
})();
