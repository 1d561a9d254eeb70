"""What is said of a value that does not fit its field: how to write it, never the pattern it was held against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import StringConstraints, TypeAdapter, ValidationError

from kg import fields

SAID = {
    "Slug": ("Van Dillen 2021", "van-dillen-2021"),
    "Doi": ("https://doi.org/10.1001/x", "write it as 10.1001/\u2026, without https://doi.org/"),
    "Pmid": ("PMID 1", "the digits alone"),
    "Pmcid": ("123", "PMC1234567"),
    "Url": ("www.example.org", "from https://"),
    "Day": ("3 March 2020", "2020-02-29"),
    "Country": ("Norway", "two capital letters, ISO 3166: US"),
    "Target": ("the paper", "outcome:ID"),
}


def _patterns() -> Iterator[tuple[str, Any, str]]:
    """Every type of the fields that holds text against a pattern, with the pattern."""
    for name, kind in vars(fields).items():
        for part in get_args(kind) if get_origin(kind) is Annotated else ():
            if isinstance(part, StringConstraints) and part.pattern is not None:
                yield name, kind, str(part.pattern)


def _refusals(kind: Any, value: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    return [fields.refusal(error) for error in caught.value.errors()]


def test_there_is_a_way_to_write_each_of_them() -> None:
    assert SAID.keys() <= {name for name, _, _ in _patterns()}


@pytest.mark.parametrize(("name", "kind", "pattern"), list(_patterns()), ids=lambda part: part if isinstance(part, str) else "")
@pytest.mark.parametrize("value", ["", " ", "\u00fc", "no! " * 40])
def test_no_message_shows_a_pattern(name: str, kind: Any, pattern: str, value: str) -> None:
    for said in _refusals(kind, value):
        assert pattern not in said
        assert not re.search(r"\[\^|\[0-9|\[a-z|\(\?:|\]\+|\^\[|\\[sd]|\{\d", said), said
        assert "description of the format" not in said, f"{name} does not say how it is written"


@pytest.mark.parametrize("name", SAID)
def test_the_message_shows_value_and_way(name: str) -> None:
    value, way = SAID[name]
    (said,) = _refusals(getattr(fields, name), value)
    assert said.startswith(f"{value!r} does not fit; write ")
    assert way in said


def test_a_long_value_is_not_repeated_whole() -> None:
    (said,) = _refusals(fields.Pmid, "1" * 500)
    assert said.startswith(f"'{'1' * 60}\u2026' does not fit")
    assert _refusals(fields.Url, "https://example.org/" + "x" * 3000) == ["at most 2,000 characters belong here, not 3,020"]
