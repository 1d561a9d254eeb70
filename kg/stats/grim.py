"""GRIM and GRIMMER: whether whole numbers can have the mean, and the standard deviation, that are printed."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Literal, NamedTuple

from kg.printed import decimal

__all__ = ["Grim", "grim", "grimmer"]

_MODES = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "half down": ROUND_HALF_DOWN}


class Grim(NamedTuple):
    """Whether the printed numbers are possible.

    `fails` names the test that they fail. `roundings` are the ways of rounding ties under which the mean is possible (all of
    them, unless it hangs on a tie). "not informative": so many values were averaged that nothing can be ruled out.
    """

    verdict: Literal["consistent", "inconsistent", "not informative"]
    fails: Literal["mean", "standard deviation"] | None = None
    roundings: tuple[str, ...] = ()


def _parts(text: str) -> tuple[Fraction, Fraction, int]:
    """The value of a printed number, half a unit of its last digit, and the number of its decimals."""
    number = decimal(text)
    places = -int(number.as_tuple().exponent)
    return Fraction(number), Fraction(1, 2 * 10**places), places


def _values(n: int, items: int) -> int:
    if n < 1 or items < 1:
        raise ValueError(f"{n} people with {items} items each")
    return n * items


def _sums(mean: str, values: int) -> range:
    """The whole sums whose mean rounds to the printed one, ties included."""
    middle, half, _ = _parts(mean)
    return range(math.ceil((middle - half) * values), math.floor((middle + half) * values) + 1)


def _roundings(total: int, values: int, mean: str) -> tuple[str, ...]:
    """The ways of rounding ties under which the sum gives the printed mean."""
    middle, half, places = _parts(mean)
    exact = Fraction(total, values)
    if abs(exact - middle) < half:
        return tuple(_MODES)
    with localcontext() as context:  # a tie: one digit more than printed, so exact as a decimal
        context.prec = len(mean) + 10
        tie = Decimal(exact.numerator) / Decimal(exact.denominator)
        unit = Decimal(1).scaleb(-places)
        return tuple(name for name, mode in _MODES.items() if tie.quantize(unit, rounding=mode) == decimal(mean))


def grim(mean: str, n: int, items: int = 1) -> Grim:
    """Whether the mean of whole numbers can be what is printed: a whole k with round(k / (n items), decimals) = mean.

    Informative only where n items < 10^decimals. The mean is text, since "3.40" says more than "3.4"; ties are tried half up,
    half even and half down (Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369). Only for means of raw whole
    numbers (or of `items` of them each): not for adjusted means, imputed data, or scores in percent. Raises ValueError unless
    n and items are at least 1, and for text that is no number.
    """
    values = _values(n, items)
    if values >= 10 ** _parts(mean)[2]:
        return Grim("not informative", None, tuple(_MODES))
    found = {name for total in _sums(mean, values) for name in _roundings(total, values, mean)}
    if not found:
        return Grim("inconsistent", "mean")
    return Grim("consistent", None, tuple(name for name in _MODES if name in found))


def grimmer(mean: str, sd: str, n: int, items: int = 1) -> Grim:
    """Whether whole numbers can have both the mean and the sample standard deviation that are printed.

    With T the sum and Q the sum of squares, (n - 1) s^2 = Q - T^2 / n. For a sum that the mean allows there must be a whole Q
    that gives an s that rounds to the printed one, is even where T is even (x^2 and x have the same parity), and is no less
    than n whole numbers with that sum must have (Anaya J. PeerJ Preprints 2016;4:e2400; analytic form: Allard A. 2018,
    A-GRIMMER). With `items`, each person's score is a sum of that many whole numbers divided by it. These are necessary
    conditions: "consistent" does not promise that the data exist. "not informative": the mean is possible and the printed
    standard deviation leaves room for two consecutive Q. Raises ValueError for n < 2, a negative standard deviation, or text
    that is no number.
    """
    values = _values(n, items)
    middle, half, _ = _parts(sd)
    if n < 2 or middle < 0:
        raise ValueError(f"{n} people with a standard deviation of {sd}")
    totals = _sums(mean, values)
    if not totals:
        return Grim("inconsistent", "mean")
    least, most = ((n - 1) * (items * end) ** 2 for end in (max(Fraction(0), middle - half), middle + half))
    possible = [total for total in totals if _squares(total, n, least, most)]
    if not possible:
        return Grim("inconsistent", "standard deviation")
    found = {name for total in possible for name in _roundings(total, values, mean)}
    names = tuple(name for name in _MODES if name in found)
    return Grim("not informative" if most - least >= 2 else "consistent", None, names)


def _squares(total: int, n: int, least: Fraction, most: Fraction) -> bool:
    """Whether a sum of squares with the parity of the sum gives a sum of squared deviations between the two."""
    share, rest = divmod(total, n)
    floor = (n - rest) * share**2 + rest * (share + 1) ** 2
    correction = Fraction(total * total, n)
    first = max(floor, math.ceil(least + correction))
    return first + (first - total) % 2 <= most + correction
