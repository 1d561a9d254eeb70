"""The statements of one named graph: values of one kind each, so that the reader reads like the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.rdf import vocab as v
from kg.rdf.statements import Statement
from kg.records import Passage, Place

__all__ = ["Values", "stated"]


def stated(quads: Iterable[Quad]) -> Iterator[Statement]:
    """The quads without their graph."""
    return ((quad.subject, quad.predicate, quad.object) for quad in quads)  # type: ignore[misc]


class Values:
    """What is stated of each node, by predicate; what is not stated is None or empty."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self.index: dict[NamedNode, dict[NamedNode, list[NamedNode | Literal]]] = {}
        before: NamedNode | None = None
        for subject, predicate, value in statements:
            if subject is not before:  # a term of the engine is slow to hash, and a subject mostly comes several times in a row
                before, said = subject, self.index.setdefault(subject, {})
            known = said.get(predicate)
            if known is None:
                said[predicate] = [value]
            else:
                known.append(value)
        self._asked: NamedNode | None = None  # mostly several things are asked of one node in a row
        self._of: dict[NamedNode, list[NamedNode | Literal]] = {}

    def having(self, predicate: NamedNode, value: NamedNode) -> Iterator[NamedNode]:
        return (node for node, known in self.index.items() if value in known.get(predicate, ()))

    def only(self, predicate: NamedNode, value: NamedNode) -> NamedNode:
        return next(self.having(predicate, value))

    def values(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode | Literal]:
        if node is not self._asked:
            self._asked, self._of = node, self.index.get(node, {})
        return self._of.get(predicate, [])

    def text(self, node: NamedNode, predicate: NamedNode) -> str | None:
        values = self.values(node, predicate)
        return values[0].value if values else None

    def number(self, node: NamedNode, predicate: NamedNode) -> int | None:
        text = self.text(node, predicate)
        return None if text is None else int(text)

    def measured(self, node: NamedNode, predicate: NamedNode) -> float | None:
        text = self.text(node, predicate)
        return None if text is None else float(text)

    def flag(self, node: NamedNode, predicate: NamedNode) -> bool | None:
        text = self.text(node, predicate)
        return None if text is None else text in ("true", "1")

    def code(self, node: NamedNode, predicate: NamedNode, codes: v.Namespace) -> str | None:
        values = self.values(node, predicate)
        return codes.local(values[0]) if values else None  # type: ignore[arg-type]

    def nodes(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The nodes linked to, in the order of the source."""
        found = [value for value in self.values(node, predicate) if isinstance(value, NamedNode)]
        if len(found) > 1:
            found.sort(key=lambda other: (self.number(other, v.KG.position) or 0, other.value))
        return found

    def node(self, node: NamedNode, predicate: NamedNode) -> NamedNode | None:
        return next(iter(self.nodes(node, predicate)), None)

    def tail(self, node: NamedNode, predicate: NamedNode) -> str | None:
        """The last step of the path of the node linked to: the id within its scope."""
        other = self.node(node, predicate)
        return other.value.rsplit("/", 1)[1] if other else None

    def pair(self, node: NamedNode, low: str, high: str) -> tuple[str, str] | None:
        first, second = self.text(node, v.KG[f"{low}Text"]), self.text(node, v.KG[f"{high}Text"])
        return (first, second) if first is not None and second is not None else None

    def interval(self, node: NamedNode) -> tuple[str, str] | None:
        """The limits of a confidence interval in the order printed."""
        ci = self.pair(node, "ciLow", "ciHigh")
        return ci[::-1] if ci and self.flag(node, v.KG.limitsReversed) else ci

    def ordered(self, nodes: Iterable[NamedNode]) -> list[NamedNode]:
        return sorted(nodes, key=lambda node: self.number(node, v.KG.position) or 0)

    def place(self, node: NamedNode) -> Place | None:
        section, paragraph = self.text(node, v.KG.section), self.number(node, v.KG.paragraph)
        return None if section is None and paragraph is None else Place(section=section, paragraph=paragraph)

    def passage(self, node: NamedNode, predicate: NamedNode = v.KG.passage) -> Passage | None:
        selected = self.node(node, predicate)
        selector = self.node(selected, v.OA.hasSelector) if selected else None
        if selector is None:
            return None
        return Passage.model_validate(
            {"exact": self.text(selector, v.OA.exact), "start": self.number(selector, v.OA.start),
             "end": self.number(selector, v.OA.end)}
        )  # fmt: skip
