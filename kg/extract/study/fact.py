"""One statement of a text about its study, and the order of the kinds of statements."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kg.extract.spans import Mention

__all__ = ["KINDS", "StudyFact"]

KINDS = (
    "design", "registration", "screened", "randomized", "analysed", "arm", "blinding", "follow-up", "primary-outcome", "funding",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StudyFact:
    """One statement about the study that a text reports; `text == source[start:end]`.

    `kind` is one of `KINDS`, and `value` what is stated: for "screened", "randomized" and "analysed" the number of people;
    for "follow-up" weeks (a month counts 52/12, a year 52), for "arm" and "primary-outcome" the words as printed; for
    "registration" the number in the registry's own form; for "design" and "funding" a code of the appraisal file; for
    "blinding" "yes" or "no".

    `label` is the registry for "registration", and for "blinding" who is spoken of (participants, providers, assessors,
    analysts; None for "single-blind", which does not say). `role` (a code of the appraisal file) and `n` (people allocated,
    or planned in a protocol) belong to arms.

    `grade` is "A" when the text says it of its own study in so many words, "B" when a part was inferred (a sum of arms, the
    parties of "double-blind"), "C" when it may be about something else (people enrolled or completing, another study).
    `rule` names the rule, with its version.
    """

    kind: str
    value: int | Decimal | str
    label: str | None
    role: str | None
    n: int | None
    text: str
    start: int
    end: int
    sentence: Mention
    grade: str
    rule: str
