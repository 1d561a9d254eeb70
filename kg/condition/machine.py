"""The machine: system, cores, memory, and room for temporary files."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kg.condition.item import MACHINE, MEND, NOTE, OK, Item

__all__ = ["cores", "items", "memory", "size"]

_LITTLE_MEMORY = 1 << 30  # bytes; the whole job on the shipped corpus takes about half of that
_LITTLE_ROOM = 100 << 20  # bytes


def items() -> Iterator[Item]:
    """What there is of each."""
    yield Item(MACHINE, "system", OK, f"{platform.system()} {platform.release()}, {platform.machine()}")
    yield Item(MACHINE, "cores", OK, cores())
    yield _memory()
    yield _temporary()


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def memory() -> tuple[int, int] | None:
    """The bytes of memory of the machine, and those of them that are free to use; None where the system does not say."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        kibibytes = {name: int(value.split()[0]) for name, _, value in (line.partition(":") for line in lines)}
        return kibibytes["MemTotal"] << 10, kibibytes["MemAvailable"] << 10
    except (OSError, ValueError, KeyError, IndexError):
        return None


def size(number: int) -> str:
    """A number of bytes for people: "14 bytes", "2.7 MB", "1.5 GB" (powers of ten)."""
    if number < 1000:
        return f"{number} bytes"
    amount, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < 999.95:
            break
        amount, unit = amount / 1000, larger
    return f"{amount:.1f} {unit}"


def _memory() -> Item:
    found = memory()
    if found is None:
        return Item(MACHINE, "memory", OK, "the system does not say")
    total, free = found
    told = f"{size(total)}, {size(free)} of it free"
    if free < _LITTLE_MEMORY:
        return Item(MACHINE, "memory", NOTE, told, "End other programs before a large kg ingest, and give it --jobs 1.")
    return Item(MACHINE, "memory", OK, told)


def _temporary() -> Item:
    place = tempfile.gettempdir()
    free = shutil.disk_usage(place).free
    told = f"{place}, {size(free)} free"
    if free < _LITTLE_ROOM:
        return Item(MACHINE, "temporary files", MEND, told, "Make room there, or name another folder in TMPDIR.")
    return Item(MACHINE, "temporary files", OK, told)
