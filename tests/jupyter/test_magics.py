"""`%%sparql`, `%sparql` and `%kg` in a running IPython, and errors told in words."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import kg
from kg.errors import KgError, NotFound, UsageError
from kg.jupyter.told import flaws
from kg.jupyter.words import meant
from kg.sparql import ask, names
from kg.store import Store
from kg.tables import Table

pytest.importorskip("IPython")


@pytest.fixture
def notebook(shell: Any, corpus: Store) -> Any:
    """The shell of a notebook that begins with `store = ...`."""
    shell.reset(new_session=False)
    shell.user_ns["store"] = corpus
    return shell


def _run(shell: Any, cell: str) -> Any:
    """What a cell gives; raises what it raised."""
    done = shell.run_cell(cell, store_history=False)
    done.raise_error()
    return done.result


def test_a_query_of_ones_own(notebook: Any, corpus: Store) -> None:
    cell = "SELECT ?key WHERE { ?paper a kg:Paper ; kg:key ?key } ORDER BY ?key"
    found = _run(notebook, f"%%sparql --limit 3\n{cell}")
    assert found == kg.free(corpus, cell, 3)
    assert found.truncated
    assert _run(notebook, f"%%sparql -o kept\n{cell}") is None
    assert notebook.user_ns["kept"] == kg.free(corpus, cell)
    assert _run(notebook, "%%sparql\nASK { ?paper a kg:Paper }") is True
    turtle = _run(notebook, "%%sparql\nCONSTRUCT { ?p a kg:Paper } WHERE { ?p kg:key 'van-dillen-2021' }")
    assert "paper:van-dillen-2021 a kg:Paper" in repr(turtle)
    assert repr(turtle).count("@prefix") == 2


def test_a_named_question(notebook: Any, corpus: Store, capsys: pytest.CaptureFixture[str]) -> None:
    found = _run(notebook, "%sparql flaws-of-paper --param paper=van-dillen-2021")
    assert found == ask(corpus, "flaws-of-paper", paper="van-dillen-2021")
    assert _run(notebook, "%sparql").column("name") == names()
    assert len(_run(notebook, "%sparql flaws-of-paper --param paper=van-dilen-2021")) == 0
    assert "there is no paper 'van-dilen-2021' in the store. Did you mean van-dillen-2021" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        ("%sparql paperz", NotFound, "There is no named query 'paperz'.\nDid you mean papers"),
        ("%sparql flaws-of-paper", UsageError, "flaws-of-paper needs a value: --param paper=van-dillen-2021"),
        ("%sparql papers --param paper", UsageError, "--param needs NAME=VALUE, not 'paper'."),
        ("%sparql papers --rows 3", UsageError, "unrecognized arguments: --rows 3."),
        ("%sparql papers --limit many", UsageError, "a whole number is needed, not 'many'"),
        ("%sparql papers -o 2x", UsageError, "-o needs the name of a variable"),
        ("%sparql papers --param 'x", UsageError, "No closing quotation"),
        ("%%sparql papers\nASK {}", UsageError, "takes no question by name"),
        ("%%sparql\n ", UsageError, "needs a query below"),
        ("%%sparql --store no-such-folder\nASK {}", NotFound, "no-such-folder"),
        ("%%sparql\nSELECT ?p\nWHERE { ?p a kg:Paper", UsageError, ""),
        ("%%sparql\nSELECT ?p\nWHERE { ?p kg:key ?k FILTR(?k) }", UsageError, "line 2, column 30"),
        ("%%sparql\nSELECT ?p WHERE { ?p kg:key ?k FILTR(?k) }", UsageError, "line 1, column 40"),
        ("%%sparql\nSELECT * { SERVICE <http://localhost:1/> { ?s ?p ?o } }", UsageError, "SERVICE"),
        ("kg.ask(store, 'nothing')", NotFound, "There is no named query 'nothing'."),
        ("%kg flaw", UsageError, "There is no command 'flaw'.\nDid you mean flaws?"),
        ("%kg flaws --nope", UsageError, "No such option"),
        ("%kg --store x flaws", UsageError, "Options of kg itself"),
        ("%kg ingest somewhere.yaml", KgError, "open for reading"),
    ],
)
def test_a_mistake_is_one_message(
    notebook: Any, capsys: pytest.CaptureFixture[str], cell: str, kind: type[Exception], said: str
) -> None:
    notebook.user_ns["kg"] = kg
    done = notebook.run_cell(cell, store_history=False)
    assert isinstance(done.error_in_exec, kind)
    told = "".join(capsys.readouterr())
    assert said in told
    assert "Traceback" not in told
    assert told.startswith(f"{type(done.error_in_exec).__name__}: ")


def test_a_query_that_does_not_parse_is_shown_with_its_place(notebook: Any, capsys: pytest.CaptureFixture[str]) -> None:
    notebook.run_cell("%%sparql\nSELECT ?p WHERE { ?p kg:key ?k FILTR(?k) }", store_history=False)
    lines = "".join(capsys.readouterr()).splitlines()
    at = lines.index("SELECT ?p WHERE { ?p kg:key ?k FILTR(?k) }")
    assert lines[at + 1] == " " * 39 + "^"


def test_a_command_on_the_store_of_the_notebook(
    notebook: Any,
    corpus: Store,
    corpus_place: Path,
    command: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("kg.jupyter.magics.display", shown.append)
    _run(notebook, "%kg flaws --min-papers 10")
    assert shown == [flaws(corpus, min_papers=10)]
    _run(notebook, "%kg sources --format csv")
    assert capsys.readouterr().out == command("sources", "--format", "csv", store=corpus_place).out
    _run(notebook, "%kg agree --limit 0")
    own = notebook.display_formatter.format(kg.agreement(corpus))[0]["text/plain"]
    assert own.split() == repr(shown[-1]).split(), "an object shows itself as its command does"
    assert capsys.readouterr() == ("", "")
    assert len(corpus) > 0, "the store stays open"


def test_a_store_in_memory_takes_commands(notebook: Any, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with kg.open_store() as store:
        notebook.user_ns["store"] = store
        _run(notebook, f"%kg ingest {data / 'alpha-2001.yaml'}")
        assert len(ask(store, "papers")) == 1
    capsys.readouterr()


def test_which_store_is_meant(corpus: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("KG_STORE", raising=False)
    assert meant(None, {}) == "kg-store"
    assert meant(None, {"store": corpus}) is corpus
    assert meant("mine", {"mine": corpus, "store": None}) is corpus
    assert meant("mine", {"mine": tmp_path}) == str(tmp_path)
    assert meant("folder/mine", {"store": corpus}) == "folder/mine"
    monkeypatch.setenv("KG_STORE", "elsewhere")
    assert meant(None, {"store": "no store"}) == "elsewhere"


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
def test_names_of_questions_are_completed(shell: Any) -> None:
    from kg.jupyter.extension import _completed

    assert _completed(shell, SimpleNamespace(symbol="flaws-", line="%sparql flaws-")) == ["flaws-of-paper"]
    _, found = shell.complete("flaws-of", line="%sparql flaws-of", cursor_pos=len("%sparql flaws-of"))
    assert "flaws-of-paper" in found


def test_objects_of_kg_show_themselves(notebook: Any, corpus: Store) -> None:
    from kg.figures.recurrence import recurrence

    shown = notebook.display_formatter.format
    figure, held, table = recurrence(corpus, top=3), shown(corpus)[0], shown(Table.of(["a"], [[1]]))[0]
    assert shown(figure)[0]["text/html"].startswith("<figure")
    assert figure.title in shown(figure)[0]["text/plain"]
    assert held["text/plain"] == f"Store: {corpus.place}"
    assert "kg-page" in held["text/html"]
    assert "kg-table" in table["text/html"]


def test_it_can_be_taken_out_again(shell: Any, corpus: Store) -> None:
    shell.run_line_magic("unload_ext", "kg")
    assert shell.find_line_magic("sparql") is None
    assert "text/html" not in shell.display_formatter.format(corpus)[0]
    assert not hasattr(KgError, "_render_traceback_")
    shell.run_line_magic("load_ext", "kg")
    assert shell.find_line_magic("sparql") is not None
