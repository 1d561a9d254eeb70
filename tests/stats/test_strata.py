"""Effects with a mark against those without it, inside clusters."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.pooling import Limits, pool
from kg.stats.strata import Cluster, Side, compare, ratios


def _side(*rows: tuple[float, float]) -> Side:
    return Side(tuple(effect for effect, _ in rows), tuple(error for _, error in rows))


def test_single_estimates_by_hand() -> None:
    clusters = [
        Cluster("pain", _side((0.8, 0.3)), _side((0.5, 0.4))),
        Cluster("function", _side((0.6, 0.6)), _side((0.5, 0.8))),
    ]
    found = compare(clusters)
    assert [one.difference for one in found.differences] == pytest.approx([0.3, 0.1])
    assert [one.standard_error for one in found.differences] == pytest.approx([0.5, 1.0])
    assert list(found.differences[0].interval) == pytest.approx([0.3 - 1.959964 * 0.5, 0.3 + 1.959964 * 0.5])
    assert (found.clusters, found.of, found.marked_n, found.unmarked_n, found.enough) == (2, 2, 2, 2, True)
    assert found.pooled.tau2 == 0
    assert found.pooled.estimate == pytest.approx((0.3 * 4 + 0.1 * 1) / 5)
    assert found.pooled.wald_standard_error == pytest.approx(math.sqrt(1 / 5))


def test_sides_are_pooled_with_random_effects() -> None:
    marked, unmarked = [(0.8, 0.1), (0.2, 0.1), (0.6, 0.2)], [(0.1, 0.2), (0.3, 0.3)]
    found = compare([Cluster("pain", _side(*marked), _side(*unmarked))]).differences[0]
    one, other = (pool(*zip(*rows, strict=True)) for rows in (marked, unmarked))
    assert (found.marked, found.unmarked) == (one, other)
    assert (found.marked_n, found.unmarked_n) == (3, 2)
    assert found.difference == one.estimate - other.estimate
    assert found.standard_error == pytest.approx(math.hypot(one.wald_standard_error, other.wald_standard_error))
    assert one.tau2 > 0


def test_clusters_without_both_sides_are_shown_and_not_counted() -> None:
    full = Cluster("pain", _side((0.8, 0.3)), _side((0.5, 0.4)))
    clusters = [Cluster("sleep", _side((9.0, 0.1), (8.0, 0.1)), Side()), full, Cluster("mood", Side(), _side((7.0, 0.1)))]
    found = compare(clusters)
    assert [one.cluster for one in found.differences] == ["sleep", "pain", "mood"]
    assert [one.difference is None for one in found.differences] == [True, False, True]
    assert [(one.marked_n, one.unmarked_n) for one in found.differences] == [(2, 0), (1, 1), (0, 1)]
    assert (found.clusters, found.of, found.marked_n, found.unmarked_n, found.enough) == (1, 3, 1, 1, False)
    assert found.pooled.estimate == pytest.approx(0.3)
    assert found.pooled.method == "one study"
    assert found.pooled.prediction is None


@pytest.mark.parametrize("clusters", [[], [Cluster("pain", Side(), Side())], [Cluster("pain", _side((1.0, 1.0)), Side())]])
def test_nothing_to_compare_pools_nothing(clusters: list[Cluster]) -> None:
    found = compare(clusters)
    assert (found.pooled, found.clusters, found.of, found.enough) == (None, 0, len(clusters), False)


def test_level_of_clusters_does_not_leak_into_differences() -> None:
    """The reason for clusters: marked effects are larger in each cluster by 0.1, though smaller over all taken together."""
    clusters = [
        Cluster("strong", _side((1.1, 0.1)), _side(*[(1.0, 0.1)] * 5)),
        Cluster("weak", _side(*[(0.1, 0.1)] * 5), _side((0.0, 0.1))),
    ]
    found = compare(clusters)
    assert found.pooled.estimate == pytest.approx(0.1)


def test_ratio_of_ratios() -> None:
    """Odds ratios of 0.6 with the mark and 0.8 without it: a ratio of 0.75."""
    rows = [(math.log(0.6), 0.1), (math.log(0.8), 0.1)]
    found = ratios(compare([Cluster(name, _side(rows[0]), _side(rows[1])) for name in "abc"]).pooled)
    assert found.estimate == pytest.approx(0.75)
    assert found.interval.low * found.interval.high == pytest.approx(0.75**2)
    assert found.prediction.low < found.interval.low < 0.75 < found.interval.high < found.prediction.high
    assert ratios(pool([0.0], [1.0])).prediction is None
    assert ratios(pool([0.0, 1.0], [1e4, 1e4])).interval == Limits(0.0, math.inf)


def test_bad_numbers_are_named() -> None:
    good = _side((0.5, 0.4))
    with pytest.raises(ValueError, match="cluster pain, unmarked: standard error 2 is 0"):
        compare([Cluster("pain", good, _side((0.1, 0.2), (0.3, 0.0)))])
    with pytest.raises(ValueError, match="cluster pain, marked: 1 effects and 0 standard errors"):
        compare([Cluster("pain", Side((0.1,), ()), good)])
    with pytest.raises(ValueError, match="level"):
        compare([], 95)


ROWS = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 2)), min_size=1, max_size=4)


@settings(deadline=None)
@given(st.lists(st.tuples(ROWS, ROWS), min_size=1, max_size=4))
def test_exchanging_the_sides_turns_the_sign(pairs: list[tuple[list[tuple[float, float]], list[tuple[float, float]]]]) -> None:
    one = compare([Cluster(str(place), _side(*a), _side(*b)) for place, (a, b) in enumerate(pairs)])
    other = compare([Cluster(str(place), _side(*b), _side(*a)) for place, (a, b) in enumerate(pairs)])
    assert [found.difference for found in other.differences] == [-found.difference for found in one.differences]
    assert other.pooled.estimate == pytest.approx(-one.pooled.estimate, rel=1e-6, abs=1e-6)
    assert (one.marked_n, one.unmarked_n) == (other.unmarked_n, other.marked_n)
    assert one.marked_n == sum(len(a) for a, _ in pairs)


@settings(deadline=None)
@given(st.lists(st.tuples(ROWS, ROWS, st.floats(-5, 5)), min_size=2, max_size=4))
def test_what_moves_a_whole_cluster_moves_no_difference(pairs: list[tuple]) -> None:
    def moved(rows: list[tuple[float, float]], shift: float) -> Side:
        return _side(*((effect + shift, error) for effect, error in rows))

    one = compare([Cluster("", _side(*a), _side(*b)) for a, b, _ in pairs])
    other = compare([Cluster("", moved(a, shift), moved(b, shift)) for a, b, shift in pairs])
    assert other.pooled.estimate == pytest.approx(one.pooled.estimate, rel=1e-5, abs=1e-5)
