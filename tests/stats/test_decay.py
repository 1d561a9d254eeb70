"""Effects over follow-up."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.stats.decay import decay
from kg.stats.effect import Effect
from kg.stats.significance import standard_error


def test_the_seed_fades(seed: tuple[Effect, ...]) -> None:
    found = decay(seed)
    assert [round(step.ratio.value or 0, 2) for step in found.steps] == [0.71, 0.72]
    assert all(step.fades and step.sure for step in found.steps)
    assert found.fades
    assert found.first_excludes_no_effect
    assert found.steps[0].difference == pytest.approx(2.3)


def test_the_border_is_the_callers(seed: tuple[Effect, ...]) -> None:
    assert [step.fades for step in decay(seed, 0.715).steps] == [True, False]
    assert [step.sure for step in decay(seed, 0.715).steps] == [False, False]
    assert not decay(seed, 0.5).fades


def test_the_error_of_the_difference_is_bounded_and_not_tested(seed: tuple[Effect, ...]) -> None:
    one, two = (standard_error(effect).value or 0 for effect in seed[:2])
    bounds = decay(seed).steps[0].standard_error
    assert bounds is not None
    assert bounds.high == pytest.approx(math.hypot(one, two))
    assert bounds.low == pytest.approx(math.sqrt(one**2 + two**2 - 1.6 * one * two))
    assert not any("p" in step._fields for step in decay(seed).steps)


def test_ratios_fade_by_their_logarithms() -> None:
    found = decay([Effect.printed("OR", value) for value in ("4.00", "2.00", "0.50")])
    assert [step.ratio.value for step in found.steps] == [pytest.approx(0.5), pytest.approx(-0.5)]
    assert found.first_excludes_no_effect is None
    assert found.steps[0].standard_error is None


def test_nothing_can_fade_from_nothing() -> None:
    found = decay([Effect.printed("MD", "0.0"), Effect.printed("MD", "-2.0")])
    assert (found.steps[0].ratio.value, found.fades, found.steps[0].sure) == (None, None, False)


@pytest.mark.parametrize(
    "effects",
    [
        [],
        [Effect.printed("MD", "1")],
        [Effect.printed("MD", "1"), Effect.printed("SMD", "1")],
        [Effect.printed("MD", "1", arms=("a", "b")), Effect.printed("MD", "1", arms=("b", "a"))],
        [Effect.printed("MD", "1", arms=("a", "b")), Effect.printed("MD", "1")],
        [Effect.printed("MD", "1"), Effect.printed("MD", None, ("1", "2"))],
    ],
)
def test_what_cannot_be_compared_is_refused(effects: list[Effect]) -> None:
    with pytest.raises(ValueError, match=r"two times|not comparable|no point estimate"):
        decay(effects)


def test_borders_out_of_range_are_refused(seed: tuple[Effect, ...]) -> None:
    for border in (0, -1, 1.5):
        with pytest.raises(ValueError, match="out of range"):
            decay(seed, border)
    with pytest.raises(ValueError, match="out of range"):
        decay(seed, correlation=(0.8, 0.0))


SIZES = st.decimals("0.5", 40, places=1)


@settings(deadline=None)
@given(SIZES, SIZES, SIZES, SIZES)
def test_the_sign_does_not_matter(first: Decimal, later: Decimal, half: Decimal, other: Decimal) -> None:
    up = [Effect("MD", first, (first - half, first + half)), Effect("MD", later, (later - other, later + other))]
    down = [Effect("MD", -effect.value, tuple(-limit for limit in effect.ci)) for effect in up]
    one, two = decay(up), decay(down)
    assert one.steps[0].ratio == two.steps[0].ratio
    assert (one.fades, one.first_excludes_no_effect) == (two.fades, two.first_excludes_no_effect)
    assert one.steps[0].difference == -two.steps[0].difference
    assert one.fades == (float(later) / float(first) < 0.75)
    assert one.steps[0].ratio.range.holds(one.steps[0].ratio.value)
