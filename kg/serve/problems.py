"""What is refused and why: as problem details for programs (RFC 9457) and as a short page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus

from kg.explorer.asked import Answer
from kg.resources import read_text
from kg.serve.formats import PROBLEM
from kg.serve.negotiation import prefers_html
from kg.views import palette
from kg.views.render import Inline, one_line, render, style

__all__ = ["Refused", "problem", "shown"]


class Refused(Exception):
    """A request that is answered with `status` and words: what is wrong (`detail`) and what to do next (`hint`, may be empty)."""

    def __init__(self, status: int, detail: str, *, hint: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint, self.headers = status, detail, hint, dict(headers or {})


def problem(refused: Refused, accept: str) -> Answer:
    """The answer to a refused request in the form that the Accept header prefers; neither is kept by caches."""
    said = {
        "type": "about:blank",
        "title": title(refused.status),
        "status": refused.status,
        "detail": refused.detail,
    }
    if refused.hint:
        said["hint"] = refused.hint
    headers = {"Cache-Control": "no-store", "Vary": "Accept"} | refused.headers
    if prefers_html(accept):
        return _page(said, headers)
    return Answer(refused.status, PROBLEM, json.dumps(said, ensure_ascii=True).encode() + b"\n", headers)


def shown(answer: Answer, accept: str) -> Answer:
    """An answer of a worker that is a problem, as a page for those who prefer one; any other answer as it is."""
    if answer.media_type.partition(";")[0] != PROBLEM or not prefers_html(accept):
        return answer
    try:
        said = json.loads(answer.body)
        refused = Refused(answer.status, str(said.get("detail", "")), hint=str(said.get("hint", "")), headers=answer.headers)
    except (ValueError, AttributeError):
        return answer
    return problem(refused, accept)


def title(status: int) -> str:
    """The name of the status: "Not Found" for 404."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"


def _page(said: Mapping[str, object], headers: Mapping[str, str]) -> Answer:
    css = _css()
    text = render(
        "explorer/problem.html",
        css=css,
        status=said["status"],
        title=said["title"],
        detail=one_line(str(said["detail"])),
        hint=one_line(str(said.get("hint", ""))),
    )
    answer = Answer.html(text, int(str(said["status"])))
    policy = (
        f"default-src 'none'; style-src {css.source}; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    answer.headers.update({"Content-Security-Policy": policy} | dict(headers))
    return answer


@cache
def _css() -> Inline:
    sheets = (read_text("views", "static", "shared.css"), read_text("views", "static", "explorer", "problem.css"))
    return style(palette.stylesheet() + "".join(sheets))
