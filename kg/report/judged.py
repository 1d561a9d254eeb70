"""What assessors judged of a paper, by domain; where they disagree; and what a program found named in prose: no judgement."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from kg.rdf import mint
from kg.records import Appraisal, Assessor, Passage
from kg.records import Finding as Judgement
from kg.report.documents import Said
from kg.report.known import Known
from kg.report.questions import behind
from kg.report.wording import DIRECTIONS, FOUND, PRESENCES, flaws_found, place, presence, spaced
from kg.tables import counted
from kg.views.report.entries import Cell, Column, Fact, Finding, Findings, Grid, Mark, Prose, Quote, Section, Told
from kg.views.report.passages import quoted

__all__ = ["anchors", "mentions", "sections", "whose"]

_ORDER = tuple(PRESENCES)
_STATES = ("stated", "hedged", "quoted", "hypothetical", "negated")
_OWN_WORDS = "appraisal"  # in an appraisal file an assessor's reasons are the writer's own; elsewhere they are cited text


def sections(known: Known, found: list[Said], key: str) -> Iterator[Section]:
    """Judgements of the whole, findings by domain, and disagreements."""
    judged = [(one, appraisal) for one in found for appraisal in one.bundle.record.appraisals]
    if not judged:
        yield Section("findings", "Findings", (Prose(("Nobody has appraised this paper here.",)),))
        return
    overall = _overall(known, judged)
    if overall:
        yield Section("overall", "Judged as a whole", (overall,))
    written = _commentaries(known, judged)
    if written:
        yield Section("commentary", "What assessors wrote", (Told(written),))
    each = [(one, appraisal, finding) for one, appraisal in judged for finding in appraisal.findings]
    either = _either(each)
    seen: Counter[str] = Counter()
    blocks = []
    for domain, chosen in _by_domain(known, each):
        told = tuple(_finding(known, one, appraisal, finding, either, seen) for one, appraisal, finding in chosen)
        count = flaws_found((finding.flaw, finding.presence) for _, _, finding in chosen)
        label = known.flaw(domain) if domain else Cell("Flaws that this ontology does not have")
        blocks.append(Findings(label, count, told))
    who = sorted({whose(appraisal) for _, appraisal in judged})
    intro = Prose((f"{counted(len(each), 'judgement')} by {'; '.join(who)}.",))
    asked = (behind("flaws-of-paper", {"paper": key}),)
    yield Section("findings", "Findings", (intro, *blocks), origin="asserted", questions=asked)
    clash = _clashes(known, each, either)
    if clash:
        yield Section("disagreements", "Where assessors disagree", (clash,), questions=(behind("disagreements"),))


def whose(of: Appraisal) -> str:
    """Who appraised, and whether that is a person: "Second reader (software)"."""
    return of.assessor.name if of.assessor.kind == "person" else f"{of.assessor.name} ({of.assessor.kind})"


Each = list[tuple[Said, Appraisal, Judgement]]


def _by_domain(known: Known, each: Each) -> Iterator[tuple[str, Each]]:
    """The judgements in the order of the page."""
    groups = defaultdict(list)
    for item in each:
        groups[known.domain(item[2].flaw)].append(item)
    order = {identifier: at for at, identifier in enumerate(known.flaws)}
    for domain in sorted(groups, key=lambda name: (order.get(name, len(order)), name)):
        yield (
            domain,
            sorted(groups[domain], key=lambda i: (_ORDER.index(i[2].presence), order.get(i[2].flaw, 0), i[1].assessor.name)),
        )


def anchors(known: Known, key: str, found: list[Said]) -> dict[str, str]:
    """The anchors of the findings on the page of the paper, by the IRIs of the findings."""
    each = [(one, appraisal, of) for one in found for appraisal in one.bundle.record.appraisals for of in appraisal.findings]
    iris: dict[int, str] = {}
    said: Counter[tuple[str, str]] = Counter()
    for one, appraisal, of in each:
        who, published = mint.assessor(appraisal.assessor), mint.publication(appraisal.source)
        node = mint.appraisal(key, who.value, published.value, appraisal.instrument)
        iri = mint.finding(node, of.model_dump(mode="json", exclude_none=True)).value
        said[one.document, iri] += 1
        iris[id(of)] = iri if said[one.document, iri] == 1 else f"{iri}.{said[one.document, iri]}"
    seen: Counter[str] = Counter()
    anchored = {}
    for _, chosen in _by_domain(known, each):
        for _, _, of in chosen:
            seen[of.flaw] += 1
            anchored[iris[id(of)]] = _anchor(of.flaw, seen)
    return anchored


def _anchor(flaw: str, seen: Counter[str]) -> str:
    return f"finding-{flaw}" + (f"-{seen[flaw]}" if seen[flaw] > 1 else "")


def _either(each: Each) -> set[tuple[str, str]]:
    """The flaws and targets that one assessor calls (likely) present and another (likely) absent."""
    yes: dict[tuple[str, str], set[Assessor]] = defaultdict(set)
    no: dict[tuple[str, str], set[Assessor]] = defaultdict(set)
    for _, appraisal, finding in each:
        if finding.presence != "unclear":
            (yes if finding.presence in FOUND else no)[finding.flaw, finding.target].add(appraisal.assessor)
    return {about for about in yes.keys() & no.keys() if len(yes[about] | no[about]) > 1}


def _finding(
    known: Known, one: Said, appraisal: Appraisal, of: Judgement, either: set[tuple[str, str]], seen: Counter[str]
) -> Finding:
    seen[of.flaw] += 1
    who, published = appraisal.assessor, appraisal.source
    marks = () if who.kind == "person" else (Mark(who.kind, "program" if who.kind == "software" else "plain"),)
    told = ", ".join(part for part in (published.title, published.date) if part)
    return Finding(
        anchor=_anchor(of.flaw, seen),
        flaw=known.flaw(of.flaw),
        presence=of.presence,
        presence_words=presence(of.presence),
        facets=tuple(_facets(of)),
        why=_why(known, one, of),
        passage=_passage(known, of.passage, one.bundle.source.name),
        assessor=Cell(who.name, url=who.url, marks=marks),
        published=Cell(told or spaced(published.kind), url=published.url) if told or published.url else None,
        source=known.source(one.document, one.bundle.source.name),
        disputed=(of.flaw, of.target) in either,
    )


def _facets(of: Judgement) -> Iterator[Fact]:
    said = {
        "Judged of": "" if of.target == "report" else of.target.replace(":", " "),
        "Shows in": place(of.where),
        "Severity": of.severity or "",
        "Could move the result": {"high": "far", "some": "somewhat", "limited": "little"}.get(of.potential or "", ""),
        "Direction of bias": DIRECTIONS.get(of.direction or "", ""),
        "Acknowledged by the authors": {True: "yes", False: "no", None: ""}[of.acknowledged],
        "Category chosen by": f"rule {of.rule}" if of.rule else "",
    }
    return (Fact(name, (Cell(text),)) for name, text in said.items() if text)


def _why(known: Known, one: Said, of: Judgement) -> Quote | None:
    if not of.why:
        return None
    if one.bundle.source.format == _OWN_WORDS:
        return Quote(of.why, len(of.why.split()), shortened=False, place="")
    return quoted(of.why, known.passages)


def _passage(known: Known, of: Passage | None, source: str) -> Quote | None:
    return quoted(of.exact, known.passages, f"{source}, characters {of.start:,} to {of.end:,}") if of else None


def _overall(known: Known, judged: list[tuple[Said, Appraisal]]) -> Grid | None:
    rows = tuple(
        (
            Cell(f"{overall.risk} risk of bias", note=f"printed as {overall.printed}" if overall.printed else ""),
            Cell("the study" if overall.target in ("report", "study") else overall.target.replace(":", " ")),
            Cell(whose(appraisal), url=appraisal.assessor.url),
            Cell(appraisal.instrument or ""),
            known.source(one.document, one.bundle.source.name),
        )
        for one, appraisal in judged
        for overall in appraisal.overall
    )
    columns = tuple(map(Column, ("Judgement", "Of", "Assessor", "With", "Read from")))
    return Grid("Overall judgements", columns, rows) if rows else None


def _commentaries(known: Known, judged: list[tuple[Said, Appraisal]]) -> tuple[Cell, ...]:
    """The running text of each appraisal, where its source has one."""
    lines = []
    for one, appraisal in judged:
        if appraisal.commentary:
            passage = appraisal.commentary
            place = f"{one.bundle.source.name}, characters {passage.start:,} to {passage.end:,}"
            quote = quoted(passage.exact, known.passages, place)
            cut = f"shortened from {counted(quote.whole, 'word')}; " if quote.shortened and quote.text else ""
            told = f"\u201c{quote.text}\u201d" if quote.text else "Not shown."
            lines.append(Cell(told, note=f"({whose(appraisal)}; {cut}{quote.place})"))
    return tuple(lines)


def _clashes(known: Known, each: Each, either: set[tuple[str, str]]) -> Grid | None:
    if not either:
        return None
    rows = []
    for flaw, target in sorted(either):
        about = [(a, f) for _, a, f in each if (f.flaw, f.target) == (flaw, target)]
        yes = sorted({f"{whose(a)}: {presence(f.presence).lower()}" for a, f in about if f.presence in FOUND})
        no = sorted(
            {f"{whose(a)}: {presence(f.presence).lower()}" for a, f in about if f.presence in ("absent", "likely-absent")}
        )
        rows.append((known.flaw(flaw), Cell(target.replace(":", " ")), Cell("; ".join(yes)), Cell("; ".join(no))))
    columns = tuple(map(Column, ("Flaw", "Judged of", "Called present", "Called absent")))
    return Grid("Flaws that one assessor calls present and another absent", columns, tuple(rows))


def mentions(known: Known, found: list[Said]) -> Iterator[Section]:
    """Flaws that the prose names, as a program reads it."""
    rows = [
        (
            known.flaw(mention.flaw),
            Cell(mention.state),
            Cell(mention.printed),
            _sentence(known, mention.passage),
            Cell(f"{one.bundle.source.name}, {mention.section}", note=f"rule {mention.rule}, grade {mention.grade}"),
        )
        for one in found
        if one.bundle.extracted
        for mention in sorted(one.bundle.extracted.mentions, key=lambda m: _STATES.index(m.state))
    ]
    if rows:
        columns = tuple(map(Column, ("Flaw", "As the sentence has it", "Words", "Sentence", "Where")))
        intro = Prose(
            ("A program found these flaws named in the prose of a source. Nobody judged them, and no share counts them.",)
        )
        grid = Grid(f"{counted(len(rows), 'mention')} in prose", columns, tuple(rows))
        yield Section("mentions", "Named in the text", (intro, grid), origin="read", questions=(behind("flaw-mentions"),))


def _sentence(known: Known, of: Passage) -> Cell:
    quote = quoted(of.exact, known.passages, f"characters {of.start:,} to {of.end:,}")
    return Cell(f"\u201c{quote.text}\u201d" if quote.text else "", note=quote.place)
