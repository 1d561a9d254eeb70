/* The search beyond the page: nodes of the store that are not drawn, each brought in by a button. */

const PAUSE = 250; // milliseconds without typing before the server is asked

function createBeyond(model, growth, { grow }) {
  const section = byId("beyond");
  let timer = 0;
  let latest = 0;

  async function search(query) {
    const mine = ++latest;
    if (query.length < 2) {
      section.hidden = true;
      return;
    }
    let hits = [];
    let words = "";
    try {
      hits = (await growth.ask("suggest", { q: query, limit: 20 })).items.filter((hit) => hit.node && !model.byIri.has(hit.node));
      words = hits.length ? "" : "Nothing more with these words.";
    } catch (error) {
      words = error.message;
    }
    if (mine !== latest) return;
    section.hidden = false;
    byId("beyond-count").textContent = words || `${counted(hits.length, "node", "nodes")} not drawn yet. One brings its neighbours with it.`;
    byId("beyond-list").replaceChildren(
      ...hits.map((hit) =>
        make(
          "li",
          {},
          make("button", { type: "button", "data-node": hit.node, onclick: () => grow(hit.node) }, hit.label, make("small", {}, hit.note)),
        ),
      ),
    );
  }

  byId("q").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(byId("q").value.trim()), PAUSE);
  });
}
