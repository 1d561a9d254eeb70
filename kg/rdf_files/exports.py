"""What kg itself exported: the graphs of sources with those drawn from them, each taken back as it stands.

A record is one source's graph with that of its extraction, as sorted N-Quads. It is read into the records it was written from;
where these do not give the very same statements again, it says something that kg never would, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pydantic import ValidationError
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from kg.errors import InputError, KgError, Problem
from kg.rdf import lexicon, mint
from kg.rdf.read import bundles
from kg.rdf.vocab import BASE, KG
from kg.rdf.write import quads as written
from kg.readers.collection import Part
from kg.records import Bundle, Register

__all__ = ["HINT", "begins", "cut", "is_part", "read"]

_SOURCE = re.compile(re.escape(f"{BASE}source/") + "([0-9a-f]{16})(/extraction)?")
_DERIVED = f"{BASE}graph/rule/"
_LEFT_OUT = frozenset((mint.LOG.value, *(mint.knowledge(name).value for name in lexicon.FILES)))
_MARK = b"# from an export of kg\n"
_AT_ONCE = 400_000  # statements that are put in order here; a larger file has to come in the order of its graphs
HINT = "Export it again as .nq, .trig or .jsonld: Turtle has no room for the names of graphs."


def begins(statement: Quad) -> bool:
    """Whether a file that begins with this statement is an export: its graphs have names of kg."""
    graph = statement.graph_name
    return isinstance(graph, NamedNode) and graph.value.startswith(BASE)


def is_part(part: Part) -> bool:
    """Whether the record is one of an export."""
    return part.data.startswith(_MARK)


def cut(found: Iterable[Quad], name: str) -> Iterator[Part]:
    """The sources of an export. What rules derived is left out, since it is derived anew, as are the log and the ontology.

    Raises InputError for a graph that kg does not make, for unnamed things, and for a large file whose graphs are mixed.
    """
    waiting: dict[str, list[Quad]] = {}
    done: set[str] = set()
    count = 0
    sorted_by_graph = False
    last = ""
    for quad in found:
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        if graph.startswith(_DERIVED) or graph in _LEFT_OUT:
            continue
        source = _SOURCE.fullmatch(graph)
        if source is None:
            raise InputError(name, [Problem(graph, "this graph is none that an export of kg has")], hint=_hint(quad))
        if source[1] in done:
            said = "statements of this graph stand apart, and the file is too large to be put in order"
            raise InputError(name, [Problem(graph, said)], hint="Sort its lines by graph, or export it again with kg export.")
        waiting.setdefault(source[1], []).append(quad)
        count += 1
        sorted_by_graph = sorted_by_graph or count > _AT_ONCE
        if sorted_by_graph and source[1] != last:
            for one in [one for one in waiting if one != source[1]]:
                done.add(one)
                yield _part(one, waiting.pop(one))
        last = source[1]
    for one, statements in waiting.items():
        yield _part(one, statements)


def _hint(quad: Quad) -> str:
    ours = quad.predicate.value.startswith(KG.iri) or str(quad.subject).startswith(f"<{BASE}")
    return HINT if ours and not isinstance(quad.graph_name, NamedNode) else ""


def _part(source: str, statements: Iterable[Quad]) -> Part:
    lines = serialize(sorted(set(statements), key=str), format=RdfFormat.N_QUADS) or b""
    return Part(f"source {source}", _MARK + lines)


def read(part: Part, name: str) -> list[Bundle | Register]:
    """What the source says, under its own name and hash; raises InputError for anything that kg would not have written."""
    try:
        ordered = list(parse(part.data, RdfFormat.N_QUADS))
        said = [quad for quad in ordered if not str(quad.graph_name).endswith("/extraction>")]
        drawn = [quad for quad in ordered if str(quad.graph_name).endswith("/extraction>")]
        found = list(bundles(said, drawn))
        statements = set(ordered)
        again = {quad for one in found for quad in written(one)}
        if again != statements:
            again, statements = _as_stored(again), _as_stored(statements)
    except KgError as error:
        raise InputError(name, [Problem("", error.message)]) from None
    except (ValidationError, SyntaxError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, StopIteration):
        raise InputError(name, [Problem("", "its statements make no records of kg")]) from None
    if again != statements:
        odd = min(map(str, again ^ statements))
        more, less = len(statements - again), len(again - statements)
        said_so = f"kg would not have written it so: {more} statements too many, {less} missing, such as {odd[:200]}"
        raise InputError(name, [Problem("", said_so)])
    return found


def _as_stored(statements: Iterable[Quad]) -> set[Quad]:
    """The statements with their numbers as a store keeps them: 4.0 is 4 there, and comes so into an export."""
    store = Store()
    store.extend(statements)
    return set(store)
