"""Chains of several citations, each with the intent that a reference list or an appraisal file states of it.

`chains/<case>/` is read as it stands, and `expected.yaml` has every row, with weights worked out by hand.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from plain_yaml import loaded

from kg.columns import answered, columns_of
from kg.exposure import INTENTS, NOT_STATED, exposure
from kg.exposure.weights import carrying
from kg.pipeline import ingest
from kg.sparql import ask
from kg.store import open_store

CASES = sorted(path for path in Path(__file__).with_name("chains").iterdir() if path.is_dir())
COLUMNS = ("article", "hops", "path", "intents", "weight")
FLAW = {"assessor": {"name": "Ann Reader", "kind": "person"}, "source": {"kind": "this-corpus"}}
CRITICAL = FLAW | {"findings": [{"flaw": "small-sample", "presence": "present", "severity": "critical"}]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Path) -> None:
    sources = [path for path in sorted(case.iterdir()) if path.name != "expected.yaml"]
    expected: list[Mapping[str, Any]] = loaded((case / "expected.yaml").read_text("utf-8"))
    with open_store() as store:
        assert {result.status for result in ingest(store, sources)} == {"added"}
        found = exposure(store)
        assert [{name: row[name] for name in COLUMNS} for row in found.table.dicts()] == expected
        assert found.stated == sum(NOT_STATED not in str(row["intents"]) for row in expected)
        asked = ask(store, "exposed-articles", flaw="small-sample", carrying=carrying())
        assert asked == answered(columns_of(store), "exposed-articles", flaw="small-sample", carrying=carrying())
        assert set(asked.column("article")) == {row["article"] for row in expected}


def test_a_hub_hands_on_by_each_intent_what_it_carries(write: Callable[..., Path], tmp_path: Path) -> None:
    """A trial that a hub uses, and a hub that some hundred papers cite, by every intent there is, and that cites them all."""
    write("trial", appraisals=[CRITICAL])
    folder = write("hub").parent
    stated = [intent if intent != NOT_STATED else "" for intent in INTENTS] * 4
    rows = [("hub", "trial", "usesDataFrom")]
    for place, intent in enumerate(stated):
        rows += [(f"paper-{place}", "hub", intent), ("hub", f"paper-{place}", "citesAsEvidence")]
    with (folder / "references.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["citing_key", "cited_key", "pmid", "doi", "first_author", "year", "title", "journal", "intent"])
        out.writerows((citing, cited, "", "", "", "", "", "", intent) for citing, cited, intent in rows)
    with open_store() as store:
        ingest(store, [folder])
        found = exposure(store, hops=10)
        weights = {row["article"]: row["weight"] for row in found.table.dicts()}
    worth = {f"paper-{place}": INTENTS[intent or NOT_STATED].share * 0.5 for place, intent in enumerate(stated)}
    assert weights == {"hub": 1.0} | {paper: weight for paper, weight in worth.items() if weight}
    assert found.stated == len(weights) - 4


@pytest.mark.parametrize("intent", ["", "critiques"])
def test_an_intent_that_is_corrected_in_the_list_is_corrected_in_the_chain(write: Callable[..., Path], intent: str) -> None:
    write("trial", appraisals=[CRITICAL])
    folder = write("review").parent
    listed = folder / "references.csv"
    head = "citing_key,cited_key,pmid,doi,first_author,year,title,journal,intent\n"
    with open_store() as store:
        for why in ("citesAsEvidence", intent):
            listed.write_text(f"{head}review,trial,,,,,,,{why}\n", "utf-8")
            ingest(store, [folder])
            rows = [(row["intents"], row["weight"]) for row in exposure(store).table.dicts()]
            share = INTENTS[why or NOT_STATED].share
            assert rows == ([(why or NOT_STATED, share)] if share else [])
