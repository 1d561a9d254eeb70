"""The progress bar of a long run: how much of the files is read, how fast, and how long it will take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

__all__ = ["shown"]

_AFTER = 2.0  # seconds from which a run is long enough to be shown


@contextmanager
def shown(files: Sequence[str], *, hidden: bool) -> Iterator[Callable[[int, int], None]]:
    """A function to be told how many bytes of the files have been read, and how many more records; slow runs are drawn."""
    sizes = [Path(file).stat().st_size for file in files if Path(file).is_file()]
    began, records, at = time.monotonic(), 0, 0
    with click.progressbar(
        length=sum(sizes), file=sys.stderr, hidden=hidden, show_eta=True, label="Reading", item_show_func=lambda rate: rate or ""
    ) as bar:
        bar.hidden = True

        def told(upto: int, more: int) -> None:
            nonlocal records, at
            records += more
            elapsed = time.monotonic() - began
            if elapsed >= _AFTER:
                bar.hidden = hidden
            bar.update(max(0, upto - at), f"{records:,} records, {records / elapsed:,.0f}/s" if records and elapsed else "")
            at = max(at, upto)

        yield told
