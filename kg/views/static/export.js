/* Saving and printing. The picture file is the same SVG, painted at twice its size. */

function createExport(model, drawing, say) {
  const name =
    model.title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 60) || "graph";
  const svgText = () =>
    `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(sceneSvg(model, drawing))}\n`;

  function save(blob, suffix) {
    const address = URL.createObjectURL(blob);
    make("a", { href: address, download: `${name}.${suffix}` }).click();
    say(`Saved ${name}.${suffix}.`);
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  const saveSvg = () => save(new Blob([svgText()], { type: "image/svg+xml" }), "svg");

  function savePng() {
    const picture = new Image();
    const address = URL.createObjectURL(new Blob([svgText()], { type: "image/svg+xml" }));
    picture.onload = () => {
      const canvas = make("canvas", { width: picture.width * 2, height: picture.height * 2 });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, "png"));
      URL.revokeObjectURL(address);
    };
    picture.src = address;
  }

  /* Paper is white: the print carries a light vector picture in place of the canvas, and all of the text unfolded. */
  let folded = [];
  let theme;
  addEventListener("beforeprint", () => {
    theme = document.documentElement.dataset.theme;
    document.documentElement.dataset.theme = "light";
    byId("print-image").replaceChildren(sceneSvg(model, drawing));
    folded = [...document.querySelectorAll("aside details:not([open])")];
    folded.forEach((element) => (element.open = true));
  });
  addEventListener("afterprint", () => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
    byId("print-image").replaceChildren();
    folded.forEach((element) => (element.open = false));
  });

  byId("save-svg").onclick = saveSvg;
  byId("save-png").onclick = savePng;
  byId("print").onclick = () => print();
}
