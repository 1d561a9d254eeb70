"""The index that the pages search without a server: words to documents, in files that a page loads when it needs them.

A small site has all words in one file; a large one has a file for each two letters that words begin with. Documents (kind,
address, name, note) stand in blocks. Every file is a script that hands over its part, since a page opened from a disk may load
scripts and may not fetch.
"""

from __future__ import annotations

import json
import re
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterator

from kg.tables import visible

__all__ = ["Index", "folded", "shard"]

_WORD = re.compile(r"[^\W_]+")
_SMALL = 30_000  # words of documents that one file holds
_BLOCK = 500
_LETTERS = 2
_LONGEST = 40


def folded(text: str) -> list[str]:
    """The words of a text as they are searched: without accents, in small letters."""
    plain = unicodedata.normalize("NFKD", visible(text))
    return [word[:_LONGEST] for word in _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).lower())]


def shard(word: str) -> str:
    """The name of the file that a word of a large site stands in: its first letters, others than a to z and digits by number."""
    return "-".join(c if c.isascii() and c.isalnum() else f"u{ord(c):x}" for c in word[:_LETTERS])


class Index:
    """The documents as they are added; `files` gives the files of the index when all are there."""

    def __init__(self) -> None:
        self._documents: list[tuple[str, str, str, str]] = []
        self._words: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._size = 0

    def add(self, kind: str, address: str, name: str, note: str = "", more: str = "") -> None:
        """A document of that kind; `note` is shown beside its name, `more` are further words to find it by."""
        number = len(self._documents)
        self._documents.append((kind, address, visible(name), visible(note)[:160]))
        for word in dict.fromkeys(folded(f"{name} {note} {more}")):
            self._words[word].append(number)
            self._size += 1

    def files(self) -> Iterator[tuple[str, str]]:
        """Name and text of each file."""
        whole = self._size <= _SMALL
        parts: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for word in sorted(self._words):
            parts["all" if whole else shard(word)][word] = self._words[word].tolist()
        yield (
            "index.js",
            _call("start", {"whole": whole, "block": _BLOCK, "shards": sorted(parts), "count": len(self._documents)}),
        )
        for name in sorted(parts):
            yield f"w-{name}.js", _call("words", name, parts[name])
        for at in range(0, len(self._documents), _BLOCK):
            yield f"d-{at // _BLOCK}.js", _call("documents", at // _BLOCK, self._documents[at : at + _BLOCK])


def _call(name: str, *values: object) -> str:
    told = ",".join(json.dumps(value, ensure_ascii=True, separators=(",", ":")) for value in values)
    return f"kgSearch.{name}({told});\n"
