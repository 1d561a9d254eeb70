"""Values that only words make effects and that no interval follows: "10% lower after A (p < 0.05) than after B"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.clause import Clause
from kg.extract.fact import Fact
from kg.extract.led import led_values
from kg.extract.masks import NUMBER, mask
from kg.extract.points import differ_by, half_unit
from kg.extract.pvalues import PValueSpan
from kg.extract.spans import Span, value_of
from kg.extract.worded import Grounds, follows_comparative, grounds, worded_measure
from kg.extract.wording import compares, is_planned

__all__ = ["against_control", "worded_values"]

_P_OPENED = re.compile(
    r"(?:\s?%?\s?[(\[]S[DE]M?\s?[=:]?\s?[\d.]{1,6}%?[)\]])?[^()\[\];\d]{0,130}"
    r"(?:[(\[]S[DE]M?\s?[=:]?\s?[\d.]{1,6}[,;]|[(\[]|,)\s?(?:[Bb]oth\s|all\s|each\s|2)?"
)
_MANY = 60  # numbers in a sentence; more are a table that has lost its lines
_IS_ERROR = re.compile(r"[(\[]S[DE]M?\s?[=:]?\s?$")
_SIZE = re.compile(r"\s?%|\sper\s?cent\b|[\s-]?(?:times|fold)\b|\s(?:percentage\s)?points?\b|\s(?:SDs?|standard\sdeviations?)\b")
_OTHER_SIDE = re.compile(
    r"\b(?:than\s(?!\d)|compared\s(?:with|to)\s|relative\sto\s|versus\s|vs\.?\s|over\s(?:placebo|control)|alone\b|rather\sthan\s)(?!\d)"
)
_HEDGED = re.compile(r"\b(?:about|around|nearly|roughly|approximately|almost|some|over|than|to)\s(?:an?\s)?$|~\s?$")
_FINDS = re.compile(r"\b(?:would|should|must|may|could|aimed|required|planned|target|than\splanned)\b|\bif\b")
_AGAINST = re.compile(r"(?:compared (?:with|to)|versus|vs\.?| v\.?|than) (?:[\w-]+ )?$")
_TOGETHER = re.compile(r"\s?%?(?:,?\sand\s|,\s)(?:by\s)?")
_BY_TOO = re.compile(r"\s?%(?:,?\sand\s|,\s)[^()\[\];,\d]{1,40}\sby\s")  # "cholesterol by 15% and triglycerides by 22%"
_LED_BY = ("by ", "by a ", "by about ", "by an average of ")
_CALLED = re.compile(
    r"(?:\s?%|\sper\s?cent|\spercentage\spoints?)?(?:\s[(\[]S[DE]M?\s[\d.]+[)\]])?\s(?:\w+\s){0,3}?(?:reduction|increase|decrease|improvement|decline|gain|drop|rise)"
)
_NEXT_BY = re.compile(
    r"[)\]](?:,?\sand\s|,\s|;\s)(?:[^()\[\];\d]{1,60}?\bby\s(?:an?\s|about\s)?|(?:at|after)\s\d{1,3}\s\w{3,8}\s?[(\[])"
)
# "a 3.1 percentage point (p = 0.01) reduction in visits, a 1.2 point rise in calls"
_POINT_CHANGE = re.compile(
    r"[\s-](?P<share>percent(?:age)?[\s-])?points?\s(?P<p>[(\[][pP]\s?[^()\[\]]{1,14}[)\]]\s)?(?:[a-z]+\s)?"
    r"(?:reduction|increase|decrease|improvement|decline|gain|drop|rise)s?\s(?:in|of)\b"
)
_LEADS = re.compile(r"\b(?:leads?|led|resulted|associated|caused|produced|yielded)\b")
_AGAINST_CONTROL = re.compile(r"\b(?:compared\s(?:with|to)|relative\sto|versus|vs\.?)\s(?:the\s)?[a-z][\w\s-]{2,40}[,:(]")
# "a 30% reduction in visits compared with usual care"
_AGAINST_SIDE = re.compile(
    r"\s?(?:%|per\s?cent\b)[^()\[\];,\d]{0,100}?,?\s(?:[a-z]+,\s)?(?P<side>(?:compared\s(?:with|to)|relative\sto|versus|vs\.?|over)\s)"
)
# "0.43 mmol/L (1.32 mg/dL) lower": one difference in two units.
_IN_UNIT = re.compile(r"\s?[A-Za-zµμ%°][\w/%.²³µμ-]{0,12}(?:\s[\w/]{1,12})?\s[(\[]\s?")
_UNIT_CLOSED = re.compile(r"\s?[A-Za-zµμ%°][\w/%.²³µμ-]{0,12}(?:\s[\w/]{1,12})?\s?[)\]]")
_PAIR_AFTER = re.compile(
    rf"[^()\[\];\d]{{0,90}}[(\[](?:[A-Za-z]{{1,12}},?\s)?(?P<one>-?{NUMBER})(?:\s?%|\s[A-Za-z/]{{1,10}})?(?:\s?[(\[][^()\[\]]{{0,20}}[)\]])?,?\s"
    rf"(?:vs?\.?|versus)\s(?P<other>-?{NUMBER})"
)
_SIGNED_SHARE = re.compile(rf"(?<![\w.])(?P<value>[-+]\s?{NUMBER})\s?%\s?[(\[]\s?[pP]\s?[=<>]")


def worded_values(clause: Clause, used: Sequence[Span], *, alone: bool) -> Iterator[Fact]:
    """Differences told by words alone; `used` are spans that belong to other effects.

    Only where the sentence tells no other effect (`alone`) is one read that has no p: it would tell that effect once more.
    """
    taken = list(used)
    for span, p in _with_p(clause, taken):
        taken.append(span)
        yield _fact(clause, span, "worded-with-p/1", p)
    for span, p in _with_pair(clause):
        if _is_free(clause, span, taken):
            taken.append(span)
            yield _fact(clause, span, "worded-with-pair/1", p)
    for span, p in _percentage_points(clause):
        if _is_free(clause, span, taken):
            taken.append(span)
            yield Fact(*span, "RD", span, None, None, None, False, False, False, True, "percentage-points/1", None, p)
    for span in led_values(clause):
        if not any(a <= span[0] < b for a, b in taken):
            taken.append(span)
            yield _fact(clause, span, "led-by-side/1")
    if (
        alone
        and len(taken) == len(used)
        and clause.compares
        and _OTHER_SIDE.search(clause.lower)
        and not _FINDS.search(clause.lower)
    ):
        for i, span in enumerate(clause.numbers):
            if _is_free(clause, span, taken) and _is_told(clause, span):
                for told in (
                    _run(clause.text, clause.numbers[max(0, i - 3) : i + 1]) if "respectively" in clause.lower else [span]
                ):
                    yield _fact(clause, told, "worded/1")


def _fact(clause: Clause, span: Span, rule: str, p: PValueSpan | None = None) -> Fact:
    return Fact(*span, worded_measure(clause, span), span, None, None, None, False, False, False, True, rule, None, p)


def _run(text: str, numbers: Sequence[Span]) -> list[Span]:
    """The last of `numbers` with those before it that are told together with it: "68% and 55%"."""
    run = list(numbers[-1:])
    for n in reversed(numbers[:-1]):
        if not _TOGETHER.fullmatch(text, n[1], run[0][0]) and not (
            _BY_TOO.fullmatch(text, n[1], run[0][0]) and text.endswith("by ", 0, n[0])
        ):
            break
        run.insert(0, n)
    return run


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
    side = _AGAINST_SIDE.match(lower, span[1])
    if not direct and side and compares(lower[side.start("side") : side.start("side") + 60]):
        return True
    return (direct and (_SIZE.match(lower, span[1]) is not None or " than " in lower[span[1] :])) or (
        led and _SIZE.match(lower, span[1]) is not None
    )


def _with_p(clause: Clause, used: Sequence[Span]) -> Iterator[tuple[Span, PValueSpan | None]]:
    """Numbers with a p after them, in brackets or after a comma, that words make differences; with the p where it is not next."""
    text = clause.text
    numbers = clause.numbers
    if clause.ps and ("(S" in text or "[S" in text):
        numbers = tuple(n for n in numbers if not _IS_ERROR.search(text, max(0, n[0] - 8), n[0]))
    last = -1  # where the last such value's p ends, while its list may go on
    for p in clause.ps:
        before_p = [n for n in numbers if n[1] < p.start][-4:]
        if not before_p:
            continue
        closed = _UNIT_CLOSED.match(text, before_p[-1][1])
        twins = closed and len(before_p) > 1 and _IN_UNIT.fullmatch(text, before_p[-2][1], before_p[-1][0])
        if not _P_OPENED.fullmatch(text, closed.end() if closed and twins else before_p[-1][1], p.start):
            continue
        run = before_p[-2:] if twins else _run(text, before_p)
        if not all(_is_free(clause, n, used) for n in run):
            continue
        span = run[0]
        goes_on = 0 <= last <= span[0] and _NEXT_BY.fullmatch(text, last, span[0]) is not None
        if goes_on or _is_difference(clause, span):
            yield from ((n, p if twins else None) for n in run)
            last = p.end
        else:
            last = -1


def _with_pair(clause: Clause) -> Iterator[tuple[Span, PValueSpan | None]]:
    """Comparatives whose two values follow in a bracket: "3.1 months longer with both (12.4 vs 9.3)", with a p there."""
    text = clause.text
    for span in clause.numbers if " v" in clause.lower and len(clause.numbers) <= _MANY else ():
        pair = _PAIR_AFTER.match(text, span[1]) if follows_comparative(clause.lower, span[1]) else None
        if pair and differ_by(pair["one"], pair["other"], value_of(text[slice(*span)]), half_unit(text[slice(*span)])):
            closes = text.find(")", pair.end())
            yield span, next((p for p in clause.ps if pair.end() <= p.start < closes), None)


def _percentage_points(clause: Clause) -> Iterator[tuple[Span, PValueSpan | None]]:
    """Changes in percentage points, said once of the first of a list; with the p that stands between number and noun."""
    lower = clause.lower
    if "point" not in lower or clause.within or not (clause.ps or clause.compares or _LEADS.search(lower)):
        return
    shares = False
    for span in clause.numbers:
        change = _POINT_CHANGE.match(clause.text, span[1])
        shares = shares or (change is not None and change["share"] is not None)
        if change and shares and not is_planned(lower[max(0, span[0] - 90) : span[0]]):
            yield span, next((p for p in clause.ps if change["p"] and change.start("p") < p.start < change.end("p")), None)


def _is_difference(clause: Clause, span: Span) -> bool:
    before = clause.lower[max(0, span[0] - 90) : span[0]].rstrip("$£€")
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
