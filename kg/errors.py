"""The errors of kg, and the one function that turns them into lines for a person.

    KgError                     everything a caller may want to catch
    ├── InputError              a source could not be read: carries every problem found, with its place
    ├── UsageError              the request makes no sense: unknown query, missing parameter, bad option
    ├── NotFound                a paper, flaw, source or file that is not there
    └── StoreError              the store cannot be opened, read or written
        └── StoreInUse          another process holds it

Errors carry data; `lines` tells them. The command line prints those lines and exits with `exit_code`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

__all__ = ["InputError", "KgError", "NotFound", "Problem", "StoreError", "StoreInUse", "UsageError", "lines", "nearest"]


class Problem(NamedTuple):
    """One thing wrong in one place: `where` names the place inside the source ("line 12, outcomes[0].better")."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class KgError(Exception):
    """What went wrong (`message`) and what to do about it (`hint`, may be empty)."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputError(KgError):
    """A source that cannot be read; `problems` holds all that was found, in the order of the source."""

    def __init__(self, source: str, problems: Iterable[Problem], *, hint: str = "") -> None:
        self.source = source
        self.problems = tuple(problems)
        super().__init__(f"{source} cannot be read", hint=hint)


class UsageError(KgError):
    """A request that cannot be carried out as it was put."""


class NotFound(KgError):
    """Something that was asked for by name and is not there."""


class StoreError(KgError):
    """The store cannot be opened, read or written."""


class StoreInUse(StoreError):
    """Another process holds the store."""


def lines(error: KgError) -> Iterator[str]:
    """The lines that tell a person what, where, and what to do next."""
    if isinstance(error, InputError):
        for problem in error.problems:
            yield f"{error.source}: {problem}"
    else:
        yield error.message
    if error.hint:
        yield error.hint


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint naming the closest known words, or the empty string."""
    from difflib import get_close_matches  # only a mistake should cost its import

    close = get_close_matches(word, sorted(known), n=3, cutoff=0.6)
    return f"Did you mean {', '.join(close)}?" if close else ""
