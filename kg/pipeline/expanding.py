"""Which files a run of ingest reads: those named, and in folders those that some reader might know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

from kg.readers import READERS
from kg.store.folder import MARK

__all__ = ["expand", "suffixes"]


def suffixes() -> tuple[str, ...]:
    """The endings of the files that a folder is searched for: those of all readers, also packed with gzip."""
    known = {suffix for module in READERS.values() for suffix in import_module(module).SUFFIXES}
    return tuple(sorted(known | {f"{suffix}.gz" for suffix in known}))


def expand(sources: Iterable[str | Path]) -> Iterator[str]:
    """The files named, folders replaced by the files in them that kg could read, in sorted order; no duplicates."""
    seen: set[str] = set()
    for source in sources:
        path = Path(source)
        if str(source) != "-" and path.is_dir():
            ends = suffixes()
            inside = sorted(p for p in path.rglob("*") if p.name.lower().endswith(ends) and p.is_file())
            stores = {mark.parent for mark in path.rglob(MARK)}  # a store has files of its own, which are no sources
            found = [
                str(p)
                for p in inside
                if not any(part.startswith(".") for part in p.relative_to(path).parts) and stores.isdisjoint(p.parents)
            ]
        else:
            found = [str(source)]
        for name in found:
            if name not in seen:
                seen.add(name)
                yield name
