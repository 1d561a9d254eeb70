"""Who cites a paper, and why, where that is stated: articles of others, and papers of this store."""

from __future__ import annotations

from collections.abc import Iterator

from kg.rdf import mint
from kg.report.documents import Said
from kg.report.known import Known
from kg.report.questions import behind
from kg.report.wording import spaced
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Block, Cell, Column, Grid, Prose, Section
from kg.views.report.passages import quoted

__all__ = ["intent", "sections"]

NOT_STATED = "not stated"


def intent(code: object) -> str:
    """A CiTO property as words: `citesAsEvidence` is "cites as evidence"."""
    text = str(code or "")
    return "".join(f" {c.lower()}" if c.isupper() else c for c in text) or NOT_STATED


def sections(known: Known, key: str, found: list[Said]) -> Iterator[Section]:
    """One section, where anything cites the paper or its reference list was read."""
    blocks: list[Block] = []
    articles = []
    told: dict[str, str] = {}  # what papers of this store say where they cite
    for one in found:
        for citation in one.bundle.record.cited_by:
            quote = None if citation.passage is None else quoted(citation.passage.exact, known.passages)
            if citation.key in known.papers:
                told[str(citation.key)] = f"\u201c{quote.text}\u201d" if quote and quote.text else ""
                continue
            articles.append((
                Cell(citation.title, addresses.article(mint.article(citation).value)),
                Cell(spaced(citation.kind)),
                Cell(citation.publisher or ""),
                Cell(str(citation.year or "")),
                Cell(intent(citation.intent), note=f"\u201c{quote.text}\u201d" if quote and quote.text else ""),
                known.source(one.document, one.bundle.source.name),
            ))  # fmt: skip
    if articles:
        columns = tuple(map(Column, ("Article", "Kind", "Published by", "Year", "Intent", "Read from")))
        blocks.append(Grid(f"Articles that cite it ({len(articles)})", columns, tuple(articles)))
    here = known.cited_by(key)
    if here:
        rows = tuple(
            (known.paper(citing, long=True), Cell(intent(row["intent"]), note=told.get(citing, "")))
            for row in here
            for citing in (str(row["citing"]),)
        )
        blocks.append(Grid(f"Papers of this store that cite it ({len(rows)})", (Column("Paper"), Column("Intent")), rows))
    entries, papers = known.references(key)
    if entries:
        blocks.append(
            Prose(
                (f"It cites {counted(entries, 'work')} in the reference lists read here, {papers} of them papers of this store.",)
            )
        )
    if blocks:
        yield Section("cited-by", "Cited by", tuple(blocks), origin="asserted", questions=(behind("citations"),))
