"""Two flaws together: tables by hand, and second libraries for Fisher's test, the odds ratio and the q values."""

from __future__ import annotations

import math
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.multitest import multipletests

from kg.stats.association import association, associations, benjamini_hochberg
from kg.stats.fisher import fisher_p


@st.composite
def tables(draw: st.DrawFn, most: int = 60) -> tuple[int, int, int, int]:
    """Papers with both flaws, with the one, with the other, and judged."""
    judged = draw(st.integers(0, most))
    a, b = draw(st.integers(0, judged)), draw(st.integers(0, judged))
    return draw(st.integers(max(0, a + b - judged), min(a, b))), a, b, judged


def _cells(both: int, a: int, b: int, judged: int) -> list[list[int]]:
    return [[both, a - both], [b - both, judged - a - b + both]]


# ---- by hand


def test_the_lady_tasting_tea() -> None:
    """Fisher RA. The Design of Experiments, 1935: three of four cups right, two-sided 34/70."""
    found = association(3, 4, 4, 8)
    assert found.p == pytest.approx(34 / 70)
    assert found.odds_ratio == pytest.approx(9)
    assert (found.jaccard, found.lift) == (3 / 5, 1.5)
    half = 1.959963984540054 * math.sqrt(1 / 3 + 1 + 1 + 1 / 3)
    assert [found.low, found.high] == pytest.approx([9 * math.exp(-half), 9 * math.exp(half)])
    assert not found.corrected


def test_criminal_twins() -> None:
    """Fisher RA. J R Stat Soc 1935;98:39-82: of twins of convicts, 10 of 13 monozygotic and 2 of 17 dizygotic were convicted."""
    found = association(10, 13, 12, 30)
    assert found.p == pytest.approx(stats.fisher_exact([[10, 3], [2, 15]])[1])
    assert found.p == pytest.approx(0.0005367, abs=1e-7)
    assert found.odds_ratio == pytest.approx(25)


def test_an_empty_cell_is_corrected_and_said_so() -> None:
    found = association(0, 3, 4, 30)
    assert found.corrected
    assert found.odds_ratio == pytest.approx(0.5 * 23.5 / (3.5 * 4.5))
    half = 1.959963984540054 * math.sqrt(1 / 0.5 + 1 / 23.5 + 1 / 3.5 + 1 / 4.5)
    assert found.high == pytest.approx(found.odds_ratio * math.exp(half))
    assert (found.jaccard, found.lift) == (0, 0)


@pytest.mark.parametrize(
    ("counts", "jaccard", "lift", "p"),
    [
        ((0, 0, 0, 0), None, None, None),
        ((0, 0, 0, 9), None, None, 1),
        ((0, 0, 4, 9), 0, None, 1),
        ((4, 9, 4, 9), 4 / 9, 1, 1),
        ((9, 9, 9, 9), 1, 1, 1),
    ],
)
def test_a_flaw_of_none_or_all_goes_with_nothing(
    counts: tuple[int, int, int, int], jaccard: float | None, lift: float | None, p: float | None
) -> None:
    found = association(*counts)
    assert (found.jaccard, found.lift, found.p) == (jaccard, lift, p)
    assert (found.odds_ratio, found.low, found.high, found.corrected) == (None, None, None, False)


@pytest.mark.parametrize("counts", [(-1, 2, 2, 9), (3, 2, 4, 9), (3, 4, 2, 9), (0, 5, 5, 9), (1, 1, 1, 0)])
def test_counts_that_make_no_table_are_named(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="pair 1: "):
        association(*counts)
    with pytest.raises(ValueError, match="pair 2: "):
        associations(*([good, bad] for good, bad in zip((3, 4, 4, 8), counts, strict=True)))
    with pytest.raises(ValueError, match="table"):
        fisher_p(*(np.array([count]) for count in counts))


def test_rows_must_be_whole_numbers_of_one_length() -> None:
    with pytest.raises(ValueError, match="b is no row of whole numbers"):
        associations([1], [2], [2.5], [9])
    with pytest.raises(ValueError, match="rows of 2, 1, 1 and 1"):
        associations([1, 1], [2], [2], [9])
    with pytest.raises(ValueError, match="level"):
        associations([1], [2], [2], [9], 95)


# ---- second libraries


def test_fisher_is_exact_for_all_small_tables() -> None:
    """Against whole numbers: binomial coefficients, where equal probabilities are equal."""
    rows = [
        (x, a, b, n)
        for n in range(13)
        for a in range(n + 1)
        for b in range(n + 1)
        for x in range(max(0, a + b - n), min(a, b) + 1)
    ]
    found = fisher_p(*(np.array(row) for row in zip(*rows, strict=True)))
    for (x, a, b, n), p in zip(rows, found, strict=True):
        ways = [comb(a, other) * comb(n - a, b - other) for other in range(max(0, a + b - n), min(a, b) + 1)]
        seen = comb(a, x) * comb(n - a, b - x)
        assert p == pytest.approx(sum(way for way in ways if way <= seen) / sum(ways), abs=1e-12)


@settings(deadline=None)
@given(tables(5000))
def test_fisher_is_that_of_scipy(counts: tuple[int, int, int, int]) -> None:
    both, a, b, judged = counts
    if judged:
        expected = stats.fisher_exact(_cells(both, a, b, judged))[1]
        assert association(*counts).p == pytest.approx(expected, rel=1e-6, abs=1e-300)


@pytest.mark.parametrize("judged", [1000, 100_000])
def test_fisher_of_many_papers_is_that_of_scipy(judged: int) -> None:
    chance = np.random.default_rng(judged)
    a, b = (chance.integers(1, judged // 2, 40) for _ in range(2))
    wide = 6 * np.sqrt(a * b / judged) + 1
    both = np.clip(np.round(a * b / judged + wide * chance.normal(size=40)).astype(int), np.maximum(0, a + b - judged), None)
    both = np.minimum(both, np.minimum(a, b))
    found = fisher_p(both, a, b, np.full(40, judged))
    expected = [stats.fisher_exact(_cells(*map(int, counts), judged))[1] for counts in zip(both, a, b, strict=True)]
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-290)


@settings(deadline=None)
@given(tables(), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_odds_ratio_is_that_of_statsmodels(counts: tuple[int, int, int, int], level: float) -> None:
    found = association(*counts, level)
    if found.odds_ratio is None:
        return
    cells = np.array(_cells(*counts), float)
    assert found.corrected == bool((cells == 0).any())
    other = Table2x2(cells + 0.5 * found.corrected, shift_zeros=False)
    low, high = other.oddsratio_confint(1 - level)
    assert [found.odds_ratio, found.low, found.high] == pytest.approx([other.oddsratio, low, high])


@settings(deadline=None)
@given(st.lists(tables(), min_size=1, max_size=20))
def test_many_are_as_one(rows: list[tuple[int, int, int, int]]) -> None:
    found = associations(*zip(*rows, strict=True))
    for place, counts in enumerate(rows):
        one = association(*counts)
        for name in ("jaccard", "lift", "odds_ratio", "low", "high", "p"):
            told = getattr(found, name)[place]
            assert getattr(one, name) == (None if np.isnan(told) else told)
        assert one.corrected == found.corrected[place]
    assert np.isnan(associations(*zip(*rows, strict=True), exact=False).p).all()
    with pytest.raises(ValueError, match="read-only"):
        found.p[0] = 0


@settings(deadline=None)
@given(tables())
def test_the_two_flaws_are_alike(counts: tuple[int, int, int, int]) -> None:
    both, a, b, judged = counts
    one, other = association(both, a, b, judged), association(both, b, a, judged)
    for name in ("jaccard", "lift", "odds_ratio", "low", "high", "p"):
        assert getattr(one, name) == (None if getattr(other, name) is None else pytest.approx(getattr(other, name)))
    assert one.jaccard is None or 0 <= one.jaccard <= 1
    assert one.p is None or 0 < one.p <= 1
    if one.odds_ratio is not None:
        assert 0 < one.low < one.odds_ratio < one.high


def test_no_pairs_are_no_rows() -> None:
    found = associations(*(np.zeros(0, int),) * 4)
    assert [len(getattr(found, name)) for name in ("jaccard", "lift", "odds_ratio", "low", "high", "corrected", "p")] == [0] * 7
    assert associations([], [], [], []).p.shape == (0,)
    assert benjamini_hochberg([]).shape == (0,)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_q_values_are_those_of_statsmodels(p: list[float]) -> None:
    found = benjamini_hochberg(p)
    assert found == pytest.approx(multipletests(p, method="fdr_bh")[1], rel=1e-12, abs=1e-300)
    assert (found >= np.array(p) * (1 - 1e-15)).all()


def test_q_values_by_hand() -> None:
    """Benjamini and Hochberg 1995, section 4.1: fifteen p values, four of which are called at 0.05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    found = benjamini_hochberg(p[::-1])[::-1]
    assert (found <= 0.05).tolist() == [True] * 4 + [False] * 11
    assert found[:4] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625])


def test_tests_that_were_not_made_do_not_count() -> None:
    found = benjamini_hochberg([0.01, math.nan, 0.04])
    assert np.isnan(found[1])
    assert found[[0, 2]].tolist() == pytest.approx([0.02, 0.04])
    for bad in ([-0.1], [1.1], [math.inf]):
        with pytest.raises(ValueError, match="between 0 and 1"):
            benjamini_hochberg(bad)
