"""`kg serve`."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from kg.cli.context import Context, pass_context

if TYPE_CHECKING:
    from kg.serve.access import Access

_SHORTEST_TOKEN = 16  # characters


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Where to listen; others than this machine's need a token.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=7878, show_default=True, help="0 takes any free one.")
@click.option(
    "--token",
    envvar="KG_SERVE_TOKEN",
    show_envvar=True,
    metavar="TEXT",
    help="What clients have to know. Others can see it among the processes: better in the environment or a file.",
)
@click.option("--token-file", type=click.Path(path_type=Path), help="A file that holds the token.")
@click.option(
    "--host-name", "names", multiple=True, metavar="NAME", help="A further name this server is called by; may be given again."
)
@click.option("--address", default="", metavar="URL", help="How clients reach it through a proxy: https://kg.example.org.")
@click.option("--cors", default="", metavar="ORIGIN", help="Let scripts of this origin (https://example.org, or *) read answers.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Queries, and pages, answered at once.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="What a query may take.",
)
@click.option(
    "--memory", type=click.IntRange(128, 1_048_576), default=1024, show_default=True, metavar="MIB", help="What a query may use."
)
@click.option(
    "--max-rows",
    type=click.IntRange(1, 10_000_000),
    default=10_000,
    show_default=True,
    help="Rows or triples of an answer; more are cut off, and the answer says so.",
)
@click.option(
    "--rate",
    type=click.FloatRange(0),
    default=None,
    metavar="NUMBER",
    help="Requests a second from one client, 0 for any number (default 20, on this machine any number).",
)
@click.option("--title", default="Critical appraisals", show_default=True, help="What the site is called.")
@click.option(
    "--passages",
    type=click.Choice(["none", "short", "full"]),
    default="short",
    show_default=True,
    help="How much of other people's text pages show.",
)
@click.option(
    "--log", "log", type=click.Path(path_type=Path), help="Where the access log goes (default: stderr, nowhere with --quiet)."
)
@click.option("--open", "opened", is_flag=True, help="Open it in a browser.")
@pass_context
def serve(
    context: Context,
    host: str,
    port: int,
    token: str | None,
    token_file: Path | None,
    names: tuple[str, ...],
    address: str,
    cors: str,
    workers: int,
    timeout: float,
    memory: int,
    max_rows: int,
    rate: float | None,
    title: str,
    passages: str,
    log: Path | None,
    opened: bool,
) -> None:
    """Serve the store over HTTP: pages for people, a SPARQL 1.1 endpoint for programs. Nothing can be written through it."""
    from dataclasses import replace

    from kg.errors import UsageError
    from kg.serve.access_log import AccessLog
    from kg.serve.rate import Rate
    from kg.serve.running import Running, listening, run
    from kg.serve.settings import Settings
    from kg.store.folder import expect

    if sys.platform == "win32":
        raise UsageError("kg serve needs Linux or macOS.", hint="On Windows it runs in the Windows Subsystem for Linux.")
    place = context.folder("kg serve")
    expect(place)
    access = _access(host, _token(token, token_file), names, cors, address)
    per_second = rate if rate is not None else 0.0 if _is_loopback(host) else 20.0
    defaults = Settings()
    settings = replace(
        defaults,
        queries=replace(defaults.queries, workers=workers, seconds=timeout, memory=memory * 2**20),
        pages=replace(defaults.pages, workers=workers),
        rows=max_rows,
        title=title,
        passages=passages,
    )

    def tell(sentence: str) -> None:
        context.say(sentence)
        if opened and sentence.startswith("Open "):
            click.launch(sentence.split()[1])

    with _log_file(log, quiet=context.quiet) as file:
        run(Running(place, settings, access, Rate(per_second), AccessLog(file), tell, address), listening(host, port))
    context.say("Ended.")


def _access(host: str, token: str, names: tuple[str, ...], cors: str, address: str) -> Access:
    """Who may ask; raises UsageError where the server would be open to others without a token."""
    from kg.errors import UsageError
    from kg.serve.access import Access, host_name

    if not token and not _is_loopback(host):
        raise UsageError(
            f"{host} can be reached by others, so a token is needed.",
            hint="Put one of 16 characters or more into KG_SERVE_TOKEN or a file for --token-file; or use --host 127.0.0.1.",
        )
    known = [host_name(name) for name in names]
    if None in known:
        raise UsageError(f"--host-name {names[known.index(None)]!r} is no name of a host.", hint="Give it as kg.example.org.")
    if cors not in ("", "*") and not _is_origin(cors):
        raise UsageError(f"--cors {cors!r} is no origin.", hint="Give it as https://example.org, without a path; or *.")
    if address and not _is_origin(address):
        raise UsageError(
            f"--address {address!r} is no address of a server.", hint="Give it as https://kg.example.org, without a path."
        )
    own = {name for name in (*known, host_name(host), host_name(address.partition("://")[2])) if name}
    return Access(frozenset(own), any_address=not _is_loopback(host), token=token, cors=cors)


def _token(token: str | None, file: Path | None) -> str:
    from kg.errors import NotFound, UsageError

    if file is not None:
        try:
            token = file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise NotFound(f"{file} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}") from None
        if not token:
            raise UsageError(f"{file} is empty; it has to hold the token.")
    if token and (len(token) < _SHORTEST_TOKEN or not token.isprintable() or any(c.isspace() for c in token)):
        hint = 'One can be made with: python -c "import secrets; print(secrets.token_urlsafe(24))"'
        raise UsageError(f"The token has to have {_SHORTEST_TOKEN} characters or more, without spaces.", hint=hint)
    return token or ""


def _is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address; a name is looked up."""
    import ipaddress
    import socket

    try:
        found = {str(row[4][0]) for row in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(host) and bool(found) and all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)


def _is_origin(text: str) -> bool:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text == f"{parts.scheme}://{parts.netloc}"


@contextlib.contextmanager
def _log_file(place: Path | None, *, quiet: bool) -> Iterator[TextIO | None]:
    """Where the access log is written: added to the file, else to stderr, else nowhere."""
    from kg.errors import UsageError

    if place is None:
        yield None if quiet else sys.stderr
        return
    try:
        file = place.open("a", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{place} cannot be written: {error.strerror or error}", hint="Choose another --log.") from None
    with file:
        yield file
