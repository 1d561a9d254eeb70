"""The shipped ontology in memory: asked by the questions of this folder, and able to say what an IRI is called."""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Self

from pyoxigraph import Quad

from kg import resources
from kg.handbook.entries import Name
from kg.rdf import lexicon, mint
from kg.rdf.vocab import BASE, PREFIXES
from kg.sparql import free
from kg.store import open_store
from kg.tables import Cell, Table

__all__ = ["Library", "Row", "entry", "short", "text"]

FILES = (*lexicon.FILES, "alignments", "shapes")

Row = dict[str, Cell]


class Library:
    """All files of the ontology, each in the graph of its name."""

    def __init__(self) -> None:
        said = [(name, statement) for name in FILES for statement in lexicon.statements(name)]
        self._store = open_store()
        self._store.add(Quad(s.subject, s.predicate, s.object, mint.knowledge(name)) for name, s in said)
        self._places: dict[tuple[str, str], int] = {}
        for place, (_, s) in enumerate(said):
            subject = getattr(s.subject, "value", "")
            self._places.setdefault((subject, ""), place)
            self._places.setdefault((subject, getattr(s.object, "value", "")), place)
        self._labels = {str(row["iri"]): str(row["label"]) for row in self.rows("labels")}

    def rows(self, question: str) -> list[Row]:
        """The answer to a question of this folder, in the order that the question asks for."""
        answer = free(self._store, resources.read_text("handbook", f"{question}.rq"))
        assert isinstance(answer, Table)  # noqa: S101 - a test holds every question to be a SELECT
        return list(answer.dicts())

    def in_order(self, question: str, within: str = "") -> list[Row]:
        """The same in the order of the files, like beside like; `within` is a column with several values of one IRI."""

        def place(row: Row) -> tuple[int, int]:
            iri = str(row["iri"])
            return self._places[iri, ""], self._places[iri, str(row[within])] if within else 0

        return sorted(self.rows(question), key=place)

    def name(self, iri: object) -> Name:
        """What an IRI is called; one without an entry goes by its short form."""
        known = self._labels.get(str(iri))
        return entry(str(iri), known) if known else Name(str(iri), short(str(iri)), short(str(iri)), None)

    def names(self, iris: Iterable[str]) -> tuple[Name, ...]:
        """What several are called, by their labels."""
        return tuple(sorted(map(self.name, iris), key=lambda name: (name.label.lower(), name.iri)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._store.close()


def entry(iri: str, label: str) -> Name:
    """The name of what has an entry; its anchor is made of the IRI: `flaw-spin`, `presence-absent`, `ontology-Paper`."""
    return Name(iri, short(iri), label, iri.removeprefix(BASE).replace("/", "-").replace("#", "-"))


def short(iri: str) -> str:
    """The IRI by the longest prefix that fits: `kg:Paper`; whole where none does."""
    fitting = [name for name, start in PREFIXES.items() if iri.startswith(start) and iri != start]
    best = max(fitting, key=lambda name: len(PREFIXES[name]), default=None)
    return iri if best is None else f"{best}:{iri.removeprefix(PREFIXES[best])}"


def text(cell: Cell) -> str | None:
    """A cell as text; None where the answer has nothing."""
    return None if cell is None else str(cell)
