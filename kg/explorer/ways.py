"""From a page of the report to what only a server has of the same thing: its graph, papers to compare with, lists to narrow."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from kg.columns.rows import number
from kg.explorer import named
from kg.explorer.around.neighbours import counts, found
from kg.explorer.framing import COMPARE, NETWORK
from kg.report.known import Known
from kg.views.report import addresses
from kg.views.report.entries import Cell

__all__ = ["ways"]


def ways(known: Known, folder: str, name: str) -> tuple[Cell, ...]:
    """The links of the page `FOLDER/NAME.html`, of parts of it too; none for a kind of page that has no such links."""
    of = _OF.get(folder)
    return of(known, name) if of else ()


def _paper(known: Known, name: str) -> tuple[Cell, ...]:
    key = named.paper(known, name)
    return _graph(key), Cell("Compare with other papers", f"{COMPARE}?{urlencode({'paper': key})}")


def _flaw(known: Known, name: str) -> tuple[Cell, ...]:
    flaw = named.flaw(known, name)
    listed = Cell("Papers with it, to narrow and compare", f"{addresses.PAPERS}?{urlencode({'flaw': flaw})}")
    node = ("flaw", flaw)
    return (_graph(flaw), listed) if counts(known, [node])[node] else ()


def _article(known: Known, name: str) -> tuple[Cell, ...]:
    iri = named.article(known, name)
    return (_graph(iri),) if found(known, "neighbour-kinds", number=number(iri)).rows else ()


def _instrument(known: Known, name: str) -> tuple[Cell, ...]:
    identifier = named.instrument(known, name)
    if identifier not in known.measured:
        return ()
    return (Cell("Papers that measured with it", f"{addresses.PAPERS}?{urlencode({'instrument': identifier})}"),)


def _graph(node: str) -> Cell:
    return Cell("Graph around it", f"{NETWORK}?{urlencode({'node': node})}")


_OF: dict[str, Callable[[Known, str], tuple[Cell, ...]]] = {
    "paper": _paper, "flaw": _flaw, "article": _article, "instrument": _instrument,
}  # fmt: skip
