"""The file of rejects: the records of a run that could not be read, each with its place, the reasons and its text."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kg.errors import Problem, StoreError

__all__ = ["Rejects"]


class Rejects:
    """JSON lines `{"source", "record", "problems": [{"where", "problem"}], "text"}`; nothing is kept without a place for it.

    The file takes its place when the run ends, and only if there is something in it; one of an earlier run goes.
    Raises StoreError where it cannot be written.
    """

    def __init__(self, place: Path | None) -> None:
        self.place = place
        self.count = 0
        self._file: IO[str] | None = None

    def add(self, source: str, record: str, problems: tuple[Problem, ...], text: str) -> None:
        """One record that could not be read; `record` names it."""
        self.count += 1
        if self.place is None:
            return
        told = [{"where": where, "problem": message} for where, message in problems]
        line = json.dumps({"source": source, "record": record, "problems": told, "text": text}, ensure_ascii=False)
        try:
            if self._file is None:
                self._file = self._draft().open("w", encoding="utf-8", newline="\n")
            self._file.write(f"{line}\n")
        except OSError as error:
            raise StoreError(f"the file of rejects {self.place} cannot be written: {error.strerror or error}") from error

    def _draft(self) -> Path:
        assert self.place is not None  # noqa: S101 - for the type checker: add() has looked
        return self.place.with_name(f"{self.place.name}.tmp")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Also of a run that was interrupted: what it found is as good as ever."""
        if self.place is None:
            return
        if self._file is None:
            if error is None:
                self.place.unlink(missing_ok=True)
            return
        self._file.close()
        self._draft().replace(self.place)
