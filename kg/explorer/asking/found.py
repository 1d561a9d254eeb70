"""What a free query found, read from the formats in which the server hands it over: rows, triples, a yes or no, or a refusal."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from kg.explorer.asked import Asked

__all__ = ["PROBLEM", "RESULTS", "TRIPLES", "Refusal", "Rows", "Term", "found"]

RESULTS, TRIPLES, PROBLEM = "application/sparql-results+json", "application/n-triples", "application/problem+json"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_PLAIN = frozenset({f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"})
_NUMBERS = frozenset(
    f"{_XSD}{name}"
    for name in ("integer", "decimal", "double", "float", "gYear", "int", "long", "short", "byte", "nonNegativeInteger",
                 "positiveInteger", "negativeInteger", "nonPositiveInteger", "unsignedInt", "unsignedLong")
)  # fmt: skip
_CUT = b"# truncated\n"  # how the server ends N-Triples that it cut short
_PLACE = re.compile(r"line (\d{1,9}), column (\d{1,9})")


@dataclass(frozen=True, slots=True)
class Term:
    """An RDF term: `kind` is iri, literal, blank or triple; `datatype` the IRI of a literal's type where it is no plain text."""

    kind: str
    text: str
    datatype: str = ""
    language: str = ""

    @property
    def number(self) -> float | None:
        """The value of a literal with a numeric datatype; None for every other term, and for what is not finite."""
        if self.datatype not in _NUMBERS:
            return None
        try:
            value = float(self.text)
        except ValueError:
            return None
        return value if abs(value) < float("inf") else None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of terms by column, None where a row has no value. `triples`: they are triples, the columns their parts.

    `truncated`: the server stopped at its limit, so there may be more. `truth` is the answer of an ASK, which has no rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truncated: bool = False
    triples: bool = False
    truth: bool | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A query that gave no answer: the HTTP status, what is wrong, and where in the text, counted from 1, where that is known."""

    status: int
    title: str
    detail: str
    hint: str = ""
    line: int | None = None
    column: int | None = None


def found(asked: Asked) -> Rows | Refusal | None:
    """What the server found beforehand; None where it was asked nothing. What it cannot have sent becomes a refusal (502)."""
    if not asked.given:
        return None
    kind, _, more = asked.given_type.partition(";")
    try:
        if kind.strip() == PROBLEM:
            return _refusal(json.loads(asked.given))
        if kind.strip() == RESULTS:
            return _rows(json.loads(asked.given))
        if kind.strip() == TRIPLES:
            return _triples(asked.given, asked.given.endswith(_CUT) or "truncated" in more)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        return Refusal(
            502, "Unreadable answer", "The answer of the query could not be read.", "Ask again; if it stays, report it."
        )
    return Refusal(502, "Unreadable answer", f"The query was answered as {asked.given_type or 'nothing known'}.")


def _refusal(given: Any) -> Refusal:
    detail = str(given.get("detail") or given["title"])
    place = _PLACE.search(detail)
    line, column = (int(place[1]), int(place[2])) if place else (None, None)
    return Refusal(int(given["status"]), str(given["title"]), detail, str(given.get("hint") or ""), line, column)


def _rows(given: Any) -> Rows:
    if "boolean" in given:
        return Rows((), (), truth=bool(given["boolean"]))
    columns = tuple(str(name) for name in given["head"]["vars"])
    rows = tuple(tuple(_term(row[name]) if name in row else None for name in columns) for row in given["results"]["bindings"])
    return Rows(columns, rows, bool(given.get("truncated")))


def _term(given: Any) -> Term:
    kind, value = given["type"], given["value"]
    if kind == "uri":
        return Term("iri", str(value))
    if kind == "bnode":
        return Term("blank", f"_:{value}")
    if kind == "triple":
        return Term("triple", " ".join(_term(value[part]).text for part in ("subject", "predicate", "object")))
    datatype = str(given.get("datatype") or "")
    return Term("literal", str(value), "" if datatype in _PLAIN else datatype, str(given.get("xml:lang") or ""))


def _triples(given: bytes, truncated: bool) -> Rows:
    read = ox.parse(given, ox.RdfFormat.N_TRIPLES)
    rows = tuple((_of(one.subject), _of(one.predicate), _of(one.object)) for one in read)
    return Rows(("subject", "predicate", "object"), rows, truncated, triples=True)


def _of(term: object) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term("iri", term.value)
    if isinstance(term, ox.Literal):
        return Term("literal", term.value, "" if term.datatype.value in _PLAIN else term.datatype.value, term.language or "")
    return Term("blank" if isinstance(term, ox.BlankNode) else "triple", str(term))
