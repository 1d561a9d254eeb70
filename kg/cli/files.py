"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from kg.errors import KgError

__all__ = ["write_file"]


def write_file(path: Path, data: str | bytes) -> None:
    """Write a file whole or not at all; raises KgError where that cannot be done."""
    folder = path.parent
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
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
