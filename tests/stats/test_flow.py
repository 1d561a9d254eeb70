"""Counts of people."""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.flow import flow, percentage


def test_the_seed() -> None:
    found = flow(1595, 154, 149, (None, None))
    assert found.mismatches == ()
    assert round(100 * (found.randomized.share or 0), 1) == 9.7
    assert round(100 * (found.analysed.share or 0), 1) == 96.8
    assert round(100 * (found.lost.share or 0), 1) == 3.2
    assert percentage("9.7", 154, 1595).verdict == "agree"
    assert percentage("96.8", 149, 154).verdict == "agree"
    assert percentage("96.7", 149, 154).verdict == "disagree"


@pytest.mark.parametrize(
    ("counts", "kinds"),
    [
        ((100, 120, 90), ["more randomized than screened"]),
        ((200, 120, 130), ["more analysed than randomized"]),
        ((100, 120, 130), ["more randomized than screened", "more analysed than randomized", "more analysed than screened"]),
        ((100, None, 130), ["more analysed than screened"]),
        ((200, 120, 100, (60, 60)), []),
        ((200, 120, 100, (60, 59)), ["arms do not add up"]),
        ((200, 120, 119, (60, 59)), ["arms add up to analysed"]),
        ((200, 120, 100, (60, 61)), ["arms do not add up"]),
        ((200, 120, 100, (60, None)), []),
        ((200, 120, 100, (121, None)), ["arms exceed randomized"]),
        ((None, None, None, (60, 61)), []),
        ((), []),
    ],
)
def test_counts_that_cannot_all_be_true(counts: tuple, kinds: list[str]) -> None:
    found = flow(*counts)
    assert [one.kind for one in found.mismatches] == kinds
    assert all(one.first != one.second for one in found.mismatches)


def test_shares_need_counts_that_fit() -> None:
    assert flow(100, 120).randomized == (None, None, None)
    assert flow(None, 120, 110).randomized.share is None
    assert flow(0, 0, 0).lost.share is None
    with pytest.raises(ValueError, match="negative"):
        flow(10, -1)


@pytest.mark.parametrize(
    ("printed", "part", "whole", "verdict"),
    [
        ("33", 1, 3, "agree"),
        ("33.3", 1, 3, "agree"),
        ("33.4", 1, 3, "disagree"),
        ("12", 1, 8, "agree"),  # 12.5 either way
        ("13", 1, 8, "agree"),
        ("14", 1, 8, "disagree"),
        ("100", 5, 5, "agree"),
        ("0", 0, 0, "cannot tell"),
    ],
)
def test_percentages(printed: str, part: int, whole: int, verdict: str) -> None:
    assert percentage(printed, part, whole).verdict == verdict


@pytest.mark.parametrize(("part", "whole"), [(-1, 3), (4, 3)])
def test_what_is_no_share(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        percentage("50", part, whole)


@settings(deadline=None)
@given(
    st.integers(1, 5000),
    st.floats(0, 1),
    st.integers(0, 3),
    st.sampled_from([ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP]),
)
def test_a_rounded_share_agrees_and_the_next_digit_does_not(whole: int, share: float, places: int, mode: str) -> None:
    part = int(share * whole)
    unit = Decimal(1).scaleb(-places)
    printed = (Decimal(100 * part) / whole).quantize(unit, rounding=mode)
    assert percentage(printed, part, whole).verdict == "agree"
    assert percentage(printed + 2 * unit, part, whole).verdict == "disagree"
    assert percentage(printed - 2 * unit, part, whole).verdict == "disagree"


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.integers(0, 300), st.data())
def test_a_truthful_flow_has_no_mismatch(arms: list[int], excluded: int, drawn: st.DataObject) -> None:
    randomized = sum(arms)
    analysed = drawn.draw(st.integers(0, randomized))
    found = flow(randomized + excluded, randomized, analysed, arms)
    assert found.mismatches == ()
    if randomized:
        assert (found.analysed.share or 0) + (found.lost.share or 0) == pytest.approx(1)
    shuffled = drawn.draw(st.permutations(arms))
    assert flow(randomized + excluded, randomized, analysed, shuffled) == found
