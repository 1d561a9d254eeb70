"""Numbers as papers print them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.printed import PLAIN, decimal, p_value, plain

MINUS = ["-", "\u2212", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\ufe63", "\uff0d", "\u2212 "]
POINTS = [".", "\u00b7", "\u2219", "\u22c5", "\u2027"]
SPACES = [" ", "\u00a0", "\u2009", "\u202f", "\u2007"]


@given(st.text())
def test_plain_keeps_length_and_is_done_once(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_leaves_ascii_alone(text: str) -> None:
    assert plain(text) == text


def test_plain_is_one_character_for_one() -> None:
    assert all(isinstance(key, int) and len(str(value)) == 1 for key, value in PLAIN.items())
    assert plain("\u22124\u00b770\u2009\uff1c\u00a0.05 \u2018x\u2019") == "-4.70 < .05 'x'"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4.70", "4.70"),
        ("\u22124.70", "-4.70"),
        ("\u22124\u00b770", "-4.70"),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("+3", "3"),
        ("\u2212 3", "-3"),
        ("1,234", "1234"),
        ("1,234,567.80", "1234567.80"),
        ("12\u2009345", "12345"),
        (" 7 ", "7"),
        ("007", "7"),
        ("-0.0", "-0.0"),
        ("12345678901234567890.12345678901234567890", "12345678901234567890.12345678901234567890"),
    ],
)
def test_a_printed_number_has_a_value_and_keeps_its_places(text: str, value: str) -> None:
    assert decimal(text) == Decimal(value)
    assert decimal(text).as_tuple().exponent == Decimal(value).as_tuple().exponent


@pytest.mark.parametrize(
    "text",
    [", ", ".", "-", "NaN", "inf", "-Infinity", "1e3", "1E-5", "5.", "0,5", "1,23", "1.234,5", "1,2345", ",123",
     "1 2", "1.2.3", "--1", "1-", "4.7%", "about 5", "1_000", "0x1F", "\u0664", "\u00b2", "\u00bd", "1\n2", "<5",
     "1/2", "1.2 to 3.4"],
)  # fmt: skip
def test_what_is_not_one_finite_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a number"):
        decimal(text)


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4),
    st.integers(0, 4),
    st.data(),
)
def test_a_number_printed_in_any_style_is_read_again(value: Decimal, places: int, data: st.DataObject) -> None:
    value = round(value, places) if places else Decimal(int(value))
    minus, point, space = (data.draw(st.sampled_from(marks)) for marks in (MINUS, POINTS, [*SPACES, ","]))
    text = format(value, data.draw(st.sampled_from(["f", ",f"]))).replace(",", space).replace(".", point).replace("-", minus)
    assert decimal(text) == value
    assert decimal(text).as_tuple().exponent == value.as_tuple().exponent


@given(st.text(st.sampled_from("0123456789.,-+ \u2212\u00b7\u2009eE<=p\u0661\u00b2"), max_size=12) | st.text(max_size=8))
@example("1e-99999999999999999999")
@example("p = .")
def test_nothing_but_a_number_or_a_value_error(text: str) -> None:
    try:
        value = decimal(text)
    except ValueError:
        pass
    else:
        assert value.is_finite()
        assert len(format(value, "f")) <= len(text) + 2
    try:
        known = p_value(text)
    except ValueError:
        assert any(c.isdigit() for c in text)
    else:
        assert known is None or (known.value >= 0 and known.op in ("=", "<", "<=", ">", ">="))


@pytest.mark.parametrize(
    ("text", "op", "value"),
    [
        ("0.03", "=", "0.03"),
        (".03", "=", "0.03"),
        ("<.001", "<", "0.001"),
        ("< 0\u00b7001", "<", "0.001"),
        ("P<.001", "<", "0.001"),
        ("p = 0.050", "=", "0.050"),
        ("P\u00a0\uff1c\u00a00.05", "<", "0.05"),
        ("\u2264.05", "<=", "0.05"),
        ("\u2a7d.05", "<=", "0.05"),
        ("=<0.05", "<=", "0.05"),
        (">=.1", ">=", "0.1"),
        ("=>.1", ">=", "0.1"),
        ("\u2265.1", ">=", "0.1"),
        (">.99", ">", "0.99"),
        ("1.2", "=", "1.2"),
        ("1", "=", "1"),
        ("0.05.", "=", "0.05"),
        ("2e-16", "=", "2e-16"),
        ("<2.2E-16", "<", "2.2e-16"),
        ("1e-999", "=", "1e-999"),
    ],
)
def test_a_p_value_is_an_operator_and_a_number(text: str, op: str, value: str) -> None:
    known = p_value(text)
    assert known is not None
    assert (known.op, known.value) == (op, Decimal(value))
    assert known == (op, Decimal(value))


@pytest.mark.parametrize("text", ["NS", "ns", "n.s.", "not significant", "significant", "-", "p", "trend"])
def test_words_are_no_number_and_no_error(text: str) -> None:
    assert p_value(text) is None


@pytest.mark.parametrize(
    "text",
    ["0,05", "-0.05", "0.03 to 0.05", "<0.05*", "p=0.03, q=0.1", "10^-5", "1e5", "1e-1000", "1e-999999999", "5%", "\u00b2"],
)
def test_digits_in_other_words_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a p value"):
        p_value(text)


def test_a_p_value_cannot_ask_for_a_gigabyte_of_zeros() -> None:
    known = p_value("1e-999")
    assert known is not None
    assert len(format(known.value, "f")) == 1001
