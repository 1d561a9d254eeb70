"""A notebook that a kernel runs from top to bottom, with every view in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

CELLS = {
    "import kg\n%load_ext kg\nfrom kg import jupyter": "",
    "store = kg.open_store({place!r})\nstore": "kg-page",
    "kg.recurrence(store).head(3)": "kg-table",
    "jupyter.paper(store, 'van Dillen 2021')": "kg-page",
    "jupyter.flaw(store, 'spin')": "kg-page",
    "jupyter.chart(store, 'recurrence')": "kg-figure",
    "jupyter.chart(store, 'recurrence').interactive()": "kg-frame",
    "%sparql papers --limit 3": "kg-table",
    "%%sparql\nSELECT ?paper WHERE {{ ?paper a kg:Paper }} LIMIT 3": "kg-table",
    "%kg flaws --min-papers 20": "kg-told",
    "%sparql papers --limit 5 -o papers\npapers": "kg-table",
}


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # the kernel client's own, on closing
def test_every_view_in_a_kernel(corpus_place: Path, tmp_path: Path) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    made = nbformat.v4
    cells = [made.new_code_cell(cell.format(place=str(corpus_place))) for cell in CELLS]
    cells.append(made.new_code_cell("%sparql no-such-question", metadata={"tags": ["raises-exception"]}))
    notebook: Any = made.new_notebook(cells=cells)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for cell, wanted in zip(notebook.cells, CELLS.values(), strict=False):
        assert all(out.output_type != "stream" for out in cell.outputs), cell.source
        html = "".join(out.get("data", {}).get("text/html", "") for out in cell.outputs)
        assert (wanted in html) if wanted else not html, cell.source
    (error,) = notebook.cells[-1].outputs
    assert (error.output_type, error.ename) == ("error", "NotFound")
    assert error.traceback == ["NotFound: There is no named query 'no-such-question'.", "kg query --list shows them all."]
