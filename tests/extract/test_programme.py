"""How long the treatment lasted, read from sentences of our own; and the many other lengths of time that are not it."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.programme import find_durations

SHARED = Path(__file__).parents[2].parent / "shared"
PAGE = SHARED / "seed" / "van-dillen-2021.txt"
PASSAGES = SHARED / "gold" / "dev.jsonl"

FOUND = {
    "Scores were taken at the end of the 8-week program.": ("8", "8-week program", "length-of-programme/1"),
    "It offered an eight\u2011week programme of hill walking.": ("8", "eight\u2011week programme", "length-of-programme/1"),
    "After the 6-week swimming intervention, knees hurt less.": ("6", "6-week swimming intervention", "length-of-programme/1"),
    "Both groups began a 3-month course of walking.": ("13", "3-month course", "length-of-programme/1"),
    "It was a one-year rehabilitation programme.": ("52", "one-year rehabilitation programme", "length-of-programme/1"),
    "Six weeks\u2019 treatment was given.": ("6", "Six weeks\u2019 treatment", "length-of-programme/1"),
    "The 8-week program was followed by a 12-month follow-up.": ("8", "8-week program", "length-of-programme/1"),
    "A 12-week home-based stretching and strengthening regimen was set.": (
        "12", "12-week home-based stretching and strengthening regimen", "length-of-programme/1",
    ),
    "All arms did 12 weeks of supervised exercise.": ("12", "12 weeks of supervised exercise", "weeks-of-treatment/1"),
    "Over 14 days of treatment, sleep improved.": ("2", "14 days of treatment", "weeks-of-treatment/1"),
    "Participants had 6 weekly 1-hour sessions of balance work.": ("6", "6 weekly 1-hour sessions", "weekly-sessions/1"),
    "Sixteen weekly group classes were held.": ("16", "Sixteen weekly group classes", "weekly-sessions/1"),
    "Each had 12 twice-weekly treatments.": ("6", "12 twice-weekly treatments", "weekly-sessions/1"),
    "They swam twice weekly for 6 weeks.": ("6", "6 weeks", "frequency-for/1"),
    "There were sessions once a week for six weeks.": ("6", "six weeks", "frequency-for/1"),
    "Gel was rubbed in three times daily for 5 days.": ("0.71", "5 days", "frequency-for/1"),
    "They walked 30 minutes a day for 5 days a week for 6 weeks.": ("6", "6 weeks", "frequency-for/1"),
    "The tablets were taken daily over a period of two months.": ("8.67", "two months", "frequency-for/1"),
    "Stretches were done twice daily for 6 weeks after surgery.": ("6", "6 weeks", "frequency-for/1"),
    "Heat was applied to painful knees 3 times a week for 5 consecutive weeks.": ("5", "5 consecutive weeks", "frequency-for/1"),
    "The plan was ten sessions over 5 weeks.": ("5", "5 weeks", "sessions-over/1"),
    "It has nine lessons spread over a seven-week period.": ("7", "seven-week period", "sessions-over/1"),
    "Knees were treated for 4 weeks.": ("4", "4 weeks", "treated-for/1"),
    "Patients were randomized to tape or rest for 8 weeks.": ("8", "8 weeks", "treated-for/1"),
    "The intervention lasted 10 weeks.": ("10", "10 weeks", "treatment-lasted/1"),
    "The treatment period was 1.5 months.": ("6.5", "1.5 months", "treatment-lasted/1"),
    "Duration of treatment: 12 weeks.": ("12", "12 weeks", "treatment-lasted/1"),
    "The program will last 12 weeks.": ("12", "12 weeks", "treatment-lasted/1"),
}  # fmt: skip

TRAPS = {
    "follow-up": [
        "Pain was measured at 12 months.",
        "Patients were followed for 6 months.",
        "Patients were treated and then followed up for 6 months.",
        "The 12-month follow-up was complete.",
        "Scores 6 weeks after treatment were better.",
        "Function was kept during the 12 months after.",
        "After 6 weeks of treatment the swelling was gone.",
        "At 8 weeks treatment was stopped.",
        "Response to treatment was sought at 8 weeks.",
        "The 6-month treatment effects were small.",
        "The effects of treatment lasted for 6 months.",
        "Improvement after therapy lasted six months.",
        "Pain was recorded weekly for 12 months.",
        "Patients filled in daily diaries for 4 weeks.",
        "They wore a pedometer for seven days.",
        "The 12-week trial had two arms.",
        "They were randomized over 24 months.",
        "Patients were treated over a 10-year period.",
        "There were 3 visits over 12 months.",
    ],
    "symptoms": [
        "Adults with pain for more than 12 weeks took part.",
        "Back pain lasting at least 3 months was required.",
        "Patients treated had had knee pain for 8 weeks.",
        "The 12-month course of low back pain is known.",
        "Sick leave for 8 weeks was paid.",
    ],
    "before the trial": [
        "A 2-week run-in period came before treatment.",
        "A 2-week run-in treatment with placebo was given.",
        "There was a 4-week washout between treatments.",
        "Waiting time for treatment was 6 weeks.",
        "The mean waiting time to physiotherapy was 9 weeks.",
        "A 12-week waiting list served as control.",
        "Those who had been treated for 6 months were left out.",
        "Six weeks of failed physiotherapy was required.",
        "Physiotherapy for 3 months prior was not allowed.",
        "Exclusion criteria: a rehabilitation programme of 4 weeks within a year.",
        "Physiotherapy was started 6 weeks after surgery.",
        "No treatment for 4 weeks was allowed.",
        "Drugs were not taken for 2 weeks.",
        "In a previous study of ours a 6-week program failed.",
    ],
    "ages, recall, pregnancy": [
        "Children were 6 to 18 months old.",
        "Aged 6 months, the infants had therapy.",
        "Leg pain in the past 4 weeks was asked for.",
        "The questionnaire asks about exercise over the last 4 weeks.",
        "Women at 12 weeks of gestation were given training.",
        "Women exercised at 32 weeks pregnant.",
        "Training began for 12 weeks of pregnancy.",
    ],
    "boosters, stages, bounds, ranges": [
        "One booster session 6 months later was offered.",
        "Half had up to 3 booster treatments 6 months following treatment.",
        "Sessions were given weekly for the first 4 weeks and monthly thereafter.",
        "They trained twice weekly for 2 weeks, then once weekly for 4 weeks.",
        "A 3-week inpatient program was followed by a 9-week home program.",
        "They continued their exercise for another 7 weeks.",
        "They trained for at least 8 weeks.",
        "The programme took up to 8 weeks.",
        "The programme lasted 6 to 8 weeks.",
        "A 6- to 8-week program was offered.",
        "A 6\u20138 week program was offered.",
        "The effect of exercise for 6 months or longer is unknown.",
    ],
    "schedules and trainers": [
        "The drug was given every 4 weeks.",
        "6-weekly sessions were held.",
        "Three weekly sessions were planned.",
        "Training was for many weeks.",
        "Therapists attended a 2-day training course.",
        "Treatment lasted 999 years.",
        "Treatment lasted 0 weeks.",
    ],
}  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_a_duration_is_read(text: str) -> None:
    weeks, printed, rule = FOUND[text]
    (found,) = find_durations(text)
    assert (found.weeks, found.text, found.rule) == (Decimal(weeks), printed, rule)
    assert text[found.start : found.end] == found.text
    assert found.sentence.text == text


@pytest.mark.parametrize("text", [text for listed in TRAPS.values() for text in listed])
def test_another_length_of_time_is_none(text: str) -> None:
    assert [(d.rule, d.text) for d in find_durations(text)] == []


@pytest.mark.parametrize(("unit", "weeks"), [("week", "5"), ("wk", "5"), ("month", "21.67"), ("day", "0.71"), ("year", "260")])
@pytest.mark.parametrize("form", ["a {n}-{u} programme", "a {n} {u} programme", "{n} {u}s of training", "training for {n} {u}s"])
@pytest.mark.parametrize("count", ["5", "five", "Five"])
def test_every_form_in_every_unit(form: str, count: str, unit: str, weeks: str) -> None:
    (found,) = find_durations(f"They had {form.format(n=count, u=unit)}.")
    assert found.weeks == Decimal(weeks)


def test_a_stated_length_counts_and_not_the_number_of_sessions() -> None:
    (found,) = find_durations("There were four weekly sessions for 8 weeks.")
    assert (found.weeks, found.text) == (8, "8 weeks")


def test_weekly_sessions_stand_where_another_length_is_of_something_else() -> None:
    texts = [
        "They had 6 weekly sessions of yoga or a 3-month course of rest.",
        "They had 6 weekly sessions, with follow-up over 12 months.",
    ]
    assert [[d.weeks for d in find_durations(text)] for text in texts] == [[6, 13], [6]]


@pytest.mark.parametrize(
    "text",
    [
        "Scores fell after the 8-week program, then little happened.",
        "Scores fell after the 8-week program, then six months later rose.",
        "The 8-week program was followed by assessment at 12 months.",
        "Baseline was measured, and people then had an 8-week program.",
    ],
)
def test_what_comes_next_need_not_be_another_stage(text: str) -> None:
    assert [d.weeks for d in find_durations(text)] == [8]


def test_arms_may_differ() -> None:
    found = find_durations("One arm had a 6-week course of tape. The other had 12 weeks of tape therapy.")
    assert [d.weeks for d in found] == [6, 12]


def test_offsets_count_characters_of_the_text_as_given() -> None:
    text = "\u00a0İ trial.\u2009They swam \u201ctwice weekly\u201d for 6\u202fweeks. The rest had a 10\u2010week\u00a0course.\n"
    found = find_durations(text)
    assert [d.text for d in found] == ["6\u202fweeks", "10\u2010week\u00a0course"]
    assert all(text[d.start : d.end] == d.text for d in found)


# ---- other people's texts, read where they lie

needs_page = pytest.mark.skipif(not PAGE.exists(), reason="the page's text is not ours to ship")
needs_passages = pytest.mark.skipif(not PASSAGES.exists(), reason="the annotated passages are not ours to ship")


@needs_page
def test_the_page_the_project_started_from() -> None:
    found = find_durations(PAGE.read_text(encoding="utf-8"))
    assert [(d.weeks, d.text) for d in found] == [(8, "8-week program"), (6, "6 weekly 1-hour sessions")]


@needs_passages
def test_the_development_passages() -> None:
    """Result sentences name follow-up times again and again, and hardly ever the length of a treatment."""
    passages = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    found = {p["id"]: [float(d.weeks) for d in find_durations(p["text"])] for p in passages}
    assert {name: weeks for name, weeks in found.items() if weeks} == {"d096": [2], "d126": [208]}


# ---- what holds for every text

PIECES = st.sampled_from(
    ["8-week", "eight weeks", "12 months", "of treatment", "program", "programme lasted ", "twice weekly for ", "for ", "over ",
     "a ", "6 weekly ", "sessions", "ſix weeks", "İ", "\u2009", "\u2011", ".", ". ", "treated ", "at ", "after ", "up to ", "to ",
     "-", "and ", "0", "1.5 ", "999 years", "\n", "weeks' ", "course of ", "pain ", "daily ", "(", ")", "ten sessions over ",
     "booster ", "then ", "supervised ", "\x00", "\u212a"],
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=30).map(" ".join))


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_every_mention_is_a_stretch_of_the_text(text: str) -> None:
    last = -1
    for d in find_durations(text):
        assert d.text == text[d.start : d.end]
        assert d.text
        assert d.sentence.text == text[d.sentence.start : d.sentence.end]
        assert d.sentence.start <= d.start < d.end <= d.sentence.end
        assert 0 < d.weeks <= 520
        assert d.start > last
        last = d.start


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.integers(1, 99), TEXTS)
def test_a_plain_statement_is_read_between_any_two_texts(before: str, weeks: int, after: str) -> None:
    text = f"{before}\n\nThe treatment lasted {weeks} weeks.\n\n{after}"
    at = len(before) + 2
    assert weeks in [d.weeks for d in find_durations(text) if at <= d.start < at + 40]


@pytest.mark.parametrize(
    "piece",
    ["8 ", "8-week ", "weeks ", "8 weeks of ", "treatment ", "treatment of ", "of ", "twice weekly for 6 weeks ", "6 weekly ",
     "sessions ", "no ", "a ", "a", "for ", "- ", "(", "booster ", "8 weeks and ", "the "],
)  # fmt: skip
def test_time_grows_with_length_only(piece: str, grows: Callable[..., float]) -> None:
    """Sixteen times the text may take some sixteen times as long: nowhere near 256 times."""

    def read(size: int) -> None:
        find_durations(f"The treatment {piece * (size // len(piece))} for 6 weeks")

    assert grows(lambda: read(8_000), lambda: read(128_000), 80) < 80
