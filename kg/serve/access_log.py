"""The access log: one JSON object a line. It holds paths without query strings and never a query: both tell what people think.

{"time": "2026-01-31T10:00:00.123Z", "client": "127.0.0.1", "method": "GET", "path": "/sparql", "status": 200, "ms": 12.3,
 "bytes": 4096}
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

__all__ = ["AccessLog"]

LONGEST = 500  # characters of a path


class AccessLog:
    """Writes to `file`, nowhere where it is None. A line that cannot be written is dropped: the answer counts more."""

    def __init__(self, file: TextIO | None, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._file = file
        self._now = now

    def write(self, client: str, method: str, path: str, status: int, seconds: float, size: int) -> None:
        """Note an answered request: `path` without its query string, `seconds` it took, `size` of the body in bytes."""
        if self._file is None:
            return
        entry = {
            "time": self._now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "client": client,
            "method": method[:20],
            "path": path[:LONGEST],
            "status": status,
            "ms": round(seconds * 1000, 1),
            "bytes": size,
        }
        try:
            self._file.write(json.dumps(entry, ensure_ascii=True) + "\n")
            self._file.flush()
        except (OSError, ValueError):
            self._file = None
