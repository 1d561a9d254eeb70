"""The page of one flaw category: what it means, how often it was found and out of how many, in which papers, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kg.columns import columns_of
from kg.handbook.entries import Flaw
from kg.rdf.vocab import BASE
from kg.report.cells import HOME, whole
from kg.report.cells import of as parted
from kg.report.known import Known, Row
from kg.report.long import parts
from kg.report.own import sql
from kg.report.questions import behind
from kg.report.wording import FOUND, PRESENCES, percent, presence, share
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Block, Cell, Column, Fact, Facts, Grid, Mark, Page, Prose, Section

__all__ = ["denominators", "flaw", "rate"]

_ORDER = tuple(PRESENCES)
_PARTNERS = 15


def flaw(known: Known, identifier: str) -> Iterator[Page]:
    """The pages of the flaw: one, unless it was judged in more papers than one page holds."""
    of = known.flaws[identifier]
    sections = [
        Section("category", "The category", (Facts(tuple(_facts(known, of))),)),
        Section("share", "How often it was found", tuple(_share(known, identifier)), questions=(behind("recurrence"),)),
        _narrower(known, of),
        _partners(known, identifier),
        _elsewhere(of, identifier),
    ]
    rows, columns = _papers(known, identifier)
    page = Page(
        address=addresses.flaw(identifier),
        title=of.name.label,
        heading=of.name.label,
        kicker="Domain of flaws" if of.depth == 0 else "Flaw",
        lead=(Cell(of.definition),),
        about=of.definition,
        sections=tuple(section for section in sections if section),
        crumbs=(HOME, Cell("Flaws", addresses.FLAWS), *(_up(name.iri, name.label) for name in of.path)),
        current=addresses.FLAWS,
        facts={
            "@type": "DefinedTerm", "@id": of.name.iri, "name": of.name.label, "description": of.definition,
            "termCode": identifier, "inDefinedTermSet": f"{BASE}flaw",
        },
    )  # fmt: skip
    if rows:
        yield from parts(page, "Papers and their judgements", "papers", columns, rows, after=2)
    else:
        yield page


def _up(iri: str, label: str) -> Cell:
    return Cell(label, addresses.flaw(iri.removeprefix(f"{BASE}flaw/")))


def _facts(known: Known, of: Flaw) -> Iterator[Fact]:
    yield Fact("Identifier", (Cell(of.name.iri.removeprefix(f"{BASE}flaw/"), url=of.name.iri),))
    if of.path:
        yield Fact("Belongs to", tuple(_up(name.iri, name.label) for name in of.path))
    if of.names:
        yield Fact("Also called", tuple(map(Cell, of.names)))
    for name in of.rules:
        rule = name.iri.rsplit("/", 1)[-1]
        yield Fact("Rule that points to it", (Cell(name.label, f"{addresses.METHODS}#rule-{rule}"),))


def _share(known: Known, identifier: str) -> Iterator[Block]:
    row = known.shares.get(identifier)
    if row is None:
        yield Prose(("No judgement in this store is on this category itself.",))
        return
    told = [
        Fact("Found", (Cell(f"in {counted(whole(row['papers']), 'paper')}, called present or likely present by some assessor"),)),
        Fact("Judged", (Cell(f"in {counted(whole(row['judged']), 'paper')} of {row['appraised']} appraised"),)),
        Fact("Called absent", (Cell(f"in {counted(whole(row['cleared']), 'paper')}"),)),
        Fact("Judged either way", (Cell(f"in {counted(whole(row['mixed']), 'paper')}"),)),
        Fact("Share of those judged", (Cell(rate(known, row), note=_interval(known, row)),)),
    ]
    yield Facts(tuple(told))
    yield Prose((denominators(known, row),), muted=True)


def rate(known: Known, row: Row) -> str:
    """The share with its denominator; only the fraction where the flaw was not looked for throughout."""
    told = share(row["papers"], row["judged"])
    return f"{told} ({percent(row['share'])})" if row["flaw"] in known.sought else told


def _interval(known: Known, row: Row) -> str:
    if row["flaw"] not in known.sought:
        return ""
    return f"95% interval {percent(row['low'])} to {percent(row['high'])} (Wilson)"


def denominators(known: Known, row: Row) -> str:
    """What the share means."""
    if row["flaw"] in known.sought:
        return "The interval knows nothing of how the papers were selected. What rules derive is not counted."
    return (
        "No percentage: it was judged in less than half of the appraised papers, or never called absent. Such a flaw is mostly "
        "written down where it is found."
    )


def _narrower(known: Known, of: Flaw) -> Section | None:
    if not of.narrower:
        return None
    rows = []
    for name in of.narrower:
        identifier = name.iri.removeprefix(f"{BASE}flaw/")
        row = known.shares.get(identifier)
        count = whole(row["papers"]) if row else 0
        rows.append((
            known.flaw(identifier), Cell(f"{count:,}", value=count), Cell(f"{row['judged']}" if row else "0"),
        ))  # fmt: skip
    columns = (Column("Flaw"), Column("Papers with it", number=True), Column("Papers judged", number=True))
    return Section("narrower", "Narrower categories", (Grid(f"Categories below {of.name.label}", columns, tuple(rows)),))


def _partners(known: Known, identifier: str) -> Section | None:
    """The flaws that come together with it in most papers."""
    pairs = known.pairs.get(identifier, [])
    if not pairs:
        return None
    rows = tuple(
        (known.flaw(other), *(parted(row[name], row["judged"]) for name in ("both", "a", "b")))
        for other, row in pairs[:_PARTNERS]
    )
    columns = tuple(map(Column, ("Flaw", "Both, of papers judged for both", "This one, of the same", "The other, of the same")))
    left = f"{counted(len(pairs) - _PARTNERS, 'further flaw')} left out." if len(pairs) > _PARTNERS else ""
    told = "Frequent flaws meet by chance alone: kg cooccur tests whether they come together more often, corrected for all pairs."
    note = Prose((told,), muted=True)
    grid = Grid("Flaws found in the same papers", columns, rows, left)
    return Section("together", "Comes together with", (grid, note), questions=(behind("co-occurrence", command="kg cooccur"),))


def _elsewhere(of: Flaw, identifier: str) -> Section | None:
    """What it is called in other schemes."""
    rows = tuple(
        (Cell(one.scheme.label, url=one.scheme.iri), Cell(mapping.term, url=mapping.page), Cell(mapping.compared),
         Cell("read in a source" if mapping.verified else "not verified"))
        for one in of.mapped
        for mapping in one.mappings
    )  # fmt: skip
    if not rows:
        return None
    columns = tuple(map(Column, ("Scheme", "Term there", "Compared with it", "Read")))
    note = Prose(("That two terms correspond is a judgement of this project.",), muted=True)
    return Section(
        "elsewhere",
        "In other schemes",
        (Grid("Terms of other schemes", columns, rows), note),
        questions=(behind("flaw-mappings", {"flaw": identifier}),),
    )


def _papers(known: Known, identifier: str) -> tuple[tuple[tuple[Cell, ...], ...], tuple[Column, ...]]:
    """A row for each paper judged: those with the flaw first, then by the number of assessors who say so."""
    by_paper: dict[str, list[Row]] = defaultdict(list)
    for row in columns_of(known.store).table(sql("judgements-of-flaw"), {"flaw": identifier}).dicts():
        by_paper[str(row["paper"])].append(row)
    order = sorted(by_paper, key=lambda key: (_best(by_paper[key]), -len({row["assessor"] for row in by_paper[key]}), key))
    rows = tuple(_judged(known, identifier, key, by_paper[key]) for key in order)
    columns = (Column("Paper"), Column("Year", number=True), Column("Design"), Column("Presence"), Column("Who says so"))
    return rows, columns


def _best(rows: list[Row]) -> int:
    return min(_ORDER.index(str(row["presence"])) for row in rows)


def _judged(known: Known, identifier: str, key: str, rows: list[Row]) -> tuple[Cell, ...]:
    paper = known.papers.get(key, {})
    strongest = _ORDER[_best(rows)]
    yes = {row["assessor"] for row in rows if row["presence"] in FOUND}
    no = {row["assessor"] for row in rows if row["presence"] in ("absent", "likely-absent")}
    marks = (Mark("disputed", "warn"),) if yes and no else ()
    said = dict.fromkeys(_words(row) for row in rows)
    cell = known.paper(key)
    year = paper.get("year")
    return (
        Cell(cell.text, f"{cell.href}#finding-{identifier}" if cell.href else None, marks=cell.marks),
        Cell(str(year or ""), value=None if year is None else float(str(year))),
        Cell(str(paper.get("design") or "").replace("-", " ")),
        Cell(presence(strongest), marks=marks),
        Cell("; ".join(said)),
    )


def _words(row: Row) -> str:
    kind = (
        "" if row["kind"] in ("Person", "person", None) else " (software)" if "oftware" in str(row["kind"]) else " (organisation)"
    )
    facets = [presence(str(row["presence"])).lower(), f"severity {row['severity']}" if row["severity"] else ""]
    target = str(row["target"] or "report")
    facets.append("" if target in ("report", "study") else f"of {target.replace(':', ' ')}")
    return f"{row['assessor']}{kind}: {', '.join(part for part in facets if part)}"
