"""Abstracts a second of the extractor, beside cheaper passes over the same text in the same run.

    python benchmarks/extract_speed.py [ABSTRACTS.txt] [--peers PYTHON] [--worst]

The file holds one abstract a line; without it, abstracts of about 2,500 characters are made up. Ratios to the bare
anchor scan say more than rates: they do not depend on the machine, nor much on what else it does.

Programs of others are timed on the same texts in the same run: statcheck (test statistics in APA style) and quantulum3
(quantities with units), where they can be imported here or by the interpreter given with `--peers`. They do other work, so
their finds are no measure of quality. `--worst` adds texts made to be slow, in seconds a megabyte.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.extract import find_estimates, rejected
from kg.extract.intervals import intervals
from kg.extract.sentence_facts import sentence_facts
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


# Run by the interpreter of the peers: texts come in as JSON lines, a line of JSON goes out for each peer.
_PEER = """
import contextlib, io, json, sys, time, warnings
warnings.filterwarnings("ignore")
texts = [json.loads(line) for line in sys.stdin]
def statcheck(texts):
    from statcheck.st import statcheck as check
    found = check(list(texts), messages=False)
    found = found[0] if isinstance(found, tuple) else found
    return 0 if found is None else len(found)
def quantulum3(texts):
    from quantulum3 import parser
    return sum(len(parser.parse(text)) for text in texts)
for name, work, part in (("statcheck", statcheck, texts), ("quantulum3", quantulum3, texts[:20])):
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            work(part[:1])
            start = time.process_time()
            found = work(part)
            spent = time.process_time() - start
        told = {"name": name, "rate": len(part) / spent, "found": found, "texts": len(part)}
    except ImportError:
        told = {"name": name, "missing": True}
    except Exception as error:
        told = {"name": name, "failed": type(error).__name__ + ": " + str(error)[:80]}
    print(json.dumps(told))
"""

_WORST = {
    "results": "The mean difference was 4.2 (95% CI 1.5 to 6.9; P = .01). ",
    "no full stops": "mean difference 1.2 (95% CI 0.5 to 2.0) ",
    "limits": "95% CI 1.2 to ",
    "announcements": "95% CI (",
    "measures": "HR 0.7 (",
    "lists of limits": "95% CI 1 to 2 and ",
    "lines": "1 CI\n",
    "digits": "1",
    "brackets": "(",
    "words": "lower than ",
    "signs": "- -",
    "stops": "A. ",
}


def peers(python: str, texts: Sequence[str]) -> list[dict[str, object]]:
    """What the programs of others need for the same texts, timed inside their own interpreter."""
    given = "\n".join(json.dumps(text) for text in texts)
    done = subprocess.run([python, "-c", _PEER], input=given, capture_output=True, text=True, check=False)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def worst(size: int = 1_000_000) -> None:
    """Seconds that texts of `size` characters take which no one writes."""
    for name, piece in _WORST.items():
        text = (piece * (size // len(piece) + 1))[:size]
        spent = []
        for work in (find_estimates, rejected):
            start = time.process_time()
            work(text)
            spent.append(time.process_time() - start)
        print(f"{name:16} {spent[0]:8.2f} s found   {spent[1]:8.2f} s explained")


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("abstracts", nargs="?", type=Path)
    given.add_argument("--peers", metavar="PYTHON", default="", help="an interpreter that has statcheck and quantulum3")
    given.add_argument("--worst", action="store_true")
    options = given.parse_args()
    texts = options.abstracts.read_text(encoding="utf-8").splitlines() if options.abstracts else made_up(300)
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts of {size:.0f} characters")
    passes: dict[str, Callable[[str], object]] = {
        "intervals only": anchors,
        "sentences only": lambda text: list(sentences(normalise(text))),
        "numbers only": lambda text: [read.facts for read in sentence_facts(normalise(text))],
        "find_estimates": find_estimates,
        "rejected": rejected,
    }
    found = {"find_estimates": sum(len(find_estimates(t)) for t in texts), "rejected": sum(len(rejected(t)) for t in texts)}
    rates = {name: rate(work, texts) for name, work in passes.items()}
    scan = rates["intervals only"]
    for name, each in rates.items():
        print(f"{name:16} {each:8.0f} a second   {scan / each:9.2f} times the interval scan   {found.get(name, '')}")
    for peer in peers(options.peers or sys.executable, texts):
        if "rate" in peer:
            each = float(str(peer["rate"]))
            told = f"{peer['found']} in {peer['texts']}"
            print(f"{peer['name']:16} {each:8.1f} a second   {scan / each:9.2f} times the interval scan   {told}")
        else:
            print(f"{peer['name']:16} not timed: {peer.get('failed', 'not installed')}")
    if options.worst:
        worst()


if __name__ == "__main__":
    main()
