"""Where the files that ship with kg are: in a wheel under `kg/_shipped/`, in a checkout beside the package.

The only module that knows about either place. Plain paths: importing importlib.resources would slow every command.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["corpus", "folder", "names", "read_text", "shipped"]

_PACKAGE = Path(__file__).parent
_ROOT = _PACKAGE / "_shipped" if (_PACKAGE / "_shipped").is_dir() else _PACKAGE.parent


def shipped(*parts: str) -> Path:
    """A file or folder of `ontology/`, `data/` or `layouts/`, wherever this installation keeps it."""
    return _ROOT.joinpath(*parts)


def folder(*parts: str) -> Path:
    """A shipped folder; raises FileNotFoundError where the installation is incomplete."""
    path = shipped(*parts)
    if not path.is_dir():
        raise FileNotFoundError(f"this installation of kg lacks its folder {'/'.join(parts)}")
    return path


def corpus() -> Path:
    """The folder of the shipped appraisals and reference lists; raises as `folder` does."""
    return folder("data")


def read_text(*parts: str) -> str:
    """The text of a file inside the package itself, such as `read_text("queries", "recurrence.rq")`."""
    return _PACKAGE.joinpath(*parts).read_text("utf-8")


def names(room: str, suffix: str) -> list[str]:
    """The names of the files with that ending in a folder of the package, without the ending, sorted."""
    return sorted(path.name.removesuffix(suffix) for path in _PACKAGE.joinpath(room).iterdir() if path.name.endswith(suffix))
