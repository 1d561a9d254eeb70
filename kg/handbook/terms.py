"""Classes, properties and code lists: what a query can be made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from kg.handbook.entries import Class, CodeList, Name, Property, Relation, Term, Use
from kg.handbook.library import Library, Row, text
from kg.tables import Cell

__all__ = ["Terms"]

_MODEL = ("domain", "range", "never also")


class Terms:
    """The terms of the model, with what the shapes and the alignments say of them."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._rows = library.rows("terms")
        self._related: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._elsewhere: dict[str, list[Relation]] = defaultdict(list)
        for row in library.rows("relations"):
            term, relation, other = str(row["term"]), str(row["relation"]), library.name(row["other"])
            self._related[term, relation].append(other.iri)
            if relation not in _MODEL and other.anchor is None:
                self._elsewhere[term].append(Relation(relation, other))
        codes = {library.name(row["iri"]).short: str(row["list"]) for row in library.rows("codes") if row["list"] is not None}
        self._code_lists = set(codes.values())
        examples = {str(row["iri"]): codes.get(str(row["example"])) for row in self._rows}
        self._shown = {iri: {of} if of else set() for iri, of in examples.items()}
        self._uses = self._read_uses()

    def classes(self) -> tuple[Class, ...]:
        """The classes by their IRIs."""
        return tuple(
            Class(
                term=self._term(row),
                kinds=self._own(iri, "a kind of"),
                disjoint=self._names(iri, "never also"),
                uses=self._on(iri),
                led_to_by=self._library.names(of for of in self._properties() if iri in self._related[of, "range"]),
            )
            for iri, row in self._of_kind("class")
        )

    def properties(self) -> tuple[Property, ...]:
        """The properties by their IRIs."""
        return tuple(
            Property(
                term=self._term(row),
                links=row["kind"] == "link",
                kinds=self._own(iri, "a kind of"),
                domains=self._names(iri, "domain"),
                ranges=self._names(iri, "range"),
                lists=self._library.names(self._lists(iri)),
                on=self._library.names(cls for cls, uses in self._uses.items() if iri in uses),
            )
            for iri, row in self._of_kind("link", "value")
        )

    def lists(self) -> tuple[CodeList, ...]:
        """The code lists and their members, in the order of the file."""
        rows = self._library.in_order("codes")
        return tuple(
            CodeList(
                name=name,
                definition=str(row["definition"]),
                prefix=name.short.partition(":")[0],
                codes=tuple(self._term(code) for code in rows if code["list"] == name.iri),
                properties=self._library.names(of for of in self._properties() if name.iri in self._lists(of)),
            )
            for row in rows
            if row["list"] is None
            for name in [self._library.name(row["iri"])]
        )

    def _term(self, row: Row) -> Term:
        return Term(
            name=self._library.name(row["iri"]),
            definition=str(row["definition"]),
            example=text(row.get("example")),
            deprecated=row.get("deprecated") is True,
            elsewhere=tuple(self._elsewhere[str(row["iri"])]),
        )

    def _of_kind(self, *kinds: str) -> Iterator[tuple[str, Row]]:
        return ((str(row["iri"]), row) for row in self._rows if row["kind"] in kinds)

    def _properties(self) -> list[str]:
        return [iri for iri, _ in self._of_kind("link", "value")]

    def _names(self, iri: str, relation: str) -> tuple[Name, ...]:
        return self._library.names(self._related[iri, relation])

    def _own(self, iri: str, relation: str) -> tuple[Name, ...]:
        """Those of the related terms that have an entry; the others are told as what the term is elsewhere."""
        return tuple(name for name in self._names(iri, relation) if name.anchor)

    def _lists(self, iri: str) -> set[str]:
        """The code lists that the property's values are from: as the shapes ask, or as its example shows."""
        asked = {kind.iri for uses in self._uses.values() if iri in uses for kind in uses[iri].kinds}
        return asked & self._code_lists or self._shown.get(iri, set())

    def _on(self, iri: str) -> tuple[Use, ...]:
        """What the shapes ask of the members of a class, and the properties that have it as their domain."""
        asked = self._uses.get(iri, {})
        further = [of for of in self._properties() if iri in self._related[of, "domain"] and of not in asked]
        uses = [*asked.values(), *(Use(self._library.name(of), None, None, ()) for of in further)]
        told = (use if use.kinds else replace(use, kinds=self._kinds(use.property.iri)) for use in uses)
        return tuple(sorted(told, key=lambda use: (use.property.anchor is None, use.property.short.lower())))

    def _kinds(self, iri: str) -> tuple[Name, ...]:
        """Of what kinds the values of a property are, on whatever it stands."""
        return self._library.names(self._lists(iri)) or self._names(iri, "range")

    def _read_uses(self) -> dict[str, dict[str, Use]]:
        """By class and property, with those that stand beside a property of the class."""
        stated: dict[str, dict[str, Use]] = defaultdict(dict)
        beside: dict[str, dict[str, Use]] = defaultdict(dict)
        for row in self._library.rows("uses"):
            kinds = () if row["value"] is None else (self._library.name(row["value"]),)
            use = Use(self._library.name(row["property"]), _count(row["least"]), _count(row["most"]), kinds)
            _add(stated[str(row["class"])] if row["class"] is not None else beside[str(row["beside"])], use)
        for uses in stated.values():
            waiting = list(uses)
            while waiting:
                for of, use in beside[waiting.pop()].items():
                    if of not in uses:
                        waiting.append(of)
                    _add(uses, replace(use, least=None))  # where the other is missing, so is this
        return dict(stated)


def _count(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None


def _add(uses: dict[str, Use], use: Use) -> None:
    """One more demand on a property: the strictest count holds."""
    before = uses.get(use.property.iri, Use(use.property, None, None, ()))
    uses[use.property.iri] = Use(
        use.property,
        max((n for n in (before.least, use.least) if n is not None), default=None),
        min((n for n in (before.most, use.most) if n is not None), default=None),
        before.kinds + tuple(kind for kind in use.kinds if kind not in before.kinds),
    )
