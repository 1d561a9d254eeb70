"""The page of an article outside the store that cites its papers: which, why, and what is wrong with them."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.errors import NotFound
from kg.report.cells import HOME, count, whole
from kg.report.citing import intent
from kg.report.known import Known, Row
from kg.report.own import question
from kg.report.questions import behind_own
from kg.report.wording import spaced
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Fact, Facts, Grid, Mark, Page, Prose, Section
from kg.views.report.passages import quoted

__all__ = ["article"]


def article(known: Known, iri: str) -> Page:
    """The page of the article with that IRI; raises NotFound where no source names it."""
    found = list(ask(known.store, question("article"), article=iri).dicts())
    if not found:
        raise NotFound(f"No source names an article {iri}.", hint="kg query citations lists them.")
    said = {
        name: next((str(row[name]) for row in found if row[name] is not None), "")
        for name in ("title", "publisher", "year", "url", "kind")
    }
    title = said["title"] or iri
    facts = [Fact(name, (Cell(text, url=text if name == "Address" else None),)) for name, text in (
        ("Kind", spaced(said["kind"])), ("Published by", said["publisher"]), ("Year", said["year"]), ("Address", said["url"]),
    ) if text]  # fmt: skip
    sources = dict.fromkeys(str(row["document"]) for row in found)
    facts.append(Fact("Known from", tuple(known.source(document) for document in sources)))
    rows = tuple(_cited(known, row) for row in found)
    papers = {str(row["paper"]) for row in found}
    columns = tuple(map(Column, ("Paper", "Why it is cited", "Assessors", "Flaws found", "Read from")))
    intro = Prose((
        "That an article cites a paper with flaws says nothing against the article: it may cite it to criticise it.",
        "Why it cites is told where a source says so.",
    ), muted=True)  # fmt: skip
    node = NamedNode(iri)
    return Page(
        address=addresses.article(iri),
        title=title,
        heading=title,
        kicker="Citing article",
        about=f"{title} cites {counted(len(papers), 'paper')} of this store.",
        sections=(
            Section("article", "The article", (Facts(tuple(facts)),)),
            Section("cites", "What it cites", (Grid(f"{counted(len(papers), 'paper')} of this store", columns, rows), intro),
                    origin="asserted", questions=(behind_own("article", {"article": node}),)),
        ),
        crumbs=(HOME, Cell("Citing articles", addresses.ARTICLES)),
        current=addresses.ARTICLES,
        facts=_linked(known, iri, title, said, sorted(papers)),
    )  # fmt: skip


def _cited(known: Known, row: Row) -> tuple[Cell, ...]:
    key = str(row["paper"])
    paper = known.papers.get(key, {})
    quote = quoted(str(row["quote"]), known.passages) if row["quote"] else None
    appraised = whole(paper.get("assessors") or 0)
    return (
        known.paper(key, long=True),
        Cell(intent(row["intent"]), note=f"\u201c{quote.text}\u201d" if quote and quote.text else ""),
        count(appraised),
        count(paper.get("flaws") or 0) if appraised else Cell("", marks=(Mark("not appraised"),)),
        known.source(str(row["document"])),
    )


def _linked(known: Known, iri: str, title: str, said: dict[str, str], papers: list[str]) -> dict[str, object]:
    facts: dict[str, object] = {
        "@type": "CreativeWork", "@id": iri, "name": title, "url": said["url"], "datePublished": said["year"],
        "publisher": {"@type": "Organization", "name": said["publisher"]} if said["publisher"] else None,
        "citation": [{"@type": "ScholarlyArticle", "name": known.paper(key).text} for key in papers],
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}
