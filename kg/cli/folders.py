"""A folder of pages written whole or not at all: made beside its place, and put there when it is complete."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kg.errors import KgError, UsageError

__all__ = ["MARK", "Written", "whole_folder"]

MARK = ".kg-report"  # a folder with this file is a report of ours, and may be replaced
_ABOUT = "Written by kg report, which replaces this folder when it is asked to write here again.\n"


@contextmanager
def whole_folder(place: Path) -> Iterator[Path]:
    """An empty folder to write into, which takes the place of `place` when the block ends well, and is gone when it does not.

    Raises UsageError where `place` holds anything but an earlier report, KgError where it cannot be written.
    """
    _expect_ours(place)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
        try:
            made.chmod(0o777 & ~_umask())
            (made / MARK).write_text(_ABOUT, "utf-8")
            yield made
            _expect_ours(place)
            _exchange(made, place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise KgError(f"{place} cannot be written: {error.strerror or error}", hint="Choose another place with -o.") from None


def _expect_ours(place: Path) -> None:
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise UsageError(f"{place} is no folder.", hint="Choose another place with -o.")
    if place.is_dir() and any(place.iterdir()) and not (place / MARK).is_file():
        raise UsageError(f"{place} holds something that is no report; nothing was written.", hint="Choose another place with -o.")


def _exchange(made: Path, place: Path) -> None:
    """Put the new folder into its place; the old one is put aside first, and back if that fails."""
    if not place.exists():
        made.rename(place)
        return
    aside = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}.old."))
    place.rename(aside / "old")
    try:
        made.rename(place)
    except OSError:
        (aside / "old").rename(place)
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


class Written:
    """The files of a folder as they are written, with their count and size in bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[Path] = set()
        self.count = self.size = 0

    def add(self, address: str, text: str | Iterable[str]) -> None:
        """Write a file, in one piece or several.

        Raises ValueError for an address that leads out of the folder, FileExistsError for one that was written before.
        """
        parts = address.split("/")
        if not all(part and part not in (".", "..") and "\\" not in part and ":" not in part for part in parts):
            raise ValueError(f"no address of a file: {address!r}")
        path = self._folder.joinpath(*parts)
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        with path.open("xb") as file:
            for piece in (text,) if isinstance(text, str) else text:
                self.size += file.write(piece.encode("utf-8", "replace"))
        self.count += 1

    @contextmanager
    def progress(self, steps: int, label: str, *, quiet: bool) -> Iterator[Callable[[bool], None]]:
        """Something to call when a step is done, which draws a bar where a person watches a terminal."""
        if quiet or not sys.stderr.isatty():
            yield lambda step: None
            return
        with click.progressbar(length=steps, label=label, file=sys.stderr) as bar:
            yield lambda step: bar.update(1) if step else None
