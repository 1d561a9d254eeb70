"""One worker process: opens a snapshot, then does one job after the other until its server closes the connection.

It says first {"ready": true}, or what kept it from starting, as an answer. Nothing it was asked is ever written to a log.
"""

from __future__ import annotations

import os
import socket
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from kg.errors import KgError, StoreError
from kg.explorer.asked import Answer
from kg.serve import walls
from kg.serve.frames import Broken, framed, read
from kg.serve.jobs import OUT_OF_MEMORY, Job
from kg.serve.journal import note
from kg.serve.refusal import refusal, told
from kg.serve.settings import Settings
from kg.store import open_store

__all__ = ["KINDS", "work"]

KINDS = {"query": "kg.serve.answering:Queries", "page": "kg.serve.paging:Pages"}


class _Answering(Protocol):
    def answer(self, job: Job) -> Answer: ...


def work(connection: socket.socket, given: Mapping[str, Any]) -> int:
    """Do jobs until the other side closes. `given`: kind, place, settings and the parent's pid. The exit status is returned."""
    settings = Settings.given(given["settings"])
    limits = settings.queries if given["kind"] == "query" else settings.pages
    walls.bounded(limits.memory)
    try:
        try:
            with open_store(Path(given["place"])) as store:
                module, _, name = KINDS[given["kind"]].partition(":")
                answering: _Answering = getattr(import_module(module), name)(store, settings)
                connection.sendall(framed({"ready": True}))
                while (frame := read(connection)) is not None:
                    walls.more_time(limits.seconds)
                    _send(connection, _answered(answering, frame))
        except KgError as error:
            _send(connection, told(error))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (Broken, OSError):
        pass  # the server has gone, or does not want this any more
    return 0


def _answered(answering: _Answering, frame: tuple[dict[str, Any], bytes]) -> Answer:
    header, body = frame
    try:
        return answering.answer(Job(header["kind"], header["values"], body))
    except StoreError as error:  # it names folders of this machine, which are not for clients
        note(error.message)
        return refusal(500, "The store cannot be read.", "The server's log says why.")
    except KgError as error:
        return told(error)
    except MemoryError:
        raise
    except Exception as error:
        _log(error)
        hint = "It is a fault of this server, not of the request; its log says where."
        return refusal(500, "The answer could not be made.", hint)


def _send(connection: socket.socket, answer: Answer) -> None:
    header = {"status": answer.status, "media_type": answer.media_type, "headers": answer.headers}
    connection.sendall(framed(header, answer.body))


def _log(error: Exception) -> None:
    """Where it happened, without the message, which may hold what somebody asked."""
    places = "".join(traceback.format_tb(error.__traceback__))
    note(f"{type(error).__name__} in a worker\n{places}")
