"""Triples in the standard formats, up to a number of them and of bytes.

What is cut short is whole as a document, and says so at its end where the format knows comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyoxigraph as ox

from kg.errors import KgError
from kg.rdf.vocab import PREFIXES
from kg.serve.results import Written, readable_xml

__all__ = ["Unfit", "triples"]

_FORMATS = {
    "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML, "nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG,
}  # fmt: skip
_PREFIXED = ("turtle", "trig", "rdfxml")
_NOTE = {"rdfxml": b"<!-- truncated -->", "jsonld": b""}
_NAMESPACE = re.compile(r"<([^<>]*[/#])[^/#<>]*>")
_LOCAL = re.compile(r"[A-Za-z_][\w.-]*$")  # a name of XML at the end of an IRI; the engine writes broken XML where there is none
_INSTEAD = "Turtle and N-Triples hold all there are."
_MARKS = 3  # bytes of a line of N-Triples beside its terms


class Unfit(KgError):
    """The format cannot hold these triples."""


def triples(found: Iterable[ox.Triple], form: str, most: int, size: int) -> Written:
    """Triples in one of `kg.serve.formats.TRIPLES`, each once; `size` bounds their bytes as N-Triples would have them.

    Raises Unfit for what the format has no way to say: triple terms in JSON-LD, say.
    """
    taken: dict[ox.Triple, None] = {}
    used: set[str] = set()
    cut, room = "", size
    for triple in found:
        if triple in taken:
            continue
        if len(taken) == most:
            cut = "rows"
            break
        text = str(triple)
        room -= len(text.encode()) + _MARKS
        if room < 0:
            cut = "bytes"
            break
        taken[triple] = None
        used.update(_NAMESPACE.findall(text))
    if form == "rdfxml" and (bad := next((t.predicate for t in taken if not _LOCAL.search(t.predicate.value)), None)):
        raise Unfit(f"RDF/XML has no way to write the predicate {bad}.", hint=_INSTEAD)
    prefixes = {name: iri for name, iri in PREFIXES.items() if iri in used} if form in _PREFIXED else None
    try:
        body = ox.serialize(taken, format=_FORMATS[form], prefixes=prefixes) or b""
    except (OSError, ValueError) as error:
        raise Unfit(f"These triples do not go into this format: {error}", hint=_INSTEAD) from error
    if form == "rdfxml":
        body = readable_xml(body.decode()).encode()
    return Written(body + (_NOTE.get(form, b"# truncated\n") if cut else b""), cut)
