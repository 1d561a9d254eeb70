"""The parameters of a named question as fields of a form, and as terms in its SPARQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.report.known import Known
from kg.sparql import Parameter, Query, bindings
from kg.store.binding import bind
from kg.store.guard import check

__all__ = ["Choice", "Field", "bound", "fields"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A value to choose, under a heading where there is one."""

    value: str
    label: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: `value` is what stands in it; with `choices` one is chosen, without it is typed, `suggested` helping."""

    name: str
    label: str
    value: str
    example: str
    choices: tuple[Choice, ...] = ()
    suggested: tuple[Choice, ...] = ()
    number: bool = False
    required: bool = True


def fields(known: Known, query: Query, given: Mapping[str, str]) -> tuple[Field, ...]:
    """A field for each parameter, filled with what was given, else with its example."""
    return tuple(_field(known, one, given.get(one.name)) for one in query.parameters)


def _field(known: Known, one: Parameter, given: str | None) -> Field:
    value = one.example if given is None else given
    choices: tuple[Choice, ...] = ()
    suggested: tuple[Choice, ...] = ()
    if "|" in one.kind:
        choices = tuple(Choice(word, word) for word in one.kind.split("|"))
    elif "," in one.kind:
        suggested = tuple(Choice(word, word) for word in one.kind.split(","))
    elif one.kind == "flaw":
        choices = _flaws(known)
    elif one.kind == "instrument":
        choices = _instruments(known)
    elif "flaw's" in one.about:
        suggested = _flaws(known)
    elif "instrument's" in one.about:
        suggested = _instruments(known)
    if choices and value not in {choice.value for choice in choices}:
        choices = (Choice(value, value), *choices)
    label = f"{one.name[:1].upper()}{one.name[1:]}: {one.about}"
    return Field(one.name, label, value, one.example, choices, suggested, one.kind in ("integer", "year"), one.kind != "text")


def _flaws(known: Known) -> tuple[Choice, ...]:
    found = []
    for identifier, flaw in known.flaws.items():
        domain = flaw.path[0].label if flaw.path else flaw.name.label
        found.append(Choice(identifier, flaw.name.label, domain))
    return tuple(found)


def _instruments(known: Known) -> tuple[Choice, ...]:
    return tuple(Choice(identifier, one.name.label) for identifier, one in known.instruments.items())


def bound(query: Query, given: Mapping[str, str]) -> str:
    """The question's SPARQL with the values in their places, without its header; raises UsageError as `checked` does."""
    terms = bindings(query, given)
    text = bind(query.text, check(query.text), terms) if terms else query.text
    lines = text.split("\n")
    first = next((place for place, line in enumerate(lines) if line and not line.startswith("#")), 0)
    return "\n".join(lines[first:]).strip() + "\n"
