"""The paper that the project started from, worked through by hand: van Dillen 2021."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg import resources
from kg.arithmetic.effects import effect, importance, left, p_factor, p_implied
from kg.arithmetic.wording import number
from kg.dossier import dossier
from kg.pipeline import ingest
from kg.rules.findings import Derived, findings
from kg.sparql import ask
from kg.store import Store, open_store

EFFECTS = {
    "after treatment": effect("MD", "-7.9", "-11.0", "-4.7"),
    "6 months after treatment": effect("MD", "-5.6", "-9.1", "-2.1"),
    "12 months after treatment": effect("MD", "-5.7", "-9.1", "-2.2"),
}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with open_store() as opened:
        ingest(opened, [resources.shipped("data", "appraisals", "van-dillen-2021.yaml")])
        yield opened


@pytest.fixture(scope="module")
def found(store: Store) -> dict[str, list[Derived]]:
    by_rule: dict[str, list[Derived]] = {}
    for one in findings(store):
        by_rule.setdefault(one.rule, []).append(one)
    return by_rule


def test_the_effects_are_those_of_the_file(store: Store) -> None:
    rows = ask(store, "effects-of-outcome", about="modq")
    printed = {(row["timepoint"], *(float(str(row[name])) for name in ("value", "low", "high"))) for row in rows.dicts()}
    assert printed == {
        ("after treatment", -7.9, -11.0, -4.7),
        ("6 months after treatment", -5.6, -9.1, -2.1),
        ("12 months after treatment", -5.7, -9.1, -2.2),
    }


def test_p_values_from_the_intervals() -> None:
    assert [number(repr(p_implied(packed))) for packed in EFFECTS.values()] == ["8.9e-7", "0.0017", "0.0012"]


def test_what_is_printed_agrees(found: dict[str, list[Derived]]) -> None:
    assert p_factor(EFFECTS["after treatment"], "<.001") == 1
    assert not [one for group in found.values() for one in group if one.alert == "violation"]


def test_classes_against_both_thresholds(found: dict[str, list[Derived]]) -> None:
    for threshold, classes in {
        "6": ["probable", "possible", "possible"],
        "10": ["possible", "definitely not", "definitely not"],
    }.items():
        assert [importance(packed, threshold, "lower") for packed in EFFECTS.values()] == classes
        told = {}
        for one in (*found["below-mcid"], *found["straddles-mcid"]):
            for step in one.arithmetic.split("\n")[1:]:
                comparison, _, verdict = step.partition(": ")
                if f"{threshold} <" in comparison or f"{threshold} >=" in comparison or f"<= {threshold} " in comparison:
                    told[next(time for time in EFFECTS if f", {time}: " in one.message)] = verdict
        assert told == dict(zip(EFFECTS, classes, strict=True))
    assert {one.rule: len(found[one.rule]) for group in found.values() for one in group if "mcid" in one.rule} == {
        "below-mcid": 2,
        "straddles-mcid": 3,
    }
    assert all("n=67" in one.message or "consensus" in one.message for one in (*found["below-mcid"], *found["straddles-mcid"]))


def test_the_effect_fades(found: dict[str, list[Derived]]) -> None:
    first, *others = EFFECTS.values()
    assert [number(repr(left(first, later))) for later in others] == ["0.71", "0.72"]
    arithmetic = "\n".join(one.arithmetic for one in found["fading-effect"])
    assert sorted(arithmetic.split("\n")) == ["-5.6 / -7.9 = 0.71 < 0.75", "-5.7 / -7.9 = 0.72 < 0.75"]
    assert {iri for one in found["fading-effect"] for iri in one.inputs if "/estimate/" in iri} == {
        iri for rule in ("below-mcid", "straddles-mcid") for one in found[rule] for iri in one.inputs if "/estimate/" in iri
    }, "all three estimates"


def test_heavy_screening(found: dict[str, list[Derived]]) -> None:
    (one,) = found["heavy-screening"]
    assert "9.7%" in one.message
    assert one.arithmetic == "154 / 1595 = 9.7% < 10%"


def test_neither_arm_was_untreated(found: dict[str, list[Derived]]) -> None:
    (one,) = found["no-untreated-arm"]
    assert "motor skill training; strength and flexibility exercise" in one.message
    (better,) = found["better-than-active-comparator"]
    assert better.arithmetic.count("\n") == 2


def test_nothing_else_comes_up(found: dict[str, list[Derived]]) -> None:
    assert set(found) == {
        "below-mcid", "straddles-mcid", "fading-effect", "heavy-screening", "no-untreated-arm", "better-than-active-comparator",
        "unblinded-judgement", "analysed-fewer-than-randomized",
    }  # fmt: skip


def test_nothing_derived_claims_what_a_person_said(store: Store, found: dict[str, list[Derived]]) -> None:
    """Three flaws are both said and derived: the saying stays Ingraham's, and what is derived is counted nowhere."""
    rows = list(ask(store, "flaws-of-paper", paper="van-dillen-2021").dicts())
    said = {str(row["flaw"]) for row in rows}
    assert len(rows) == len(said) == 7
    assert {row["assessor"] for row in rows} == {"Paul Ingraham"}
    candidates = {one.flaw for group in found.values() for one in group}
    assert said & candidates == {"no-untreated-arm", "fading-effect", "poorly-chosen-comparator"}
    assert "heavy-screening" in candidates - said
    told = dossier(store, "van-dillen-2021")["findings"]
    assert isinstance(told, list)
    assert {one["flaw"] for one in told} == said
    assert not any("Ingraham" in one.message for group in found.values() for one in group)
