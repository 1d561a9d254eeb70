"""The styles and scripts of the explorer: the files of one folder of the package, by name."""

from __future__ import annotations

from kg import resources
from kg.errors import NotFound
from kg.explorer.asked import Answer, Asked
from kg.report.known import Known

__all__ = ["static"]

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_FOLDER = ("views", "static", "explorer")


def static(known: Known, asked: Asked) -> Answer:
    """The file `/static/NAME`; raises NotFound for any name that is not in the folder."""
    name = asked.path.removeprefix("/static/")
    for ending, media_type in _TYPES.items():
        if name.endswith(ending) and name.removesuffix(ending) in resources.names("/".join(_FOLDER), ending):
            return Answer(200, media_type, resources.read_text(*_FOLDER, name).encode())
    raise NotFound(f"There is no file {name}.")
