"""RDF in any of its syntaxes to statements, read without trust: nothing is fetched or expanded, nothing nests without end."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import Quad, RdfFormat, parse

from kg.errors import InputError, Problem
from kg.rdf import jsonld
from kg.rdf.vocab import BASE
from kg.readers import xml_element
from kg.readers.document import Document

__all__ = ["HERE", "LIMIT", "SUFFIXES", "is_rdf", "quads", "syntax"]

HERE = "https://this-file.invalid/"  # what relative names are relative to: they are names within their file
LIMIT = 128 * 2**20  # bytes of a file that has to be held whole: all but N-Quads, N-Triples, Turtle and TriG

_BY_SUFFIX = {
    ".nq": RdfFormat.N_QUADS, ".nt": RdfFormat.N_TRIPLES, ".ttl": RdfFormat.TURTLE, ".turtle": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG, ".n3": RdfFormat.N3, ".rdf": RdfFormat.RDF_XML, ".owl": RdfFormat.RDF_XML,
    ".jsonld": RdfFormat.JSON_LD,
}  # fmt: skip
SUFFIXES = tuple(_BY_SUFFIX)
_ALIKE = frozenset((RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.N3, RdfFormat.N_TRIPLES, RdfFormat.N_QUADS))

_DEEPEST = 200  # of what stands within one another; what people write has ten
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDF_XML = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?RDF[\s>][^>]*" + re.escape(_RDF.encode()))
_JSON_LD = re.compile(rb'"@(?:context|graph|id|type)"\s*:')
_TERM = rb'(?:<[^<>"{}|^`\\\s]*>|_:[\w.-]+)'
_LITERAL = rb'"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^<[^<>\s]+>)?'
_STATEMENT = re.compile(
    rb"\A(?:\s*(?:#[^\n]*)?\n)*[ \t]*" + _TERM + rb"[ \t]+<[^<>\s]+>[ \t]+(?:" + _TERM + rb"|" + _LITERAL + rb")"
    rb"[ \t]*(" + _TERM + rb")?[ \t]*\.[ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)"
)  # fmt: skip
_TURTLE = re.compile(
    rb"\A(?:\s*(?:#[^\n]*)?\n)*\s*(?:@?(?:prefix|base)\s|<[^<>\s]+>\s+(?:a|<[^<>\s]+>|[\w-]*:[\w-]+)\s)", re.IGNORECASE
)
_SCHEMA_ORG = re.compile(r"https?://(?:www\.)?schema\.org/?(?:docs/jsonldcontext\.jsonld?)?")
_OURS = re.compile(re.escape(BASE) + r"(?:ontology(?:/context(?:\.jsonld)?)?|context(?:\.jsonld)?)/?")
# The part of schema.org's context that speaks of works; what it leaves out is read as text.
_SCHEMA = {
    "@vocab": "http://schema.org/", "schema": "http://schema.org/", "id": "@id", "type": "@type",
    **{name: {"@id": f"http://schema.org/{name}", "@type": "@id"} for name in ("url", "sameAs", "license")},
}  # fmt: skip


def is_rdf(document: Document) -> bool:
    """Whether the file begins as RDF in one of its syntaxes does."""
    return _told(document) is not None


def syntax(document: Document) -> RdfFormat:
    """The syntax, by the file's content, and by its name where several begin alike; raises InputError where it is none."""
    found = _told(document)
    name = document.name.lower().removesuffix(".gz")
    named = next((form for suffix, form in _BY_SUFFIX.items() if name.endswith(suffix)), None)
    if found is None and named is None:
        known = f"Known endings: {', '.join(SUFFIXES)}."
        raise InputError(document.name, [Problem("", "this is RDF in none of the syntaxes that are known")], hint=known)
    if found is None or (named in _ALIKE and found in _ALIKE):
        found = named
    assert found is not None  # noqa: S101 - for the type checker: one of the two is there
    return found


def _told(document: Document) -> RdfFormat | None:
    head = document.head.removeprefix(b"\xef\xbb\xbf")
    start = head.lstrip()[:1]
    if start == b"<" and _RDF_XML.search(head):
        return RdfFormat.RDF_XML
    if start in (b"{", b"["):
        return RdfFormat.JSON_LD if _JSON_LD.search(head) else None
    statement = _STATEMENT.match(head)
    if statement:
        return RdfFormat.N_QUADS if statement[1] else RdfFormat.N_TRIPLES
    return RdfFormat.TRIG if _TURTLE.match(head) and not head.lstrip().startswith((b"<?xml", b"<!")) else None


def quads(document: Document) -> Iterator[Quad]:
    """The statements in the order of the file, as they are read.

    Raises InputError, with the line, for what is not RDF, or could do harm.
    """
    form = syntax(document)
    try:
        if form in (RdfFormat.RDF_XML, RdfFormat.JSON_LD):
            yield from _whole(document, form)
        else:
            with document.stream() as file:
                if file.read(3) != b"\xef\xbb\xbf":
                    file.seek(0)
                yield from parse(_Watched(file, document.name), form, base_iri=HERE)  # type: ignore[arg-type]  # it is read from, and no more
    except SyntaxError as error:
        where = f"line {error.lineno}" if error.lineno else ""
        raise InputError(document.name, [Problem(where, f"this is not RDF: {error.msg}")]) from None
    except ValueError as error:
        raise InputError(document.name, [Problem("", f"this is not RDF: {error}")]) from None


def _whole(document: Document, form: RdfFormat) -> Iterator[Quad]:
    data = document.data
    if len(data) > LIMIT:
        said = f"the file has {len(data) / 2**20:.0f} MB, and at most {LIMIT // 2**20} MB are read in this syntax"
        raise InputError(document.name, [Problem("", said)], hint="Write it as N-Quads or N-Triples.")
    if form == RdfFormat.RDF_XML:
        xml_element.parsed(data, document.name)  # refuses entities of its own, and what nests without end
    else:
        data = _with_contexts(data, document.name)
    return iter(parse(data, form, base_iri=HERE))


class _Watched:
    """A stream of Turtle and the like, refused where it nests without end."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.file, self.name, self.depth, self.last = file, name, 0, b""

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        for mark in re.findall(rb"<<|>>", self.last + block):
            self.depth = max(0, self.depth + (1 if mark == b"<<" else -1))
            if self.depth > _DEEPEST:
                raise InputError(self.name, [Problem("", "statements about statements are nested too deep in it")])
        self.last = block[-1:] if block[-1:] in (b"<", b">") and block[-2:] not in (b"<<", b">>") else b""
        return block


# ---- JSON-LD


def _with_contexts(data: bytes, name: str) -> bytes:
    """The document with the contexts that are known in place of their addresses; nothing is fetched."""
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise InputError(name, [Problem("", "lists and objects in it are nested too deep")]) from None
    except json.JSONDecodeError as error:
        raise InputError(name, [Problem(f"line {error.lineno}", f"this is not JSON: {error.msg.removesuffix(' at')}")]) from None
    except UnicodeDecodeError as error:
        said = f"byte 0x{data[error.start]:02x} at offset {error.start:,} is not UTF-8 text"
        raise InputError(name, [Problem("", said)]) from None
    if _nest(content) > _DEEPEST:
        raise InputError(name, [Problem("", "lists and objects in it are nested too deep")])
    changed = False
    waiting = [content]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "@context" in node:
                node["@context"] = _context(node["@context"], name)
                changed = True
            if isinstance(terms := node.get("@context"), dict) and "@import" in terms:
                raise _remote(str(terms["@import"]), name)
        waiting += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return json.dumps(content).encode() if changed else data


def _nest(content: object) -> int:
    """How deep lists and objects stand within one another."""
    deepest, waiting = 0, [(content, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting += [(one, depth + 1) for one in inner if isinstance(one, dict | list)]
    return deepest


def _context(given: object, name: str) -> object:
    if isinstance(given, list):
        return [_context(one, name) for one in given]
    if not isinstance(given, str):
        return given
    if _SCHEMA_ORG.fullmatch(given):
        return _SCHEMA
    if _OURS.fullmatch(given):
        return jsonld.context()
    raise _remote(given, name)


def _remote(address: str, name: str) -> InputError:
    said = f"the context {address[:200]!r} lies elsewhere, and nothing is fetched"
    return InputError(name, [Problem("@context", said)], hint="Put the context itself into the file, or write it as N-Quads.")
