"""The page of exposure: which articles rest on flawed papers, through which chain of citations, and out of how many."""

from __future__ import annotations

from kg.exposure import exposure
from kg.rdf.vocab import BASE
from kg.report.cells import HOME, count
from kg.report.citing import intent
from kg.report.known import Known, Row
from kg.report.questions import behind
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Fact, Facts, Grid, Mark, Page, Prose, Section

__all__ = ["exposed"]

_MOST = 200


def exposed(known: Known) -> Page:
    """The page, with the articles that rest most on flawed papers."""
    found = exposure(known.store, most=_MOST)
    citations = counted(found.citations, "citation")
    facts = (
        Fact("Citing", (Cell(f"{counted(found.citing, 'work')} cite papers or retracted works of this store, in {citations}"),)),
        Fact("Intent not stated", (Cell(f"for {found.not_stated:,} of {citations}"),)),
        Fact(
            "Cited works",
            (Cell(f"{found.cited:,}, {found.appraised:,} appraised, {found.flawed:,} with a flaw or a retraction"),),
        ),
        Fact(
            "Resting on flawed papers",
            (Cell(f"{found.found:,}, of them {found.stated:,} by citations with stated intents alone"),),
        ),
    )
    rows = tuple(_row(known, row) for row in found.table.dicts())
    columns = (
        Column("Article"), Column("Weight", number=True), Column("Citations", number=True), Column("Chain"), Column("Why"),
        Column("Gravest flaw"), Column("Flawed papers it cites itself", number=True),
    )  # fmt: skip
    about = Prose((
        "The weight, from 0 to 1, is that of the gravest flaw at the end of the chain, times what each intent carries.",
        "A citation as evidence carries the flaw on, a critique does not.",
        "It orders articles for reading; it measures nothing.",
    ), muted=True)  # fmt: skip
    grid = Grid(
        "Articles and papers by weight",
        columns,
        rows,
        f"The first {_MOST} of {found.found:,} are shown." if found.found > _MOST else "",
    )
    return Page(
        addresses.EXPOSURE, "Which articles rest on flawed papers", "Which articles rest on flawed papers",
        "Articles that rest on flawed or retracted papers, through which citations.",
        (Section("of-how-many", "Of how many", (Facts(facts),)),
         Section("articles", "Articles", (about, grid) if rows else (about, Prose(("None is known.",))), origin="derived",
                 questions=(behind("exposed-articles", command="kg exposure"),))),
        crumbs=(HOME, Cell("Citing articles", addresses.ARTICLES)), current=addresses.ARTICLES,
    )  # fmt: skip


def _row(known: Known, row: Row) -> tuple[Cell, ...]:
    path = str(row["path"]).split()
    chain = " cites ".join(
        known.paper(ref).text if ref in known.papers else "this article" if at == 0 else ref for at, ref in enumerate(path)
    )
    article = str(path[0]) if path else str(row["article"])
    href = (
        addresses.paper(article)
        if article in known.paged
        else addresses.article(article)
        if f"{BASE}article/" in article
        else None
    )
    why = ", ".join(intent(None if code == "not-stated" else code) for code in str(row["intents"]).split())
    flaw = known.flaw(str(row["gravest"]))
    weight = float(str(row["weight"]))
    marks = (Mark("disputed", "warn"),) if row["disputed"] else ()
    return (
        Cell(str(row["title"] or row["article"]), href), Cell(f"{weight:.2f}", value=weight), count(row["hops"]), Cell(chain),
        Cell(why), Cell(flaw.text, flaw.href, marks=marks), count(row["direct"]),
    )  # fmt: skip
