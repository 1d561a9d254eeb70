"""The words around a length of time, one at a time: each makes or unmakes a treatment duration in a sentence else fine."""

from __future__ import annotations

import pytest

from kg.extract.programme import find_durations


def _weeks(text: str) -> list[float]:
    return [float(d.weeks) for d in find_durations(text)]


def _words(listed: str) -> list[str]:
    return listed.split(", ")


def test_the_sentences_are_fine_without_the_word() -> None:
    for text in (
        "It was 8 weeks of therapy.",
        "They had training for 8 weeks.",
        "Those chosen had 8 weeks of training.",
        "They trained and swam for 8 weeks.",
        "The 8-week treatment was there.",
        "They had had 8-week yoga classes.",
        "There were two tape sessions over 8 weeks.",
        "The therapy lasted 8 weeks.",
        "The women took tape for 8 weeks.",
        "It was an 8-week group program.",
    ):
        assert _weeks(text) == [8], text


NOUNS = _words(
    "program, programme, course, intervention, treatment, therapy, training, exercise, exercises, rehabilitation, "
    "regimen, regime, protocol, physiotherapy, psychotherapy, yoga, Pilates, tai chi, massage, acupuncture, "
    "manipulation, stretching, strengthening, supplementation, medication, classes, lessons"
)


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize(
    "form",
    ["It was an 8-week {}.", "It was 8 weeks of the {}.", "The {} lasted 8 weeks.", "They chose {} with music for 8 weeks."],
)
def test_what_is_done_to_people(form: str, noun: str) -> None:
    assert _weeks(form.format(noun)) == [8]


@pytest.mark.parametrize(
    "words",
    _words(
        "at, every, up to, another, a further, an additional, an extra, the next, the past, the previous, prior, the "
        "preceding, the first, the initial, the final, the remaining, since, a minimum of, a maximum of, at least, at "
        "most, more than, less than, longer than, greater than, fewer than, shorter than, earlier than, later than, the "
        "last, the second, the third, >, <, ≥, ≤, after, by, within, until, till, from, following, before, in, to, on, "
        "after the, after about, within approximately, 6 to, 6 or, 6 and, 6-, 6/, 6 ±, 4\u2013, six to, 6- to, between "
        "four and"
    ),
)
def test_bounds_stages_and_times_before_it(words: str) -> None:
    assert _weeks(f"It was {words} 8 weeks of therapy.") == []


@pytest.mark.parametrize(
    "words",
    _words(
        "later, ago, before, earlier, prior, previously, old, post-surgery, pre-test, apart, since, of age, of study, of "
        "follow-up, of gestation, of pregnancy, of observation, of baseline, of pain, of symptoms, of life, of sick "
        "leave, gestation, pregnant, after treatment, following it, follow-up, or longer, or more, or less, or so, to 10 "
        "weeks, or 12 weeks, to ten months, a year, per year, each year"
    ),
)
def test_times_and_bounds_after_it(words: str) -> None:
    assert _weeks(f"They had training for 8 weeks {words}.") in ([], [10] if words == "to 10 weeks" else [])


@pytest.mark.parametrize(
    "event", _words("surgery, the operation, their injury, discharge, randomization, birth, delivery, baseline, inclusion")
)
@pytest.mark.parametrize("link", ["after", "following"])
def test_treatment_may_follow_an_event(link: str, event: str) -> None:
    assert _weeks(f"They had training for 8 weeks {link} {event}.") == [8]


@pytest.mark.parametrize(
    "context",
    _words(
        "With boosters these, With a refresher those, Those with failed rest, After failure of rest these, Despite rest "
        "these, The refractory ones, Those with unsuccessful rest, After run-in those, After a lead-in those, After "
        "washout those, After a waiting period these, Those who waited, The time to those who, The time from rest if "
        "they, The time until rest if they, The time between rests if they, The time since they, The excluded, For "
        "exclusion they, The inclusion was if they, By our criteria they, Those eligible if they, In a larger trial they, "
        "In a longer study they, In future trials they, With longer duration they, In a previous study they, In prior "
        "trials they, In earlier work they, In another trial they, In other research they, In a past review they, In an "
        "earlier report they"
    ),
)
def test_what_else_a_sentence_may_be_about(context: str) -> None:
    assert _weeks(f"{context} had 8 weeks of training.") == []


@pytest.mark.parametrize(
    "who", _words("Therapists, physiotherapists, clinicians, instructors, practitioners, providers, nurses, GPs")
)
@pytest.mark.parametrize(
    "had", _words("received, attended, underwent, completed, had, were trained in, were given, took, participated in")
)
def test_those_who_treat_are_trained_too(who: str, had: str) -> None:
    assert _weeks(f"{who} {had} an 8-week course.") == []
    assert _weeks(f"The women {had} an 8-week course.") == [8]


@pytest.mark.parametrize(
    "words",
    _words(
        "were followed, were assessed, were measured, were monitored, were observed, were recorded, were reported, had "
        "questionnaires, kept diaries, wore pedometers, wore accelerometers, waited, had pain, had symptoms, complained, "
        "had LBP, were sick, suffered, had a history, survived, had compensation, had benefits, improved, were reduced, "
        "decreased, increased, had relief, were relieved, maintained it, remained so, persisted, it was effective, rested "
        "after, rested before, rested until, more than rested"
    ),
)
@pytest.mark.parametrize("start", ["They trained and", "They did it twice a week and", "They had ten sessions and"])
def test_another_thing_that_may_last(start: str, words: str) -> None:
    assert _weeks(f"{start} {words} for 8 weeks.") == []


@pytest.mark.parametrize(
    "noun",
    _words(
        "follow-up, outcome, effect, response, assessment, evaluation, visit, result, data, score, time point, failure, "
        "success, history, delay, interval, break, free days, study, studies, trial, completers, cessation, initiation, "
        "benefit, for therapists, for the clinicians, for providers, of pain, of back pain, of symptoms, of the disease, "
        "of illness, of disability, of recovery, of LBP"
    ),
)
def test_a_treatment_may_name_something_else(noun: str) -> None:
    assert _weeks(f"The 8-week treatment {noun} was there.") == []


@pytest.mark.parametrize(
    "word",
    _words(
        "follow-up, post-hoc, pre-test, run-in, washout, lead-in, waiting, baseline, recall, booster, refresher, "
        "maintenance, extension, observation, detraining, retention, trial, study, starting, commencing, completing, "
        "ending, initiating, discontinuing, stopping, finishing, cessation, free, no, pain, symptom, failed, "
        "unsuccessful, previous, prior, participants, patients, subjects, in, for, to, with, at, after, before, without, "
        "by, on, from, during, until, than, who, which, that, the, a, was, were, is, are, had, has, have, did"
    ),
)
def test_what_may_not_stand_between_a_length_and_its_programme(word: str) -> None:
    assert _weeks(f"It was an 8-week {word} program.") == []


@pytest.mark.parametrize(
    "verb",
    _words(
        "treated, received, receive, underwent, took, have taken it, are taking, were given, applied, performed, have "
        "worn, wore, were randomised to, were randomized to, were assigned to, were allocated to, attended, delivered, "
        "provided, administered, trained, exercised, practised, practiced"
    ),
)
def test_what_people_do_for_weeks(verb: str) -> None:
    assert _weeks(f"The women {verb} tape for 8 weeks.") == ([] if verb.startswith("have ") else [8])


@pytest.mark.parametrize("link", ["for", "over", "during", "throughout"])
@pytest.mark.parametrize(
    "form", ["{} 8 weeks", "{} a period of 8 weeks", "{} a total of about 8 weeks", "{} an 8-week phase", "{} an 8-week block"]
)
def test_what_leads_to_a_length(form: str, link: str) -> None:
    assert _weeks(f"Tape was provided {form.format(link)}.") == [8]
    assert _weeks(f"There were ten tape sessions {form.format(link)}.") == [8]
    assert _weeks(f"Tape was used once a day {form.format(link)}.") == [8]


def test_people_are_recruited_and_assigned_over_weeks_too() -> None:
    assert _weeks("Tape was provided over 8 weeks.") == [8]
    assert _weeks("The women were assigned tape over 8 weeks.") == []
    assert _weeks("The women were given tape during 8 weeks.") == []


@pytest.mark.parametrize(
    "often",
    _words(
        "daily, weekly, twice weekly, once a day, twice per week, two hours each day, every day, every other day, every "
        "second week, 3 days/week, 20 min/day"
    ),
)
def test_how_often(often: str) -> None:
    assert _weeks(f"Tape was used {often} for 8 weeks.") == [8]


@pytest.mark.parametrize(
    "words", _words("life, lives, living, activities, diaries, pain, headache, logs, texts, calls, questionnaires, reports")
)
def test_what_else_is_daily(words: str) -> None:
    assert _weeks(f"Tape was felt in daily {words} for 8 weeks.") == []


@pytest.mark.parametrize(
    "kind", _words("testing, assessment, measuring, data, follow-up, familiarisation, interview, focus group, number of")
)
def test_sessions_of_another_kind(kind: str) -> None:
    assert _weeks(f"There were two {kind} sessions over 8 weeks.") == []


@pytest.mark.parametrize("things", _words("sessions, classes, lessons, ten treatments, six injections, 12 gel applications"))
@pytest.mark.parametrize("link", _words("over, in, during, across, for, throughout"))
def test_a_number_of_sessions_over_weeks(link: str, things: str) -> None:
    assert _weeks(f"There were {things} spread {link} 8 weeks.") == [8]


@pytest.mark.parametrize(
    "lasted",
    _words(
        "was, lasted, lasts, ran for, runs for, took, takes, covered, covers, consisted of, comprised, spanned, will "
        "last, will be, of, :, was set at, lasted for a total of, lasted about, period was, phase was, sessions ran for, "
        "groups ran for"
    ),
)
def test_how_a_treatment_lasts(lasted: str) -> None:
    assert _weeks(f"The therapy {lasted} 8 weeks.".replace(" :", ":")) == [8]


@pytest.mark.parametrize(
    "words",
    _words(
        "no, not, without, never, effects of, benefit of, improvement with, gains from, results of, relief from, response "
        "to, able to, avoiding, stopping"
    ),
)
def test_what_undoes_a_treatment(words: str) -> None:
    assert _weeks(f"There were {words} therapy for 8 weeks.") == []
    assert _weeks(f"There were {words} trained men for 8 weeks.") == []


@pytest.mark.parametrize("words", _words("has, have, having, had been, who had, previously"))
def test_a_treatment_of_the_past(words: str) -> None:
    assert _weeks(f"The women {words} taken tape for 8 weeks.") == []


@pytest.mark.parametrize("step", _words("then, thereafter, subsequently, tapered to, tapering to, followed by"))
@pytest.mark.parametrize("more", _words("training, tape weekly, tape monthly, a day each week, being treated again"))
def test_one_stage_of_several(step: str, more: str) -> None:
    assert _weeks(f"It was 8 weeks of therapy, {step} {more}.") == []
    assert _weeks(f"It was {more}, {step} 8 weeks of therapy.") == []


@pytest.mark.parametrize("things", _words("sessions, treatments, classes, lessons, injections, applications, workshops"))
@pytest.mark.parametrize("often", _words("weekly, once weekly, once-weekly"))
def test_so_many_weekly(often: str, things: str) -> None:
    assert _weeks(f"They had 8 {often} one-hour group {things}.") == [8]
    assert _weeks(f"They had up to 8 {often} {things}.") == []
    assert _weeks(f"They had 3 {often} {things}.") == []
