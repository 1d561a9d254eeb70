"""Whether two printed statements can be one and the same: numbers within their rounding, p values, times, words "
"of outcomes and arms.

Every answer is one of True, False and None: None where the texts do not tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from kg.extract.spans import PMention, numeral
from kg.extract.words import word_set

__all__ = ["content", "p_agree", "same_arms", "same_time", "same_words", "values_agree", "weeks"]

_WORD = re.compile(r"[^\W_]+(?:\.\d+)?")
_GENERIC = word_set(
    "the a an of in on at for to and or by with from as is was were be been their its our mean median score "
    "scores scale scales total outcome "
    "outcomes measure measures measured measurement change changes changed difference differences adjusted "
    "unadjusted effect effects estimated "
    "between group groups level levels value values result results primary secondary main results significant "
    "significantly improvement improved "
    "improvements reduction reduced increase increased decrease decreased lower higher greater less more better "
    "worse overall patients "
    "participants subjects people than compared versus vs self reported treatment post follow up followup "
    "baseline points point ratio odds risk "
    "hazard rate rates months month weeks week years year days day mo wk after before during hours"
)
_ROLES = word_set(
    "intervention control controls experimental comparison comparator active other usual treatment arm arms group groups standard"
)
_COUNTS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "eighteen": 18, "twenty-four": 24,
}  # fmt: skip
_UNITS = {"h": Decimal(1) / 168, "d": Decimal(1) / 7, "w": Decimal(1), "mo": Decimal(52) / 12, "y": Decimal(52)}
_TIME = re.compile(
    r"(?P<n>\d{1,3}(?:\.\d)?|one|two|three|four|five|six|eight|nine|ten|twelve|eighteen|"
    r"twenty-four)[\s-]?(?P<unit>h|d|w|mo|y)"
    r"|(?P<led>h|d|w|mo|y)(?:ou?rs?|ays?|(?:ee)?ks?|nths?|ears?)\s(?P<m>\d{1,3})(?![\d.])",
    re.IGNORECASE | re.ASCII,
)
_RANGE = re.compile(r"\d\s?(?:to|-|and|,)\s?\d")
_LONGEST_NAME = 10  # words of the name of an instrument
_NEAR_IN_TIME = Decimal("0.1")  # 12 weeks and 3 months name one visit


def content(words: str, known: Mapping[str, str]) -> frozenset[str]:
    """The words that tell what is spoken of, plurals cut.

    `known` gives for a short form as it is printed, and for a name of one word or more in lower case, what to take instead.
    """
    once = " ".join(_renamed(re.split(r"[\s/]+", words), known))
    found = (word.lower() for word in _WORD.findall(" ".join(_renamed(once.split(), known))))  # a long form may be a name
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in found
        if word not in _GENERIC
    )


def _renamed(words: list[str], known: Mapping[str, str]) -> Iterator[str]:
    """The words, with what `known` gives for each run of them; of runs that start at one word, the longest."""
    at = 0
    while at < len(words):
        for until in range(min(len(words), at + _LONGEST_NAME), at, -1):
            run = " ".join(words[at:until])
            if name := known.get(run) or known.get(run.lower()):
                yield name
                at = until
                break
        else:
            yield words[at]
            at += 1


def same_words(one: frozenset[str], other: frozenset[str]) -> bool | None:
    """True for the same words, None where one is told in more words than the other or not told, False for others."""
    if one and one == other:
        return True
    if not one or not other or one <= other or other <= one:
        return None
    return False


def same_arms(one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]) -> bool | None:
    """Whether two comparisons are of the same two arms, in whichever order; the names of mere roles tell nothing."""
    (a, b), (c, d) = [(first - _ROLES, second - _ROLES) for first, second in (one, other)]
    if not (a and b and c and d):
        return None
    return any(same_words(a, x) is not False and same_words(b, y) is not False for x, y in ((c, d), (d, c)))


def weeks(printed: str | None) -> Decimal | None:
    """How many weeks a time point says, None for "post-treatment", a range or nothing."""
    if printed is None or _RANGE.search(printed) or not (found := _TIME.search(printed)):
        return None
    number = found["n"] or found["m"]
    return Decimal(_COUNTS.get(number.lower(), 0) or number) * _UNITS[(found["unit"] or found["led"]).lower()]


def same_time(one: str | None, other: str | None) -> bool | None:
    """True for the same number of weeks (3 months are 12 weeks), False for another; None where one does not tell a number."""
    first, second = weeks(one), weeks(other)
    if first is None or second is None:
        return True if one is not None and other is not None and one.lower() == other.lower() else None
    return abs(first - second) <= _NEAR_IN_TIME * max(first, second)


def values_agree(one: Decimal, other: Decimal) -> bool:
    """Whether two printed numbers can be roundings of one: 7.9 and 8, 13 and 13.0; not 7.9 and 7.4."""
    return abs(one - other) <= max(_half(one), _half(other))


def _half(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(5).scaleb(exponent - 1) if isinstance(exponent, int) else Decimal(0)


def p_agree(one: PMention, other: PMention) -> bool:
    """Whether some p fits both: "= .05" and "= .050", "= .003" and "< .01"; not "= .03" and "< .001"."""
    if one.op == other.op == "=":
        return values_agree(Decimal(numeral(one.value)), Decimal(numeral(other.value)))
    (low, high), (bottom, top) = _between(one), _between(other)
    return low <= top and bottom <= high


def _between(p: PMention) -> tuple[Decimal, Decimal]:
    value = Decimal(numeral(p.value))
    if p.op in ("<", "<="):
        return Decimal(0), value
    if p.op in (">", ">="):
        return value, Decimal(1)
    return value - _half(value), value + _half(value)
