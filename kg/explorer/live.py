"""The pages of the report, live: every address of the static site answers with the same page, made for that address alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from urllib.parse import quote

from kg.errors import NotFound, UsageError, nearest
from kg.explorer import named
from kg.explorer.asked import Answer, Asked
from kg.explorer.framing import NETWORK, SEARCH, site
from kg.explorer.ways import ways
from kg.rdf.vocab import BASE
from kg.report import downloads, lists
from kg.report.article import article
from kg.report.cells import HOME
from kg.report.exposed import exposed
from kg.report.figures import FIGURES, figure_alone, figures, figures_apart
from kg.report.flaw import flaw
from kg.report.graph import WHOLE, graph
from kg.report.instrument import instrument
from kg.report.known import Known
from kg.report.methods import methods
from kg.report.overview import overview
from kg.report.paper import paper
from kg.report.paper_files import paper_json, paper_turtle
from kg.report.quality import quality
from kg.report.site import assets
from kg.report.source import source
from kg.sparql import ask
from kg.tables import FORMATS, counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Page, Prose, Section, Told
from kg.views.report.page import page

__all__ = ["live"]

_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "json": "application/json", "ttl": "text/turtle",
    "csv": "text/csv",
}  # fmt: skip
_NAME = re.compile(r"(~?[^~/]+?)(?:~([1-9]\d{0,5}))?\.(html|json|ttl|csv)")
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"<>]+)">')
_SMALL, _LARGE = 30, 300  # papers up to which all figures stand on one page, and up to which the first do
_FIRST = ("recurrence", "combinations")
_DRAWN = 1000  # papers that are drawn in the time that an answer may take
_FIGURE = {"forest": 4000, "course": 4000, "timeline": 4000, "matrix": 15_000}  # the same, for these charts
_STATEMENTS = 300_000  # that are written as Turtle in the time that an answer may take

_WHOLE: dict[str, Callable[[Known], Page]] = {
    addresses.INDEX: overview,
    addresses.QUALITY: quality,
    addresses.METHODS: methods,
    addresses.EXPOSURE: exposed,
    addresses.FIGURES: lambda known: _figures(known),
    addresses.GRAPH: lambda known: _drawn(known)[0],
}
_LISTS: dict[str, Callable[[Known], Iterator[Page]]] = {
    addresses.PAPERS: lists.papers,
    addresses.FLAWS: lists.flaws,
    addresses.INSTRUMENTS: lists.instruments,
    addresses.ARTICLES: lists.articles,
    addresses.SOURCES: lists.sources,
}
_LONG: dict[str, Callable[[Known, str], Iterator[Page]]] = {
    "flaw": lambda known, name: flaw(known, named.flaw(known, name)),
    "instrument": lambda known, name: instrument(known, named.instrument(known, name)),
    "source": lambda known, name: source(known, named.source(known, name)),
    "article": lambda known, name: iter((article(known, named.article(known, name)),)),
    "paper": lambda known, name: iter((paper(known, named.paper(known, name)),)),
    "figures": lambda known, name: iter((_figure(known, name),)),
}


def live(known: Known, asked: Asked) -> Answer:
    """The page or file with that address in the report; raises NotFound where the report has none."""
    address = asked.path.removeprefix("/") or addresses.INDEX
    if address == addresses.SEARCH:
        query = asked.first("q")
        return Answer.moved(f"/{SEARCH}?q={quote(query)}" if query else f"/{SEARCH}")
    if address in _WHOLE:
        return _html(known.kept(f"page {address}", lambda: page(_with_ways(_WHOLE[address](known), address), site(known))))
    if address in ("site.css", "site.js"):
        return _text(next("".join(file.text) for file in assets() if file.address == address), address)
    if address == WHOLE:
        return _graph(known)
    folder, _, name = address.rpartition("/")
    found = _NAME.fullmatch(name)
    if found is None:
        raise _missing(address)
    stem, number, ending = found[1], int(found[2] or 1), found[3]
    if folder == "downloads" and not found[2]:
        return _download(known, address, stem, ending)
    if folder == "paper" and ending in ("json", "ttl") and not found[2]:
        return _text(_paper_file(known, stem, ending), address)
    if (folder, ending, found[2]) == ("paper", "html", None) and _only_cited(known, stem):
        return Answer.moved(f"/paper/{stem}")
    pages = _LONG.get(folder)
    if ending == "html" and pages is not None:
        return _part(known, partial(pages, known, stem), address, number, lambda: ways(known, folder, stem))
    if ending == "html" and not folder and f"{stem}.html" in _LISTS:
        return _part(known, partial(_LISTS[f"{stem}.html"], known), address, number)
    raise _missing(address)


def _only_cited(known: Known, key: str) -> bool:
    """Whether something is stated of the paper, but no source describes it: what is stated is shown then (`described`)."""
    if key in known.papers or not _KEY.fullmatch(key):
        return False
    return bool(ask(known.store, "facts-of", 1, thing=f"{BASE}paper/{key}").rows)


def _part(
    known: Known, pages: Callable[[], Iterator[Page]], address: str, number: int, onward: Callable[[], tuple[Cell, ...]] = tuple
) -> Answer:
    made = next(islice(pages(), number - 1, number), None)
    if made is None:
        raise NotFound(f"There is no page {address}.", hint="The first part of the list leads to the others.")
    return _html(page(replace(made, ways=onward()), site(known)))


def _with_ways(made: Page, address: str) -> Page:
    """The page of the whole graph leads to the graphs around one thing."""
    return replace(made, ways=(Cell("The graph around one paper or flaw", NETWORK),)) if address == addresses.GRAPH else made


def _missing(address: str) -> NotFound:
    known = (*_WHOLE, *_LISTS, *(f"downloads/{name}.{form}" for name in downloads.TABLES for form in downloads.FORMS))
    return NotFound(f"There is no page {address}.", hint=nearest(address, known) or "The overview leads to every page.")


def _figures(known: Known) -> Page:
    papers = len(known.papers)
    return figures(known) if papers <= _SMALL else figures_apart(known, _FIRST if papers <= _LARGE else ())


def _figure(known: Known, name: str) -> Page:
    if name not in FIGURES:
        raise NotFound(f"There is no chart {name!r}.", hint=nearest(name, FIGURES) or "The page of figures has them all.")
    most = _FIGURE.get(name)
    if most is not None and len(known.papers) > most:
        told = f"This chart of {counted(len(known.papers), 'paper')} takes longer than an answer may take."
        raise NotFound(told, hint=f"kg chart {name} -o FILE makes it; the pages of papers show their own effects.")
    return known.kept(f"figure {name}", lambda: figure_alone(known, name))


def _paper_file(known: Known, name: str, ending: str) -> str:
    key = named.paper(known, name)
    said = list(known.documents.of(key))
    return paper_json(known, key, said) if ending == "json" else paper_turtle(known, said)


def _download(known: Known, address: str, name: str, ending: str) -> Answer:
    if (name, ending) == ("graph", "ttl"):
        if len(known.store) > _STATEMENTS:
            told = f"The store holds {len(known.store):,} statements, too many to be written for one answer."
            raise UsageError(told, hint="kg export writes them to a file; /sparql answers questions about them.")
        return _file("".join(downloads.statements(known)), address)
    if name in downloads.TABLES and ending in downloads.FORMS:
        return _file(FORMATS[ending](downloads.TABLES[name](known)), address)
    raise _missing(address)


def _drawn(known: Known) -> tuple[Page, str | None]:
    return known.kept("graph", lambda: (_apart(known), None) if len(known.papers) > _DRAWN else graph(known))


def _apart(known: Known) -> Page:
    """The page of the graph of a store that is too large to be drawn at once."""
    told = f"This store has {counted(len(known.papers), 'paper')}: too many to be drawn at once."
    links = (
        Cell("Open the graph around a paper, a flaw or an article", NETWORK, note="it grows as you go"),
        Cell("The papers as a list", addresses.PAPERS), Cell("The flaws as a list", addresses.FLAWS),
    )  # fmt: skip
    return Page(
        addresses.GRAPH, "Graph", "Graph", "Papers, flaws, outcomes and citing articles as a network.",
        (Section("graph", "", (Prose((told,)), Told(links))),), crumbs=(HOME,),
    )  # fmt: skip


def _graph(known: Known) -> Answer:
    """The graph as a page of its own; the policy that it names for itself becomes that of the answer."""
    text = _drawn(known)[1]
    if text is None:
        raise NotFound("This store is not drawn as a whole.", hint="graph.html says why, and where to go instead.")
    policy = _POLICY.search(text[:4000])
    if policy is None:
        raise AssertionError("the page of the graph names no policy")
    return Answer(
        200, _type("html"), text.encode("utf-8", "replace"),
        {"Content-Security-Policy": f"{policy[1].replace('&#39;', chr(39))}; frame-ancestors 'none'"},
    )  # fmt: skip


def _html(text: str) -> Answer:
    return Answer.html(text)


def _type(ending: str) -> str:
    return f"{_TYPES[ending]}; charset=utf-8" if ending != "json" else _TYPES[ending]


def _text(text: str, address: str) -> Answer:
    return Answer(200, _type(address.rpartition(".")[2]), text.encode("utf-8", "replace"))


def _file(text: str, address: str) -> Answer:
    answer = _text(text, address)
    answer.headers["Content-Disposition"] = f'attachment; filename="{address.rpartition("/")[2]}"'
    return answer
