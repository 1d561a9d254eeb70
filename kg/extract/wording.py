"""Words that speak against an effect: what an arm has, what was planned, what was denied. All in lower case."""

from __future__ import annotations

import re

from kg.extract.words import word_set

__all__ = ["DENIAL", "is_planned", "labels_arm", "names_arm_value"]

_ARM_LABELS = word_set(
    "mean means median medians average rate rates prevalence incidence probability sensitivity specificity auc"
)
_ARM_SUBJECT = re.compile(
    r"(?:m(?:edian|ean)|rates?|incidence|pr(?:evalence|obability|oportions?)|survival|s(?:ensitivity|pecificity)|accuracy|auc)\b(?!\sdiffer)"
)
_PLANNED = (
    "powered", "power to", "power of", "% power", "to detect", "sample size", "clinically important",
    "clinically meaningful difference", "clinically relevant difference", "minimal important", "minimally important",
    "considered", "assum", "hypothes", "margin of",
    "margin was", "margin set", "defined as",
)  # fmt: skip
DENIAL = re.compile(r"\b(?:no|not|non|nor|without|any|few)\b[^;()]{0,60}$", re.IGNORECASE)


def labels_arm(before: str) -> bool:
    """Whether a number is labelled as an arm's value: "mean, 68.0"."""
    bare = before.rstrip()
    return bare[-1:] in {",", ":", "="} and bare[:-1].rstrip().rpartition(" ")[2].lstrip("([") in _ARM_LABELS


def names_arm_value(lower: str) -> bool:
    """Whether a stretch (in lower case) speaks of a mean, a rate or the like: what an arm has, not a contrast."""
    return any((not m.start() or not lower[m.start() - 1].isalpha()) for m in _ARM_SUBJECT.finditer(lower))


def is_planned(lower: str) -> bool:
    """Whether a stretch (in lower case) speaks of a difference planned for or thought important, not found."""
    return any(word in lower for word in _PLANNED)
