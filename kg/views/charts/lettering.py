"""How wide words are in a picture that no browser has laid out yet, and how they are broken into lines.

Widths are those of Helvetica (Adobe's published font metrics, thousandths of the size), made wider for the fonts that stand in
for it: a label that keeps its room in the widest of them keeps it in all.
"""

from __future__ import annotations

import unicodedata

__all__ = ["fitted", "width", "wrapped"]

_WIDER = 1.2  # DejaVu Sans, the widest common stand-in, over Helvetica, in English prose
_USUAL = 0.556  # digits and most small letters

_CLASSES = {
    222: "ijl'\u2019\u2018",
    278: " !,./:;[]\\ftI|\u00b7",
    333: "()-r`",
    389: '*"\u201c\u201d',
    500: "ckvxyzsJ",
    611: "FTZ",
    667: "ABEKPSVXY&",
    700: "+<=>~\u2212\u00d7\u2264\u2265\u00b1",  # as wide as in the stand-in: numbers are full of them
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "\u2026@\u2192\u2190",
}
_WIDTHS = {char: thousandths / 1000 for thousandths, chars in _CLASSES.items() for char in chars}


def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line of text in pixels, for a letter size in pixels; never less than most fonts need."""
    total = sum(_of(char) for char in text)
    return total * size * _WIDER * (1.12 if bold else 1.0)


def _of(char: str) -> float:
    known = _WIDTHS.get(char)
    if known is not None:
        return known
    if unicodedata.combining(char):
        return 0.0
    return 1.0 if unicodedata.east_asian_width(char) in "WF" else _USUAL


def fitted(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than `room` pixels."""
    if width(text, size, bold=bold) <= room:
        return text
    kept = text
    while kept and width(f"{kept}\u2026", size, bold=bold) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}\u2026"


def wrapped(text: str, room: float, size: float, *, most: int = 2, bold: bool = False) -> tuple[str, ...]:
    """The text in at most `most` lines, each within `room` pixels; what does not fit ends in an ellipsis. Never empty."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, size, bold=bold) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return tuple(fitted(line, room, size, bold=bold) for line in lines)
