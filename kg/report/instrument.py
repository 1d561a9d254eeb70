"""The page of one outcome instrument: its thresholds of importance with their sources, and every estimate on it."""

from __future__ import annotations

from collections.abc import Iterator

from kg.columns import columns_of
from kg.handbook.entries import Instrument
from kg.report.cells import HOME, count
from kg.report.cells import of as parted
from kg.report.known import Known
from kg.report.long import parts
from kg.report.own import sql
from kg.report.questions import behind
from kg.report.wording import RATIOS, minus, spaced
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Fact, Facts, Grid, Mark, Page, Prose, Section

__all__ = ["instrument"]


def instrument(known: Known, identifier: str) -> Iterator[Page]:
    """The pages of the instrument: one, unless it has more estimates than one page holds."""
    of = known.instruments[identifier]
    sections = [
        Section("instrument", "The instrument", (Facts(tuple(_facts(of, identifier))),)),
        _thresholds(of, identifier),
        _against(known, identifier),
    ]
    page = Page(
        address=addresses.instrument(identifier),
        title=of.name.label,
        heading=of.name.label,
        kicker="Outcome instrument",
        lead=(Cell(f"Measures {of.construct}."),),
        about=f"{of.name.label}: thresholds of importance and estimates on it.",
        sections=tuple(section for section in sections if section),
        crumbs=(HOME, Cell("Instruments", addresses.INSTRUMENTS)),
        current=addresses.INSTRUMENTS,
        facts={
            "@type": "DefinedTerm", "@id": of.name.iri, "name": of.name.label, "description": f"Measures {of.construct}.",
            "alternateName": [*of.abbreviations, *of.names], "termCode": identifier,
        },
    )  # fmt: skip
    rows = _estimates(known, identifier)
    if not rows:
        yield page
        return
    columns = tuple(map(Column, ("Paper", "Outcome", "Time", "Measure", "Value and interval", "p", "Compared", "Origin")))
    yield from parts(page, "Estimates on it", "estimates", columns, rows)


def _facts(of: Instrument, identifier: str) -> Iterator[Fact]:
    yield Fact("Identifier", (Cell(identifier, url=of.name.iri),))
    if of.abbreviations:
        yield Fact("Abbreviations", tuple(map(Cell, of.abbreviations)))
    if of.names:
        yield Fact("Other names", tuple(map(Cell, of.names)))
    if of.low is not None and of.high is not None:
        yield Fact("Range", (Cell(f"{minus(of.low)} to {minus(of.high)}", note=spaced(of.unit)),))
    yield Fact("Direction", (Cell(of.better.label),))
    if of.note:
        yield Fact("Note", (Cell(of.note),))


def _thresholds(of: Instrument, identifier: str) -> Section:
    if not of.thresholds:
        return Section("thresholds", "Thresholds of importance", (Prose(("None is known to this ontology.",)),))
    rows = tuple(
        (
            Cell(one.value + (f" to {one.high}" if one.high else ""), note=spaced(one.unit)),
            Cell(one.basis.label),
            Cell(one.population or "not stated", note=one.part or ""),
            Cell(one.citation, url=one.doi_link or one.pmid_link),
            Cell(
                "read in its source" if one.verified else "not verified",
                url=one.read_at,
                marks=() if one.verified else (Mark("not verified", "warn"),),
            ),
            Cell(one.note or ""),
        )
        for one in of.thresholds
    )
    columns = tuple(map(Column, ("Threshold", "How it was found", "In whom", "Published in", "Read", "Note")))
    note = Prose(("Most thresholds are changes within one person; a difference between groups is another thing.",), muted=True)
    grid = Grid(f"{counted(len(rows), 'published threshold')}", columns, rows)
    return Section(
        "thresholds", "Thresholds of importance", (grid, note), questions=(behind("thresholds", {"instrument": identifier}),)
    )


def _against(known: Known, identifier: str) -> Section | None:
    rows = tuple(
        (
            Cell(f"{row['threshold']}"), Cell(str(row["basis"]).replace("-", " "), note=str(row["population"] or "")),
            *(parted(row[name], row["estimates"]) for name in ("smaller", "reaching", "beyond")), count(row["papers"]),
            Cell(str(row["source"])),
        )
        for row in known.compared.get(identifier, ())
        if int(str(row["estimates"]))
    )  # fmt: skip
    if not rows:
        return None
    columns = (
        Column("Threshold"), Column("How it was found"), Column("Whole interval smaller"), Column("Interval reaches it"),
        Column("Whole interval beyond"), Column("Papers", number=True), Column("Threshold from"),
    )  # fmt: skip
    grid = Grid("Differences in means with an interval, against each threshold", columns, rows)
    asked = behind("effects-against-thresholds", {"about": identifier})
    return Section("against", "Effects against thresholds", (grid,), questions=(asked,))


def _estimates(known: Known, identifier: str) -> tuple[tuple[Cell, ...], ...]:
    rows = []
    for row in columns_of(known.store).table(sql("estimates-on"), {"instrument": identifier}).dicts():
        cell = known.paper(str(row["paper"]))
        between = "over" if row["measure"] in RATIOS else "minus"
        arms = (
            f"{row['first_label']} {between} {row['second_label']}"
            if row["first_label"] and row["second_label"]
            else "not stated"
        )
        program = row["origin"] == "extracted"
        p = str(row["p"] or "")
        place = "read-estimates" if program else "estimates"
        rows.append((
            Cell(cell.text, f"{cell.href}#{place}" if cell.href else None, marks=cell.marks), Cell(str(row["outcome"] or "")),
            Cell(str(row["timepoint"] or "not stated")), Cell(str(row["measure"] or "not stated")),
            Cell(minus(str(row["printed"]))), Cell(p if not p or p[0] in "<>=" else f"= {p}"), Cell(arms),
            Cell("read from prose", marks=(Mark("by a program", "program"),)) if program else Cell("entered"),
        ))  # fmt: skip
    return tuple(rows)
