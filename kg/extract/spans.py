"""Stretches of a text: what the rest of this room returns and passes on.

Offsets count characters of the text that was given, and `text` is that stretch exactly as given: a reader can
find it again, byte for byte, in the source. `numeral` makes a printed number plain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg.printed import PLAIN

__all__ = ["EstimateMention", "Mention", "PMention", "numeral", "value_of"]

Span = tuple[int, int]

_FILL = str.maketrans("", "", " $£€¥+USANZCHK")  # "US$", "NZ$" and the like
_DECIMAL_COMMA = re.compile(r"-?(?:0,\d+|\d+,\d{1,2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the source: `text == source[start:end]`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PMention:
    """A printed p: `op` is one of `= < <= > >=`, `value` plain text ("0.001", ".05", "3e-5"), `text` as printed."""

    op: str
    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EstimateMention:
    """One printed effect estimate and what the prose says about it.

    `start` and `end` enclose the numbers of the fact. `ci_low <= ci_high` as numbers; `limits_reversed` says they
    were printed the other way round. `outside` says the value is printed outside its own interval: it is kept.
    `direction` tells arm_a relative to arm_b, only where words say it. `grade` is "A" when all was said in the
    clause and every check passed, "B" when a role was inferred, "C" when one was carried over from an earlier
    sentence, "P" when a model proposed it. `rule` names the rule that found the numbers, with its version; `named` is
    where the measure is named, None where only words of comparison tell of an effect.
    """

    start: int
    end: int
    sentence: Mention
    measure: str | None
    value: Mention | None
    ci_low: Mention | None
    ci_high: Mention | None
    limits_reversed: bool
    outside: bool
    ci_level: str | None
    p: PMention | None
    direction: str | None
    outcome: Mention | None
    arm_a: Mention | None
    arm_b: Mention | None
    timepoint: Mention | None
    grade: str
    rule: str
    named: Mention | None = None


def numeral(printed: str) -> str:
    """A printed number in plain ASCII: `numeral("−£1,448") == "-1448"`, `numeral("minus 2·3") == "-2.3"`.

    Drops currency signs, plus signs, spaces and thousands separators; a decimal comma becomes a point. A comma
    before three digits separates thousands, except after a lone 0.
    """
    bare = printed.translate(PLAIN).replace("minus", "-").replace("plus", "").translate(_FILL)
    return bare.replace(",", ".") if _DECIMAL_COMMA.fullmatch(bare) else bare.replace(",", "")


def value_of(printed: str) -> Decimal:
    """The value of a printed number (see `numeral`)."""
    bare = printed.removeprefix("-").replace(".", "", 1)
    return Decimal(printed if bare.isdigit() and bare.isascii() else numeral(printed))
