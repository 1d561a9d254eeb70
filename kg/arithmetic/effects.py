"""Functions on effects: `calc:effect` puts a printed comparison together, the others compute with it.

Formulas and sources stand at the functions of `kg.stats` that are called here.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, cast

from kg.arithmetic import register
from kg.arithmetic.wording import number
from kg.printed import p_value
from kg.stats import importance as mattering
from kg.stats import interval, significance
from kg.stats.decay import decay
from kg.stats.effect import Effect
from kg.stats.student import critical

_GAP = "\x1f"  # in no printed number


_MEASURES = {
    "MD": "difference", "SMD": "standardised difference", "OR": "odds ratio", "RR": "risk ratio", "HR": "hazard ratio",
    "RD": "risk difference", "IRR": "rate ratio", "MEDIAN-DIFF": "difference in medians", "OTHER": "effect",
}  # fmt: skip


@register("effect")
def effect(measure: str, value: str = "", low: str = "", high: str = "", level: str = "95") -> str:
    """An effect for the other functions: measure, estimate, limits of the interval and level in percent, all as printed; a
    missing number is an empty text."""
    packed = _GAP.join((measure, value, low, high, level))
    _unpacked(packed)
    return packed


@lru_cache(maxsize=4096)
def _unpacked(packed: str) -> Effect:
    measure, value, low, high, level = packed.split(_GAP)
    return Effect.printed(measure, value or None, (low, high) if low and high else None, float(level))


@register("measure")
def measure(code: str) -> str:
    """The name of a measure of effect in a sentence: MD is "difference"."""
    return _MEASURES.get(code, "effect")


@register("printed")
def printed(packed: str) -> str:
    """The effect as a sentence has it: -5.7 (95% CI -9.1 to -2.2)."""
    it = _unpacked(packed)
    if it.ci is None:
        return str(it.estimate())
    interval_printed = f"{it.level:g}% CI {it.limits[0]} to {it.limits[1]}"
    return interval_printed if it.value is None else f"{it.value} ({interval_printed})"


@register("favours-first")
def favours_first(packed: str, better: str) -> bool | None:
    """Whether the estimate favours the first arm, where `better` is the good direction of the score; no value for no effect."""
    it = _unpacked(packed)
    size = it.on_scale(it.estimate())
    return None if size == 0 or better not in ("lower", "higher") else (size < 0) == (better == "lower")


def _freedom(df: str) -> float | None:
    """Degrees of freedom from text; 0 and less stand for a large sample."""
    found = float(df)
    return found if found > 0 else None


# ---- interval


@register("centring")
def centring(packed: str) -> str:
    """Where the estimate lies in its interval: centred, other scale, asymmetric or cannot tell."""
    return interval.centring(_unpacked(packed)).verdict


@register("offset")
def offset(packed: str) -> float | None:
    """The distance of the estimate from the centre of its interval in half-widths, on the scale of the measure."""
    return interval.centring(_unpacked(packed)).offset


@register("outside")
def outside(packed: str) -> bool:
    """Whether the estimate lies outside its own interval however the numbers were rounded."""
    return interval.outside(_unpacked(packed))


@register("excludes-no-effect")
def excludes_no_effect(packed: str) -> bool | None:
    """Whether the interval excludes no effect (0, or 1 for a ratio); no value where a limit rounds to it."""
    return interval.excludes_no_effect(_unpacked(packed))


@register("centre")
def centre(packed: str) -> str:
    """The centre of the interval, on the scale of the measure, as it would be printed."""
    it = _unpacked(packed)
    low, high = it.limits
    if not it.log:
        return str((low + high) / 2)
    return number(repr(math.sqrt(low * high)), "3")


@register("sign-turned")
def sign_turned(packed: str) -> bool:
    """Whether the estimate of a difference would be the centre of its interval with its sign turned, and is not as it is."""
    it = _unpacked(packed)
    if it.log:
        return False
    turned = Effect(it.measure, -it.estimate(), it.ci, it.level)
    return interval.centring(it).verdict != "centred" and interval.centring(turned).verdict == "centred"


@register("far-limit")
def far_limit(packed: str) -> str:
    """The limit of the interval that is furthest from zero, without its sign."""
    return str(max(abs(limit) for limit in _unpacked(packed).limits))


@register("centring-steps")
def centring_steps(packed: str) -> str:
    """The arithmetic of `calc:centring`."""
    it = _unpacked(packed)
    low, high = it.limits
    if it.log:
        middle = math.sqrt(low * high) if low > 0 else math.nan
        return f"centre on the logarithmic scale: sqrt({low} x {high}) = {number(repr(middle), '3')}; estimate {it.value}"
    return f"centre: ({low} + {high}) / 2 = {(low + high) / 2}; estimate {it.value}"


# ---- p values


@register("p-implied")
def p_implied(packed: str, df: str = "0") -> float | None:
    """The two-sided p value that estimate and interval imply; `df` degrees of freedom, 0 for a large sample."""
    return significance.p_implied(_unpacked(packed), _freedom(df)).value


@register("p-range")
def p_range(packed: str, df: str = "0") -> str:
    """The p values that rounding of the printed numbers allows, as "0.0013 to 0.0022"."""
    found = significance.p_implied(_unpacked(packed), _freedom(df)).range
    return f"{number(repr(found.low), '2')} to {number(repr(found.high), '2')}"


@register("p-factor")
def p_factor(packed: str, p: str, df: str = "0") -> float | None:
    """How far the printed p is from those that the interval can imply: the ratio of their nearest ends, 1 where they meet."""
    found = significance.agreement(_unpacked(packed), _p(p), _freedom(df))
    return None if found.factor is None else min(found.factor, 1e12)


@register("p-steps")
def p_steps(packed: str, p: str = "", df: str = "0") -> str:
    """The arithmetic of `calc:p-implied`, a step a line, and what the printed p says beside it."""
    it, freedom = _unpacked(packed), _freedom(df)
    low, high = it.limits
    wide = critical(it.level, freedom)
    error = significance.standard_error(it, freedom).value
    if not error:
        return "the interval has no width"
    size = abs(it.on_scale(it.estimate()))
    student = f"t({freedom:g})" if freedom else "z"
    tail = (
        f"P(|T| >= {number(repr(size / error), '3')}), t with {freedom:g} df" if freedom else f"2 (1 - Phi({size / error:.2f}))"
    )
    top, bottom, of = (f"ln {high}", f"ln {low}", f"|ln {it.value}|") if it.log else (str(high), _signed(low), f"|{it.value}|")
    steps = [
        f"SE = ({top} - {bottom}) / (2 x {wide:.3f}) = {number(repr(error), '4')}",
        f"{student} = {of} / SE = {number(repr(size / error), '3')}",
        f"p = {tail} = {number(repr(p_implied(packed, df)), '2')} (rounding allows {p_range(packed, df)})",
    ]
    if p:
        found = significance.agreement(it, _p(p), freedom)
        apart = f", {found.factor:.3g} times apart" if found.factor and found.factor > 1 else ""
        steps.append(f"printed p {p_text(p)}: {found.why}{apart}")
    return "\n".join(steps)


@register("decision")
def decision(packed: str, p: str) -> str:
    """Whether printed p and interval agree on significance at the interval's level: agree, disagree or cannot tell."""
    return significance.decision(_unpacked(packed), _p(p)).verdict


@register("decision-steps")
def decision_steps(packed: str, p: str) -> str:
    """The arithmetic of `calc:decision`."""
    return significance.decision(_unpacked(packed), _p(p)).why


@register("p")
def p_text(text: str) -> str:
    """A printed p value as it follows the letter p: "= 0.03", "<.001", "NS"."""
    bare = re.sub(r"^\s*p\s*(?=[<>=\u2264\u2265\d.])", "", text, flags=re.IGNORECASE).strip()
    return f"= {bare}" if re.match(r"[\d.]", bare) else bare


def _p(text: str) -> tuple[str, Decimal] | None:
    found = p_value(text)
    return None if found is None else (found.op, found.value)


def _signed(value: Decimal) -> str:
    return f"({value})" if value < 0 else str(value)


# ---- importance


def _better(text: str) -> Literal["lower", "higher"] | None:
    return cast("Literal['lower', 'higher']", text) if text in ("lower", "higher") else None


@register("importance")
def importance(packed: str, threshold: str, better: str) -> str | None:
    """The effect against a smallest important difference: definite, probable, possible, definitely not; `better` is the good
    direction of the score."""
    (found,) = mattering.importance(_unpacked(packed), [mattering.Threshold.printed(threshold)], _better(better))
    return found.verdict


@register("importance-sure")
def importance_sure(packed: str, threshold: str, better: str) -> bool:
    """Whether the class that `calc:importance` gives holds however the numbers of the effect were rounded."""
    (found,) = mattering.importance(_unpacked(packed), [mattering.Threshold.printed(threshold)], _better(better))
    return found.sure


@register("importance-against")
def importance_against(packed: str, threshold: str, better: str) -> str | None:
    """The same for a benefit of the second arm, which is harm where the first is the treatment."""
    (found,) = mattering.importance(_unpacked(packed), [mattering.Threshold.printed(threshold)], _better(better))
    return found.against


@register("importance-steps")
def importance_steps(packed: str, threshold: str, better: str) -> str:
    """The arithmetic of `calc:importance`: the effect counted so that benefit is positive, and where the threshold lies."""
    it = _unpacked(packed)
    verdict = importance(packed, threshold, better)
    numbers = it.limits[0], it.estimate(), it.limits[1]
    low, value, high = (-n for n in reversed(numbers)) if better == "lower" and not it.log else numbers
    where = {
        "definite": f"{threshold} < {low}, the lower limit",
        "probable": f"{low} <= {threshold} < {value}, between the lower limit and the estimate",
        "possible": f"{value} <= {threshold} < {high}, between the estimate and the upper limit",
        "definitely not": f"{threshold} >= {high}, the upper limit",
    }.get(str(verdict), "the direction that is good is not known")
    flipped = ", with the sign turned" if better == "lower" and not it.log else ""
    benefit = f"benefit{flipped}: {value} ({low} to {high})"
    return f"{benefit}\n{where}: {verdict}" if not it.log else f"effect {value} ({low} to {high}) against {threshold}: {verdict}"


# ---- follow-up


@register("left")
def left(first: str, later: str) -> float | None:
    """How much of the first effect is left in the later: later / first, of logarithms for ratios."""
    (step,) = decay([_unpacked(first), _unpacked(later)]).steps
    return step.ratio.value


@register("fades")
def fades(first: str, later: str, border: str) -> bool | None:
    """Whether less than `border` (0 to 1) of the first effect is left, however the numbers were rounded."""
    (step,) = decay([_unpacked(first), _unpacked(later)], float(border)).steps
    return None if step.fades is None else step.fades and step.sure
