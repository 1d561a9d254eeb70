"""The notebooks as pages to read: their prose and their code; running them is left to Jupyter."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["page"]


def page(place: Path) -> str:
    """A notebook as Markdown, without outputs, since none are kept."""
    cells = json.loads(place.read_text("utf-8"))["cells"]
    parts = [_cell(cell["cell_type"], "".join(cell["source"]).strip()) for cell in cells]
    head, *rest = [part for part in parts if part]
    line = f"This page is the notebook [{place.name}](/notebooks/{place.name}): open it in Jupyter to run it."
    first, _, after = head.partition("\n")
    return "\n\n".join([first, line, after.strip(), *rest]) + "\n"


def _cell(kind: str, source: str) -> str:
    if kind != "code" or not source:
        return source
    word = "sparql" if source.startswith("%%sparql") else "text" if source.startswith("%%") else "python"
    return f"```{word}\n{source}\n```"
