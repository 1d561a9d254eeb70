"""Values that only words make effects and that no interval follows: "10% lower after A (p < 0.05) than after B"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.masks import NUMBER, mask
from kg.extract.spans import Span
from kg.extract.worded import Grounds, grounds, worded_measure
from kg.extract.wording import is_planned

__all__ = ["against_control", "worded_values"]

_P_OPENED = re.compile(r"[^()\[\];\d]{0,130}(?:[(\[]|,)\s?(?:[Bb]oth\s|all\s|each\s)?")
_SIZE = re.compile(r"\s?%|[\s-]?(?:times|fold)\b|\s(?:percentage\s)?points?\b|\s(?:SDs?|standard\sdeviations?)\b")
_OTHER_SIDE = re.compile(
    r"\b(?:than\s(?!\d)|compared\s(?:with|to)\s|relative\sto\s|versus\s|vs\.?\s|over\s(?:placebo|control)|alone\b|rather\sthan\s)(?!\d)"
)
_HEDGED = re.compile(r"\b(?:about|around|nearly|roughly|approximately|almost|some|over|than|to)\s(?:an?\s)?$|~\s?$")
_FINDS = re.compile(r"\b(?:would|should|must|may|could|aimed|required|planned|target|than\splanned)\b|\bif\b")
_AGAINST = re.compile(r"(?:compared (?:with|to)|versus|vs\.?| v\.?|than) (?:[\w-]+ )?$")
_TOGETHER = re.compile(r"\s?%?(?:,?\sand\s|,\s)(?:by\s)?")
_LED_BY = ("by ", "by a ", "by about ", "by an average of ")
_CALLED = re.compile(
    r"(?:\s?%|\spercentage\spoints?)?\s(?:\w+\s){0,3}?(?:reduction|increase|decrease|improvement|decline|gain|drop|rise)"
)
_NEXT_BY = re.compile(r"[)\]](?:,?\sand\s|,\s|;\s)[^()\[\];\d]{1,60}?\bby\s(?:an?\s|about\s)?")
_AGAINST_CONTROL = re.compile(r"\b(?:compared\s(?:with|to)|relative\sto|versus|vs\.?)\s(?:the\s)?[a-z][\w\s-]{2,40}[,:(]")
_SIGNED_SHARE = re.compile(rf"(?<![\w.])(?P<value>[-+]\s?{NUMBER})\s?%\s?[(\[]\s?[pP]\s?[=<>]")


def worded_values(clause: Clause, used: Sequence[Span], *, alone: bool) -> Iterator[Fact]:
    """Differences told by words alone; `used` are spans that belong to other effects.

    Only where the sentence tells no other effect (`alone`) is one read that has no p: it would tell that effect once more.
    """
    taken = list(used)
    for span in _with_p(clause, taken):
        taken.append(span)
        yield _fact(clause, span, "worded-with-p/1")
    if (
        alone
        and len(taken) == len(used)
        and clause.compares
        and _OTHER_SIDE.search(clause.lower)
        and not _FINDS.search(clause.lower)
    ):
        for span in clause.numbers:
            if _is_free(clause, span, taken) and _is_told(clause, span):
                yield _fact(clause, span, "worded/1")


def _fact(clause: Clause, span: Span, rule: str) -> Fact:
    return Fact(*span, worded_measure(clause, span), span, None, None, None, False, False, False, True, rule, None)


def _is_free(clause: Clause, span: Span, used: Sequence[Span]) -> bool:
    return not any(a <= span[0] < b for a, b in used) and mask(clause.text, *span) is None


def _is_told(clause: Clause, span: Span) -> bool:
    """Whether a number without p is told as a difference from a side that the sentence names."""
    lower = clause.lower
    if _HEDGED.search(lower, max(0, span[0] - 16), span[0]):
        return False  # "about 40% lower" retells a result, it does not print one
    led = lower.endswith("by ", 0, span[0])
    if not (
        led or _SIZE.match(lower, span[1]) or (lower[span[1] : span[1] + 1] == " " and lower[span[1] + 1 : span[1] + 2].isalpha())
    ):
        return False
    if not _is_difference(clause, span):
        return False
    direct = grounds(clause, span, None, span[1], lead=0) is Grounds.COMPARATIVE
    return (direct and (_SIZE.match(lower, span[1]) is not None or " than " in lower[span[1] :])) or (
        led and _SIZE.match(lower, span[1]) is not None
    )


def _with_p(clause: Clause, used: Sequence[Span]) -> Iterator[Span]:
    """Numbers with a p after them, in brackets or after a comma, that words make differences."""
    text = clause.text
    last = -1  # where the last such value's p ends, while its list may go on
    for p in clause.ps:
        before_p = [n for n in clause.numbers if n[1] <= p.start][-4:]
        if not before_p or not _P_OPENED.fullmatch(text, before_p[-1][1], p.start):
            continue
        run = before_p[-1:]
        for n in reversed(before_p[:-1]):
            if not _TOGETHER.fullmatch(text, n[1], run[0][0]):
                break
            run.insert(0, n)
        if not all(_is_free(clause, n, used) for n in run):
            continue
        span = run[0]
        goes_on = 0 <= last <= span[0] and _NEXT_BY.fullmatch(text, last, span[0]) is not None
        if goes_on or _is_difference(clause, span):
            yield from run
            last = p.end
        else:
            last = -1


def _is_difference(clause: Clause, span: Span) -> bool:
    before = clause.lower[max(0, span[0] - 90) : span[0]]
    if _AGAINST.search(before[-40:]) or is_planned(before):
        return False
    ground = grounds(clause, span, None, span[1], lead=0)
    if ground is not Grounds.CHANGE:
        return ground is not None
    return before.endswith(_LED_BY) or _CALLED.match(clause.lower, span[1]) is not None or before.endswith("of ")


def against_control(clause: Clause) -> Iterator[Fact]:
    """Changes against a control, each with its sign and its p: "compared to rest, +2% (P = 1.00) and -14% (P = 0.24)"."""
    text = clause.text
    against = _AGAINST_CONTROL.search(text)
    if against is None or "baseline" in clause.lower or any(c.isdigit() for c in text[: against.end()][-40:]):
        return
    for match in _SIGNED_SHARE.finditer(text, against.end()):
        span = match.span("value")
        yield Fact(*span, "OTHER", span, None, None, None, False, False, False, True, "signed-share/1", None)
