"""How the server and its workers talk: frames of a JSON header and bytes, over a socket. Nothing in them is ever run.

A frame: the length of the header and of the body (each four bytes, big endian), the header in UTF-8, the body.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Mapping
from typing import Any

__all__ = ["LARGEST", "Broken", "framed", "read", "received"]

LARGEST = 2**28  # bytes of a header or a body: no answer is half as large
_LENGTHS = struct.Struct(">II")


class Broken(Exception):
    """What came is no frame, or it ends in the middle: the other side has gone."""


def framed(header: Mapping[str, Any], body: bytes = b"") -> bytes:
    """The frame; raises ValueError for what is too large."""
    head = json.dumps(header, separators=(",", ":")).encode()
    if max(len(head), len(body)) > LARGEST:
        raise ValueError("larger than a frame can be")
    return _LENGTHS.pack(len(head), len(body)) + head + body


async def received(reader: asyncio.StreamReader) -> tuple[dict[str, Any], bytes]:
    """The next frame; raises Broken where none comes."""
    try:
        lengths = _lengths(await reader.readexactly(_LENGTHS.size))
        head = await reader.readexactly(lengths[0])
        return _header(head), await reader.readexactly(lengths[1])
    except (asyncio.IncompleteReadError, OSError) as error:
        raise Broken(str(error)) from error


def read(connection: socket.socket) -> tuple[dict[str, Any], bytes] | None:
    """The next frame, waited for; None where the other side has closed. Raises Broken where it closes in the middle."""
    first = _up_to(connection, _LENGTHS.size)
    if not first:
        return None
    head, body = _lengths(first)
    found = _up_to(connection, head), _up_to(connection, body)
    if (len(found[0]), len(found[1])) != (head, body):
        raise Broken("it ends in the middle")
    return _header(found[0]), found[1]


def _lengths(found: bytes) -> tuple[int, int]:
    if len(found) < _LENGTHS.size:
        raise Broken("it ends in the lengths")
    head, body = _LENGTHS.unpack(found)
    if max(head, body) > LARGEST:
        raise Broken("the lengths are those of no frame")
    return head, body


def _header(found: bytes) -> dict[str, Any]:
    try:
        header = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise Broken("the header is not JSON") from error
    if not isinstance(header, dict):
        raise Broken("the header is no object")
    return header


def _up_to(connection: socket.socket, length: int) -> bytes:
    """So many bytes; fewer only where the other side has closed."""
    found = bytearray()
    while len(found) < length:
        try:
            part = connection.recv(min(length - len(found), 2**20))
        except OSError as error:
            raise Broken(str(error)) from error
        if not part:
            break
        found += part
    return bytes(found)
