"""Prose to facts with character offsets: text in, frozen values out; no RDF, no file, no clock.

Names are loaded when first asked for: the patterns of the extractor take a while to compile, and a reader that only
matches flaw labels needs none of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kg.extract.abbreviations import abbreviations  # now: the module of the same name would hide the function later

if TYPE_CHECKING:
    from kg.extract.estimates import VERSION, find_estimates
    from kg.extract.flaws import Lexicon
    from kg.extract.programme import DurationMention, find_durations
    from kg.extract.rows import as_rows
    from kg.extract.spans import EstimateMention, Mention, PMention, numeral

__all__ = [
    "VERSION", "DurationMention", "EstimateMention", "Lexicon", "Mention", "PMention", "abbreviations", "as_rows",
    "find_durations", "find_estimates", "numeral",
]  # fmt: skip

_HOMES = {
    "VERSION": "estimates",
    "DurationMention": "programme",
    "find_durations": "programme",
    "find_estimates": "estimates",
    "Lexicon": "flaws",
    "as_rows": "rows",
    "EstimateMention": "spans",
    "Mention": "spans",
    "PMention": "spans",
    "numeral": "spans",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"kg.extract.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
