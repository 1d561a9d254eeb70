"""Other people's words as far as they may be shown: not at all, shortened, or whole."""

from __future__ import annotations

from kg.tables import counted
from kg.views.report.entries import Quote

__all__ = ["MODES", "WORDS", "quoted"]

MODES = ("none", "short", "full")
WORDS = 30
_LONG = 40  # characters that count as one word: text without spaces must not get around the limit


def quoted(text: str, mode: str, place: str = "") -> Quote:
    """The text as the mode allows: `short` is at most 30 words, `none` nothing but how long it is and where it stands.

    `place` is told beside it. Raises ValueError for another mode.
    """
    if mode not in MODES:
        raise ValueError(f"no mode of passages: {mode!r}")
    words = text.split()
    if mode == "none":
        told = f"{counted(len(words), 'word')} not shown here"
        return Quote("", len(words), shortened=True, place=f"{told}; {place}" if place else told)
    if mode == "full":
        return Quote(" ".join(words), len(words), shortened=False, place=place)
    kept: list[str] = []
    weight = 0
    for word in words:
        weight += 1 + len(word) // _LONG
        if weight > WORDS:
            break
        kept.append(word)
    shortened = len(kept) < len(words)
    short = " ".join(kept) or words[0][: WORDS * _LONG] if words else ""
    return Quote(short + (" \u2026" if shortened else ""), len(words), shortened, place)
