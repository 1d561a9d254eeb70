"""Entries of the index from a store, by questions of the catalogue: the whole index anew, without the sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from kg.search.entry import Entry, Held, Piece, entries, judged, notes_on, outermost, passage_of, told_of
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell

__all__ = ["Part", "flaws", "stored"]

Row = dict[str, Cell]


class Part(NamedTuple):
    """Entries of one source: the IRI of its graph, its file, and what it says of one kind of things."""

    source: str
    file: str
    entries: Iterable[Entry]


def stored(store: Store) -> Iterator[Part]:
    """All that the index of this store holds; a source comes once for each kind of things it speaks of."""
    yield from flaws(store)
    for question, pieces in _PIECES.items():
        yield from _parts(store, question, pieces)
    yield from _parts(store, "text-of-passages", _passages)


def flaws(store: Store) -> Iterator[Part]:
    """The flaw categories of the ontology, which no source says."""
    yield from _parts(store, "text-of-flaws", _each(_flaw))


Pieces = Callable[[Iterable[Row]], Iterator[Piece]]


def _parts(store: Store, question: str, pieces: Pieces) -> Iterator[Part]:
    for (source, file), rows in groupby(ask(store, question).dicts(), itemgetter("document", "source")):
        made = entries(pieces(rows))
        if made:
            yield Part(str(source), str(file), made)


def _each(of: Callable[[Row], Iterator[Piece]]) -> Pieces:
    return lambda rows: (piece for row in rows for piece in of(row))


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)


def _of(kind: str, name: Cell, **columns: Iterable[Cell]) -> Iterator[Piece]:
    for column, values in columns.items():
        for value in values:
            yield Piece(kind, str(name), column, _text(value))


def _paper(row: Row) -> Iterator[Piece]:
    names = [row[name] for name in ("name", "paper", "author", "journal", "doi", "pmid")]
    yield from _of("paper", row["paper"], label=[row["name"]], paper=[row["paper"]], title=[row["title"]], names=names)


def _flaw(row: Row) -> Iterator[Piece]:
    names = [row["flaw"], row["name"]]
    yield from _of("flaw", row["flaw"], label=[row["label"]], title=[row["label"]], names=names, text=[row["definition"]])


def _finding(row: Row) -> Iterator[Piece]:
    label = judged(str(row["flaw"]), str(row["presence"]))
    words = [row["why"], row["quote"]]
    yield from _of("finding", row["finding"], label=[label], paper=[row["paper"]], section=[row["section"]], text=words)


def _outcome(row: Row) -> Iterator[Piece]:
    yield from _of("outcome", row["outcome"], label=[row["label"]], paper=[row["paper"]], title=[row["label"]])


def _article(row: Row) -> Iterator[Piece]:
    yield from _of("article", row["article"], label=[row["title"]], paper=[row["paper"]], title=[row["title"]],
                   names=[row["publisher"]], text=[row["quote"]])  # fmt: skip


def _reference(row: Row) -> Iterator[Piece]:
    names = [row[name] for name in ("author", "year", "journal", "doi", "pmid")]
    yield from _of("reference", row["work"], label=[row["title"]], paper=[row["paper"]], names=names, text=[row["title"]])


def _note(row: Row) -> Iterator[Piece]:
    yield from _of("note", row["paper"], label=[notes_on(str(row["paper"]))], paper=[row["paper"]], text=[row["note"]])


def _notices(rows: Iterable[Row]) -> Iterator[Piece]:
    for notice, group in groupby(rows, itemgetter("notice")):
        told = list(group)
        works = sorted({str(row["work"]) for row in told})
        label = told_of(str(told[0]["kind"]), _text(told[0]["title"]), works)
        for row in told:
            others = [row["work"], row["notice_doi"], row["notice_pmid"]]
            yield from _of("notice", notice, label=[label], title=[row["title"]], names=others, text=[row["reason"]])


def _passages(rows: Iterable[Row]) -> Iterator[Piece]:
    known = list(rows)
    passages = (
        Held(int(str(row["start"])), int(str(row["end"])), str(row["quote"]), str(row["paper"]), _text(row["section"]),
             bool(row["told"]))
        for row in known
    )  # fmt: skip
    for held in outermost(passages):
        name = f"{known[0]['document']}/passage/{held.start}-{held.end}"
        yield from _of("passage", name, label=[passage_of(held.paper)], paper=[held.paper], section=[held.section],
                       text=[held.exact])  # fmt: skip


_PIECES: dict[str, Pieces] = {
    "text-of-papers": _each(_paper), "text-of-findings": _each(_finding), "text-of-outcomes": _each(_outcome),
    "text-of-articles": _each(_article), "text-of-references": _each(_reference), "text-of-notes": _each(_note),
    "text-of-notices": _notices,
}  # fmt: skip
