"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from kg.errors import KgError

__all__ = ["file_to_write", "write_file"]


def write_file(path: Path, data: str | bytes) -> None:
    """Write a file whole or not at all; raises KgError where that cannot be done."""
    with file_to_write(path) as file:
        file.write(data.encode("utf-8") if isinstance(data, str) else data)


@contextmanager
def file_to_write(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there under its name when the block ends, and nothing of it when it fails; raises as `write_file` does."""
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            os.chmod(name, 0o666 & ~_umask())  # noqa: PTH101 - a name from mkstemp
            os.replace(name, path)  # noqa: PTH105
        except BaseException:
            with suppress(OSError):
                os.unlink(name)  # noqa: PTH108
            raise
    except OSError as error:
        raise KgError(f"{path} cannot be written: {error.strerror or error}", hint="Choose another place with -o.") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
