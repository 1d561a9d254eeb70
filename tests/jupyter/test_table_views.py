"""A table as HTML, and as the DataFrames of two libraries: the same values as its CSV file."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.tables import FORMATS, Cell, Table, visible

KINDS: dict[str, st.SearchStrategy[Cell]] = {
    "integer": st.integers(-(2**63), 2**63 - 1),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9),
    "float": st.floats(allow_nan=False, allow_infinity=False),
    "boolean": st.booleans(),
    "text": st.text("abc<&\"' \n$", min_size=1),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Table, list[str]]:
    """A table whose columns are of one kind each, some cells missing, and those kinds."""
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=4))
    count = draw(st.integers(0, 4))
    columns = [draw(st.lists(st.none() | KINDS[kind], min_size=count, max_size=count)) for kind in kinds]
    rows = list(zip(*columns, strict=True)) if count else []
    return Table.of([f"{kind}-{i}" for i, kind in enumerate(kinds)], rows), kinds


def _fields(table: Table) -> list[list[str]]:
    """The cells as the CSV file has them."""
    return list(csv.reader(io.StringIO(FORMATS["csv"](table), newline="")))[1:]


def _same(kind: str, field: str, value: Any, *, exact: bool) -> bool:
    if value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value)):
        return field == ""
    if kind == "boolean":
        return field == ("true" if value else "false")
    if kind == "integer":
        return field == str(value)
    if kind == "decimal":
        return Decimal(field) == value if exact else float(field) == value
    return float(field) == value if kind == "float" else field == value


@settings(max_examples=60, deadline=None)
@given(tables(), st.booleans())
@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_holds_what_the_csv_file_holds(library: str, made: tuple[Table, list[str]], exact: bool) -> None:
    pytest.importorskip(library)
    table, kinds = made
    frame = getattr(table, f"to_{library}")(exact=exact)
    assert list(frame.columns) == list(table.columns)
    assert len(frame) == len(table)
    for place, (name, kind) in enumerate(zip(table.columns, kinds, strict=True)):
        held = list(frame[name])
        assert all(_same(kind, row[place], value, exact=exact) for row, value in zip(_fields(table), held, strict=True))


TYPED = Table.of(
    ["whole", "gaps", "printed", "share", "said", "what", "mixed", "none"],
    [[1, 2, Decimal("0.30"), 0.125, True, "a", 1, None], [2, None, Decimal(7), None, None, "b", "one", None]],
    truncated=True,
)


def test_types_of_pandas() -> None:
    pd = pytest.importorskip("pandas")
    frame = TYPED.to_pandas()
    assert [str(kind) for kind in frame.dtypes] == [
        "int64", "Int64", "float64", "float64", "boolean", str(pd.Series(["a"]).dtype), "object", "object",
    ]  # fmt: skip
    assert frame.attrs == {"truncated": True, "decimals": ["printed"]}
    exact = TYPED.to_pandas(exact=True)
    assert [str(cell) for cell in exact["printed"]] == ["0.30", "7"]
    assert exact.attrs["decimals"] == []
    assert list(Table.of(["a", "b"], []).to_pandas().columns) == ["a", "b"]


def test_types_of_polars() -> None:
    pl = pytest.importorskip("polars")
    with pytest.warns(UserWarning, match="first 2 rows"):
        frame = TYPED.to_polars(exact=True)
    kinds = [pl.Int64, pl.Int64, pl.Decimal(38, 2), pl.Float64, pl.Boolean, pl.String, pl.String, pl.String]
    assert frame.dtypes == kinds
    assert list(frame["mixed"]) == ["1", "one"]
    assert Table.of(["a"], []).to_polars().columns == ["a"]
    with pytest.raises(UsageError, match="38 digits"):
        Table.of(["a"], [[Decimal("1." + "1" * 40)]]).to_polars(exact=True)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_that_is_missing_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr("kg.frames.import_module", refuse)
    with pytest.raises(UsageError) as error:
        getattr(TYPED, f"to_{library}")()
    assert f"pip install {library}" in error.value.hint


def test_part_of_a_table() -> None:
    table = Table.of(["flaw", "papers"], [["spin", 3], ["recall", 1], ["spin", 2]])
    assert table.where(flaw="spin").rows == (("spin", 3), ("spin", 2))
    assert table.where(flaw="spin", papers=2).rows == (("spin", 2),)
    assert table.select(["papers"]).columns == ("papers",)
    assert (len(table.head(2)), table.head(2).truncated, table.head(3).truncated) == (2, True, False)
    with pytest.raises(ValueError, match="nothing"):
        table.where(nothing=1)


def test_html_has_every_row_or_says_how_many(parsed: Callable[[str], Any]) -> None:
    table = Table.of(["paper", "n", "share"], [[f"p{i}", i, i / 7] for i in range(60)])
    found = parsed(table._repr_html_())
    assert "p110.143p220.286" in found.text
    assert found.words.endswith("The first 50 of 60 rows are shown; the table itself holds all.")
    assert "p49" in found.text
    assert "p50" not in found.text
    cut = parsed(table.head(3)._repr_html_())
    assert cut.words.endswith("3 rows. A limit cut the answer short: there are more.")
    assert parsed(Table.of(["a"], [])._repr_html_()).words == "aNo rows."


def test_html_aligns_numbers_and_keeps_their_digits(parsed: Callable[[str], Any]) -> None:
    table = Table.of(["n", "x", "said"], [[1, 123456.7, True], [None, 0.04321, False], [3, math.inf, None]])
    found = parsed(table._repr_html_())
    assert [("right" in str(cell["style"])) for cell in found.named("th")] == [True, True, False]
    assert "123457" in found.text
    assert "0.0432" in found.text
    assert [cell["title"] for cell in found.named("td") if "title" in cell] == ["123456.7", "0.04321"]


def test_html_keeps_hostile_text_and_disarms_it(parsed: Callable[[str], Any], nasty: tuple[str, ...]) -> None:
    found = parsed(
        Table.of([*nasty], [[*nasty], ["https://example.org/?a=<", "https://example.org/a?b=1&c", *nasty[2:]]])._repr_html_()
    )
    for text in nasty:
        assert found.text.count(visible(text)) >= 2
    assert [link["href"] for link in found.named("a")] == ["https://example.org/a?b=1&c"]
    assert "mathjax_ignore" in str(found.elements[0][1]["class"])
