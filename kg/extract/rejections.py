"""What looked like an estimate and was not read as one, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extract.sentence_facts import SentenceFacts, sentence_facts
from kg.extract.sentences import normalise
from kg.extract.spans import Mention

__all__ = ["Rejection", "rejected"]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A stretch of the source that was considered: `text == source[start:end]`.

    It holds an interval with its value, a value alone, a p, or words that announce an interval. `code` is one word for the
    reason, `reason` says it in a sentence.
    """

    text: str
    start: int
    end: int
    sentence: Mention
    code: str
    reason: str


def rejected(text: str) -> tuple[Rejection, ...]:
    """Everything in `text` that was considered and is no part of an estimate, in document order.

    That is: announced intervals, brackets with two numbers after a number, numbers after a measure, and p values. It is what
    `find_estimates` decides on the same text, written down.
    """
    found: list[Rejection] = []
    for read in sentence_facts(normalise(text), explained=True):
        found.extend(_of(text, read))
    return tuple(found)


def _of(text: str, read: SentenceFacts) -> list[Rejection]:
    sentence = Mention(text[read.start : read.end], read.start, read.end)
    used = [span for f in read.facts for span in (f.value, f.low, f.high, (f.p.start, f.p.end) if f.p else None) if span]
    told: dict[tuple[int, int], Rejection] = {}
    for refusal in read.refused:
        start, end = refusal.start, refusal.end
        if any(a <= start and end <= b for a, b in used):
            continue
        begin, stop = read.start + start, read.start + end
        told.setdefault(
            (start, end), Rejection(text[begin:stop], begin, stop, sentence, refusal.reason.code, refusal.reason.said)
        )
    return [told[key] for key in sorted(told)]
