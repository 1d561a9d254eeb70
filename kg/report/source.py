"""The page of one source: what was read, by which reader, with which hash, what it says of which papers, and what was noted."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.report.cells import HOME, year
from kg.report.known import Known
from kg.report.long import parts
from kg.report.own import question
from kg.report.questions import behind_own
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Fact, Facts, Note, Page, Section

__all__ = ["source"]

_COUNTS = {
    "papers": "paper", "findings": "judgement", "estimates": "estimate", "citations": "citation", "notices": "editorial notice",
}  # fmt: skip


def source(known: Known, document: str) -> Iterator[Page]:
    """The pages of the source with that IRI: one, unless it speaks of more papers than one page holds."""
    row = known.sources[document]
    log = list(ask(known.store, question("reading"), document=document).dicts())
    cell = known.source(document)
    versions = dict.fromkeys(str(one["version"]) for one in log)
    locations = dict.fromkeys(str(one["location"]).rsplit("/", 1)[-1] for one in log)
    facts = [
        Fact("File", tuple(map(Cell, locations)) or (cell,)),
        Fact("Read by", (Cell(f"reader {row['format']}", note=f"version {', '.join(versions)}" if versions else ""),)),
        Fact("Read at", (Cell(f"{row['ingested']} (UTC)"),)),
        Fact("SHA-256", (Cell(str(row["sha256"])),)),
        Fact("Graph", (Cell(document),)),
        Fact("Holds", tuple(Cell(counted(int(str(row[name])), noun)) for name, noun in _COUNTS.items() if int(str(row[name])))),
    ]
    problems = sorted({str(one["problem"]) for one in log if one["problem"] is not None})
    sections = [Section("source", "The source", (Facts(tuple(fact for fact in facts if fact.cells)),),
                        questions=(behind_own("reading", {"document": NamedNode(document)}),))]  # fmt: skip
    if problems:
        sections.append(Section("problems", "Noted while reading", (Note(tuple(map(Cell, problems))),)))
    page = Page(
        address=addresses.source(document),
        title=cell.text,
        heading=cell.text,
        kicker="Source",
        about=f"What was read from {cell.text}, and how.",
        sections=tuple(sections),
        crumbs=(HOME, Cell("Sources", addresses.SOURCES)),
        current=addresses.SOURCES,
        facts={"@type": "DigitalDocument", "@id": document, "name": cell.text, "identifier": f"sha256:{row['sha256']}"},
    )  # fmt: skip
    keys = known.documents.papers(document)
    if not keys:
        yield page
        return
    rows = tuple((known.paper(key, long=True), year(known.papers.get(key, {}).get("year"))) for key in keys)
    yield from parts(page, "Papers it speaks of", "papers", (Column("Paper"), Column("Year", number=True)), rows)
