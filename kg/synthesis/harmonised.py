"""Which estimates may be compared, on one scale and in one direction; and why the others may not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from kg.errors import UsageError, nearest
from kg.stats.effect import Effect
from kg.stats.significance import standard_error
from kg.store import Store
from kg.synthesis.scales import FAMILIES, RATIOS, Arm, Scale, Spread, Units, g_from_spreads, spreads, times, units
from kg.synthesis.stated import ALL, Stated, stated

__all__ = ["REASONS", "SIGNS", "TIMES", "Choice", "Harmonised", "LeftOut", "Selection", "select"]

TIMES = ("earliest", "latest", "post")
SIGNS = ("benefit", "score")
SYNTHESES = ("systematic-review", "meta-analysis")
_BEFORE = re.compile(r"(at )?baseline|pre-?(treatment|test)|before (the )?(treatment|therapy|intervention|randomi[sz]ation)")
_AFTER = re.compile(
    r"post\b.*|post-?(treatment|test|intervention)|"
    r"((directly |immediately |right )?after|(at )?(the )?end of) (the )?(treatment|therapy|intervention)"
)


class Reason(NamedTuple):
    """Why an estimate is left out, and what would mend it (empty: nothing is wrong with it)."""

    words: str
    mend: str = ""


REASONS = {
    "measure": Reason("its measure (medians, other, none) has no scale on which effects are pooled"),
    "family": Reason("it is of another measure than the one asked for", "--measure"),
    "condition": Reason("it is of another condition than the one asked for, or of none stated", "--condition"),
    "synthesis": Reason("it comes from a review or meta-analysis, which would count its trials twice"),
    "retracted": Reason("the paper is retracted", "--retracted keeps it"),
    "extracted": Reason("a program read it from prose and nobody has entered it", "--extracted adds it"),
    "baseline": Reason("it was taken at baseline, before any effect"),
    "no value": Reason("no value is stated", "add value:"),
    "no error": Reason("neither an interval nor a standard error is stated", "add ci: [low, high] with level:, or se:"),
    "impossible": Reason(
        "its numbers cannot be: an interval without width or without the value, a ratio of 0 or less", "check the source"
    ),
    "arms": Reason(
        "its arms do not say which is the experimental one: neither is marked so, or both are",
        "add role: experimental to one of the study's arms",
    ),
    "better": Reason("which direction is better is not known", "add better: lower or higher to the outcome"),
    "unit": Reason(
        "neither instrument nor scale is stated, so that the unit is not known", "add instrument: or scale: to the outcome"
    ),
    "range": Reason("the range of its scale is not stated, or another one that cannot be converted", "add range: to the outcome"),
    "spread": Reason("standard deviations and numbers of both arms at that time are not stated", "add groups: with n and sd"),
    "twice": Reason("another source states the same estimate"),
    "asserted": Reason("it was read from prose, and the paper has estimates that somebody entered"),
    "stated": Reason("its standardised difference is stated too, which stands for it"),
    "time": Reason("it is of another time than the one asked for, or of none stated", "--time"),
}  # fmt: skip


class LeftOut(NamedTuple):
    """An estimate that is not used; `reason` is a key of `REASONS`."""

    stated: Stated
    reason: str


@dataclass(frozen=True, slots=True)
class Harmonised:
    """An estimate on its scale, experimental arm first, positive where that arm does better (see `Choice.sign`).

    `comparator` is the role of the other arm or, where it has none, its label. `rescaled` where the printed numbers were brought
    to another range, `assumed` where the source does not say the range of the scale.
    """

    stated: Stated
    scale: Scale
    effect: float
    standard_error: float
    comparator: str
    rescaled: bool = False
    assumed: bool = False

    @property
    def outcome(self) -> str:
        """What it measures, as far as scales can be compared: what the instrument measures, the scale itself, or the label."""
        if self.scale.measure == "MD":
            return self.stated.instrument_label or self.stated.outcome_label.casefold()
        if self.scale.measure == "SMD" and self.stated.instrument != "smd" and self.stated.construct:
            return self.stated.construct
        return self.stated.outcome_label.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which estimates are wanted.

    `outcome` is an identifier or word, `ALL` for all of them taken for one, None for each by itself; `measure` one of
    `FAMILIES`; `condition` words of the condition; `time` one of `TIMES`. With `sign` "score" effects keep the direction of the
    raw score and only the arms are put in order. `standardise` turns differences in means into standardised ones where the
    spread is known. Raises UsageError for unknown words.
    """

    outcome: str | None = None
    measure: str | None = None
    condition: str | None = None
    time: str | None = None
    sign: str = "benefit"
    standardise: bool = False
    extracted: bool = False
    retracted: bool = False

    def __post_init__(self) -> None:
        for name, word, known in (("measure", self.measure, FAMILIES), ("time", self.time, TIMES), ("sign", self.sign, SIGNS)):
            if word is not None and word not in known:
                raise UsageError(f"There is no {name} {word!r}.", hint=nearest(word, known) or f"One of: {', '.join(known)}.")
        if self.standardise and self.measure != "SMD":
            raise UsageError("Only standardised differences (measure SMD) can be made of differences in means.")


class Selection(NamedTuple):
    """The estimates of a choice that may be compared, by paper; those left out; how many match the outcome at all."""

    kept: tuple[Harmonised, ...]
    left_out: tuple[LeftOut, ...]
    found: int


def select(store: Store, choice: Choice) -> Selection:
    """The estimates that may be compared within their scale, signed so that positive is better for the experimental arm."""
    return chosen(stated(store, choice.outcome or ALL), choice, lambda found: units(store, found), lambda: spreads(store))


def chosen(
    estimates: Sequence[Stated],
    choice: Choice,
    in_units: Callable[[Sequence[Stated]], Units],
    in_arms: Callable[[], dict[Arm, Spread]],
) -> Selection:
    """As `select`, of estimates that are given; `in_units` and `in_arms` are asked only where they are needed."""
    kept: list[Harmonised] = []
    left: list[LeftOut] = []
    usable = []
    for one in estimates:
        if reason := _unwanted(one, choice) or _unusable(one, choice):
            left.append(LeftOut(one, reason))
        else:
            usable.append(one)
    means = any(one.measure == "MD" for one in usable)
    known = in_units(usable) if means and not choice.standardise else Units({}, {})
    arms = in_arms() if means and choice.standardise else {}
    for one in usable:
        found = _harmonised(one, choice, known, arms)
        (left if isinstance(found, LeftOut) else kept).append(found)  # type: ignore[arg-type]
    kept, repeated = _once(kept)
    kept, other = _at(kept, choice.time)
    return Selection(tuple(kept), (*left, *repeated, *other), len(estimates))


def _unwanted(one: Stated, choice: Choice) -> str | None:
    if one.measure not in FAMILIES:
        return "measure"
    if choice.measure is not None and one.measure != choice.measure and not (choice.standardise and one.measure == "MD"):
        return "family"
    if choice.condition is not None and choice.condition.casefold() not in (one.condition or "").casefold():
        return "condition"
    if one.origin == "extracted" and not choice.extracted:
        return "extracted"
    return "retracted" if one.retracted and not choice.retracted else None


def _unusable(one: Stated, choice: Choice) -> str | None:
    if one.design in SYNTHESES:
        return "synthesis"
    if one.timepoint is not None and _BEFORE.fullmatch(one.timepoint.casefold().strip()):
        return "baseline"
    if one.value is None:
        return "no value"
    if (one.first_role == "experimental") == (one.second_role == "experimental"):
        return "arms"
    if choice.sign == "benefit" and one.good is None:
        return "better"
    return None


def _harmonised(one: Stated, choice: Choice, known: Units, arms: dict[Arm, Spread]) -> Harmonised | LeftOut:
    numbers = _numbers(one)
    if numbers is None:
        return LeftOut(one, "impossible")
    effect, error = numbers
    measure, unit, factor = str(one.measure), "", 1.0
    if measure == "MD" and choice.standardise:
        found = _spreads(one, arms)
        if found is None:
            return LeftOut(one, "spread")
        effect, error = g_from_spreads(effect, error, *found)
        measure = "SMD"
    elif error is None:
        return LeftOut(one, "no error")
    elif measure == "MD":
        key = (one.paper, one.outcome_id)
        if key not in known.known:
            return LeftOut(one, known.why.get(key, "unit"))
        unit, factor = known.known[key]
    if not error > 0:
        return LeftOut(one, "impossible")
    forwards = one.first_role == "experimental"
    sign = 1 if forwards else -1
    if choice.sign == "benefit" and one.good == "lower":
        sign = -sign
    comparator = (one.second_role or one.second_label) if forwards else (one.first_role or one.first_label)
    return Harmonised(
        one, Scale(measure, unit), sign * effect * factor, error * factor, comparator or "not stated", rescaled=factor != 1,
        assumed=measure == "MD" and (one.paper, one.outcome_id) in known.assumed,
    )  # fmt: skip


def _spreads(one: Stated, arms: dict[Arm, Spread]) -> tuple[Spread, Spread] | None:
    """The spreads of both arms at the time of the estimate, by the first name of that time under which both are known."""
    for time in times(one.weeks, one.timepoint):
        first, second = (arms.get((one.paper, one.outcome_id, arm or "", time)) for arm in (one.first_label, one.second_label))
        if first is not None and second is not None:
            return first, second
    return None


def _numbers(one: Stated) -> tuple[float, float | None] | None:
    """Effect and standard error on the working scale, the error None where nothing says it; None where they cannot be.

    The standard error is the one stated, else that of the interval at its level (95 where none is stated). Risk differences in
    percent, known by a number beyond 1, become shares.
    """
    limits = None if one.low is None or one.high is None else (Decimal(one.low), Decimal(one.high))
    if one.value is None or (limits is not None and not min(limits) <= one.value <= max(limits)):
        return None
    value = Decimal(one.value)
    if one.measure in RATIOS and not min(value, *(limits or (value,))) > 0:
        return None
    effect = Effect(str(one.measure), value, limits, 95.0 if one.level is None else float(one.level))
    error = None if one.standard_error is None else float(one.standard_error)
    if error is None and limits is not None:
        error = standard_error(effect).value
    if error is not None and not error > 0:
        return None
    share = 0.01 if one.measure == "RD" and max(map(abs, (value, *(limits or ())))) > 1 else 1.0
    return effect.on_scale(value) * share, None if error is None else error * share


def _once(kept: Iterable[Harmonised]) -> tuple[list[Harmonised], list[LeftOut]]:
    """Without what another source states too, what was read from the prose of a paper with entered estimates of that measure,
    and standardised differences that were made although the paper states them."""
    first: dict[tuple[object, ...], str] = {}
    entered = {(one.stated.paper, one.scale.measure) for one in kept if one.stated.origin == "asserted"}
    given = {one.stated.place for one in kept if one.stated.measure == "SMD"}
    found, left = [], []
    for one in kept:
        source = first.setdefault(one.stated.comparison, one.stated.source)
        if one.stated.origin == "extracted" and (one.stated.paper, one.scale.measure) in entered:
            left.append(LeftOut(one.stated, "asserted"))
        elif (one.stated.measure, one.scale.measure) == ("MD", "SMD") and one.stated.place in given:
            left.append(LeftOut(one.stated, "stated"))
        elif source != one.stated.source:
            left.append(LeftOut(one.stated, "twice"))
        else:
            found.append(one)
    return found, left


def _at(kept: list[Harmonised], time: str | None) -> tuple[list[Harmonised], list[LeftOut]]:
    """The estimates of the time asked for: of each paper and scale those with the fewest or the most weeks, or those "post"."""
    if time is None:
        return kept, []
    if time == "post":
        wanted = [_AFTER.fullmatch((one.stated.timepoint or "").casefold().strip()) is not None for one in kept]
    else:
        weeks: dict[tuple[str, Scale], list[float]] = defaultdict(list)
        for one in kept:
            if one.stated.weeks is not None:
                weeks[one.stated.paper, one.scale].append(float(one.stated.weeks))
        pick = min if time == "earliest" else max
        best = {key: pick(several) for key, several in weeks.items()}
        wanted = []
        for one in kept:
            at = best.get((one.stated.paper, one.scale))
            wanted.append(at is None or (one.stated.weeks is not None and float(one.stated.weeks) == at))
    found = [one for one, here in zip(kept, wanted, strict=True) if here]
    return found, [LeftOut(one.stated, "time") for one, here in zip(kept, wanted, strict=True) if not here]
