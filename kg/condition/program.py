"""The program: versions, the packages it needs, its own files, what it ships, and the settings it is given."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from kg import resources
from kg.condition.item import MEND, NOTE, OK, PROGRAM, Item
from kg.condition.recorded import damaged, is_checkout
from kg.condition.requirements import DISTRIBUTION, Requirement, installed, module_of, new_enough, requirements
from kg.errors import KgError, nearest
from kg.tables import counted

__all__ = ["SETTINGS", "items"]

SETTINGS = (
    "KG_EDITOR", "KG_SERVE_TOKEN", "KG_STORE", "KG_STORE_AUTH", "KG_STORE_COMPUTE", "KG_STORE_GSP", "KG_STORE_PASSWORD",
    "KG_STORE_TIMEOUT", "KG_STORE_TOKEN", "KG_STORE_UPDATE", "KG_STORE_USER",
)  # fmt: skip
_OF_TESTS = ("KG_REQUIRE_", "KG_EXPLORE")
_SHIPPED = ("data", "ontology", "layouts")
_AGAIN = f"Install it again: pip install --force-reinstall {DISTRIBUTION}"
_SOME = 3  # files that are named


def items() -> Iterator[Item]:
    """What is found of each."""
    found = installed(DISTRIBUTION)
    checkout = is_checkout()
    where = resources.shipped() if checkout else resources.shipped().parent
    if found is None:
        yield Item(PROGRAM, "kg", MEND, f"not installed, run from {where}", f"pip install {where}")
    else:
        yield Item(PROGRAM, "kg", OK, f"{found}, {'a checkout' if checkout else 'installed'} in {where}")
    yield Item(PROGRAM, "Python", OK, f"{platform.python_version()} ({platform.python_implementation()}), {sys.executable}")
    yield _sqlite()
    if found is not None:
        yield from (_package(one) for one in requirements() if not one.extra)
        yield _files(checkout=checkout)
    yield from (_folder(name) for name in _SHIPPED)
    yield from _settings()


def _sqlite() -> Item:
    from kg.search.index import Index

    try:
        Index.made().close()
    except KgError as error:
        return Item(PROGRAM, "SQLite", MEND, f"{sqlite3.sqlite_version}: {error.message}", error.hint)
    return Item(PROGRAM, "SQLite", OK, f"{sqlite3.sqlite_version}, with full-text search")


def _package(one: Requirement) -> Item:
    """A package that is there, new enough, and can be loaded: one built for another Python or system cannot."""
    found, wanted = installed(one.package), f"{one.package}>={one.least}" if one.least else one.package
    remedy = f"pip install '{wanted}'"
    if found is None:
        return Item(PROGRAM, one.package, MEND, "not installed", remedy)
    if one.least and not new_enough(found, one.least):
        return Item(PROGRAM, one.package, MEND, f"{found}, and {one.least} or later is needed", remedy)
    try:
        import_module(module_of(one.package))
    except Exception as error:  # the package is not ours: whatever fails in it is told
        told = f"{found}, which cannot be loaded: {type(error).__name__}: {error}"
        return Item(PROGRAM, one.package, MEND, told, f"pip install --force-reinstall '{wanted}'")
    return Item(PROGRAM, one.package, OK, found)


def _files(*, checkout: bool) -> Item:
    if checkout:
        return Item(PROGRAM, "files", OK, "those of the checkout")
    try:
        count, bad = damaged()
    except PackageNotFoundError:
        return Item(PROGRAM, "files", MEND, "the record of the installation is missing", _AGAIN)
    if not bad:
        return Item(PROGRAM, "files", OK, f"{counted(count, 'file')} as installed")
    more = f" and {len(bad) - _SOME} more" if len(bad) > _SOME else ""
    return Item(PROGRAM, "files", MEND, f"missing or changed: {', '.join(bad[:_SOME])}{more}", _AGAIN)


def _folder(name: str) -> Item:
    """A folder that ships with kg: there, with files, of which those that are RDF can be read."""
    try:
        files = sorted(path for path in resources.folder(name).rglob("*") if path.is_file())
    except OSError as error:
        return Item(PROGRAM, f"{name}/", MEND, str(error), _AGAIN)
    if not files:
        return Item(PROGRAM, f"{name}/", MEND, "empty", _AGAIN)
    if name == "ontology":
        return _ontology(files)
    return Item(PROGRAM, f"{name}/", OK, counted(len(files), "file"))


def _ontology(files: list[Path]) -> Item:
    """Its files, read, and the version that the terms say they are of."""
    import pyoxigraph as ox

    from kg.rdf import vocab as v

    versions = set()
    for path in files:
        try:
            if path.suffix == ".ttl":
                versions |= {q.object.value for q in ox.parse(path=path) if q.predicate == v.OWL.versionInfo}
        except (OSError, SyntaxError) as error:
            return Item(PROGRAM, "ontology/", MEND, f"{path} cannot be read: {error}", _AGAIN)
    return Item(PROGRAM, "ontology/", OK, f"{counted(len(files), 'file')}, version {', '.join(sorted(versions))}")


def _settings() -> Iterator[Item]:
    """The settings of kg in the environment, by name: values may be secrets."""
    given = sorted(name for name in os.environ if name.startswith("KG_") and not name.startswith(_OF_TESTS))
    known = [name for name in given if name in SETTINGS]
    if known:
        yield Item(PROGRAM, "settings", OK, ", ".join(known))
    for name in given:
        if name not in SETTINGS:
            hint = nearest(name, SETTINGS) or f"Known: {', '.join(SETTINGS)}."
            yield Item(PROGRAM, "settings", NOTE, f"{name} is no setting of kg", hint)
