"""The printed forms of one estimate as a product, so that the test space is not a list."""

from __future__ import annotations

from itertools import product

import pytest

from kg.extract import find_estimates, numeral

SEPARATORS = (" to ", ", ", "-", "–", "‒", "—", "; ", " through ", " - ", " and ", " : ", "..", "~", "∼", " – ")
OPENERS = (
    "(95% CI, {})",
    "[95% CI {}]",
    "; 95% CI: {}",
    " (95% confidence interval [CI] {})",
    ", 95%CI = [{}]",
    " (95 % CI {})",
    " (CI 95% {})",
    " [95% CI: from {}]",
    " (95% confidence limits {})",
    " (95% c.i. {})",
    " (95% CIs {})",
    " (95 percent CI {})",
    " (two-sided 95% CI {})",
    "（95% CI：{}）",
)
SIGNS = ("", "-", "−")
POINTS = (".", "·")


@pytest.mark.parametrize(("separator", "opener"), list(product(SEPARATORS, OPENERS)))
def test_limits_in_every_dress(separator: str, opener: str) -> None:
    for sign, point in product(SIGNS, POINTS):
        value, low, high = ("4.2", "1.5", "6.9") if not sign else (f"{sign}4.2", f"{sign}6.9", f"{sign}1.5")
        text = f"The mean difference was {value}{opener.format(low + separator + high)}."
        text = text.replace(".2", f"{point}2").replace(".5", f"{point}5").replace(".9", f"{point}9")
        (found,) = find_estimates(text)
        assert None not in (found.value, found.ci_low, found.ci_high)
        assert [numeral(m.text) for m in (found.value, found.ci_low, found.ci_high)] == [
            numeral(x.replace("·", ".")) for x in (value, low, high)
        ], text
        assert (found.measure, found.ci_level, found.outside, found.limits_reversed) == ("MD", "95", False, False)


@pytest.mark.parametrize(
    "measure", ["HR", "OR", "RR", "aOR", "adjusted odds ratio", "Hazard ratio", "relative risk", "rate ratio"]
)
@pytest.mark.parametrize("link", [" ", " = ", "=", ": ", ", ", " was "])
@pytest.mark.parametrize(
    "bracket", [" (0.45-0.83)", " [0.45, 0.83]", " (0.45 to 0.83)", " (95% CI 0.45-0.83)", "; 95% CI, 0.45-0.83"]
)
def test_ratios_in_every_dress(measure: str, link: str, bracket: str) -> None:
    (found,) = find_estimates(f"Relapse was rarer with A than with B ({measure}{link}0.61{bracket}).")
    assert None not in (found.value, found.ci_low, found.ci_high)
    assert (found.value.text, found.ci_low.text, found.ci_high.text) == ("0.61", "0.45", "0.83")
    assert found.measure in {"HR", "OR", "RR", "IRR"}
    assert (found.arm_a and found.arm_a.text, found.arm_b and found.arm_b.text) == ("A", "B")


@pytest.mark.parametrize(
    ("printed", "op", "value"),
    [("P<.001", "<", ".001"), ("P = 0.03", "=", "0.03"), ("p=0·070", "=", "0.070"), ("P > .99", ">", ".99"),
     ("p ≤ 0.05", "<=", "0.05"),
     ("p-value = 0.38", "=", "0.38"), ("p was 0.04", "=", "0.04"), ("p = 2.1e-5", "=", "2.1e-5"), ("P=1.00", "=", "1.00")],
)  # fmt: skip
@pytest.mark.parametrize("place", ["; {})", ") ({})", "), {}", ") [{}]"])
def test_p_values(printed: str, op: str, value: str, place: str) -> None:
    (found,) = find_estimates(f"The mean difference was 2.0 (95% CI 0.9 to 3.1{place.format(printed)}.")
    assert found.p is not None
    assert (found.p.op, found.p.value, found.p.text) == (op, value, printed)


@pytest.mark.parametrize("printed", ["p = ns", "P-interaction = 0.04", "p for trend = 0.01", "NS"])
def test_what_is_no_p_of_the_comparison(printed: str) -> None:
    (found,) = find_estimates(f"The mean difference was 2.0 (95% CI 0.9 to 3.1; {printed}).")
    assert found.p is None


def test_an_abbreviation_the_text_defines_as_something_else_is_no_measure() -> None:
    assert find_estimates("Heart rate (HR) was recorded. With rest, HR was 0.9 (0.7-1.2).") == ()


def test_arms_are_carried_over_from_the_sentence_before_with_the_lowest_grade() -> None:
    first, second = find_estimates(
        "Pain was lower with yoga than with rest (mean difference, -2.0; 95% CI, -3.1 to -0.9). "
        "The mean difference at 6 months was -1.0 (95% CI, -2.0 to 0.0)."
    )
    assert (first.grade, second.grade) == ("A", "C")
    assert second.arm_a is not None
    assert second.arm_b is not None
    assert (second.arm_a.text, second.arm_b.text) == ("yoga", "rest")


def test_a_value_printed_outside_its_interval_is_kept_and_flagged() -> None:
    for value, outside in (("4.2", False), ("9.2", True), ("0.2", True), ("42", True)):
        (found,) = find_estimates(f"The mean difference was {value} (95% CI, 1.5 to 6.9).")
        assert found.value is not None
        assert (found.value.text, found.outside) == (value, outside)


@pytest.mark.parametrize("level", ["80", "90", "95", "97.5", "98.3", "99", "99.9"])
@pytest.mark.parametrize(
    "opener", ["({}% CI, 1.5 to 6.9)", "[{}% CI 1.5, 6.9]", "(CI {}%: 1.5-6.9)", "({} % confidence interval 1.5 to 6.9)"]
)
@pytest.mark.parametrize("unit", ["", " points", "%", " mm Hg", " kg/m2"])
def test_levels_and_units(level: str, opener: str, unit: str) -> None:
    (found,) = find_estimates(f"The mean difference was 4.2{unit} {opener.format(level)}.")
    assert None not in (found.value, found.ci_low, found.ci_high)
    assert (found.value.text, found.ci_low.text, found.ci_high.text) == ("4.2", "1.5", "6.9")
    assert found.ci_level == level


@pytest.mark.parametrize("separator", [" to ", "–", "; ", "-"])
@pytest.mark.parametrize("bracket", ["({})", "[{}]"])
@pytest.mark.parametrize("minus", ["-", "−", "–", "minus "])
def test_decimal_commas_and_signs(separator: str, bracket: str, minus: str) -> None:
    limits = bracket.format(f"95% CI {minus}6,9{separator}{minus}1,5")
    (found,) = find_estimates(f"The mean difference was {minus}4,2 {limits}, from 0,1 on.")
    assert None not in (found.value, found.ci_low, found.ci_high)
    assert [numeral(m.text) for m in (found.value, found.ci_low, found.ci_high)] == ["-4.2", "-6.9", "-1.5"]


@pytest.mark.parametrize("currency", ["$", "£", "€", "US$", "A$"])
@pytest.mark.parametrize(
    "form", ["{c}120 (95% CI -{c}45 to {c}310)", "{c}120 (95% CI {c}-45 to {c}310)", "{c}120 [95% CI −{c}45, {c}310]"]
)
def test_money(currency: str, form: str) -> None:
    (found,) = find_estimates(f"The mean difference in cost was {form.format(c=currency)}.")
    assert None not in (found.value, found.ci_low, found.ci_high)
    assert [numeral(m.text) for m in (found.value, found.ci_low, found.ci_high)] == ["120", "-45", "310"]


@pytest.mark.parametrize("joint", [" and ", ", and "])
@pytest.mark.parametrize("told", ["(P = .01 and P = .04, respectively)", "(P = .01 and .04, respectively)"])
def test_p_values_told_respectively(joint: str, told: str) -> None:
    first, second = find_estimates(f"The mean differences in pain and sleep were -8.1{joint}-6.4 points {told}.")
    assert [first.p and first.p.value, second.p and second.p.value] == [".01", ".04"]
