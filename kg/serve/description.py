"""SPARQL 1.1 Service Description: what the endpoint can do, as RDF."""

from __future__ import annotations

from functools import lru_cache

from kg import resources
from kg.explorer.asked import Answer
from kg.serve.formats import TRIPLES
from kg.serve.negotiation import GRAPHS, best, named
from kg.serve.problems import Refused

__all__ = ["described"]


def described(endpoint: str, accept: str, form: str = "") -> Answer:
    """The description of the endpoint of that address in the format that `form` or else the Accept header chooses.

    Raises Refused: 400 for an unknown `form`, 406 where nothing fits the header.
    """
    offer = named(form, GRAPHS) if form else best(accept, GRAPHS)
    if offer is None:
        listed = ", ".join(one.media_types[0] for one in GRAPHS)
        status, why = (400, f"There is no format {form[:40]!r} for RDF.") if form else (406, "Nothing fits the Accept header.")
        raise Refused(
            status, why, hint=f"The description of the service comes as {listed}. A query goes into the parameter query."
        )
    return Answer(200, TRIPLES[offer.name], _written(endpoint, offer.name), {"Cache-Control": "no-cache", "Vary": "Accept"})


@lru_cache(maxsize=64)  # an address is the client's word for the server, of which few are answered to
def _written(endpoint: str, name: str) -> bytes:
    import pyoxigraph as ox  # the server needs it for nothing else

    parser = ox.parse(resources.read_text("serve", "description.ttl"), format=ox.RdfFormat.TURTLE, base_iri=endpoint)
    triples = [quad.triple for quad in parser]
    formats = {
        "turtle": ox.RdfFormat.TURTLE,
        "ntriples": ox.RdfFormat.N_TRIPLES,
        "jsonld": ox.RdfFormat.JSON_LD,
        "rdfxml": ox.RdfFormat.RDF_XML,
        "nquads": ox.RdfFormat.N_QUADS,
        "trig": ox.RdfFormat.TRIG,
    }
    return ox.serialize(triples, format=formats[name], prefixes=parser.prefixes) or b""
