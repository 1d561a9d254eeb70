"""The pages that list what has pages: papers, flaws, instruments, citing articles, sources."""

from __future__ import annotations

from collections.abc import Iterator

from kg.report.cells import HOME, count, of, year
from kg.report.flaw import rate
from kg.report.known import Known
from kg.report.long import parts
from kg.report.own import question
from kg.report.questions import behind, behind_own
from kg.report.wording import spaced
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Page, Prose, Section

__all__ = ["articles", "flaws", "instruments", "order", "papers", "sources"]


def papers(known: Known) -> Iterator[Page]:
    """All papers with a record, those with a page of their own first, then by key."""
    rows = tuple(
        (
            known.paper(key, long=True),
            year(row["year"]),
            Cell(str(row["journal"] or "")),
            Cell(spaced(str(row["design"] or ""))),
            Cell(str(row["condition"] or "")),
            count(row["randomized"]),
            count(row["assessors"]),
            count(row["flaws"]) if row["assessors"] else Cell("not appraised"),
        )
        for key in order(known)
        for row in (known.papers[key],)
    )
    columns = (
        Column("Paper"), Column("Year", number=True), Column("Journal"), Column("Design"), Column("Condition"),
        Column("Randomized", number=True), Column("Assessors", number=True), Column("Flaws found", number=True),
    )  # fmt: skip
    appraised = sum(bool(row["assessors"]) for row in known.papers.values())
    about = f"{counted(len(known.papers), 'paper')}, {appraised:,} of them appraised."
    note = "Flaws found: categories that some assessor calls present or likely present. More judgements find more."
    if len(known.paged) < len(known.papers):
        note += (
            f" {len(known.paged):,} of {counted(len(known.papers), 'paper')} have a page of their own and stand first: those "
            "that are appraised, have estimates that someone entered, contradictory numbers or editorial notices, or are cited "
            "by one of these. kg report --all makes a page for each, and kg serve shows any of them."
        )
    page = Page(
        addresses.PAPERS, "Papers", "Papers", about, (_intro(note, "papers"),), lead=(Cell(about),), crumbs=(HOME,),
    )  # fmt: skip
    yield from parts(page, "All papers", "all", columns, rows)


def order(known: Known) -> list[str]:
    """The keys of all papers in the order of the list."""
    return sorted(known.papers, key=lambda key: (key not in known.paged, key))


def _intro(text: str, asked: str) -> Section:
    return Section("about", "", (Prose((text,), muted=True),), questions=(behind(asked),))


def flaws(known: Known) -> Iterator[Page]:
    """All categories, by domain as in the ontology, with the papers that have them."""
    rows = []
    for identifier, flaw in known.flaws.items():
        share = known.shares.get(identifier)
        cell = known.flaw(identifier)
        rows.append((
            Cell(cell.text, cell.href, note="domain" if flaw.depth == 0 else ""),
            Cell(flaw.path[0].label if flaw.path else flaw.name.label),
            count(share["papers"] if share else 0),
            Cell(rate(known, share), value=float(str(share["share"] or 0))) if share else Cell("nobody judged it", value=-1),
            of(share["judged"], share["appraised"]) if share else Cell(""),
            count(share["mixed"] if share else 0),
        ))  # fmt: skip
    columns = (
        Column("Flaw"), Column("Domain"), Column("Papers with it", number=True), Column("Of papers judged for it"),
        Column("Judged, of appraised"), Column("Judged either way", number=True),
    )  # fmt: skip
    found = sum(int(str(row["papers"])) > 0 for row in known.shares.values())
    about = f"{len(rows):,} categories, {found:,} of them found in some paper."
    note = (
        "Percentages stand beside flaws that were looked for: judged in half of the appraised papers or more, and absent in some."
    )
    page = Page(addresses.FLAWS, "Flaws", "Flaws", about, (_intro(note, "recurrence"),), lead=(Cell(about),), crumbs=(HOME,))
    yield from parts(page, "All flaws", "all", columns, tuple(rows))


def instruments(known: Known) -> Iterator[Page]:
    """All outcome instruments that the ontology knows."""
    rows = []
    for identifier, one in known.instruments.items():
        ends = f"{one.low} to {one.high}" if one.low is not None and one.high is not None else ""
        rows.append((
            known.instrument(identifier), Cell(one.construct), Cell(ends, note=spaced(one.unit)), Cell(one.better.label),
            count(len(one.thresholds)), count(known.measured.get(identifier, 0)),
        ))  # fmt: skip
    columns = (
        Column("Instrument"), Column("Measures"), Column("Range"), Column("Direction"), Column("Thresholds", number=True),
        Column("Papers with estimates", number=True),
    )  # fmt: skip
    about = f"{counted(len(rows), 'instrument')} with their published thresholds of importance."
    intro = _intro("A threshold is never shown without how it was found and who published it.", "thresholds")
    page = Page(
        addresses.INSTRUMENTS, "Instruments", "Instruments", about, (intro,), lead=(Cell(about),), crumbs=(HOME,),
    )  # fmt: skip
    yield from parts(page, "All instruments", "all", columns, tuple(rows))


def articles(known: Known) -> Iterator[Page]:
    """The articles outside the store that are known to cite its papers."""
    rows = tuple(
        (
            Cell(str(row["title"] or row["article"]), addresses.article(str(row["article"]))),
            Cell(spaced(str(row["kind"] or ""))),
            Cell(str(row["publisher"] or "")),
            year(row["year"]),
            count(row["papers"]),
        )
        for row in ask(known.store, question("articles")).dicts()
    )
    columns = (
        *map(Column, ("Article", "Kind", "Published by")),
        Column("Year", number=True),
        Column("Papers it cites", number=True),
    )
    about = f"{counted(len(rows), 'article')} known to cite papers of this store."
    intro = Section("about", "", (Prose(("Papers of this store that cite each other stand on their own pages.",), muted=True),),
                    questions=(behind_own("articles"),))  # fmt: skip
    page = Page(addresses.ARTICLES, "Citing articles", "Citing articles", about, (intro,), lead=(Cell(about),), crumbs=(HOME,),
                files=(Cell("Which rest on flawed papers", addresses.EXPOSURE),))  # fmt: skip
    yield from parts(page, "All citing articles", "all", columns, tuple(rows))


def sources(known: Known) -> Iterator[Page]:
    """Everything that was read."""
    rows = tuple(
        (
            known.source(document),
            Cell(str(row["format"])),
            Cell(str(row["ingested"])),
            *(count(row[name]) for name in ("papers", "findings", "estimates", "citations", "notices", "problems")),
        )
        for document, row in known.sources.items()
    )  # fmt: skip
    columns = (
        Column("Source"), Column("Format"), Column("Read at (UTC)"),
        *(Column(name, number=True) for name in ("Papers", "Judgements", "Estimates", "Citations", "Notices", "Problems")),
    )  # fmt: skip
    about = f"{counted(len(rows), 'source')} read into this store."
    intro = _intro("Each has its SHA-256, and what was noted while reading it, on its own page.", "sources")
    page = Page(addresses.SOURCES, "Sources", "Sources", about, (intro,), lead=(Cell(about),), crumbs=(HOME,))
    yield from parts(page, "All sources", "all", columns, rows)
