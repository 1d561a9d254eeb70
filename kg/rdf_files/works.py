"""A work as RDF of others describes it, in the terms of `kg.rdf_files.terms`: its statements to records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import InputError, Problem
from kg.rdf.vocab import BASE
from kg.rdf_files import terms
from kg.rdf_files.cutting import FAR, LONG, Node, Said, Value
from kg.rdf_files.syntax import HERE
from kg.readers import authors, identifiers
from kg.readers.collection import Part
from kg.readers.fitting import fitted
from kg.readers.fragments import abstract
from kg.readers.markup import plain
from kg.readers.work import Work, doi_of
from kg.records import Bundle, Reference, Register, Source

__all__ = ["read"]

_PRINTED_AT_MOST = 2_000  # characters of a cited work that is given in one text
_KEY = re.compile(re.escape(f"{BASE}paper/") + r"([a-z0-9]+(?:-[a-z0-9]+)*)")
_NAMES = {
    "title": "title", "authors": "creator", "year": "date", "journal": "isPartOf", "doi": "doi", "pmid": "pmid",
    "pmcid": "pmcid", "url": "url", "licence": "license",
}  # fmt: skip


def read(part: Part, source: Source) -> Iterator[Bundle | Register]:
    """The work; raises InputError where nothing says which it is."""
    said: Said = {}
    work = Work(source, _NAMES)
    for line in part.data.splitlines():
        if line.startswith(b"# "):
            work.problems.append(Problem("creator", f"{line[2:].decode()}; left out"))
    for triple in _parsed(part, source.name):
        if isinstance(triple.subject, NamedNode | BlankNode):
            said.setdefault(triple.subject, []).append((triple.predicate, triple.object))
    if not said:
        raise InputError(source.name, [Problem("", "nothing is said of the work that could be read")])
    node = next(iter(said))
    description = _Description(said)
    names = description.identifiers(node)
    own = _KEY.fullmatch(node.value)
    work.paper = {
        "type": _kind(description.addresses(description.values(node, [terms.TYPE]))),
        "title": description.text(node, terms.FIELDS["title"]),
        "authors": description.authors(node, work.problems),
        "year": description.year(node),
        "journal": description.journal(node),
        **names,
        "url": description.text(node, terms.FIELDS["url"]),
        "licence": description.text(node, terms.FIELDS["licence"]),
    }
    work.abstract = abstract(description.plain_text(node, terms.FIELDS["abstract"]))
    work.references = tuple(_references(description, node, work.problems))
    yield from work.said(own[1] if own else None)


def _kind(types: Iterable[str]) -> str | None:
    """The most special of the kinds that are stated: a review is an article too."""
    found = {terms.KINDS[iri] for iri in types if iri in terms.KINDS}
    return min(found, key=lambda kind: (kind == "journal-article", kind)) if found else None


def _parsed(part: Part, name: str) -> list[Triple]:
    try:
        return [quad.triple for quad in parse(part.data, RdfFormat.N_TRIPLES)]
    except (SyntaxError, ValueError) as error:
        raise InputError(name, [Problem("", f"this is not RDF: {error}")]) from None


class _Description:
    """What the statements of a record say, in the words of the records."""

    def __init__(self, said: Said) -> None:
        self.said = said

    def values(self, node: Node, iris: Iterable[str]) -> list[Value]:
        """The values of the first of these properties that has any, lists unrolled."""
        about = self.said.get(node, ())
        for iri in iris:
            found = [value for predicate, value in about if predicate.value == iri]
            if entries := [one for value in found for one in self.unrolled(value)]:
                return entries
        return []

    def unrolled(self, value: Value) -> Iterator[Value]:
        """The entries of a list, or the value itself."""
        if isinstance(value, NamedNode | BlankNode):
            about = self.said.get(value, ())
            members = [(p.value, one) for p, one in about if p.value.startswith(terms.MEMBER)]
            if members:
                yield from (one for _, one in sorted(members, key=lambda member: (len(member[0]), member[0])))
                return
        first, rest = terms.LISTED
        seen: set[object] = set()
        while isinstance(value, NamedNode | BlankNode) and value not in seen and len(seen) < LONG:
            seen.add(value)
            listed = {p.value: o for p, o in self.said.get(value, ()) if p.value in terms.LISTED}
            if first not in listed:
                break
            yield listed[first]
            value = listed.get(rest, value)
        if not seen or (len(seen) == 1 and value in seen and value != NamedNode(terms.NIL)):
            yield value

    def addresses(self, values: Iterable[Value]) -> list[str]:
        return [value.value for value in values if isinstance(value, NamedNode) and not value.value.startswith(HERE)]

    def text(self, node: Node, iris: Iterable[str]) -> str | None:
        """A value as text on one line, that in English or in no language first; the address of what has one."""
        return plain(self.plain_text(node, iris)) or None

    def plain_text(self, node: Node, iris: Iterable[str]) -> str:
        values = self.values(node, iris)
        literals = [value for value in values if isinstance(value, Literal)]
        literals.sort(key=lambda value: (value.language or "en").lower().split("-")[0] != "en")
        texts = [literal.value for literal in literals] or self.addresses(values)
        return texts[0] if texts else ""

    def year(self, node: Node) -> int | None:
        printed = self.text(node, terms.FIELDS["year"])
        return identifiers.year(printed) if printed else None

    def authors(self, node: Node, problems: list[Problem] | None = None) -> list[str]:
        """The authors in the order of the file; those with an address alone are left out, and told where `problems` are given."""
        for iri in terms.FIELDS["authors"]:
            people = [self._person(one) for one in self.values(node, [iri])]
            if any(people):
                nameless = people.count([])
                if nameless and problems is not None:
                    said = f"{nameless} of {len(people)} have an address and no name; left out"
                    problems.append(Problem("creator", said))
                return [name for names in people for name in names]
        return []

    def _person(self, value: Value) -> list[str]:
        if isinstance(value, Literal):
            return authors.named([value.value])
        if isinstance(value, Triple):
            return []
        family, given = self.text(value, terms.FAMILY), self.text(value, terms.GIVEN)
        if family:
            return [authors.parted(family, given or "")]
        name = self.plain_text(value, terms.NAMES)
        return authors.named([name]) if name and not name.startswith(("http:", "https:")) else []

    def journal(self, node: Node) -> str | None:
        """The name of what the work is part of: of its journal, where an issue or a volume has none."""
        waiting: list[Value] = self.values(node, terms.FIELDS["journal"])
        for _ in range(FAR):
            if not waiting:
                return None
            first = waiting[0]
            if isinstance(first, Literal):
                return plain(first.value) or None
            if isinstance(first, Triple):
                return None
            if named := [v for v in self.values(first, terms.NAMES) if isinstance(v, Literal)]:
                return plain(named[0].value) or None
            waiting = self.values(first, terms.FIELDS["journal"])
        return None

    def identifiers(self, node: Node) -> dict[str, str | None]:
        """DOI, PubMed and PubMed Central number: as stated, else from the addresses by which the work is known."""
        doi = doi_of(self.text(node, terms.FIELDS["doi"]))
        pmid, pmcid = self.text(node, terms.FIELDS["pmid"]), self.text(node, terms.FIELDS["pmcid"])
        others = [node.value] if isinstance(node, NamedNode) else []
        for iri in terms.FIELDS["other"]:
            for value in self.values(node, [iri]):
                others += self._identifier(value)
        for value in self.values(node, terms.FIELDS["journal"]):
            if isinstance(value, NamedNode | BlankNode) and terms.JOURNAL in self.addresses(self.values(value, [terms.TYPE])):
                others += [one for one in self._texts(value, terms.FIELDS["other"]) if one.startswith("DOI ")]
        for other in others:
            found = identifiers.pmid_in(other)
            doi, pmid, pmcid = doi or identifiers.doi_in(other), pmid or found[0], pmcid or found[1]
        return {
            "doi": doi,
            "pmid": identifiers.pmid(pmid) if pmid else None,
            "pmcid": identifiers.pmcid(pmcid) if pmcid else None,
        }

    def _texts(self, node: Node, iris: Iterable[str]) -> list[str]:
        return [value.value for iri in iris for value in self.values(node, [iri]) if isinstance(value, Literal)]

    def _identifier(self, value: Value) -> list[str]:
        """An identifier as text: an address, or a property with its value ("DOI" and "10.1000/abc")."""
        if isinstance(value, NamedNode | Literal):
            return [value.value]
        if isinstance(value, Triple):
            return []
        kind, one = self.text(value, terms.PROPERTY_ID), self.text(value, terms.PROPERTY_VALUE)
        return [f"{kind.rstrip('/').rpartition('/')[2].upper()}: {one}"] if kind and one else []


def _references(description: _Description, node: Node, problems: list[Problem]) -> Iterator[Reference]:
    """The works that are cited, once each, with the reason where one is stated."""
    cited: dict[Value, str | None] = {}
    for predicate, value in description.said.get(node, ()):
        if predicate.value in terms.CITES or predicate.value in terms.INTENTS:
            for one in description.unrolled(value):
                cited[one] = cited.get(one) or terms.INTENTS.get(predicate.value)
    unknown = 0
    for value, intent in cited.items():
        found = fitted(Reference, {**_cited(description, value), "intent": intent}, _NAMES, problems, "cites")
        if found is not None and (found.key or found.doi or found.pmid or found.title):
            yield found
        else:
            unknown += 1
    if unknown:
        said = f"of {unknown} of {len(cited)} works nothing is said but an address that tells no identifier; left out"
        problems.append(Problem("cites", said))


def _cited(description: _Description, value: Value) -> Mapping[str, object]:
    if isinstance(value, Literal):
        return {"title": plain(value.value)[:_PRINTED_AT_MOST], "doi": identifiers.doi_in(value.value)}
    if isinstance(value, Triple):
        return {}
    names = description.identifiers(value)
    people = description.authors(value)
    key = _KEY.fullmatch(value.value)
    return {
        "key": key[1] if key else None,
        "title": description.text(value, terms.FIELDS["title"]),
        "first_author": people[0] if people else None,
        "year": description.year(value),
        "journal": description.journal(value),
        "doi": names["doi"],
        "pmid": names["pmid"],
    }
