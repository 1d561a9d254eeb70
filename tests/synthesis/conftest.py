"""Invented trials with effects and judgements, written as appraisal files and read into a store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.store import Store, open_store

ARMS = [{"id": "new", "label": "new", "role": "experimental"}, {"id": "old", "label": "old", "role": "usual-care"}]

Trial = Callable[..., Path]


@pytest.fixture
def trial(write: Callable[..., Path]) -> Trial:
    """`trial("a-2001", [estimate, ...], flaws={flaw: presence})`: one outcome on one instrument, lower is better."""

    def make(
        key: str,
        estimates: list[dict[str, Any]],
        *,
        outcome: dict[str, Any] | None = None,
        arms: list[dict[str, Any]] | None = None,
        study: dict[str, Any] | None = None,
        flaws: dict[str, str] | None = None,
        overall: str | None = None,
        who: str = "Ann",
        **more: Any,
    ) -> Path:
        measured = {"id": "pain", "label": "pain", "instrument": "nrs-pain", "better": "lower", **(outcome or {})}
        measured = {name: value for name, value in measured.items() if value is not None}
        found = [{"flaw": flaw, "presence": said} for flaw, said in (flaws or {}).items()]
        appraisal = {"assessor": {"name": who, "kind": "person"}, "source": {"kind": "other"}, "findings": found}
        if overall:
            appraisal["overall"] = [{"risk": overall}]
        return write(
            key,
            study={"design": "randomized-trial", "condition": "sore thumbs", "arms": arms or ARMS, **(study or {})},
            outcomes=[{**measured, "estimates": [{"arms": ["new", "old"], **one} for one in estimates]}],
            appraisals=[appraisal] if found or overall else [],
            **more,
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


def smd(value: str, se: str = "0.2", **more: Any) -> dict[str, Any]:
    """A standardised difference with its standard error."""
    return {"measure": "SMD", "value": value, "se": se, **more}


@pytest.fixture(name="smd", scope="session")
def _smd() -> Callable[..., dict[str, Any]]:
    return smd
