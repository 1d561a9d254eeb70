/* Buttons that copy the text beside them. Without script it can be selected. */
(() => {
  "use strict";
  for (const button of document.querySelectorAll("button.copy")) {
    const words = button.firstChild;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy);
      let done = "Copied";
      try {
        await navigator.clipboard.writeText(text.textContent);
      } catch {
        // Pages without https have no clipboard: the text is selected instead, for the keyboard to copy.
        getSelection().selectAllChildren(text);
        done = "Selected, copy with Ctrl and C";
      }
      words.textContent = done;
      setTimeout(() => (words.textContent = "Copy"), 3000);
    });
  }
})();
