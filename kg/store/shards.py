"""A store as files for the bulk loaders of servers: N-Quads, packed, each graph whole in one of them, and a list of the files.

Everything goes along, the ontology and the log too, so that what a server has loaded can be asked and read into like any store;
what stands in the log (where sources were, and when they were read) is as public then as the server is. The same content gives
the same bytes. Memory is that of the largest graph.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from kg.errors import KgError, UsageError
from kg.store import Store
from kg.store.remote import mark

__all__ = ["MANIFEST", "Shard", "write_shards"]

MANIFEST = "manifest.json"
_REVISION = "revision.nq.gz"  # sorts, and so loads, after the others


@dataclass(frozen=True, slots=True)
class Shard:
    """A file: its name, how many quads and graphs it has, its bytes and their SHA-256."""

    name: str
    quads: int
    graphs: int
    bytes: int
    sha256: str


def write_shards(store: Store, folder: Path, size: int) -> list[Shard]:
    """Write the store into a folder, whole or not at all: files of about `size` quads, and a manifest.

    Raises UsageError for a folder that holds other things, KgError where it cannot be written.
    """
    if size < 1:
        raise UsageError(f"a shard has to have a quad at least, not {size}")
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MANIFEST).is_file())):
        raise UsageError(f"{folder} is there and holds other files.", hint="Choose another folder.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            draft.chmod(0o755)
            written = _write(store, draft, size)
            if folder.exists():
                shutil.rmtree(folder)
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise KgError(f"{folder} cannot be written: {error.strerror or error}", hint="Choose another folder.") from None
    return written


def _write(store: Store, folder: Path, size: int) -> list[Shard]:
    shards: list[Shard] = []
    content = hashlib.sha256()
    for number, graphs in enumerate(_groups(store, size), 1):
        shards.append(_shard(folder / f"part-{number:05}.nq.gz", graphs, content))
    revision = f"shards-{content.hexdigest()[:16]}"
    shards.append(_shard(folder / _REVISION, [[f"{mark.quad(revision)} .\n"]], content))
    told = {
        "format": 1,
        "revision": revision,
        "quads": sum(shard.quads for shard in shards[:-1]),
        "graphs": sum(shard.graphs for shard in shards[:-1]),
        "shards": [asdict(shard) for shard in shards],
    }
    (folder / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return shards


def _groups(store: Store, size: int) -> Iterator[Iterator[list[str]]]:
    """The graphs of each file, each as its lines, sorted."""
    waiting = (sorted(f"{quad} .\n" for quad in store.quads(name)) for name in _names(store))
    following = next(waiting, None)

    def group(first: list[str]) -> Iterator[list[str]]:
        nonlocal following
        count, following = len(first), None
        yield first
        for lines in waiting:
            if count + len(lines) > size:
                following = lines
                return
            count += len(lines)
            yield lines

    while following is not None:
        yield group(following)


def _names(store: Store) -> list[NamedNode]:
    return [graph for graph in store.graphs() if graph != mark.MARK]


def _shard(path: Path, graphs: Iterator[list[str]] | list[list[str]], content: hashlib._Hash) -> Shard:
    quads = count = 0
    with path.open("wb") as file, gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
        for lines in graphs:
            text = "".join(lines).encode()
            content.update(text)
            packed.write(text)
            quads, count = quads + len(lines), count + 1
    with path.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    return Shard(path.name, quads, count, path.stat().st_size, digest)
