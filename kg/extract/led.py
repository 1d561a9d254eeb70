"""Changes told with a p beside the side they are set against: "Compared with rest, pain fell 1.5 points (P = .02)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.clause import Clause
from kg.extract.masks import mask
from kg.extract.reasons import Reason
from kg.extract.spans import Span
from kg.extract.wording import compares, is_planned

__all__ = ["is_led", "led_values"]

_AGAINST = r"(?:compared\s(?:with|to)|in\scomparison\s(?:with|to)|in\scontrast\sto|relative\sto|versus|vs\.?)"
_LED = re.compile(rf"\b{_AGAINST}\s(?P<side>[^,;()\[\]\d]{{2,60}}),\s")
_TRAILED = re.compile(rf"[)\]]\s(?:as\s|when\s)?{_AGAINST}\s(?P<side>[^,;.()\[\]\d]{{2,60}})(?:[,;.(]|$)")
_CHANGED = (
    r"(?:increas|decreas|improv|reduc|declin|lower|rais|shorten|prolong|dropp|gain|chang|widen)(?:ed|es|s)|rose|rises|f[ae]ll|fell|falls|"
    r"lost|grew"
)
_CHANGED_BY = re.compile(
    rf"\b(?:{_CHANGED})\s(?:\w{{3,14}}ly\s)?(?:by\s|of\s)?(?:an?\s)?(?:average\s(?:of\s)?|mean\s(?:of\s)?|about\s)?$"
)
_WITH_P = re.compile(
    r"(?:\s?(?:±|\+/-)\s?[\d.]{1,9})?(?:\s?%|\s[A-Za-zµμ°][\w/²³.^-]{0,14}){0,3}\s?[(\[]\s?(?:[pP]\s?(?:[=<>≤≥]|less|was|value)|[Nn]\.?[Ss]\b)"
)
_GOES_ON = re.compile(r"[^()\[\]]{0,40}[)\]][^();\[\]]{0,60}?(?:,|\band)\s(?:by\s)?$")
_BACK = 60  # characters before a number that may hold its verb
_TAIL = 10  # characters that tell a side when it is named again


def led_values(clause: Clause) -> Iterator[Span]:
    """The numbers of such changes, in order. A change that both sides have a number for is a value of an arm, not among them."""
    if not clause.ps:
        return
    tails = [(span, tail) for span in clause.numbers if (tail := _WITH_P.match(clause.text, span[1]))]
    if not tails or not clause.compares:
        return
    led, last = _led(clause), -1
    for span, tail in tails:
        if (why := mask(clause.text, *span)) not in {None, Reason.SPREAD} or (why and "±" not in tail[0]):
            continue
        verb = _CHANGED_BY.search(clause.lower, max(0, span[0] - _BACK), span[0]) is not None
        goes_on = last >= 0 and _GOES_ON.fullmatch(clause.text, last, span[0]) is not None
        told = 0 <= led <= span[0] and (verb or goes_on)
        if (told or (verb and _trails(clause, tail.end()))) and not is_planned(clause.lower[max(0, span[0] - 90) : span[0]]):
            last = tail.end()
            yield span


def is_led(clause: Clause, at: int) -> bool:
    """Whether all that stands at `at` is told against one side named before it: "Compared with rest, ..."."""
    return 0 <= _led(clause) <= at


def _led(clause: Clause) -> int:
    """Where the words end that name the side all else is told against; -1 where there are none."""
    led = _LED.search(clause.lower)
    if led is None or clause.within or not compares(clause.lower[: led.end()]):
        return -1
    return -1 if _returns(clause.lower, led["side"], led.end()) else led.end()


def _trails(clause: Clause, end: int) -> bool:
    """Whether the bracket with the p that begins at `end` is followed by another side without a number of its own."""
    closes = clause.text.find(")", end, end + 40)
    trailed = _TRAILED.match(clause.lower, closes) if closes >= 0 else None
    return trailed is not None and not clause.within and compares(clause.lower[closes : trailed.end()])


def _returns(lower: str, side: str, end: int) -> bool:
    """Whether a side is named again after `end`: its own numbers are told then."""
    return side[-_TAIL:].strip() in lower[end:]
