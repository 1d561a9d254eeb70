"""What a person types into a search, as the full-text engine understands it; no text is a mistake."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

__all__ = ["LONGEST", "Term", "match", "tokens", "words"]

LONGEST = 64  # terms that are searched; the engine refuses some hundreds, and what is longer is a pasted page

_TERM = re.compile(r'"([^"]*)(?:"|\Z)(\*?)|([^\s"]+)')
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})


class Term(NamedTuple):
    """Words that have to stand side by side, in this order; `prefix`: the last one may go on. A term may be a single word."""

    text: str
    prefix: bool

    @property
    def phrase(self) -> bool:
        return len(tokens(self.text)) > 1


def words(text: str) -> tuple[Term, ...]:
    """The terms of a search, each once: words, "phrases" in quotes, and beginnings of words with a star behind (`random*`).

    A word with signs in it, such as follow-up or a DOI, is the phrase of its parts. What has neither letter nor digit is
    left out. Everything else is a word, AND and NOT as well.
    """
    found: dict[Term, None] = {}
    for part in _TERM.finditer(_sound(text).translate(_QUOTES)):
        quoted, star, bare = part.groups()
        term = Term(bare.rstrip("*"), bare.endswith("*")) if bare is not None else Term(quoted, star == "*")
        if tokens(term.text):
            found[term] = None
    return tuple(found)


def match(terms: tuple[Term, ...]) -> str:
    """The expression for FTS5 that asks for all of the terms: each a string in its quotes, in which no sign has a meaning."""
    return " ".join('"{}"{}'.format(term.text.replace('"', '""'), "*" if term.prefix else "") for term in terms[:LONGEST])


def tokens(text: str) -> tuple[str, ...]:
    """The words of a text as the index folds them: letters and digits, without case and diacritics.

    By the Unicode of Python, which may know more letters than that of SQLite; good enough to count and compare words.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
    return tuple("".join(c if unicodedata.category(c)[0] in "LN" else " " for c in plain.lower()).split())


def _sound(text: str) -> str:
    """The text without what ends a string of SQLite (U+0000) or cannot be written as UTF-8 (half a surrogate pair)."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")
