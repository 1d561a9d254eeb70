"""What a worker says where it does not do what was asked: problem details for programs (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from kg.errors import KgError, NotFound, StoreError, lines
from kg.explorer.asked import Answer
from kg.serve.formats import PROBLEM

__all__ = ["refusal", "told"]


def refusal(status: int, detail: str, hint: str = "") -> Answer:
    """The answer with that status: {"title", "status", "detail", "hint"}."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "hint": hint}
    return Answer(status, PROBLEM, json.dumps(said).encode() + b"\n")


def told(error: KgError) -> Answer:
    """An error of kg: 404 for what is not there, 500 for a store that cannot be read, 400 for what was asked wrongly."""
    status = 404 if isinstance(error, NotFound) else 500 if isinstance(error, StoreError) else 400
    *said, last = [*lines(error)]
    detail, hint = ("; ".join(said), last) if error.hint else ("; ".join([*said, last]), "")
    return refusal(status, detail, hint)
