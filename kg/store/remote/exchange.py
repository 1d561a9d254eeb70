"""Requests to a server and whole answers: what is cut short, partial, of another kind or from elsewhere is an error.

An answer is on disk (or in memory, if small) and checked to its last byte before anybody reads it.
"""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterable, Mapping
from typing import IO, Any, NamedTuple

from kg.errors import StoreError, UsageError
from kg.store.remote.addresses import Access, is_here

try:
    import httpx
except ImportError as error:
    raise UsageError("a store on a server needs httpx", hint="pip install 'appraisal-kg[remote]'") from error

__all__ = ["IN_MEMORY", "Exchange", "Reply"]

LARGEST = 4 << 30  # bytes of one answer
IN_MEMORY = 16 << 20
_TOLD = 300  # characters of a server's message that are repeated
_PAUSES = (0.2, 1.0)  # seconds before the second and the third attempt
_BUSY = (429, 503)  # the server says that it has done nothing
_ONCE_MORE = (429, 502, 503, 504)


class Reply(NamedTuple):
    """A whole answer: its status, media type, and body from the start."""

    status: int
    media: str
    body: IO[bytes]


class Exchange:
    """Talks to the server at `address`, its only partner: redirects are refused, and so no password goes anywhere else."""

    def __init__(self, address: str, access: Access) -> None:
        self.address = address
        self.server = ""  # what it calls itself, once it has answered
        self._access = access
        timeout = httpx.Timeout(access.seconds, connect=min(10.0, access.seconds))
        self._client = httpx.Client(timeout=timeout, follow_redirects=False, trust_env=not is_here(address))
        self._login: httpx.Auth | None = None

    def close(self) -> None:
        self._client.close()

    def send(
        self,
        method: str,
        address: str,
        *,
        accept: Mapping[str, str] | None = None,
        again: bool,
        missing: bool = False,
        **request: Any,
    ) -> Reply:
        """The server's answer; `accept` says by media type what it may be, None that it does not matter.

        `again` says that the request may be repeated though it may have been carried out; `missing` that 404 is an answer.
        Raises UsageError where the server does not understand a request, StoreError for all else.
        """
        headers = {"User-Agent": "appraisal-kg", **request.pop("headers", {})}
        if accept is not None:
            headers["Accept"] = ", ".join(accept)
        for pause in (*_PAUSES, None):
            try:
                reply = self._once(method, address, headers, request)
            except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
                problem = StoreError(
                    f"{address} cannot be reached: {_words(error)}", hint="Is the server running, and is the address right?"
                )
            except httpx.TimeoutException:
                hint = "Ask for less, or give it more: KG_STORE_TIMEOUT=seconds."
                raise StoreError(f"{address} did not answer in {self._access.seconds:g} seconds", hint=hint) from None
            except httpx.RemoteProtocolError as error:
                problem = StoreError(f"{address} broke off: {_words(error)}", hint="The answer is not whole and was thrown away.")
                if not again:
                    raise problem from None
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                problem = StoreError(f"{address}: {_words(error)}")
                if not again:
                    raise problem from None
            else:
                retry = _ONCE_MORE if again else _BUSY
                if pause is None or reply.status not in retry:
                    return self._checked(reply, address, accept, missing=missing)
                problem = StoreError(f"{address} is busy")
            if pause is None:
                raise problem from None
            time.sleep(pause)
        raise AssertionError

    def _once(self, method: str, address: str, headers: Mapping[str, str], request: Mapping[str, Any]) -> Reply:
        with self._client.stream(method, address, headers=headers, auth=self._auth(), **request) as response:
            self.server = response.headers.get("server", self.server) or (
                "fuseki" if "fuseki-request-id" in response.headers else ""
            )
            _check_whole(response)
            body = _kept(response.iter_bytes(1 << 16), address)
            return Reply(response.status_code, response.headers.get("content-type", "").partition(";")[0].strip().lower(), body)

    def _auth(self) -> httpx.Auth | None:
        way, who = self._access.way, self._access
        if not way and who.user and self.server:
            way = "digest" if self.server.startswith("Virtuoso") else "basic"
        if self._login is None and way == "digest":
            self._login = httpx.DigestAuth(who.user, who.password)
        elif self._login is None and way == "basic":
            self._login = httpx.BasicAuth(who.user, who.password)
        elif self._login is None and way == "bearer":
            self._login = _Bearer(who.token)
        return self._login

    def _checked(self, reply: Reply, address: str, accept: Mapping[str, str] | None, *, missing: bool) -> Reply:
        status = reply.status
        if 300 <= status < 400:
            raise StoreError(
                f"{address} sends elsewhere, which kg does not follow", hint="Give the address it sends to, if you trust it."
            )
        if status in (401, 403):
            who = f"{self._access.user!r}" if self._access.user else "strangers" if not self._access.token else "this token"
            hint = "KG_STORE_USER and KG_STORE_PASSWORD (or KG_STORE_TOKEN) say who asks, KG_STORE_AUTH how."
            raise StoreError(f"{address} lets {who} not do this (HTTP {status})", hint=hint)
        if status == 404 and missing:
            return reply
        if status == 400:
            raise UsageError(f"{address} does not understand the request: {_said(reply)}")
        if not 200 <= status < 300:
            denied = "ermission" in (said := _said(reply))
            hint = "KG_STORE_USER and KG_STORE_PASSWORD say who asks." if denied else ""
            raise StoreError(f"{address} answers with an error (HTTP {status}): {said}", hint=hint)
        if accept is not None and reply.media not in accept:
            page = "a web page" if "html" in reply.media else reply.media or "something without a type"
            hint = "Is this the address for queries? A page may also be a proxy that wants a login."
            raise StoreError(f"{address} answers with {page}, not with results of a query", hint=hint)
        return reply


class _Bearer(httpx.Auth):
    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Any:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def _kept(pieces: Iterable[bytes], address: str) -> IO[bytes]:
    """The pieces as a file, in memory for as long as they are few."""
    body: IO[bytes] = io.BytesIO()
    size = 0
    for piece in pieces:
        if size <= IN_MEMORY < size + len(piece):
            small, body = body, tempfile.TemporaryFile()  # noqa: SIM115 - who reads the reply has it
            body.write(small.getvalue())  # type: ignore[attr-defined]
        size += len(piece)
        if size > LARGEST:
            raise StoreError(f"{address} answers with more than {LARGEST:,} bytes", hint="Ask for less.")
        body.write(piece)
    body.seek(0)
    return body


def _check_whole(response: httpx.Response) -> None:
    """Raises StoreError where the server says that it left something out, or where nobody could tell."""
    where = response.request.url
    if (rows := response.headers.get("x-sparql-maxrows")) is not None:
        hint = "Ask for less (LIMIT), or have its ResultSetMaxRows raised."
        raise StoreError(f"{where} cuts answers at {rows} rows, so this one may lack some", hint=hint)
    if (what := response.headers.get("kg-truncated")) is not None:  # kg serve
        raise StoreError(
            f"{where} cut its answer short, at its limit of {what}", hint="Ask for less (LIMIT), or have the limit raised."
        )
    if (state := response.headers.get("x-sql-state")) is not None:
        raise StoreError(
            f"{where} gave up before the answer was whole ({state})", hint="Ask for less, or give the server more time."
        )
    sized = "content-length" in response.headers or "chunked" in response.headers.get("transfer-encoding", "")
    if response.status_code == 200 and not sized:
        raise StoreError(f"{where} does not say how long its answer is, so nobody can tell whether it is whole")


def _said(reply: Reply) -> str:
    """The server's message on one line."""
    if "html" in reply.media:
        return "a web page"
    text = " ".join(reply.body.read(4 * _TOLD).decode(errors="replace").split())
    return text[:_TOLD] or "no message"


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:_TOLD] or type(error).__name__
