"""When an effect was measured, in weeks since randomization: as stated, or where only words say it, computed from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

__all__ = ["Time", "before", "times"]

_UNITS = {"day": 1 / 7, "week": 1.0, "month": 52 / 12, "year": 52.0}
_TREATMENT = r"(?:the )?(?:end of )?(?:the )?(?:treatment|therapy|intervention|training|programme|program)"
_AFTER = re.compile(rf"(\d+(?:\.\d+)?) (day|week|month|year)s? (?:after|post|following) {_TREATMENT}")
_END = re.compile(
    rf"post-?(?:treatment|intervention|test)?|(?:(?:directly |immediately |right )?after|(?:at )?end of) {_TREATMENT}"
)
_BEFORE = re.compile(
    r"(?:at )?baseline|pre-?(?:treatment|test)|before (?:the )?(?:treatment|therapy|intervention|randomi[sz]ation)"
)


class Time(NamedTuple):
    """`words` of the source; `weeks` since randomization, None where unknown; `computed` where the words had to be counted."""

    words: str
    weeks: float | None
    computed: bool = False

    @property
    def told(self) -> str:
        """Words with the week: "6 months after treatment (about week 32)"."""
        if self.weeks is None:
            return self.words
        week = f"{'about ' if self.computed else ''}week {self.weeks:.3g}"
        return f"{self.words} ({week})" if self.words and not re.search(r"\bweeks?\b", self.words) else self.words or week


def before(words: str | None) -> bool:
    """Whether the words name a time before treatment."""
    return words is not None and _BEFORE.fullmatch(_plain(words)) is not None


def times(stated: Sequence[tuple[str | None, float | None]]) -> tuple[Time, ...]:
    """The times of one course, given as words and weeks, in the order given.

    "6 months after treatment" is counted from the end of treatment, where another time of the course states its week; a month is
    52/12 weeks, as records have it. Everything else without weeks stays unknown: "12 months" alone does not say since when.
    """
    ends = {weeks for words, weeks in stated if weeks is not None and words is not None and _END.fullmatch(_plain(words))}
    end = next(iter(ends)) if len(ends) == 1 else None
    found = []
    for words, weeks in stated:
        match = _AFTER.fullmatch(_plain(words)) if words is not None and weeks is None and end is not None else None
        if match is not None and end is not None:
            found.append(Time(words or "", end + float(match[1]) * _UNITS[match[2]], computed=True))
        else:
            found.append(Time(words or "", weeks))
    return tuple(found)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
