"""Whether assessors agree on labels: percent agreement, Cohen's and Fleiss' kappa, and Gwet's AC1, with intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.stats.recurrence import Share, wilson
from kg.stats.student import critical

__all__ = ["Coefficient", "ManyAgreement", "PairAgreement", "agree_many", "agree_pairs"]


class Coefficient(NamedTuple):
    """A coefficient of agreement, 1 where all agree and 0 where they agree as often as by chance, with its interval.

    `value` is None where it is not defined. `standard_error`, `low` and `high` are None where they cannot be told: for fewer
    than two items, and where the large-sample variance is 0, as it is when all agree, which says nothing of other items. The
    limits are cut at -1 and 1.
    """

    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None


UNDEFINED = Coefficient(None, None, None, None)


@dataclass(frozen=True)
class PairAgreement:
    """Two assessors over `items` items: `agreed` of them with the same label, `labels` possible labels.

    `agreement` has Wilson's interval. `kappa` is None where both use one and the same label throughout; `ac1` where only one
    label is possible. All of them are None for no items.
    """

    items: int
    agreed: int
    labels: int
    agreement: Share
    kappa: Coefficient
    ac1: Coefficient


@dataclass(frozen=True)
class ManyAgreement:
    """Any number of assessors an item: `items` with a label, `compared` of them with two or more, `ratings` labels in all.

    `pairs` is the number of pairs of ratings within items, over which `agreement` is a mean of the items' shares; its interval
    is that of a mean over items, None for perfect agreement. `kappa` is Fleiss', None where one label is used throughout;
    `ac1` is Gwet's, None where only one label is possible. All are None where no item has two ratings.
    """

    items: int
    compared: int
    ratings: int
    pairs: int
    labels: int
    agreement: Coefficient
    kappa: Coefficient
    ac1: Coefficient


def _labels(seen: set[Hashable], possible: Sequence[Hashable] | None) -> int:
    """How many labels are possible: those of the scale, or else those seen."""
    if possible is None:
        return len(seen)
    if strange := sorted(map(repr, seen - set(possible))):
        raise ValueError(f"{', '.join(strange)} is none of the possible labels")
    return len(set(possible))


def _coefficient(value: float, variance: float, quantile: float) -> Coefficient:
    error = math.sqrt(max(0.0, variance))
    if error <= 1e-9:
        return Coefficient(value, None, None, None)
    return Coefficient(value, error, max(-1.0, value - quantile * error), min(1.0, value + quantile * error))


def agree_pairs(
    pairs: Sequence[tuple[Hashable, Hashable]], labels: Sequence[Hashable] | None = None, level: float = 0.95
) -> PairAgreement:
    """The agreement of two assessors; each pair holds what the first and the second said of one item.

    Agreement: Wilson's interval. Cohen's kappa = (pa - pe) / (1 - pe), pe = sum of p_k. p_.k (Cohen J. Educ Psychol Meas
    1960;20:37-46), its variance that of Fleiss JL, Cohen J, Everitt BS. Psychol Bull 1969;72:323-327, the interval normal.
    AC1 = (pa - pe) / (1 - pe), pe = sum of pi_k (1 - pi_k) / (K - 1), pi_k the mean of p_k. and p_.k over K labels, its
    variance that for two raters of Gwet KL. Br J Math Stat Psychol 2008;61:29-48, the interval by t with n - 1 degrees of
    freedom as in Gwet's programs.

    Kappa takes the first assessor for the same person or kind throughout; where the pairs are of changing people use
    `agree_many`. `labels` are those possible, whether used or not: AC1 depends on their number, kappa does not. Without them
    those seen count. Items of one paper are not independent: over several flaws of the same papers the intervals are too
    narrow. Raises ValueError for a label that is not among `labels`, and unless 0 < level < 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"{level} is no confidence level between 0 and 1")
    n, table = len(pairs), Counter(pairs)
    count = _labels({label for pair in pairs for label in pair}, labels)
    agreed = sum(times for (one, other), times in table.items() if one == other)
    agreement = wilson(agreed, n, level)
    if n == 0:
        return PairAgreement(0, 0, count, agreement, UNDEFINED, UNDEFINED)
    first, second = Counter[Hashable](), Counter[Hashable]()
    for (one, other), times in table.items():
        first[one] += times
        second[other] += times
    kappa = _cohen(table, first, second, n, level)
    return PairAgreement(n, agreed, count, agreement, kappa, _gwet(table, first, second, n, count, level))


def _cohen(
    table: Counter[tuple[Hashable, Hashable]], first: Counter[Hashable], second: Counter[Hashable], n: int, level: float
) -> Coefficient:
    chance_n = sum(first[label] * second[label] for label in first)
    if chance_n == n * n:
        return UNDEFINED
    pa = sum(times for (one, other), times in table.items() if one == other) / n
    pe = chance_n / (n * n)
    kappa = (pa - pe) / (1 - pe)
    diagonal = math.fsum(table[label, label] / n * (1 - (first[label] + second[label]) / n * (1 - kappa)) ** 2 for label in first)
    beside = (1 - kappa) ** 2 * math.fsum(
        times / n * ((second[one] + first[other]) / n) ** 2 for (one, other), times in table.items() if one != other
    )
    variance = (diagonal + beside - (kappa - pe * (1 - kappa)) ** 2) / ((1 - pe) ** 2 * n)
    return _coefficient(kappa, variance if n > 1 else 0.0, critical(100 * level))


def _gwet(
    table: Counter[tuple[Hashable, Hashable]],
    first: Counter[Hashable],
    second: Counter[Hashable],
    n: int,
    labels: int,
    level: float,
) -> Coefficient:
    if labels < 2:
        return UNDEFINED
    pi = {label: (first[label] + second[label]) / (2 * n) for label in first | second}
    pa = sum(times for (one, other), times in table.items() if one == other) / n
    pe = math.fsum(share * (1 - share) for share in pi.values()) / (labels - 1)
    ac1 = (pa - pe) / (1 - pe)
    same = math.fsum(table[label, label] / n * (1 - pi[label]) for label in pi) / (labels - 1)
    all_pairs = math.fsum(times / n * (1 - (pi[one] + pi[other]) / 2) ** 2 for (one, other), times in table.items())
    spread = pa * (1 - pa) - 4 * (1 - ac1) * (same - pa * pe)
    spread += 4 * (1 - ac1) ** 2 * (all_pairs / (labels - 1) ** 2 - pe * pe)
    if n == 1:
        return _coefficient(ac1, 0.0, 0.0)
    return _coefficient(ac1, spread / (n * (1 - pe) ** 2), critical(100 * level, n - 1))


def agree_many(
    items: Sequence[Sequence[Hashable]], labels: Sequence[Hashable] | None = None, level: float = 0.95
) -> ManyAgreement:
    """The agreement of assessors who may differ in number and person from item to item; an item is the labels it was given.

    With r_i ratings of item i and r_ik of them k: pa is the mean over items with r_i >= 2 of sum_k r_ik (r_ik - 1) / (r_i (r_i
    - 1)); pi_k the mean over all items of r_ik / r_i. Fleiss' kappa takes pe = sum pi_k^2 (Fleiss JL. Psychol Bull
    1971;76:378-382), AC1 takes pe = sum pi_k (1 - pi_k) / (K - 1). Variances without the assumption of independent raters, of
    Gwet KL. Br J Math Stat Psychol 2008;61:29-48, for ratings that are missing as in Gwet KL. Handbook of Inter-Rater
    Reliability, 4th ed., 2014, chapter 5; intervals by t with one degree of freedom less than items. Items without a
    label are left out. `labels` and errors as in `agree_pairs`.
    """
    if not 0 < level < 1:
        raise ValueError(f"{level} is no confidence level between 0 and 1")
    counts = [Counter(item) for item in items if item]
    n, seen = len(counts), {label for item in items for label in item}
    sizes = [item.total() for item in counts]
    possible, compared = _labels(seen, labels), sum(size > 1 for size in sizes)
    totals = {
        "items": n,
        "compared": compared,
        "ratings": sum(sizes),
        "pairs": sum(size * (size - 1) // 2 for size in sizes),
        "labels": possible,
    }
    if compared == 0:
        return ManyAgreement(**totals, agreement=UNDEFINED, kappa=UNDEFINED, ac1=UNDEFINED)
    shares = [
        sum(times * (times - 1) for times in item.values()) / (size * (size - 1)) if size > 1 else None
        for item, size in zip(counts, sizes, strict=True)
    ]
    pi = {
        label: math.fsum(item[label] / size for item, size in zip(counts, sizes, strict=True)) / n
        for label in sorted(seen, key=repr)
    }
    plain = _chance_corrected(shares, [0.0] * n, 0.0, level)
    kappa = ac1 = UNDEFINED
    if len(seen) > 1:
        means = _means(counts, sizes, pi)
        kappa = _chance_corrected(shares, means, math.fsum(share * share for share in pi.values()), level)
    if possible > 1:
        apart = {label: (1 - share) / (possible - 1) for label, share in pi.items()}
        pe = math.fsum(share * apart[label] for label, share in pi.items())
        ac1 = _chance_corrected(shares, _means(counts, sizes, apart), pe, level)
    return ManyAgreement(**totals, agreement=plain, kappa=kappa, ac1=ac1)


def _means(counts: Sequence[Counter[Hashable]], sizes: Sequence[int], weight: dict[Hashable, float]) -> list[float]:
    """The mean weight of the labels of each item: its own part in the chance agreement."""
    return [
        math.fsum(times * weight[label] for label, times in item.items()) / size for item, size in zip(counts, sizes, strict=True)
    ]


def _chance_corrected(shares: Sequence[float | None], chance: Sequence[float], pe: float, level: float) -> Coefficient:
    """(pa - pe) / (1 - pe) with Gwet's variance, from each item's share of agreeing pairs (None: one rating) and chance."""
    n = len(shares)
    known = [share for share in shares if share is not None]
    value = (math.fsum(known) / len(known) - pe) / (1 - pe)
    if n < 2:
        return _coefficient(value, 0.0, 0.0)
    found = []
    for share, own in zip(shares, chance, strict=True):
        item = 0.0 if share is None else n / len(known) * (share - pe) / (1 - pe)
        found.append((item - 2 * (1 - value) * (own - pe) / (1 - pe) - value) ** 2)
    variance = math.fsum(found) / (n * (n - 1))
    return _coefficient(value, variance, critical(100 * level, n - 1))
