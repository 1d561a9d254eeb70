"""What the system holds a worker to, whatever runs in it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource

__all__ = ["alone", "bounded", "dies_with", "more_time"]

_FILES = 1024  # open at once: a store keeps several hundred
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET of unshare(2)
_DEATH_SIGNAL, _NO_NEW_PRIVILEGES, _KILL = 1, 38, 9  # of prctl(2)


def bounded(memory: int) -> None:
    """At most so many bytes of address space, no core file with what was in memory, and no way to more rights."""
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_NOFILE, _FILES)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def more_time(seconds: float) -> None:
    """End this process after so much more work of all its threads: a second wall, should nobody end it from outside."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(spent.ru_utime + spent.ru_stime + seconds * (os.cpu_count() or 1)) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if most == resource.RLIM_INFINITY else min(soft, most), most))


def dies_with(parent: int) -> bool:
    """Whether the system ends this process when its parent ends; exits at once where that is another process by now."""
    if sys.platform != "linux":
        return False
    done = int(ctypes.CDLL(None).prctl(_DEATH_SIGNAL, _KILL, 0, 0, 0)) == 0
    if os.getppid() != parent:
        os._exit(0)
    return done


def alone() -> bool:
    """Cut this process and its children off from every network, by a namespace that has none. Before any thread starts."""
    if sys.platform != "linux":
        return False
    user = os.getuid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER | _NEW_NET) == 0:
        with contextlib.suppress(OSError):  # else it has no name in its namespace, which nothing here needs
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1\n", encoding="ascii")
        return True
    return int(libc.unshare(_NEW_NET)) == 0  # where only the superuser may


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with contextlib.suppress(ValueError, OSError):  # a system without this limit
        resource.setrlimit(kind, (most, most))
