/* Light and dark: as the system says, until the reader says otherwise. */

function createTheme(drawing) {
  const systemDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () =>
    document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : systemDark.matches;
  function themed() {
    byId("theme").textContent = isDark() ? "Light" : "Dark";
    drawing.recolour();
  }
  byId("theme").onclick = () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    themed();
  };
  systemDark.addEventListener("change", themed);
  themed();
}
