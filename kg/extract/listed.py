"""The rest of a list that one value begins: "0.35 for stress and 0.42 for sleep", "pain (r = 0.35) and insomnia (0.41)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.masks import mask
from kg.extract.measures import RATIOS
from kg.extract.spans import Span
from kg.extract.wording import names_arm_value

__all__ = ["listed"]

_AND = r"(?:,?\sand\s|[,;]\s)"
_ANOTHER = re.compile(
    r"[)\]]?(?:\s?%|\s[A-Za-z]\w{0,12})?(?:\s?[(\[][^()\[\]]{0,60}[)\]]|,\s[pP][^()\[\];,]{1,25})?[)\]]?"
    rf"(?:\s(?:for|in|at|against|with|on|after|by)\s[^,;()\[\]]{{1,110}}?)?{_AND}"
    r"(?:(?:that\s)?(?:for|in|with)\s[^,;()\[\]\d]{1,60}?\s(?:was\s|of\s|=\s)|of\s|was\s|by\s)?"
)
# "pain (r = 0.35) and insomnia (": the measure is told once, the values stand in brackets.
_BRACKETED = re.compile(
    rf"(?:,\s[pP][^()\[\];,]{{1,25}})?[)\]]{{1,2}}(?:\s(?:for|in|at|with)\s[^()\[\];,]{{1,60}}?)?{_AND}[^()\[\];\d]{{1,60}}(?:\d{{1,3}}[^()\[\];\d]{{0,12}})?[(\[]\s?"
)
_CLOSES = re.compile(r"\s?%?\s?[)\],;]")
_TOLD = re.compile(r"\s?%?,?\s?(?:(?:[(\[]?\s?[pP][\s<=>])|(?:for|in|at|against|with|on)\s|.{0,120}?\brespectively)")
_WITH_P = re.compile(r"\s?%?\s?[(\[]\s?[pP]\s?[=<>]")
_SEVERAL = re.compile(r"s\b")


def listed(clause: Clause, fact: Fact, used: Sequence[Span]) -> Iterator[Fact]:
    """The values that go on a list which the value of `fact` begins; `used` are spans that belong to other effects."""
    text = clause.text
    if fact.value is None or fact.worded or fact.cue is None:
        return
    first = text[slice(*fact.value)]
    shape, share = "." in first, text.startswith("%", fact.value[1])
    several = _SEVERAL.match(text, fact.cue.end) is not None
    end = fact.end
    for span in clause.numbers:
        if span[0] < end or (mask(text, *span) and not _is_pair(text, fact, end, span)):
            continue
        if any(a <= span[0] < b for a, b in used) or names_arm_value(clause.lower[end : span[0]]):
            return
        if ("." in text[slice(*span)]) is not shape or text.startswith("%", span[1]) is not share:
            return
        if fact.measure in RATIOS and text[span[0]] == "-":
            return
        if _is_pair(text, fact, end, span):
            pass
        elif _ANOTHER.fullmatch(text, end, span[0]):
            if not (_TOLD if fact.low is None else _WITH_P).match(text, span[1]) and not (several and fact.low is None):
                return
        elif fact.low is not None or not (_BRACKETED.fullmatch(text, end, span[0]) and _CLOSES.match(text, span[1])):
            return
        yield Fact(*span, fact.measure, span, None, None, None, False, False, True, False, "value-in-list/1", fact.cue)
        end = span[1]


def _is_pair(text: str, fact: Fact, end: int, span: Span) -> bool:
    """Whether a correlation is the second of two that a stroke parts: "r = .42/.38"."""
    return fact.measure == "correlation" and text[end : span[0]] == "/" and text.startswith((".", "0.", "-"), span[0])
