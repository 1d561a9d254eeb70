"""An effect against the smallest differences that matter: one verdict for each threshold, never one for all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from kg.printed import decimal
from kg.stats.effect import Effect

__all__ = ["CLASSES", "INDIVIDUAL_CHANGE", "Importance", "Threshold", "importance"]

Class = Literal["definitely not", "possible", "probable", "definite"]
CLASSES: tuple[Class, ...] = ("definitely not", "possible", "probable", "definite")

INDIVIDUAL_CHANGE = (
    "This threshold is a change within one person; setting a difference between group means against it is common and a stretch: "
    "a mean difference below it may still carry more people over it in one group than in the other, and one above it need not "
    "matter to everyone."
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A smallest difference that matters, as a size: in the unit of the effect, or as a ratio other than 1 for a ratio.

    `basis` says how it was found, in the words of the instrument list ("individual-change", "group-mean-comparison", ...).
    Raises ValueError unless the value is above 0.
    """

    value: Decimal
    basis: str | None = None

    def __post_init__(self) -> None:
        if not self.value > 0:
            raise ValueError(f"{self.value} is no size of a difference")

    @classmethod
    def printed(cls, value: str, basis: str | None = None) -> Threshold:
        """A threshold from printed text."""
        return cls(decimal(value), basis)


class Importance(NamedTuple):
    """What an effect means against one threshold.

    `verdict` is for a benefit of the first arm, `against` for a benefit of the second, which is harm where the first is the
    treatment. Both are None where `why` says what is missing. `sure` is false where rounding of the printed numbers could
    change the verdict. `caveat` is `INDIVIDUAL_CHANGE` for thresholds within persons.
    """

    threshold: Threshold
    verdict: Class | None
    against: Class | None
    sure: bool
    why: str | None = None
    caveat: str | None = None


def _class(size: float, low: float, value: float, high: float) -> int:
    """The index in CLASSES: definite if size < low, else probable if size < value, else possible if size < high."""
    return 3 if size < low else 2 if size < value else 1 if size < high else 0


def importance(
    effect: Effect, thresholds: Iterable[Threshold], better: Literal["lower", "higher"] | None
) -> tuple[Importance, ...]:
    """The class of an effect against each threshold, in the order given.

    With benefit counted positive and M the threshold: definite M < low; probable low <= M < estimate; possible estimate <= M
    < high; definitely not M >= high (Man-Son-Hing M et al. J Gen Intern Med 2002;17:469-476; the concept: Jaeschke R et al.
    Control Clin Trials 1989;10:407-415). `better` is the good direction of the score, or for a ratio of what it is a ratio
    of: "lower" for the odds of a bad event. Without it no class is given: a sign says nothing about benefit. An effect in the
    wrong direction is "definitely not" or at best "possible", and `against` says how large the opposite may be. Raises
    ValueError for a ratio threshold of 1.
    """
    return tuple(_against_one(effect, threshold, better) for threshold in thresholds)


def _against_one(effect: Effect, threshold: Threshold, better: Literal["lower", "higher"] | None) -> Importance:
    size = abs(math.log(threshold.value)) if effect.log else float(threshold.value)
    if size == 0:
        raise ValueError("a ratio of 1 is no size of a difference")
    caveat = INDIVIDUAL_CHANGE if "individual-change" in (threshold.basis or "") else None
    if better is None:
        return Importance(threshold, None, None, False, "direction unknown", caveat)
    if effect.value is None or effect.ci is None:
        return Importance(threshold, None, None, False, "estimate or interval is missing", caveat)
    numbers = effect.limits[0], effect.value, effect.limits[1]
    printed = [effect.on_scale(number) for number in numbers]
    envelopes = [effect.envelope(number) for number in numbers]
    least, most = [one.low for one in envelopes], [one.high for one in envelopes]
    if better == "lower":
        printed, least, most = _flipped(printed), _flipped(most), _flipped(least)
    benefit = [_class(size, *found) for found in (printed, least, most)]
    harm = [_class(size, *_flipped(found)) for found in (printed, most, least)]
    sure = len(set(benefit)) == len(set(harm)) == 1
    return Importance(threshold, CLASSES[benefit[0]], CLASSES[harm[0]], sure, None, caveat)


def _flipped(numbers: list[float]) -> list[float]:
    """Low, estimate and high of the same effect with the arms changed round."""
    return [-number for number in reversed(numbers)]
