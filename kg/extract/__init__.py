"""Prose to facts with character offsets: text in, frozen values out; no RDF, no file, no clock.

Names are loaded when first asked for: the patterns of the extractor take a while to compile, and a reader that only
matches flaw labels needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kg.extract.abbreviations import abbreviations  # now: the module of the same name would hide the function later

if TYPE_CHECKING:
    from kg.extract.citing import Citing, find_citing
    from kg.extract.contradictions import Contradiction, find_contradictions
    from kg.extract.estimates import VERSION, find_estimates
    from kg.extract.flaws import Lexicon
    from kg.extract.groups import GroupValueMention, Spread, find_group_values
    from kg.extract.mentions import FlawMention, find_flaw_mentions
    from kg.extract.p_only import ComparisonMention, find_comparisons
    from kg.extract.programme import DurationMention, find_durations
    from kg.extract.proposals import Proposal, Refusal, accept
    from kg.extract.reading import KINDS, Reading, read
    from kg.extract.rejections import Rejection, rejected
    from kg.extract.rows import as_rows, reading_rows
    from kg.extract.spans import EstimateMention, Mention, PMention, numeral
    from kg.extract.study.fact import StudyFact
    from kg.extract.study.facts import find_study_facts

__all__ = [
    "KINDS",
    "VERSION",
    "Citing",
    "ComparisonMention",
    "Contradiction",
    "DurationMention",
    "EstimateMention",
    "FlawMention",
    "GroupValueMention",
    "Lexicon",
    "Mention",
    "PMention",
    "Proposal",
    "Reading",
    "Refusal",
    "Rejection",
    "Spread",
    "StudyFact",
    "abbreviations",
    "accept",
    "as_rows",
    "find_citing",
    "find_comparisons",
    "find_contradictions",
    "find_durations",
    "find_estimates",
    "find_flaw_mentions",
    "find_group_values",
    "find_study_facts",
    "numeral",
    "read",
    "reading_rows",
    "rejected",
]  # fmt: skip

_HOMES = {
    **dict.fromkeys(("Citing", "find_citing"), "citing"),
    **dict.fromkeys(("Contradiction", "find_contradictions"), "contradictions"),
    **dict.fromkeys(("FlawMention", "find_flaw_mentions"), "mentions"),
    "VERSION": "estimates",
    "DurationMention": "programme",
    "find_durations": "programme",
    "find_estimates": "estimates",
    "Lexicon": "flaws",
    **dict.fromkeys(("GroupValueMention", "Spread", "find_group_values"), "groups"),
    **dict.fromkeys(("ComparisonMention", "find_comparisons"), "p_only"),
    **dict.fromkeys(("Proposal", "Refusal", "accept"), "proposals"),
    **dict.fromkeys(("KINDS", "Reading", "read"), "reading"),
    **dict.fromkeys(("Rejection", "rejected"), "rejections"),
    **dict.fromkeys(("as_rows", "reading_rows"), "rows"),
    "EstimateMention": "spans",
    "Mention": "spans",
    "PMention": "spans",
    "numeral": "spans",
    "StudyFact": "study.fact",
    "find_study_facts": "study.facts",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"kg.extract.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
