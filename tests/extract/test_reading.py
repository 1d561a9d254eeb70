"""All that is read in one text: every kind the same way, every stretch where it says, every row as the contract has it."""

from __future__ import annotations

import dataclasses
import doctest
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.extract
from kg.extract import KINDS, Lexicon, Reading, find_durations, find_estimates, find_flaw_mentions, read, reading_rows
from kg.extract.reading import EXPLAINING

LEXICON = Lexicon({"small sample": "small-sample", "no blinding": "unblinded-participants", "recall bias": "recall-bias"})
ALL = (*KINDS, *EXPLAINING)
PAPER = (
    "We randomised 120 adults with sore elbows to kneading or waiting; the trial was registered (NCT01234567). "
    "Treatment lasted 6 weeks. Pain was 3.2 (SD 1.1) with kneading and 4.4 (SD 1.2) with waiting (P = .01). "
    "The mean difference in function was 3.1 points (95% CI 1.2 to 5.0; P = .002) at 6 weeks. "
    "In the kneading group the change was 2.0 (95% CI 1.0 to 3.0). The sample was small."
)
KEYS = {
    "estimates": (
        "measure named value ci_low ci_high ci_level p outcome arm_a arm_b timepoint start end grade rule",
    ),
    "group_values": ("arm outcome timepoint value kind spread n events total baseline start end grade rule",),
    "comparisons": ("p outcome arm_a arm_b timepoint direction start end grade rule",),
    "facts": ("kind value label role n text start end grade rule",),
    "durations": ("weeks text start end rule",),
    "flaws": ("flaw state phrase text start end grade rule",),
    "rejected": ("text code reason start end",),
}  # fmt: skip


def test_every_kind_is_a_field_and_has_rows() -> None:
    assert [field.name for field in dataclasses.fields(Reading)] == ["kinds", *ALL]
    assert list(KEYS) == list(ALL)


def test_a_paper_has_something_of_every_kind_with_the_keys_of_the_contract() -> None:
    rows = reading_rows(read(PAPER, lexicon=LEXICON, kinds=ALL))
    assert list(rows) == list(ALL)
    for kind, found in rows.items():
        assert found, kind
        for row in found:
            assert list(row) == KEYS[kind][0].split(), kind


@pytest.mark.parametrize("kind", ALL)
def test_a_kind_alone_is_what_it_is_among_others(kind: str) -> None:
    alone, whole = (read(PAPER, lexicon=LEXICON, kinds=kinds) for kinds in ([kind], ALL))
    assert alone.kinds == (kind,)
    assert getattr(alone, kind) == getattr(whole, kind) != ()
    assert all(getattr(alone, other) == () for other in ALL if other != kind)
    assert list(reading_rows(alone)) == [kind]


def test_reading_is_what_each_function_finds() -> None:
    found = read(PAPER, lexicon=LEXICON)
    assert found.kinds == KINDS
    assert found.estimates == find_estimates(PAPER)
    assert found.durations == find_durations(PAPER)
    assert found.flaws == find_flaw_mentions(PAPER, LEXICON)
    assert found.rejected == ()


def test_the_order_of_kinds_is_that_of_the_table() -> None:
    assert read("", kinds=["flaws", "durations", "estimates", "flaws"]).kinds == ("estimates", "durations", "flaws")
    assert read("", kinds=()).kinds == ()


def test_without_a_lexicon_no_flaw_is_known() -> None:
    assert read(PAPER).flaws == ()
    assert read(PAPER, lexicon=Lexicon({})).flaws == ()


def test_a_kind_that_is_not_known_is_told() -> None:
    with pytest.raises(ValueError, match=r"'flows' is no kind.*estimates.*rejected"):
        read("", kinds=["estimates", "flows"])


ODD = (
    "95% CI",
    "(",
    ")",
    ";",
    ". ",
    "\n",
    "-",
    "−",
    " ",
    "p<",
    ".05",
    "±",
    "vs",
    "blinded",
    "\x00",
    "İ",
    "\u2009",
    "n =",
    "12/40",
    "%",
)
SAID = ("respectively", "weeks", "no small sample", "NCT00000000", "industry", "group", "than", "lower", "median", "[IQR")
PIECES = st.sampled_from([*PAPER.split(" "), *ODD, *SAID])
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map(" ".join), st.lists(PIECES, max_size=60).map("".join))


def stretches(thing: object) -> Iterator[tuple[str, int, int]]:
    """Every text with offsets in a mention, at any depth."""
    if isinstance(thing, tuple):
        for part in thing:
            yield from stretches(part)
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        if hasattr(thing, "text"):
            yield thing.text, thing.start, thing.end
        for field in dataclasses.fields(thing):
            yield from stretches(getattr(thing, field.name))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_any_text_gives_stretches_of_itself_and_rows_for_json(text: str) -> None:
    found = read(text, lexicon=LEXICON, kinds=ALL)
    for printed, start, end in stretches(tuple(getattr(found, kind) for kind in ALL)):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == printed
    rows = reading_rows(found)
    assert json.loads(json.dumps(rows, allow_nan=False)) == rows
    for kind in ALL:
        for row in rows[kind]:
            assert 0 <= row["start"] < row["end"] <= len(text)  # type: ignore[operator]


# ---- the package as others use it


@pytest.mark.parametrize("name", ["reading", "proposals"])
def test_examples(name: str) -> None:
    tried = doctest.testmod(import_module(f"kg.extract.{name}"))
    assert tried.attempted > 0
    assert tried.failed == 0


def test_public_names_are_what_they_are_in_any_order() -> None:
    """A module may have the name of a function; importing it first must not hide the function."""
    program = """
import importlib, pkgutil, kg.extract
for found in pkgutil.walk_packages(kg.extract.__path__, "kg.extract."):
    importlib.import_module(found.name)
print(*[name for name in kg.extract.__all__ if type(getattr(kg.extract, name)).__name__ == "module"])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


def test_all_names_are_there() -> None:
    assert {"read", "reading_rows", "accept", "Proposal", "find_estimates", "find_group_values"} <= set(kg.extract.__all__)
    assert all(getattr(kg.extract, name) is not None for name in kg.extract.__all__)
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = kg.extract.nothing_of_the_kind
