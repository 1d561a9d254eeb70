"""Which estimates may be compared: signs, standard errors and scales by hand, and the reason of each that is left out."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.stats.pooling import pool
from kg.store import Store
from kg.synthesis.harmonised import REASONS, Choice, Harmonised, chosen, select
from kg.synthesis.scales import Spread, Units, g_from_spreads
from kg.synthesis.stated import Stated

PLAIN = Stated(
    paper="a-2001", name="A 2001", condition="sore thumbs", design="randomized-trial", outcome_id="pain", outcome_label="Pain",
    instrument=None, instrument_label=None, construct=None, better="lower", usually_better=None, measured_by=None,
    timepoint="6 weeks", weeks=Decimal(6), measure="SMD", first_label="new", second_label="old", first_role="experimental",
    second_role="usual-care", value=Decimal("-0.5"), low=Decimal("-0.9"), high=Decimal("-0.1"), level=Decimal(95),
    standard_error=None, printed="-0.5 [-0.9, -0.1]", origin="asserted", retracted=False, estimate="e1", source="s1",
)  # fmt: skip
Z95, Z90 = 1.959963984540054, 1.6448536269514722


def kept(*these: Stated, choice: Choice | None = None) -> list[Harmonised]:
    return list(chosen(these, choice or Choice(), lambda _: Units({}, {}), dict).kept)


def reason(one: Stated, choice: Choice | None = None) -> str:
    found = chosen([one], choice or Choice(), lambda _: Units({}, {}), dict)
    assert not found.kept
    (left,) = found.left_out
    return left.reason


def but(**changes: Any) -> Stated:
    return dataclasses.replace(PLAIN, **changes)


# ---- signs


def test_positive_is_better_for_the_experimental_arm() -> None:
    turned = {"first_role": "usual-care", "second_role": "experimental"}
    effects = [
        one.effect
        for one in kept(
            PLAIN, but(estimate="2", better="higher"), but(estimate="3", **turned), but(estimate="4", better="higher", **turned)
        )
    ]
    assert effects == [0.5, -0.5, -0.5, 0.5]


def test_the_raw_score_keeps_its_direction_and_needs_none() -> None:
    choice = Choice(sign="score")
    turned = but(estimate="2", first_role="placebo", second_role="experimental", better=None)
    assert [one.effect for one in kept(PLAIN, turned, choice=choice)] == [-0.5, 0.5]


def test_an_instrument_says_which_score_is_better_but_not_which_event() -> None:
    (score,) = kept(but(better=None, usually_better="lower"))
    assert score.effect == 0.5
    event = but(better=None, usually_better="lower", measure="OR", value=Decimal(2), low=Decimal(1), high=Decimal(4))
    assert reason(event) == "better"
    assert reason(but(better=None, usually_better="depends")) == "better"


@given(st.sampled_from(["SMD", "OR", "RR", "HR"]), st.floats(-2, 2), st.floats(0.05, 1), st.sampled_from(["lower", "higher"]))
def test_it_does_not_matter_which_arm_is_printed_first(measure: str, effect: float, error: float, better: str) -> None:
    def number(value: float) -> Decimal:
        return Decimal(repr(value if measure == "SMD" else math.exp(value)))

    limits = [effect - Z95 * error, effect + Z95 * error]
    one = but(measure=measure, better=better, value=number(effect), low=number(limits[0]), high=number(limits[1]))
    other = but(
        measure=measure, better=better, value=number(-effect), low=number(-limits[0]), high=number(-limits[1]),
        first_role="usual-care", second_role="experimental",
    )  # fmt: skip
    (a,), (b,) = kept(one), kept(other)
    assert (a.effect, a.standard_error) == pytest.approx((b.effect, b.standard_error), abs=1e-9)
    assert a.effect == pytest.approx(-effect if better == "lower" else effect, abs=1e-9)
    assert a.standard_error == pytest.approx(error)
    assert a.comparator == b.comparator == "usual-care"


# ---- standard errors


def test_the_standard_error_is_that_stated_or_that_of_the_interval_at_its_level() -> None:
    ninety = but(estimate="2", level=Decimal(90))
    stated = but(estimate="3", standard_error=Decimal("0.3"))
    unsaid = but(estimate="4", level=None)
    found = [one.standard_error for one in kept(PLAIN, ninety, stated, unsaid)]
    assert found == pytest.approx([0.4 / Z95, 0.4 / Z90, 0.3, 0.4 / Z95])


def test_ratios_are_logarithms() -> None:
    (one,) = kept(but(measure="OR", better="higher", value=Decimal(2), low=Decimal(1), high=Decimal(4)))
    assert one.effect == pytest.approx(math.log(2))
    assert one.standard_error == pytest.approx(math.log(2) / Z95)
    assert str(one.scale) == "log OR"


def test_risk_differences_in_percent_become_shares() -> None:
    percent = but(measure="RD", better="higher", value=Decimal(30), low=Decimal(10), high=Decimal(50))
    share = but(measure="RD", better="higher", value=Decimal("0.3"), low=Decimal("0.1"), high=Decimal("0.5"))
    (a,), (b,) = kept(percent), kept(share)
    assert (a.effect, a.standard_error) == pytest.approx((b.effect, b.standard_error))
    assert a.effect == pytest.approx(0.3)


# ---- what is left out


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"measure": "MEDIAN-DIFF"}, "measure"), ({"measure": None}, "measure"), ({"retracted": True}, "retracted"),
        ({"origin": "extracted"}, "extracted"), ({"design": "meta-analysis"}, "synthesis"),
        ({"timepoint": "Baseline"}, "baseline"),
        ({"value": None}, "no value"), ({"low": None, "high": None}, "no error"), ({"value": Decimal(2)}, "impossible"),
        ({"low": Decimal("-0.5"), "high": Decimal("-0.5")}, "impossible"), ({"standard_error": Decimal(0)}, "impossible"),
        ({"second_role": "experimental"}, "arms"), ({"first_role": None}, "arms"), ({"better": None}, "better"),
        ({"measure": "OR"}, "impossible"), ({"measure": "MD"}, "unit"),
    ],
)  # fmt: skip
def test_reasons(changes: dict[str, Any], why: str) -> None:
    assert reason(but(**changes)) == why
    assert why in REASONS


def test_what_was_left_out_can_be_asked_for() -> None:
    assert kept(but(retracted=True), choice=Choice(retracted=True))
    assert kept(but(origin="extracted"), choice=Choice(extracted=True))
    assert reason(PLAIN, Choice(measure="OR")) == "family"
    assert reason(PLAIN, Choice(condition="knee")) == "condition"
    assert kept(PLAIN, choice=Choice(condition="SORE"))


def test_a_change_from_baseline_is_no_baseline() -> None:
    assert kept(but(timepoint="change from baseline to 6 weeks"))


def test_a_second_source_states_the_same_estimate_once() -> None:
    found = chosen([PLAIN, but(source="s2", estimate="e2")], Choice(), lambda _: Units({}, {}), dict)
    assert (len(found.kept), [one.reason for one in found.left_out]) == (1, ["twice"])
    assert len(kept(PLAIN, but(estimate="e2"))) == 2  # two rows of one source are two estimates


def test_what_was_entered_stands_for_what_was_read_from_prose() -> None:
    read = but(origin="extracted", estimate="e2", source="s1/extraction", value=Decimal("-0.4"))
    other = but(paper="b-2002", origin="extracted", estimate="e3", source="s2/extraction")
    found = chosen([PLAIN, read, other], Choice(extracted=True), lambda _: Units({}, {}), dict)
    assert [one.stated.estimate for one in found.kept] == ["e1", "e3"]
    assert [one.reason for one in found.left_out] == ["asserted"]


@pytest.mark.parametrize(("time", "left"), [("earliest", ["e6", "f"]), ("latest", ["e52", "f"]), ("post", ["p"])])
def test_times(time: str, left: list[str]) -> None:
    """A paper with no weeks at all keeps what it has; where some are known, one without is not placed."""
    these = [
        but(estimate="e6"), but(estimate="e52", weeks=52, timepoint="1 year"), but(estimate="p", weeks=None, timepoint="post"),
        but(estimate="f", paper="b-2002", weeks=None, timepoint="follow-up"),
    ]  # fmt: skip
    assert [one.stated.estimate for one in kept(*these, choice=Choice(time=time))] == left


@pytest.mark.parametrize("words", [{"measure": "XX"}, {"time": "sometime"}, {"sign": "plus"}, {"standardise": True}])
def test_words_that_mean_nothing(words: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        Choice(**words)


# ---- scales


def test_a_standardised_difference_from_spreads() -> None:
    """Borenstein 2009, tables 4.1 and 4.2: d 0.5970, its variance 0.0328 + ..., g 0.5924 with variance 0.0411."""
    g, error = g_from_spreads(103 - 100, None, Spread(5.5, 50), Spread(4.5, 50))
    assert g == pytest.approx(0.5924, abs=5e-5)
    assert error**2 == pytest.approx(0.0411, abs=5e-5)


def test_ranges_of_one_instrument_are_brought_together(
    trial: Callable[..., Any], stored: Callable[..., Store], smd: Callable[..., Any]
) -> None:
    def on(key: str, value: str, ends: list[str] | None, instrument: str = "vas-pain") -> Any:
        low, high = float(value) - 2, float(value) + 2
        estimate = {"measure": "MD", "value": value, "ci": [str(low), str(high)], "level": 95}
        return trial(key, [estimate], outcome={"instrument": instrument, "range": ends})

    store = stored(
        on("a-1", "-20", ["0", "100"]), on("b-2", "-10", ["0", "100"]), on("c-3", "-3", ["0", "10"]), on("d-4", "-5", None),
        on("e-5", "-5", ["1", "10"]), on("f-6", "-1", None, "nrs-pain"), on("g-7", "-2", None, "nrs-pain"),
    )  # fmt: skip
    found = select(store, Choice())
    by_paper = {one.stated.paper: one for one in found.kept}
    assert {key: round(one.effect, 9) for key, one in by_paper.items()} == {"a-1": 20, "b-2": 10, "c-3": 30, "f-6": 1, "g-7": 2}
    assert by_paper["c-3"].standard_error == pytest.approx(10 * by_paper["a-1"].standard_error)
    assert [one.stated.paper for one in found.kept if one.rescaled] == ["c-3"]
    assert {str(one.scale) for one in found.kept} == {"MD (vas-pain, 0 to 100)", "MD (nrs-pain)"}
    assert {(one.stated.paper, one.reason) for one in found.left_out} == {("d-4", "range"), ("e-5", "range")}
    assert [one.stated.paper for one in found.kept if one.assumed] == ["f-6", "g-7"]


def test_without_instrument_or_scale_the_unit_is_not_known(trial: Callable[..., Any], stored: Callable[..., Store]) -> None:
    means = [{"measure": "MD", "value": "-2", "ci": ["-3", "-1"]}]
    bare = trial("a-1", means, outcome={"instrument": None})
    metres = trial("b-2", means, outcome={"instrument": None, "scale": "Metres  walked"})
    found = select(stored(bare, metres), Choice())
    assert [str(one.scale) for one in found.kept] == ["MD (pain: metres walked)"]
    assert [(one.stated.paper, one.reason) for one in found.left_out] == [("a-1", "unit")]


def test_differences_in_means_are_standardised_where_the_spread_is_known(
    write: Callable[..., Any], stored: Callable[..., Store]
) -> None:
    def groups(*arms: tuple[str, int, str, str]) -> list[dict[str, Any]]:
        return [{"arm": arm, "n": n, "mean": "5", "sd": sd, "timepoint": time, "weeks": 6} for arm, n, sd, time in arms]

    arms = [{"id": "new", "label": "new", "role": "experimental"}, {"id": "old", "label": "old", "role": "placebo"}]

    def file(key: str, *arms_: tuple[str, int, str, str], extra: tuple[dict[str, Any], ...] = ()) -> Any:
        means = {"measure": "MD", "value": "-1", "arms": ["new", "old"], "timepoint": "week six", "weeks": 6}
        outcome = {"id": "pain", "label": "pain", "better": "lower", "estimates": [means, *extra], "groups": groups(*arms_)}
        return write(key, study={"arms": arms}, outcomes=[outcome])

    printed = {"measure": "SMD", "value": "-0.6", "se": "0.2", "arms": ["new", "old"], "timepoint": "week six", "weeks": 6}
    both = (("new", 50, "2", "6 weeks"), ("old", 50, "2", "6 weeks"))
    store = stored(file("a-1", *both), file("b-2", both[0]), file("c-3", *both, extra=(printed,)))
    found = select(store, Choice(measure="SMD", standardise=True))
    expected = g_from_spreads(1, None, Spread(2, 50), Spread(2, 50))
    assert {one.stated.paper: one.effect for one in found.kept} == pytest.approx({"a-1": expected[0], "c-3": 0.6})
    assert {(one.stated.paper, one.reason) for one in found.left_out} == {("b-2", "spread"), ("c-3", "stated")}


def test_what_is_kept_can_be_pooled() -> None:
    found = kept(PLAIN, but(estimate="2", paper="b-2002", value=Decimal("-0.3")))
    assert pool([one.effect for one in found], [one.standard_error for one in found]).estimate == pytest.approx(0.4)
