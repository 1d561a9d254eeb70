"""How often one client may ask."""

from __future__ import annotations

import contextlib

import pytest

from kg.serve import rate as module
from kg.serve.problems import Refused
from kg.serve.rate import BURST, Rate


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(rate: Rate, client: str, times: int) -> int:
    """How many of so many requests are let through."""
    count = 0
    for _ in range(times):
        with contextlib.suppress(Refused):
            rate.take(client)
            count += 1
    return count


def test_a_burst_then_the_rate() -> None:
    clock = Clock()
    rate = Rate(2, clock)
    assert taken(rate, "a", 100) == 2 * BURST
    assert taken(rate, "b", 1) == 1  # another client has its own
    clock.now += 1
    assert taken(rate, "a", 100) == 2
    clock.now += 1_000
    assert taken(rate, "a", 100) == 2 * BURST


def test_waiting_as_long_as_it_says_is_enough() -> None:
    clock = Clock()
    rate = Rate(0.25, clock)
    taken(rate, "a", 10)
    with pytest.raises(Refused) as refused:
        rate.take("a")
    assert refused.value.status == 429
    clock.now += int(refused.value.headers["Retry-After"])
    rate.take("a")


def test_no_limit() -> None:
    assert taken(Rate(0, Clock()), "a", 10_000) == 10_000


def test_clients_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CLIENTS", 50)
    rate = Rate(1, Clock())
    for number in range(500):
        rate.take(str(number))
    assert len(rate) == 50
    assert taken(rate, "499", 100) == BURST - 1  # the last one seen is remembered
