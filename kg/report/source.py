"""The page of one source: what was read, by which reader, with which hash, what it says of which papers, and what was noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyoxigraph import NamedNode

from kg.report.cells import HOME, year
from kg.report.known import Known
from kg.report.long import ROWS, parts
from kg.report.own import question
from kg.report.questions import behind_own
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Fact, Facts, Grid, Note, Page, Section

__all__ = ["source"]

_MOST = 5_000  # papers of a source that its pages list

_COUNTS = {
    "papers": "paper", "findings": "judgement", "estimates": "estimate", "citations": "citation", "notices": "editorial notice",
}  # fmt: skip


def source(known: Known, document: str) -> Iterator[Page]:
    """The pages of the source with that IRI: one, unless it speaks of more papers than one page holds.

    Of a file of many records it is the file's; of more than 5,000 papers the first are listed.
    """
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
    if row["records"] is not None:
        whole = "Reading it was cut short; kg ingest of the same file goes on." if row["unfinished"] else ""
        rejected = f"{counted(int(str(row['rejected'])), 'record')} could not be read" if row["rejected"] else "all could be read"
        facts.insert(1, Fact("Records", (Cell(f"{counted(int(str(row['records'])), 'record')}; {rejected}.", note=whole),)))
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
    keys = known.spoken_of.get(document, [])
    if not keys:
        yield page
        return
    title, columns = "Papers it speaks of", (Column("Paper"), Column("Year", number=True))
    shown = keys if len(keys) <= _MOST else keys[:ROWS]
    rows = tuple((known.paper(key, long=True), year(known.papers.get(key, {}).get("year"))) for key in shown)
    if len(rows) == len(keys):
        yield from parts(page, title, "papers", columns, rows)
        return
    left = f"The first {len(rows):,} of {len(keys):,}, by key. The page of papers lists all papers of the store."
    section = Section("papers", f"{title}: {len(keys):,}", (Grid(f"{title}, by key", columns, rows, left),))
    yield replace(page, sections=(*page.sections, section))
