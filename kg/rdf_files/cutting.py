"""RDF of others cut into the works that it describes.

A record is the work's statements, with those of the people, journals and cited works that they name, as N-Triples; a line that
begins with # says what was left out of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from kg.rdf_files import terms
from kg.rdf_files.syntax import HERE
from kg.readers.collection import Part

__all__ = ["FAR", "LONG", "Node", "Said", "Value", "cut"]

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal | Triple
Said = dict[Node, list[tuple[NamedNode, Value]]]

FAR = 3  # from a work to the name of the journal whose volume has the issue that it is in
LONG = 10_000  # entries of a list


def cut(found: Iterable[Quad], *, ordered: bool) -> Iterator[Part]:
    """The works of a file, as parts named by their IRIs, in the order in which they first appear.

    `ordered` says whether the order of the statements means something, as people write authors in one.
    """
    said: Said = {}
    for quad in found:
        known = quad.predicate.value in terms.KNOWN or quad.predicate.value.startswith(terms.MEMBER)
        if known and isinstance(quad.subject, NamedNode | BlankNode):
            said.setdefault(quad.subject, []).append((quad.predicate, quad.object))
    for number, node in enumerate((node for node, about in said.items() if _is_work(about)), 1):
        named = isinstance(node, NamedNode) and node.value.isprintable()
        yield Part(
            node.value.removeprefix(HERE)[:500] if named else f"work {number}, which has no name",
            _description(node, said, ordered=ordered),
        )


def _is_work(about: Iterable[tuple[NamedNode, object]]) -> bool:
    return any(p.value in terms.MARKS or (p.value == terms.TYPE and getattr(o, "value", "") in terms.KINDS) for p, o in about)


def _description(node: Node, said: Said, *, ordered: bool) -> bytes:
    """The statements of a work and of what they name; unnamed things are numbered as they come."""
    seen: dict[Node, None] = {node: None}
    names: dict[BlankNode, BlankNode] = {}
    triples: list[Triple] = []
    waiting = [(node, 0)]
    while waiting:
        subject, far = waiting.pop(0)
        for predicate, value in dict.fromkeys(said.get(subject, ())):
            cites = predicate.value in terms.CITES or predicate.value in terms.INTENTS
            if isinstance(value, Triple) or (far and cites):
                continue
            one = _numbered(subject, names) if isinstance(subject, BlankNode) else subject
            other = _numbered(value, names) if isinstance(value, BlankNode) else value
            triples.append(Triple(one, predicate, other))
            listed = predicate.value in terms.LISTED or predicate.value.startswith(terms.MEMBER)
            inner = far if listed else far + 1
            if isinstance(value, NamedNode | BlankNode) and value not in seen and inner <= FAR and len(seen) < LONG:
                seen[value] = None
                waiting.append((value, inner))
    data = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    if ordered:
        return data
    people: dict[object, list[Triple]] = {}
    for triple in triples:
        if triple.predicate.value in terms.FIELDS["authors"]:
            people.setdefault((triple.subject, triple.predicate), []).append(triple)
    loose = {triple for listed in people.values() if len(listed) > 1 for triple in listed}
    if not loose:
        return data
    own = sum(triple.subject == triples[0].subject for triple in loose)
    gone = f"# {own} authors, of whom nothing says which is the first\n".encode() if own else b""
    return gone + (serialize([t for t in triples if t not in loose], format=RdfFormat.N_TRIPLES) or b"")


def _numbered(node: BlankNode, names: dict[BlankNode, BlankNode]) -> BlankNode:
    """A number in place of a name that holds in its file alone."""
    return names.setdefault(node, BlankNode(f"n{len(names) + 1}"))
