"""What became of one source of an ingest."""

from __future__ import annotations

from dataclasses import dataclass

from kg.errors import Problem

__all__ = ["Result"]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source. `status`: added, updated, unchanged or skipped; the counts are those of the source.

    `records` is how many records a file of many has, and `rejected` how many of them could not be read; of any other source both
    are None. `noted` is how many problems there were; `problems` may be only the first. `merged` counts what was found to be of
    papers that other sources speak of.
    """

    source: str
    format: str | None
    status: str
    papers: int = 0
    findings: int = 0
    estimates: int = 0
    citations: int = 0
    notices: int = 0
    problems: tuple[Problem, ...] = ()
    hint: str = ""  # what to do about a source that was skipped
    records: int | None = None
    rejected: int | None = None
    merged: int = 0
    noted: int = 0
