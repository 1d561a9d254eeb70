"""The functions that queries and rules call by the prefix `calc:`, as their signatures and docstrings tell them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from inspect import Parameter, getdoc, signature

from kg.arithmetic import IRI, Plain, registered
from kg.handbook.entries import Argument, Function, Rule
from kg.handbook.library import entry

__all__ = ["functions"]

_KINDS = {"str": ["text"], "bool": ["true", "false"], "int": ["a whole number"], "float": ["a number"], "None": ["nothing"]}


def functions(rules: Iterable[Rule]) -> tuple[Function, ...]:
    """All functions by name."""
    callers = {rule.name: set(re.findall(r"\bcalc:([\w-]+)", rule.text)) for rule in rules}
    return tuple(
        Function(
            name=entry(IRI + name, name),
            arguments=tuple(_argument(of) for of in signature(function).parameters.values()),
            gives=_gives(function),
            about=tuple(" ".join(part.split()) for part in (getdoc(function) or "").split("\n\n")),
            rules=tuple(rule for rule, called in callers.items() if name in called),
        )
        for name, function in registered().items()
    )


def _argument(of: Parameter) -> Argument:
    default = None if of.default is of.empty else f'"{of.default}"'
    return Argument(of.name.replace("_", "-"), default, of.kind is of.VAR_POSITIONAL)


def _gives(function: Plain) -> str:
    """The kinds of value in words: "a number or nothing"."""
    kinds = str(signature(function).return_annotation).split(" | ")
    *first, last = [word for kind in kinds for word in _KINDS.get(kind, [kind])]
    return f"{', '.join(first)} or {last}" if first else last
