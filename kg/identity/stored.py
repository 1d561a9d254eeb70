"""What a store says that identities are made of, by questions of this folder: claims, citing articles, who cites a work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, cast

from pyoxigraph import NamedNode

from kg import resources
from kg.identity.cited import citing_names
from kg.identity.claim import Claim, Name, family
from kg.keys import plain
from kg.records import Citation
from kg.sparql import cell
from kg.store import Store
from kg.tables import Cell

if TYPE_CHECKING:
    from pyoxigraph import QuerySolutions

    from kg.store import Bound

__all__ = ["Mention", "Place", "anything_cited", "citing", "claims", "mentions", "places"]

_MANY = 1_000  # values of one question


class Place(NamedTuple):
    """Where a source was read: its file and, of a file of many records, which of them."""

    source: str
    place: str | None


class Mention(NamedTuple):
    """A work that a source cites: the graph, the work's IRI there, and by what it was looked for."""

    graph: str
    cited: str
    wanted: str


def claims(store: Store) -> Iterator[tuple[Claim, str]]:
    """What every source says of each paper it is about, with the key that the paper goes by."""
    seen = set()
    for row in _rows(store, "claims"):
        graph, paper, title, year = str(row["document"]), str(row["paper"]), row["title"], row["year"]
        key, doi, pmcid = _text(row["own"]) or paper, _text(row["doi"]), _text(row["pmcid"])
        if (graph, key) not in seen:
            seen.add((graph, key))
            claim = Claim(
                graph,
                key,
                doi.lower() if doi else None,
                _text(row["pmid"]),
                pmcid.upper() if pmcid else None,
                (plain(str(title)) or None) if title else None,
                family(str(row["author"])) if row["author"] else None,
                year if isinstance(year, int) else None,
            )
            yield claim, paper


def citing(store: Store) -> Iterator[tuple[Name, str]]:
    """The names of articles that sources know to cite, each with the graph of the source."""
    for row in _rows(store, "citing"):
        for name in citing_names(Citation.model_construct(title="", url=str(row["url"]))):
            yield name, str(row["document"])


def anything_cited(store: Store) -> bool:
    """Whether any source cites anything."""
    return any(True for _ in _rows(store, "any-citation"))


def mentions(store: Store, by: str, wanted: Iterable[Bound]) -> Iterator[Mention]:
    """The works cited in the store that are `wanted`, by "node", "address", "number" or "doi"."""
    for row in _among(store, f"mentions-by-{by}", wanted):
        yield Mention(str(row["document"]), str(row["cited"]), str(row["wanted"]))


def places(store: Store, graphs: Iterable[str]) -> dict[str, Place]:
    """Where the sources with these graphs were read; graphs that the store has not are left out."""
    rows = _among(store, "places", map(NamedNode, graphs))
    return {str(row["wanted"]): Place(str(row["source"]), _text(row["place"])) for row in rows}


def _among(store: Store, question: str, wanted: Iterable[Bound]) -> Iterator[dict[str, Cell]]:
    rest = iter(wanted)
    while some := list(islice(rest, _MANY)):
        yield from _rows(store, question, some)


def _rows(store: Store, question: str, wanted: Sequence[Bound] = ()) -> Iterator[dict[str, Cell]]:
    """The rows as they come: there may be a million. Values go in as the engine writes terms, so none can become syntax."""
    text = resources.read_text("identity", f"{question}.rq")
    if wanted:
        text = text.replace("{ UNDEF }", f"{{ {' '.join(map(str, wanted))} }}")
    answer = cast("QuerySolutions", store.query(text))
    columns = [variable.value for variable in answer.variables]
    for row in answer:
        yield {name: cell(row[name]) for name in columns}


def _text(value: Cell) -> str | None:
    return None if value is None else str(value)
