"""Sentences of running prose, and the one-to-one plain copy that every pattern of this room reads.

The splitter is safe for decimals, knows the usual abbreviations, does not split inside brackets, and splits the
glued paragraphs of structured abstracts ("chronic pain in adults.To determine whether").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kg.extract.words import word_set
from kg.printed import PLAIN

__all__ = ["LONGEST", "normalise", "sentences"]

LONGEST = 1_500  # characters; longer "sentences" are lists or broken text, and are cut so that work stays bounded

_KEPT = 8  # texts whose plain copy and sentences are kept: each kind of reading asks for those of the same text
_STOP = re.compile(r"[.!?\n](?:(?<=\n)|(?=[\s\"')\]A-Z]))")  # a character set first: the engine skips to it
_GLUED = re.compile(r"[A-Z][a-z]")
_ABBREVIATED = word_set(
    "vs v i.e e.g cf al approx ca resp Dr Mr Mrs Ms St no No Fig fig adj ref sp spp C.I A.M P.M p.o n.s eg ie i.v s.c b.i.d q.d"
)
_NEXT = re.compile(r"[\"')\]]*\s*[\"'(\[]?[A-Z0-9]")
# What Asian typesetting adds to `PLAIN`: signs of full width and wave dashes between limits; the p, beta and eta of formula
# fonts; and letters that are taken for beta and eta.
_WIDE = PLAIN | str.maketrans("～〜∼（）［］，；：％＋－．𝑝𝑃𝒑𝐩𝐏𝛽𝜷𝜂𝜼ɳƞß", "~~~()[],;:%+-.pPppPββηηηηβ")
_WIDE |= {0xFFE5: "¥", 0x2A7D: "≤", 0x2A7E: "≥"}
_TYPESET = re.compile("[" + "".join(re.escape(chr(code)) for code in _WIDE) + "]+")
# A dash, a colon or nothing that was set as a low line: "-41.5_ -7.3", "95% CI_ 1.2", "0.001_)".
_LOW_LINE = re.compile(r"(?<=[\d%])(?P<dash>_)(?=\s?[-+]?\.?\d)|(?<=CI)(?P<colon>_)|(?<=\d)_(?=[\s),;.\]])")
_THOUSANDS = re.compile(r"(?<=\d)[\u2009\u202f\u2008](?=\d{3}(?!\d))")
_LETTERED_COMMA = re.compile(r"0(?<![\d.,].),\d")  # a plain character first: the engine skips to it
_POINT = re.compile(r"\d[.]\d")
_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))|(?<=(?<!\d)0),(?=\d)")

_COMMA_BESIDE_POINT = re.compile(r"(?<=(?<![\d.,])0),(?=\d{2,4}(?!\d|[.,]\d))")


@lru_cache(maxsize=_KEPT)
def normalise(text: str) -> str:
    """The same text with plain dashes, points and spaces: as long as the given one, character for character.

    Thin spaces between thousands become commas. Where the text prints "0,74" and no decimal point at all, commas
    before one or two digits are decimal commas and become points; after a lone 0 they are so beside points too.
    """
    if text.isascii():
        bare = text
    else:
        if "\u2009" in text or "\u202f" in text or "\u2008" in text:
            text = _THOUSANDS.sub(",", text)
        bare = _TYPESET.sub(lambda found: found[0].translate(_WIDE), text)
    if "_" in bare:
        bare = _LOW_LINE.sub(lambda found: {"dash": "~", "colon": ":"}.get(found.lastgroup or "", " "), bare)
    if "0," in bare and _LETTERED_COMMA.search(bare):
        bare = (_COMMA_BESIDE_POINT if _POINT.search(bare) else _COMMA).sub(".", bare)
    return bare


def sentences(plain: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, in order, without surrounding space; none is longer than `LONGEST`."""
    return iter(_bounds(plain))


@lru_cache(maxsize=_KEPT)
def _bounds(plain: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(plain):
        at, end = stop.span()
        if plain[at] != "\n" and not _ends(plain, start, at):
            continue
        found.extend(_cut(plain, start, end))
        start = end
    found.extend(_cut(plain, start, len(plain)))
    return tuple(found)


def _ends(plain: str, start: int, at: int) -> bool:
    """Whether the stop at `at` ends the sentence that began at `start`."""
    after = plain[at + 1]
    if after.isupper():  # glued: "in adults.To determine", but not "U.S.A" or "p.Val"
        before = plain[at - 1] if at else ""
        return (before.islower() or before.isdigit() or before in ")]%") and _GLUED.match(plain, at + 1) is not None
    if _NEXT.match(plain, at + 1) is None:
        return False
    if plain[at] == ".":
        word = plain[plain.rfind(" ", start, at) + 1 : at].lstrip("([\"'")
        if word in _ABBREVIATED or (len(word) == 1 and word.isupper()):
            return False
    return at - start >= LONGEST // 2 or not _in_bracket(plain, start, at)


def _in_bracket(plain: str, start: int, end: int) -> bool:
    """Whether a bracket opened after `start` is still open at `end` (nested ones are not counted)."""
    round_, square = plain.rfind("(", start, end), plain.rfind("[", start, end)
    return (round_ >= 0 and plain.find(")", round_, end) < 0) or (square >= 0 and plain.find("]", square, end) < 0)


def _cut(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and plain[start].isspace():
        start += 1
    while end > start and plain[end - 1].isspace():
        end -= 1
    while end - start > LONGEST:
        middle = plain.rfind(" ", start + LONGEST // 2, start + LONGEST)
        middle = middle if middle > 0 else start + LONGEST
        yield start, middle
        start = middle + 1
    if start < end:
        yield start, end
