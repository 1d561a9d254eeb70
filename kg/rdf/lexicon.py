"""The shipped ontology: as quads for a store, and its SKOS labels as the plain words that readers and extractors use."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import chain

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import resources
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.taxonomy import Taxonomy

__all__ = ["FILES", "digest", "knowledge", "statements", "taxonomy"]

FILES = ("appraisal", "flaws", "instruments", "mappings")  # each becomes the graph `graph/<name>` of a store


def knowledge() -> Iterator[Quad]:
    """The shipped ontology, each file in the graph of its name."""
    for name in FILES:
        graph = mint.knowledge(name)
        for statement in statements(name):
            yield Quad(statement.subject, statement.predicate, statement.object, graph)


def digest() -> str:
    """The SHA-256 of the files of the ontology, by which a store knows which it has."""
    found = hashlib.sha256()
    for name in FILES:
        found.update(hashlib.sha256(_text(name)).digest())
    return found.hexdigest()


def statements(name: str) -> Iterator[Quad]:
    """What one file of the shipped ontology says, in the file's order."""
    return parse(_text(name), RdfFormat.TURTLE)


def _text(name: str) -> bytes:
    return resources.shipped("ontology", f"{name}.ttl").read_bytes()


def taxonomy() -> Taxonomy:
    """Flaw categories and instruments with the phrases that name them, read from their SKOS labels."""
    labels: dict[NamedNode, dict[NamedNode, list[str]]] = defaultdict(lambda: defaultdict(list))
    better: dict[str, str] = {}
    for quad in chain(statements("flaws"), statements("instruments")):
        if quad.predicate == v.KG.better and quad.object in (v.BETTER.lower, v.BETTER.higher):
            better[quad.subject.value.rsplit("/", 1)[1]] = v.BETTER.local(quad.object)  # type: ignore[union-attr,arg-type]
        if quad.predicate in (v.SKOS.prefLabel, v.SKOS.altLabel, v.SKOS.hiddenLabel, v.SKOS.notation):
            labels[quad.subject][quad.predicate].append(quad.object.value)  # type: ignore[index,union-attr]
    flaws = _of("flaw", labels)
    instruments = _of("instrument", labels)
    short = [(a, i) for i, known in instruments.items() for a in known[v.SKOS.notation]]
    count = Counter(a for a, _ in short)
    return Taxonomy(
        flaws={i: known[v.SKOS.prefLabel][0] for i, known in flaws.items()},
        phrases={p.lower(): i for i, known in flaws.items() for p in _names(known)},
        instruments={i: known[v.SKOS.prefLabel][0] for i, known in instruments.items()},
        abbreviations={a: i for a, i in short if count[a] == 1},
        better=better,
        names={n.lower(): i for i, known in instruments.items() for n in _names(known)},
    )


Labels = dict[NamedNode, list[str]]


def _of(prefix: str, labels: dict[NamedNode, Labels]) -> dict[str, Labels]:
    start = f"{v.BASE}{prefix}/"
    return {node.value.removeprefix(start): known for node, known in labels.items() if node.value.startswith(start)}


def _names(known: Labels) -> Iterator[str]:
    for predicate in (v.SKOS.prefLabel, v.SKOS.altLabel, v.SKOS.hiddenLabel):
        yield from known[predicate]
