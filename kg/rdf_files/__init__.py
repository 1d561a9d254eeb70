"""RDF as a source, in any syntax: what kg itself exported, taken back as it stands, and works in the vocabularies of others.

An export comes as N-Quads, TriG or JSON-LD; its graphs keep their names, and its sources their own. Of others' RDF each work is a
record: its title, authors, year, journal, identifiers, licence, abstract, and the works it cites, with CiTO's reasons.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import chain

from pyoxigraph import Quad, RdfFormat

from kg.errors import InputError, Problem
from kg.rdf.vocab import KG
from kg.rdf_files import cutting, exports, syntax, works
from kg.readers import collection
from kg.readers.collection import Part
from kg.readers.document import Document
from kg.records import Bundle, Register, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "parts", "read", "record", "sniff"]

NAME = "rdf"
VERSION = 1
SUFFIXES = syntax.SUFFIXES

_SORTED = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)  # syntaxes in which the order of statements says nothing


def sniff(document: Document) -> bool:
    """Whether the file begins as RDF in one of its syntaxes does."""
    return syntax.is_rdf(document)


def parts(document: Document) -> Iterator[Part]:
    """The sources of an export, or the works that are described.

    Raises InputError for what is not RDF or could do harm, and where there is no work in it.
    """
    found = syntax.quads(document)
    first = next(found, None)
    if first is None:
        raise InputError(document.name, [Problem("", "there is no statement in it")])
    count = 0
    if exports.begins(first):
        yield from exports.cut(chain([first], found), document.name)
        return
    ordered = syntax.syntax(document) not in _SORTED
    for part in cutting.cut(_not_ours(chain([first], found), document.name), ordered=ordered):
        count += 1
        yield part
    if not count:
        said = "no work in it is described in a vocabulary that is known (Dublin Core, BIBO, FaBiO, CiTO, PRISM, schema.org)"
        raise InputError(document.name, [Problem("", said)])


def _not_ours(found: Iterable[Quad], name: str) -> Iterator[Quad]:
    """The statements; raises InputError at the first one in the terms of kg, which has lost the name of its graph."""
    for quad in found:
        if quad.predicate.value.startswith(KG.iri):
            raise InputError(name, [Problem("", "this is an export of kg without the names of its graphs")], hint=exports.HINT)
        yield quad


def record(part: Part, source: Source, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """A work; or what a source of an export says, which is then its source, and not this file.

    Raises InputError for what does not say which work it is, and for what kg would not have exported.
    """
    yield from exports.read(part, source.name) if exports.is_part(part) else works.read(part, source)


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle | Register]:
    """All records; raises InputError with the first that cannot be read."""
    return collection.read_all(sys.modules[__name__], document, taxonomy)
