"""Prose to facts with character offsets: text in, frozen values out; no RDF, no file, no clock."""

from __future__ import annotations

from kg.extract.abbreviations import abbreviations
from kg.extract.estimates import VERSION, find_estimates
from kg.extract.flaws import Lexicon
from kg.extract.spans import EstimateMention, Mention, PMention, numeral

__all__ = ["VERSION", "EstimateMention", "Lexicon", "Mention", "PMention", "abbreviations", "find_estimates", "numeral"]
