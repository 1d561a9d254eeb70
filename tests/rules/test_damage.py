"""Copies of corpus files damaged in one place: the rule meant for it says so, and no other new violation comes up."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from kg.pipeline import ingest
from kg.rules.findings import Derived, findings
from kg.store import open_store

Content = dict[str, Any]
Place = dict[str, Any]
Harm = Callable[[Content], str | None]
MOST = 3  # files for each kind of damage


def _estimates(content: Content) -> Iterator[tuple[Content, Place]]:
    """The estimates of differences and ratios with all their numbers, with their outcomes."""
    for outcome in content.get("outcomes") or []:
        for estimate in outcome.get("estimates") or []:
            if estimate.get("value") and estimate.get("ci") and estimate.get("measure") in ("MD", "RD", "OR", "RR", "HR"):
                yield outcome, estimate


def _limits_swapped(content: Content) -> str | None:
    for outcome, estimate in _estimates(content):
        low, high = estimate["ci"]
        if Decimal(low) < Decimal(high):
            estimate["ci"] = [high, low]
            return f"outcome/{outcome['id']}"
    return None


def _p_a_hundred_times_smaller(content: Content) -> str | None:
    for outcome, estimate in _estimates(content):
        p = str(estimate.get("p") or "")
        if p.startswith("0.0") and 0 < Decimal(p) < Decimal("0.05"):  # significant before and after
            estimate["p"] = format(Decimal(p) / 100, "f")
            return f"outcome/{outcome['id']}"
    return None


def _people_too_many(content: Content) -> str | None:
    study = content.get("study") or {}
    arms = [arm.get("n") for arm in study.get("arms") or []]
    if study.get("design") != "crossover-trial" and arms and all(arms) and sum(arms) == study.get("randomized"):
        study["arms"][0]["n"] += 7
        return "study"
    return None


def _estimate_outside(content: Content) -> str | None:
    for outcome, estimate in _estimates(content):
        if not estimate.get("p"):
            low, high = map(Decimal, estimate["ci"])
            estimate["value"] = str(high + 3 * (high - low))
            return f"outcome/{outcome['id']}"
    return None


def _mean_outside(content: Content) -> str | None:
    for outcome in content.get("outcomes") or []:
        if outcome.get("instrument") in ("nrs-pain", "odi", "rmdq", "vas-pain", "koos", "womac", "ndi", "hads-anxiety", "pseq"):
            words = outcome["label"] + "".join(str(group.get("timepoint")) for group in outcome.get("groups") or [])
            unadjusted = any(estimate.get("adjusted") is False for estimate in outcome.get("estimates") or [])
            for group in outcome.get("groups") or []:
                if group.get("mean") and "chang" not in words and "percent" not in words and not unadjusted:
                    group["mean"] = "1" + "0" * len(str(group["mean"])) + ".5"
                    return f"outcome/{outcome['id']}"
    return None


DAMAGES: dict[str, tuple[Harm, str]] = {
    "limits swapped": (_limits_swapped, "limits-reversed"),
    "p a hundred times smaller": (_p_a_hundred_times_smaller, "p-and-interval-disagree"),
    "people who do not add up": (_people_too_many, "counts-do-not-add-up"),
    "estimate outside its interval": (_estimate_outside, "estimate-outside-interval"),
    "mean outside the scale": (_mean_outside, "outside-scale"),
}


def _damaged(files: dict[str, Content], harm: Harm) -> Iterator[tuple[str, Content, Content, str]]:
    """The files that can be damaged so, each with its damaged copy and the place of the damage."""
    for name, content in files.items():
        damaged = copy.deepcopy(content)
        place = harm(damaged)
        if place is not None:
            yield name, content, damaged, place


def _grave(found: list[Derived]) -> set[tuple[str, str]]:
    return {(one.rule, one.subject.partition("/paper/")[2]) for one in found if one.alert == "violation"}


def _of(found: list[Derived], rule: str) -> set[tuple[str, str]]:
    return {(one.message, one.subject.partition("/paper/")[2]) for one in found if one.rule == rule}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_found_by_the_rule_meant_for_it(damage: str, shipped_yaml: dict[str, Content], tmp_path: Path) -> None:
    harm, wanted = DAMAGES[damage]
    file = tmp_path / "paper.yaml"
    looked: list[str] = []
    for name, content, damaged, place in islice(_damaged(shipped_yaml, harm), MOST):
        looked.append(name)
        said = []
        with open_store() as store:
            for version in (content, damaged):
                file.write_text(yaml.safe_dump(version, sort_keys=False, allow_unicode=True), "utf-8")
                (result,) = ingest(store, [file], rules=False)
                assert result.status in ("added", "updated"), result.problems
                said.append(findings(store))
        before, after = said
        subject = f"{content['paper']['key']}/{place}"
        assert {where for _, where in _of(after, wanted) - _of(before, wanted)} == {subject}, name
        assert _grave(after) - _grave(before) <= {(wanted, subject)}, name
    assert len(looked) == MOST
