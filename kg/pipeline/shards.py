"""Shards: work as files, so that other processes and other machines can do it, and a run that was cut short finds it done.

A task is the path of a shard in, the path of a shard out. Both are named by a hash of what is asked and of the versions of
reader, extractor and statements, so the same work has the same name in every run, and what is there under that name is done.
A file appears under its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from kg.errors import InputError, Problem, StoreError
from kg.pipeline.ready import Ready
from kg.pipeline.work import Aside, Done, Refused, file_ready, parts_ready
from kg.readers.collection import Part
from kg.readers.document import open_document
from kg.records import Notice

__all__ = ["fetched", "handed", "shard_done"]

_IN, _OUT = ".in", ".out"
_FORMAT = 2  # of what comes of a shard: raised when it changes, so that work of before is done again


def handed(folder: Path, version: str, ask: Sequence[str | None], parts: Sequence[Part] | None) -> Path:
    """The path of a shard that asks for the work: on the records `parts` of a file, or on the file itself where there are none.

    `ask` is format and file name of the records, or path, format, layout and hash of the file; `version` is that of the programs.
    Raises StoreError where the folder cannot be written.
    """
    head = json.dumps([_FORMAT, version, ask, None if parts is None else [(part.place, len(part.data)) for part in parts]])
    body = [head.encode(), b"\n", *(part.data for part in parts or ())]
    digest = hashlib.sha256()
    for piece in body:
        digest.update(piece)
    path = folder / f"{digest.hexdigest()[:32]}{_IN}"
    if not path.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _write(path, body)
        except OSError as error:
            raise StoreError(f"the folder of work {folder} cannot be written: {error.strerror or error}") from error
    return path


def shard_done(path: str) -> str:
    """Do the work of a shard, unless it is done, and return the path of the shard with what came of it: the task itself."""
    given = Path(path)
    out = given.with_suffix(_OUT)
    if not out.exists():
        try:
            whole = given.read_bytes()
        except OSError as error:
            hint = "With --cluster all machines need the folder of work under the same path: say which with --work."
            raise StoreError(f"a process cannot read its task {path}: {error.strerror or error}", hint=hint) from None
        _write(out, _done(whole))
    return str(out)


def fetched(path: str) -> Iterator[Done]:
    """What came of a shard, one source after the other."""
    with Path(path).open("rb") as file:
        while line := file.readline():
            if line.startswith(b'["refused",'):
                _, place, problems, hint, record = json.loads(line)
                yield Refused(place, tuple(Problem(*problem) for problem in problems), hint, record)
            elif line.startswith(b'["aside",'):
                _, problems, notices = json.loads(line)
                told = (Notice.model_validate(notice) for notice in notices)
                yield Aside(tuple(Problem(*problem) for problem in problems), tuple(told))
            else:
                yield Ready.unpacked(line, file.read)


def _done(whole: bytes) -> Iterator[bytes]:
    head, _, body = whole.partition(b"\n")
    _, _, ask, sizes = json.loads(head)
    if sizes is None:
        done = _file_done(*ask)
    else:
        form, file = ask
        parts, start = [], 0
        for place, size in sizes:
            parts.append(Part(place, body[start : start + size]))
            start += size
        done = parts_ready(form, file, parts)
    return (one.packed() if isinstance(one, Ready) else f"{one.line()}\n".encode() for one in done)


def _file_done(place: str, form: str, layout: str | None, sha256: str) -> list[Done]:
    try:
        document = open_document(place)
    except InputError as error:
        return [Refused("", error.problems, error.hint)]
    if document.sha256 != sha256:
        return [Refused("", (Problem("", "it changed while it was read, or other machines see another file under its path"),))]
    return file_ready(document, form, layout)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Two processes may write the same at once: each has a file of its own until it is whole."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}.tmp")
    try:
        with draft.open("wb") as file:
            file.writelines(pieces)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
