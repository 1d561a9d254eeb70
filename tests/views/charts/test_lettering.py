"""Lines of words are measured wide enough, cut where they must be, and lose nothing that fits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.views.charts.lettering import fitted, width, wrapped

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), max_size=80)
# Advance widths of DejaVu Sans, thousandths of the size, from the font's own table.
DEJAVU = {
    **dict.fromkeys("0123456789", 636), **dict.fromkeys(" .,", 318), **dict.fromkeys("ijl", 278), **dict.fromkeys("bdgnu", 634),
    **dict.fromkeys("()", 390), **dict.fromkeys("=\u2212", 838), "a": 613, "c": 550, "e": 615, "f": 352, "m": 974, "o": 612,
    "s": 521, "t": 392, "D": 770, "M": 863, "U": 732, "%": 950, ":": 337,
}  # fmt: skip


def test_words_are_given_the_room_they_need_in_a_wide_font() -> None:
    for line in (
        "Unblinded outcome assessment",
        "43 of 45 judged: 96% (85 to 99)",
        "n = 100, MD \u22121.70 (\u22122.98 to \u22120.42)",
    ):
        needed = sum(DEJAVU[char] for char in line) / 1000 * 12
        assert needed <= width(line, 12)


@settings(deadline=None)
@given(TEXT, TEXT)
def test_width_adds_up_and_grows_with_the_size(one: str, two: str) -> None:
    assert width(one + two, 12) == pytest.approx(width(one, 12) + width(two, 12))
    assert width(one, 24) == pytest.approx(2 * width(one, 12))
    assert width(one, 12, bold=True) >= width(one, 12) >= 0


def test_wide_letters_and_marks_above_letters() -> None:
    assert width("\u6f22", 10) > width("h", 10)
    assert width("e\u0301", 10) == width("e", 10)


@settings(deadline=None)
@given(TEXT, st.floats(8, 400))
def test_what_is_cut_ends_in_an_ellipsis_and_begins_as_the_text(text: str, room: float) -> None:
    shown = fitted(text, room, 12)
    if width(text, 12) <= room:
        assert shown == text
    else:
        assert shown.endswith("\u2026")
        assert text.startswith(shown[:-1])
        assert width(shown, 12) <= max(room, width("\u2026", 12))


@settings(deadline=None)
@given(TEXT, st.floats(60, 400), st.integers(1, 4))
def test_wrapped_lines_fit_and_together_are_the_text(text: str, room: float, most: int) -> None:
    lines = wrapped(text, room, 12, most=most)
    assert 1 <= len(lines) <= most
    assert all(width(line, 12) <= room for line in lines)
    together = " ".join(lines)
    if "\u2026" not in together:
        assert together.split() == text.split()


def test_a_text_that_needs_more_lines_than_there_are_is_cut_in_the_last() -> None:
    lines = wrapped("one two three four five six seven eight nine ten", 60, 12, most=2)
    assert len(lines) == 2
    assert not lines[0].endswith("\u2026")
    assert lines[1].endswith("\u2026")
    assert wrapped("", 60, 12) == ("",)
