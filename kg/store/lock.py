"""Who may open the store folder: many readers, or one writer.

The lock is the operating system's (flock) on the file `lock`, so it ends with its process, however that ends. A writer
notes its pid and command in the file and clears it when it closes: words found in a free lock tell of a writer that was
killed. On Windows, which has no flock, the engine's own lock has to do.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

from kg.errors import StoreError, StoreInUse

if sys.platform != "win32":
    import fcntl

__all__ = ["Lock"]

_POLL = 0.05  # seconds


class Lock:
    """A hold on the folder, taken when made. Raises StoreInUse after `wait` seconds, StoreError when it cannot be had."""

    def __init__(self, folder: Path, *, exclusive: bool, wait: float) -> None:
        self.folder = folder
        self.path = folder / "lock"
        self.exclusive = exclusive
        try:
            self._file = self._open()
            self._wait(time.monotonic() + wait)
        except OSError as error:
            raise StoreError(f"{self.path} cannot be locked: {error.strerror or error}") from error
        self.left_open = bool(self._note())
        if exclusive:
            self._write(f"{os.getpid()} {_command()}\n")

    def release(self, *, clean: bool = True) -> None:
        """Give the hold back; `clean` says that a writer left everything on disk."""
        if self._file is None:
            return
        if self.exclusive and clean:
            self._write("")
        if sys.platform != "win32":
            fcntl.flock(self._file, fcntl.LOCK_UN)  # closing alone would leave it to a forked child
        os.close(self._file)
        self._file = None

    def _open(self) -> int | None:
        if not self.exclusive:
            with contextlib.suppress(FileNotFoundError):
                return os.open(self.path, os.O_RDONLY)
        try:
            return os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            if self.exclusive:
                raise
            return None  # no lock and no right to make one: nobody writes here

    def _wait(self, until: float) -> None:
        if sys.platform == "win32" or self._file is None:
            return
        while True:
            try:
                fcntl.flock(self._file, (fcntl.LOCK_EX if self.exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except BlockingIOError as error:
                if time.monotonic() >= until:
                    in_use = self._in_use()
                    os.close(self._file)
                    raise in_use from error
                time.sleep(_POLL)
            else:
                return

    def _in_use(self) -> StoreInUse:
        if note := self._note():
            pid, _, command = note.partition(" ")
            return StoreInUse(
                f"{self.folder} is being written by process {pid}{f' ({command})' if command else ''}",
                hint="Wait until it has finished, or end it; then try again.",
            )
        pids = self._holders()
        who = f"process {', '.join(pids)}" if pids else "another process"
        return StoreInUse(
            f"{self.folder} is being read by {who}", hint="Close the store there (a notebook, a server); then try again."
        )

    def _holders(self) -> list[str]:
        """The pids that hold the lock, where the system tells (Linux)."""
        if self._file is None:
            return []
        inode = f":{os.fstat(self._file).st_ino}"
        with contextlib.suppress(OSError):
            rows = [row.split() for row in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
            return sorted({row[4] for row in rows if len(row) > 5 and row[1] == "FLOCK" and row[5].endswith(inode)})
        return []

    def _note(self) -> str:
        if self._file is None:
            return ""
        os.lseek(self._file, 0, os.SEEK_SET)
        return os.read(self._file, 500).decode(errors="replace").strip()

    def _write(self, note: str) -> None:
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.lseek(self._file, 0, os.SEEK_SET)
            os.write(self._file, note.encode(errors="replace"))


def _command() -> str:
    """The command line's first words, without folders."""
    return " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]]) if sys.argv and sys.argv[0] else "python"
