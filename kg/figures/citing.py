"""The citations of some papers, each article and paper once, with the intents that sources state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from urllib.parse import unquote

from kg.columns import answer
from kg.exposure.weights import INTENTS, NOT_STATED
from kg.rdf.vocab import BASE
from kg.retraction import Said
from kg.store import Store
from kg.tables import Cell
from kg.views.charts.chronology import TURNS, Article, Year

__all__ = ["Citing", "citing", "since", "turn", "words"]

_AGAINST = INTENTS["critiques"].reason
_TAKES = 0.5  # what is carried at least by an article that takes up what the paper says
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Citing:
    """An article (its `iri`) that cites `paper` (its key); `sources` are the files that say so, by commas."""

    iri: str
    paper: str
    article: Article
    publisher: str | None
    url: str | None
    sources: str


def citing(store: Store, papers: Set[str], known: Mapping[str, Row], said: Mapping[str, Sequence[Said]]) -> list[Citing]:
    """The citations of these papers (keys), by paper, year and title; a work that cites itself is none.

    `known` are the rows of the question `papers` by key, `said` the notices on each work. An article whose address is that of
    a known paper is that paper, so that no work is counted twice.
    """
    addresses = {address: key for key, row in known.items() for address in _addresses(row)}
    found: dict[tuple[str, str], list[Row]] = {}
    for row in answer(store, "citations").dicts():
        paper, iri = str(row["paper"]), str(row["citing"])
        own = addresses.get(_address(str(row["url"]))) if row["url"] else None
        iri = f"{BASE}paper/{own}" if own else iri
        if paper in papers and iri != f"{BASE}paper/{paper}":
            found.setdefault((paper, iri), []).append(row)
    cited = [_citing(paper, iri, rows, known, said) for (paper, iri), rows in found.items()]
    return sorted(cited, key=lambda one: (one.paper, one.article.year is None, one.article.year or 0, one.article.title, one.iri))


def _addresses(row: Row) -> Iterator[str]:
    """Where a paper is found: by its DOI, its PubMed and PMC numbers, and the address that a source gives."""
    ways = {
        "doi": ("doi.org/",), "pmid": ("pubmed.ncbi.nlm.nih.gov/",), "url": ("",),
        "pmcid": ("pmc.ncbi.nlm.nih.gov/articles/", "ncbi.nlm.nih.gov/pmc/articles/"),
    }  # fmt: skip
    for kind, starts in ways.items():
        if row[kind]:
            yield from (_address(f"{start}{row[kind]}") for start in starts)


def _address(url: str) -> str:
    """An address without what differs between two writings of it: scheme, www, case, escapes, a slash at the end."""
    return re.sub(r"^(https?://)?(www\.|dx\.)?", "", unquote(url.lower())).rstrip("/")


def since(said: Iterable[Said]) -> Year:
    """The year of the first retraction in force; None where there is none, or its date is not known."""
    years = [int(one["date"][:4]) for one in said if one["in_force"] and one["date"]]
    return min(years, default=None)


def turn(intents: Iterable[str]) -> str:
    """How an article turns to what it cites, a key of `TURNS`; of several ways the first there."""
    ways = {_turn(intent) for intent in intents}
    return next((way for way in TURNS if way in ways), "unknown")


def _turn(intent: str) -> str:
    weight = {str(known): weight for known, weight in INTENTS.items()}.get(intent)
    if weight is None or intent in (NOT_STATED, "cites"):
        return "unknown"
    if weight.share >= _TAKES:
        return "takes"
    return "against" if weight.reason == _AGAINST else "speaks"


def _citing(paper: str, iri: str, rows: Sequence[Row], known: Mapping[str, Row], said: Mapping[str, Sequence[Said]]) -> Citing:
    key = iri.removeprefix(f"{BASE}paper/")
    own = known.get(key, {}) if key != iri else {}
    intents = sorted({str(row["intent"]) for row in rows if row["intent"]})
    years = {int(str(row["year"])) for row in [*rows, own] if row.get("year") is not None}
    publisher = _first(rows, "publisher") or _text(own.get("journal"))
    year = min(years, default=None)
    retraction = since(said.get(paper, ()))
    article = Article(
        title=": ".join(part for part in (_text(own.get("name")), _text(own.get("title"))) if part)
        or _first(rows, "title")
        or iri,
        year=year,
        turn=turn(intents),
        intents=[words(intent) for intent in intents],
        about=publisher or "",
        inside=bool(own),
        retracted=any(one["in_force"] for one in said.get(key, ())),
        late=retraction is not None and year is not None and year > retraction,
    )
    sources = ", ".join(sorted({str(row["source"]) for row in rows}))
    return Citing(iri, paper, article, publisher, _first(rows, "url") or _text(own.get("url")), sources)


def words(code: str) -> str:
    """A property of CiTO in words: "uses data from"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", code).lower()


def _first(rows: Iterable[Row], name: str) -> str | None:
    return min((str(row[name]) for row in rows if row[name] is not None), default=None)


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)
