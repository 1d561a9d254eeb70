"""What state an installation of kg, its machine and a store are in, and what needs doing: the answers of `kg doctor`.

Looking changes nothing, and what is broken is told and not raised: a folder that is no store, damaged files beside one, a
missing package. So the modules here import what they look at only when they look.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from kg.condition.item import MEND, PROGRAM, STORE, Item
from kg.errors import KgError, UsageError

__all__ = ["Item", "examined"]

_AGAIN = "Install it again: pip install --force-reinstall appraisal-kg"


def examined(place: str, *, named: bool) -> Iterator[Item]:
    """All there is to say, part by part: the program, what is optional, the machine, the store at `place`.

    `place` is a folder or the address of a server; `named` says that a person gave it, so that it has to be there.
    Raises UsageError for an address or a setting that makes no sense.
    """
    for name in ("program", "features", "machine"):
        yield from _looked(name, PROGRAM)
    if place.lower().startswith(("http://", "https://")):
        yield from _looked("server", STORE, place)
    else:
        yield from _looked("folder", STORE, Path(place), named)


def _looked(name: str, part: str, *about: object) -> Iterator[Item]:
    """What a module of this room finds; where looking itself fails, that, and all before it."""
    try:
        yield from import_module(f"kg.condition.{name}").items(*about)
    except UsageError:
        raise
    except KgError as error:
        yield Item(part, name, MEND, error.message, error.hint)
    except (ImportError, OSError) as error:  # a package that is there and cannot be loaded, a disk that fails
        yield Item(part, name, MEND, f"{type(error).__name__}: {error}", _AGAIN if isinstance(error, ImportError) else "")
