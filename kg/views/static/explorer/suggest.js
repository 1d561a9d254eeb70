/* Suggestions for the search field at the head of every page, as you type: a combobox with a list (ARIA 1.2). Enter searches as before. */

"use strict";

(() => {
  const PAUSE = 200; // milliseconds without typing before the server is asked
  const field = document.getElementById("q");
  const form = field && field.form;
  if (!form || !form.matches(".search")) return;
  const root = document.body.dataset.root || "";

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  list.hidden = true;
  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  form.append(list, told);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  let hits = [];
  let chosen = -1;
  let timer = 0;
  let latest = 0;

  const options = () => [...list.children];

  function choose(place) {
    chosen = place;
    options().forEach((option, at) => option.setAttribute("aria-selected", String(at === place)));
    if (place < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", options()[place].id);
      options()[place].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    clearTimeout(timer);
    latest += 1;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  const addressOf = (hit) => root + (hit.page || `network?${new URLSearchParams({ node: hit.node })}`);

  function open() {
    list.replaceChildren(
      ...hits.map((hit, place) => {
        const option = document.createElement("li");
        option.id = `suggestion-${place}`;
        option.setAttribute("role", "option");
        const name = document.createElement("span");
        name.textContent = hit.label;
        const note = document.createElement("span");
        note.className = "aside";
        note.textContent = hit.note || hit.kind;
        option.append(name, " ", note);
        option.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
        option.addEventListener("click", () => location.assign(addressOf(hit)));
        return option;
      }),
    );
    list.hidden = !hits.length;
    field.setAttribute("aria-expanded", String(hits.length > 0));
    choose(-1);
    told.textContent = hits.length
      ? `${hits.length} ${hits.length === 1 ? "suggestion" : "suggestions"}. Arrow keys go through them, Enter opens the chosen one.`
      : "";
  }

  async function ask(query) {
    const mine = ++latest;
    try {
      const answer = await fetch(`${root}api/suggest?${new URLSearchParams({ q: query })}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const { items } = await answer.json();
      if (mine !== latest) return;
      hits = items;
    } catch {
      if (mine !== latest) return;
      hits = []; // without suggestions the field searches as it always did
    }
    if (document.activeElement === field) open();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    const query = field.value.trim();
    if (query.length < 2) {
      close();
      told.textContent = "";
    } else timer = setTimeout(() => ask(query), PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : hits.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!count) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(chosen + step < -1 ? count - 1 : chosen + step >= count ? -1 : chosen + step);
    } else if (event.key === "Enter" && count && chosen >= 0) {
      event.preventDefault();
      location.assign(addressOf(hits[chosen]));
    } else if (event.key === "Escape" && count) {
      event.preventDefault(); // the first Escape closes the list, the next clears the field
      close();
    }
  });
  field.addEventListener("blur", close);
})();
