"""The page the project started from: three estimates, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.extract import abbreviations, find_estimates

PAGE = Path(__file__).parents[2].parent / "shared" / "seed" / "van-dillen-2021.txt"
pytestmark = pytest.mark.skipif(
    not PAGE.exists(), reason="the page's text is not ours to ship; it is read where it lies beside the checkout"
)


@pytest.fixture(scope="module", params=["page", "abstract"])
def text(request: pytest.FixtureRequest) -> str:
    page = PAGE.read_text(encoding="utf-8")
    if request.param == "page":
        return page
    return page[page.index("Chronic low back pain (LBP)") : page.index("This page is part of")]


def test_three_estimates(text: str) -> None:
    found = find_estimates(text)
    assert [(e.value.text, e.ci_low.text, e.ci_high.text, e.timepoint.text) for e in found] == [
        ("7.9", "4.7", "11.0", "Following treatment"),
        ("5.6", "2.1", "9.1", "6 months"),
        ("5.7", "2.2", "9.1", "12 months"),
    ]
    for e in found:
        assert (e.measure, e.ci_level, e.direction) == ("MD", "95", "lower")
        assert (e.arm_a.text, e.arm_b.text) == ("MST", "SFE")
        assert "MODQ" in e.outcome.text
        assert not e.outside
    assert (found[0].p.op, found[0].p.value) == ("<", ".001")
    assert found[1].p is None
    assert found[2].p is None


def test_its_abbreviations(text: str) -> None:
    known = abbreviations(text)
    assert known["SFE"] == "strength and flexibility exercise"
    assert known["MODQ"] == "modified Oswestry Disability Questionnaire"
    assert known["MST"].endswith("motor skill training") or known["MST"] == "motor skill training”"
