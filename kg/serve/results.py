"""Rows in the standard formats, up to a number of rows and bytes.

What is cut short is whole as a document, and says so: `Written.cut` is "rows" or "bytes", JSON has `"truncated": true` beside
its head, XML ends with a comment. SPARQL 1.1 Query Results JSON, XML, CSV and TSV with the triple terms
and directions of 1.2. The engine's own writers cannot stop in the middle; tests hold these equal to them.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import pyoxigraph as ox

__all__ = ["Written", "boolean", "readable_xml", "rows"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = Sequence[Term | None]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_STRINGS = (f"{_XSD}string", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
_DIRECTED = "http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString"
_REPEATED = 10_000  # terms of an answer that are remembered as written: most answers repeat some
_UNTYPED = frozenset((*_STRINGS, _DIRECTED))


class Written(NamedTuple):
    """A document, and what cut it short: "rows", "bytes", or "" for one that is whole."""

    body: bytes
    cut: str = ""


class _Taken:
    """The texts of rows as they come, up to both limits. Each is encoded at once, so that bytes are what is counted."""

    def __init__(self, texts: Iterable[str], most: int, size: int) -> None:
        self.parts: list[bytes] = []
        self.cut = ""
        room = size
        for text in texts:
            if len(self.parts) == most:
                self.cut = "rows"
                return
            part = text.encode()
            room -= len(part) + 1
            if room < 0:
                self.cut = "bytes"
                return
            self.parts.append(part)


# ---- rows


def rows(names: Sequence[str], found: Iterable[Row], form: str, most: int, size: int) -> Written:
    """The answer of a SELECT in one of `kg.serve.formats.ROWS`; `size` bounds the bytes of the rows."""
    return _ROWS[form](names, found, most, size)


def boolean(value: bool, form: str) -> bytes:
    """The answer of an ASK. The standard has none in CSV and TSV; there it is the word alone, as the engine writes it."""
    word = "true" if value else "false"
    if form == "json":
        return json.dumps({"head": {}, "boolean": value}).encode()
    if form == "xml":
        return f"{_XML_START}<head></head><boolean>{word}</boolean></sparql>".encode()
    return word.encode()


def _json(names: Sequence[str], found: Iterable[Row], most: int, size: int) -> Written:
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    cell = lru_cache(_REPEATED)(lambda term: write(_json_term(term)))
    fields = [f"{write(name)}:" for name in names]

    def texts() -> Iterator[str]:
        for row in found:
            yield f"{{{','.join([field + cell(term) for field, term in zip(fields, row, strict=True) if term is not None])}}}"

    taken = _Taken(texts(), most, size)
    start = {"head": {"vars": list(names)}} | ({"truncated": True} if taken.cut else {})
    return Written(write(start)[:-1].encode() + b',"results":{"bindings":[' + b",".join(taken.parts) + b"]}}", taken.cut)


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        said = {"type": "literal", "value": term.value}
        if term.language:
            said["xml:lang"] = term.language
            if direction := _direction(term):
                said["its:dir"] = direction
        elif (datatype := term.datatype.value) not in _UNTYPED:
            said["datatype"] = datatype
        return said
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


_XML_START = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_EDGES = re.compile(r"^[ \t\n]+|[ \t\n]+\Z")
_ITS = ' xmlns:its="http://www.w3.org/2005/11/its" its:version="2.0"'


def _xml(names: Sequence[str], found: Iterable[Row], most: int, size: int) -> Written:
    cell = lru_cache(_REPEATED)(_xml_term)
    fields = [f'<binding name="{_xml_text(name)}">' for name in names]

    def texts() -> Iterator[str]:
        for row in found:
            cells = [f"{field}{cell(term)}</binding>" for field, term in zip(fields, row, strict=True) if term is not None]
            yield f"<result>{''.join(cells)}</result>"

    taken = _Taken(texts(), most, size)
    head = "".join(f'<variable name="{_xml_text(name)}"/>' for name in names)
    start = f"{_XML_START}<head>{head}</head><results>".encode()
    end = b"</results></sparql>" + (b"<!-- truncated -->" if taken.cut else b"")
    return Written(start + b"".join(taken.parts) + end, taken.cut)


def _xml_term(term: Term) -> str:
    if isinstance(term, ox.NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, ox.Literal):
        kind = ""
        if term.language:
            direction = _direction(term)
            kind = f' xml:lang="{_xml_text(term.language)}"' + (f' its:dir="{direction}"{_ITS}' if direction else "")
        elif (datatype := term.datatype.value) not in _UNTYPED:
            kind = f' datatype="{_xml_text(datatype)}"'
        return f"<literal{kind}>{_xml_text(term.value)}</literal>"
    if isinstance(term, ox.BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts.items())}</triple>"


def readable_xml(text: str) -> str:
    """The text with U+FFFD for every character that XML cannot hold in any way."""
    return _NO_XML.sub("\ufffd", text)


def _xml_text(text: str) -> str:
    """Escaped; white space at either end by its number, since some readers, the engine's own among them, cut it off."""
    escaped = escape(readable_xml(text), {'"': "&quot;", "\r": "&#13;"})
    return _EDGES.sub(lambda edge: "".join(f"&#{ord(character)};" for character in edge.group()), escaped)


class _Line:
    """What a writer of CSV takes for a file: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _csv(names: Sequence[str], found: Iterable[Row], most: int, size: int) -> Written:
    line: Callable[[Iterable[str]], str] = csv.writer(_Line()).writerow
    cell = lru_cache(_REPEATED)(_csv_term)
    lines = (line(["" if term is None else cell(term) for term in row]) for row in found)
    taken = _Taken(lines, most, size)
    return Written(line(names).encode() + b"".join(taken.parts), taken.cut)


def _csv_term(term: Term) -> str:
    """A value as it is, a blank node as _:name, a triple as its three with spaces between, as the engine writes it."""
    if isinstance(term, ox.Triple):
        return " ".join(_csv_term(part) for part in (term.subject, term.predicate, term.object))
    return str(term) if isinstance(term, ox.BlankNode) else term.value


_BARE = {  # what Turtle takes without quotes
    f"{_XSD}boolean": re.compile("true|false"),
    f"{_XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{_XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{_XSD}double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
}


def _tsv(names: Sequence[str], found: Iterable[Row], most: int, size: int) -> Written:
    cell = lru_cache(_REPEATED)(_tsv_term)
    lines = ("\t".join(["" if term is None else cell(term) for term in row]) + "\n" for row in found)
    taken = _Taken(lines, most, size)
    head = "\t".join(f"?{name}" for name in names) + "\n"
    return Written(head.encode() + b"".join(taken.parts), taken.cut)


def _tsv_term(term: Term) -> str:
    if isinstance(term, ox.Literal):
        bare = _BARE.get(term.datatype.value)
        if bare is not None and bare.fullmatch(term.value):
            return term.value
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(_tsv_term(part) for part in (term.subject, term.predicate, term.object))} )>>"
    return str(term)


def _direction(term: ox.Literal) -> str:
    return term.direction.value if term.direction is not None else ""


_ROWS: dict[str, Callable[[Sequence[str], Iterable[Row], int, int], Written]] = {
    "json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv,
}  # fmt: skip
