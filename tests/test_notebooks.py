"""The notebooks: kept without outputs, their prose without results, and each run from top to bottom with outputs that hold up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lxml import html
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
METAPSY = Path(__file__).parents[2] / "shared" / "data" / "metapsy" / "depression.csv"
LAST = "## What to do next"

# What may stand in prose as a number: a year, a level of confidence, and names that have a number in them.
KNOWN = re.compile(r"(?:19|20)\d\d|95%|RoB 2|I2|header being row 1|about \d+ minutes|doi 10\.\S+")
NOT_PROSE = re.compile(r"`[^`]*`|\]\([^)]*\)")
# The share of a column by the name it goes by, and what has to stand beside it.
SHARES = {"share": {"papers", "judged"}, "share (95% CI)": {"papers of judged"}, "agreement": {"agreed", "pairs"}}

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def _cells(path: Path, kind: str | None = None) -> list[Any]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if kind in (None, cell.cell_type)]


def test_there_are_eight_and_the_list_names_each() -> None:
    listed = re.findall(r"\]\((\d\d-[\w-]+\.ipynb)\)", (FOLDER / "README.md").read_text("utf-8"))
    assert listed == [path.name for path in NOTEBOOKS]
    assert len(listed) == 8


@every_notebook
def test_it_is_kept_clean(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert [cell.id for cell in notebook.cells] == [f"c{number:02d}" for number in range(len(notebook.cells))]
    assert all(not cell.metadata for cell in notebook.cells)
    assert all(not cell.outputs and cell.execution_count is None for cell in _cells(path, "code"))


@every_notebook
def test_it_says_for_whom_teaches_and_leads_on(path: Path) -> None:
    first, *_, last = cells = _cells(path)
    assert re.search(r"^\*\*For\*\* .+\*\*Takes\*\* about \d+ minutes", first.source, re.MULTILINE)
    assert LAST in last.source
    assert last.source.partition(LAST)[2].count("\n- ") >= 2
    assert 8 <= len(_cells(path, "code")) <= 15
    alone = [one.id for before, one in pairwise(cells) if before.cell_type == one.cell_type == "code"]
    assert len(alone) <= len(_cells(path, "code")) // 3, f"without a word before them: {alone}"


@every_notebook
def test_no_result_is_written_into_its_prose(path: Path) -> None:
    for cell in _cells(path, "markdown"):
        prose = KNOWN.sub("", NOT_PROSE.sub("", cell.source))
        assert not re.findall(r"\d+", prose), f"{cell.id}: a number that no cell computes"
        assert "\u2014" not in cell.source


@every_notebook
def test_its_links_lead_to_files(path: Path) -> None:
    links = [link for cell in _cells(path, "markdown") for link in re.findall(r"\]\(([^)]+)\)", cell.source)]
    assert links
    for link in links:
        assert link.startswith("https://") or (FOLDER / link.partition("#")[0]).is_file(), link


def _run(path: Path, place: Path) -> list[Any]:
    """The code cells with their outputs, run in that folder."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=180, kernel_name="python3", resources={"metadata": {"path": str(place)}}).execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _said(cells: list[Any]) -> str:
    """What was printed or shown as text."""
    return "\n".join(out.get("text", "") or out.get("data", {}).get("text/plain", "") for cell in cells for out in cell.outputs)


def _shown(cells: list[Any]) -> Iterator[str]:
    yield from (out.data["text/html"] for cell in cells for out in cell.outputs if "text/html" in out.get("data", {}))


def _hold_up(cells: list[Any]) -> None:
    """No warning, no error that was swallowed, no share without its denominator."""
    streams = [out for cell in cells for out in cell.outputs if out.output_type == "stream"]
    assert [out.text for out in streams if out.name == "stderr"] == []
    assert "Warning" not in _said(cells)
    for line in "".join(out.text for out in streams).splitlines():
        if re.search(r"\d%", line.replace("95%", "")):
            assert re.search(r"\bof\b", line), f"a percentage of what? {line}"
    for text in _shown(cells):
        for table in html.fromstring(f"<div>{text}</div>").iter("table"):
            heads = {" ".join(head.text_content().split()) for head in table.iter("th")}
            for share in heads & SHARES.keys():
                assert heads >= SHARES[share], f"{share} of what? {sorted(heads)}"


EXPECTED = {
    "01-appraise-a-paper": ("Did you mean no-untreated-arm?", "10 >= 9.1, the upper limit: definitely not", "Paul Ingraham"),
    "02-which-flaws-recur": ("43 of 45", "van-dillen-2021"),
    "03-effects-and-importance": ("98 of 166 estimates", "definitely not", "without unblinded-participants"),
    "04-larger-effects": ("Nothing to compare: of 435 estimates found", "All: effects by their precision"),
    "05-compare-appraisers": ("18 of 20 agreed, kappa 0.80", "present, absent, unclear"),
    "06-sparql-tour": ("van-dillen-2021", "nothing recorded", "of them flaws"),
    "07-risk-of-bias-figure": ("Figure 1. Safeguards in trials of fibromyalgia", "figure-1.svg"),
    "08-your-own-table": ("'Lowish' is not in the code book", "'about 0,2' is not a number", "without outcome-measurement"),
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # the kernel client's own, on closing
@every_notebook
def test_it_runs(path: Path, tmp_path: Path) -> None:
    cells = _run(path, tmp_path)
    _hold_up(cells)
    whole = "\n".join((_said(cells), *_shown(cells)))
    assert [words for words in EXPECTED[path.stem] if words not in whole and words.replace("'", "&#39;") not in whole] == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_larger_effects_in_metapsy(tmp_path: Path) -> None:
    if not METAPSY.exists():
        pytest.skip("Metapsy's table of depression is not here")
    (tmp_path / "depression.csv").symlink_to(METAPSY)
    cells = _run(FOLDER / "04-larger-effects.ipynb", tmp_path)
    _hold_up(cells)
    whole = "\n".join((_said(cells), *_shown(cells)))
    assert "Metapsy's table" in whole
    assert "Page 2016" in whole
    assert "Nothing to compare" not in whole
