"""Values of a named question that name nothing in the store: without a word an empty answer would look like a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.columns import answer
from kg.errors import nearest
from kg.rdf.lexicon import taxonomy
from kg.rdf.vocab import BASE
from kg.sparql import Query
from kg.store import Store

__all__ = ["unknown"]

_LISTED = {  # kinds of parameters that name one of a list: what they name, and where to see it
    "key": ("paper", "kg query papers lists them."),
    "flaw": ("flaw", "kg flaws lists those that were found."),
    "instrument": ("instrument", ""),
}


def unknown(store: Store, question: Query, given: Mapping[str, str]) -> Iterator[str]:
    """A sentence for each value given that names no paper, flaw or instrument."""
    for parameter in question.parameters:
        if parameter.kind in _LISTED:
            what, lists = _LISTED[parameter.kind]
            known, value = _known(store, parameter.kind), given[parameter.name]
            bare = value.removeprefix(f"{BASE}{what}/")
            if bare not in known:
                hint = nearest(bare, known) or lists or f"There are {len(known)}, {parameter.example} among them."
                yield f"Note: there is no {what} {value!r} in the store. {hint}"


def _known(store: Store, kind: str) -> set[str]:
    if kind == "key":
        return {str(key) for key in answer(store, "papers").column("paper")}
    words = taxonomy()
    return set(words.flaws if kind == "flaw" else words.instruments)
