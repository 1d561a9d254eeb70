"""Invented worlds of any size: papers that cite each other, appraised and with effects, as the bundles of their sources.

Papers cite earlier ones, half of the time those already cited often; flaws are as unequal as in life; a third of the papers have
a second assessor. The same seed gives the same world.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from hashlib import sha256

from kg.records import (
    Appraisal,
    Arm,
    Assessor,
    Bundle,
    Citation,
    Estimate,
    Finding,
    Outcome,
    Paper,
    Publication,
    Record,
    Reference,
    Source,
    Study,
)

__all__ = ["bundles"]

PRESENCES = ("present", "present", "likely-present", "absent", "likely-absent", "unclear")
DESIGNS = ("randomized-trial", "cohort", "crossover-trial", None)
CONDITIONS = ("chronic low back pain", "knee osteoarthritis", "neck pain", None)
INTENTS = ("citesAsEvidence", "critiques", "discusses", "obtainsSupportFrom", None)
ROLES = ("usual-care", "active-comparator", "waiting-list", "placebo")
SEVERITIES = ("critical", "high", "moderate", "low", None)
INSTRUMENTS = ("modq", "rmdq", "vas-pain", "nrs-pain")


def bundles(number: int, flaws: Sequence[str], *, seed: int = 1) -> Iterator[Bundle]:
    """The sources of so many papers, one each, with some flaws of those given."""
    draw = random.Random(seed)  # noqa: S311 - invented data
    why = random.Random(seed)  # noqa: S311 - drawn apart, so that the rest of a world is as it was before references had intents
    weights = [1 / rank for rank in range(1, len(flaws) + 1)]
    cited: list[int] = []
    for i in range(number):
        targets = {draw.choice(cited) if cited and draw.random() < 0.5 else draw.randrange(i) for _ in range(min(i, 10))}
        cited += sorted(targets)
        record = Record(
            paper=Paper(
                key=_key(i), title=f"An invented trial, number {i}", authors=("Invented A",), year=1990 + i % 36,
                journal=f"Journal {i % 200}", doi=f"10.5555/invented.{i}",
            ),
            study=Study(
                design=draw.choice(DESIGNS), condition=draw.choice(CONDITIONS), randomized=draw.randrange(20, 400),
                arms=(
                    Arm(id="one", label="exercise", role="experimental"),
                    Arm(id="two", label="other", role=draw.choice(ROLES)),
                ),
            ),
            outcomes=tuple(_outcome(draw, name) for name in draw.sample(INSTRUMENTS, draw.randrange(1, 3))),
            appraisals=tuple(_appraisals(draw, flaws, weights)),
            cited_by=tuple(
                Citation(title=f"Article {i * 3 + k}", publisher="Invented", year=2020, intent=draw.choice(INTENTS))
                for k in range(3)
            ),
        )  # fmt: skip
        digest = sha256(f"{seed} {i}".encode()).hexdigest()
        source = Source(name=f"{_key(i)}.yaml", format="appraisal", sha256=digest)
        references = tuple(Reference(key=_key(t), intent=why.choice(INTENTS)) for t in sorted(targets))
        yield Bundle(source=source, record=record, references=references)


def _key(i: int) -> str:
    return f"invented-{i}"


def _outcome(draw: random.Random, instrument: str) -> Outcome:
    estimates = []
    for week in sorted(draw.sample((6, 12, 26, 52), draw.randrange(1, 4))):
        tenths, half = draw.randrange(-120, 60), draw.randrange(5, 80)
        limits = (f"{(tenths - half) / 10:.1f}", f"{(tenths + half) / 10:.1f}")
        estimates.append(
            Estimate(
                timepoint=f"{week} weeks", weeks=week, measure="MD", arms=("one", "two"), value=f"{tenths / 10:.1f}", ci=limits,
                level=95, p=draw.choice(("0.04", "<0.001", "0.3", None)),
            )
        )  # fmt: skip
    return Outcome(id=instrument, label=instrument, instrument=instrument, better="lower", estimates=tuple(estimates))


def _appraisals(draw: random.Random, flaws: Sequence[str], weights: Sequence[float]) -> Iterator[Appraisal]:
    for who in ("Reader One", "Reader Two")[: draw.choices((0, 1, 2), (2, 5, 3))[0]]:
        named = dict.fromkeys(draw.choices(flaws, weights, k=draw.choices(range(1, 7), (22, 22, 16, 11, 7, 4))[0]))
        found = (
            Finding(flaw=flaw, presence=draw.choice(PRESENCES), severity=draw.choice(SEVERITIES), target="study")
            for flaw in named
        )
        assessor = Assessor(name=who, kind="person")
        yield Appraisal(assessor=assessor, source=Publication(kind="other", title=f"Reviews of {who}"), findings=tuple(found))
