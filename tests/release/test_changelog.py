"""CHANGELOG.md has the form of Keep a Changelog, so that people and programs find what changed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")


def test_the_changelog_has_its_form(root: Path) -> None:
    text = (root / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    found = [
        re.fullmatch(r"\[(?P<version>Unreleased|\d+\.\d+\.\d+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}|unreleased))?", one)
        for one in headings
    ]
    assert all(found), headings
    versions = [tuple(map(int, one["version"].split("."))) for one in found if one and one["version"] != "Unreleased"]
    assert versions == sorted(set(versions), reverse=True)
    assert all(date.fromisoformat(one["date"]) for one in found[1:] if one and one["date"] != "unreleased")
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= {*KINDS}
