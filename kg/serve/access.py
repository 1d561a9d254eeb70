"""Who may ask, and from where: names of the server, origins of scripts, the token. Decides; knows no connection."""

from __future__ import annotations

import base64
import binascii
import hmac
import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.serve.problems import Refused

__all__ = ["LOOPBACK", "Access", "host_name"]

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_OPEN = frozenset({"/health"})  # told without a token: whether the server is there
_NAME = re.compile(r"(?P<name>\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::(?P<port>[0-9]{1,5}))?", re.IGNORECASE)


def host_name(host: str) -> str | None:
    """The name in a Host header, in small letters, without port and brackets; None for what is no such header."""
    match = _NAME.fullmatch(host)
    return match["name"].strip("[]").lower().removesuffix(".") if match else None


@dataclass(frozen=True, slots=True)
class Access:
    """`names` the server answers to beside loopback's; where `any_address` is set also to any plain IP address, which no
    foreign name server can point elsewhere. `token` empty: nobody needs one. `cors` is an origin, `*` or empty.
    """

    names: frozenset[str] = frozenset()
    any_address: bool = False
    token: str = ""
    cors: str = ""

    def check(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """Raise Refused for a request that must not be answered; header names are in small letters."""
        self._check_host(headers.get("host", ""))
        self._check_origin(method, headers)
        if self.token and path not in _OPEN and not (method == "OPTIONS" and "origin" in headers):
            self._check_token(headers.get("authorization", ""))

    def cross_origin(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers that let a script of the admitted origin read the answer; never with credentials of a browser."""
        if not self.cors:
            return {}
        origin = headers.get("origin", "")
        if self.cors != "*" and origin != self.cors:
            return {"Vary": "Origin"}
        found = {
            "Access-Control-Allow-Origin": self.cors,
            "Access-Control-Expose-Headers": "ETag, Kg-Truncated, Retry-After",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return found if self.cors == "*" else found | {"Vary": "Origin"}

    def _check_host(self, host: str) -> None:
        name = host_name(host)
        if name is None:
            raise Refused(400, "The request names no valid host.", hint="Send a Host header.")
        if name in LOOPBACK or name in self.names or (self.any_address and _is_address(name)):
            return
        # A page elsewhere can have its own name point here and so read what is only for this machine (DNS rebinding).
        raise Refused(421, "This server does not answer to the name in the Host header.", hint="Start it with --host-name NAME.")

    def _check_origin(self, method: str, headers: Mapping[str, str]) -> None:
        """A page of another site may lead here, but not ask from here; what sends neither header is no browser."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin is not None:
            if origin == self.cors or self.cors == "*" or _same_host(origin, headers.get("host", "")):
                return
            raise Refused(403, "Pages of other sites may not ask this server.", hint="Start it with --cors ORIGIN to let one.")
        if site in ("none", "same-origin") or self.cors == "*":
            return
        leads_here = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest", "document") == "document"
        if method not in ("GET", "HEAD") or not leads_here:
            raise Refused(403, "Pages of other sites may not ask this server.", hint="Open the address itself.")

    def _check_token(self, authorization: str) -> None:
        if not hmac.compare_digest(_given_token(authorization), self.token.encode()):
            headers = {"WWW-Authenticate": 'Basic realm="kg", charset="UTF-8", Bearer realm="kg"'}
            hint = "Send it as `Authorization: Bearer TOKEN`, or as the password where a browser asks; the name does not matter."
            raise Refused(401, "This server needs its token.", hint=hint, headers=headers)


def _given_token(authorization: str) -> bytes:
    """What stands behind Bearer, or the password of Basic; empty for anything else. A header is bytes, told as Latin-1."""
    scheme, _, value = authorization.strip().partition(" ")
    if scheme.lower() == "bearer":
        return value.strip().encode("latin-1", "replace")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).partition(b":")[2]
        except (binascii.Error, ValueError):
            return b""
    return b""


def _same_host(origin: str, host: str) -> bool:
    """Whether the origin is this server as its client names it. The scheme is not compared: a proxy may add the s of https."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and parts.netloc.lower() == host.lower() and origin.count("/") == 2


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
