"""What stands beside a store in a folder: columns, search index, identities, derived findings. Whole, and in step with it?

What is not in step costs time and no truth: it is made in memory for each answer until it is made anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from kg.columns import manifest as manifests
from kg.columns import parts
from kg.columns.rows import TABLES
from kg.condition.item import MEND, NOTE, OK, STORE, Item
from kg.condition.machine import size
from kg.identity.index import Index as Identities
from kg.identity.upkeep import FILE as IDENTITIES
from kg.rules.derive import fresh
from kg.search.index import Index as Searched
from kg.search.upkeep import FILE as SEARCH
from kg.store import Store
from kg.store.index_file import IndexFile

__all__ = ["ANEW", "items"]

ANEW = "kg ingest SOURCE makes it anew, also where the source is unchanged."


def items(place: Path, revision: str, store: Store) -> Iterator[Item]:
    """What is found of each, for a store in that folder, open, at this revision."""
    yield _columns(place / "columns", revision)
    yield _index("search index", place / SEARCH, Searched, revision)
    yield _index("identities", place / IDENTITIES, Identities, revision)
    if fresh(store):
        yield Item(STORE, "derived findings", OK, "those that the rules derive now")
    else:
        told = "not those that the rules derive now: kg ingest --no-rules, or rules of another version of kg"
        yield Item(
            STORE, "derived findings", NOTE, told, "kg ingest SOURCE derives them anew, also where the source is unchanged."
        )


def _columns(folder: Path, revision: str) -> Item:
    found = manifests.read_manifest(folder)
    if found is None:
        return Item(STORE, "columns", MEND, _no_manifest(folder), ANEW)
    if found.revision != revision:
        return Item(STORE, "columns", MEND, "not in step with the store", ANEW)
    try:
        _read(folder, found)
    except Exception as error:  # DuckDB has many kinds, and the small parts are JSON
        told = f"damaged: {str(error).splitlines()[0]}"
        return Item(STORE, "columns", MEND, told, f"Delete the folder {folder}; then {ANEW}")
    held = sum(path.stat().st_size for part in found.parts for path in (folder / part).iterdir())
    return Item(STORE, "columns", OK, f"in step, {size(held)}, format {found.format}")


def _no_manifest(folder: Path) -> str:
    """Why the columns have no manifest that can be used."""
    place = folder / "manifest.json"
    if not place.exists():
        return "not there"
    try:
        found = json.loads(place.read_text("utf-8"))
        form = found["format"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"damaged: {place} is no manifest"
    if form != manifests.FORMAT:
        return f"of format {form}, and this kg uses format {manifests.FORMAT}"
    return f"damaged: {place} names what is not there"


def _read(folder: Path, manifest: manifests.Manifest) -> None:
    """Read every cell of every table. Raises what DuckDB raises."""
    con = parts.connection()
    try:
        parts.show(con, folder, manifest)
        for table in TABLES:
            con.table(table).aggregate("count(COLUMNS(*))").fetchall()
    finally:
        con.close()


def _index(name: str, place: Path, kind: type[IndexFile], revision: str) -> Item:
    """Of a SQLite file beside the store: every page of it is looked at."""
    if not place.is_file():
        return Item(STORE, name, MEND, "not there", ANEW)
    try:
        con = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True)
        try:
            (said,) = con.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            con.close()
        if said != "ok":
            return Item(STORE, name, MEND, f"damaged: {said}", _delete(place))
        with kind.of(place, write=False) as index:
            kept = index.revision
    except sqlite3.DatabaseError as error:
        return Item(STORE, name, MEND, f"damaged: {error}", _delete(place))
    if kept != revision:
        return Item(STORE, name, MEND, "not in step with the store, or of another format", ANEW)
    return Item(STORE, name, OK, f"in step, {size(place.stat().st_size)}, format {kind.FORMAT}")


def _delete(place: Path) -> str:
    return f"Delete {place}; then {ANEW}"
