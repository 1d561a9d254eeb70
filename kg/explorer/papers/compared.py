"""Papers side by side: facts of their studies, judgements flaw by flaw, effects on what they both measured."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.figures.thresholds import Thresholds, verdicts
from kg.printed import decimal
from kg.records import Estimate, Outcome
from kg.report import judged
from kg.report.documents import Said
from kg.report.known import Known
from kg.report.measured import estimate_row, good_direction
from kg.report.paper import of_study
from kg.report.wording import FOUND, spaced
from kg.synthesis.stated import Stated
from kg.tables import counted
from kg.views.charts.reference_lines import ReferenceLine
from kg.views.report import addresses
from kg.views.report.entries import Block, Cell, Column, Finding, Findings, Grid, Prose, Section, Told

__all__ = ["Compared", "Judged", "Line", "compared", "effects", "facts", "judgements"]


@dataclass(frozen=True, slots=True)
class Compared:
    """A paper with what its sources say of it. `appraised`: whether anybody judged it."""

    key: str
    cell: Cell
    said: tuple[Said, ...]
    appraised: bool
    findings: tuple[Finding, ...]
    overall: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A fact with what the sources of each paper say; several where they differ, each with its source."""

    name: str
    values: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A flaw with the judgements of it on each paper. `disputed`: on one of them assessors disagree."""

    flaw: Cell
    domain: str
    findings: tuple[tuple[Finding, ...], ...]
    disputed: bool
    found: bool


def compared(known: Known, key: str) -> Compared:
    """The paper with that key, which has to be one of the store's."""
    said = tuple(known.documents.of(key))
    findings: list[Finding] = []
    overall: list[Cell] = []
    for section in judged.sections(known, list(said), key):
        for block in section.blocks:
            if isinstance(block, Findings):
                findings += block.findings
            elif section.anchor == "overall" and isinstance(block, Grid):
                overall += [Cell(row[0].text, note=f"{row[1].text}; {row[2].text}") for row in block.rows]
    appraised = any(one.bundle.record.appraisals for one in said)
    return Compared(key, known.paper(key), said, appraised, tuple(findings), tuple(overall))


def facts(papers: list[Compared]) -> Iterator[Line]:
    """What was done in each study, in one order of names."""
    table: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for paper in papers:
        for one in paper.said:
            for name, text in _facts(one):
                table[name][paper.key][text].append(one.bundle.source.name)
    for name in _NAMES:
        if name in table:
            yield Line(name, tuple(_values(table[name][paper.key]) for paper in papers))
    yield Line("Read from", tuple(tuple(_file(one) for one in paper.said) for paper in papers))


def _file(one: Said) -> Cell:
    return Cell(one.bundle.source.name, addresses.source(one.document))


_NAMES = (
    "Title", "Published", "Design", "Condition", "Country", "People", "Arms", "Blinded", "Longest follow-up", "Funding",
    "Conflicts of interest", "Registered",
)  # fmt: skip


def _facts(one: Said) -> Iterator[tuple[str, str]]:
    record = one.bundle.record
    published = [record.paper.journal, str(record.paper.year) if record.paper.year else None]
    if record.paper.title:
        yield "Title", record.paper.title
    if any(published):
        yield "Published", ", ".join(part for part in published if part)
    if record.study:
        for fact in of_study(record.study):
            yield fact.name, "; ".join(cell.text for cell in fact.cells)
        arms = [(arm.label, ", ".join(part for part in (spaced(arm.role), _people(arm.n)) if part)) for arm in record.study.arms]
        if arms:
            yield "Arms", "; ".join(f"{label} ({told})" if told else label for label, told in arms)
    known = [(float(of.weeks), of.timepoint) for one_ in record.outcomes for of in one_.estimates if of.weeks is not None]
    known += [(float(of.weeks), of.timepoint) for one_ in record.outcomes for of in one_.groups if of.weeks is not None]
    if known:
        weeks, text = max(known, key=lambda pair: pair[0])
        yield "Longest follow-up", f"{text or 'time not named'} ({weeks:g} weeks), of what was entered"


def _people(number: int | None) -> str:
    return "" if number is None else f"{number:,} people"


def _values(said: dict[str, list[str]]) -> tuple[Cell, ...]:
    """What the sources say; where they do not all say the same, each with its files."""
    if len(said) < 2:
        return tuple(map(Cell, said))
    return tuple(Cell(text, note=f"({', '.join(dict.fromkeys(names))})") for text, names in said.items())


def judgements(known: Known, papers: list[Compared]) -> Iterator[Judged]:
    """Every flaw that somebody judged in one of the papers, in the order of the ontology."""
    found: dict[Cell, list[list[Finding]]] = {}
    for at, paper in enumerate(papers):
        for one in paper.findings:
            found.setdefault(one.flaw, [[] for _ in papers])[at].append(one)
    order = {known.flaw(identifier): (at, identifier) for at, identifier in enumerate(known.flaws)}
    for flaw in sorted(found, key=lambda cell: order.get(cell, (len(order), cell.text))):
        identifier = order.get(flaw, (0, ""))[1]
        cells = tuple(map(tuple, found[flaw]))
        each = [one for cell in cells for one in cell]
        yield Judged(
            flaw, known.flaw(known.domain(identifier)).text if identifier else "", cells,
            any(one.disputed for one in each), any(one.presence in FOUND for one in each),
        )  # fmt: skip


def effects(known: Known, papers: list[Compared]) -> Section:
    """The entered estimates of what two of the papers or more measured: on one instrument, or under one name."""
    shared: dict[str, dict[str, list[tuple[Said, Outcome]]]] = defaultdict(lambda: defaultdict(list))
    for paper in papers:
        for one in paper.said:
            for outcome in one.bundle.record.outcomes:
                if outcome.estimates:
                    shared[outcome.instrument or outcome.label.casefold()][paper.key].append((one, outcome))
    intro = Prose((
        "Outcomes on one instrument, or of one name where no instrument is stated, with every entered estimate.",
        "They may differ in time, comparator and measure.",
    ), muted=True)  # fmt: skip
    blocks: list[Block] = [intro]
    for name, by_paper in shared.items():
        if len(by_paper) > 1:
            blocks += _shared(known, name, by_paper, [paper.key for paper in papers])
    if len(blocks) == 1:
        blocks = [Prose(("No outcome with entered estimates is shared by two of these papers.",))]
    return Section("effects", "Effects on shared outcomes", tuple(blocks), origin="asserted")


def _shared(known: Known, name: str, by_paper: dict[str, list[tuple[Said, Outcome]]], keys: list[str]) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    lines: dict[ReferenceLine, None] = {}
    label = next(iter(by_paper.values()))[0][1].label
    for key in (key for key in keys if key in by_paper):
        stated, thresholds = known.effects_of(key)
        for one, outcome in by_paper[key]:
            study = one.bundle.record.study
            arms = {arm.id: arm for arm in study.arms} if study else {}
            there = _lines(thresholds, stated, outcome)
            lines |= dict.fromkeys(there)
            for of in outcome.estimates:
                cells = estimate_row(known, one, outcome, of, arms, good_direction(known, outcome))
                rows.append((known.paper(key), Cell(outcome.label), *cells[:6], Cell(_against(of, there))))
    columns = tuple(map(Column, (
        "Paper", "Outcome", "Time", "Measure", "Effect", "p", "Compared", "Direction", "Against thresholds",
    )))  # fmt: skip
    title = known.instrument(name).text if name in known.instruments else label
    yield Grid(f"{title}: {counted(len(rows), 'estimate')} of {counted(len(by_paper), 'paper')}", columns, tuple(rows))
    if lines:
        yield Told(tuple(Cell(f"Threshold {line.label}: {line.basis}", note=_source(line)) for line in lines))


def _lines(thresholds: Thresholds, stated: Sequence[Stated], outcome: Outcome) -> tuple[ReferenceLine, ...]:
    same = [one for one in stated if one.outcome_id == outcome.id]
    if not same:
        return ()
    unit = thresholds.unit(same[0])
    return thresholds.lines(same[:1], "MD", unit.high if unit.own else None)


def _against(of: Estimate, lines: tuple[ReferenceLine, ...]) -> str:
    """How the interval of a difference in means compares with the thresholds, as `effects-against-thresholds` does."""
    if of.measure != "MD" or of.ci is None or not lines or (of.weeks is not None and float(of.weeks) <= 0):
        return "not compared"
    low, high = sorted(map(decimal, of.ci))
    if of.value is not None and not low <= decimal(of.value) <= high:
        return "not compared: the value is outside its interval"
    told = [verdict for line in lines for verdict in verdicts([(float(low), float(high))], [line]).values()]
    counts = [sum(one[at] for one in told) for at in range(3)]
    words = ("whole interval smaller than", "interval reaches", "whole interval beyond")
    of_all = counted(len(lines), "threshold")
    return "; ".join(f"{word} {count} of {of_all}" for word, count in zip(words, counts, strict=True) if count)


def _source(line: ReferenceLine) -> str:
    return f"{line.population + '; ' if line.population else ''}{line.source}"
