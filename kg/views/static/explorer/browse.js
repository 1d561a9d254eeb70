/* The list of papers follows what is ticked, without a press of the button; the page is whole without it. */

const form = document.getElementById("facets");
if (matchMedia("(max-width: 900px)").matches) document.getElementById("choose").open = false; // the papers come first
let waiting = null;
let timer = 0;

/* The address of what the form holds, without what is empty. */
function address() {
  const kept = [...new FormData(form)].filter(([name, value]) => value !== "" && !(name === "sort" && value === "newest"));
  const query = new URLSearchParams(kept).toString();
  return query ? `${form.action}?${query}` : form.action;
}

/* The new values of each part in place of the old ones; the field that has the focus keeps it. */
function take(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const chosen = document.getElementById("chosen");
  const next = fresh.getElementById("chosen");
  if (!next) throw new Error("not a list of papers");
  const focused = document.activeElement;
  const [name, value] = [focused?.name, focused?.value];
  chosen.replaceWith(document.adoptNode(next));
  document.getElementById("about").textContent = fresh.getElementById("about").textContent;
  for (const facet of form.querySelectorAll("[data-facet]")) {
    const values = fresh.querySelector(`[data-facet="${facet.dataset.facet}"] fieldset`);
    const own = facet.querySelector("fieldset");
    const place = own.querySelector(".values")?.scrollTop;
    const opened = [...own.querySelectorAll("[data-part]")].filter((part) => part.open).map((part) => part.dataset.part);
    own.replaceChildren(...(values ? [...values.childNodes].map((node) => document.adoptNode(node)) : []));
    for (const part of own.querySelectorAll("[data-part]")) part.open = opened.includes(part.dataset.part);
    const list = own.querySelector(".values");
    if (list) list.scrollTop = place;
    facet.hidden = !values;
  }
  if (name && focused.type === "checkbox" && !document.contains(focused)) {
    const field = [...form.elements].find((one) => one.name === name && one.value === value);
    const part = field?.closest("[data-part]");
    if (part) part.open = true;
    field?.focus();
  }
  tick();
}

async function follow() {
  waiting?.abort();
  waiting = new AbortController();
  const here = address();
  const chosen = document.getElementById("chosen");
  chosen.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(here, { signal: waiting.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    take(await answer.text());
    history.replaceState(null, "", here);
  } catch (error) {
    if (error.name !== "AbortError") form.submit(); // the server says what is wrong
  }
}

form.addEventListener("change", () => {
  clearTimeout(timer);
  timer = setTimeout(follow, 150);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(timer);
  follow();
});

/* How many papers are ticked for a comparison. */
const MOST = 6;
function tick() {
  const told = document.getElementById("ticked");
  if (!told) return;
  const count = document.querySelectorAll("#chosen tbody input:checked").length;
  told.textContent = count ? `${count} ticked${count > MOST ? `; at most ${MOST} can be compared` : count < 2 ? "; tick another" : ""}.` : "Tick two to six.";
  told.closest("form").querySelector("button").disabled = count > MOST;
}
document.addEventListener("change", (event) => {
  if (event.target.matches("#chosen tbody input")) tick();
});
addEventListener("pageshow", tick);
