"""Letters that typesetting joins ("conﬁdence", "eﬀect"): one character each, and kept so that a text keeps its length."""

from __future__ import annotations

__all__ = ["folded", "joined"]

_JOINED = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_FOLDED = str.maketrans(_JOINED)


def folded(word: str) -> str:
    """The word in single letters; it may be longer than it was printed."""
    return word if word.isascii() else word.translate(_FOLDED)


def joined(phrase: str) -> str:
    """The phrase as it is printed where such letters are joined: the longest are, as typesetters do."""
    for letter, letters in sorted(_JOINED.items(), key=lambda each: -len(each[1])):
        phrase = phrase.replace(letters, letter)
    return phrase
