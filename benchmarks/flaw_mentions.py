"""Abstracts a second of the reader of flaw mentions, where nothing is found and where much is; and counts for files of text.

    python benchmarks/flaw_mentions.py [TEXT.txt ...]

Without files only the speed on made-up abstracts of about 2,500 characters. With files, the mentions of each by state.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from kg.extract import Lexicon
from kg.rdf.lexicon import taxonomy

_QUIET = (
    "Persistent pain of the neck is common in adults and its best management is uncertain. We recruited people from clinics. "
)
_LOUD = "The sample was small and the assessors were not blinded, so that selection bias cannot be ruled out. Pain fell by half. "


def rate(lexicon: Lexicon, text: str, count: int = 500) -> float:
    """Texts a second of process time, the best of five rounds."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for _ in range(count):
            lexicon.mentions(text)
        best = min(best, time.process_time() - start)
    return count / best


def main() -> None:
    start = time.process_time()
    lexicon = Lexicon(taxonomy().phrases)
    lexicon.mentions("")
    print(f"lexicon of {len(lexicon)} phrases ready after {time.process_time() - start:.2f} s")
    for name, piece in (("nothing found", _QUIET), ("a mention in every other sentence", _LOUD)):
        text = (piece * (2_500 // len(piece) + 1))[:2_500]
        found = len(lexicon.mentions(text))
        each = rate(lexicon, text, 100 if found else 2_000)
        print(f"{name}: {found} mentions in {len(text)} characters, {each:8.0f} texts a second")
    for size in (100_000, 1_000_000):
        text = (_QUIET * (size // len(_QUIET) + 1))[:size]
        start = time.process_time()
        lexicon.mentions(text)
        print(f"{size} characters: {time.process_time() - start:.3f} s")
    for path in sys.argv[1:]:
        states = Counter(mention.state for mention in lexicon.mentions(Path(path).read_text(encoding="utf-8")))
        print(path, dict(states))


if __name__ == "__main__":
    main()
