/* The query field as an editor. The field stays what the form sends; the editor stands in a shadow tree, so that the styles it
   makes are constructed sheets, which a strict content security policy allows. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { sparql } from "codemirror-lang-sparql";
import { completion } from "./completion.js";
import { colours, look } from "./look.js";

/* Where the last run stopped, as the page says it. */
function marked(view, { line, column, message }) {
  if (!line || line > view.state.doc.lines) return;
  const place = view.state.doc.line(line);
  const from = Math.min(place.from + column - 1, place.to);
  const word = /^\S+/.exec(view.state.sliceDoc(from, place.to))?.[0].length ?? 0;
  const start = word ? from : Math.max(place.from, from - 1);
  const diagnostic = { from: start, to: Math.max(start, from + word), severity: "error", message };
  view.dispatch(setDiagnostics(view.state, [diagnostic]));
}

window.kgEditor = (field, form) => {
  const host = document.createElement("div");
  host.className = "editor";
  if (field.getAttribute("aria-invalid")) host.dataset.invalid = "";
  const root = host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  root.append(parent);

  const run = () => {
    form.requestSubmit();
    return true;
  };
  const kept = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    field.value = update.state.doc.toString();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  const named = { "aria-label": "SPARQL query", "aria-invalid": field.getAttribute("aria-invalid") ?? "false", spellcheck: "false" };
  field.after(host);
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        sparql(),
        syntaxHighlighting(colours),
        autocompletion({ override: [completion(form.dataset.vocabulary)], icons: false }),
        // No key of its own for Tab: it leaves the field, as everywhere on the page.
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of(named),
        look,
        kept,
      ],
    }),
  });
  field.hidden = true;
  for (const label of field.labels) label.addEventListener("click", () => view.focus());
  marked(view, { line: Number(form.dataset.line), column: Number(form.dataset.column), message: form.dataset.message });
  return view;
};
