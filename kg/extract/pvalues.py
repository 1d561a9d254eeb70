"""Printed p values, with their operator, and how far each reaches."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["PValueSpan", "p_values", "with_p_for_rho"]

_NUMBER = (
    r"(?>0?\.\d++|0(?:\s\.|\.\s)\d++|[01](?:\.0++)?(?!\.?\d))(?:\s?[x×*]\s?10\s?\^?\s?-\s?\d{1,3}|[eE]-\d{1,3})?"
    r"|(?>\d(?:\.\d++)?)\s?[x×*]\s?10\s?\^?\s?(?:-\s?\d{1,3}|\(-\d{1,3}\))|(?>\d(?:\.\d++)?)[eE]-\d{1,3}"
)
_OP = r"[=<>≤≥]{1,2}|[=<]\s(?:or\s)?[=<]|\bw(?:as|ere)\b|\bof\b|\bequals?\b|:|less\sthan(?:\sor\sequal\sto)?|greater\sthan"
_P = re.compile(
    rf"""[pP](?:(?<![\w-].)|(?<=[\s(,;]2.))(?:s|'s)?(?:[\s-]?[vV]alues?)?
        (?:\s(?:for|of)\s(?:the\s)?(?:overall\s)?(?:effect|differences?|superiority|non-?inferiority|comparison)s?)?
        \s?(?:(?P<op>{_OP})\s?(?P<number>{_NUMBER})|(?P<bare>(?<=[pP]\s)0?\.\d++))
        (?!\d|\.\d|\s?%)""",
    re.VERBOSE,
)
# The rest of a list: "P = .01 and .04", "P = 0.03, < 0.01 and 0.2".
_NEXT = re.compile(r"(?:,?\sand\s|,\s)(?:(?P<op>[=<>≤≥]{1,2})\s?)?(?P<number>(?>0?\.\d++)|1\.0++)(?!\d|\.\d|\s?%)")
_LISTED = re.compile(r"[^;]{0,60}\b(?:respectively|for\s)", re.IGNORECASE)
_POWER = re.compile(r"\s?[x×*]\s?10\s?\^?\s?\(?-\s?")
_SHARED = re.compile(r"(?:\b(?:all|both)\b[,;:]?\s?(?:(?:two|2)-sided\s)?|\beach,?\s(?:(?:two|2)-sided\s)?)$", re.IGNORECASE)
_SHARED_AFTER = re.compile(r"\s(?:for\s(?:(?:[a-z-]{1,20}\s){0,7}both|all|each)|each|in\s(?:both|all))\b")
_CORRELATED = re.compile(
    r"\b(?:[Cc]orrel|[Ss]pearman|[Pp]earson|[Rr]elat(?:ed|ion)|[Aa]ssociat|[Pp]redict|[Rr]ank)|efficients?\b"
)
_RHO = re.compile(r"ρ(?=\s?[=<]\s?0?\.0\d)")
_OPERATOR = {
    "=<": "<=", "=>": ">=", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">=", "<": "<", ">": ">", "less than": "<",
    "greater than": ">", "less than or equal to": "<=", "< or =": "<=", "= or <": "<=", "< =": "<=", "= <": "<",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PValueSpan:
    """A p at `start:end` of the sentence; `shared` is True for "both p<0.001" and "P<.01 for all"."""

    start: int
    end: int
    op: str
    value: str
    shared: bool


def with_p_for_rho(sentence: str) -> str:
    """The sentence with p where a rho is printed and nothing is correlated: "higher in walkers (ρ=0.001)"."""
    return _RHO.sub("p", sentence) if "ρ" in sentence and not _CORRELATED.search(sentence) else sentence


def p_values(sentence: str) -> tuple[PValueSpan, ...]:
    """Every printed p of a sentence, in order. "NS", "p for trend" and "p-interaction" are not among them."""
    sentence = with_p_for_rho(sentence)
    if "p" not in sentence and "P" not in sentence:
        return ()
    found: list[PValueSpan] = []
    for match in _P.finditer(sentence):
        start, end = match.span()
        if found and start < found[-1].end:
            continue
        shared = bool(_SHARED.search(sentence, max(0, start - 18), start) or _SHARED_AFTER.match(sentence, end))
        op = _operator(match["op"])
        found.append(PValueSpan(start, end, op, _plain(match["number"] or match["bare"]), shared))
        while (more := _NEXT.match(sentence, end)) and _LISTED.match(sentence, more.end()):
            end = more.end()
            found.append(
                PValueSpan(more.start("op" if more["op"] else "number"), end, _operator(more["op"] or op), more["number"], shared)
            )
    return tuple(found)


def _operator(printed: str | None) -> str:
    return _OPERATOR.get(printed or "=", "=")


def _plain(number: str) -> str:
    return _POWER.sub("e-", number).replace(" ", "").rstrip(".)")
