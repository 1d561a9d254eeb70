"""The functions that queries and rules may call by the prefix `calc:`: printed numbers in, a number, word or sentence out.

SPARQL has neither logarithms nor the normal distribution, and a rule that says "9.7%" has to round it. Every function is a
Python function on texts, registered by name; `table` makes them fit for a store. An argument that a function cannot use (a
word for a number, say) gives no value, as in any SPARQL expression; an error in a function itself is kept for `Calls.check`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from importlib import import_module
from inspect import getdoc, signature
from math import isfinite
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from kg.rdf import vocab as v

__all__ = ["IRI", "Calls", "Plain", "register", "registered"]

IRI = v.CALC.iri

Answer = str | bool | int | float | Decimal | None
Plain = Callable[..., Answer]
F = TypeVar("F", bound=Plain)

_registry: dict[str, Plain] = {}
_ROOMS = ("effects", "people", "populations", "wording")


def register(name: str) -> Callable[[F], F]:
    """Makes a function known as `calc:name`; raises ValueError for a name that is taken or has no docstring."""

    def known(function: F) -> F:
        if name in _registry or not getdoc(function):
            raise ValueError(f"calc:{name} is there already, or says nothing of itself")
        _registry[name] = function
        return function

    return known


@cache
def registered() -> Mapping[str, Plain]:
    """All functions by name, sorted."""
    for room in _ROOMS:
        import_module(f"kg.arithmetic.{room}")
    return dict(sorted(_registry.items()))


class Calls:
    """The functions for one query. `functions` is what a store takes; `check` raises what went wrong inside one of them."""

    def __init__(self) -> None:
        self.failed: Exception | None = None
        self.functions = {IRI + name: self._term(function) for name, function in registered().items()}

    def check(self) -> None:
        """Raise the first error of a function's own, which the engine would take for an unbound value."""
        if self.failed is not None:
            raise self.failed

    def _term(self, function: Plain) -> Callable[..., Literal | None]:
        fewest, most, several = _taken(function)

        def call(*terms: Literal | NamedNode) -> Literal | None:
            try:
                if len(terms) < fewest or (len(terms) > most and not several):
                    raise TypeError(f"{function.__name__} takes {fewest} to {most} arguments and got {len(terms)}")
                return _literal(function(*(_text(term) for term in terms)))
            except ValueError:  # no number, no scale, nothing to compute: no value
                return None
            except Exception as error:
                self.failed = self.failed or error
                return None

        return call


@cache
def _taken(function: Plain) -> tuple[int, int, bool]:
    """How many arguments it takes at least and at most, and whether its last one stands for any number."""
    parameters = signature(function).parameters.values()
    several = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    return sum(p.default is p.empty and p.kind is not p.VAR_POSITIONAL for p in parameters), len(parameters), several


def _text(term: Literal | NamedNode) -> str:
    """A literal's text; of a code such as measure:MD its name."""
    return term.value.rsplit("/", 1)[-1] if isinstance(term, NamedNode) else term.value


def _literal(value: Answer) -> Literal | None:
    if value is None or (isinstance(value, float) and not isfinite(value)):
        return None
    if isinstance(value, str):
        return Literal(value)
    if isinstance(value, bool):
        return Literal("true" if value else "false", datatype=v.XSD.boolean)
    if isinstance(value, int):
        return Literal(str(value), datatype=v.XSD.integer)
    if isinstance(value, float):  # a decimal of SPARQL ends after 18 digits, and p values begin there
        return Literal(repr(value), datatype=v.XSD.double)
    return Literal(format(value, "f"), datatype=v.XSD.decimal)
