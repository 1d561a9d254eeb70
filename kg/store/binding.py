"""Fixes variables of a query to values.

A value goes in as a row of VALUES, written by the engine's own serializer at a place found among the tokens, so no value
can become syntax. The rule:

- a slot, `VALUES ?x { UNDEF }`, is filled wherever it stands: in a nested group, a UNION branch or a subquery. Left
  unfilled it changes nothing, so a slot is how a query file marks a parameter that may be missing;
- a variable that has no slot gets its row at the start of the outermost WHERE group, where its joins, FILTERs, OPTIONALs and
  EXISTS see it. By the scope rules of SPARQL a subquery, and a FILTER inside a nested group, do not: they need a slot.

The engine's own `substitutions` is not used: it refuses variables that are not in the projection, and BOUND, COALESCE and
BIND do not see what it sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import UsageError
from kg.store.guard import Token

if TYPE_CHECKING:
    from kg.store import Bound

__all__ = ["bind", "written"]

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")


def bind(sparql: str, tokens: list[Token], bindings: Mapping[str, Bound]) -> str:
    """The query with the variables fixed; raises UsageError for a variable it has not, or a value that is no IRI or literal."""
    known = {token.text[1:] for token in tokens if token.kind == "var"}
    edits: list[tuple[int, int, str]] = []  # from, to, text
    outer: dict[str, str] = {}
    for name, value in bindings.items():
        if name not in known:
            raise UsageError(
                f"the query has no variable ?{name}", hint=f"Its variables: {', '.join(sorted(known))}." if known else ""
            )
        text = written(name, value)
        slots = list(_slots(tokens, name))
        edits += [(slot.start, slot.start + len(slot.text), text) for slot in slots]
        if not slots:
            outer[name] = text
    if outer:
        edits += _head(tokens, outer)
    for start, end, text in sorted(edits, reverse=True):
        sparql = sparql[:start] + text + sparql[end:]
    return sparql


def written(name: str, value: object) -> str:
    """The value for ?name in SPARQL; raises UsageError for one that is no IRI or literal."""
    if not isinstance(value, ox.NamedNode | ox.Literal):
        raise UsageError(f"?{name} can be bound to an IRI or a literal, not to {value!r}")
    iri = value if isinstance(value, ox.NamedNode) else value.datatype
    try:
        ox.NamedNode(iri.value)  # a lenient parser makes nodes that are no IRIs, and the serializer trusts them
    except ValueError as error:
        raise UsageError(f"?{name} cannot be bound to {iri.value!r}: {error}") from error
    return str(value)


def _slots(tokens: list[Token], name: str) -> list[Token]:
    """The UNDEF of each `VALUES ?name { UNDEF }`."""
    return [
        undef
        for values, var, brace, undef, end in zip(tokens, tokens[1:], tokens[2:], tokens[3:], tokens[4:], strict=False)
        if values.says("VALUES")
        and var.kind == "var"
        and var.text[1:] == name
        and brace.text == "{"
        and undef.says("UNDEF")
        and end.text == "}"
    ]


def _head(tokens: list[Token], values: Mapping[str, str]) -> list[tuple[int, int, str]]:
    """What puts the values at the start of the outermost WHERE group."""
    group = _where(tokens)
    row = f" VALUES ({' '.join(f'?{name}' for name in values)}) {{ ({' '.join(values.values())}) }} "
    after = tokens[group].start + 1
    if not tokens[group + 1].says("SELECT"):
        return [(after, after, row)]
    last = tokens[tokens[group].twin].start  # a group that is a subquery takes nothing beside it
    return [(after, after, row + "{ "), (last, last, " }")]


def _where(tokens: list[Token]) -> int:
    form = next((index for index, token in enumerate(tokens) if token.says(*_FORMS)), None)
    if form is not None:
        groups = [index for index in range(form, len(tokens)) if tokens[index].text == "{" and tokens[index].depth == 0]
        has_template = tokens[form].says("CONSTRUCT") and tokens[form + 1 : form + 2] and tokens[form + 1].text == "{"
        if tokens[form].says("CONSTRUCT") and not has_template:
            raise UsageError(
                "variables cannot be bound in CONSTRUCT WHERE", hint="Write the template out: CONSTRUCT { … } WHERE { … }."
            )
        if len(groups) > bool(has_template):
            return groups[bool(has_template)]
    raise UsageError("the query has no WHERE group to bind variables in")
