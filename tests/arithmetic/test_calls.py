"""Functions as a query calls them: what they get, what they give, and where their errors go."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from inspect import getdoc, signature
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import kg.arithmetic
from kg.arithmetic import IRI, Calls, Plain, register, registered
from kg.rdf import vocab as v
from kg.store import open_store

ROOT = Path(__file__).parents[2]


def _asked(expression: str, calls: Calls) -> ox.Literal | None:
    """The value of an expression in a query."""
    with open_store() as store:
        query = f"PREFIX calc: <{IRI}> PREFIX measure: <{v.MEASURE.iri}> SELECT ({expression} AS ?x) {{}}"
        answer = store.query(query, functions=calls.functions)
        assert isinstance(answer, ox.QuerySolutions)
        found = next(answer)["x"]
        assert found is None or isinstance(found, ox.Literal)
        return found


def _value(expression: str) -> str | None:
    calls = Calls()
    found = _asked(expression, calls)
    calls.check()
    return None if found is None else found.value


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Callable[[Plain], None]:
    """Makes one function the only one, as `calc:f`."""
    return lambda function: monkeypatch.setattr(kg.arithmetic, "registered", lambda: {"f": function})


# ---- the register


def test_every_function_takes_and_says_what_it_is() -> None:
    assert list(registered()) == sorted(registered())
    for name, function in registered().items():
        assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name)
        assert (getdoc(function) or "").split("\n\n")[0].endswith("."), name
        assert all(p.annotation == "str" for p in signature(function).parameters.values()), name


def test_the_functions_that_are_written_of_are_there() -> None:
    files = [path for place in ("docs", "ontology", "kg") for path in (ROOT / place).rglob("*.*")]
    texts = [path.read_text("utf-8") for path in files if path.suffix in (".md", ".rq", ".py")]
    named = {name for text in texts for name in re.findall(r"\bcalc:([a-z][a-z-]*)", text)} - {"name"}
    assert len(named) > 20
    assert named <= set(registered())


def test_a_name_is_given_once_and_a_function_says_something() -> None:
    with pytest.raises(ValueError, match="calc:number"):
        register("number")(lambda: "x")

    def mute() -> str:
        return ""

    with pytest.raises(ValueError, match="calc:mute"):
        register("mute")(mute)
    assert "mute" not in registered()


# ---- what a call gives


@pytest.mark.parametrize(
    ("answer", "value", "kind"),
    [
        ("word", "word", "string"),
        (True, "true", "boolean"),
        (False, "false", "boolean"),
        (7, "7", "integer"),
        (Decimal("4.70"), "4.7", "decimal"),
        (8.9e-7, "8.9e-7", "double"),
        (8.9e-47, "8.9e-47", "double"),
    ],
)
def test_answers_are_literals(known: Callable[[Plain], None], answer: Any, value: str, kind: str) -> None:
    known(lambda: answer)
    found = _asked("calc:f()", Calls())
    assert found is not None
    assert found.datatype == v.XSD[kind]
    assert (Decimal(found.value) == Decimal(value)) if kind in ("decimal", "double", "integer") else found.value == value


@pytest.mark.parametrize("answer", [None, float("nan"), float("inf"), float("-inf")])
def test_no_answer_is_no_value(known: Callable[[Plain], None], answer: Any) -> None:
    known(lambda: answer)
    calls = Calls()
    assert _asked("calc:f()", calls) is None
    calls.check()


def test_arguments_are_texts() -> None:
    assert _value("calc:measure(measure:MEDIAN-DIFF)") == "difference in medians"
    assert _value('calc:sentence("{} {} {}", "a"@en, true, <urn:x/y>)') == "a true y"
    assert _value("calc:p-implied(calc:effect(measure:MD, -2.0, -3.0, -1.0))") == _value(
        'calc:p-implied(calc:effect("MD", "-2.0", "-3.0", "-1.0"))'
    )


def test_values_of_optional_arguments() -> None:
    assert _value('calc:number("0.0016666")') == "0.0017"
    assert _value('calc:number("0.0016666", "3")') == "0.00167"


@pytest.mark.parametrize(
    "expression",
    [
        'calc:number("many")', 'calc:number("1", "two")', 'calc:percent("a", "2")', 'calc:percent("1", "0")',
        'calc:percent("1", "2", "some")', 'calc:people("some")', 'calc:effect("MD", "much")', 'calc:effect("OTHER", "1")',
        'calc:effect("OR", "-1")', 'calc:effect("MD", "1", "0", "2", "100")', 'calc:effect("MD", "1", "0", "2", "high")',
        'calc:printed("")', 'calc:printed(calc:effect("MD"))', 'calc:outside(calc:effect("MD", "1"))', 'calc:p-implied("x")',
        'calc:excludes-no-effect(calc:effect("MD", "1"))', 'calc:p-factor(calc:effect("MD", "1", "0", "2"), "p 3 of 4")',
        'calc:p-factor(calc:effect("MD", "1", "0", "2"), "NS")', 'calc:p-range(calc:effect("MD", "1", "0", "2"), "few")',
        'calc:importance(calc:effect("MD", "1", "0", "2"), "small", "lower")',
        'calc:importance(calc:effect("MD", "1", "0", "2"), "0", "lower")',
        'calc:importance(calc:effect("MD", "1", "0", "2"), "1", "depends")', 'calc:some("a", "|", "few")',
        'calc:fades(calc:effect("MD", "1"), calc:effect("OR", "1"), "0.75")',
        'calc:fades(calc:effect("MD", "1"), calc:effect("MD", "1"), "2")',
        'calc:change-z("1", "1", "0", "2", "1", "10")', 'calc:change-z("1", "0", "9", "2", "0", "10")',
        'calc:change-z("one", "1", "9", "2", "1", "10")', "calc:weeks(?nothing)",
    ],
)  # fmt: skip
def test_an_argument_that_cannot_be_used_gives_no_value_and_no_error(expression: str) -> None:
    assert _value(expression) is None


# ---- what goes wrong


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("calc:number()", "number takes 1 to 2 arguments and got 0"),
        ('calc:number("1", "2", "3")', "number takes 1 to 2 arguments and got 3"),
        ("calc:sentence()", "sentence takes 1"),
        ('calc:sentence("{} and {}", "a")', "has 2 slots for 1 values"),
        ('calc:sentence("{}", "a", "b")', "has 1 slots for 2 values"),
    ],
)
def test_a_wrong_number_of_arguments_is_told(expression: str, said: str) -> None:
    calls = Calls()
    assert _asked(expression, calls) is None
    with pytest.raises(TypeError, match=re.escape(said)):
        calls.check()


def test_an_error_inside_a_function_reaches_the_caller(known: Callable[[Plain], None]) -> None:
    def broken(text: str) -> str:
        raise ZeroDivisionError(text)

    known(broken)
    calls = Calls()
    assert _asked('CONCAT(COALESCE(calc:f("first"), "none"), COALESCE(calc:f("second"), "none"))', calls) is not None
    with pytest.raises(ZeroDivisionError, match="first"):
        calls.check()
    Calls().check()


def test_a_quiet_run_has_nothing_to_say() -> None:
    calls = Calls()
    assert set(calls.functions) == {IRI + name for name in registered()}
    calls.check()
