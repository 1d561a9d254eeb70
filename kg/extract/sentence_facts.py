"""The effects of a text, sentence by sentence, before anything is said of outcomes and arms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kg.extract.abbreviations import meaning_of
from kg.extract.candidates import candidates
from kg.extract.clause import Clause, clause
from kg.extract.effects import facts
from kg.extract.fact import Fact
from kg.extract.reach import with_p_values
from kg.extract.reasons import Refusal

__all__ = ["SentenceFacts", "sentence_facts"]


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """The effects of the sentence at `start:end`, the `number`-th of its text, and what was refused there, offsets within it."""

    number: int
    start: int
    end: int
    clause: Clause
    facts: tuple[Fact, ...]
    refused: tuple[Refusal, ...] = ()


def sentence_facts(plain: str, *, explained: bool = False) -> Iterator[SentenceFacts]:
    """Each sentence of a normalised text with the effects it tells, in order; sentences without any are left out.

    With `explained`, every sentence with a number is read, and each comes with what was refused in it and why.
    """

    @cache
    def meaning(short: str) -> str | None:
        return meaning_of(short, plain)

    earlier: Fact | None = None  # the last effect with limits of the sentence before
    level: str | None = None  # the last level told there, be it of an effect or of an arm
    at = -1
    for number, (start, end) in candidates(plain, every=explained):
        ready = clause(plain[start:end], meaning)
        if number - at > 1:
            earlier = level = None
        if explained:
            refused: list[Refusal] = []
            found = with_p_values(ready, facts(ready, refused, earlier, level), refused)
            yield SentenceFacts(number, start, end, ready, found, tuple(refused))
        elif found := facts(ready, earlier=earlier, level=level):
            yield SentenceFacts(number, start, end, ready, with_p_values(ready, found))
        at = number
        earlier = found[-1] if found and found[-1].low is not None else None
        level = next((i.level for i in reversed(ready.intervals) if i.level), level if found else None)
