"""The notebooks as pages to read: their prose, their code, and what it shows when it is run from top to bottom."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import kg

__all__ = ["Failed", "Page", "fill", "pages"]

_WAIT = 300  # seconds for one cell, on a slow machine


class Failed(Exception):
    """A cell ended with an error."""


class Page(NamedTuple):
    """A notebook as Markdown, and what goes in place of each of the marks in it, as HTML."""

    text: str
    shown: dict[str, str]


def pages(places: Sequence[Path]) -> dict[Path, Page]:
    """Each notebook, run in a folder of its own that goes afterwards. Raises Failed, naming notebook and error."""
    with ThreadPoolExecutor(os.cpu_count()) as several:
        return dict(zip(places, several.map(_page, places), strict=True))


def fill(site: Path, ran: Iterable[tuple[str, Page]]) -> list[str]:
    """Puts what the cells show into the pages that Sphinx made, at these places; returns the marks that are not there.

    Sphinx itself trims lines and knows more line breaks than HTML, and a page in a frame names its scripts by their hashes.
    """
    missing = []
    for place, page in ran:
        path = (site / place).with_suffix(".html")
        text = path.read_text("utf-8")
        for mark, shown in page.shown.items():
            missing += [f"{place}: {mark} is not there"] if mark not in text else []
            text = text.replace(mark, f'<div class="shown">{shown}</div>')
        path.write_text(text, "utf-8")
    return missing


def _page(place: Path) -> Page:
    shown: dict[str, str] = {}
    parts = [part for cell in _ran(place) for part in _cell(cell, shown)]
    head, *rest = [part for part in parts if part]
    link = f"[{place.name}](/notebooks/{place.name})"
    line = f"This page is the notebook {link}, run when the page was made. Open it in Jupyter to go on from there."
    first, _, after = head.partition("\n")
    return Page("\n\n".join([first, line, after.strip(), *rest]) + "\n", shown)


def _ran(place: Path) -> list[Any]:
    """The cells with their outputs, in which files are named without the folders of this machine."""
    notebook = nbformat.read(place, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=_WAIT, kernel_name="python3", resources={"metadata": {"path": folder}})
        try:
            client.execute(stderr=subprocess.DEVNULL)  # of the kernel, which tells there how it listens
        except CellExecutionError as error:
            raise Failed(f"{place.name}: {error.ename}: {error.evalue}") from error
    text = nbformat.writes(notebook)
    for here in (folder, str(kg.corpus().parent)):
        text = text.replace(f"{here}/", "")
    return list(nbformat.reads(text, as_version=4).cells)


def _cell(cell: Any, shown: dict[str, str]) -> Iterator[str]:
    source = cell.source.strip()
    if cell.cell_type != "code" or not source:
        yield source
        return
    word = "sparql" if source.startswith("%%sparql") else "text" if source.startswith("%%") else "python"
    yield f"```{word}\n{source}\n```"
    for output in cell.outputs:
        mark = f"<!-- output {len(shown) + 1} -->"
        shown[mark] = _shown(output)
        yield f"```{{raw}} html\n{mark}\n```"


def _shown(output: Any) -> str:
    """An output as HTML: what a cell printed as it stands, of what it shows the form for people."""
    if output.output_type == "stream":
        return f"<pre>{escape(output.text)}</pre>"
    if "text/html" in output.data:
        return str(output.data["text/html"])
    return f"<pre>{escape(output.data['text/plain'])}</pre>"
