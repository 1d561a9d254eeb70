"""Answers of a server as those of the engine in this process.

Servers write values in several ways (`1` or `true`, `4.70` or `4.7`); all are brought into the engine's own form, so that the
same graph gives the same answer wherever it is.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from functools import lru_cache
from typing import IO

import pyoxigraph as ox

from kg.errors import StoreError
from kg.store.remote.exchange import IN_MEMORY, Reply

__all__ = ["ROWS", "TRIPLES", "canonical", "rows", "statements", "stored", "triples"]

ROWS = {"application/sparql-results+json": "json", "application/sparql-results+xml": "xml"}
TRIPLES = {"application/n-triples": "nt", "text/plain": "nt", "text/turtle": "ttl", "application/rdf+xml": "xml"}
_FORMATS = {"nt": ox.RdfFormat.N_TRIPLES, "ttl": ox.RdfFormat.TURTLE, "xml": ox.RdfFormat.RDF_XML}
_AS_THEY_ARE = frozenset(("http://www.w3.org/2001/XMLSchema#string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"))
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


def rows(reply: Reply, address: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """The answer to SELECT or ASK; raises StoreError where it cannot be read to its end."""
    form = ox.QueryResultsFormat.JSON if ROWS[reply.media] == "json" else ox.QueryResultsFormat.XML
    try:
        answer = ox.parse_query_results(reply.body, format=form)
        if isinstance(answer, ox.QueryBoolean):
            return answer
        names = [variable.value for variable in answer.variables]
        same = all(canonical(term) is term for row in answer for term in row)
        size = reply.body.tell()
        reply.body.seek(0)
        again = ox.parse_query_results(reply.body, format=form)
        if same or isinstance(again, ox.QueryBoolean):
            return again
        found = ox.parse_query_results(_written(names, again, size), format=ox.QueryResultsFormat.TSV)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - for the type checker: rows have been written
        return found
    except (SyntaxError, ValueError, OSError) as error:
        raise _unreadable(address, error) from error


def statements(reply: Reply, address: str) -> list[ox.Triple]:
    """The triples, each once, numbers in their canonical form; raises StoreError where they cannot be read to the end."""
    return [quad.triple for quad in _shelf(reply, address)]


def triples(reply: Reply, address: str) -> ox.QueryTriples:
    """The answer to CONSTRUCT or DESCRIBE; raises as `statements` does."""
    answer = _shelf(reply, address).query(_ALL)
    assert isinstance(answer, ox.QueryTriples)  # noqa: S101 - for the type checker: that is what CONSTRUCT gives
    return answer


def stored(quads: Iterable[ox.Quad]) -> list[ox.Quad]:
    """The quads as the engine would give them back, in the order given: each once, numbers in their canonical form."""
    return list(dict.fromkeys(_canonical_quad(quad) for quad in quads))


def canonical(term: _Term | None) -> _Term | None:
    """The term as the engine would give it back; the very same object where that is no other."""
    if not isinstance(term, ox.Literal) or term.datatype.value in _AS_THEY_ARE:
        return term
    found = _kept(term)
    return term if found == term else found


def _shelf(reply: Reply, address: str) -> ox.Store:
    shelf = ox.Store()
    try:
        shelf.load(reply.body, format=_FORMATS[TRIPLES[reply.media]])
    except (SyntaxError, ValueError, OSError) as error:
        raise _unreadable(address, error) from error
    return shelf


def _canonical_quad(quad: ox.Quad) -> ox.Quad:
    value = canonical(quad.object)
    return quad if value is quad.object or value is None else ox.Quad(quad.subject, quad.predicate, value, quad.graph_name)


@lru_cache(maxsize=20_000)
def _kept(literal: ox.Literal) -> ox.Literal:
    shelf, node = ox.Store(), ox.NamedNode("urn:x-kg:any")
    shelf.add(ox.Quad(node, node, literal))
    (quad,) = shelf
    assert isinstance(quad.object, ox.Literal)  # noqa: S101 - for the type checker: it has just been put there
    return quad.object


def _written(names: list[str], solutions: ox.QuerySolutions, size: int) -> IO[bytes]:
    """The rows as tab-separated values with canonical terms; `size` is about how many bytes that are."""
    large = size > IN_MEMORY
    body: IO[bytes] = tempfile.TemporaryFile() if large else io.BytesIO()  # noqa: SIM115 - read by the engine, row by row
    text = io.TextIOWrapper(body, encoding="utf-8", newline="", write_through=True)
    text.write("\t".join(f"?{name}" for name in names) + "\n")
    for row in solutions:
        text.write("\t".join("" if term is None else str(canonical(term)) for term in row) + "\n")
    text.flush()
    text.detach()
    body.seek(0)
    return body


def _unreadable(address: str, error: Exception) -> StoreError:
    said = " ".join(str(error).split())[:300]
    return StoreError(f"{address} gave an answer that cannot be read: {said}", hint="It may have been cut short; try again.")
