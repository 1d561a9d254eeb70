"""What follows from new claims for the sources that make them, and for those that are in the store already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.identity.cited import citing_names
from kg.identity.claim import Name
from kg.identity.clusters import Conflict, Merge
from kg.rdf import mint
from kg.records import Bundle

__all__ = ["Resolution", "Stale", "citing_of", "renamed"]


class Stale(NamedTuple):
    """A graph in the store that names papers by keys they no longer go by: its IRI, and old keys of its own papers with the new.

    Without such keys it is the works it cites, or the articles it knows to cite, that go by others now.
    """

    graph: str
    renames: dict[str, str]


class Resolution(NamedTuple):
    """What follows from new claims.

    `keys`: for each of them that goes by another key than its own, by graph and own key, that key. `stale`: what is to be
    rewritten in the store. `merged`: which records are one paper and why, as far as that is new. `conflicts`: records with a name
    in common that it does not bring together, among them at least one that is new.
    """

    keys: dict[tuple[str, str], str]
    stale: tuple[Stale, ...]
    merged: tuple[Merge, ...]
    conflicts: tuple[Conflict, ...]


def renamed(bundle: Bundle, key: str) -> Bundle:
    """The bundle with its paper under that key; the source's own stays known as `given_key`."""
    own = bundle.given_key or bundle.record.paper.key
    if key == bundle.record.paper.key:
        return bundle
    paper = bundle.record.paper.model_copy(update={"key": key})
    record = bundle.record.model_copy(update={"paper": paper})
    return bundle.model_copy(update={"record": record, "given_key": None if own == key else own})


def citing_of(bundles: Iterable[Bundle]) -> list[tuple[Name, str]]:
    """The names of the articles that these bundles know to cite, with the graphs of their sources."""
    return [
        (name, mint.source(bundle.source).value)
        for bundle in bundles
        for citation in bundle.record.cited_by
        for name in citing_names(citation)
    ]
