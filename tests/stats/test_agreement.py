"""Agreement of assessors: published worked examples, a second library, hand-made tables, and what is not defined."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from kg.stats.agreement import Coefficient, agree_many, agree_pairs

UNDEFINED = Coefficient(None, None, None, None)


def _pairs(table: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, j) for i, row in enumerate(table) for j, times in enumerate(row) for _ in range(times)]


# ---- published examples: Gwet KL. Handbook of Inter-Rater Reliability, 4th ed., 2014, with the figures that the author's own
# programs print for them (overview of irrCAC 1.0, 2019)

ABSTRACTORS = [[13, 0, 0], [0, 20, 7], [0, 4, 56]]
# how many of six psychiatrists gave each of fifteen patients the five diagnoses; the data of Fleiss 1971 in part
SIX_RATERS = (
    "00060", "03003", "01401", "00006", "03030", "20400", "00402", "20310", "20040", "00006", "10050", "11040", "03300",
    "10050", "02031",
)  # fmt: skip
FOUR_RATERS = ("11-1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "-555", "--11", "--3-")


def test_two_abstractors() -> None:
    found = agree_pairs(_pairs(ABSTRACTORS))
    assert (found.items, found.agreed, found.labels) == (100, 89, 3)
    assert found.agreement.share == 0.89
    assert [round(found.kappa.value, 7), round(found.kappa.standard_error, 8)] == [0.7964094, 0.05891072]
    assert [round(found.ac1.value, 7), round(found.ac1.standard_error, 8)] == [0.8493305, 0.04321747]
    assert [round(found.ac1.low, 3), round(found.ac1.high, 3)] == [0.764, 0.935]


def test_six_raters() -> None:
    items = [[label for label, times in enumerate(row) for _ in range(int(times))] for row in SIX_RATERS]
    found = agree_many(items)
    assert (found.items, found.compared, found.ratings, found.pairs, found.labels) == (15, 15, 90, 225, 5)
    assert round(found.agreement.value, 7) == 0.5511111
    assert [round(found.kappa.value, 7), round(found.kappa.standard_error, 8)] == [0.4139265, 0.08119291]
    assert [round(found.kappa.low, 2), round(found.kappa.high, 3)] == [0.24, 0.588]
    assert [round(found.ac1.value, 7), round(found.ac1.standard_error, 8)] == [0.4448007, 0.08418757]
    assert [round(found.ac1.low, 3), round(found.ac1.high, 3)] == [0.264, 0.625]


def test_four_raters_with_gaps() -> None:
    found = agree_many([[label for label in row if label != "-"] for row in FOUR_RATERS])
    assert (found.items, found.compared, found.ratings, found.labels) == (12, 11, 41, 5)
    assert [round(found.agreement.value, 7), round(found.agreement.standard_error, 5)] == [0.8181818, 0.12561]
    assert [round(found.kappa.value, 5), round(found.kappa.standard_error, 5)] == [0.76117, 0.15302]
    assert [round(found.ac1.value, 5), round(found.ac1.standard_error, 5)] == [0.77544, 0.14295]
    assert [round(found.ac1.low, 3), found.ac1.high] == [0.461, 1.0]
    assert [round(found.kappa.low, 3), found.kappa.high] == [0.424, 1.0]


def test_a_rare_label_by_hand() -> None:
    """Ten items: eight yes and yes, one each way apart. pa 0.8; kappa pe 0.82; AC1 pe 2 x 0.9 x 0.1 = 0.18."""
    found = agree_pairs(_pairs([[8, 1], [1, 0]]))
    assert found.kappa.value == pytest.approx((0.8 - 0.82) / 0.18)
    assert found.ac1.value == pytest.approx((0.8 - 0.18) / 0.82)
    # n (1 - pe)^2 var = pa (1 - pa) - 4 (1 - g)(0.8 x 0.1 - pa pe) + 4 (1 - g)^2 (0.8 x 0.01 + 0.2 x 0.25 - pe^2)
    apart = 1 - found.ac1.value
    spread = 0.16 - 4 * apart * (0.08 - 0.144) + 4 * apart**2 * (0.008 + 0.05 - 0.0324)
    assert found.ac1.standard_error == pytest.approx(math.sqrt(spread / (10 * 0.82**2)))
    assert found.ac1.low == pytest.approx(found.ac1.value - stats.t.ppf(0.975, 9) * found.ac1.standard_error)
    assert found.ac1.high == 1.0


# ---- a second library

TABLES = st.integers(2, 4).flatmap(
    lambda size: st.lists(st.lists(st.integers(0, 12), min_size=size, max_size=size), min_size=size, max_size=size)
)


@settings(deadline=None)
@given(TABLES)
def test_kappa_is_that_of_statsmodels(table: list[list[int]]) -> None:
    found, counts = agree_pairs(_pairs(table), range(len(table))), np.array(table)
    if found.kappa.value is None:
        whole = counts.sum()
        assert whole == 0 or (counts.sum(0) * counts.sum(1)).sum() == whole**2
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it also tests kappa against 0, which is not always possible
        other = cohens_kappa(counts)
    assert found.kappa.value == pytest.approx(other.kappa, abs=1e-12)
    if found.kappa.standard_error is None:
        assert found.items == 1 or other.std_kappa == pytest.approx(0, abs=1e-7) or math.isnan(other.std_kappa)
        return
    assert found.kappa.standard_error == pytest.approx(other.std_kappa, abs=1e-9)
    assert found.kappa.low == pytest.approx(max(-1, other.kappa_low), abs=1e-9)
    assert found.kappa.high == pytest.approx(min(1, other.kappa_upp), abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=2, max_size=20))
def test_fleiss_kappa_is_that_of_statsmodels(items: list[list[int]]) -> None:
    found = agree_many(items)
    if len({label for item in items for label in item}) < 2:
        assert found.kappa == UNDEFINED
        return
    table = np.array([[item.count(label) for label in range(4)] for item in items])
    assert found.kappa.value == pytest.approx(fleiss_kappa(table), abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=30))
def test_two_raters_are_many_raters(pairs: list[tuple[int, int]]) -> None:
    """AC1 is the same; its variance for many raters has n - 1 where that for two has n."""
    two, many = agree_pairs(pairs, range(3)), agree_many(pairs, range(3))
    assert many.ac1.value == pytest.approx(two.ac1.value)
    assert many.agreement.value == pytest.approx(two.agreement.share)
    if two.ac1.standard_error is not None and many.ac1.standard_error is not None:
        n = len(pairs)
        assert many.ac1.standard_error**2 * (n - 1) == pytest.approx(two.ac1.standard_error**2 * n, rel=1e-6)


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=4), max_size=12))
def test_agreement_of_many_is_counted_pair_by_pair(items: list[list[str]]) -> None:
    found = agree_many(items, "abc")
    shares = [np.mean([one == other for one, other in combinations(item, 2)]) for item in items if len(item) > 1]
    assert found.compared == len(shares)
    assert found.items == sum(bool(item) for item in items)
    assert found.ratings == sum(map(len, items))
    assert found.pairs == sum(len(item) * (len(item) - 1) // 2 for item in items)
    assert (found.agreement.value is None) == (not shares)
    if shares:
        assert found.agreement.value == pytest.approx(np.mean(shares))
        assert found.ac1.value <= 1 + 1e-12


# ---- what must hold, and what is not defined


@settings(deadline=None)
@given(TABLES)
def test_turning_the_table_changes_nothing(table: list[list[int]]) -> None:
    one = agree_pairs(_pairs(table), range(len(table)))
    other = agree_pairs([(second, first) for first, second in _pairs(table)], range(len(table)))
    assert (one.agreed, one.items) == (other.agreed, other.items)
    for name in ("kappa", "ac1"):
        assert list(getattr(one, name)) == [
            None if value is None else pytest.approx(value, abs=1e-7) for value in getattr(other, name)
        ]
    if one.items:
        assert one.agreement.low <= one.agreement.share <= one.agreement.high


def test_nothing_compared_is_told_as_nothing() -> None:
    found = agree_pairs([])
    assert (found.items, found.agreed, found.agreement.share, found.kappa, found.ac1) == (0, 0, None, UNDEFINED, UNDEFINED)
    many = agree_many([["yes"], [], ["no"]])
    assert (many.items, many.compared, many.ratings, many.pairs) == (2, 0, 2, 0)
    assert (many.agreement, many.kappa, many.ac1) == (UNDEFINED, UNDEFINED, UNDEFINED)


def test_one_label_throughout_has_no_kappa() -> None:
    """All agree, and chance would have them agree too; AC1 depends on whether they had a choice."""
    same = [("no", "no")] * 12
    assert agree_pairs(same).kappa == agree_pairs(same).ac1 == UNDEFINED
    chosen = agree_pairs(same, ["yes", "no"])
    assert chosen.kappa == UNDEFINED
    assert chosen.ac1 == Coefficient(1.0, None, None, None)
    assert (chosen.agreement.share, chosen.agreement.high) == (1.0, 1.0)
    assert chosen.agreement.low == pytest.approx(0.7575, abs=1e-4)
    many = agree_many([["no"] * 3] * 12, ["yes", "no"])
    assert (many.kappa, many.ac1.value, many.agreement.value) == (UNDEFINED, 1.0, 1.0)


def test_perfect_agreement_has_no_large_sample_interval() -> None:
    found = agree_pairs([("yes", "yes")] * 3 + [("no", "no")] * 3)
    assert found.kappa == found.ac1 == Coefficient(1.0, None, None, None)


def test_one_item_has_no_interval() -> None:
    found = agree_pairs([("yes", "no")])
    assert (found.kappa.value, found.kappa.low, found.ac1.value, found.ac1.low) == (0.0, None, -1.0, None)
    assert agree_many([["yes", "no"]]).ac1 == Coefficient(-1.0, None, None, None)


def test_labels_not_on_the_scale_are_refused() -> None:
    for function in (agree_pairs, agree_many):
        with pytest.raises(ValueError, match="'perhaps' is none of the possible labels"):
            function([("yes", "perhaps")], ["yes", "no"])
        with pytest.raises(ValueError, match="level"):
            function([("yes", "no")], level=95)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), min_size=1, max_size=20))
def test_more_possible_labels_leave_kappa_and_raise_ac1(pairs: list[tuple[str, str]]) -> None:
    few, more = agree_pairs(pairs, "ab"), agree_pairs(pairs, "abcd")
    assert few.kappa == more.kappa
    assert more.ac1.value >= few.ac1.value - 1e-12
    assert Counter(pairs).total() == few.items
