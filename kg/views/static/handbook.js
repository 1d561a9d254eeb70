/* Search, light and dark, and the menu. The page is whole without any of it. */

const byId = (id) => document.getElementById(id);
const field = byId("q");
const page = document.documentElement;
const QUERY = "#q=";
const BEST = 8; // matches named at the top

/* What a search looks in: the words of an entry, without what is folded away. */
const entries = [...document.querySelectorAll(".entry")].map((element) => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("details, .self").forEach((part) => part.remove());
  const title = copy.querySelector(".label").textContent.trim();
  const names = [...copy.querySelectorAll(".meta > .iri, .meta > .tag, .signature .iri")];
  return {
    element,
    title,
    section: element.closest("section"),
    heading: fold(title),
    known: names.map((name) => name.textContent).join(" "),
    names: fold(names.map((name) => name.textContent).join(" ")),
    text: fold(copy.textContent),
  };
});
const sections = [...document.querySelectorAll("main > section:not(#results)")];

function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/\s+/g, " ");
}

const wordsOf = (query) => fold(query).split(" ").filter(Boolean);
const has = (text, words) => words.every((word) => text.includes(word));

/* How near the title an entry matches: 0 is nearest. */
function rank(entry, words) {
  if (has(entry.heading, words)) return entry.heading.startsWith(words[0]) ? 0 : 1;
  return has(`${entry.heading} ${entry.names}`, words) ? 2 : 3;
}

function show(query) {
  const words = wordsOf(query);
  const found = words.length ? entries.filter((entry) => has(entry.text, words)) : entries;
  const shown = new Set(found);
  for (const entry of entries) entry.element.hidden = !shown.has(entry);
  const used = new Set(found.map((entry) => entry.section));
  for (const section of sections) section.hidden = words.length > 0 && !used.has(section);
  document.body.classList.toggle("searching", words.length > 0);
  const named = best(words.length ? found : [], words);
  byId("results").hidden = !words.length;
  byId("found").textContent = words.length ? said(found.length, named, query) : "";
  mark(words.length ? found : [], words);
}

/* The entries whose names match, nearest first, so that they need not be looked for among the others. */
function best(found, words) {
  const named = found
    .map((entry) => [rank(entry, words), entry])
    .filter(([place]) => place < 3)
    .sort(([one], [two]) => one - two)
    .slice(0, BEST);
  const items = named.map(([place, entry]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${entry.element.id}`;
    link.textContent = entry.title;
    const kind = document.createElement("small");
    const section = entry.section.querySelector("h2").textContent;
    kind.textContent = place === 2 ? `${entry.known}, ${section}` : section;
    item.append(link, " ", kind);
    return item;
  });
  byId("best").replaceChildren(...items);
  return items.length;
}

/* What a search found, in words. */
function said(found, named, query) {
  if (!found) return `Nothing matches \u201c${query}\u201d. Every word has to be in an entry: try fewer of them.`;
  const all = `${found} of ${entries.length} entries ${found === 1 ? "matches" : "match"}`;
  return named ? `${all}. By name:` : `${all}, none of them by name.`;
}

/* Colours the words where a browser can do so without touching the text. */
function mark(found, words) {
  if (!window.CSS || !CSS.highlights) return;
  const ranges = [];
  for (const { element } of found) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() && ranges.length < 2000) {
      const text = walker.currentNode.data.toLowerCase();
      for (const word of words)
        for (let at = text.indexOf(word); at >= 0 && word.length > 1; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, Math.min(at + word.length, text.length));
          ranges.push(range);
        }
    }
  }
  CSS.highlights.set("found", new Highlight(...ranges));
}

/* The address is a search or a place. A search that is typed is one step to go back from, not one for each letter. */
function remember(query) {
  const searching = location.hash.startsWith(QUERY);
  const address = query ? QUERY + encodeURIComponent(query) : `${location.pathname}${location.search}`;
  try {
    history[searching || !query ? "replaceState" : "pushState"](null, "", address);
  } catch {
    // A page inside another document has no address of its own to change.
  }
}

function asked() {
  const said = location.hash.startsWith(QUERY) ? location.hash.slice(QUERY.length) : "";
  try {
    return decodeURIComponent(said);
  } catch {
    return said; // a stray percent sign: taken as it stands
  }
}

/* Follows the address: a search filters, a place is shown among everything else. */
function follow() {
  const query = asked();
  if (query !== field.value.trim()) field.value = query;
  show(query.trim());
  if (query || location.hash.length < 2) return;
  const target = byId(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
}

byId("search").hidden = false;
field.addEventListener("input", () => {
  const query = field.value.trim();
  remember(query);
  show(query);
});
addEventListener("hashchange", follow);

addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, select, textarea");
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "Escape" && event.target === field && field.value) {
    field.value = "";
    remember("");
    show("");
  }
});

/* The menu of a narrow page closes when something was chosen in it. */
const contents = byId("contents");
contents.addEventListener("click", (event) => {
  if (event.target.closest("a") && contents.hidePopover && contents.matches(":popover-open")) contents.hidePopover();
});

/* The section being read is marked in the contents. */
const links = new Map(sections.map((section) => [section, contents.querySelector(`a[href="#${section.id}"]`)]));
let waiting = false;
function here() {
  waiting = false;
  const read = sections.filter((section) => !section.hidden && section.getBoundingClientRect().top < innerHeight / 3).pop();
  for (const [section, link] of links) {
    if (section === read) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
addEventListener(
  "scroll",
  () => {
    if (!waiting) requestAnimationFrame(here);
    waiting = true;
  },
  { passive: true },
);

/* Light and dark: as the system says, until the reader says otherwise. */
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (page.dataset.theme ? page.dataset.theme === "dark" : systemDark.matches);
const theme = byId("theme");
const themed = () => (theme.textContent = isDark() ? "Light" : "Dark");
theme.hidden = false;
theme.addEventListener("click", () => {
  page.dataset.theme = isDark() ? "light" : "dark";
  themed();
});
systemDark.addEventListener("change", themed);

themed();
if (asked()) follow();
here();

/* For the console and for tests. */
window.handbookPage = { entries, shown: () => entries.filter((entry) => !entry.element.hidden) };
