"""`kg ontology`: a page without a store, written whole or not at all."""

from __future__ import annotations

import html
import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]


def test_the_page_needs_no_store_and_says_what_it_holds(kg: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = kg("ontology", "-o", "new/folder/o.html")
    assert (code, out) == (0, "")
    counts = r"\d+ flaws, \d+ instruments with \d+ thresholds, \d+ rules"
    assert re.fullmatch(rf"new/folder/o\.html: {counts}\. Open it in a browser; it needs no network\.\n", err)
    text = (tmp_path / "new" / "folder" / "o.html").read_text("utf-8")
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert [path.name for path in tmp_path.iterdir()] == ["new"], "no store was made"
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == ["o.html"]


def test_a_page_is_replaced_and_the_same_again(kg: Call, tmp_path: Path) -> None:
    place = tmp_path / "o.html"
    place.write_text("an old page")
    assert kg("--quiet", "ontology", "-o", place) == (0, "", "")
    first = place.read_bytes()
    assert b"an old page" not in first
    assert kg("ontology", "-o", place)[0] == 0
    assert place.read_bytes() == first


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(kg: Call, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept")
    for place in (tmp_path / "folder", tmp_path / "file" / "o.html"):
        code, out, err = kg("ontology", "-o", place)
        assert (code, out) == (2, "")
        assert err.startswith(f"{place} cannot be written: ")
        assert err.splitlines()[1] == "Choose another place with -o."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert list((tmp_path / "folder").iterdir()) == []
    assert (tmp_path / "file").read_text() == "kept"


def test_a_page_that_cannot_be_made_leaves_the_old_one(kg: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "o.html"
    place.write_text("an old page")
    monkeypatch.setattr("kg.resources.shipped", lambda *parts: tmp_path.joinpath("nowhere", *parts))
    code, out, err = kg("ontology", "-o", place)
    assert (code, out) == (2, "")
    assert "appraisal.ttl: No such file" in err
    assert place.read_text() == "an old page"
    assert [path.name for path in tmp_path.iterdir()] == ["o.html"]


def test_where_to_write_has_to_be_said(kg: Call) -> None:
    code, _, err = kg("ontology")
    assert (code, "'-o' / '--output'" in err) == (2, True)


def test_the_commands_that_the_page_names_work(kg: Call, tmp_path: Path, corpus_place: Path) -> None:
    place = tmp_path / "o.html"
    kg("ontology", "-o", place)
    text = place.read_text("utf-8")
    (example,) = re.findall(r"<pre tabindex=\"0\"><code>(kg query .*?)</code></pre>", text)
    code, out, _ = kg(*shlex.split(html.unescape(example))[1:], "--format", "csv", store=corpus_place)
    assert code == 0
    assert float(out.splitlines()[1]) < 0.001
    assert kg("check", "--rule", "high-attrition", "--set", "percent_lost=30", "--format", "csv", store=corpus_place)[0] in (0, 1)
