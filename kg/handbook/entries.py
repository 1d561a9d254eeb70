"""What the handbook holds, as plain data: one class for each kind of entry, texts and numbers only.

Every entry has a name: its IRI, the short form of that (`flaw:spin`), a label, and an anchor. That is made of the IRI alone, so
that an address inside the page lasts as long as the IRI.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "Argument", "Class", "CodeList", "File", "Flaw", "Function", "Handbook", "Instrument", "Limit", "Mapped", "Mapping",
    "Name", "Prefix", "Property", "Relation", "Rule", "Scheme", "Term", "Threshold", "Use",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """What an entry, or a term of another vocabulary, is called; `anchor` only where the handbook has an entry for it."""

    iri: str
    short: str
    label: str
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Relation:
    """How a term relates to a term of another vocabulary, in words that stand before its name: "close to"."""

    words: str
    other: Name


@dataclass(frozen=True, slots=True)
class Term:
    """A class, property or code: what it means, and what it is elsewhere."""

    name: Name
    definition: str
    example: str | None
    deprecated: bool
    elsewhere: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A flaw and a term of another scheme; `compared` says in words how the term compares with the flaw."""

    iri: str
    anchor: str
    flaw: Name
    compared: str
    scheme: Name
    term: str
    page: str | None
    read_at: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """The mappings of one flaw to one scheme."""

    scheme: Name
    mappings: tuple[Mapping, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A tool, checklist or catalogue of others, with all that is mapped to it by term."""

    name: Name
    note: str
    publication: str
    mappings: tuple[Mapping, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw category; `depth` is 0 for a domain, and `path` leads from the domain to the category above."""

    name: Name
    definition: str
    names: tuple[str, ...]
    tier: str
    depth: int
    path: tuple[Name, ...]
    narrower: tuple[Name, ...]
    mapped: tuple[Mapped, ...]
    rules: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A published threshold of importance: `value`, or `value` to `high`, as printed."""

    iri: str
    anchor: str
    value: str
    high: str | None
    unit: str
    part: str | None
    population: str | None
    basis: Name
    citation: str
    doi: str | None
    doi_link: str | None
    pmid: str | None
    pmid_link: str | None
    read_at: str | None
    verified: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Instrument:
    """An outcome instrument with every threshold that is known for it."""

    name: Name
    abbreviations: tuple[str, ...]
    names: tuple[str, ...]
    construct: str
    low: str | None
    high: str | None
    unit: str
    better: Name
    note: str | None
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True)
class Limit:
    """A number that a rule depends on."""

    name: str
    default: str
    about: str
    source: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file says it; the first severity is the usual one, and `flaws` are those its findings are candidates for."""

    name: Name
    version: int
    severities: tuple[Name, ...]
    flaws: tuple[Name, ...]
    about: str
    caution: str
    limits: tuple[Limit, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """A property on the members of a class: how often the shapes ask for it there, and of what kinds its values are."""

    property: Name
    least: int | None
    most: int | None
    kinds: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Class:
    """A class, with the properties that its members have and the properties that lead to them."""

    term: Term
    kinds: tuple[Name, ...]
    disjoint: tuple[Name, ...]
    uses: tuple[Use, ...]
    led_to_by: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Property:
    """A property; `links` tells one that leads to a thing from one that holds a value. `on` are the classes it is used on."""

    term: Term
    links: bool
    kinds: tuple[Name, ...]
    domains: tuple[Name, ...]
    ranges: tuple[Name, ...]
    lists: tuple[Name, ...]
    on: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list with its members, and the properties whose values the shapes take from it."""

    name: Name
    definition: str
    prefix: str
    codes: tuple[Term, ...]
    properties: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a function; `several` takes any number of them."""

    name: str
    default: str | None
    several: bool


@dataclass(frozen=True, slots=True)
class Function:
    """A function that queries call; `gives` is the kind of its value in words."""

    name: Name
    arguments: tuple[Argument, ...]
    gives: str
    about: tuple[str, ...]
    rules: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """A prefix that queries may use without declaring it."""

    name: str
    iri: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of the ontology as it describes itself."""

    iri: str
    title: str
    description: str | None
    version: str | None
    version_iri: str | None
    licence: str | None


@dataclass(frozen=True, slots=True)
class Handbook:
    """All entries, in the order in which they are shown; `candidate` is what rules derive, with the gravest severity first."""

    made_by: str
    files: tuple[File, ...]
    flaws: tuple[Flaw, ...]
    schemes: tuple[Scheme, ...]
    instruments: tuple[Instrument, ...]
    candidate: Term
    severities: tuple[Term, ...]
    rules: tuple[Rule, ...]
    classes: tuple[Class, ...]
    properties: tuple[Property, ...]
    lists: tuple[CodeList, ...]
    functions: tuple[Function, ...]
    prefixes: tuple[Prefix, ...]
