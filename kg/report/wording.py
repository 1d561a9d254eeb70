"""Codes in words, numbers as a reader sees them, and what direction an estimate points in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg import tables
from kg.printed import decimal
from kg.rdf import mint
from kg.records import Arm, Estimate, Outcome, Place
from kg.tables import Cell as Value

__all__ = [
    "DIRECTIONS",
    "FOUND",
    "PRESENCES",
    "RATIOS",
    "effect",
    "elsewhere",
    "favours",
    "flaws_found",
    "minus",
    "number",
    "percent",
    "place",
    "presence",
    "rounded",
    "share",
    "spaced",
]

PRESENCES = {
    "present": "Present", "likely-present": "Likely present", "unclear": "Unclear", "likely-absent": "Likely absent",
    "absent": "Absent",
}  # fmt: skip
FOUND = ("present", "likely-present")
DIRECTIONS = {
    "favours-experimental": "favours the experimental arm",
    "favours-comparator": "favours the comparator",
    "unpredictable": "unpredictable",
}
RATIOS = ("OR", "RR", "HR", "IRR")
_DIGITS = 6  # a number with more was computed, not printed


def presence(code: str) -> str:
    return PRESENCES.get(code, code)


def spaced(code: str | None) -> str:
    """A code as words: `randomized-trial` is "randomized trial"."""
    return (code or "").replace("-", " ")


def number(printed: str) -> str:
    """A printed number with a true minus sign; a computed one of many digits to four that tell something."""
    short = printed if sum(map(str.isdigit, printed)) <= _DIGITS else f"{decimal(printed):.4g}"
    return "\u2212" + short[1:] if short.startswith("-") else short


def minus(text: str) -> str:
    """Printed numbers with true minus signs: "-5.6 [-9.1, -2.1]" is "\u22125.6 [\u22129.1, \u22122.1]"."""
    return re.sub(r"(?<![\w.])-(?=[\d.])", "\u2212", text)


def percent(value: Value) -> str:
    """A share from 0 to 1 as whole percent."""
    return "" if value is None else tables.percent(str(value))


def rounded(value: Value) -> str:
    """A computed number to two digits that tell something, never with an exponent: 0.058, 1.6, 120."""
    if value is None:
        return ""
    number = float(str(value))
    if number >= 10:
        return f"{float(f'{number:.2g}'):,.0f}"
    return f"{number:.2g}" if number >= 0.001 else "less than 0.001"


def share(papers: object, judged: object) -> str:
    """A share as a fraction of its denominator: "7 of 23"."""
    return f"{papers} of {judged}"


def flaws_found(judged: Iterable[tuple[str, str]]) -> str:
    """How many flaws somebody found, of those judged, from flaws with their presences: "7 of 9 judged flaws found".

    A flaw that was only called unclear is not judged: nobody said that it is there or not.
    """
    said = [(flaw, presence) for flaw, presence in judged if presence != "unclear"]
    if not said:
        return "no flaw judged present or absent"
    found = {flaw for flaw, presence in said if presence in FOUND}
    return f"{len(found):,} of {tables.counted(len({flaw for flaw, _ in said}), 'judged flaw')} found"


def elsewhere(doi: Value, pmid: Value) -> str | None:
    """The address of a paper at PubMed, else that of its DOI; None where it has neither number."""
    return f"{mint.PUBMED}{pmid}/" if pmid else f"{mint.DOI}{doi}" if doi else None


def place(where: Place | None) -> str:
    """Where in a paper: "results, paragraph 27"."""
    if where is None:
        return ""
    parts = [where.section, f"paragraph {where.paragraph}" if where.paragraph is not None else None]
    return ", ".join(part for part in parts if part)


def effect(of: Estimate) -> str:
    """Value, interval and level: "\u22127.9 [\u221211.0, \u22124.7], 95% CI"."""
    text = number(of.value) if of.value else "no value printed"
    if of.ci:
        level = f"{of.level:g}% CI" if of.level else "interval, level not stated"
        text += f" [{number(of.ci[0])}, {number(of.ci[1])}], {level}"
    if of.se:
        text += f", standard error {number(of.se)}"
    return text


def favours(outcome: Outcome, of: Estimate, arms: dict[str, Arm], better: str | None) -> str:
    """Whom the estimate favours, in words; "" where the sources do not tell enough.

    `better` is the good direction of the raw score, as the outcome or else its instrument has it.
    """
    if of.value is None or of.arms is None or better is None:
        return ""
    null = 1 if of.measure in RATIOS else 0
    value = decimal(of.value)
    if value == null:
        return "favours neither arm"
    if of.ci and min(map(decimal, of.ci)) <= null <= max(map(decimal, of.ci)):
        return "the interval includes no difference"
    first = (value < null) == (better == "lower")
    name = of.arms[0 if first else 1]
    return f"favours {arms[name].label if name in arms else name} ({better} is better)"
