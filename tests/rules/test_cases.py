"""What each rule finds in invented papers, and what it must not find: one step beside each of its limits.

`cases/<rule>/<case>/` holds what is read (`given.yaml`, or several files where a rule looks across sources or at prose) and
`expected.yaml`, the findings of that rule as they are told to a reader; an empty list where the rule has to be silent. After a
change of wording, `python tests/rules/test_cases.py [rule ...]` writes what the rules say now: read the difference.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from kg.pipeline import ingest
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.rules.catalogue import catalogue, rule
from kg.rules.derive import derived
from kg.rules.findings import read
from kg.store import Store, open_store

CASES = sorted(path for path in Path(__file__).with_name("cases").glob("*/*") if path.is_dir())
RULES = [one.name for one in catalogue()]


_OTHERS = {"paper": "report"}


def _sources(case: Path) -> list[Path]:
    return sorted(path for path in case.iterdir() if path.name != "expected.yaml")


def _short(iri: str) -> str:
    """What a finding is about, as appraisal files write it."""
    kind, _, name = iri.removeprefix(BASE).rpartition("/")
    return "study" if name == "study" else f"outcome:{name}" if kind.endswith("/outcome") else _OTHERS.get(kind, kind)


def _kinds(store: Store) -> dict[str, str]:
    """The class of each thing: kg's own and the narrowest, where there is one."""
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads():
        if quad.predicate == v.RDF.type and isinstance(quad.object, ox.NamedNode) and isinstance(quad.subject, ox.NamedNode):
            found[quad.subject.value].add(quad.object.value)
    kinds = {iri: {kind.removeprefix(v.KG.iri) for kind in said} for iri, said in found.items()}
    own = {iri: {kind for kind in said - {"Work"} if ":" not in kind} or said for iri, said in kinds.items()}
    return {iri: re.sub(r"^.*[/#]", "", min(said)) for iri, said in own.items()}


def _found(case: Path, store: Store) -> list[dict[str, Any]]:
    """What the rule finds in the files of a case, read into an empty store, in the order of papers, subjects and messages."""
    results = ingest(store, _sources(case), rules=False)
    assert {result.status for result in results} == {"added"}, [str(p) for result in results for p in result.problems]
    kinds = _kinds(store)
    found = read(derived(store, rule(case.parent.name)))
    said = [
        {
            "paper": one.paper.removeprefix(f"{BASE}paper/"),
            "subject": _short(one.subject),
            "flaw": one.flaw,
            "alert": one.alert,
            "message": one.message,
            "arithmetic": one.arithmetic.split("\n"),
            "inputs": sorted(kinds[iri] for iri in one.inputs),
            "sources": len(one.sources),
        }
        for one in found
    ]
    return sorted(said, key=lambda one: [str(one[name]) for name in ("paper", "subject", "message", "arithmetic")])


def _expected(case: Path) -> list[dict[str, Any]]:
    said: list[dict[str, Any]] = yaml.safe_load((case / "expected.yaml").read_text("utf-8"))
    return said


def _write(case: Path) -> None:
    with open_store() as store:
        found = _found(case, store)
    text = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=120)
    (case / "expected.yaml").write_text(text, "utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_case(case: Path, kept: Callable[..., Store]) -> None:
    with kept("test_cases.ontology", lambda empty: ingest(empty, [])) as store:
        assert _found(case, store) == _expected(case)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_fires_in_one_case_and_is_silent_in_another(name: str) -> None:
    said = [_expected(case) for case in CASES if case.parent.name == name]
    assert any(said), "no case in which it fires"
    assert not all(said), "no case in which it is silent"


def test_every_case_is_of_a_rule_that_is_there() -> None:
    assert {case.parent.name for case in CASES} <= set(RULES)


def test_a_case_is_not_another_under_a_second_name() -> None:
    texts = [(case.parent.name, *(path.read_text("utf-8") for path in _sources(case))) for case in CASES]
    assert len(set(texts)) == len(texts)


if __name__ == "__main__":
    for place in CASES:
        if place.parent.name in (sys.argv[1:] or RULES):
            _write(place)
