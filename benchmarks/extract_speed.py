"""Abstracts a second of the extractor, beside cheaper passes over the same text in the same run.

    python benchmarks/extract_speed.py [ABSTRACTS.txt]

The file holds one abstract a line; without it, abstracts of about 2,500 characters are made up. Ratios to the bare
anchor scan say more than rates: they do not depend on the machine, nor much on what else it does.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.extract import find_estimates
from kg.extract.intervals import intervals
from kg.extract.sentences import normalise, sentences

_FILLER = (
    "Persistent pain of the {site} is common in adults and its best management is uncertain.",
    "We recruited people aged 18 to 70 years from {n} clinics between May 2012 and June 2015.",
    "Participants were allocated to {a} or {b} in blocks of four and six by a statistician.",
    "The main outcome was the disability score (0-100) at 12 weeks; a change of 10 points was considered important.",
    "Of {n} people assessed, 212 entered the trial (mean age, 46.1 [SD, 12.3] years; 58% women).",
    "Adverse events were reported by {n} (12%) people in each group, and none was serious.",
    "Adherence was good, with a median of 9 (IQR 7-11) of 12 sessions attended.",
    "These findings need to be repeated in a larger sample before practice should change in any setting.",
)
_RESULT = (
    "At 12 weeks, disability was lower with {a} than with {b} (mean difference, -{x}.1 points; 95% CI, -{y}.4 to -0.3; P = .02).",
    "Recovery was more likely after {a} than {b} (OR 1.{x}, 95% CI 1.0{x} to 2.{y}).",
)


def made_up(count: int, seed: int = 7) -> list[str]:
    """Abstracts with two results each, of about 2,500 characters."""
    rng = random.Random(seed)  # noqa: S311 - sample text, not secrets
    out = []
    for _ in range(count):
        said = [rng.choice(_FILLER) for _ in range(25)]
        said[18:18] = list(_RESULT)
        blanks = {
            "site": "neck",
            "a": "graded walking",
            "b": "usual care",
            "n": rng.randint(30, 900),
            "x": 3,
            "y": rng.randint(6, 9),
        }
        out.append(" ".join(s.format(**blanks) for s in said))
    return out


def rate(work: Callable[[str], object], texts: Sequence[str], repeats: int = 5) -> float:
    """Texts a second of process time, the best of several rounds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    return len(texts) / best


def anchors(text: str) -> object:
    """The bare scan for intervals, with nothing bound: the peer."""
    return intervals(normalise(text))


def main() -> None:
    texts = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if len(sys.argv) > 1 else made_up(300)
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} abstracts of {size:.0f} characters, {sum(len(find_estimates(t)) for t in texts)} estimates")
    passes: dict[str, Callable[[str], object]] = {
        "intervals only": anchors,
        "sentences only": lambda text: list(sentences(normalise(text))),
        "find_estimates": find_estimates,
    }
    rates = {name: rate(work, texts) for name, work in passes.items()}
    for name, each in rates.items():
        print(f"{name:16} {each:8.0f} a second   {rates['intervals only'] / each:5.2f} times the interval scan")


if __name__ == "__main__":
    main()
