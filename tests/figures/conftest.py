"""Invented trials in a store in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.store import Store, open_store

ARMS = [{"id": "new", "label": "humming", "role": "experimental"}, {"id": "old", "label": "silence", "role": "usual-care"}]

Trial = Callable[..., Path]


@pytest.fixture
def trial(write: Callable[..., Path]) -> Trial:
    """`trial("a-2001", [estimate, ...], flaws={flaw: presence})`: one outcome on one instrument, lower is better."""

    def make(key: str, estimates: list[dict[str, Any]], **more: Any) -> Path:
        measured = {"id": "pain", "label": "pain", "instrument": "nrs-pain", "better": "lower", **more.pop("outcome", {})}
        measured = {name: value for name, value in measured.items() if value is not None}
        found = [{"flaw": flaw, "presence": said} for flaw, said in more.pop("flaws", {}).items()]
        appraisal = {"assessor": {"name": "Ann", "kind": "person"}, "source": {"kind": "other"}, "findings": found}
        study = {"design": "randomized-trial", "condition": "sore thumbs", "arms": more.pop("arms", ARMS)}
        stated = [{"arms": ["new", "old"], **one} for one in estimates]
        return write(
            key, study=study, outcomes=[{**measured, "estimates": stated}], appraisals=[appraisal] if found else [], **more
        )

    return make


@pytest.fixture
def stored() -> Iterator[Callable[..., Store]]:
    """`stored(path, ...)`: a store in memory with these files."""
    with open_store() as store:

        def fill(*paths: Path) -> Store:
            results = kg.ingest(store, list(paths), rules=False)
            assert {result.status for result in results} == {"added"}
            return store

        yield fill
