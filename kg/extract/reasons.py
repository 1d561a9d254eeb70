"""Why a printed number was not read as an effect, or not as part of one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Reason", "Refusal"]


class Reason(Enum):
    """A code and one sentence for people."""

    ARM = ("arm-value", "This is what one arm or one sample had; it compares nothing.")
    WITHIN = ("within-group", "This is a change within a group, not a difference between groups.")
    PLANNED = ("planned", "This was planned, assumed or held important; it was not found.")
    ELSEWHERE = ("other-study", "The sentence tells the result of another study.")
    NO_MEASURE = ("no-measure", "No measure of effect is named for it, and no words compare two sides by it.")
    NOT_TOLD = ("not-told", "A measure is named, but this number is not said to be its value.")
    DENIED = ("denied", "The measure is named only to say that there was none.")
    ACCURACY = ("agreement-or-accuracy", "It says how well something measures or predicts, not what it does.")
    MEANING = ("other-meaning", "The abbreviation means something else here, as its number or its unit shows.")
    REFERENCE = ("reference", "This is the value that the reference group has by definition.")
    SPREAD = ("spread", "This is a spread around a mean or a median, not a confidence interval.")
    RANGE = ("range", "This is a range of values, not a confidence interval.")
    COUNT = ("count", "The number counts people, events or the like, or names a group, a table or a version.")
    TIME = ("time", "The number is a time, an age or a date.")
    DOSE = ("dose", "The number is a dose or an amount given.")
    LIMIT = ("threshold", "The number is a threshold, a margin or the end of a scale.")
    PAIR = ("pair", "The number is one of two values that arms had.")
    NO_VALUE = ("no-value", "No number before the bracket can be its value.")
    GLOSSARY = ("glossary", "The words are explained or announced, and no limits follow.")
    MALFORMED = ("malformed", "What follows the announcement cannot be read as two limits.")
    STATISTIC = ("test-statistic", "The number belongs to a test or to heterogeneity, not to an effect.")
    RESTATED = ("restated", "It tells an effect that stands beside it once more, in other terms.")
    TABLE = ("table", "So many effects in one sentence are a table that has lost its lines.")
    TAKEN = ("other-p", "The p stands with no effect that was read: it belongs to a test, a trend or the values of arms.")

    @property
    def code(self) -> str:
        """One word for machines."""
        return self.value[0]

    @property
    def said(self) -> str:
        """One sentence for people."""
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was considered at `start:end` of a sentence, and why it is no effect."""

    start: int
    end: int
    reason: Reason
