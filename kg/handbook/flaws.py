"""Flaw categories as a tree, and the schemes of others that they are mapped to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.handbook.entries import Flaw, Mapped, Mapping, Name, Rule, Scheme
from kg.handbook.library import Library, entry, text

__all__ = ["flaws", "mappings", "schemes"]


def mappings(library: Library) -> list[Mapping]:
    """All mappings, by scheme in the order of the file, in it by term."""
    order = {row["iri"]: place for place, row in enumerate(library.in_order("schemes"))}
    rows = sorted(library.rows("mappings"), key=lambda row: (order[row["scheme"]], _natural(str(row["term"])), str(row["iri"])))
    return [
        Mapping(
            iri=str(row["iri"]),
            anchor=str(entry(str(row["iri"]), "").anchor),
            flaw=library.name(row["flaw"]),
            compared=str(row["compared"]),
            scheme=library.name(row["scheme"]),
            term=str(row["term"]),
            page=text(row["page"]),
            read_at=text(row["read_at"]),
            verified=row["verified"] is True,
        )
        for row in rows
    ]


def schemes(library: Library, mapped: Iterable[Mapping]) -> tuple[Scheme, ...]:
    """The schemes with their mappings, in the order of the file."""
    known = {scheme.iri: tuple(found) for scheme, found in groupby(mapped, key=lambda one: one.scheme)}
    return tuple(
        Scheme(library.name(row["iri"]), str(row["note"]), str(row["publication"]), known.get(str(row["iri"]), ()))
        for row in library.in_order("schemes")
    )


def flaws(library: Library, mapped: Iterable[Mapping], rules: Iterable[Rule]) -> tuple[Flaw, ...]:
    """Every category after the one above it; domains, and what is below one, in the order of the file."""
    rows = {str(row["iri"]): row for row in library.in_order("flaws")}
    below: dict[str | None, list[str]] = defaultdict(list)
    for iri, row in rows.items():
        below[text(row["broader"])].append(iri)
    names: dict[str, list[str]] = defaultdict(list)
    for row in library.in_order("names", "name"):
        names[str(row["iri"])].append(str(row["name"]))
    elsewhere: dict[str, list[Mapping]] = defaultdict(list)
    for mapping in mapped:
        elsewhere[mapping.flaw.iri].append(mapping)
    deriving: dict[str, list[Name]] = defaultdict(list)
    for rule in rules:
        for flaw in rule.flaws:
            deriving[flaw.iri].append(rule.name)

    def walk(iri: str, path: tuple[Name, ...]) -> Iterator[Flaw]:
        own = library.name(iri)
        yield Flaw(
            name=own,
            definition=str(rows[iri]["definition"]),
            names=tuple(names[iri]),
            tier=str(rows[iri]["tier"]),
            depth=len(path),
            path=path,
            narrower=tuple(library.name(lower) for lower in below[iri]),
            mapped=tuple(Mapped(scheme, tuple(found)) for scheme, found in groupby(elsewhere[iri], key=lambda one: one.scheme)),
            rules=tuple(deriving[iri]),
        )
        for lower in below[iri]:
            yield from walk(lower, (*path, own))

    return tuple(flaw for top in below[None] for flaw in walk(top, ()))


def _natural(term: str) -> tuple[object, ...]:
    """The order of a checklist: 2 before 10, 6a before 6b."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", term))
