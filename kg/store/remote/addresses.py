"""Where a server takes queries, updates and whole graphs, and how it wants to know who asks.

Said by the environment, and else as the server's own layout has it: KG_STORE_UPDATE, KG_STORE_GSP (Graph Store Protocol),
KG_STORE_AUTH (none, basic, digest or bearer), KG_STORE_USER, KG_STORE_PASSWORD, KG_STORE_TOKEN, KG_STORE_TIMEOUT (seconds);
KG_STORE_COMPUTE (server or here) says who answers queries.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

from kg.errors import UsageError

__all__ = ["Access", "Addresses", "access", "addresses", "checked", "computes_here", "is_here"]

_WAYS = ("none", "basic", "digest", "bearer")
_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Access:
    """How to log in (`way` is empty where the server's habit decides), and how many seconds an answer may take."""

    way: str
    user: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    seconds: float


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where to send what; None where that is not known."""

    query: str
    update: str | None
    graphs: str | None


def checked(address: str, name: str = "--store") -> str:
    """The address, if a request can be sent there; raises UsageError, which repeats no password."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"{name} is not an address: {error}") from None
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{name} has to be an http or https address", hint="Such as http://127.0.0.1:7878/query")
    if parts.username is not None or parts.password is not None:
        raise UsageError(
            f"{name} holds a user or password, which would be seen in messages and lists of processes",
            hint="Say them in KG_STORE_USER and KG_STORE_PASSWORD.",
        )
    if parts.fragment or any(c.isspace() or not c.isprintable() for c in address):
        raise UsageError(f"{name} is not the address of a server: {address!r}")
    return address


def access(given: Mapping[str, str]) -> Access:
    """What the environment says of logging in; raises UsageError where that makes no sense."""
    way = given.get("KG_STORE_AUTH", "").lower()
    user, password, token = (given.get(f"KG_STORE_{name}", "") for name in ("USER", "PASSWORD", "TOKEN"))
    if way and way not in _WAYS:
        raise UsageError(f"KG_STORE_AUTH cannot be {way!r}", hint=f"One of: {', '.join(_WAYS)}.")
    if way in ("basic", "digest") and not user:
        raise UsageError(f"KG_STORE_AUTH is {way}, and KG_STORE_USER says nobody")
    if way == "bearer" and not token:
        raise UsageError("KG_STORE_AUTH is bearer, and KG_STORE_TOKEN is empty")
    if not way and token:
        way = "bearer"
    return Access(way, user, password, token, _seconds(given.get("KG_STORE_TIMEOUT", "")))


def computes_here(server: str, given: Mapping[str, str]) -> bool:
    """Whether queries are answered here, on a copy of the quads: for Virtuoso, unless it is said otherwise.

    Virtuoso 7 takes the least of long texts for none, sorts them wrongly and gives true as 1, and its compiler fails on some
    queries: see docs/servers.md. Raises UsageError for another word.
    """
    word = given.get("KG_STORE_COMPUTE", "").lower()
    if word not in ("", "server", "here"):
        raise UsageError(f"KG_STORE_COMPUTE cannot be {word!r}", hint="One of: server, here.")
    return word == "here" or (not word and server.startswith("Virtuoso"))


def _seconds(text: str) -> float:
    if not text:
        return _SECONDS
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise UsageError(f"KG_STORE_TIMEOUT has to be a number of seconds, not {text!r}")
    return seconds


def addresses(query: str, server: str, given: Mapping[str, str], *, known: bool) -> Addresses:
    """The addresses of the server that calls itself `server`; `known` says whether there is somebody to log in as."""
    update, graphs = _usual(urlsplit(query), server.lower(), known=known)
    stated = {name: given.get(name) for name in ("KG_STORE_UPDATE", "KG_STORE_GSP")}
    said = {name: checked(value, name) for name, value in stated.items() if value}
    return Addresses(query, said.get("KG_STORE_UPDATE", update), said.get("KG_STORE_GSP", graphs))


def _usual(query: SplitResult, server: str, *, known: bool) -> tuple[str | None, str | None]:
    """Update and Graph Store address as the server's layout has them, by its name and the last step of its query address."""
    before, _, last = query.path.rstrip("/").rpartition("/")
    if server.startswith("virtuoso") and last in ("sparql", "sparql-auth"):
        closed = "-auth" if known else ""
        return _with(query, f"{before}/sparql{closed}"), _with(query, f"{before}/sparql-graph-crud{closed}")
    if server.startswith("oxigraph") and last in ("query", "sparql"):
        return _with(query, f"{before}/update"), _with(query, f"{before}/store")
    if before.endswith("/repositories"):  # RDF4J and GraphDB
        return _with(query, f"{query.path.rstrip('/')}/statements"), _with(query, f"{query.path.rstrip('/')}/rdf-graphs/service")
    if last == "query" and before:  # Fuseki's data set, Stardog's database
        return _with(query, f"{before}/update"), _with(query, f"{before}/data") if "fuseki" in server else None
    return None, None


def _with(parts: SplitResult, path: str) -> str:
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def is_here(address: str) -> bool:
    """Whether the address is on this machine."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
