"""Functions that write: numbers as a reviewer would print them, sentences with their slots filled, times in weeks."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from kg.arithmetic import register
from kg.printed import decimal

_WEEKS = {"hour": 1 / 168, "day": 1 / 7, "week": 1.0, "month": 365.25 / 84, "year": 365.25 / 7}
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: place for place, word in enumerate(_COUNTED, 1)}
_TIME = re.compile(
    rf"(\d+(?:\.\d+)?|{'|'.join(_WORDS)})[\s-]?(hour|day|week|month|year)s?\b|\b(week|month|day|year)s? (\d+)\b", re.IGNORECASE
)
_BEFORE = re.compile(
    r"\bbaseline\b|\bbefore (?:the )?(?:treatment|therapy|intervention)\b|\bpre-?(?:test|treatment)\b", re.IGNORECASE
)
_BESIDE = re.compile(r"\b(?:change|from|since|for|with|minus|versus|vs)\b", re.IGNORECASE)  # "change from baseline"
_SEVERAL = re.compile(r"\d\s*(?:,|/|&|-|\u2013|and|or|to)\s*\d", re.IGNORECASE)  # "4 and 8 weeks"


@register("number")
def number(text: str, digits: str = "2") -> str:
    """The number to so many significant digits, whole digits kept: 0.0017, 9.7, 1595, 8.9e-7."""
    value = float(text)
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else "undefined"
    if abs(value) < 1e-4:
        mantissa, _, exponent = f"{value:.{int(digits) - 1}e}".partition("e")
        return f"{mantissa}e{int(exponent)}"
    rounded = Decimal(f"{value:.{int(digits)}g}")
    return str(round(value)) if abs(value) >= 10 ** int(digits) else format(rounded, "f")


@register("percent")
def percent(part: str, whole: str, limit: str = "0") -> str:
    """The share in percent, to one decimal below 10 and whole above: 9.7%, 42%.

    There are more decimals where it would be rounded to 0, to 100 or to a limit, in percent, that it is not: 9.96%, 99.8%.
    """
    if decimal(whole) <= 0:
        raise ValueError("a share of nobody")
    share, borders = 100 * decimal(part) / decimal(whole), (Decimal(0), Decimal(100), decimal(limit))
    places = 1 if 0 < share < 10 else 0
    while share not in borders and Decimal(f"{share:.{places}f}") in borders:
        places += 1
    return f"{share:.{places}f}%"


@register("sentence")
def sentence(template: str, *parts: str) -> str:
    """The template with each {} replaced by the next of the further arguments."""
    pieces = template.split("{}")
    if len(pieces) != len(parts) + 1:
        raise TypeError(f"{template!r} has {len(pieces) - 1} slots for {len(parts)} values")
    return "".join(piece + part for piece, part in zip(pieces, (*parts, ""), strict=True))


@register("people")
def people(count: str, one: str = "person", many: str = "people") -> str:
    """A count with its noun: 1 person, 12 people."""
    return f"{count} {one if decimal(count) == 1 else many}"


@register("weeks")
def weeks(timepoint: str) -> float | None:
    """The weeks that the words of a time point name, counted from whatever they count from: "6 months after treatment" is 26.

    Baseline is 0, but a change from it is not. No value where no time is named, or more than one.
    """
    found = list(_TIME.finditer(timepoint))
    if len(found) == 1 and not _SEVERAL.search(timepoint):
        one = found[0]
        count = one[1] or one[4]
        amount = _WORDS[count.lower()] if count.lower() in _WORDS else float(count)
        return round(amount * _WEEKS[(one[2] or one[3]).lower()], 2)
    return 0.0 if not found and _BEFORE.search(timepoint) and not _BESIDE.search(timepoint) else None


@register("in-order")
def in_order(joined: str, separator: str, new: str = "") -> str:
    """The parts of a joined text in order, by their first number and then by their letters; joined anew with `new`."""
    parts = sorted(set(joined.split(separator)), key=lambda part: (_first_number(part), part))
    return (new or separator).join(parts)


def _first_number(text: str) -> float:
    found = re.search(r"-?\d+(?:\.\d+)?", text)
    return float(found[0]) if found else float("inf")


_ANALYSES = (
    "change",
    "gain",
    "per protocol",
    "intention",
    "complete case",
    "imput",
    "ancova",
    "mixed model",
    "carried",
    "assumed",
)


@register("analysis")
def analysis(timepoint: str) -> str:
    """What the words of a time point say of the analysis ("per protocol", "change"), so that like is compared with like."""
    words = timepoint.lower().replace("-", " ")
    return "; ".join(name for name in _ANALYSES if name in words)


@register("some")
def some(joined: str, separator: str, most: str) -> str:
    """The first parts of a joined text, in order, and how many more there are: a; b; c and 5 more."""
    parts = in_order(joined, separator).split(separator)
    shown = "; ".join(parts[: int(most)])
    return shown if len(parts) <= int(most) else f"{shown} and {len(parts) - int(most)} more"


_ENDS = re.compile(
    r"\b(?:after|following|end of|completion of|post)[\s-]+(?:the )?(?:treatment|therapy|intervention|programme?)\b",
    re.IGNORECASE,
)


@register("end-of-treatment")
def end_of_treatment(timepoint: str) -> float | None:
    """0.1 for a time point at the end of treatment ("after treatment"), so that it comes before every follow-up in weeks.

    No value where a length of time is named as well: "6 months after treatment" is what `calc:weeks` reads.
    """
    return 0.1 if _ENDS.search(timepoint) and not _TIME.search(timepoint) else None
