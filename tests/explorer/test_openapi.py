"""The OpenAPI document says what the API is: every answer fits its schema, and every parameter is the one that is read."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from referencing.exceptions import Unresolvable

from kg.explorer.api.openapi import document
from kg.explorer.api.operations import OPERATIONS
from kg.explorer.asked import Asked
from kg.explorer.routes import answer
from kg.report.known import Known
from kg.sparql import catalogue
from kg.store import Store

DOCUMENT = document("1.2.3", "http://127.0.0.1:7878")
IRI = "https://w3id.org/appraisal-kg"
ASKED = {
    "search": [{"q": "pain"}, {"q": "pain*", "kind": "paper"}, {"q": "zzzz"}],
    "suggest": [{"q": "ran"}, {"q": "!"}],
    "papers": [{}, {"flaw": "spin", "limit": "2"}],
    "compare": [{"paper": ("aasdahl-2017", "luedtke-2012")}],
    "node": [{"id": "spin"}, {"id": "luedtke-2012"}],
    "neighbours": [{"node": "luedtke-2012"}, {"node": "spin", "among": ("luedtke-2012", "aasdahl-2017"), "hops": "2"}],
}
PARTS = {"paper": ("aasdahl-2017", "luedtke-2012"), "flaw": ("spin", "statistical-analysis")}


@pytest.fixture(scope="module")
def known(corpus: Store) -> Known:
    return Known(corpus)


def fits(name: str, value: object) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(value)


def ask(known: Known, path: str, query: dict[str, Any] | None = None) -> Any:
    pairs = [(name, one) for name, value in (query or {}).items() for one in (value if isinstance(value, tuple) else (value,))]
    found = answer(known, Asked(path, tuple(pairs), origin="http://127.0.0.1:7878"))
    return found.status, json.loads(found.body)


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if not one.free], ids=lambda one: one.name)
def test_every_answer_fits_its_schema(known: Known, operation: Any) -> None:
    start, _, _ = operation.path.partition("{")
    paths = [start + part for part in PARTS[operation.name]] if operation.part else [operation.path]
    for path in paths:
        for query in ASKED.get(operation.name, [{}]):
            status, told = ask(known, path, query)
            assert status == 200, told
            fits(operation.schema, told)


@pytest.mark.parametrize("kind", ["flaw", "paper", "citing", "outcome"])
def test_nodes_of_every_kind_fit(known: Known, kind: str) -> None:
    _, near = ask(known, "/api/neighbours", {"node": f"{IRI}/paper/van-dillen-2021"})
    outcomes = ask(known, "/api/neighbours", {"node": f"{IRI}/paper/aasdahl-2017", "kind": "outcome"})[1]["nodes"]
    node = next((one for one in [near["node"], *near["nodes"], *outcomes] if one["kind"] == kind), None)
    assert node is not None
    status, told = ask(known, "/api/node", {"id": node["iri"]})
    assert status == 200
    fits("Node", told)
    assert told["node"]["kind"] == kind


def test_answers_of_named_questions_fit(known: Known) -> None:
    for query in [one for one in catalogue() if not one.parameters][::6]:
        status, told = ask(known, f"/api/questions/{query.name}", {"limit": "3"})
        assert status == 200, told
        fits("Rows", told)


@pytest.mark.parametrize("path", ["/api/nothing", "/api/papers/nobody", "/api/search"])
def test_problems_fit(known: Known, path: str) -> None:
    status, told = ask(known, path)
    assert status in (400, 404)
    fits("Problem", told)


def test_the_document_is_whole() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["info"]["version"] == "1.2.3"
    fixed = {one.path for one in OPERATIONS if not one.free}
    assert set(DOCUMENT["paths"]) == fixed | {f"/api/questions/{query.name}" for query in catalogue()}
    names = [operation["get"]["operationId"] for operation in DOCUMENT["paths"].values()]
    assert len(names) == len(set(names))
    for name, schema in DOCUMENT["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(schema)
        try:
            list(
                jsonschema.Draft202012Validator(
                    {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
                ).iter_errors({})
            )
        except Unresolvable as error:
            pytest.fail(f"{name} refers to what is not there: {error}")


def test_every_schema_is_used() -> None:
    text = json.dumps(DOCUMENT)
    assert [name for name in DOCUMENT["components"]["schemas"] if f"#/components/schemas/{name}" not in text] == []


@pytest.mark.parametrize("operation", [one for one in OPERATIONS if one.parameters], ids=lambda one: one.name)
def test_bounds_that_are_told_are_those_that_are_kept(known: Known, operation: Any) -> None:
    told = {one["name"]: one for one in DOCUMENT["paths"][operation.path]["get"]["parameters"]}
    assert set(told) >= {one.name for one in operation.parameters}
    for parameter in operation.parameters:
        schema = told[parameter.name]["schema"]
        if schema.get("type") == "integer":
            for value in (schema["minimum"] - 1, schema["maximum"] + 1):
                status, problem = ask(known, operation.path, {parameter.name: str(value)})
                assert status == 400
                assert parameter.name in problem["detail"]
        if parameter.required and len(operation.parameters) > 1:
            assert told[parameter.name]["required"]
