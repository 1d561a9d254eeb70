"""The API as an OpenAPI 3.1 document, made from its operations and the schemas of `schemas.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from kg import resources
from kg.explorer.api.operations import OPERATIONS, Operation
from kg.explorer.api.parameters import Parameter
from kg.explorer.api.questions import fields
from kg.sparql import catalogue

__all__ = ["document", "schemas"]

_ABOUT = (
    "What the pages of the explorer show, as JSON. Everything is read with GET. Lists say how many items there are in all "
    "(total) and where their next part is (next). What people asserted and what a program drew or derived stand "
    "apart, and say which they are."
)
_FAILURES = {
    "400": "The request makes no sense: a parameter is unknown, missing or not what it has to be.",
    "404": "There is no such thing, or no such address.",
    "429": "Too many requests: wait a little.",
    "503": "All workers are busy: try again in a moment.",
    "504": "The answer took too long: ask for less.",
}


@cache
def schemas() -> dict[str, Any]:
    """The schemas of all answers by name; references lead to `#/components/schemas/`."""
    found: dict[str, Any] = json.loads(resources.read_text("explorer", "api", "schemas.json"))
    return found


def document(version: str, origin: str = "") -> dict[str, Any]:
    """The whole document, for the version of the package and the address of the server. Each named question is an address."""
    paths = {
        one.path: _get(one.name, one.about, one.schema, [*_part(one), *_asked(one.parameters)])
        for one in OPERATIONS
        if not one.free
    }
    for one in OPERATIONS:
        if one.free:
            paths |= {
                one.path.partition("{")[0] + query.name: _get(
                    f"{one.name}-{query.name}", query.title, one.schema, _asked(fields(query))
                )
                for query in catalogue()
            }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Appraisal knowledge graph", "version": version, "description": _ABOUT},
        "servers": [{"url": origin or "/"}],
        "paths": {path: {"get": told} for path, told in paths.items()},
        "components": {"schemas": schemas()},
    }


def _get(name: str, about: str, schema: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    failures = {status: {"description": words, "content": problem} for status, words in _FAILURES.items()}
    responses = {"200": {"description": about, "content": answer}} | failures
    return {"operationId": name, "summary": about, "parameters": parameters, "responses": responses}


def _asked(parameters: Iterable[Parameter]) -> list[dict[str, Any]]:
    return [one.openapi() for one in parameters]


def _part(operation: Operation) -> list[dict[str, Any]]:
    if not operation.part:
        return []
    name = operation.path.partition("{")[2].rstrip("}")
    # What has a control character in it is refused before it comes here.
    schema = {"type": "string", "minLength": 1, "pattern": r"^[^\u0000-\u001f\u007f]+$"}
    return [{"name": name, "in": "path", "required": True, "description": operation.part, "schema": schema}]
