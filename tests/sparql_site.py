"""The explorer in a browser without a server: each request of a page is answered by `kg.explorer.routes`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pyoxigraph as ox

from kg.errors import KgError, NotFound
from kg.explorer.asked import Answer, Asked
from kg.explorer.routes import answer
from kg.report.known import Known
from kg.report.site import assets
from kg.sparql import with_prefixes
from kg.store import Store

ORIGIN = "http://127.0.0.1:7878"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
Pairs = tuple[tuple[str, str], ...]


def given(store: Store, text: str) -> tuple[bytes, str]:
    """What the server hands the SPARQL page for a query: the results, or a problem."""
    try:
        found = store.query(with_prefixes(text))
    except KgError as error:
        problem = {"status": 400, "title": "The query is not answered", "detail": error.message, "hint": error.hint}
        return json.dumps(problem).encode(), "application/problem+json"
    if isinstance(found, ox.QueryTriples):
        return ox.serialize(found, format=ox.RdfFormat.N_TRIPLES) or b"", "application/n-triples"
    return found.serialize(format=ox.QueryResultsFormat.JSON) or b"", "application/sparql-results+json"


def sparql(known: Known, query: str, view: str = "table", **more: str) -> Answer:
    """The SPARQL page with the answer to a query."""
    body, kind = given(known.store, query)
    pairs: Pairs = (("query", query), ("view", view), *more.items())
    return answer(known, Asked("/sparql.html", pairs, origin=ORIGIN, given=body, given_type=kind))


class Visit:
    """A page with all that it asked for and all that it complained of. `files` stand in for files of /static/."""

    def __init__(self, page: Any, known: Known, files: dict[str, Path] | None = None) -> None:
        self.page, self.known, self.files = page, known, files or {}
        self.complaints: list[str] = []
        self.asked: list[tuple[str, str]] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.route("**/*", self._answered)

    def to(self, address: str) -> None:
        self.page.goto(f"{ORIGIN}/{address}")

    def _answered(self, route: Any) -> None:
        request = route.request
        parts = urlsplit(request.url)
        self.asked.append((request.method, request.url))
        if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
            self.complaints.append(f"asked elsewhere: {request.url}")
            route.abort()
            return
        found = self._found(unquote(parts.path), parts.query if request.method == "GET" else request.post_data or "")
        headers = {"Content-Security-Policy": CSP, "Content-Type": found.media_type, **found.headers}
        route.fulfill(status=found.status, headers=headers, body=found.body)

    def _found(self, path: str, query: str) -> Answer:
        pairs = tuple(parse_qsl(query, keep_blank_values=True))
        name = path.removeprefix("/static/")
        if path.startswith("/static/") and name in self.files:
            return Answer(200, "text/javascript; charset=utf-8", self.files[name].read_bytes())
        for asset in assets():
            if path == f"/{asset.address}":
                kind = "text/css" if path.endswith(".css") else "text/javascript"
                return Answer(200, f"{kind}; charset=utf-8", str(asset.text).encode())
        if path == "/api/vocabulary":
            from kg.explorer.asking.vocabulary import vocabulary

            return Answer(200, "application/json", json.dumps(vocabulary(self.known)).encode())
        wanted = dict(pairs).get("query", "")
        if path == "/sparql.html" and wanted.strip():
            body, kind = given(self.known.store, wanted)
            return answer(self.known, Asked(path, pairs, origin=ORIGIN, given=body, given_type=kind))
        try:
            return answer(self.known, Asked(path, pairs, origin=ORIGIN))
        except NotFound as error:
            return Answer(404, "text/plain; charset=utf-8", error.message.encode())
