"""What carries how much along a chain of citations, as tables with their reasons: intents, severities, presences, decay.

The numbers are conventions of this project, not measurements: no study tells how much of a flaw a citation hands on. They put
articles in an order in which to look at them; docs/exposure.md says so too. All are sums of powers of two, so that products of
them are exact and chains that carry the same are found to carry the same.
"""

from __future__ import annotations

from typing import NamedTuple

from kg.fields import Intent

__all__ = [
    "ALERTS", "CANDIDATE", "DECAY", "INTENTS", "NOT_STATED", "PRESENCES", "RETRACTED", "SEVERITIES", "Weight", "carrying",
]  # fmt: skip

NOT_STATED = "not-stated"


class Weight(NamedTuple):
    """How much is carried, from 0 to 1, and why."""

    share: float
    reason: str


_RESTS = "The article's own claim rests on what it cites."
_SHARES = "It holds the same with grounds of its own, which may stand."
_PASSES = "It passes the content on to its readers and claims little with it."
_SPEAKS = "It speaks of the paper, which says nothing of relying on it."
_AGAINST = "It turns against the paper: who finds a flaw does not inherit it."

INTENTS: dict[Intent | str, Weight] = {
    "citesAsEvidence": Weight(1, _RESTS),
    "citesAsAuthority": Weight(1, _RESTS),
    "obtainsSupportFrom": Weight(1, _RESTS),
    "usesConclusionsFrom": Weight(1, _RESTS),
    "usesDataFrom": Weight(1, _RESTS),
    "agreesWith": Weight(0.5, _SHARES),
    "confirms": Weight(0.5, _SHARES),
    "supports": Weight(0.5, _SHARES),
    "obtainsBackgroundFrom": Weight(0.5, _PASSES),
    "citesForInformation": Weight(0.5, _PASSES),
    "citesAsRecommendedReading": Weight(0.5, _PASSES),
    "qualifies": Weight(0.5, "It keeps a part of what the paper says, under conditions."),
    NOT_STATED: Weight(0.25, "Nobody has said why it cites: it may rest on the paper, most citations only mention."),
    "cites": Weight(0.25, "It says no more than that it cites, as where no intent is stated."),
    "citesAsRelated": Weight(0, _SPEAKS),
    "describes": Weight(0, _SPEAKS),
    "discusses": Weight(0, _SPEAKS),
    "includesQuotationFrom": Weight(0, _SPEAKS),
    "linksTo": Weight(0, _SPEAKS),
    "reviews": Weight(0, _SPEAKS),
    "corrects": Weight(0, _AGAINST),
    "critiques": Weight(0, _AGAINST),
    "derides": Weight(0, _AGAINST),
    "disagreesWith": Weight(0, _AGAINST),
    "disputes": Weight(0, _AGAINST),
    "refutes": Weight(0, _AGAINST),
    "retracts": Weight(0, _AGAINST),
    "ridicules": Weight(0, _AGAINST),
}

SEVERITIES: dict[str, Weight] = {
    "critical": Weight(1, "The target should not be relied on."),
    "high": Weight(0.75, "The flaw weakens the target seriously."),
    "moderate": Weight(0.5, "The flaw calls for caution."),
    "low": Weight(0.25, "The flaw is worth naming and changes little."),
    NOT_STATED: Weight(
        0.5, "As moderate: an assessor who names a flaw without its severity has said that it matters, not how much."
    ),
}
RETRACTED = Weight(1, "A retraction in force: the work should not be relied on, whoever appraised it.")

PRESENCES: dict[str, Weight] = {
    "present": Weight(1, "An assessor found it."),
    "likely-present": Weight(0.75, "Midway between even odds and certainty."),
}
CANDIDATE = Weight(0.5, "A rule derives it and nobody has looked: even odds.")
ALERTS: dict[str, str] = {"violation": "high", "warning": "moderate", "note": "low"}  # of a rule, as a severity

DECAY = 0.5  # of each citation after the first: what a paper takes from another is a part of what it says itself


def carrying() -> str:
    """The intents that carry anything, strongest first, by commas, as the question `exposed-articles` takes them."""
    return ",".join(intent for intent, weight in INTENTS.items() if weight.share)
