/* Questions are sifted as you type; without script the form asks the server. */
(() => {
  "use strict";
  const form = document.getElementById("sift");
  const field = document.getElementById("words");
  const told = document.getElementById("told");
  const cards = [...document.querySelectorAll(".card")];
  if (new URLSearchParams(location.search).get("q")) return; // the server has left some out already

  const sift = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const card of cards) {
      card.hidden = !words.every((word) => card.dataset.words.includes(word));
      shown += !card.hidden;
    }
    for (const section of document.querySelectorAll(".purpose")) section.hidden = !section.querySelector(".card:not([hidden])");
    told.textContent = words.length ? `${shown} of ${cards.length} questions.` : `${cards.length} questions.`;
  };
  field.addEventListener("input", sift);
  if (field.value) sift();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", field.value.trim() ? `?${new URLSearchParams({ q: field.value.trim() })}` : location.pathname);
  });
})();
