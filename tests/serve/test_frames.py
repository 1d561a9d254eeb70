"""What goes over the socket between a server and its workers, and what is made of anything else."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from serve.apart import run_apart

from kg.serve.frames import LARGEST, Broken, framed, read, received

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
HEADERS = st.dictionaries(st.text(max_size=5), JSON, max_size=3)


def sent(data: bytes) -> list[Any]:
    """All frames that a worker reads where the server sends these bytes and closes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(data)
        ours.close()
        found = []
        while (frame := read(theirs)) is not None:
            found.append(frame)
        return found


def heard(data: bytes) -> tuple[dict[str, Any], bytes]:
    """The frame that the server hears where a worker sends these bytes and ends."""

    async def hear() -> tuple[dict[str, Any], bytes]:
        reader = asyncio.StreamReader()
        reader.feed_data(data)
        reader.feed_eof()
        return await received(reader)

    return run_apart(hear())


@settings(deadline=None, max_examples=40)
@given(HEADERS, st.binary(max_size=50), HEADERS)
def test_frames_come_as_they_were_sent(header: dict[str, Any], body: bytes, other: dict[str, Any]) -> None:
    assert sent(framed(header, body) + framed(other)) == [(header, body), (other, b"")]
    assert heard(framed(header, body) + framed(other)) == (header, body)


@settings(deadline=None, max_examples=40)
@given(HEADERS, st.binary(max_size=20), st.data())
def test_a_frame_that_ends_early_is_broken(header: dict[str, Any], body: bytes, data: st.DataObject) -> None:
    whole = framed(header, body)
    part = whole[: data.draw(st.integers(1, len(whole) - 1))]
    with pytest.raises(Broken):
        sent(part)
    with pytest.raises(Broken):
        heard(part)


@settings(deadline=None, max_examples=40)
@given(st.binary(min_size=1, max_size=40))
def test_any_bytes_are_a_frame_or_broken(data: bytes) -> None:
    for take in (sent, heard):
        with contextlib.suppress(Broken):
            take(data)


def test_lengths_of_no_frame_are_not_waited_for() -> None:
    for lengths in (struct.pack(">II", LARGEST + 1, 0), struct.pack(">II", 2, 2**32 - 1)):
        with pytest.raises(Broken, match="no frame"):
            sent(lengths)
        with pytest.raises(Broken, match="no frame"):
            heard(lengths)


@pytest.mark.parametrize("head", [b"[]", b'"a"', b"{", b"\xff", b"[" * 100_000])
def test_a_header_is_an_object(head: bytes) -> None:
    data = struct.pack(">II", len(head), 0) + head
    with pytest.raises(Broken, match="header"):
        heard(data)


def test_nothing_said_is_the_end() -> None:
    assert sent(b"") == []
    with pytest.raises(Broken):
        heard(b"")


def test_half_a_surrogate_pair_goes_through_and_is_refused_later() -> None:
    assert json.loads(framed({"a": "\u00e9\ud83d"})[8:]) == {"a": "\u00e9\ud83d"}
