"""Printed p values, with their operator, and how far each reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PValueSpan", "p_values"]

_P = re.compile(
    r"""[pP](?<![\w-].)(?:[\s-]?[vV]alues?)?
        \s?(?P<op>[=<>≤≥]{1,2}|\bwas\b|\bof\b)\s?
        (?P<number>(?>0?\.\d++|[01](?:\.0++)?(?!\.?\d))(?:\s?[x×*]\s?10\s?\^?\s?-\s?\d{1,3}|[eE]-\d{1,3})?
          | (?>\d(?:\.\d++)?)\s?[x×*]\s?10\s?\^?\s?-\s?\d{1,3} | (?>\d(?:\.\d++)?)[eE]-\d{1,3})
        (?!\d)""",
    re.VERBOSE,
)
_POWER = re.compile(r"\s?[x×*]\s?10\s?\^?\s?-\s?")
_SHARED = re.compile(r"(?:\b(?:all|both)\b[,;:]?\s?|\beach\s)$", re.IGNORECASE)
_SHARED_AFTER = re.compile(r"\s(?:for\s(?:both|all|each)|each|in\s(?:both|all))\b")
_OPERATOR = {"=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}


@dataclass(frozen=True, slots=True)
class PValueSpan:
    """A p at `start:end` of the sentence; `shared` is True for "both p<0.001" and "P<.01 for all"."""

    start: int
    end: int
    op: str
    value: str
    shared: bool


def p_values(sentence: str) -> tuple[PValueSpan, ...]:
    """Every printed p of a sentence, in order. "NS", "p for trend" and "p-interaction" are not among them."""
    if "p" not in sentence and "P" not in sentence:
        return ()
    found = []
    for match in _P.finditer(sentence):
        start, end = match.span()
        shared = bool(_SHARED.search(sentence, max(0, start - 8), start) or _SHARED_AFTER.match(sentence, end))
        value = _POWER.sub("e-", match["number"]).rstrip(".")
        found.append(PValueSpan(start, end, _OPERATOR.get(match["op"], "="), value, shared))
    return tuple(found)
