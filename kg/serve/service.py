"""What the server does for each kind of address: from a request to an answer, by way of the workers."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect, Request

from kg.explorer.asked import Answer, Asked
from kg.serve import description, graph_store, protocol, state
from kg.serve.backend import Backend
from kg.serve.documents import Documents, conditional
from kg.serve.formats import PROBLEM
from kg.serve.jobs import Crashed, Full, Job, TimedOut, query
from kg.serve.metrics import MEDIA_TYPE, Metrics
from kg.serve.negotiation import prefers_html
from kg.serve.problems import Refused, problem

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["LARGEST_BODY", "Service"]

LARGEST_BODY = 256 * 1024  # bytes: the longest query, percent-encoded, and the names of some graphs
_LET_BY = 8 * 2**20  # bytes of a body that are still read, and dropped
_ENDPOINT, _PAGE = "/sparql", "/sparql.html"


class Service:
    """One method an address; each returns an Answer or raises Refused, ClientDisconnect where nobody waits any more.

    `address` is the server's as its clients write it (`https://kg.example.org`), where a proxy makes it another.
    """

    def __init__(self, backend: Backend, metrics: Metrics, address: str = "") -> None:
        self._backend, self._metrics, self._address = backend, metrics, address
        self._documents = Documents(self._worked, lambda: backend.revision)

    async def sparql(self, request: Request) -> Answer:
        """`/sparql`: the answer to a query, the description of the service, or the way to the page where queries are written."""
        accept, raw = _accept(request), request.scope["query_string"]
        address = protocol.pairs(raw)
        if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise Refused(415, "The body is compressed, which this server does not read.", hint="Send it as it is.")
        body = await _body(request) if request.method == "POST" else b""
        question = protocol.asked(request.method, address, request.headers.get("content-type", ""), body)
        form = next((value for name, value in address if name == "format"), "")
        if request.method != "POST" and not form and prefers_html(accept):  # somebody opened the address in a browser
            return _see_other(f"{_PAGE}?{raw.decode('ascii')}" if question else _PAGE)
        if question is None:
            return description.described(self._origin(request) + _ENDPOINT, accept, form)
        answer = await _while_connected(request, self._worked(protocol.job(question, accept, self._origin(request) + _ENDPOINT)))
        return Answer(
            answer.status, answer.media_type, answer.body, {"Cache-Control": "no-cache", "Vary": "Accept"} | answer.headers
        )

    async def graphs(self, request: Request) -> Answer:
        """`/graphs`: a graph of the store."""
        given = protocol.pairs(request.scope["query_string"])
        path = request.scope["path"].removeprefix("/graphs").removeprefix("/")
        answer = await _while_connected(request, self._worked(graph_store.job(path, given, _accept(request))))
        return Answer(
            answer.status, answer.media_type, answer.body, {"Cache-Control": "no-cache", "Vary": "Accept"} | answer.headers
        )

    async def page(self, request: Request) -> Answer:
        """Every other address: a page or data of the explorer."""
        address = tuple(protocol.pairs(request.scope["query_string"]))
        asked = Asked(request.scope["path"], address, _accept(request), self._origin(request))
        answer = await _while_connected(request, self._documents.answer(asked))
        return conditional(answer, request.headers.get("if-none-match", ""))

    async def sparql_page(self, request: Request) -> Answer:
        """The page where queries are written, with the results of the query in its address."""
        address = tuple(protocol.pairs(request.scope["query_string"]))
        given, given_type = b"", ""
        if any(name in ("query", "update") and value.strip() for name, value in address):
            found = await _while_connected(request, self._found(address, self._origin(request) + _ENDPOINT))
            given, given_type = found.body, found.media_type
        asked = Asked(_PAGE, address, _accept(request), self._origin(request), given, given_type)
        answer = await _while_connected(request, self._documents.answer(asked))
        return conditional(answer, request.headers.get("if-none-match", ""))

    async def health(self, _request: Request) -> Answer:
        """`/health`: whether the server can answer."""
        return state.health(self._backend)

    async def metrics(self, _request: Request) -> Answer:
        """`/metrics`: what was counted, for Prometheus."""
        text = self._metrics.text(state.samples(self._backend, self._documents.size))
        return Answer(200, MEDIA_TYPE, text.encode(), {"Cache-Control": "no-store"})

    async def _found(self, address: protocol.Pairs, endpoint: str) -> Answer:
        """The results of the query in an address, as JSON or N-Triples; what is refused, as a problem."""
        try:
            question = protocol.asked("GET", [pair for pair in address if pair[0] != "format"], "", b"")
            if question is None:
                raise Refused(400, "The query is empty.")
            text, default, named = protocol.based(question.text, endpoint), question.default_graphs, question.named_graphs
            return await self._worked(query(text, rows="json", triples="ntriples", default_graphs=default, named_graphs=named))
        except Refused as refused:
            return problem(refused, PROBLEM)

    async def _worked(self, job: Job) -> Answer:
        """The answer of the workers; raises Refused where they gave none."""
        try:
            return await self._backend.ask(job)
        except TimedOut as late:
            hint = (
                "Ask for less: more exact patterns, a LIMIT, fewer unconnected patterns."
                if job.kind == "query"
                else "Try again later."
            )
            raise self._refused("timed out", 504, f"The time ran out after {late.seconds:g} seconds.", hint) from None
        except Full as full:
            after = str(full.retry_after)
            raise self._refused(
                "full", 503, "The server is busy with other requests.", f"Try again in {after} s.", after
            ) from None
        except Crashed as crashed:
            hint = (
                "Ask for less: an ORDER BY or a DISTINCT over very many rows needs much memory."
                if job.kind == "query"
                else "Try again."
            )
            raise self._refused("crashed", 503, str(crashed), hint, "1") from None

    def _origin(self, request: Request) -> str:
        """The server's address as its clients write it: the one it was given, else from the Host header, which was checked."""
        return self._address or f"{request.scope['scheme']}://{request.headers['host']}"

    def _refused(self, event: str, status: int, detail: str, hint: str, after: str = "") -> Refused:
        self._metrics.happened(event)
        return Refused(status, detail, hint=hint, headers={"Retry-After": after} if after else {})


async def _while_connected(request: Request, work: Coroutine[None, None, Answer]) -> Answer:
    """The result of the work, which is cancelled when the client leaves; raises ClientDisconnect then."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise ClientDisconnect
    finally:
        for task in (working, leaving):
            if not task.done():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


async def _left(request: Request) -> None:
    """Returns when the client has gone; its body has been read before."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _body(request: Request) -> bytes:
    """The whole body; raises Refused (413) where it is too large."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > _LET_BY:
        raise _too_large(close=True)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > _LET_BY:
            raise _too_large(close=True)
        if size <= LARGEST_BODY:
            parts.append(part)
    if size > LARGEST_BODY:  # all of it was read, else the client would find the connection broken and never see the words
        raise _too_large(close=False)
    return b"".join(parts)


def _too_large(*, close: bool) -> Refused:
    said = f"The body is too large: at most {LARGEST_BODY:,} bytes are read."
    return Refused(413, said, hint="A query has at most 65,536 bytes.", headers={"Connection": "close"} if close else {})


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))


def _see_other(address: str) -> Answer:
    return Answer(303, "text/plain; charset=utf-8", b"", {"Location": address, "Vary": "Accept", "Cache-Control": "no-cache"})
