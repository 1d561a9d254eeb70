/* Sorting, saving, light and dark. Without any of it the page is whole. */

const byId = (id) => document.getElementById(id);
const page = document.documentElement;
const files = JSON.parse(byId("files").textContent);

/* A table can be sorted by each of its heads: numbers from the highest, words from A, then the other way, then as it came. */
function sortable(table) {
  const body = table.tBodies[0];
  const came = [...body.rows];
  const heads = [...table.querySelectorAll("thead th[scope=col]")];
  const worded = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const number = (cell) => (cell.dataset.value === undefined ? NaN : Number(cell.dataset.value));
  const empty = (cell) => cell.dataset.value === undefined && !cell.textContent.trim();
  function compared(one, two) {
    const [a, b] = [number(one), number(two)];
    if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
    return worded.compare(one.textContent, two.textContent);
  }

  function sort(head) {
    const place = heads.indexOf(head);
    const first = head.classList.contains("number") ? "descending" : "ascending";
    const other = first === "ascending" ? "descending" : "ascending";
    const now = head.getAttribute("aria-sort");
    const next = now === first ? other : now === other ? null : first;
    for (const one of heads) one.removeAttribute("aria-sort");
    if (next) head.setAttribute("aria-sort", next);
    const sign = next === "descending" ? -1 : 1;
    const rows = [...came];
    if (next)
      rows.sort((one, two) => {
        const [a, b] = [one.cells[place], two.cells[place]];
        if (empty(a) || empty(b)) return empty(a) - empty(b); // what is not there comes last, either way
        return sign * compared(a, b);
      });
    body.append(...rows);
    const label = head.textContent.trim();
    byId("said").textContent = next ? `Sorted by ${label}, ${next}.` : "In the order in which it came.";
  }

  for (const head of heads) {
    const button = head.querySelector("button");
    if (!button) continue;
    button.disabled = false;
    button.addEventListener("click", () => sort(head));
  }
}

document.querySelectorAll("table.sortable").forEach(sortable);

function save(text, kind, ending) {
  const address = URL.createObjectURL(new Blob([text], { type: kind }));
  const link = document.createElement("a");
  link.href = address;
  link.download = `${files.name}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/* The picture as a file of its own: with the ground it is drawn on, and dark where the reader's system is. */
function picture() {
  const svg = document.querySelector(".wide svg").cloneNode(true);
  const made = (tag) => document.createElementNS(svg.namespaceURI, tag);
  const style = made("style");
  style.textContent = files.dark;
  const ground = made("rect");
  for (const side of ["width", "height"]) ground.setAttribute(side, svg.getAttribute(side));
  ground.setAttribute("fill", files.ground);
  ground.setAttribute("class", "f-page");
  svg.querySelector("desc").after(style, ground);
  return `${new XMLSerializer().serializeToString(svg)}\n`;
}

byId("save-svg").addEventListener("click", () => save(picture(), "image/svg+xml", "svg"));
byId("save-csv").addEventListener("click", () => save(files.csv, "text/csv", "csv"));
byId("save-spec").addEventListener("click", () => save(`${JSON.stringify(files.spec, null, 1)}\n`, "application/json", "json"));
byId("print").addEventListener("click", () => print());

/* Light and dark: as the system says, until the reader says otherwise. */
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (page.dataset.theme ? page.dataset.theme === "dark" : systemDark.matches);
const theme = byId("theme");
const themed = () => (theme.textContent = isDark() ? "Light" : "Dark");
theme.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  themed();
});
systemDark.addEventListener("change", themed);
themed();
document.querySelector(".tools").hidden = false;

/* For the console and for tests. */
window.chartPage = { files, picture };
