"""What a pool of workers counts."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Counts"]


@dataclass(frozen=True, slots=True)
class Counts:
    """What a pool does now (the first three), and did since it started."""

    workers: int = 0
    busy: int = 0
    waiting: int = 0
    answered: int = 0
    timed_out: int = 0
    crashed: int = 0
    refused: int = 0
    abandoned: int = 0
    started: int = 0
