"""Listed issues and the flaws they are matched to."""

from __future__ import annotations

import pytest

from kg.extract import Lexicon

LEXICON = Lexicon(
    {
        "damned with faint praise": "faint-praise",
        "p-hacking": "p-hacking",
        "risk of bias": "bias-other",
        "a high (and possibly unacknowledged) risk of bias": "high-risk-of-bias",
        "poorly chosen experimental and/or control groups": "poor-groups",
        "control groups": "control",
        "underpowered": "small-sample",
        "doesn’t replicate": "not-replicated",
    }
)


@pytest.mark.parametrize(
    ("line", "flaw"),
    [
        (
            "Damned with faint praise — technically positive results (at least partially) that don't actually impress.",
            "faint-praise",
        ),
        ("- Damned with faint praise – and p-hacking besides", "faint-praise"),
        ("A high (and possibly unacknowledged) risk of bias and its consequences (p-hacking, etc).", "high-risk-of-bias"),
        ("* Poorly chosen experimental and/or control groups, not possible to answer the question", "poor-groups"),
        ("Probably UNDERPOWERED", "small-sample"),
        ("Too small — underpowered, that is", "small-sample"),
        ("Doesn't replicate", "not-replicated"),
        ("Signs of p‑hacking — a high (and possibly unacknowledged) risk of bias", "p-hacking"),
        ("A perfectly good paper", None),
        ("overunderpowered", None),
        ("", None),
        ("—", None),
    ],
)
def test_a_listed_issue_is_matched(line: str, flaw: str | None) -> None:
    assert LEXICON.match_label(line) == flaw


def test_an_empty_lexicon_matches_nothing() -> None:
    assert Lexicon({}).match_label("Underpowered") is None
    assert len(Lexicon({"": "x", "a": "y"})) == 1
