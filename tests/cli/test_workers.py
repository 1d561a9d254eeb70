"""Results in order from several processes: nothing lost, nothing stuck, errors at their place."""

from __future__ import annotations

import operator
import threading
import time
from collections.abc import Iterator
from functools import partial

import pytest

from kg.cli.workers import in_order
from kg.errors import InputError, KgError

upper = partial(operator.methodcaller, "upper")  # called in each process, it makes what does the work


@pytest.mark.parametrize("processes", [1, 2, 3])
@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 64, 5_000])
def test_all_in_order(processes: int, count: int) -> None:
    given = [f"item {n}" for n in range(count)]
    assert list(in_order(given, upper, processes)) == [text.upper() for text in given]


def test_large_items_go_alone_and_still_in_order() -> None:
    given = ["a" * (5_000_000 if n % 7 == 0 else 10) + str(n) for n in range(40)]
    assert list(in_order(given, upper, 2, size=len)) == [text.upper() for text in given]


def test_what_waits_is_bounded() -> None:
    taken = []

    def given() -> Iterator[str]:
        for n in range(100_000):
            taken.append(n)
            yield "x" * 1000

    results = in_order(given(), upper, 2, size=len)
    next(results)
    time.sleep(0.5)
    assert len(taken) < 1_000
    results.close()
    time.sleep(0.1)
    seen = len(taken)
    time.sleep(0.2)
    assert len(taken) == seen  # nobody reads on


def test_each_result_comes_without_the_next_item() -> None:
    more = threading.Semaphore(0)

    def given() -> Iterator[str]:
        for n in range(70):
            more.acquire()
            yield f"a{n}"

    results = in_order(given(), upper, 2)
    for n in range(70):
        more.release()
        assert next(results) == f"A{n}"
    assert list(results) == []


def test_an_error_of_the_input_comes_after_the_results_before_it() -> None:
    def given() -> Iterator[str]:
        yield from ("a", "b", "c")
        raise InputError("here", ())

    results = in_order(given(), upper, 3)
    assert [next(results) for _ in range(3)] == ["A", "B", "C"]
    with pytest.raises(InputError, match="here"):
        next(results)


def test_a_process_that_fails_is_told_with_its_passages(capfd: pytest.CaptureFixture[str]) -> None:
    results = in_order(["a", "b", 3, "d"], upper, 1)  # a number has no upper()
    with pytest.raises(KgError, match=r"exit code 1\) while it read (passage 3|one of the passages \d to \d)"):
        list(results)
    assert "AttributeError" in capfd.readouterr().err
