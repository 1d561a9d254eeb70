"""What the SPARQL page offers to paste elsewhere, run as it stands against a running server."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from typing import Any

import pytest

from kg.explorer.asking.snippets import snippets

QUERY = """SELECT ?said WHERE { # 'quoted' "twice" $HOME `id` \\ 100% + &amp;
  VALUES ?said { "it's" "a \\"b\\" \\\\" '''line
line''' "\u65e5\u672c \U0001f600" "%41+&=" }
}"""
SAID = ["it's", 'a "b" \\', "line\nline", "\u65e5\u672c \U0001f600", "%41+&="]


def lines(served: Any, *, triples: bool = False, query: str = QUERY) -> dict[str, str]:
    return {one.name: one.text for one in snippets(query, served.address, triples=triples)}


def ran(*command: str, given: str = "") -> str:
    done = subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def test_curl_gets_the_rows(served: Any) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not on the path")
    out = ran("sh", given=lines(served)["curl"].replace("curl ", "curl --silent --noproxy '*' ", 1))
    assert [row["said"] for row in csv.DictReader(io.StringIO(out))] == SAID


def test_python_gets_the_rows(served: Any) -> None:
    program = lines(served)["python"].replace("print(rows)", 'print(ascii([row["said"] for row in rows]))')
    assert ran(sys.executable, "-X", "utf8", "-", given=program).strip() == ascii(SAID)


def test_python_and_curl_get_triples(served: Any) -> None:
    made = lines(served, triples=True, query='CONSTRUCT { <urn:a> <urn:b> "it\'s" } WHERE { }')
    for command, text in ((["sh"], made["curl"]), ([sys.executable, "-"], made["python"])):
        if shutil.which("curl") or command[0] != "sh":
            assert '<urn:a> <urn:b> "it\'s" .' in ran(*command, given=text)


def test_r_gets_the_rows(served: Any) -> None:
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("Rscript is not on the path; its lines are read by a lexer elsewhere")
    assert "it's" in ran(program, "-", given=lines(served)["r"])
