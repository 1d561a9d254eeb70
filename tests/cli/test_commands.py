"""What the commands print, where, and with which exit code: the contract that scripts rely on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kg.cli.main import COMMANDS
from kg.store import open_store

Call = Callable[..., Any]
Write = Callable[..., Path]
Judged = Callable[..., dict[str, Any]]


@pytest.fixture
def place(tmp_path: Path, data: Path, kg: Call) -> Path:
    """A store with the invented papers."""
    folder = tmp_path / "store"
    code, out, err = kg("--quiet", "ingest", data, store=folder)
    assert (code, out, err) == (0, "", "")
    return folder


# ---- the json of each command


def test_ingest_json(kg: Call, tmp_path: Path, data: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\npaper: {key: No}\n", "utf-8")
    code, out, err = kg("ingest", data / "alpha-2001.yaml", bad, "--json", store=tmp_path / "s")
    rows = json.loads(out)
    assert code == 1
    assert [list(row) for row in rows] == [
        [
            "source", "format", "status", "papers", "findings", "estimates", "citations", "notices", "problems", "records",
            "rejected", "merged",
        ]
    ] * 2  # fmt: skip
    assert rows[0] == {
        "source": str(data / "alpha-2001.yaml"),
        "format": "appraisal",
        "status": "added",
        "papers": 1,
        "findings": 9,
        "estimates": 9,
        "citations": 0,
        "notices": 0,
        "problems": 1,
        "records": None,
        "rejected": None,
        "merged": 0,
    }
    assert (rows[1]["status"], rows[1]["format"], rows[1]["papers"]) == ("skipped", None, 0)
    assert rows[1]["problems"] >= 1
    assert "bad.yaml" in err
    assert "paper.key" in err


def test_sources_json(kg: Call, place: Path) -> None:
    code, out, err = kg("sources", "--format", "json", store=place)
    rows = json.loads(out)
    assert (code, err, len(rows)) == (0, "", 4)
    assert list(rows[0]) == [
        "source", "format", "sha256", "ingested", "papers", "findings", "estimates", "problems", "notices", "records", "rejected",
        "unfinished",
    ]  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{64}", rows[0]["sha256"])


def test_flaws_json(kg: Call, place: Path) -> None:
    code, out, _ = kg("flaws", "--format", "json", store=place)
    rows = json.loads(out)
    assert code == 0
    assert list(rows[0])[:10] == ["flaw", "label", "domain", "group", "papers", "judged", "appraised", "share", "low", "high"]
    assert rows[0] | {"low": None} == {
        "flaw": "baseline-imbalance",
        "label": "Baseline imbalance",
        "domain": "Participant selection and allocation",
        "group": None,
        "papers": 2,
        "judged": 2,
        "appraised": 2,
        "share": 1.0,
        "low": None,
        "high": 1.0,
        "mixed": 1,
        "cleared": 1,
    }
    for option in ("year", "journal", "design", "condition", "domain", "assessor", "funding"):
        code, out, _ = kg("flaws", "--by", option, "--format", "json", store=place)
        assert code == 0
        assert all(row["group"] for row in json.loads(out)), option
    code, out, _ = kg("flaws", "--level", "domain", "--min-papers", 2, "--format", "jsonl", store=place)
    assert [json.loads(line)["flaw"] for line in out.splitlines()] == ["selection-and-allocation"]


def test_validate_json(kg: Call, tmp_path: Path, data: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\npaper: {key: x-1, year: soon}\nappraisals: []\nnote: hm\n", "utf-8")
    code, out, _ = kg("validate", data / "gamma-2010.yaml", bad, "--format", "json")
    rows = json.loads(out)
    assert code == 1
    assert [list(row) for row in rows] == [["file", "where", "problem"]] * 2
    assert {row["file"] for row in rows} == {str(bad)}
    assert [row["where"] for row in rows] == ["line 2, paper.year", "line 4, note"]
    code, out, err = kg("validate", data / "gamma-2010.yaml")
    assert (code, out) == (0, "")
    assert err
    assert not (tmp_path / "kg-store").exists()


def test_query_json_keeps_numbers_and_nulls(kg: Call, place: Path) -> None:
    code, out, err = kg("query", "effects-including-no-effect", "--format", "json", store=place)
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert (rows[0]["value"], rows[0]["low"], rows[0]["adjusted"], rows[0]["p"]) == (1, 0, None, "0.05")
    assert rows[1]["low"] == -3.5


def test_paper_json_is_one_object(kg: Call, place: Path) -> None:
    for ref in (
        "alpha-2001",
        "10.5555/ALPHA.1",
        "https://doi.org/10.5555/alpha.1",
        "900000001",
        "https://w3id.org/appraisal-kg/paper/alpha-2001",
    ):
        code, out, _ = kg("paper", ref, "--format", "json", store=place)
        assert (code, json.loads(out)["key"]) == (0, "alpha-2001")
    code, out, _ = kg("paper", "beta-1999", store=place)
    assert "Critical Thumb" in out
    assert "gamma-2010" in out
    code, out, err = kg("paper", "alfa-2001", store=place)
    assert (code, out) == (2, "")
    assert "alpha-2001" in err


def test_paper_shows_the_flaws_that_its_prose_names_apart_from_findings(kg: Call, tmp_path: Path, place: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(
        "Swimming for thumbs disappoints\n"
        "One page on PainSci cites Rossi 2019: 1. A Guide to Thumbs\n"
        "PainSci commentary on Rossi 2019: The sample was small and the participants were not blinded. Why not?\n"
        "original abstract Swimming may help sore thumbs. There was no selection bias.\n"
        "This page is part of the PainScience BIBLIOGRAPHY, which has many.\n",
        "utf-8",
    )
    assert kg("--quiet", "ingest", page, store=place)[0] == 0
    code, out, _ = kg("paper", "rossi-2019", "--format", "json", store=place)
    found = json.loads(out)
    assert (code, found["findings"]) == (0, [])
    keys = ["flaw", "label", "state", "printed", "section", "passage", "grade", "rule", "source"]
    assert [list(mention) for mention in found["mentions"]] == [keys] * 3
    assert [(m["label"], m["state"], m["section"]) for m in found["mentions"]] == [
        ("Small sample", "stated", "commentary"),
        ("Unblinded participants", "stated", "commentary"),
        ("Participant selection and allocation", "negated", "abstract"),
    ]
    sentence = "The sample was small and the participants were not blinded."
    assert found["mentions"][0]["passage"]["exact"] == sentence
    code, out, _ = kg("paper", "rossi-2019", store=place)
    block = out[out.index("Named in the text, by program, not judged") :].split("\n\n")[0].splitlines()
    assert [line.strip() for line in block[1:]] == [
        "stated (2)",
        "Small sample; Unblinded participants",
        f"\u201c{sentence}\u201d",
        "page.txt \u2014 commentary",
        "negated (1)",
        "Participant selection and allocation",
        "\u201cThere was no selection bias.\u201d",
        "page.txt \u2014 abstract",
    ]
    assert "Findings" not in out
    assert "Named in the text" not in kg("paper", "alpha-2001", store=place)[1]


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "tsv", "markdown"])
@pytest.mark.parametrize("command", [["sources"], ["flaws"], ["query", "papers"]])
def test_rows_in_every_format(kg: Call, place: Path, form: str, command: list[str]) -> None:
    code, out, err = kg(*command, "--format", form, store=place)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) >= 3


def test_standard_result_formats(kg: Call, place: Path) -> None:
    code, out, _ = kg("query", "papers", "--format", "srj", store=place)
    assert (code, len(json.loads(out)["results"]["bindings"])) == (0, 3)
    code, out, _ = kg("query", "--text", "DESCRIBE paper:gamma-2010", "--format", "nquads", store=place)
    assert (code, "Mittens" in out) == (0, True)
    code, out, _ = kg("query", "--text", "ASK { ?s a kg:Paper }", "--format", "json", store=place)
    assert json.loads(out) == [{"answer": True}]
    code, _, err = kg("query", "papers", "--format", "turtle", store=place)
    assert (code, "turtle" in err) == (2, True)


# ---- results and messages


def test_results_go_out_and_messages_go_beside(kg: Call, tmp_path: Path, data: Path) -> None:
    store = tmp_path / "s"
    code, out, err = kg("ingest", data, store=store)
    assert (code, out) == (0, "")
    assert "added" in err
    code, out, err = kg("query", "papers", "--limit", 1, store=store)
    assert "alpha-2001" in out
    assert err == "1 row shown; there are more.\n"
    assert kg("query", "papers", "--limit", 2, store=store)[2] == "2 rows shown; there are more.\n"
    code, out, err = kg("--quiet", "query", "papers", "--limit", 1, store=store)
    assert (code, err) == (0, "")
    code, out, err = kg("export", "-o", tmp_path / "out.nq", store=store)
    assert (code, out) == (0, "")
    assert "out.nq" in err
    code, out, err = kg("remove", "gamma-2010.yaml", store=store)
    assert (code, out, "removed" in err) == (0, "", True)
    code, out, err = kg("query", "papers-with-flaw", "--param", "flaw=spin", store=store)
    assert (code, "No rows" in err) == (0, True)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "papers-with-flaw",
            "flaw=hihg-attrition",
            "there is no flaw 'hihg-attrition' in the store. Did you mean high-attrition",
        ),
        ("papers-with-flaw", "flaw=zebra", "there is no flaw 'zebra' in the store. kg flaws lists"),
        ("papers-with-flaw", "flaw=https://w3id.org/appraisal-kg/flaw/spim", "Did you mean spin?"),
        ("flaws-of-paper", "paper=alfa-2001", "there is no paper 'alfa-2001' in the store. Did you mean alpha-2001"),
        ("documents-of-paper", "paper=nobody", "there is no paper 'nobody' in the store. kg query papers lists them."),
        ("thresholds", "instrument=modqq", "there is no instrument 'modqq' in the store. Did you mean modq"),
        ("thresholds", "instrument=https://example.org/modq", "modq among them"),
        ("papers-with-flaw", "flaw=spin", ""),
        ("papers-with-flaw", "flaw=baseline-imbalance", ""),
        ("effects-of-outcome", "about=zebra", ""),
    ],
)
def test_a_value_that_names_nothing_is_pointed_out(kg: Call, place: Path, name: str, value: str, said: str) -> None:
    for form in ("text", "json", "srj"):
        code, out, err = kg("query", name, "--param", value, "--format", form, store=place)
        assert (code, said in err, "Note" in err) == (0, True, bool(said)), err
        assert out
        assert kg("--quiet", "query", name, "--param", value, "--format", form, store=place)[2] == ""


def test_problems_stay_whole_on_a_terminal(kg: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\npaper: {key: x-1, doi: https://doi.org/10.5555/x}\n", "utf-8")
    for width in (20, 60, 100):
        monkeypatch.setattr("kg.cli.context.terminal_width", lambda width=width: width)
        code, out, _ = kg("validate", bad)
        assert code == 1
        assert str(bad) in out
        said = "problem 'https://doi.org/10.5555/x' does not fit; write it as 10.1001/\u2026, without https://doi.org/ or doi:"
        assert " ".join(out.split()).endswith(said)


def test_flaws_as_text_says_what_silence_means(kg: Call, tmp_path: Path, data: Path) -> None:
    kg("ingest", data / "beta-1999.yaml", store=tmp_path / "s")
    code, out, _ = kg("flaws", store=tmp_path / "s")
    assert code == 0
    assert "1 of 1" in out
    assert "100%" not in out  # a list of what applies judges nothing absent
    assert "never absent" in out


def test_list_and_show(kg: Call) -> None:
    code, out, _ = kg("query", "--list", "--format", "json")
    listed = json.loads(out)
    assert code == 0
    assert "recurrence" in {row["name"] for row in listed}
    code, out, _ = kg("query", "--show", "papers")
    assert out == (Path(__file__).parents[2] / "kg" / "queries" / "papers.rq").read_text("utf-8")


def test_the_store_is_named_by_option_then_variable_then_default(
    kg: Call, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kg("ingest", data / "gamma-2010.yaml")
    assert (tmp_path / "kg-store" / "kg-store.json").exists()
    monkeypatch.setenv("KG_STORE", str(tmp_path / "by-variable"))
    kg("ingest", data / "beta-1999.yaml")
    assert "beta-1999" in kg("query", "papers")[1]
    assert "gamma-2010" in kg("query", "papers", store=tmp_path / "kg-store")[1]


def test_standard_input(command: Call, tmp_path: Path, data: Path) -> None:
    done = command("ingest", "-", "--json", store=tmp_path / "s", given=(data / "gamma-2010.yaml").read_bytes())
    assert (done.code, json.loads(done.out)[0]["status"]) == (0, "added")
    done = command("ingest", "-", store=tmp_path / "s", given=b"")
    assert (done.code, "empty" in done.err) == (2, True)
    done = command("extract", given=b"The difference was 3.1 (95% CI 1.2 to 5.0).")
    (estimate,) = json.loads(done.out)["estimates"]
    assert (estimate["value"], estimate["ci_low"], estimate["ci_high"], estimate["ci_level"]) == ("3.1", "1.2", "5.0", "95")
    assert list(estimate) == [
        "measure",
        "named",
        "value",
        "ci_low",
        "ci_high",
        "ci_level",
        "p",
        "outcome",
        "arm_a",
        "arm_b",
        "timepoint",
        "start",
        "end",
        "grade",
        "rule",
    ]
    done = command("extract", "--format", "jsonl", given=b'{"id": 1, "text": "no numbers"}\n\nnonsense\n')
    assert done.code == 2
    assert "line 3" in done.err


def test_module_version_and_help(command: Call) -> None:
    done = command("--version")
    assert (done.code, bool(re.fullmatch(r"kg \d+\.\d+.*\n", done.out))) == (0, True)
    done = command("--help")
    assert done.code == 0
    assert all(name in done.out for name in COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_has_help_that_fits_its_line(kg: Call, name: str) -> None:
    code, out, _ = kg(name, "--help")
    assert code == 0
    assert name in out
    assert len(out.splitlines()) > 5


# ---- the whole way


def test_demo_stops_where_the_installation_is_damaged(kg: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "torn.yaml").write_text("format: 1\npaper: {key: tor", "utf-8")
    monkeypatch.setattr("kg.resources.folder", lambda *parts: tmp_path.joinpath(*parts))
    code, out, err = kg("demo", "--output", tmp_path / "out")
    assert (code, out) == (2, "")
    assert "torn.yaml: line 3" in err
    assert not (tmp_path / "out" / "graph.html").exists()


@pytest.mark.slow
def test_demo_twice_in_an_empty_folder(command: Call, tmp_path: Path) -> None:
    """With no network to use: any try to reach one would fail at this proxy, and nothing here asks for it."""
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    first = command("demo", cwd=tmp_path, **nowhere)
    assert first.code == 0
    assert "papers of judged" in first.out
    assert len(re.findall(r"^\S.*\d+ of \d+", first.out, re.MULTILINE)) > 10
    page = tmp_path / "kg-demo" / "graph.html"
    assert page.as_uri() in first.out
    html = page.read_text("utf-8")
    assert html.rstrip().endswith("</html>")
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", html)
    again = command("demo", cwd=tmp_path, **nowhere)
    assert again.code == 0
    timeless = [re.sub(r"in [\d.]+ s", "", run.out) for run in (first, again)]
    assert timeless[0] == timeless[1]
    assert page.read_text("utf-8") == html
    assert sorted(p.name for p in (tmp_path / "kg-demo").iterdir()) == ["graph.html", "report", "store"]
    assert (tmp_path / "kg-demo" / "report" / "index.html").as_uri() in first.out
    tried = re.findall(r"^  kg (paper|query|flaws) (.*?)(?:   .*)?$", first.out, re.MULTILINE)
    assert len(tried) >= 3
    for name, rest in tried:  # what it says to try next works
        assert command(name, *rest.split(), cwd=tmp_path, KG_STORE="kg-demo/store").code == 0


def test_two_writers_wait_for_each_other(tmp_path: Path, data: Path, command: Call) -> None:
    place = tmp_path / "s"
    program = (
        "import sys, time\nfrom kg.store import open_store\n"
        "with open_store(sys.argv[1], write=True):\n    print('held', flush=True)\n    time.sleep(1.5)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(place)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        done = command("ingest", data / "gamma-2010.yaml", store=place)
    assert done.code == 0


@pytest.mark.slow
def test_a_store_in_use_is_explained(tmp_path: Path, data: Path, command: Call) -> None:
    place = tmp_path / "s"
    with open_store(place, write=True):
        done = command("ingest", data / "gamma-2010.yaml", store=place)
        assert done.code == 2
        assert f"process {os.getpid()}" in done.err


def test_a_reader_that_has_seen_enough(corpus_place: Path) -> None:
    """`kg query | head -1`."""
    arguments = [sys.executable, "-m", "kg", "--store", str(corpus_place), "query", "judgements", "--format", "json"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(10)
        child.stdout.close()
        told = child.stderr.read().decode()
    assert told == ""
    assert child.returncode in (0, 141)


# ---- files written whole


def test_output_files_are_written_whole_or_not_at_all(kg: Call, place: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er"
    for name in ("a.ttl", "a.trig", "a.nq", "a.jsonld", "a.graphml", "A.NQ"):
        assert kg("export", "-o", out / name, store=place)[0] == 0
    assert kg("graph", "-o", out / "g.html", store=place)[0] == 0
    assert sorted(p.name for p in out.iterdir()) == ["A.NQ", "a.graphml", "a.jsonld", "a.nq", "a.trig", "a.ttl", "g.html"]
    before = (out / "a.nq").read_bytes()
    assert before == (out / "A.NQ").read_bytes()
    for arguments in (
        ["export", "-o", out / "a.foo"],
        ["export", "-o", out / "none"],
        ["graph", "-o", out / "h.html", "--around", "nobody"],
    ):
        code, _, err = kg(*arguments, store=place)
        assert (code, bool(err)) == (2, True)
    assert kg("export", "-o", out, store=place)[0] == 2  # a folder
    assert kg("export", "-o", out / "a.nq" / "b.nq", store=place)[0] == 2  # a file is no folder
    shutil.rmtree(place)
    assert kg("export", "-o", out / "a.nq", store=place)[0] == 2
    assert (out / "a.nq").read_bytes() == before
    assert len(list(out.iterdir())) == 7


def test_graph_of_a_part(kg: Call, place: Path, tmp_path: Path) -> None:
    page = tmp_path / "g.html"
    for arguments, there, gone in (
        (["--around", "alpha-2001"], "thumb pain", "Against winter thumbs"),
        (["--around", "baseline-imbalance"], "Baseline imbalance", "Mittens"),
        (["--flaw", "high-attrition"], "Alpha 2001", "Against winter thumbs"),
        (["--kind", "paper", "--title", "Only papers"], "Only papers", "thumb pain"),
    ):
        code, _, err = kg("graph", "-o", page, *arguments, store=place)
        assert code == 0, err
        text = page.read_text("utf-8")
        assert there in text, arguments
        assert gone not in text, arguments
    code, _, err = kg("graph", "-o", page, "--flaw", "hihg-attrition", store=place)
    assert (code, "high-attrition" in err) == (2, True)


def test_a_graph_of_one_paper(kg: Call, data: Path, tmp_path: Path) -> None:
    kg("ingest", data / "gamma-2010.yaml", store=tmp_path / "s")
    code, _, err = kg("graph", "-o", tmp_path / "g.html", store=tmp_path / "s")
    assert (code, err.partition(": ")[2]) == (0, "1 node, 0 links. Open it in a browser; it needs no network.\n")


def test_a_share_is_shown_for_flaws_that_were_looked_for(kg: Call, corpus_place: Path) -> None:
    """A flaw mostly written down where it is found would get a share near 100%; the counts stay."""
    code, out, _ = kg("flaws", store=corpus_place)
    lines = {line.rsplit("  ", 1)[-1].strip(): line for line in out.splitlines()}
    assert code == 0
    assert "43 of 45" in lines["statistical-inconsistency"]
    assert "96% (85% to 99%)" in lines["statistical-inconsistency"]
    assert "%" not in lines["co-interventions"]  # judged in 21 of 49 papers, present in all of them
    assert "21 of 49" in lines["co-interventions"]


def test_a_paper_says_when_software_judged(kg: Call, corpus_place: Path) -> None:
    code, out, _ = kg("paper", "aasdahl-2017", store=corpus_place)
    assert code == 0
    assert "Second reader (software)" in out
