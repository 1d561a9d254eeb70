"""The door every request passes: is it let in, which headers does its answer carry, what is noted of it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.explorer.asked import Answer
from kg.serve.access import Access
from kg.serve.access_log import AccessLog
from kg.serve.metrics import Metrics
from kg.serve.problems import Refused, problem
from kg.serve.rate import Rate
from kg.serve.sending import sent

__all__ = ["GONE", "LARGEST_HEAD", "POLICY", "SECURITY", "Door", "allowed"]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {  # on every answer, unless it brings its own
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_ROUTES = ("sparql", "graphs", "health", "metrics", "api", "static")
_POSTED = ("/sparql", "/sparql/")  # the addresses that take POST beside GET
LARGEST_HEAD = 64 * 1024  # bytes of the address, and of the headers
MOST_HEADERS = 100
GONE = 499  # noted where the client left before its answer; nothing is sent


class Door:
    """An ASGI application in front of another."""

    def __init__(self, inner: ASGIApp, access: Access, rate: Rate, metrics: Metrics, log: AccessLog) -> None:
        self._inner, self._access, self._rate, self._metrics, self._log = inner, access, rate, metrics, log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"no {scope['type']} is spoken here")
        start, headers = time.monotonic(), _headers(scope["headers"])
        client = str((scope.get("client") or ("unknown",))[0])
        status, size = GONE, 0
        cross_origin = self._access.cross_origin(headers)

        async def noting(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                _add(MutableHeaders(scope=message), cross_origin)
                if "kg-truncated" in MutableHeaders(scope=message):
                    self._metrics.happened("truncated")
            elif scope["method"] != "HEAD":
                size += len(message.get("body", b""))
            await send(message)

        self._metrics.in_flight += 1
        try:
            answer = self._answered_here(client, scope, headers)
            await (self._inner if answer is None else sent(answer))(scope, receive, noting)
        finally:
            self._metrics.in_flight -= 1
            seconds = time.monotonic() - start
            self._metrics.answered(_route(scope["path"]), status, seconds)
            self._log.write(client, scope["method"], scope["path"], status, seconds, size)

    def _answered_here(self, client: str, scope: Scope, headers: Mapping[str, str]) -> Answer | None:
        """The answer to what goes no further: a request that is not let in, or one for the options of an address."""
        try:
            self._rate.take(client)
            _check_head(scope, headers)
            self._access.check(scope["method"], scope["path"], headers)
        except Refused as refused:
            self._metrics.happened(f"refused {refused.status}")
            return problem(refused, headers.get("accept", ""))
        return _options(scope["path"]) if scope["method"] == "OPTIONS" else None


def _check_head(scope: Scope, headers: Mapping[str, str]) -> None:
    """Raise Refused: 414, 431 for a head that is too large (one that comes in one piece is not measured before), 400 for one
    that this server and a proxy before it might read differently.
    """
    if "content-length" in headers and "transfer-encoding" in headers:  # RFC 9112, 6.1: the connection has to be closed
        said = "The request says the length of its body twice, as Content-Length and as Transfer-Encoding."
        raise Refused(400, said, hint="Leave one of them out.", headers={"Connection": "close"})
    if any(character < " " or character == "\x7f" for character in scope["path"]):
        raise Refused(400, "The address holds a control character, as none here does.")
    address = len(scope.get("raw_path", b"")) + len(scope["query_string"])
    if address > LARGEST_HEAD:
        raise Refused(414, f"The address is longer than {LARGEST_HEAD:,} bytes.", hint="Send a long query with POST.")
    if len(scope["headers"]) > MOST_HEADERS or sum(len(name) + len(value) for name, value in scope["headers"]) > LARGEST_HEAD:
        raise Refused(431, f"The request has more than {MOST_HEADERS} headers, or more than {LARGEST_HEAD:,} bytes of them.")


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The headers by their names in small letters; what is sent more than once is joined, so none hides behind another."""
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _add(headers: MutableHeaders, cross_origin: Mapping[str, str]) -> None:
    for name, value in (SECURITY | {k: v for k, v in cross_origin.items() if k != "Vary"}).items():
        headers.setdefault(name, value)
    if "Vary" in cross_origin:
        headers.add_vary_header(cross_origin["Vary"])


def _options(path: str) -> Answer:
    """What may be asked at an address, also by scripts of an origin that is let in."""
    preflight = {
        "Access-Control-Allow-Methods": allowed(path),
        "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type",
        "Access-Control-Max-Age": "600",
    }
    return Answer(204, "", b"", {"Allow": allowed(path)} | preflight)


def allowed(path: str) -> str:
    """The methods that an address takes, as the header Allow lists them."""
    return "GET, HEAD, POST, OPTIONS" if path in _POSTED else "GET, HEAD, OPTIONS"


def _route(path: str) -> str:
    first = path.strip("/").partition("/")[0]
    return first if first in _ROUTES else "page"
