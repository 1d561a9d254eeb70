"""The errors of the engine as those of kg."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from kg.errors import StoreError, StoreInUse, UsageError

__all__ = ["store_error", "syntax", "translated"]


@contextlib.contextmanager
def translated(place: Path | None) -> Iterator[None]:
    """Turns the engine's errors into those of kg; it uses RuntimeError for damaged files, and for functions it does not know."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        if found := re.search(r"custom function (<[^>]*>) is not supported", str(error)):
            raise UsageError(f"There is no function {found[1]}.") from error
        raise store_error(error, place) from error


def store_error(error: Exception, place: Path | None) -> StoreError:
    """What the engine, or the system, says of a store in this folder; None is one in memory."""
    where, text = place or "the store in memory", str(error)
    if re.search(r"lock file|lock hold|No locks available|Resource temporarily unavailable", text):
        return StoreInUse(
            f"{where} is in use by another process or another part of this one", hint="Close it there; then try again."
        )
    if "No space left" in text:
        return StoreError(f"{where}: the disk is full", hint="What was written before is safe. Make room, then try again.")
    if "ermission denied" in text or "Read-only file system" in text:
        return StoreError(f"{where}: permission denied ({text})")
    if re.search(r"[Cc]orrupt|not an sstable|checksum|No such file", text):
        hint = "Move the folder away and ingest the sources again."
        return StoreError(f"{where} is damaged: {text}", hint=hint)
    return StoreError(f"{where}: {text}")


def syntax(error: SyntaxError) -> UsageError:
    """What the engine's parser says of a query."""
    text = " ".join(str(error).split())
    if place := re.match(r"error at (\d+):(\d+): (.*)", text):
        text = f"line {place[1]}, column {place[2]}: {place[3]}"
    return UsageError(f"the query does not parse, {text[:300]}")
