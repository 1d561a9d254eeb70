"""What a program adds to a reader's bundle: listed issues matched to flaw categories, and what it draws from the prose.

The matched findings stay the assessor's (each names the rule that chose its category); the numbers and the flaws that
the prose names go into an `Extraction`, which is stored apart from what the source asserts and is no finding. Sections
that print different numbers for one thing are pointed out among the problems.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from kg.errors import Problem
from kg.extract import (
    VERSION,
    DurationMention,
    EstimateMention,
    Lexicon,
    Mention,
    abbreviations,
    find_citing,
    find_contradictions,
    find_durations,
    find_estimates,
    numeral,
)
from kg.printed import decimal
from kg.records import (
    Appraisal,
    Arm,
    Bundle,
    CitationContext,
    Duration,
    Estimate,
    Extraction,
    Finding,
    FlawMention,
    Outcome,
    Passage,
    Place,
    Prose,
)
from kg.taxonomy import Taxonomy

__all__ = ["UNCLASSIFIED", "enrich"]

UNCLASSIFIED = "unclassified"
EXTRACTOR = "kg.extract"
MATCHER = "label-match/1"

_BETTER: dict[str, Literal["lower", "higher"]] = {"lower": "lower", "higher": "higher"}
_RATIOS = ("OR", "RR", "HR", "IRR")
_MEASURES = {"MD", "SMD", "OR", "RR", "HR", "RD", "IRR", "MEDIAN-DIFF"}


def enrich(bundle: Bundle, taxonomy: Taxonomy, lexicon: Lexicon) -> Bundle:
    """The bundle with findings for the issues its source lists, the estimates of its abstract, and from all its prose the
    treatment durations, the flaws named, the sentences that cite, and a problem for each contradiction between two sections.
    """
    changed: dict[str, object] = {}
    problems = list(bundle.problems)
    if bundle.listed and bundle.record.appraisals:
        findings = [_finding(line, lexicon) for line in bundle.listed]
        unknown = [f.passage.exact for f in findings if f.flaw == UNCLASSIFIED and f.passage]
        problems += [Problem("listed issues", f"no flaw category is known for {words!r}") for words in unknown]
        appraisal: Appraisal = bundle.record.appraisals[0]
        whole = appraisal.model_copy(update={"findings": appraisal.findings + tuple(findings)})
        changed["record"] = bundle.record.model_copy(update={"appraisals": (whole, *bundle.record.appraisals[1:])})
    sections = sorted(bundle.prose, key=lambda prose: prose.passage.start)
    if drawn := _extraction(sections, tuple(_contexts(bundle)), taxonomy, lexicon):
        changed["extracted"] = drawn
    problems += _contradictions(sections, taxonomy)
    return bundle.model_copy(update={**changed, "problems": tuple(problems)})


def _finding(line: Passage, lexicon: Lexicon) -> Finding:
    """A listed issue "is relevant in some way": present, with no severity stated."""
    flaw = lexicon.match_label(line.exact)
    return Finding(
        flaw=flaw or UNCLASSIFIED, presence="present", passage=line, where=Place(section="listed issues"), rule=MATCHER
    )


def _extraction(
    sections: Iterable[Prose], contexts: tuple[CitationContext, ...], taxonomy: Taxonomy, lexicon: Lexicon
) -> Extraction | None:
    """What the sections say; None where nothing was found in any. Only abstracts are read for estimates: others retell them."""
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    durations: list[Duration] = []
    mentions: list[FlawMention] = []
    for prose in sections:
        if prose.section == "abstract":
            arms, outcomes = _estimates(prose, taxonomy)
        durations += (_duration(found, prose) for found in find_durations(prose.passage.exact))
        mentions += _mentions(prose, lexicon)
    if not (outcomes or durations or mentions or contexts):
        return None
    return Extraction(
        extractor=EXTRACTOR,
        version=str(VERSION),
        arms=arms,
        outcomes=outcomes,
        durations=tuple(durations),
        mentions=tuple(mentions),
        contexts=contexts,
    )


def _contexts(bundle: Bundle) -> Iterator[CitationContext]:
    """The sentence of each citation mark, with a candidate for the intent where its words speak for one."""
    text = bundle.text or ""
    marks = [(mark.reference, mark.start, mark.end, mark.section) for mark in bundle.marks]
    for found in find_citing(text, marks) if text and marks else ():
        yield CitationContext.model_validate(
            {
                "reference": found.reference,
                "section": found.section,
                "passage": Passage(exact=text[found.start : found.end], start=found.start, end=found.end),
                "intent": found.intent,
                "rule": found.rule,
                "grade": found.grade,
            }
        )


def _duration(of: DurationMention, prose: Prose) -> Duration:
    return Duration(
        weeks=float(of.weeks), printed=of.text, section=prose.section, passage=_passage(of.sentence, prose), rule=of.rule
    )


def _mentions(prose: Prose, lexicon: Lexicon) -> Iterator[FlawMention]:
    for found in lexicon.mentions(prose.passage.exact):
        yield FlawMention.model_validate(
            {
                "flaw": found.flaw,
                "state": found.state,
                "printed": found.text,
                "section": prose.section,
                "passage": _passage(found.sentence, prose),
                "grade": found.grade,
                "rule": found.rule,
            }
        )


def _contradictions(sections: Sequence[Prose], taxonomy: Taxonomy) -> Iterator[Problem]:
    """What two sections print differently, as far as they surely speak of one thing (grade A or B)."""
    if len(sections) < 2:
        return
    places = [(prose.section, prose.passage.exact) for prose in sections]
    for found in find_contradictions(places, names=_instrument_names(taxonomy)):
        if found.grade in ("A", "B"):
            both = f"{found.first_place} against {found.second_place}"
            yield Problem(both, f"{found.sentence} One of them is wrong, or they speak of two things [{found.rule}].")


def _instrument_names(taxonomy: Taxonomy) -> dict[str, str]:
    """Names and abbreviations of instruments to one word for each: its id without hyphens, which shares no word with others."""
    known = {**taxonomy.names, **taxonomy.abbreviations}
    return {name.lower() if " " in name else name: instrument.replace("-", "") for name, instrument in known.items()}


def _passage(of: Mention, prose: Prose) -> Passage:
    """The stretch of the section in the source's text."""
    return Passage(exact=of.text, start=prose.passage.start + of.start, end=prose.passage.start + of.end)


def _estimates(prose: Prose, taxonomy: Taxonomy) -> tuple[tuple[Arm, ...], tuple[Outcome, ...]]:
    text = prose.passage.exact
    found = find_estimates(text)
    names = _Names(abbreviations(text))
    arms: dict[str, Arm] = {}
    by_outcome: dict[str, list[EstimateMention]] = defaultdict(list)
    spoken: dict[str, Mention | None] = {}
    for mention in found:
        for arm in (mention.arm_a, mention.arm_b):
            if arm is not None:
                arms.setdefault(names.slug(arm.text), Arm(id=names.slug(arm.text), label=names.long(arm.text)))
        instrument = _instrument(mention.outcome, names, taxonomy)
        key = instrument or (names.slug(mention.outcome.text) if mention.outcome else "outcome")
        by_outcome[key].append(mention)
        spoken.setdefault(key, mention.outcome)
    outcomes = []
    for key, mentions in by_outcome.items():
        instrument = key if key in taxonomy.instruments else None
        said = spoken[key]
        outcomes.append(
            Outcome(
                id=key,
                label=names.long(said.text) if said else "outcome not named",
                instrument=instrument,
                better=_BETTER.get(taxonomy.better.get(instrument or "", "")),
                estimates=tuple(_estimate(m, prose, names) for m in mentions),
            )
        )
    return tuple(arms.values()), tuple(outcomes)


def _estimate(of: EstimateMention, prose: Prose, names: _Names) -> Estimate:
    """As printed. Arms stand in the order that makes the printed sign true: the first minus (or over) the second."""
    arms = (names.slug(of.arm_a.text), names.slug(of.arm_b.text)) if of.arm_a and of.arm_b else None
    if arms and of.direction == "lower" and of.value and decimal(_number(of.value)) > 0 and of.measure not in _RATIOS:
        arms = (arms[1], arms[0])
    ci = None
    if of.ci_low and of.ci_high:
        low, high = _number(of.ci_low), _number(of.ci_high)
        ci = (high, low) if of.limits_reversed else (low, high)
    return Estimate.model_validate(
        {
            "timepoint": of.timepoint.text if of.timepoint else None,
            "measure": of.measure if of.measure in _MEASURES else "OTHER" if of.measure else None,
            "arms": arms,
            "value": _number(of.value) if of.value else None,
            "printed": of.value.text if of.value and _number(of.value) != of.value.text else None,
            "ci": ci,
            "level": float(of.ci_level) if of.ci_level else None,
            "p": of.p and (of.p.value if of.p.op == "=" else of.p.op + of.p.value),
            "where": Place(section=prose.section),
            "passage": _passage(of.sentence, prose),
            "grade": of.grade,
            "rule": of.rule,
        }
    )


def _number(of: Mention) -> str:
    """The number as printed where it reads as one, else in plain form ("1 200" with a thin space, "0,5", "$300")."""
    try:
        decimal(of.text)
    except ValueError:
        return numeral(of.text)
    return of.text


class _Names:
    """Short and long forms of one document: `MST` is "motor skill training"."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def long(self, text: str) -> str:
        words = [self.known.get(word, word) for word in text.split()]
        return " ".join(words)

    def slug(self, text: str) -> str:
        bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:80].strip("-") or "unnamed"

    def forms(self, text: str) -> Iterable[str]:
        yield text
        yield from text.split()
        yield self.long(text)


def _instrument(outcome: Mention | None, names: _Names, taxonomy: Taxonomy) -> str | None:
    """The instrument an outcome's words name, by abbreviation (case counts) or by the longest name in them."""
    if outcome is None:
        return None
    for form in names.forms(outcome.text):
        if form in taxonomy.abbreviations:
            return taxonomy.abbreviations[form]
    said = names.long(outcome.text).lower()
    hits = [name for name in taxonomy.names if name in said and re.search(rf"\b{re.escape(name)}\b", said)]
    return taxonomy.names[max(hits, key=len)] if hits else None
