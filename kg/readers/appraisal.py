"""Appraisal files: YAML, one paper a file, in the format of `AppraisalFile` (docs/appraisal-format.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kg.errors import InputError, Problem, nearest
from kg.fields import refusal
from kg.printed import decimal, p_value
from kg.readers.document import Document
from kg.readers.places import Loc, Places, load
from kg.records import Bundle, Estimate, Record, Reference, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "AppraisalFile", "read", "sniff"]

NAME = "appraisal"
VERSION = 1
SUFFIXES = (".yaml", ".yml")

MAX_BYTES = 8 * 2**20  # the largest file of the corpus has 35 KB

_KEYS = rb"format|paper|study|outcomes|appraisals|cited_by|references|notes"
_FIRST = re.compile(rb"^(?:\xef\xbb\xbf)?(?:(?:#[^\n]*|---[^\n]*|[ \t\r]*)\n)*(?:" + _KEYS + rb")[ \t]*:", re.ASCII)
_PAPER = re.compile(rb"^(?:\xef\xbb\xbf)?(?:format|paper)[ \t]*:", re.ASCII | re.MULTILINE)


_NAMED_BY = ("key", "doi", "pmid", "title")  # what tells which work an entry of the reference list means


class AppraisalFile(Record):
    """The appraisal of one paper, and those works of its reference list of which something is to be said."""

    references: tuple[Reference, ...] = ()

    def record(self) -> Record:
        """The appraisal without the reference list, which a bundle holds beside it."""
        return Record(**{name: getattr(self, name) for name in Record.model_fields})


def sniff(document: Document) -> bool:
    """Whether the first key is one of an appraisal file's, and `format:` or `paper:` is among the keys (programs sort them)."""
    return _FIRST.match(document.head[:4096]) is not None and _PAPER.search(document.data) is not None


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle]:
    """The one bundle of an appraisal file; raises InputError with every problem found, in the order of the file."""
    if len(document.data) > MAX_BYTES:
        size = f"{len(document.data) / 2**20:.0f} MB are too much for the appraisal of one paper"
        raise InputError(document.name, [Problem("", size)])
    value, places = load(document.name, document.text)
    problems = [Problem(places.where(loc), message) for loc, message in _unknown(value, taxonomy)]
    try:
        file = AppraisalFile.model_validate(value)
    except ValidationError as error:
        problems += [Problem(places.where(_loc(e)), refusal(e)) for e in error.errors()]
    if problems:
        raise InputError(document.name, _sorted(problems), hint="The format: docs/appraisal-format.md")
    title = file.paper.title or file.paper.key
    source = Source(name=document.name, format=NAME, sha256=document.sha256, title=title)
    yield Bundle(source=source, record=file.record(), references=file.references, problems=tuple(_oddities(file, places)))


def _loc(error: ErrorDetails) -> Loc:
    return tuple(error["loc"])


def _sorted(problems: list[Problem]) -> list[Problem]:
    def line(problem: Problem) -> int:
        match = re.match(r"line (\d+)", problem.where)
        return int(match[1]) if match else 0

    return sorted(problems, key=line)


def _unknown(value: object, taxonomy: Taxonomy) -> Iterator[tuple[Loc, str]]:
    """References to things that are not there: flaws, instruments, arms, outcomes; and ids given twice.

    Reads the file as it stands, whatever else is wrong with it, so that one message can name every problem.
    """
    arms = [arm.get("id") for _, arm in _items(_get(value, "study"), "arms")]
    outcomes = [outcome.get("id") for _, outcome in _items(value, "outcomes")]
    for place, ids in ((("study", "arms"), arms), (("outcomes",), outcomes)):
        for double in sorted(str(i) for i, n in Counter(map(str, ids)).items() if n > 1 and i != "None"):
            yield place, f"the id {double!r} is used {ids.count(double)} times"
    for i, outcome in _items(value, "outcomes"):
        instrument = outcome.get("instrument")
        if isinstance(instrument, str) and instrument not in taxonomy.instruments:
            known = nearest(instrument, taxonomy.instruments)
            yield ("outcomes", i, "instrument"), f"there is no instrument {instrument!r}. {known}".rstrip()
        for j, estimate in _items(outcome, "estimates"):
            pair = estimate.get("arms")
            for k, arm in enumerate(pair if isinstance(pair, list) else ()):
                if isinstance(arm, str) and arm not in arms:
                    yield ("outcomes", i, "estimates", j, "arms", k), f"there is no arm {arm!r} in study.arms"
        for j, group in _items(outcome, "groups"):
            if isinstance(group.get("arm"), str) and group["arm"] not in arms:
                yield ("outcomes", i, "groups", j, "arm"), f"there is no arm {group['arm']!r} in study.arms"
    for i, appraisal in _items(value, "appraisals"):
        for j, overall in _items(appraisal, "overall"):
            yield from _unknown_target(("appraisals", i, "overall", j), overall, outcomes)
        for j, finding in _items(appraisal, "findings"):
            yield from _unknown_in_finding(("appraisals", i, "findings", j), finding, taxonomy, outcomes)

    for i, reference in _items(value, "references"):
        if not any(reference.get(name) for name in _NAMED_BY):
            yield ("references", i), f"which work this is cannot be told: give {', '.join(_NAMED_BY[:-1])} or {_NAMED_BY[-1]}"


def _unknown_in_finding(
    loc: Loc, finding: dict[str, object], taxonomy: Taxonomy, outcomes: list[object]
) -> Iterator[tuple[Loc, str]]:
    flaw = finding.get("flaw")
    if isinstance(flaw, str) and flaw not in taxonomy.flaws:
        yield (*loc, "flaw"), f"there is no flaw {flaw!r}. {nearest(flaw, taxonomy.flaws)}".rstrip()
    yield from _unknown_target(loc, finding, outcomes)


def _unknown_target(loc: Loc, judged: dict[str, object], outcomes: list[object]) -> Iterator[tuple[Loc, str]]:
    target = judged.get("target")
    kind, _, name = target.partition(":") if isinstance(target, str) else ("", "", "")
    if kind == "outcome" and name not in outcomes:
        known = nearest(name, [o for o in outcomes if isinstance(o, str)])
        yield (*loc, "target"), f"there is no outcome {name!r} in this file. {known}".rstrip()


def _get(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _items(value: object, key: str) -> Iterator[tuple[int, dict[str, object]]]:
    """The mappings in a list of mappings, with their places; nothing where it is something else."""
    found = _get(value, key)
    return ((i, item) for i, item in enumerate(found if isinstance(found, list) else ()) if isinstance(item, dict))


def _oddities(record: Record, places: Places) -> Iterator[Problem]:
    """What the paper prints oddly: recorded as printed, and pointed out."""
    study = record.study
    if study is not None:
        flow = [(name, n) for name in ("screened", "randomized", "analysed") if (n := getattr(study, name)) is not None]
        for (before, many), (after, more) in pairwise(flow):
            if more > many:
                yield Problem(places.where(("study", after)), f"more {after} ({more}) than {before} ({many})")
    for i, outcome in enumerate(record.outcomes):
        for j, estimate in enumerate(outcome.estimates):
            for message in _odd(estimate):
                yield Problem(places.where(("outcomes", i, "estimates", j)), message)


def _odd(estimate: Estimate) -> Iterator[str]:
    if estimate.measure in ("OR", "RR", "HR", "IRR"):
        for text in (estimate.value, *(estimate.ci or ())):
            if text is not None and decimal(text) < 0:
                yield f"a ratio ({estimate.measure}) cannot be negative: {text}"
    if estimate.se is not None and decimal(estimate.se) < 0:
        yield f"a standard error cannot be negative: {estimate.se}"
    if estimate.level is not None and estimate.level < 50:
        yield f"the level is in percent: {estimate.level:g} would be a very narrow interval"
    if estimate.ci is not None:
        first, second = map(decimal, estimate.ci)
        if first > second:
            yield f"the limits are printed in reverse: {estimate.ci[0]} to {estimate.ci[1]}"
        if estimate.value is not None and not min(first, second) <= decimal(estimate.value) <= max(first, second):
            yield f"the value {estimate.value} lies outside its interval, {estimate.ci[0]} to {estimate.ci[1]}"
    if estimate.p is not None:
        p = p_value(estimate.p)
        if p is not None and p.value > 1:
            yield f"a p value of {estimate.p} is not possible"
