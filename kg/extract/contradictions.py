"""Numbers of one source that speak against each other: its abstract, its results, its tables, what a commentary says of it.

Read pairwise: estimates against estimates of the same comparison, counts of people against counts of the same stage, and
numbers of running commentary ("about 8 points") against the estimates elsewhere. What cannot be shown to be the same
comparison is never reported, so much is missed; what is reported is worth a look.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

from kg.extract.abbreviations import abbreviations
from kg.extract.agreement import content, same_time
from kg.extract.comparable import RATIOS, Comparison, Told, all_but_one, compared, may_be_one, only, time_of, told, told_alike
from kg.extract.paraphrases import Paraphrase, paraphrases
from kg.extract.sentences import normalise
from kg.extract.spans import Mention

__all__ = ["Contradiction", "Counted", "find_contradictions"]

_VERSION = 1
_IN_UNITS = RATIOS | {
    "MD",
    "RD",
    "MEDIAN-DIFF",
}  # what running words tell in points or percent; nobody tells a standardised difference so
_STAGES = ("screened", "randomized", "analysed")


class Counted(Protocol):
    """What a reader of study facts must give: `kind` ("randomized", ...), `value`, where it stands, and a grade from "A" down."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> object: ...
    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def sentence(self) -> Mention: ...
    @property
    def grade(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that print different numbers for one thing. `first` and `second` are stretches of the texts of their places.

    `kind` is "estimate", "people" or "paraphrase"; `differs` names what does: of value, low, high, level and p (as the
    second place prints it, where one tells the comparison from the other side), or the stage of people. `sentence` says
    it in words. `grade` is "A" when all else that is printed agrees, "B" when outcome, time and arms are told alike and the
    numbers are not, "C" when one of these is not told in both. `rule` names the rule and its version.
    """

    kind: str
    differs: tuple[str, ...]
    first_place: str
    first: Mention
    second_place: str
    second: Mention
    sentence: str
    grade: str
    rule: str


def find_contradictions(
    places: Sequence[tuple[str, str]],
    people: Callable[[str], Iterable[Counted]] | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Contradiction, ...]:
    """What the texts of `places`, each with the name it goes by, print differently; in the order of the places.

    `people` reads counts of people from a text (`kg.extract.study` when not given); `names` maps names of outcomes that
    mean the same to one word: abbreviations as they are printed, other names in lower case. What the texts themselves
    say of an abbreviation goes before.
    """
    count = people or _people_of_study
    defined = {short: long for _, text in places for short, long in abbreviations(normalise(text)).items()}
    known = dict(names or {}) | defined
    estimates = [told(text, known) for _, text in places]
    counted = [_stages(count(text)) for _, text in places]
    said = [tuple(paraphrases(text, [one.mention for one in mine])) for (_, text), mine in zip(places, estimates, strict=True)]
    found: list[Contradiction] = []
    for i, j in combinations(range(len(places)), 2):
        ends = (places[i][0], places[j][0])
        found += _estimates(ends, estimates[i], estimates[j])
        found += _people(ends, counted[i], counted[j])
        found += (
            _paraphrased(places[i][0], one, places[j][0], against)
            for one in said[i]
            if (against := _against(one, estimates[j], known))
        )
        found += (
            _paraphrased(places[j][0], one, places[i][0], against)
            for one in said[j]
            if (against := _against(one, estimates[i], known))
        )
    return tuple(found)


# ---- estimates


def _estimates(ends: tuple[str, str], one: list[Told], other: list[Told]) -> Iterator[Contradiction]:
    pairs = [(a, b) for a in range(len(one)) for b in range(len(other)) if may_be_one(one[a], other[b])]
    by_pair = {pair: compared(one[pair[0]], other[pair[1]]) for pair in pairs}
    settled_a: set[int] = set()
    settled_b: set[int] = set()
    for (a, b), found in by_pair.items():
        if not found.differs and found.agrees:
            settled_a.add(a)
            settled_b.add(b)
    free = [(a, b) for a, b in pairs if a not in settled_a and b not in settled_b]
    close = [pair for pair in free if all_but_one(one[pair[0]], other[pair[1]], by_pair[pair])]
    for a, b in _alone(close):
        settled_a.add(a)
        settled_b.add(b)
        yield _contradiction(ends, one[a], other[b], by_pair[a, b], "A", "misprint")
    alike = [(a, b) for a, b in free if a not in settled_a and b not in settled_b and told_alike(one[a], other[b])]
    for a, b in _alone(alike):
        if "value" in by_pair[a, b].differs and only(one[a], one) and only(other[b], other):
            grade = "B" if one[a].mention.timepoint and all(one[a].arms) else "C"
            yield _contradiction(ends, one[a], other[b], by_pair[a, b], grade, "same-comparison")


def _alone(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The pairs whose members stand in no other pair: what could be paired in two ways is left."""
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return [(a, b) for a, b in pairs if first[a] == 1 == second[b]]


def _contradiction(ends: tuple[str, str], a: Told, b: Told, found: Comparison, grade: str, rule: str) -> Contradiction:
    differs = found.differs
    first, second = _mention(a, found.differs_in_first()), _mention(b, differs)
    of = f" for {b.mention.outcome.text}" if b.mention.outcome else f" for {a.mention.outcome.text}" if a.mention.outcome else ""
    at = f" ({a.mention.timepoint.text})" if a.mention.timepoint else ""
    words = {"low": "lower limit", "high": "upper limit", "level": "confidence level", "p": "p value"}
    what = " and ".join(words.get(name, name) for name in differs)
    sentence = f"{what.capitalize()}{of}{at}: {_as_printed(a)} in the {ends[0]}, {_as_printed(b)} in the {ends[1]}."
    if rule == "misprint" and a.mention.outcome is None and b.mention.outcome is None:
        grade = "B"
    return Contradiction("estimate", differs, ends[0], first, ends[1], second, sentence, grade, f"{rule}/{_VERSION}")


def _as_printed(of: Told) -> str:
    e = of.mention
    limits = (
        f" ({e.ci_level + '% ' if e.ci_level else ''}CI {e.ci_low.text} to {e.ci_high.text})" if e.ci_low and e.ci_high else ""
    )
    p = f", p {e.p.op} {e.p.value}" if e.p else ""
    return f"{e.value.text if e.value else 'no value'}{limits}{p}"


def _mention(of: Told, differs: tuple[str, ...]) -> Mention:
    """The number that differs where it is one, else all that is printed of the estimate."""
    e = of.mention
    low, high = (e.ci_high, e.ci_low) if e.limits_reversed else (e.ci_low, e.ci_high)
    known = {"value": e.value, "low": low, "high": high, "p": Mention(e.p.text, e.p.start, e.p.end) if e.p else None}
    only = known.get(differs[0]) if len(differs) == 1 else None
    base = e.sentence.start
    return only or Mention(e.sentence.text[e.start - base : e.end - base], e.start, e.end)


# ---- people


def _people_of_study(text: str) -> Iterable[Counted]:
    from kg.extract.study.facts import find_study_facts

    return find_study_facts(text)


_ROUGHLY = re.compile(
    r"\b(?:about|around|roughly|approximately|some|nearly|almost|over|more\sthan|at\sleast|up\sto|under|fewer\sthan|less\sthan)\s$|[~≈]\s?$"
)


def _stages(facts: Iterable[Counted]) -> dict[str, list[Counted]]:
    """The counts of each stage that the text says outright of its own study."""
    found: dict[str, list[Counted]] = {stage: [] for stage in _STAGES}
    for fact in facts:
        if fact.kind in found and fact.grade == "A" and isinstance(fact.value, int):
            before = fact.sentence.text[: fact.start - fact.sentence.start].lower()
            if not _ROUGHLY.search(before[-14:]):
                found[fact.kind].append(fact)
    return found


def _people(ends: tuple[str, str], one: dict[str, list[Counted]], other: dict[str, list[Counted]]) -> Iterator[Contradiction]:
    """Stages of which each place says one number, and not the same one."""
    for stage in _STAGES:
        first, second = one[stage], other[stage]
        if len({f.value for f in first}) == 1 == len({f.value for f in second}) and first[0].value != second[0].value:
            a, b = first[0], second[0]
            yield Contradiction(
                "people", (stage,), ends[0], Mention(a.text, a.start, a.end), ends[1], Mention(b.text, b.start, b.end),
                f"People {stage}: {a.value} in the {ends[0]}, {b.value} in the {ends[1]}.",
                "C" if stage == "analysed" else "B", f"people/{_VERSION}",
            )  # fmt: skip


# ---- paraphrases


def _against(said: Paraphrase, among: list[Told], known: Mapping[str, str]) -> Told | None:
    """The estimate a paraphrase speaks against: that of its time and outcome where it names them; None where one of them fits."""
    candidates = [
        one
        for one in among
        if one.mention.measure in _IN_UNITS
        and "value" in one.numbers
        and (said.time is None or same_time(said.time, time_of(one)) is True)
    ]
    words = content(said.sentence.text, known)
    named = [one for one in candidates if one.outcome and one.outcome & words] or (
        candidates if len({one.outcome for one in among}) == 1 else []
    )
    if not named or any(said.fits(one.numbers["value"], one.mention.measure in RATIOS) for one in candidates):
        return None
    return named[0]


def _paraphrased(place: str, said: Paraphrase, other: str, estimate: Told) -> Contradiction:
    first = estimate.mention.value or estimate.mention.sentence
    number = Mention(said.text, said.start, said.end)
    return Contradiction(
        "paraphrase", ("value",), place, number, other, first,
        f"The {place} says {said.text!r}, the {other} prints {_as_printed(estimate)}.",
        "B" if said.time else "C", f"paraphrase/{_VERSION}",
    )  # fmt: skip
