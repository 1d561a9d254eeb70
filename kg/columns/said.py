"""The statements of one named graph, with what the cells of the columns need of them."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kg.rdf.values import Values

__all__ = ["Said"]


class Said(Values):
    """What is stated of each node, as cells: of nothing, nothing is stated."""

    def local(self, node: NamedNode | None, predicate: NamedNode) -> str | None:
        """The last step of the IRI linked to: a code, a flaw's or an instrument's identifier."""
        if node is None:
            return None
        found = self.all(node, predicate)
        return min(other.value for other in found).rsplit("/", 1)[1].rsplit("#", 1)[-1] if found else None

    def least(self, node: NamedNode | None, predicate: NamedNode) -> str | None:
        """The text stated, the first by alphabet where a graph states several, as its questions take it."""
        found = self.values(node, predicate) if node is not None else []
        if len(found) < 2:
            return found[0].value if found else None
        return min(other.value for other in found)

    def linked(self, node: NamedNode, predicate: NamedNode) -> NamedNode | None:
        found = self.values(node, predicate)
        return found[0] if found and isinstance(found[0], NamedNode) else None

    def all(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [other for other in self.values(node, predicate) if isinstance(other, NamedNode)]
