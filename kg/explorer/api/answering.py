"""From an address of the API to its answer; errors are problem details (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from kg.errors import KgError, NotFound, UsageError, nearest
from kg.explorer.api.operations import OPERATIONS, Operation
from kg.explorer.api.parameters import read
from kg.explorer.asked import Answer, Asked
from kg.report.known import Known
from kg.tables import json_value

__all__ = ["JSON", "PROBLEM", "api"]

JSON, PROBLEM = "application/json", "application/problem+json"


def api(known: Known, asked: Asked) -> Answer:
    """The answer as JSON; what is asked wrongly is answered with a problem of status 400 or 404."""
    try:
        operation, part = _operation(asked.path)
        values = read(asked, operation.parameters) if not operation.free else {}
        return Answer(200, JSON, _written(operation.answer(known, asked, part, values)))
    except (UsageError, NotFound) as error:
        return _problem(error)


def _operation(path: str) -> tuple[Operation, str]:
    """The operation of the path, and what stands in its place for a name."""
    for operation in OPERATIONS:
        if operation.path == path:
            return operation, ""
        start, slot, _ = operation.path.partition("{")
        if slot and path.startswith(start) and path[len(start) :] and "/" not in path[len(start) :]:
            return operation, path[len(start) :]
    paths = [operation.path for operation in OPERATIONS]
    raise NotFound(f"The API has no address {path[:200]!r}.", hint=nearest(path[:200], paths) or "/api lists what it has.")


def _problem(error: KgError) -> Answer:
    """RFC 9457, section 3: title, status, detail; `hint` says what to do next, where that is known."""
    status = HTTPStatus.NOT_FOUND if isinstance(error, NotFound) else HTTPStatus.BAD_REQUEST
    told: dict[str, Any] = {"title": status.phrase, "status": status.value, "detail": error.message}
    return Answer(status.value, PROBLEM, _written(told | ({"hint": error.hint} if error.hint else {})))


def _written(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, default=json_value) + "\n").encode("utf-8", "replace")
