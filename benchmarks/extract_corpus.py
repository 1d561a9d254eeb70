"""Estimates read from trial reports, against those a reader wrote down of the same reports.

    python benchmarks/extract_corpus.py CORPUS_DIR JATS_DIR [--abstract] [--errors]

CORPUS_DIR holds appraisal files, JATS_DIR the articles as PMCxxxx.nxml; tables are not read, and of the full text
only what is not in a table. An appraised estimate counts as printed where its numbers, signs aside, all stand in one
sentence of the text. Recall: of those printed, how many are read with the same numbers. Precision: of those read, how
many the reader wrote down too; readers do not write down everything, so each of the rest is to be looked at (--errors).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from study_facts import article

from kg.extract import EstimateMention, find_estimates, numeral
from kg.extract.masks import numbers
from kg.extract.sentences import normalise, sentences
from kg.printed import decimal

_UNKNOWN = (None, "", "null", "~")

Numbers = tuple[Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Appraised:
    """One estimate of an appraisal file; `numbers` are value and limits without sign, limits by size."""

    outcome: str
    timepoint: str | None
    arms: tuple[str, ...]
    numbers: Numbers
    p: str | None

    def __str__(self) -> str:
        value, low, high = self.numbers
        limits = f" [{low}, {high}]" if low is not None else ""
        return f"{value}{limits}, {self.outcome}, {self.timepoint}, {' against '.join(self.arms)}, p {self.p}"


def bare(printed: Any) -> Decimal | None:
    """A number without its sign; None for what is unknown."""
    try:
        return None if printed in _UNKNOWN else abs(decimal(numeral(str(printed))))
    except ValueError:
        return None


def told(value: Decimal | None, limits: tuple[Decimal | None, Decimal | None]) -> Numbers:
    low, high = limits
    if low is not None and high is not None and low > high:
        low, high = high, low
    return value, low, high


def appraised(record: dict[str, Any]) -> list[Appraised]:
    """The estimates of an appraisal file that have a value or an interval."""
    names = {arm["id"]: arm["label"] for arm in record["study"].get("arms", [])}
    found = []
    for outcome in record.get("outcomes", []):
        for e in outcome.get("estimates", []):
            limits = tuple(bare(x) for x in ((None, None) if e.get("ci") in _UNKNOWN else e["ci"]))
            value = bare(e.get("printed"))
            value = bare(e.get("value")) if value is None else value  # what is printed is a phrase at times
            if value is None and limits[0] is None:
                continue
            arms = tuple(names.get(arm, arm) for arm in (() if e.get("arms") in _UNKNOWN else e["arms"]))
            found.append(Appraised(outcome["label"], e.get("timepoint"), arms, told(value, (limits[0], limits[1])), e.get("p")))
    return found


def read(mention: EstimateMention) -> Numbers:
    """The numbers of an estimate, signs aside."""
    value, low, high = (bare(m.text) if m else None for m in (mention.value, mention.ci_low, mention.ci_high))
    return told(value, (low, high))


def printed_in(text: str) -> list[set[Decimal]]:
    """The numbers of each sentence, signs aside."""
    plain = normalise(text)
    found = []
    for start, end in sentences(plain):
        here = {bare(plain[start + a : start + b]) for a, b in numbers(plain[start:end])}
        found.append({x for x in here if x is not None})
    return found


def shown(of: EstimateMention) -> str:
    names = ("outcome", "arm_a", "arm_b", "timepoint")
    roles = ", ".join(f"{name} {getattr(of, name).text!r}" for name in names if getattr(of, name))
    return f"{of.measure} {roles}\n      {of.sentence.text}"


def main() -> None:
    paths = [Path(a) for a in sys.argv[1:] if not a.startswith("--")]
    if len(paths) != 2:
        sys.exit(__doc__)
    whole, errors = "--abstract" not in sys.argv, "--errors" in sys.argv
    due = hit = said = right = 0
    for file in sorted(paths[0].glob("*.yaml")):
        record = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text as printed, no objects
        source = paths[1] / f"{record['paper'].get('pmcid')}.nxml"
        if not source.exists():
            continue
        text = article(source)[1 if whole else 0]
        wanted = appraised(record)
        stand = printed_in(text)
        there = [w for w in wanted if any({n for n in w.numbers if n is not None} <= here for here in stand)]
        mentions = find_estimates(text)
        found = [read(m) for m in mentions]
        missed = [w for w in there if w.numbers not in found]
        alone = [m for m, n in zip(mentions, found, strict=True) if n not in {w.numbers for w in wanted}]
        due, hit, said, right = (
            due + len(there),
            hit + len(there) - len(missed),
            said + len(found),
            right + len(found) - len(alone),
        )
        if errors and (missed or alone):
            print(f"\n## {record['paper']['key']}")
            for w in missed:
                print(f"  not read: {w}")
            for m in alone:
                print(f"  not appraised: {' '.join(str(x) for x in read(m))} {shown(m)}")
    where = "full texts without tables" if whole else "titles and abstracts"
    print(f"{where}: {due} appraised estimates printed, {hit} of them read (recall {hit / max(due, 1):.3f})")
    print(f"{said} read, {right} of them appraised (precision {right / max(said, 1):.3f})")


if __name__ == "__main__":
    main()
