"""Both sides of a comparison in words: "lower for A than B", "A (n = 70) versus B", "41% with A and 38% with B"."""

from __future__ import annotations

import re

from kg.extract.spans import Span
from kg.extract.words import Words, word_set

__all__ = ["NUMERIC", "PARTICLES", "comparisons", "named", "start_of_name"]

NUMERIC = re.compile(r"[-+~£$€<>]?\d[\d.,/:-]*%?")
_SKIP = word_set(
    "the a an that those in with for of by after on to from among receiving received assigned allocated randomized "
    "randomised who were did only"
)
_PEOPLE = word_set(
    "patients participants women men children subjects people adults infants individuals girls boys experts students "
    "practices clinics"
)
_GOVERN = word_set("who that receiving received treated given assigned allocated randomized randomised used using taking")
PARTICLES = word_set("in with for after on among")
_BEFORE_ARM = word_set("for in with of by after on receiving to from among between ( [ , ; : the a and under")
_LEADS_ON = _SKIP | _GOVERN
_NOT_ARM = word_set(
    "difference differences between-group ratio ratios odds risk risks baseline favor favour favoring favouring "
    "age ages score scores"
)
_UNITS = word_set("day days week weeks month months year years hour hours min minutes mm kg points")


def comparisons(w: Words) -> list[tuple[Span, Span | None, Span | None]]:
    """Each comparison: its place, left and right side."""
    found: list[tuple[Span, Span | None, Span | None]] = []
    count = len(w.plain)
    for i, word in enumerate(w.plain):
        if word in {"than", "versus", "vs", "v"}:
            after = i + 1
        elif (word in {"compared", "comparison", "relative"} and i + 1 < count and w.plain[i + 1] in {"with", "to"}) or (
            word in {"superior", "noninferior", "non-inferior", "inferior"} and i + 1 < count and w.plain[i + 1] == "to"
        ):
            after = i + 2
        elif word in {"comparing", "between"}:
            link = {"with", "to", "and"} if word == "comparing" else {"and"}
            a = w.right(start_of_name(w, i + 1))
            joint = w.at(a[1]) if a else count
            if a and joint < count - 1 and w.plain[joint] in link and (b := w.right(start_of_name(w, joint + 1))):
                found.append(((w.spans[i][0], b[1]), a, b))
            continue
        else:
            continue
        if after >= count:
            continue
        b = _right_side(w, after)
        a = _left_side(w, i)
        if word in {"versus", "vs", "v"} and b is None and a is None:
            continue
        if a or b:
            found.append(((w.spans[i][0], w.spans[i][1]), a, b))
    told = [(place, named(w, a), named(w, b)) for place, a, b in found]
    return [c for c in told if c[2]] or [c for c in told if c[1]]


def start_of_name(w: Words, i: int) -> int:
    """Index of the first word from `i` on that can begin the name of an arm."""
    last = min(len(w.plain), i + 8)
    while i < last and (w.plain[i] in _SKIP or (w.plain[i] in _PEOPLE and i + 1 < len(w.plain) and w.plain[i + 1] in _LEADS_ON)):
        i += 1
    return i


def _right_side(w: Words, i: int) -> Span | None:
    i = start_of_name(w, i)
    if i < len(w.plain) and (NUMERIC.fullmatch(w.plain[i]) or w.plain[i] in "(["):
        depth = 0
        for j in range(i, min(len(w.plain), i + 22)):
            depth += (w.plain[j] in "([") - (w.plain[j] in ")]")
            if depth < 0 or w.plain[j] in {";", "vs", "versus"}:
                return None
            if depth == 0 and w.plain[j] in PARTICLES:
                i = start_of_name(w, j + 1)
                break
        else:
            return None
    span = w.right(i)
    if span is None:
        return None
    after = w.at(span[1])
    if after + 1 < len(w.plain) and w.plain[after] in _GOVERN and (inner := w.right(start_of_name(w, after + 1))):
        again = w.at(inner[1])
        used = w.plain[w.at(inner[0])] in _GOVERN and w.right(w.at(inner[0]) + 1)
        return used or inner if again else inner
    return None if NUMERIC.fullmatch(w.text[slice(*span)]) else span


def _left_side(w: Words, i: int) -> Span | None:
    while i > 0 and w.plain[i - 1] in {"as", "when", "in", ",", "significantly", "rather"}:
        i -= 1
    i = w.before_bracket(i)
    if i == 0 or NUMERIC.fullmatch(w.plain[i - 1]) or w.plain[i - 1] == "%":
        return None
    span = w.left(i)
    if span is None:
        return None
    first = w.at(span[0])
    if any(
        NUMERIC.fullmatch(w.text[slice(*span)].split()[0]) and part.endswith("%") for part in w.text[slice(*span)].split()[:1]
    ):
        return None
    before = w.plain[first - 1] if first else "("
    if before in {"the", "a"} and first > 1:
        before = w.plain[first - 2]
    return span if before in _BEFORE_ARM and before not in {"of", "and"} else None


def named(w: Words, span: Span | None) -> Span | None:
    """The span, unless its words name a measure, an outcome or a time and so no arm."""
    if span is None:
        return None
    text = w.text[slice(*span)].lower()
    parts = text.split()
    if "=" in text or "%" in text or not any(c.isalpha() for c in text) or not _NOT_ARM.isdisjoint(parts):
        return None
    return None if parts[-1] in _UNITS or (NUMERIC.match(parts[0]) and "/" in text) else span
