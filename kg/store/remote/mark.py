"""The revision of a store on a server: one triple in a graph of its own."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Quad

__all__ = ["MARK", "REVISION", "exchange", "quad"]

MARK = NamedNode("urn:x-kg:store")  # the graph, and the thing it is the revision of
REVISION = NamedNode("urn:x-kg:revision")


def quad(revision: str) -> Quad:
    """The statement of this revision."""
    return Quad(MARK, REVISION, Literal(revision), MARK)


def exchange(before: str, after: str) -> str:
    """The update that puts one revision in place of another (several are joined by +, none is empty).

    It drops no graph: Virtuoso's DROP would not see what the same request has put there.
    """
    old = " . ".join(f"{MARK} {REVISION} {Literal(revision)}" for revision in before.split("+") if revision)
    gone = f"DELETE DATA {{ GRAPH {MARK} {{ {old} }} }};\n" if old else ""
    return f"{gone}INSERT DATA {{ GRAPH {MARK} {{ {MARK} {REVISION} {Literal(after)} }} }}"
