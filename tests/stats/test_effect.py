"""A comparison as printed, on its scale."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import get_args

import pytest

from kg.fields import Measure
from kg.stats.effect import LINEAR, LOG, Effect


def test_every_measure_but_other_has_a_scale() -> None:
    assert set(get_args(Measure)) - {"OTHER"} == LINEAR | LOG
    assert not LINEAR & LOG


def test_printed_text_keeps_its_decimals_and_its_order() -> None:
    effect = Effect.printed("MD", "\u22127.90", ("-4.7", "-11.0"))
    assert (str(effect.value), effect.level) == ("-7.90", 95.0)
    assert effect.ci == (Decimal("-4.7"), Decimal("-11.0"))
    assert effect.limits == (Decimal("-11.0"), Decimal("-4.7"))


@pytest.mark.parametrize(("level", "alpha"), [(95, 0.05), (90, 0.1), (99, 0.01), (99.9, 0.001)])
def test_alpha_is_the_number_one_expects(level: float, alpha: float) -> None:
    assert Effect.printed("MD", level=level).alpha == alpha


def test_ratios_are_worked_with_by_their_logarithms() -> None:
    effect = Effect.printed("OR", "2.0", ("0.00", "4.0"))
    assert effect.on_scale(Decimal("2.0")) == math.log(2)
    assert effect.on_scale(Decimal("0.00")) == -math.inf
    assert effect.envelope(Decimal("1.0")).holds(0)


@pytest.mark.parametrize(
    ("measure", "value", "level", "complaint"),
    [("OTHER", "1", 95, "scale"), ("OR", "-0.2", 95, "negative"), ("MD", "1", 0, "level"), ("MD", "1", 100, "level")],
)
def test_what_cannot_be_is_refused(measure: str, value: str, level: float, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        Effect.printed(measure, value, level=level)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(ValueError, match="interval"):
        _ = Effect.printed("MD", "1").limits
    with pytest.raises(ValueError, match="estimate"):
        Effect.printed("MD", None, ("1", "2")).estimate()
