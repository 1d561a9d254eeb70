"""What the server says of itself to whoever watches over it, on the standard error stream: never what somebody asked."""

from __future__ import annotations

import sys

__all__ = ["note"]


def note(said: str) -> None:
    """Say it, at once."""
    sys.stderr.write(f"kg serve: {said}\n")
    sys.stderr.flush()
