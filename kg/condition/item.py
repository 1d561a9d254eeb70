"""One thing that was looked at."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["ABSENT", "FEATURES", "MACHINE", "MEND", "NOTE", "OK", "PARTS", "PROGRAM", "STATES", "STORE", "Item"]

OK, ABSENT, NOTE, MEND = STATES = ("ok", "absent", "note", "mend")
PROGRAM, FEATURES, MACHINE, STORE = PARTS = ("program", "features", "machine", "store")


class Item(NamedTuple):
    """What was found of one thing.

    `part`: one of PARTS. `state`: "ok"; "absent", an option that is not there and not missed; "note", to know; "mend", something
    needs doing. `value`: what was found, a number where it is a count. `remedy`: what to do, "" where there is nothing.
    """

    part: str
    name: str
    state: str
    value: str | int
    remedy: str = ""
