"""Where the files that ship with kg are: in the wheel under `kg/_shipped/`, in a checkout beside the package.

The only module that knows about either place.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["folder", "read_text", "shipped"]

_PACKAGE = files("kg")


def shipped(*parts: str) -> Traversable:
    """A file or folder of `ontology/` or `data/`, wherever this installation keeps it."""
    root = _PACKAGE / "_shipped"
    if not root.is_dir():
        root = Path(str(_PACKAGE)).parent
    return root.joinpath(*parts)


def read_text(*parts: str) -> str:
    """The text of a file inside the package itself, such as `read_text("queries", "recurrence.rq")`."""
    return _PACKAGE.joinpath(*parts).read_text("utf-8")


def folder(*parts: str) -> Path:
    """A shipped folder as a real path; raises FileNotFoundError where the installation is incomplete."""
    place = shipped(*parts)
    with as_file(place) as path:
        if not path.is_dir():
            raise FileNotFoundError(f"this installation of kg lacks its folder {'/'.join(parts)}")
        return path
