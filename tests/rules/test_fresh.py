"""Whether kept findings are those of now is reckoned once for each state of a store, and noted beside it for the next process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.pipeline import Ingest, ingest
from kg.rules import derive
from kg.rules.derive import drop, fresh
from kg.store import Store, open_store

Write = Callable[..., Path]
STUDY = {"design": "randomized-trial", "screened": 900, "randomized": 40}


@pytest.fixture
def place(tmp_path: Path, write: Write) -> Path:
    """A store folder with one paper and what rules derive on it."""
    with open_store(tmp_path / "store", write=True) as store:
        ingest(store, [write("ortega-2015", study=STUDY)])
    return tmp_path / "store"


@pytest.fixture
def reckoned(monkeypatch: pytest.MonkeyPatch) -> list[Store]:
    """The stores whose sources were looked through, from now on."""
    seen: list[Store] = []
    stamp = derive.stamp
    monkeypatch.setattr(derive, "stamp", lambda store: (seen.append(store), stamp(store))[1])  # type: ignore[func-returns-value]
    return seen


def test_what_was_kept_is_known_to_be_fresh_by_the_next_process(place: Path, reckoned: list[Store]) -> None:
    with open_store(place) as store:
        assert fresh(store)
    assert reckoned == []


@pytest.mark.parametrize("note", [None, "", "of another time", b"\xff\xfe"], ids=["none", "empty", "old", "no text"])
def test_without_the_note_it_is_reckoned_once(place: Path, reckoned: list[Store], note: str | bytes | None) -> None:
    (place / "rules").unlink()
    if note is not None:
        (place / "rules").write_bytes(note if isinstance(note, bytes) else note.encode())
    with open_store(place) as store:
        assert [fresh(store) for _ in range(3)] == [True] * 3
        assert reckoned == [store]


def test_a_change_that_nobody_derived_from_is_seen(place: Path, write: Write) -> None:
    with open_store(place, write=True) as store:
        with Ingest(store) as run:
            run.read(str(write("abe-2001", study=STUDY)))
        assert not fresh(store)
    with open_store(place) as store:
        assert not fresh(store)
    with open_store(place, write=True) as store:
        ingest(store, [])
        assert fresh(store)
        drop(store)
        assert not fresh(store)


def test_other_rules_make_it_stale_whatever_is_noted(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = [one._replace(text=f"{one.text}\n# reworded\n") for one in derive.catalogue()]
    with open_store(place) as store:
        assert fresh(store)
        monkeypatch.setattr(derive, "catalogue", lambda: tuple(rules))
        assert not fresh(store)
