"""The whole site, file by file: each is made when it is asked for, so that memory does not grow with the number of pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from kg.report import downloads, lists
from kg.report.article import article
from kg.report.exposed import exposed
from kg.report.figures import figures
from kg.report.flaw import flaw
from kg.report.graph import WHOLE, graph
from kg.report.instrument import instrument
from kg.report.known import Known
from kg.report.long import ROWS
from kg.report.methods import methods
from kg.report.overview import overview
from kg.report.own import question
from kg.report.paper import best, paper
from kg.report.paper_files import paper_json, paper_turtle
from kg.report.quality import quality
from kg.report.search import Index
from kg.report.source import source
from kg.resources import read_text
from kg.sparql import ask
from kg.views import palette
from kg.views.charts import inks
from kg.views.report import addresses
from kg.views.report.entries import Cell, Page
from kg.views.report.page import page

__all__ = ["File", "assets", "files", "searching", "steps"]

_BLOCK = 200  # papers whose citations are asked for at once


class File(NamedTuple):
    """A file of the site: its address from the root, what it holds, in one piece or several; `step`: one step more is done."""

    address: str
    text: str | Iterable[str]
    step: bool = False


def steps(known: Known) -> int:
    """How many files of the site are steps, for those who wait."""
    return len(known.paged) + len(known.flaws) + len(known.sources)


def files(known: Known) -> Iterator[File]:
    """Every file of the site, in one order."""
    index = Index()
    yield from assets()
    yield from _written(known, [overview(known), quality(known), methods(known), figures(known), exposed(known), searching()])
    for pages in (lists.papers, lists.flaws, lists.instruments, lists.articles, lists.sources):
        yield from _written(known, pages(known))
    yield from _graph(known)
    yield from _flaws(known, index)
    yield from _instruments(known, index)
    yield from _papers(known, index)
    _listed(known, index)
    yield from _articles(known, index)
    yield from _sources(known, index)
    yield from (File(addresses.download(name), text) for name, text in downloads.tables(known))
    if downloads.whole(known):
        yield File(addresses.download("graph.ttl"), downloads.statements(known))
    yield from (File(f"search/{name}", text) for name, text in index.files())


def assets() -> Iterator[File]:
    """The stylesheet and the script of all pages."""
    style = [
        palette.stylesheet(),
        inks.page_rules(),
        *(read_text("views", "static", name) for name in ("shared.css", "site.css")),
    ]
    yield File("site.css", "".join(style))
    yield File("site.js", "(() => {\n'use strict';\n" + read_text("views", "static", "site.js") + "})();\n")


def searching() -> Page:
    """The page that searches."""
    about = "Words of names, titles, authors, journals, identifiers and definitions; each may be the beginning of a word."
    return Page(
        addresses.SEARCH,
        "Search",
        "Search",
        about,
        (),
        lead=(Cell(about),),
        crumbs=(Cell("Overview", addresses.INDEX),),
        search=True,
    )


def _written(known: Known, pages: Iterable[Page]) -> Iterator[File]:
    return (File(made.address, page(made, known.site)) for made in pages)


def _stepped(known: Known, pages: Iterable[Page]) -> Iterator[File]:
    """The pages of one thing: a step, however many there are."""
    return (file._replace(step=at == 0) for at, file in enumerate(_written(known, pages)))


def _graph(known: Known) -> Iterator[File]:
    made, whole = graph(known)
    yield File(made.address, page(made, known.site))
    if whole is not None:
        yield File(WHOLE, whole)


def _flaws(known: Known, index: Index) -> Iterator[File]:
    for identifier, of in known.flaws.items():
        yield from _stepped(known, flaw(known, identifier))
        more = " ".join((identifier, of.definition, *of.names))
        index.add("flaw", addresses.flaw(identifier), of.name.label, of.definition, more)


def _instruments(known: Known, index: Index) -> Iterator[File]:
    for identifier, of in known.instruments.items():
        yield from _written(known, instrument(known, identifier))
        index.add(
            "instrument",
            addresses.instrument(identifier),
            of.name.label,
            ", ".join(of.abbreviations),
            " ".join((identifier, of.construct, *of.names)),
        )


def _papers(known: Known, index: Index) -> Iterator[File]:
    keys = [key for key in known.papers if key in known.paged]
    for at in range(0, len(keys), _BLOCK):
        block = keys[at : at + _BLOCK]
        known.block(block)
        for key in block:
            said = list(known.documents.of(key))
            made = paper(known, key, said)
            yield File(made.address, page(made, known.site), step=True)
            yield File(addresses.beside(made.address, ".json"), paper_json(known, key, said))
            yield File(addresses.beside(made.address, ".ttl"), paper_turtle(known, said))
            of = best(known, key, said)
            told = [text for text in (of.journal, of.doi, of.pmid, of.pmcid, key, *of.authors) if text]
            index.add("paper", made.address, made.heading, of.title or "", " ".join(told))


def _listed(known: Known, index: Index) -> None:
    """Papers without a page of their own are found on the page that lists them."""
    for at, key in enumerate(lists.order(known)):
        if key not in known.paged:
            row = known.papers[key]
            told = " ".join(str(row[name]) for name in ("journal", "doi", "pmid") if row[name])
            place = addresses.part(addresses.PAPERS, at // ROWS + 1)
            index.add("paper", place, str(row["name"] or key), str(row["title"] or ""), f"{told} {key}")


def _articles(known: Known, index: Index) -> Iterator[File]:
    for row in ask(known.store, question("articles")).dicts():
        made = article(known, str(row["article"]))
        yield File(made.address, page(made, known.site))
        index.add(
            "article",
            made.address,
            made.heading,
            " ".join(str(row[name]) for name in ("publisher", "year") if row[name] is not None),
        )


def _sources(known: Known, index: Index) -> Iterator[File]:
    for document in known.sources:
        pages = source(known, document)
        first = next(pages)
        yield from _stepped(known, chain([first], pages))
        index.add("source", first.address, first.heading, str(known.sources[document]["format"]))
