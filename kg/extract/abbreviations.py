"""Short forms and what they stand for, read from their definitions in the text.

The rule is Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in biomedical
text": a short form in brackets after its long form, every character of the short form found from right to left in
the words before, the first one at the start of a word.
"""

from __future__ import annotations

import re

__all__ = ["abbreviations", "meaning_of"]

_BRACKET = re.compile(r"(?<=[\w.%]\s)[(\[]([A-Za-z0-9][\w./+&-]{0,9})(?:[)\]]|[,;]\s(?=[A-Za-z]))")
_WORD = re.compile(r"\S+")
_LINKS = frozenset(["of", "or", "and", "to", "in", "for", "with", "the"])


def abbreviations(text: str) -> dict[str, str]:
    """Short form to long form, as the text defines them; the first definition of a short form holds."""
    found: dict[str, str] = {}
    for match in _BRACKET.finditer(text):
        short = match[1]
        if short in found or not 2 <= len(short) <= 10 or not any(c.isupper() for c in short):
            continue
        if long := _long_form(short, text, match.start()):
            found[short] = long
    return found


def meaning_of(short: str, text: str) -> str | None:
    """What `abbreviations` finds for one short form, without reading the rest of the text."""
    if not 2 <= len(short) <= 10 or not any(c.isupper() for c in short):
        return None
    for opened in re.finditer(r"[(\[]" + re.escape(short), text):
        match = _BRACKET.match(text, opened.start())
        if match and match[1] == short and (long := _long_form(short, text, opened.start())):
            return long
    return None


def _long_form(short: str, text: str, end: int) -> str | None:
    """The long form that ends at `end`, or None. At most min(n + 5, 2 n) words are tried (n: length of the short form)."""
    words = min(len(short) + 5, 2 * len(short))
    window = text[max(0, end - 14 * words) : end].rstrip()
    if cut := max(window.rfind(mark) for mark in (". ", "; ", "(", ")", "[", "]")) + 1:
        window = window[cut:]
    starts = [m.start() for m in _WORD.finditer(window)]
    if len(starts) > words:
        window = window[starts[-words] :]
    lower = window.lower()
    letters = [c for c in short.lower() if c.isalnum()]
    if len(lower) != len(window) or not letters:
        return None
    at = len(window)
    for letter in reversed(letters[1:]):
        at = lower.rfind(letter, 0, at)
        if at < 0:
            return None
    at = lower.rfind(letters[0], 0, at)
    while at > 0 and window[at - 1].isalnum():
        at = lower.rfind(letters[0], 0, at)
    long = window[at:].strip() if at >= 0 else ""
    if long.split(" ", 1)[0].lower() in _LINKS:
        return None
    return long if len(long) > len(short) and short not in long.split() else None
