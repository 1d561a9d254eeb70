"""What the server allows: times, sizes and numbers, with their defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

__all__ = ["GIB", "PAGES", "QUERIES", "Limits", "Settings"]

GIB = 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """What a pool of workers allows.

    `workers` work at once, one more stands ready; each may take `seconds` for a job and `memory` bytes of address space.
    `waiting` requests wait for a worker, each at most `patience` seconds. A worker is replaced after `jobs` of them.
    """

    workers: int
    seconds: float
    memory: int
    waiting: int = 256
    patience: float = 10.0
    jobs: int = 5_000


QUERIES = Limits(workers=2, seconds=10.0, memory=GIB)
PAGES = Limits(workers=2, seconds=30.0, memory=3 * GIB)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the worker processes need to know: the limits of both pools, the size of answers, and how pages look.

    `rows` is the largest number of rows or triples of an answer, `size` its largest number of bytes, `triples` the number
    of triples of a graph that is given out whole. `passages` is none, short or full; `poll` the seconds between two looks
    at the store.
    """

    queries: Limits = QUERIES
    pages: Limits = PAGES
    rows: int = 10_000
    size: int = 32 * 2**20
    triples: int = 1_000_000
    passages: str = "short"
    title: str = "Critical appraisals"
    poll: float = 1.0

    def told(self) -> dict[str, Any]:
        """As plain values, for another process; `given` reads them."""
        return asdict(self)

    @classmethod
    def given(cls, said: Mapping[str, Any]) -> Self:
        """The settings that `told` gave."""
        return cls(**dict(said) | {"queries": Limits(**said["queries"]), "pages": Limits(**said["pages"])})
