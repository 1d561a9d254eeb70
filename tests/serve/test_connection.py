"""Clients that speak no HTTP, or speak it slowly, at length, or without listening."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from serve.apart import run_apart
from serve.scripted import Scripted

from kg.explorer.asked import Answer
from kg.serve import connection
from kg.serve.access import Access
from kg.serve.access_log import AccessLog
from kg.serve.app import application
from kg.serve.jobs import Job
from kg.serve.rate import Rate
from kg.serve.running import http_server, listening

SOON = 0.3  # seconds that stand for the limits in these tests
ENOUGH = 10  # seconds after which a test has failed


LOG = io.StringIO()


def _answers(job: Job) -> Answer:
    return Answer(200, "text/plain", b"x" * (30_000_000 if job.values.get("path") == "/large" else 4))


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server over scripted answers, in a thread."""
    bound = listening("127.0.0.1", 0)
    server = http_server(application(Scripted(_answers), Access(), Rate(0), AccessLog(LOG)))  # type: ignore[arg-type]
    patch = pytest.MonkeyPatch()
    patch.setattr(connection, "ARRIVAL", SOON)
    patch.setattr(connection, "READING", SOON)
    patch.setattr(connection, "MOST_CONNECTIONS", 20)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield bound.getsockname()[1]
    server.stop()
    thread.join(ENOUGH)
    patch.undo()
    assert not thread.is_alive()


def opened(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=ENOUGH)


def rest(client: socket.socket) -> bytes:
    """All that comes until the server closes."""
    found = b""
    try:
        while part := client.recv(65_536):
            found += part
    except ConnectionResetError:
        pass
    return found


def well(port: int) -> bool:
    with opened(port) as client:
        client.sendall(b"GET /papers.html HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return rest(client).startswith(b"HTTP/1.1 200 OK")


def test_who_says_nothing_is_let_go(port: int) -> None:
    with opened(port) as client:
        assert rest(client) == b""
    assert well(port)


def test_headers_that_trickle_in(port: int) -> None:
    with opened(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        until = time.monotonic() + ENOUGH
        try:
            while time.monotonic() < until:  # a byte now and then does not buy time
                client.sendall(b"X")
                time.sleep(SOON / 10)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert time.monotonic() < until
    assert well(port)


def test_half_a_request_is_answered_with_words(port: int) -> None:
    with opened(port) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        answer = rest(client)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"nosniff" in answer


def test_a_body_that_never_comes(port: int) -> None:
    with opened(port) as client:
        head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 6\r\n\r\n"
        client.sendall(head + b"ASK")
        rest(client)
    assert well(port)


def test_a_client_may_be_idle_between_two_requests_longer_than_one_may_take_to_come(port: int) -> None:
    with opened(port) as client:
        for _ in range(2):
            client.sendall(b"GET /papers.html HTTP/1.1\r\nHost: localhost\r\n\r\n")
            answer = b""
            while not answer.endswith(b"xxxx"):
                answer += client.recv(65_536)
            time.sleep(SOON * 2)


GET = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nConnection: close\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 100_000, 431),
        (GET + b"X: 1\r\n" * 500 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\n\r\n", 400),  # no Host
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),  # TLS
        (b"GET /\x00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", 400),
        (GET + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (GET.replace(b"/ ", b"/papers.html%0A ") + b"\r\n", 400),
        (b"GET / HTTP/1.0\r\n\r\n", 400),
        (b"GET / HTTP/1.0\r\nHost: evil.example\r\n\r\n", 421),
        (b"\r\n" * 1000 + b"GET\r\n\r\n", 400),
        (POST + b"Content-Length: 99999999\r\n\r\n", 413),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n") * 5 + b"0\r\n\r\n", 413),
    ],
)  # fmt: skip
def test_what_is_no_request_for_this_server(port: int, sent: bytes, status: int) -> None:
    with opened(port) as client:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            client.sendall(sent)
        answer = rest(client)
    assert answer.split(b"\r\n", 1)[0].split(b" ")[1] == str(status).encode()
    assert b"x-content-type-options: nosniff" in answer.lower()
    assert b"content-security-policy" in answer.lower()
    assert well(port)


def test_who_does_not_read_the_answer_is_let_go(port: int) -> None:
    with opened(port) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(SOON * 6)
        assert len(rest(client)) < 30_000_000
    assert well(port)


def test_who_reads_slowly_gets_it_all(port: int) -> None:
    with opened(port) as client:
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        size = 0
        for _ in range(12):
            time.sleep(SOON / 3)
            size += len(client.recv(2_000_000))
        assert size + len(rest(client)) > 30_000_000


def test_slow_readers_together_cannot_hold_any_amount_of_memory(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READING", ENOUGH)
    monkeypatch.setattr(connection, "MOST_UNREAD", 70_000_000)
    clients = []
    for _ in range(4):
        client = opened(port)
        clients.append(client)
        client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        client.recv(1)  # the answer has come to wait before the next one does
    sizes = [len(rest(client)) for client in clients]
    assert [size > 29_000_000 for size in sizes] == [False, False, True, True]
    for client in clients:
        client.close()
    assert well(port)


HALVES = {
    "nothing": b"",
    "half a head": b"GET / HTTP/1.1\r\nHost: local",
    "half a body": POST + b"Content-Length: 6\r\n\r\nASK",
    "a request and a half": GET.replace(b"Connection: close\r\n", b"\r\n") + b"GET / HTTP/1.1\r\n",
}


@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
def test_connections_that_only_wait_make_room(port: int, monkeypatch: pytest.MonkeyPatch, half: bytes) -> None:
    monkeypatch.setattr(connection, "ARRIVAL", ENOUGH * 2)
    clients = []
    try:
        for _ in range(60):
            clients.append(opened(port))
            with contextlib.suppress(ConnectionError):
                clients[-1].sendall(half)
                if half.startswith(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"):
                    clients[-1].recv(1)  # it is answered, and waits from then on
        assert well(port)
    finally:
        for client in clients:
            client.close()
    assert well(port)


def test_too_many_requests_at_once_are_refused_in_words(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "READING", ENOUGH)
    monkeypatch.setattr(connection, "MOST_UNREAD", 10**9)
    clients = []
    try:
        for _ in range(20):
            client = opened(port)
            clients.append(client)
            client.sendall(b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
            client.recv(1)
        with opened(port) as late:
            assert b"HTTP/1.1 503" in rest(late)
    finally:
        for client in clients:
            client.close()
    time.sleep(SOON)
    assert well(port)


def test_after_a_body_of_two_lengths_nothing_more_is_read(port: int) -> None:
    with opened(port) as client:
        head = POST.replace(b"Connection: close\r\n", b"") + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
        client.sendall(head + b"0\r\n\r\n" + GET + b"\r\n")
        answer = rest(client)
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1


def test_two_requests_at_once_on_one_connection(port: int) -> None:
    with opened(port) as client:
        one = b"GET /papers.html HTTP/1.1\r\nHost: localhost\r\n"
        client.sendall(one + b"\r\n" + one + b"Connection: close\r\n\r\n")
        assert rest(client).count(b"HTTP/1.1 200 OK") == 2


def test_no_upgrade(port: int) -> None:
    with opened(port) as client:
        head = b"GET /papers.html HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n"
        client.sendall(head + b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        assert rest(client).startswith(b"HTTP/1.1 200 OK")


def test_no_header_of_a_proxy_is_believed(port: int) -> None:
    with opened(port) as client:
        client.sendall(GET + b"X-Forwarded-For: 192.0.2.1\r\nForwarded: for=192.0.2.1\r\nX-Forwarded-Proto: https\r\n\r\n")
        assert b"200 OK" in rest(client)
    assert json.loads(LOG.getvalue().splitlines()[-1])["client"] == "127.0.0.1"


def test_small_answers_are_sent_at_once() -> None:
    """Without TCP_NODELAY each answer over a kept connection waits some 40 ms for the client's acknowledgement."""

    async def accepted() -> int:
        found: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def hear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            found.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(hear, sock=listening("127.0.0.1", 0)) as server:
            _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.close()
            return await asyncio.wait_for(found, 10)

    assert run_apart(accepted()) == 1
