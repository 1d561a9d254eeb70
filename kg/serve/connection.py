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
MOST_UNREAD = 256 * 2**20  # bytes of answers that wait to be read by all clients together
MOST_CONNECTIONS = 512


class Connection(H11Protocol):
    """As uvicorn's own, with a clock that runs while a request arrives and another while an answer waits to be read."""

    _arrival: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None
    _unread = 0
    since = 0.0  # when it was made, or when its last request began to arrive, by the loop's clock
    paused = 0.0  # since when much of an answer waits to be read; 0 where it does not

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        if len(self.connections) > MOST_CONNECTIONS and not self._room_made():
            self._refuse(Refused(503, "The server has too many connections.", headers={"Retry-After": "1"}))
            return
        self._arrival = self.loop.call_later(ARRIVAL, self._late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        self._unset_reading()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._arrival is None and self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self.since = self.loop.time()
            self._arrival = self.loop.call_later(ARRIVAL, self._late)
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._arrived()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread, self.paused = self.unread, self.loop.time()
        self._reading = self.loop.call_later(READING, self._unmoved)
        self._bound_unread()

    def resume_writing(self) -> None:
        self._unset_reading()
        self.paused = 0.0
        super().resume_writing()

    @property
    def unread(self) -> int:
        """Bytes of its answers that the client has not taken yet."""
        return self.transport.get_write_buffer_size()

    @property
    def waits(self) -> bool:
        """Whether nothing is being answered here: no request has come whole, or the last one was answered."""
        answered = self.cycle is None or self.cycle.response_complete
        return not self.transport.is_closing() and not self.unread and (answered or self._arrival is not None)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP; called while h11's error, which knows the status, is being handled."""
        error = sys.exception()
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        detail = f"The head of the request is larger than {LARGEST_HEAD:,} bytes." if status == 431 else msg
        hint = "Send a long query with POST." if status == 431 else ""
        self._refuse(Refused(status, detail, hint=hint))

    @property
    def _all(self) -> list[Connection]:
        return [one for one in self.connections if isinstance(one, Connection)]

    def _bound_unread(self) -> None:
        """End who has been reading for longest where all answers together wait with more than memory should hold."""
        slow = sorted((one for one in self._all if one.paused), key=lambda one: one.paused)
        total = sum(one.unread for one in slow)
        for one in slow:
            if total <= MOST_UNREAD:
                return
            total -= one.unread
            one.transport.abort()

    def _room_made(self) -> bool:
        """Whether one that waits for a request could be ended for this one: the oldest, as those who only occupy them are."""
        oldest = min((one for one in self._all if one.waits and one is not self), key=lambda one: one.since, default=None)
        if oldest is not None:
            oldest.transport.abort()
        return oldest is not None

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
        unread = self.unread
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
