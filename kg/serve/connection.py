"""One connection of a client, with limits that uvicorn leaves open: how long a request may take to arrive and an answer to be
read, how many connections there are. What breaks HTTP is refused in words and with the headers of all answers.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.serve.door import LARGEST_HEAD, SECURITY
from kg.serve.formats import PROBLEM
from kg.serve.problems import Refused, problem

__all__ = ["ARRIVAL", "MOST_CONNECTIONS", "Connection"]

ARRIVAL = 10.0  # seconds from the first byte of a request, or from connecting, to its last
READING = 30.0  # seconds in which a client has to take some of the answer
MOST_CONNECTIONS = 512


class Connection(H11Protocol):
    """As uvicorn's own, with a clock that runs while a request arrives and another while an answer waits to be read."""

    _arrival: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _unread = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > MOST_CONNECTIONS:
            self._refuse(Refused(503, "The server has too many connections.", headers={"Retry-After": "1"}))
            return
        self._arrival = self.loop.call_later(ARRIVAL, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        self._unset_reading()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._arrival is None and self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._arrival = self.loop.call_later(ARRIVAL, self._late)
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._arrived()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(READING, self._unmoved)

    def resume_writing(self) -> None:
        self._unset_reading()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP; called while h11's error, which knows the status, is being handled."""
        error = sys.exception()
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        detail = f"The head of the request is larger than {LARGEST_HEAD:,} bytes." if status == 431 else msg
        hint = "Send a long query with POST." if status == 431 else ""
        self._refuse(Refused(status, detail, hint=hint))

    def _refuse(self, refused: Refused) -> None:
        answer = problem(refused, PROBLEM)
        said: dict[str, Any] = SECURITY | answer.headers
        said |= {"Content-Type": PROBLEM, "Content-Length": str(len(answer.body)), "Connection": "close"}
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            headers = [(name.encode(), str(value).encode()) for name, value in said.items()]
            for event in (
                h11.Response(status_code=refused.status, headers=headers),
                h11.Data(data=answer.body),
                h11.EndOfMessage(),
            ):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _late(self) -> None:
        """The request did not arrive in time: end the connection, with words where some of it had come."""
        self._arrival = None
        if self.transport.is_closing():
            return
        started = bool(self.conn.trailing_data[0])
        if self.conn.their_state is h11.IDLE and started and self.conn.our_state is h11.IDLE:
            self._refuse(Refused(408, f"The request did not arrive within {ARRIVAL:g} seconds."))
        else:
            self.transport.abort()

    def _unmoved(self) -> None:
        """End the connection where the client has read nothing since the last look."""
        unread = self.transport.get_write_buffer_size()
        if unread >= self._unread:
            self.transport.abort()
            return
        self._unread = unread
        self._reading = self.loop.call_later(READING, self._unmoved)

    def _arrived(self) -> None:
        if self._arrival is not None:
            self._arrival.cancel()
            self._arrival = None

    def _unset_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
