/* What may be typed next: the variables of the query, words of the language, and the terms of the store's vocabulary, which are
   found by their names and by their labels. The vocabulary is asked for once, when it is first needed. */
import { syntaxTree } from "@codemirror/language";

const WORDS =
  "SELECT CONSTRUCT ASK DESCRIBE WHERE FROM NAMED PREFIX DISTINCT REDUCED GRAPH OPTIONAL UNION MINUS FILTER EXISTS BIND VALUES AS IN NOT UNDEF GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE IRI BOUND IF COALESCE STRLEN SUBSTR UCASE LCASE STRSTARTS STRENDS CONTAINS STRBEFORE STRAFTER CONCAT REPLACE REGEX ABS ROUND CEIL FLOOR YEAR MONTH DAY ISIRI ISLITERAL ISNUMERIC";
const TYPED = /[?$]?[\w:-]*$/;

const language = WORDS.split(" ").map((word) => ({ label: word, type: "keyword", boost: -20 }));

/* Each term twice: as it is written, and as people call it. */
function options({ prefixes, terms }) {
  const named = terms.map(({ name, kind, label, about }) => ({ label: name, detail: `${label} (${kind})`, info: about || undefined, type: kind }));
  const called = terms
    .filter(({ name, label }) => label && label !== name)
    .map(({ name, kind, label, about }) => ({ label, apply: name, detail: `${name} (${kind})`, info: about || undefined, type: kind, boost: -5 }));
  const starts = prefixes.map(({ name, iri }) => ({ label: `${name}:`, detail: iri, type: "namespace", boost: -10 }));
  return [...named, ...called, ...starts];
}

async function fetched(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return options(await answer.json());
}

/* A source of completions for CodeMirror; without the vocabulary it knows the language and the query alone. */
export function completion(address) {
  let vocabulary;
  return async (context) => {
    const typed = context.matchBefore(TYPED);
    if (!typed || (typed.from === typed.to && !context.explicit)) return null;
    const node = syntaxTree(context.state).resolveInner(context.pos, -1).name;
    if (/comment|string|iri_?ref$/i.test(node)) return null;
    if (/^[?$]/.test(typed.text)) {
      const known = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      known.delete(typed.text);
      return { from: typed.from, options: [...known].map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    vocabulary ??= fetched(address).catch(() => []);
    return { from: typed.from, options: [...(await vocabulary), ...language], validFor: /^[\w:-]*$/ };
  };
}
