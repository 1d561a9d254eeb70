"""What models propose, held against the text: only what is printed there, whole, counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract import Mention, Proposal, accept, find_estimates, numeral
from kg.extract.measures import _ABBREVIATED, _PHRASES
from kg.extract.proposals import GRADE, LIMIT, MEASURES, ask

TEXT = (
    "After 8 weeks scores fell by −12.5 points more with yoga than with rest (interval from -21.0 to −3.9; P < .001; level 90%)."
)


def at(printed: str, text: str = TEXT, nth: int = 0) -> Mention:
    start = -1
    for _ in range(nth + 1):
        start = text.index(printed, start + 1)
    return Mention(printed, start, start + len(printed))


def whole(**changed: Any) -> Proposal:
    said: dict[str, Any] = {
        "value": at("−12.5"), "ci_low": at("-21.0"), "ci_high": at("−3.9"), "ci_level": at("90"), "p": at("P < .001"),
        "measure": "MD", "outcome": at("scores"), "arm_a": at("yoga"), "arm_b": at("rest"), "timepoint": at("8 weeks"),
    }  # fmt: skip
    return Proposal(**(said | changed))


def refusal(proposal: object, text: str = TEXT) -> str:
    accepted, (refused,) = accept(text, [proposal])
    assert accepted == ()
    assert refused.proposal is proposal
    assert not refused.failed
    return refused.reason


def test_a_true_proposal_becomes_an_estimate_of_its_own_grade() -> None:
    (found,), refused = accept(TEXT, [whole()], model="tiny 0.3")
    assert refused == ()
    assert (found.grade, found.rule, found.measure) == (GRADE, "proposal/tiny 0.3", "MD")
    assert found.value == at("−12.5")
    assert (found.ci_low, found.ci_high, found.ci_level) == (at("-21.0"), at("−3.9"), "90")
    assert found.p is not None
    assert (found.p.op, found.p.value, found.p.text) == ("<", ".001", "P < .001")
    assert (found.outcome, found.arm_a, found.arm_b, found.timepoint) == (at("scores"), at("yoga"), at("rest"), at("8 weeks"))
    assert not found.outside
    assert not found.limits_reversed
    assert TEXT[found.start : found.end].startswith("−12.5")
    assert TEXT[found.start : found.end].endswith("P < .001")
    assert found.sentence.text == TEXT


@pytest.mark.parametrize(
    "changed",
    [
        {"value": None},
        {"ci_low": None, "ci_high": None, "ci_level": None},
        {"ci_high": None},
        {"measure": None},
        {"p": None},
        {"p": at(".001")},
        {"p": at("< .001")},
        {"outcome": None, "arm_a": None, "arm_b": None, "timepoint": None},
    ],
)
def test_parts_may_be_missing(changed: dict[str, Any]) -> None:
    (found,), refused = accept(TEXT, [whole(**changed)])
    assert refused == ()
    assert found.p is None or found.p.text == "P < .001"  # with the operator, whatever was named


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"value": Mention("-12.5", *_at)}, "not '-12.5'") for _at in [(at("−12.5").start, at("−12.5").end)]
    ]
    + [
        ({"value": Mention("−12.4", at("−12.5").start, at("−12.5").end)}, "the text has '−12.5'"),
        ({"value": Mention("−12.5", at("−12.5").start + 1, at("−12.5").end + 1)}, "the text has"),
        ({"value": Mention("42", 4_000, 4_002)}, "no stretch of a text"),
        ({"value": Mention("8", -4, -3)}, "no stretch of a text"),
        ({"value": Mention("", 5, 5)}, "no stretch of a text"),
        ({"value": at("12.5")}, "the sign before '12.5' at"),
        ({"value": at("2.5")}, "not one number, whole"),
        ({"value": at("−12")}, "not one number, whole"),
        ({"value": at("12.")}, "not one number, whole"),
        ({"value": at("5")}, "not one number, whole"),
        ({"value": at("−12.5 points")}, "not one number, whole"),
        ({"value": at(" −12.5")}, "not one number, whole"),
        ({"value": at("fell")}, "not one number, whole"),
        ({"ci_low": at("−3.9"), "ci_high": at("-21.0")}, "lower limit is above the upper"),
        ({"ci_low": at("−12.5")}, "overlap"),
        ({"ci_low": None}, "an upper limit without a lower one"),
        ({"value": None, "ci_low": None, "ci_high": None}, "neither a value nor a lower limit"),
        ({"p": at("P <")}, "not the end of a printed p"),
        ({"p": at("8 weeks")}, "not the end of a printed p"),
        ({"p": Mention(TEXT, 0, len(TEXT))}, "too many for a p"),
        ({"ci_level": at("8")}, "no level"),
        ({"ci_level": at("−3.9")}, "no level"),
        ({"outcome": Mention("pain", at("scores").start, at("scores").end)}, "the text has 'scores'"),
        ({"arm_a": at(" ")}, "no words"),
        ({"measure": "mean difference"}, "measure: not one of"),
        ({"measure": ["MD"]}, "measure: not one of"),
        ({"measure": "OR"}, "a ratio below 0"),
        ({"value": "−12.5"}, "not a Mention"),
        ({"value": Mention("−12.5", 28.0, 33.0)}, "not a Mention"),  # type: ignore[arg-type]
        ({"value": Mention("8", True, 2)}, "not a Mention"),
        ({"arm_a": 3}, "not a Mention"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_refused_with_its_reason(changed: dict[str, Any], why: str) -> None:
    assert why in refusal(whole(**changed))


@pytest.mark.parametrize("thing", [None, "−12.5", 12.5, {}, object(), Mention("8", 6, 7), Proposal])
def test_what_is_no_proposal_is_refused(thing: object) -> None:
    assert refusal(thing).startswith("not a Proposal")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("It rose by 1,200 steps.", "200"),
        ("It rose by 1,200 steps.", "1"),
        ("It rose by 11.25 steps.", "1.25"),
        ("It rose by .05 steps.", "05"),
        ("It rose by 2,5 steps of 1.0.", "5"),
        ("It rose by 2,5 steps of 1.0.", "2"),
        ("It rose by 1.2e-5 steps.", "1.2"),
        ("It rose by 1.2 × 10-5 steps.", "1.2"),
        ("It rose by -5 steps.", "5"),
        ("It rose by minus 5 steps.", "5"),
        ("It rose by -$5 in cost.", "5"),
        ("It rose by \u22125 steps.", "5"),
        ("The range was 0.5-1.2 here.", "-1.2"),
        ("The range was 0.5 - 1.2 here.", "- 1.2"),
        ("Version 1.2.3 was used.", "1.2"),
        ("Version 1.2.3 was used.", "2.3"),
    ],
)
def test_part_of_a_number_is_not_that_number(text: str, printed: str) -> None:
    refusal(Proposal(value=at(printed, text)), text)


@pytest.mark.parametrize(
    ("text", "printed", "value"),
    [
        ("It rose by 1,200 steps.", "1,200", "1200"),
        ("It rose by 11.25 steps.", "11.25", "11.25"),
        ("It rose by .05 steps.", ".05", ".05"),
        ("It rose by minus 5 steps.", "minus 5", "-5"),
        ("It fell by −£1,448 a year.", "−£1,448", "-1448"),
        ("It rose by +5 steps.", "5", "5"),
        ("It was 0\u00b774 in all.", "0\u00b774", "0.74"),
        ("Es waren 0,74 Punkte.", "0,74", "0.74"),
        ("The range was 0.5-1.2 here.", "1.2", "1.2"),
        ("The range was 0.5 – 1.2 here.", "0.5", "0.5"),
        ("It rose by 5.", "5", "5"),
        ("5", "5", "5"),
    ],
)
def test_a_number_as_papers_print_it_is_taken_whole(text: str, printed: str, value: str) -> None:
    (found,), refused = accept(text, [Proposal(value=at(printed, text))])
    assert refused == ()
    assert found.value is not None
    assert (found.value.text, numeral(found.value.text)) == (printed, value)


def test_a_ratio_has_no_sign() -> None:
    text = "Fewer fell (HR 0.8, CI-0.68 to 0.95)."
    parts = {"value": at("0.8", text), "ci_low": at("0.68", text), "ci_high": at("0.95", text)}
    assert len(accept(text, [Proposal(**parts, measure="HR")])[0]) == 1
    assert "sign" in refusal(Proposal(**parts, measure="MD"), text)


def test_a_value_outside_its_interval_and_limits_printed_the_other_way_round_are_told() -> None:
    text = "A gain of 9 points (from 8 down to 2)."
    (found,), _ = accept(text, [Proposal(value=at("9", text), ci_low=at("2", text), ci_high=at("8", text))])
    assert (found.outside, found.limits_reversed) == (True, True)


def test_numbers_far_from_each_other_are_no_estimate() -> None:
    text = f"A gain of 9 points. {'Nothing else was seen. ' * 200}It went from 8 to 10."
    parts = {"ci_low": at("8", text), "ci_high": at("10", text)}
    assert "sentences of more than" in refusal(Proposal(value=at("9", text), **parts), text)
    text = "A gain of 9 points. It went from 8 to 10."
    parts = {"ci_low": at("8", text), "ci_high": at("10", text)}
    (found,), _ = accept(text, [Proposal(value=at("9", text), **parts)])
    assert found.sentence.text == text


# ---- beside the rules, and beside each other


def test_an_estimate_of_the_rules_stands_and_the_proposal_is_set_aside() -> None:
    text = "The odds ratio was 1.4 (95% CI, 1.1 to 1.9). The fee rose by 7 pounds."
    rules = find_estimates(text)
    assert len(rules) == 1
    same = Proposal(value=at("1.4", text), measure="HR")
    part = Proposal(value=at("1.9", text))
    other = Proposal(value=at("7", text), measure="MD")
    accepted, refused = accept(text, [same, other, part], rules)
    assert [a.value for a in accepted] == [at("7", text)]
    assert [r.proposal for r in refused] == [same, part]
    assert {r.reason for r in refused} == {"the rules read an estimate from these numbers, which stands"}
    assert len(accept(text, [same, other])[0]) == 2


def test_of_proposals_with_the_same_numbers_the_first_counts() -> None:
    accepted, refused = accept(TEXT, [whole(), whole(measure="SMD"), Proposal(ci_low=at("-21.0"))])
    assert [a.measure for a in accepted] == ["MD"]
    assert [r.reason for r in refused] == ["an earlier proposal has these numbers"] * 2


def test_accepted_ones_stand_in_the_order_of_the_text() -> None:
    text = "First 3 then 4 then 5."
    accepted, _ = accept(text, [Proposal(value=at(n, text)) for n in "534"])
    assert [a.value and a.value.text for a in accepted] == ["3", "4", "5"]


# ---- models that misbehave


class Unspeakable(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def stopping(error: BaseException) -> Callable[[str], Iterator[object]]:
    def propose(text: str) -> Iterator[object]:
        yield whole()
        raise error

    return propose


@pytest.mark.parametrize(
    "error", [ValueError("no"), RecursionError(), MemoryError(), SystemExit(3), StopIteration(), Unspeakable()], ids=repr
)
def test_what_a_model_raises_ends_its_proposals_only(error: BaseException) -> None:
    accepted, refused = accept(TEXT, ask(stopping(error), TEXT))
    assert len(accepted) == 1
    assert [r.failed for r in refused] == [True]
    assert refused[0].proposal is None
    assert refused[0].reason.startswith("the model failed: ")


def test_an_interrupt_is_not_the_models() -> None:
    with pytest.raises(KeyboardInterrupt):
        accept(TEXT, ask(stopping(KeyboardInterrupt()), TEXT))


def deaf() -> list[object]:
    return []


@pytest.mark.parametrize("given", [None, 3, lambda text: None, deaf, [whole()]], ids=["none", "number", "silent", "deaf", "list"])
def test_what_cannot_be_asked_fails_in_words(given: Any) -> None:
    accepted, (refused,) = accept(TEXT, ask(given, TEXT))
    assert (accepted, refused.failed) == ((), True)
    assert "TypeError" in refused.reason


def test_a_model_without_an_end_is_cut() -> None:
    def endless(text: str) -> Iterator[object]:
        while True:
            yield whole()

    accepted, refused = accept(TEXT, endless(TEXT))
    assert len(accepted) == 1
    assert len(refused) == LIMIT
    assert refused[-1].proposal is None
    assert "more than 1,000" in refused[-1].reason
    assert not refused[-1].failed


def test_a_proposal_that_was_tampered_with() -> None:
    class Sly(Proposal):
        @property
        def value(self) -> Mention:  # type: ignore[override]
            raise RuntimeError

    assert refusal(object.__new__(Sly)).startswith("not a Proposal")
    hollow = object.__new__(Proposal)  # without any of its fields
    accepted, (refused,) = accept(TEXT, [hollow])
    assert (accepted, refused.failed) == ((), True)


def test_the_measures_are_those_of_the_rules() -> None:
    assert set(_PHRASES.values()) | set(_ABBREVIATED.values()) <= MEASURES


# ---- any text, any proposal

MENTIONS = st.one_of(
    st.none(),
    st.builds(Mention, st.text(max_size=4), st.integers(-5, 200), st.integers(-5, 200)),
    st.tuples(st.integers(0, len(TEXT)), st.integers(1, 9)).map(lambda s: Mention(TEXT[s[0] : s[0] + s[1]], s[0], s[0] + s[1])),
    st.sampled_from([at("−12.5"), at("-21.0"), at("−3.9"), at("90"), at("P < .001"), at("8"), at("yoga")]),
)
PROPOSALS = st.builds(Proposal, *[MENTIONS] * 5, st.sampled_from([None, "MD", "OR", "?"]), *[MENTIONS] * 4)


@settings(max_examples=400, deadline=None)
@given(st.lists(PROPOSALS, max_size=6), st.one_of(st.just(TEXT), st.text(max_size=60)))
def test_whatever_is_accepted_stands_in_the_text(proposals: list[Proposal], text: str) -> None:
    accepted, refused = accept(text, proposals)
    assert len(accepted) + len(refused) == len(proposals)
    assert not any(r.failed for r in refused)
    for e in accepted:
        assert e.grade == GRADE
        assert e.value or e.ci_low
        for m in (e.value, e.ci_low, e.ci_high, e.p, e.outcome, e.arm_a, e.arm_b, e.timepoint, e.sentence):
            assert m is None or text[m.start : m.end] == m.text
        for m in (e.value, e.ci_low, e.ci_high):
            assert m is None or e.sentence.start <= e.start <= m.start < m.end <= e.end <= e.sentence.end
            if m:
                float(numeral(m.text))


@settings(max_examples=200, deadline=None)
@given(st.decimals(-999, 999, places=2).map(str), st.sampled_from(["by {}.", "({})", "{} points", "n {}, m", "{}%", "= {};"]))
def test_every_part_of_a_printed_number_but_the_whole_is_refused(printed: str, around: str) -> None:
    text = f"It rose {around.format(printed)}"
    first = text.index(printed)
    for start in range(first, first + len(printed)):
        for end in range(start + 1, first + len(printed) + 1):
            given = Proposal(value=Mention(text[start:end], start, end))
            accepted, _ = accept(text, [given])
            assert bool(accepted) is ((start, end) == (first, first + len(printed))), text[start:end]


def test_time_grows_with_length_only(grows: Callable[..., float]) -> None:
    def read(size: int) -> None:
        text = "-1.5 (" * size
        accept(text, [Proposal(value=Mention("-1.5", n * 6, n * 6 + 4)) for n in range(0, size, max(1, size // 20))])

    assert grows(lambda: read(1_000), lambda: read(16_000), 80) < 80
