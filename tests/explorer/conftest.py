"""Addresses asked of stores without a server, and with the smallest one there is, for the browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import yaml

import kg
from kg.errors import KgError, NotFound, lines
from kg.explorer.asked import Answer, Asked
from kg.explorer.routes import answer
from kg.report.known import Known
from kg.store import Store, open_store

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
NASTY = (
    "</script><script>window.bad=1</script>", "<img src=x onerror=window.bad=1>", '" onmouseover="window.bad=1',
    "javascript:window.bad=1", "{{ 7*7 }}{% raw %}", "a\u202etxt\u2066b", "' OR 1=1 --", "<mark>marked</mark>",
)  # fmt: skip


def asked(address: str, accept: str = "") -> Asked:
    """The request that a browser makes of that address."""
    parts = urlsplit(address)
    return Asked(unquote(parts.path), tuple(parse_qsl(parts.query, keep_blank_values=True)), accept, "http://127.0.0.1")


@pytest.fixture(scope="session")
def known() -> Callable[..., Known]:
    """`known(store, passages)`: what is known of a store, one for all tests."""
    made: dict[tuple[int, str], Known] = {}

    def of(store: Store, passages: str = "short") -> Known:
        return made.setdefault((id(store), passages), Known(store, passages))

    return of


@pytest.fixture(scope="session")
def get(known: Callable[..., Known]) -> Callable[..., Answer]:
    """`get(store, "/address?query", accept)`: the answer."""

    def ask(store: Store, address: str, accept: str = "", passages: str = "short") -> Answer:
        return answer(known(store, passages), asked(address, accept))

    return ask


@pytest.fixture(scope="session")
def text(get: Callable[..., Answer]) -> Callable[..., str]:
    """`text(store, "/address")`: the answer's body, of an answer that is a page or file."""

    def ask(store: Store, address: str, accept: str = "") -> str:
        found = get(store, address, accept)
        assert found.status == 200, found
        return found.body.decode()

    return ask


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two papers, the texts of which would all like to be markup or a query."""
    folder = tmp_path_factory.mktemp("hostile")
    for key in ("con", "other"):
        content: dict[str, Any] = {
            "format": 1,
            "paper": {"key": key, "title": " ".join(NASTY), "authors": list(NASTY), "year": 1999 + len(key), "journal": NASTY[0],
                      "label": f"{NASTY[1]} {key}", "url": "https://example.org/?q='(x)&y="},
            "study": {"design": "other", "condition": NASTY[2],
                      "arms": [{"id": f"arm-{i}", "label": said} for i, said in enumerate(NASTY)]},
            "outcomes": [
                {"id": f"o-{i}", "label": said, "scale": said, "estimates": [
                    {"timepoint": said, "measure": "MD", "arms": ["arm-0", "arm-1"], "value": "1", "ci": ["-1", "3"],
                     "printed": said, "p": "NS"}]}
                for i, said in enumerate(NASTY)
            ],
            "appraisals": [
                {"assessor": {"name": said, "kind": "person"}, "source": {"kind": "other", "title": said},
                 "findings": [{"flaw": "spin", "presence": ("present", "absent")[i % 2], "why": said}]}
                for i, said in enumerate(NASTY)
            ],
            "cited_by": [{"title": said, "publisher": said, "kind": "web-page"} for said in NASTY],
            "notes": "\n".join(NASTY),
        }  # fmt: skip
        (folder / f"{key}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    with open_store() as store:
        assert {result.status for result in kg.ingest(store, [folder])} == {"added"}
        yield store


@pytest.fixture(scope="session")
def serving(known: Callable[..., Known]) -> Iterator[Callable[[Store], str]]:
    """`serving(store)`: the address of a server of that store, with the headers that matter to a browser."""
    running: dict[int, ThreadingHTTPServer] = {}
    one_at_a_time = Lock()

    def start(store: Store) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with one_at_a_time:
                    try:
                        found = answer(known(store), asked(self.path, self.headers.get("Accept", "")))
                    except KgError as error:
                        status = 404 if isinstance(error, NotFound) else 400
                        found = Answer(status, "text/plain; charset=utf-8", "\n".join(lines(error)).encode())
                self.send_response(found.status)
                headers = {"Content-Security-Policy": POLICY, **found.headers}
                for name, value in {"Content-Type": found.media_type, "Content-Length": str(len(found.body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(found.body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                pass

        if id(store) not in running:
            server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
            running[id(store)] = server
            Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{running[id(store)].server_address[1]}"

    yield start
    for server in running.values():
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def shipped(corpus_place: Path) -> Iterator[Store]:
    """The shipped corpus with its search index and columns beside it."""
    with open_store(corpus_place) as store:
        yield store
