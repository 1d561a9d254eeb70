"""Building the site: the checkout's pages and the reference are written side by side, and Sphinx makes HTML of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from documentation import commands, formats, handbook, layers, notebooks, python_names, queries, records
from documentation.accessible import complete
from documentation.contents import checkout, sections
from documentation.links import Links

__all__ = ["ROOT", "build"]

ROOT = Path(__file__).parents[2]
_MARK = ".buildinfo"  # Sphinx leaves it in every site


def build(target: Path) -> list[str]:
    """Writes the site into the folder `target`, which is replaced as a whole; returns what is wrong with it, one line each.

    Where something is wrong, `target` stays as it was. Raises FileExistsError for a folder that holds something else.
    """
    if target.exists() and any(target.iterdir()) and not (target / _MARK).is_file():
        raise FileExistsError(f"{target} holds something else than a site; name another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    places = checkout(ROOT)
    try:
        ran = notebooks.pages([ROOT / source for source in places if source.endswith(".ipynb")])
    except notebooks.Failed as error:
        return [str(error)]
    with tempfile.TemporaryDirectory(prefix=".site-", dir=target.parent) as scratch:
        stage, made = Path(scratch, "pages"), Path(scratch, "site")
        problems = (
            _write(stage, places, {source: page.text for source, page in ran.items()})
            or _sphinx(stage, made, Path(scratch, "doctrees"))
            or notebooks.fill(made, ((places[source.relative_to(ROOT).as_posix()], page) for source, page in ran.items()))
            or complete(made)
        )
        if not problems:
            shutil.rmtree(target, ignore_errors=True)
            made.rename(target)
    return problems


def _write(stage: Path, places: Mapping[str, str], ran: Mapping[Path, str]) -> list[str]:
    """All pages and the files they link to; returns the links that lead nowhere."""
    texts = {source: ran.get(ROOT / source) or (ROOT / source).read_text("utf-8") for source in places}
    links = Links(ROOT, places)
    pages = {place: links.led(texts[source], source, place) for source, place in places.items()}
    pages |= dict(_generated(texts))
    pages["index.md"] += "\n## All pages\n" + "".join(_toctree(title, found) for title, found in sections(pages))
    for place, text in pages.items():
        path = stage / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for source, place in links.files.items():
        (stage / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / source, stage / place)
    return links.problems


def _generated(texts: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The reference, by place; `texts` are the pages in which examples are found."""
    yield "architecture.md", layers.page(ROOT)
    yield "reference/commands.md", commands.page(texts)
    yield "reference/records.md", records.page()
    yield "reference/formats.md", formats.page()
    yield "reference/python.md", python_names.page()
    yield from queries.pages()
    yield from handbook.pages()


def _toctree(section: str, found: list[tuple[str, str]]) -> str:
    lines = [":maxdepth: 1", f":caption: {section}", "", *(f"{title} </{place}>" for title, place in found)]
    return "\n```{toctree}\n" + "\n".join(lines) + "\n```\n"


def _sphinx(stage: Path, made: Path, doctrees: Path) -> list[str]:
    """Runs Sphinx; returns its warnings, each once."""
    told = StringIO()
    nocolor()
    with patch_docutils(), docutils_namespace():
        application = Sphinx(
            srcdir=stage,
            confdir=Path(__file__).parent,
            outdir=made,
            doctreedir=doctrees,
            buildername="html",
            status=None,
            warning=told,
            freshenv=True,
        )
        application.build()
    return list(dict.fromkeys(line.replace(f"{stage}/", "") for line in told.getvalue().splitlines() if line.strip()))
