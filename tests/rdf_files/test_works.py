"""RDF of others: which works it describes, what is read of them, what is left out and told, what is refused.

`works/<case>/given.*` is read; `expected.yaml` has an entry for each work: what is said of it, or why it is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg import rdf_files
from kg.errors import InputError
from kg.readers import find
from kg.readers.collection import read_part
from kg.readers.document import Document
from kg.records import Bundle
from kg.taxonomy import Taxonomy

CASES = sorted(path.parent for path in (Path(__file__).parent / "works").glob("*/given.*"))
NO_WORDS = Taxonomy(flaws={})


def given_in(case: Path) -> Document:
    (file,) = case.glob("given.*")
    return Document(file.name, "", file.read_bytes())


def told(document: Document) -> list[dict[str, Any]]:
    """What is said of each work, as plain data."""
    return [_said(part.place, read_part(rdf_files, part, document.name, NO_WORDS)) for part in rdf_files.parts(document)]


def _said(place: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, list):
        return {"place": place, "refused": [str(problem) for problem in found.problems]}
    (bundle,) = found
    assert isinstance(bundle, Bundle)
    assert bundle.source.part == place
    said = {
        "place": place,
        "paper": bundle.record.paper.model_dump(mode="json", exclude_defaults=True),
        "references": [one.model_dump(mode="json", exclude_defaults=True) for one in bundle.references],
        "abstract": bundle.prose[0].passage.exact if bundle.prose else None,
        "problems": [str(problem) for problem in bundle.problems],
    }
    return {name: value for name, value in said.items() if value}


def test_there_are_cases() -> None:
    assert len(CASES) >= 4


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case(case: Path) -> None:
    assert told(given_in(case)) == loaded((case / "expected.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_content_says_that_it_is_rdf(case: Path) -> None:
    document = given_in(case)
    assert find(document) is rdf_files
    assert find(Document("without-an-ending", "", document.data)) is rdf_files


@pytest.mark.parametrize("syntax", ["nt", "xml", "json-ld", "turtle"])
def test_the_same_statements_in_another_syntax_say_the_same(syntax: str) -> None:
    case = next(case for case in CASES if case.name == "spar")
    graph = rdflib.Graph().parse(data=given_in(case).text, format="turtle", publicID="https://this-file.invalid/")
    endings = {"nt": "nt", "xml": "rdf", "json-ld": "jsonld", "turtle": "ttl"}
    again = Document(f"again.{endings[syntax]}", "", graph.serialize(format=syntax).encode())
    assert _unordered(told(again)) == _unordered(told(given_in(case)))


def _unordered(said: list[dict[str, Any]]) -> list[str]:
    """What does not hang on the order of statements: names of authors are in none, nor are references."""
    for one in said:
        one.get("paper", {}).pop("authors", None)
        one["problems"] = [problem for problem in one.get("problems", []) if not problem.startswith("creator")]
        one["references"] = sorted(map(str, one.get("references", [])))
    return sorted(map(str, said))


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_changed_in_a_good_file_nothing_but_an_input_error_is_raised(data: st.DataObject) -> None:
    document = given_in(data.draw(st.sampled_from(CASES)))
    good = document.data
    start = data.draw(st.integers(0, len(good) - 1), label="from")
    put = data.draw(st.binary(max_size=6) | st.sampled_from([b"<<(", b"_:x", b'"', b"[", b"@prefix", b"<>"]), label="put")
    changed = Document(document.name, "", good[:start] + put + good[start + data.draw(st.integers(0, 30)) :])
    try:
        rdf_files.sniff(changed)
        told(changed)
    except InputError:
        pass


@given(st.binary(max_size=80), st.sampled_from(["a.nq", "a.nt", "a.ttl", "a.trig", "a.n3", "a.rdf", "a.jsonld", "a"]))
@settings(max_examples=100, deadline=None)
def test_whatever_bytes_come_nothing_but_an_input_error_is_raised(data: bytes, name: str) -> None:
    try:
        rdf_files.sniff(Document(name, "", data))
        told(Document(name, "", data))
    except InputError:
        pass
