"""Snapshots of a store: folders that never change, from which workers answer while the store itself is written.

    STORE/snapshots/NAME.lock   held by the living server NAME (flock), so that it is free however that server ended
    STORE/snapshots/NAME/1/     a snapshot, a store folder like any other: the engine's files and columns linked, the rest copied

Where the store's folder cannot be written (another user's, a read-only disk), the snapshots are in the system's folder for
temporary files, and everything is copied.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError, StoreError
from kg.serve.copying import raised
from kg.store.folder import expect
from kg.store.lock import Lock

if sys.platform != "win32":
    import fcntl

__all__ = ["Snapshot", "Snapshots"]

_FOLDER = "snapshots"
_LONGEST = 600  # seconds for a copy on another disk


class Snapshot(NamedTuple):
    """A copy of the store: where it is, of which revision, and when it was taken, in seconds since 1970."""

    folder: Path
    revision: str
    taken: float


class Snapshots:
    """The snapshots of one server. `close` takes them away; those of a server that was killed, the next one does."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self._lock: int | None = None
        self._folder: Path | None = None
        self._count = 0
        self._taking = threading.Lock()

    def open(self) -> None:
        """Make the folder and take away what killed servers left. Raises NotFound where there is no store, StoreError."""
        expect(self.place)
        try:
            home = _home(self.place)
            _tidy(home)
            while self._lock is None:
                name = secrets.token_hex(8)
                self._lock = _held(home / f"{name}.lock", make=True)
                self._folder = home / name
            assert self._folder is not None  # noqa: S101 - for the type checker
            self._folder.mkdir(mode=0o700)
        except OSError as error:
            raise StoreError(f"no snapshot of {self.place} can be made: {error.strerror or error}") from error

    def take(self, wait: float = 0.0) -> Snapshot:
        """A new snapshot. Raises StoreInUse where a writer is at work longer than `wait` seconds, StoreError, NotFound."""
        with self._taking:
            return self._take(wait)

    def _take(self, wait: float) -> Snapshot:
        if self._folder is None:
            raise StoreError("the snapshots are not open")
        if not self._folder.is_dir():  # somebody tidied up, or made the store anew
            self._begin_anew()
        Lock(self.place, exclusive=False, wait=wait).release()  # to be refused costs nothing here
        self._count += 1
        target, now = self._folder / str(self._count), time.time()
        command = [sys.executable, "-P", "-m", "kg.serve.copying", str(self.place), str(target), str(wait), str(os.getpid())]
        try:
            done = subprocess.run(  # noqa: S603 - this very interpreter, with two folders and a number
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=_LONGEST + wait, check=False
            )
            said = json.loads(done.stdout)
        except (ValueError, subprocess.TimeoutExpired) as error:
            shutil.rmtree(target, ignore_errors=True)
            raise StoreError(f"no snapshot of {self.place} could be made", hint="The log of the server says why.") from error
        if "error" in said:
            shutil.rmtree(target, ignore_errors=True)
            # Its number is another at each try, and what goes wrong again need not be said again.
            raise raised(said | {"message": said["message"].replace(str(target), str(self._folder))})
        return Snapshot(target, said["revision"], now)

    def has(self, snapshot: Snapshot) -> bool:
        """Whether it is still there: somebody may have taken its folder away."""
        return snapshot.folder.is_dir()

    def revision(self) -> str:
        """That of the store now; "" for one that was never written. Costs nothing."""
        try:
            return (self.place / "revision").read_text("utf-8").strip()
        except OSError:
            return ""

    def drop(self, snapshot: Snapshot) -> None:
        """Take one away, whose readers have ended."""
        shutil.rmtree(snapshot.folder, ignore_errors=True)

    def close(self) -> None:
        """Take all away, when the one that is being taken is done. Closing twice does nothing."""
        with self._taking:
            self._close()

    def _begin_anew(self) -> None:
        """Another folder, for the one that has gone. Raises as `open`, and can then be tried again."""
        before, self._lock = self._lock, None
        try:
            self.open()
        except KgError:
            self._lock = before
            raise
        if before is not None:
            os.close(before)

    def _close(self) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.with_name(f"{self._folder.name}.lock").unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # another server has snapshots there
                self._folder.parent.rmdir()
        if self._lock is not None:
            os.close(self._lock)
        self._folder = self._lock = None


def _home(place: Path) -> Path:
    """The folder for all servers' snapshots, private to this user: in the store's folder where that can be written."""
    with contextlib.suppress(OSError):
        home = place / _FOLDER
        home.mkdir(mode=0o700, exist_ok=True)
        _try(home)
        return home
    home = Path(tempfile.gettempdir()) / f"kg-{_FOLDER}-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    found = home.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        return Path(tempfile.mkdtemp(prefix=f"kg-{_FOLDER}-"))  # somebody else made it: nothing of ours goes in
    return home


def _try(home: Path) -> None:
    """Raises OSError where nothing can be written."""
    probe = home / f"{secrets.token_hex(8)}.try"
    probe.touch()
    probe.unlink()


def _tidy(home: Path) -> None:
    """Take away the folders whose servers have ended."""
    for folder in [path for path in home.iterdir() if path.is_dir() and not path.is_symlink()]:
        path = home / f"{folder.name}.lock"
        lock = _held(path, make=True)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            path.unlink(missing_ok=True)
            os.close(lock)
    for path in home.glob("*.lock"):  # of a server that ended before it made its folder, or after it took it away
        lock = _held(path, make=False)
        if lock is not None:
            if not path.with_suffix("").exists():
                path.unlink(missing_ok=True)
            os.close(lock)


def _held(path: Path, *, make: bool) -> int | None:
    """The file, locked by this process; None where another holds it, or has taken it away meanwhile."""
    try:
        file = os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(file).st_ino == path.stat().st_ino:
            return file
    except OSError:
        pass
    os.close(file)
    return None
