"""The words after `%sparql` and `%kg`, and the store that they mean."""

from __future__ import annotations

import argparse
import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn, cast

from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Asked", "asked", "meant", "split"]


class Asked(NamedTuple):
    """A named question or none, values for its parameters, where it is asked, how many rows, and the variable to keep it in."""

    name: str | None
    params: dict[str, str]
    store: str | None
    limit: int | None
    output: str | None


class _Words(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"%sparql: {message}.", hint="%sparql? shows what it takes.")


def _words() -> _Words:
    words = _Words(prog="%sparql", add_help=False, allow_abbrev=False)
    words.add_argument("name", nargs="?")
    words.add_argument("--param", "-p", action="append", default=[])
    words.add_argument("--store", "-s")
    words.add_argument("--limit", "-n", type=_count)
    words.add_argument("--output", "-o")
    return words


def asked(line: str) -> Asked:
    """What a line asks for; raises UsageError for one that cannot be understood."""
    found = _words().parse_args(split(line))
    if found.output is not None and not found.output.isidentifier():
        raise UsageError(f"-o needs the name of a variable, not {found.output!r}.")
    return Asked(found.name, dict(map(_pair, found.param)), found.store, found.limit, found.output)


def split(line: str) -> list[str]:
    """The words of a line, as a shell has them."""
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{line.strip()!r} cannot be taken apart: {error}.".replace("..", ".")) from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"a whole number is needed, not {text!r}")
    return int(text)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"--param needs NAME=VALUE, not {text!r}.")
    return name, value


def meant(given: str | None, variables: Mapping[str, object]) -> Store | str:
    """The store that is meant: an open one by the name of its variable, or else the place of one that is to be opened.

    Where none is named it is the variable `store`, if that is a store, else KG_STORE of the environment, else kg-store.
    """
    value = variables.get(given or "store")
    if all(hasattr(value, name) for name in ("query", "revision", "graphs", "matching")):
        return cast("Store", value)
    if given is None:
        return os.environ.get("KG_STORE") or "kg-store"
    return str(value) if isinstance(value, str | Path) else given
