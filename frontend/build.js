/* Bundles src/editor.js into one file, and writes beside it the licences of all packages that went in.

   node build.js [FOLDER]    FOLDER is by default that of the explorer's scripts in the package. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "..", "kg", "views", "static", "explorer"));
const PERMITTED = new Set(["MIT"]);

const made = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
  banner: { js: "/* The editor of the SPARQL page. Built by frontend/build.js; licences in editor.licences.txt. */" },
});

/* node_modules/NAME/... or node_modules/@SCOPE/NAME/..., the innermost where packages are nested. */
const folderOf = (path) => {
  const parts = path.split("/");
  const at = parts.lastIndexOf("node_modules");
  return at < 0 ? null : parts.slice(0, at + (parts[at + 1].startsWith("@") ? 3 : 2)).join("/");
};
const folders = [...new Set(Object.keys(made.metafile.inputs).map(folderOf).filter(Boolean))].sort();
const licences = folders.map((folder) => {
  const about = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  const file = readdirSync(join(here, folder)).find((name) => /^licen[cs]e/i.test(name));
  if (!PERMITTED.has(about.license) || !file) throw new Error(`${about.name} ${about.version}: licence ${about.license}, file ${file}`);
  return `${about.name} ${about.version} (${about.license})\n\n${readFileSync(join(here, folder, file), "utf8").trim()}\n`;
});

const [bundle] = made.outputFiles;
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "editor.js"), bundle.contents);
writeFileSync(join(out, "editor.licences.txt"), `Packages in editor.js\n\n${licences.join(`\n${"-".repeat(72)}\n\n`)}`);
console.log(`editor.js: ${bundle.contents.length} bytes, ${licences.length} packages`);
