"""Quads as compact JSON-LD with its context inside, so that nobody has to fetch anything to read it.

The context is `ontology/context.jsonld`, made from the ontology: `python -m kg.rdf.jsonld > ontology/context.jsonld`. Properties
keep their prefix (`kg:flaw`), since the short names of many are those of code lists. Decimals stay text, which no JSON reader
rounds; whole numbers and true and false are JSON's own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

from kg import resources
from kg.rdf import lexicon
from kg.rdf import vocab as v

__all__ = ["context", "document", "text"]

# What else is minted below the base (see kg.rdf.mint), and how the terms of others are used.
_KINDS = (
    "appraisal", "article", "citation", "context", "duration", "estimate", "finding", "graph", "group-value", "mention",
    "overall", "publication", "software",
)  # fmt: skip
_LINKS = (
    v.CITO.cites, v.CITO.hasCitationCharacterization, v.CITO.hasCitedEntity, v.CITO.hasCitingEntity, v.OA.hasSelector,
    v.OA.hasSource, v.PROV.used, v.PROV.wasAssociatedWith, v.PROV.wasAttributedTo, v.PROV.wasDerivedFrom,
    v.PROV.wasGeneratedBy, v.RDFS.subClassOf, v.RDFS.subPropertyOf, v.SCHEMA.about, v.SCHEMA.itemReviewed, v.SCHEMA.sameAs,
    v.SKOS.broader, v.SKOS.inScheme, v.SKOS.topConceptOf,
)  # fmt: skip
_TYPED = {v.FABIO.hasPublicationYear: v.XSD.gYear, v.OA.end: v.XSD.integer, v.OA.start: v.XSD.integer}
_PREFIXES = v.PREFIXES | {kind: f"{v.BASE}{kind}/" for kind in _KINDS}
_SHORT = {iri: prefix for prefix, iri in _PREFIXES.items()}
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")  # as JSON's numbers are exact


class _NotCompact(Exception):
    """Something that this writer has no form for."""


def text() -> str:
    """The file `ontology/context.jsonld`: the prefixes, and each property whose values are links or typed."""
    kinds: dict[str, str] = {node.value: "@id" for node in _LINKS} | {n.value: _iri(t.value) for n, t in _TYPED.items()}
    wanted = {v.XSD[name].value: f"xsd:{name}" for name in ("boolean", "decimal", "integer")}
    for quad in lexicon.statements("appraisal"):
        subject, value = str(getattr(quad.subject, "value", "")), str(getattr(quad.object, "value", ""))
        if quad.predicate == v.RDF.type and value.endswith("#ObjectProperty"):
            kinds[subject] = "@id"
        elif quad.predicate.value == f"{v.RDFS.iri}range" and value in wanted:
            kinds[subject] = wanted[value]
    terms = {_iri(node): {"@id": _iri(node), "@type": kind} for node, kind in kinds.items()}
    lines = [f'    "@version": 1.1,\n    {_pairs(_PREFIXES)}', _pairs(terms)]
    return '{\n  "@context": {\n' + ",\n    ".join(lines) + "\n  }\n}\n"


def _pairs(content: Mapping[str, object]) -> str:
    return ",\n    ".join(f"{json.dumps(name)}: {json.dumps(content[name])}" for name in sorted(content))


def context() -> dict[str, object]:
    """What stands under `@context`."""
    found: dict[str, object] = json.loads(resources.shipped("ontology", "context.jsonld").read_text("utf-8"))["@context"]
    return found


def document(quads: Iterable[Quad]) -> bytes:
    """One node a line, in the order of the quads: those of a graph, and in it of a subject, have to stand together."""
    statements = list(quads)
    terms = context()
    try:
        graphs = [_graph(name, list(said), terms) for name, said in groupby(statements, key=lambda quad: quad.graph_name)]
    except _NotCompact:
        return serialize(statements, format=RdfFormat.JSON_LD) or b""
    head = f'{{"@context":{_json(terms)},\n"@graph":[\n'
    return (head + ",\n".join(graphs) + "\n]}\n").encode("utf-8")


def _graph(name: object, quads: list[Quad], terms: dict[str, object]) -> str:
    nodes = (_json(_node(subject, said, terms)) for subject, said in groupby(quads, key=lambda quad: quad.subject))
    return f'{{"@id":{_json(_name(name))},"@graph":[\n' + ",\n".join(nodes) + "\n]}"


def _node(subject: object, quads: Iterable[Quad], terms: dict[str, object]) -> dict[str, object]:
    found: dict[str, list[object]] = {}
    for quad in quads:
        if quad.predicate == v.RDF.type and isinstance(quad.object, NamedNode | BlankNode):
            found.setdefault("@type", []).append(_name(quad.object))
        else:
            key = _iri(quad.predicate.value)
            known = terms.get(key)
            found.setdefault(key, []).append(_value(quad.object, known["@type"] if isinstance(known, dict) else ""))
    return {"@id": _name(subject)} | {key: values[0] if len(values) == 1 else values for key, values in found.items()}


def _value(term: object, kind: str) -> object:
    """`kind` is what the context says of the property's values: @id, a datatype, or nothing."""
    if not isinstance(term, Literal):
        return _name(term) if kind == "@id" else {"@id": _name(term)}
    if term.language:
        if getattr(term, "direction", None):
            raise _NotCompact
        return {"@value": term.value, "@language": term.language}
    datatype = _iri(term.datatype.value)
    if datatype == "xsd:string" and not kind:
        return term.value
    if datatype != kind:
        return {"@value": term.value, "@type": datatype} if datatype != "xsd:string" else {"@value": term.value}
    if kind == "xsd:integer" and _WHOLE.fullmatch(term.value):
        return int(term.value)
    return term.value == "true" if kind == "xsd:boolean" and term.value in ("true", "false") else term.value


def _name(term: object) -> str:
    if isinstance(term, NamedNode):
        return _iri(term.value)
    if isinstance(term, BlankNode):
        return f"_:{term.value}"
    raise _NotCompact  # the default graph, or a triple


def _iri(iri: str) -> str:
    """The IRI with a prefix of the context, where it has one."""
    cut = iri.find("/", len(v.BASE)) if iri.startswith(v.BASE) and "#" not in iri else max(iri.rfind("/"), iri.rfind("#"))
    prefix, rest = _SHORT.get(iri[: cut + 1]), iri[cut + 1 :]
    if prefix and rest and not rest.startswith("//"):
        return f"{prefix}:{rest}"
    if iri.partition(":")[0] in _PREFIXES:
        raise _NotCompact  # a reader would take its scheme for a prefix
    return iri


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    print(text(), end="")  # noqa: T201 - the module's job as a program
