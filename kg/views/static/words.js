/* Links and intents in words: who says what of whom. */

/* An intent as words: "citesAsEvidence" is "cites as evidence". */
const intentWords = (intent) => intent.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function intentsWords(intents) {
  return intents.length ? `intent: ${intents.map(intentWords).join(", ")}` : "intent not stated";
}

/* Why a citation with these intents carries, or does not, what is wrong with the paper cited; as the table of intents says. */
function reasonOf(model, intents) {
  const reasons = (intents.length ? intents : ["not-stated"]).map((intent) => model.intents[intent]);
  return [...new Set(reasons.filter(Boolean).map((entry) => entry.reason))].join(" ");
}

const presenceText = (presence) => (presence || "judged").replace("-", " ");
const derivedText = (origin) => (origin === "derived" ? ", derived by a rule or program" : "");

/* Each text once, with how often it was there. */
function onceEach(texts) {
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) || 0) + 1);
  return [...counts].map(([text, count]) => (count > 1 ? `${text}, ${amount(count)} judgements` : text));
}

/* The statements of a link that pass the filters, each in a few words. */
function statementWords(model, edge, state) {
  const passes = (said) =>
    state.origins.has(said.origin || edge.origin) && (!state.source || (said.source || "") === state.source);
  if (edge.kind === "finding")
    return onceEach(
      (edge.findings || [])
        .filter(passes)
        .map(
          (said) =>
            presenceText(said.presence) +
            (said.assessor ? `, judged by ${said.assessor}` : "") +
            (said.source ? ` (${said.source})` : "") +
            derivedText(said.origin),
        ),
    );
  if (edge.kind === "cites") {
    const sources = [...new Set((edge.said || []).filter(passes).map((said) => said.source))].filter(Boolean);
    return [intentsWords(intentsUnder(model, edge, state)) + (sources.length ? ` (${sources.join("; ")})` : "")];
  }
  return (model.nodes[edge.to].estimates || [])
    .filter(passes)
    .map((estimate) => estimate.text + (estimate.source ? ` (${estimate.source})` : "") + derivedText(estimate.origin));
}

/* What a link says when read from the node `from` to its other end. */
function linkVerb(edge, from) {
  const along = edge.from === from;
  if (edge.kind === "finding") return along ? "was judged for the flaw" : "is a flaw judged in";
  if (edge.kind === "cites") return along ? "cites" : "is cited by";
  return along ? "reports the outcome" : "is an outcome reported by";
}

/* Numbers of nodes by kind in words, in the order of the kinds: "12 papers, 1 citing article"; empty for none. */
const numbersByKind = (model, numbers) =>
  [...model.kinds.values()]
    .filter((kind) => (numbers || {})[kind.key])
    .map((kind) => counted(numbers[kind.key], kind.one.toLowerCase(), kind.many.toLowerCase()))
    .join(", ");

/* That the page carries less of a node than the store does; empty where it carries all. */
function leftOutWords(model, node) {
  const away = numbersByKind(model, node.left);
  return away ? `Linked with it but not on this page: ${away}.` : "";
}
