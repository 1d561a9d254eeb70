"""The running server against its own OpenAPI document: any request is answered with a status, media type and body as promised."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings

from kg.explorer.api.openapi import document
from kg.sparql import names

EXAMPLES = 2  # requests made up for each of the addresses, beside those at the bounds of their parameters

SOME = tuple(sorted(names()))[::25]  # of the named questions, which all are read in one way

whole = schemathesis.openapi.from_dict(document(version("appraisal-kg")))
schema = whole.exclude(path_regex=f"^/api/questions/(?!({'|'.join(SOME)})$)")


def test_the_server_tells_this_document(served: Any) -> None:
    told = served.get("/api/openapi.json")
    assert told.headers["content-type"] == "application/json"
    assert told.json() == document(version("appraisal-kg"), served.address)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_request_is_answered_as_promised(case: Any, served: Any) -> None:
    case.call_and_validate(base_url=served.address)
