"""Which parts of the columns count: the manifest of a folder of columns.

columns/manifest.json   {"format": 4, "revision": "...", "parts": ["1", "2"], "gone": [numbers of readings], "next": 3}
columns/1/papers.parquet, columns/1/findings.parquet, ...

`revision` is the store's at the time of writing: columns of another revision are not in step and nobody reads them. The
manifest is exchanged whole, after the files it names; a folder it does not name was never finished, and goes.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.store.folder import write_whole

__all__ = ["FORMAT", "Manifest", "read_manifest", "tidy", "write_manifest"]

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which parts count, which readings in them no longer do, and the store's revision that they are in step with."""

    revision: str
    parts: tuple[str, ...] = ()
    gone: tuple[int, ...] = ()
    next: int = 1
    format: int = FORMAT


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a folder of columns; None where there is none that this version can use."""
    try:
        found = json.loads((folder / "manifest.json").read_text("utf-8"))
        numbered = tuple(found["parts"]), tuple(found["gone"]), int(found["next"]), found["format"]
        manifest = Manifest(str(found["revision"]), *numbered)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    whole = all((folder / part).is_dir() for part in manifest.parts)
    return manifest if whole and manifest.format == FORMAT else None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Exchange the manifest, whole."""
    write_whole(folder / "manifest.json", json.dumps(asdict(manifest)) + "\n", sync=True)


def tidy(folder: Path, manifest: Manifest) -> None:
    """Take away the folders that the manifest does not name."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in manifest.parts:
            shutil.rmtree(path, ignore_errors=True)
