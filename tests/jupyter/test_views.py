"""Papers, flaws, figures, the store and the graph as a notebook shows them."""

from __future__ import annotations

import base64
import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import jupyter
from kg.cli.context import filled
from kg.dossier import dossier
from kg.errors import NotFound, Problem, UsageError
from kg.figures.matrix import matrix
from kg.jupyter.told import unfilled
from kg.pipeline import Result
from kg.recurrence import recurrence
from kg.sparql import ask
from kg.store import Store, open_store
from kg.tables import visible

Parse = Callable[[str], Any]


def test_a_paper_with_each_judgement_its_assessor_and_its_source(corpus: Store, parsed: Parse) -> None:
    found = parsed(jupyter.paper(corpus, "van Dillen 2021")._repr_html_())
    paper: Any = dossier(corpus, "van-dillen-2021")
    for finding in paper["findings"]:
        assert finding["why"] in found.words
        assert f"{finding['assessor']}, {finding['published']}" in found.words
    assert found.text.count("read from van-dillen-2021.yaml") == len(paper["findings"])
    derived = found.text[found.text.index("derived by rules; nobody asserted it") :]
    for candidate in paper["derived"]:
        assert visible(candidate["message"]) in derived
        assert candidate["message"] not in found.text[: -len(derived)]
    asked = [line.split("Ask it yourself: ")[1] for line in found.text.splitlines() if "Ask it yourself: " in line]
    assert "%sparql flaws-of-paper --param paper=van-dillen-2021" in asked
    assert not any(line == "%sparql effects-of-outcome" for line in asked), "it needs a value"
    assert repr(jupyter.paper(corpus, "van-dillen-2021")).startswith("Paper: van Dillen 2021: ")


def test_a_flaw_with_its_denominator_and_every_paper_judged(corpus: Store, parsed: Parse) -> None:
    row = next(row for row in recurrence(corpus).dicts() if row["flaw"] == "spin")
    found = parsed(jupyter.flaw(corpus, "spin")._repr_html_())
    assert f"{row['papers']} of {row['judged']}" in found.words
    assert f"Judgedin {row['judged']} papers of {row['appraised']} appraised" in found.text.replace("\n", "")
    assert f"Papers and their judgements: {len(_judged(corpus, 'spin'))} rows" in found.text
    assert all(str(name) in found.text for name in _judged(corpus, "spin").values())


def _judged(store: Store, flaw: str) -> dict[object, object]:
    """The names of the papers with any judgement of the flaw, by their keys."""
    keys = {row["paper"] for row in ask(store, "judgements").dicts() if row["flaw"] == flaw}
    return {row["paper"]: row["name"] for row in ask(store, "papers").dicts() if row["paper"] in keys}


def test_flaws_with_shares_only_where_they_were_looked_for(
    corpus: Store, parsed: Parse, command: Any, corpus_place: Path
) -> None:
    told = jupyter.flaws(corpus, min_papers=10)
    assert command("flaws", "--min-papers", "10", store=corpus_place).out.split() == repr(told).split()
    assert [line.partition(":")[0] for line in told.lines] == ["papers", "-"]
    assert any(row["share (95% CI)"] == "-" for row in told.table.dicts())
    found = parsed(told._repr_html_())
    assert "judged in fewer than half of the appraised papers" in found.words


def test_a_store_says_what_it_holds_also_when_it_is_closed(corpus: Store, parsed: Parse) -> None:
    found = parsed(jupyter.store(corpus)._repr_html_())
    assert f"Papers{len(ask(corpus, 'papers'))}Sources{len(ask(corpus, 'sources'))}, last read" in found.text.replace("\n", "")
    assert str(corpus.place) in found.text
    empty = open_store()
    assert "Nobody yet." in parsed(jupyter.store(empty)._repr_html_()).text
    empty.close()
    assert "The store is closed." in parsed(jupyter.store(empty)._repr_html_()).text


def test_hostile_words_stay_words(hostile: Store, parsed: Parse, nasty: tuple[str, ...]) -> None:
    views = [
        jupyter.paper(hostile, "hostile-1999", passages="full"),
        jupyter.flaw(hostile, "spin"),
        jupyter.store(hostile),
        jupyter.overview(hostile),
        jupyter.flaws(hostile, by="assessor"),
        jupyter.chart(hostile, "matrix", title=nasty[0]),
        jupyter.results([Result(nasty[0], None, "skipped", problems=(Problem(nasty[1], nasty[2]),), hint=nasty[3])]),
    ]
    for view in views:
        assert "mathjax_ignore" in str(parsed(view._repr_html_()).elements[0][1]["class"])
        assert not set("\x1b\x9b\u202e") & set(view._repr_html_() + repr(view).replace("\\x", ""))
    shown = parsed(views[0]._repr_html_()).words
    for text in nasty:
        assert shown.count(" ".join(visible(text).split())) >= 3


def test_a_chart_is_a_picture_with_its_notes_and_files(corpus: Store, parsed: Parse, tmp_path: Path) -> None:
    chart = jupyter.chart(corpus, "recurrence", top=5)
    found = parsed(chart._repr_html_())
    picture = found.named("img")[0]
    drawn = base64.b64decode(str(picture["src"]).partition(",")[2]).decode()
    assert drawn == chart.svg()
    assert ElementTree.fromstring(drawn).tag.endswith("svg")  # noqa: S314 - made here
    assert chart.figure.title in str(picture["alt"])
    assert all(note in found.text for note in chart.figure.notes)
    for ending in ("svg", "html", "csv", "json"):
        assert chart.save(tmp_path / f"figure.{ending}").read_bytes().decode() == chart.text(ending)
    assert len(list(csv.reader(io.StringIO(chart.text(".csv"))))) == len(chart.table) + 1
    assert json.loads(chart.text(".json")) == chart.figure.spec
    with pytest.raises(UsageError, match=r"cannot be written as '\.png'"):
        chart.save(tmp_path / "figure.png")


def test_a_chart_takes_the_options_of_its_figure(corpus: Store) -> None:
    made = matrix(corpus, papers=["van-dillen-2021"], top=3)
    assert jupyter.chart(corpus, "matrix", papers="van Dillen 2021", top=3).svg() == made.wide.svg()
    with pytest.raises(NotFound, match="no figure 'forrest'"):
        jupyter.chart(corpus, "forrest")
    with pytest.raises(UsageError, match="no option 'outcom'"):
        jupyter.chart(corpus, "forest", outcom="pain")
    with pytest.raises(UsageError, match="needs the option flaw"):
        jupyter.chart(corpus, "strata")


def test_the_graph_is_the_page_of_the_command_in_a_frame(
    corpus: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, nasty: tuple[str, ...]
) -> None:
    text, asked = f"<script>1 && '\"'</script>{nasty}", {}

    def page(store: Store, **options: object) -> tuple[str, str]:
        asked.update(options)
        return text, f"12 nodes {nasty[0]}"

    monkeypatch.setattr(import_module("kg.graph_page"), "graph_page", page)
    frame = jupyter.graph(corpus, around="van-dillen-2021", title=nasty[1], height=500)
    assert (asked["around"], asked["hops"], asked["most"]) == ("van-dillen-2021", 1, 5000)
    assert frame.save(tmp_path / "graph.html").read_text("utf-8") == text
    elements: list[tuple[str, dict[str, str | None]]] = []
    reader = HTMLParser(convert_charrefs=True)
    reader.handle_starttag = lambda tag, attrs: elements.append((tag, dict(attrs)))  # type: ignore[method-assign]
    reader.feed(frame._repr_html_())
    assert [tag for tag, _ in elements] == ["div", "iframe", "p", "code"]
    opened = elements[1][1]
    assert (opened["sandbox"], opened["srcdoc"], opened["title"]) == ("allow-scripts", text, nasty[1])


@given(st.lists(st.text("ab -", min_size=1, max_size=300).filter(lambda line: not line.startswith((" ", "--"))), max_size=4))
def test_lines_broken_for_a_terminal_are_whole_again(lines: list[str]) -> None:
    """What a terminal breaks at 110 columns is put together; nothing is lost where it was not broken."""
    whole = unfilled(filled(lines))
    assert " ".join(whole).split() == " ".join(lines).split()
    assert len(whole) <= sum(bool(line.strip()) for line in lines)
    assert unfilled(f"{'a' * 109}.\nwithout: b") == (f"{'a' * 109}.", "without: b")


def test_importing_the_views_loads_neither_ipython_nor_libraries() -> None:
    names = ("IPython", "pandas", "polars", "jinja2", "pydantic", "numpy", "pyoxigraph")
    code = f"import sys, kg.jupyter; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
