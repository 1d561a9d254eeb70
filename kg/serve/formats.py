"""The formats of answers by their names, with their media types. Knows no engine, so that the server can ask it.

The first of each is what a client gets that has no wish.
"""

from __future__ import annotations

__all__ = ["PROBLEM", "ROWS", "TRIPLES"]

PROBLEM = "application/problem+json"

ROWS = {  # SELECT and ASK
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
TRIPLES = {  # CONSTRUCT, DESCRIBE and graphs
    "turtle": "text/turtle; charset=utf-8",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "nquads": "application/n-quads",
    "trig": "application/trig",
}
