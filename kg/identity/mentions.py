"""Which graphs of a store cite works by names that stand for other papers than they did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pyoxigraph import Literal, NamedNode

from kg.identity.claim import Name
from kg.identity.stored import anything_cited, mentions
from kg.rdf import mint
from kg.store import Store

__all__ = ["mentioning"]

Papers = frozenset[str]  # their keys


def mentioning(store: Store, changed: Mapping[Name, tuple[Papers, Papers]]) -> set[str]:
    """The graphs in which a reference may stand for another work now; `changed` has the papers of a name, before and now.

    Which work it is stands in three places: it is the one of the paper that it was found to be, or of its best identifier, or
    one that is known by the identifier too.
    """
    if not changed or not anything_cited(store):
        return set()
    found = {m.graph for m in mentions(store, "node", _nodes(changed))}
    known = {name: mint.paper(next(iter(papers))).value for name, (_, papers) in changed.items() if len(papers) == 1}
    for by, kind in (("number", "pmid"), ("address", "doi"), ("doi", "doi")):
        works = {term: work for name, work in known.items() if name.kind == kind for term in _terms(by, name)}
        found |= {m.graph for m in mentions(store, by, works) if m.cited != works[_term(by, m.wanted)]}
    return found


def _nodes(changed: Mapping[Name, tuple[Papers, Papers]]) -> set[NamedNode]:
    """The works that references with these names may stand for and should no longer."""
    nodes = set()
    for name, (before, now) in changed.items():
        nodes |= {mint.paper(key) for key in before}
        if len(now) == 1 and name.kind != "pmcid" and name.key not in now:
            nodes.add(mint.paper(name.key))
    return nodes


def _terms(by: str, name: Name) -> Iterator[NamedNode | Literal]:
    if by == "address":
        yield from mint.same(name.value, None)
    else:
        yield Literal(name.value)


def _term(by: str, value: str) -> NamedNode | Literal:
    return NamedNode(value) if by == "address" else Literal(value)
