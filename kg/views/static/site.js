/* Light and dark, sorting of tables, search. The pages are whole without any of it but the search. */

const page = document.documentElement;
const site = document.body.dataset.root;
const byId = (id) => document.getElementById(id);

/* Light and dark: as the system says, until the reader says otherwise; that is kept where the browser keeps anything. */
const KEPT = "kg-report-theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const theme = byId("theme");
const isDark = () => (page.dataset.theme ? page.dataset.theme === "dark" : systemDark.matches);
const themed = () => (theme.textContent = isDark() ? "Light" : "Dark");
try {
  const kept = localStorage.getItem(KEPT);
  if (kept === "dark" || kept === "light") page.dataset.theme = kept;
} catch {
  // A browser that keeps nothing starts as the system says.
}
theme.hidden = false;
theme.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  themed();
  try {
    localStorage.setItem(KEPT, page.dataset.theme);
  } catch {
    // As above.
  }
});
systemDark.addEventListener("change", themed);
themed();

addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    byId("q").focus();
  }
});

/* Tables are sorted by the heads of their columns: numbers by their value, words as people order them, empty cells last. */
const order = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
const valueOf = (cell) => (cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value));
function compare(one, other) {
  if (one === "" || other === "") return (one === "") - (other === "");
  if (typeof one === "number" && typeof other === "number") return one - other;
  return order.compare(String(one), String(other));
}
function sort(table, column, down) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row, place) => ({ row, place, value: valueOf(row.cells[column]) }));
  const empty = (item) => item.value === "";
  rows.sort((a, b) => (empty(a) || empty(b) ? empty(a) - empty(b) : (down ? -1 : 1) * compare(a.value, b.value)) || a.place - b.place);
  body.replaceChildren(...rows.map((item) => item.row));
}
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const first = head.classList.contains("number") ? "descending" : "ascending";
      const second = first === "ascending" ? "descending" : "ascending";
      const next = head.getAttribute("aria-sort") === first ? second : first;
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", next);
      sort(table, column, next === "descending");
    });
  });
}

/* Search: on its page, with the parts of the index that a query needs, loaded as scripts since a page on a disk may not fetch. */
const BEST = 100;
const KINDS = { flaw: 0, instrument: 1, paper: 2, article: 3, source: 4 };
const hits = byId("hits");
const found = byId("found");

function fold(text) {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return [...plain.matchAll(/[\p{L}\p{N}]+/gu)].map(([word]) => [...word].slice(0, 40).join(""));
}
const shardOf = (word) =>
  [...word]
    .slice(0, 2)
    .map((c) => (/[a-z0-9]/.test(c) ? c : `u${c.codePointAt(0).toString(16)}`))
    .join("-");

if (hits) {
  const held = { start: null, words: new Map(), documents: new Map() };
  const loading = new Map();
  window.kgSearch = {
    start: (about) => (held.start = about),
    words: (name, words) => held.words.set(name, words),
    documents: (block, list) => held.documents.set(block, list),
  };
  const load = (name) => {
    if (!loading.has(name))
      loading.set(
        name,
        new Promise((done, fail) => {
          const script = document.createElement("script");
          script.src = `${site}search/${name}.js`;
          script.onload = done;
          script.onerror = () => fail(new Error(name));
          document.head.append(script);
        }),
      );
    return loading.get(name);
  };

  /* The documents that have a word beginning so, with how well it fits: 2 whole, 1 in part. */
  const having = async (word) => {
    const names = held.start.whole ? ["all"] : held.start.shards.filter((name) => name === shardOf(word));
    await Promise.all(names.map((name) => load(`w-${name}`)));
    const fits = new Map();
    for (const name of names)
      for (const [known, places] of Object.entries(held.words.get(name)))
        if (known.startsWith(word))
          for (const place of places) fits.set(place, Math.max(fits.get(place) || 0, known === word ? 2 : 1));
    return fits;
  };

  const search = async (query) => {
    const words = fold(query);
    const short = words.filter((word) => [...word].length < 2);
    await load("index");
    if (!words.length) return { told: `Type a word to search ${held.start.count.toLocaleString("en")} pages.`, list: [] };
    if (short.length && !held.start.whole) return { told: "Each word needs two letters or more.", list: [] };
    const [first, ...others] = await Promise.all(words.map(having));
    const all = [...first].map(([place, fit]) => [place, others.reduce((sum, one) => (one.has(place) ? sum + one.get(place) : NaN), fit)]);
    const kept = all.filter(([, fit]) => !Number.isNaN(fit)).sort(([a, x], [b, y]) => y - x || a - b);
    const best = kept.slice(0, BEST);
    await Promise.all([...new Set(best.map(([place]) => Math.floor(place / held.start.block)))].map((block) => load(`d-${block}`)));
    const list = best.map(([place, fit]) => {
      const block = Math.floor(place / held.start.block);
      const [kind, address, name, note] = held.documents.get(block)[place % held.start.block];
      return { kind, address, name, note, fit, place };
    });
    list.sort((a, b) => b.fit - a.fit || KINDS[a.kind] - KINDS[b.kind] || a.place - b.place);
    const more = kept.length > list.length ? ` The first ${list.length} are shown.` : "";
    const told = kept.length
      ? `${kept.length.toLocaleString("en")} of ${held.start.count.toLocaleString("en")} pages match \u201c${query}\u201d.${more}`
      : `Nothing matches \u201c${query}\u201d. Every word has to begin a word of the page's name: try fewer of them.`;
    return { told, list };
  };

  let latest = 0;
  const show = async (query) => {
    const mine = ++latest;
    let answer;
    try {
      answer = await search(query);
    } catch {
      answer = { told: "The index of this site cannot be read. Was its folder search moved?", list: [] };
    }
    if (mine !== latest) return;
    hits.replaceChildren(
      ...answer.list.map(({ kind, address, name, note }) => {
        const item = document.createElement("li");
        const mark = document.createElement("span");
        mark.className = "mark";
        mark.textContent = kind;
        const link = document.createElement("a");
        link.href = site + address;
        link.textContent = name;
        const aside = document.createElement("span");
        aside.className = "aside";
        aside.textContent = note;
        item.append(mark, link, " ", aside);
        return item;
      }),
    );
    found.textContent = answer.told;
  };

  const field = byId("q");
  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", () => {
    const query = field.value.trim();
    try {
      history.replaceState(null, "", query ? `?q=${encodeURIComponent(query)}` : location.pathname);
    } catch {
      // The address stays as it was.
    }
    show(query);
  });
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(field.value.trim());
  });
  show(field.value.trim());
}
