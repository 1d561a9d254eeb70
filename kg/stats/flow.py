"""The flow of people through a study: counts that cannot all be true, shares, printed percentages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from kg.printed import decimal
from kg.stats.recurrence import Share, wilson

__all__ = ["Flow", "Mismatch", "Percentage", "flow", "percentage"]

Kind = Literal[
    "more randomized than screened",
    "more analysed than randomized",
    "more analysed than screened",
    "arms exceed randomized",
    "arms do not add up",
    "arms add up to analysed",
]


class Mismatch(NamedTuple):
    """Two counts that do not fit: the one the sentence of `kind` begins with, and the one it ends with."""

    kind: Kind
    first: int
    second: int


class Percentage(NamedTuple):
    """A printed percentage against its counts. `exact` is what the counts give, in percent."""

    verdict: Literal["agree", "disagree", "cannot tell"]
    exact: float | None


class Flow(NamedTuple):
    """What the counts of a study say. A share without its counts, or of counts that do not fit, is None throughout."""

    mismatches: tuple[Mismatch, ...]
    randomized: Share  # of those screened
    analysed: Share  # of those randomized
    lost: Share  # of those randomized


def flow(
    screened: int | None = None, randomized: int | None = None, analysed: int | None = None, arms: Sequence[int | None] = ()
) -> Flow:
    """The counts against each other (the flow diagram of CONSORT: Schulz KF et al. BMJ 2010;340:c332).

    screened >= randomized >= analysed, and the arms (people allocated; None where not stated) add up to those randomized.
    Arms that add up to those analysed are told apart: they are counts after losses, not an error of adding. Shares are
    between 0 and 1 with Wilson's 95% interval. Counts are of one unit: people, not eyes, clusters or periods. Raises
    ValueError for a negative count.
    """
    stated = [arm for arm in arms if arm is not None]
    if any(count is not None and count < 0 for count in (screened, randomized, analysed, *arms)):
        raise ValueError("a count of people is not negative")
    found = []
    pairs: tuple[tuple[Kind, int | None, int | None], ...] = (
        ("more randomized than screened", randomized, screened),
        ("more analysed than randomized", analysed, randomized),
        ("more analysed than screened", analysed, screened),
    )
    for kind, more, less in pairs:
        if more is not None and less is not None and more > less:
            found.append(Mismatch(kind, more, less))
    if stated and randomized is not None:
        total = sum(stated)
        whole = len(stated) == len(arms)
        if whole and total < randomized:
            found.append(Mismatch("arms add up to analysed" if total == analysed else "arms do not add up", total, randomized))
        elif total > randomized:
            found.append(Mismatch("arms do not add up" if whole else "arms exceed randomized", total, randomized))
    lost = None if randomized is None or analysed is None else randomized - analysed
    return Flow(tuple(found), _share(randomized, screened), _share(analysed, randomized), _share(lost, randomized))


def _share(part: int | None, whole: int | None) -> Share:
    if part is None or whole is None or not 0 <= part <= whole:
        return Share(None, None, None)
    return wilson(part, whole)


def percentage(printed: str | Decimal, part: int, whole: int) -> Percentage:
    """Whether a printed percentage is the share of its counts, rounded.

    That is abs(100 part / whole - printed) <= half a unit of its last digit, in exact arithmetic; ties may be rounded either
    way. "cannot tell" for a share of nobody. Raises ValueError for a negative count, a part that exceeds the whole, or text
    that is no number.
    """
    number = decimal(printed) if isinstance(printed, str) else printed
    if not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is no share")
    if whole == 0:
        return Percentage("cannot tell", None)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is no percentage")
    exact = Fraction(100 * part, whole)
    fits = 2 * abs(exact - Fraction(number)) <= Fraction(10) ** exponent
    return Percentage("agree" if fits else "disagree", float(exact))
