"""Appraisal files: YAML, one paper a file, in the format of `kg.records.Record` (docs/appraisal-format.md)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kg.errors import InputError, Problem, nearest
from kg.printed import decimal, p_value
from kg.readers.document import Document
from kg.readers.places import Loc, Places, load
from kg.records import Bundle, Estimate, Record, Source
from kg.taxonomy import Taxonomy

__all__ = ["NAME", "SUFFIXES", "VERSION", "read", "sniff"]

NAME = "appraisal"
VERSION = 1
SUFFIXES = (".yaml", ".yml")

MAX_BYTES = 8 * 2**20  # the largest file of the corpus has 35 KB

_KEYS = rb"format|paper|study|outcomes|appraisals|cited_by|notes"
_FIRST = re.compile(rb"^(?:\xef\xbb\xbf)?(?:(?:#[^\n]*|---[^\n]*|[ \t\r]*)\n)*(?:" + _KEYS + rb")[ \t]*:", re.ASCII)
_PAPER = re.compile(rb"^(?:\xef\xbb\xbf)?(?:format|paper)[ \t]*:", re.ASCII | re.MULTILINE)


def sniff(document: Document) -> bool:
    """Whether the first key is one of an appraisal file's, and `format:` or `paper:` is among the keys (programs sort them)."""
    return _FIRST.match(document.data[:4096]) is not None and _PAPER.search(document.data) is not None


def read(document: Document, taxonomy: Taxonomy) -> Iterator[Bundle]:
    """The one bundle of an appraisal file; raises InputError with every problem found, in the order of the file."""
    if len(document.data) > MAX_BYTES:
        size = f"{len(document.data) / 2**20:.0f} MB are too much for the appraisal of one paper"
        raise InputError(document.name, [Problem("", size)])
    value, places = load(document.name, document.text)
    try:
        record = Record.model_validate(value)
    except ValidationError as error:
        problems = [Problem(places.where(_loc(e)), _message(e)) for e in error.errors()]
        raise InputError(document.name, _sorted(problems), hint="The format: docs/appraisal-format.md") from None
    problems = [Problem(places.where(loc), message) for loc, message in _unknown(record, taxonomy)]
    if problems:
        raise InputError(document.name, _sorted(problems))
    title = record.paper.title or record.paper.key
    source = Source(name=document.name, format=NAME, sha256=document.sha256, title=title)
    yield Bundle(source=source, record=record, problems=tuple(_oddities(record, places)))


def _loc(error: ErrorDetails) -> Loc:
    return tuple(error["loc"])


def _sorted(problems: list[Problem]) -> list[Problem]:
    def line(problem: Problem) -> int:
        match = re.match(r"line (\d+)", problem.where)
        return int(match[1]) if match else 0

    return sorted(problems, key=line)


def _message(error: ErrorDetails) -> str:
    """pydantic's error in words that name the value and what is wanted."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    shown = repr(given) if isinstance(given, str | int | float | bool) and len(str(given)) < 80 else type(given).__name__
    if isinstance(given, dict | list):
        shown = "a mapping" if isinstance(given, dict) else "a list"
    if kind == "missing":
        return "this is required"
    if kind == "extra_forbidden":
        return f"there is no key {str(error['loc'][-1])!r} here"
    if given is None:
        return "a value is required here"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{shown} is not one of {', '.join(known) or context.get('expected')}. {nearest(str(given), known)}".rstrip()
    if kind.startswith(("int_", "float_")):
        return f"a {'whole ' if kind.startswith('int_') else ''}number is needed here, not {shown}"
    if kind == "too_long":
        return f"at most {context['max_length']} values belong here, not {context['actual_length']}"
    if kind.startswith(("tuple_", "list_")):
        return f"a list is needed here, not {shown}" if kind.endswith("_type") else f"{error['msg'].lower()}"
    if kind.startswith("model_"):
        return f"a mapping of keys and values is needed here, not {shown}"
    if kind == "string_type":
        return f"text is needed here, not {shown} (quote it if it is meant as text)"
    if kind == "string_pattern_mismatch":
        return f"{shown} does not have the form {context.get('pattern')}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return f"{error['msg']}, not {shown}"


def _unknown(record: Record, taxonomy: Taxonomy) -> Iterator[tuple[Loc, str]]:
    """References to things that are not there: flaws, instruments, arms, outcomes; and ids given twice."""
    arms = [arm.id for arm in record.study.arms] if record.study else []
    outcomes = [outcome.id for outcome in record.outcomes]
    for place, ids in ((("study", "arms"), arms), (("outcomes",), outcomes)):
        for double in sorted(i for i, n in Counter(ids).items() if n > 1):
            yield place, f"the id {double!r} is used {ids.count(double)} times"
    for i, outcome in enumerate(record.outcomes):
        if outcome.instrument is not None and outcome.instrument not in taxonomy.instruments:
            known = nearest(outcome.instrument, taxonomy.instruments)
            yield ("outcomes", i, "instrument"), f"there is no instrument {outcome.instrument!r}. {known}".rstrip()
        for j, estimate in enumerate(outcome.estimates):
            for k, arm in enumerate(estimate.arms or ()):
                if arm not in arms:
                    yield ("outcomes", i, "estimates", j, "arms", k), f"there is no arm {arm!r} in study.arms"
        for j, group in enumerate(outcome.groups):
            if group.arm not in arms:
                yield ("outcomes", i, "groups", j, "arm"), f"there is no arm {group.arm!r} in study.arms"
    for i, appraisal in enumerate(record.appraisals):
        for j, finding in enumerate(appraisal.findings):
            loc: Loc = ("appraisals", i, "findings", j)
            if finding.flaw not in taxonomy.flaws:
                yield (*loc, "flaw"), f"there is no flaw {finding.flaw!r}. {nearest(finding.flaw, taxonomy.flaws)}".rstrip()
            kind, _, name = finding.target.partition(":")
            if kind == "outcome" and name not in outcomes:
                yield (*loc, "target"), f"there is no outcome {name!r} in this file. {nearest(name, outcomes)}".rstrip()


def _oddities(record: Record, places: Places) -> Iterator[Problem]:
    """What the paper prints oddly: recorded as printed, and pointed out."""
    for i, outcome in enumerate(record.outcomes):
        for j, estimate in enumerate(outcome.estimates):
            for message in _odd(estimate):
                yield Problem(places.where(("outcomes", i, "estimates", j)), message)


def _odd(estimate: Estimate) -> Iterator[str]:
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
