"""The examples of docs/extraction.md, run as they stand there."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from kg.cli.models import GROUP
from kg.extract import KINDS, read, reading_rows
from kg.extract.proposals import LIMIT, MEASURES
from kg.extract.reading import EXPLAINING
from kg.extract.study.fact import KINDS as FACTS

PAGE = Path(__file__).parents[2] / "docs" / "extraction.md"
TEXT = PAGE.read_text("utf-8")


def test_python() -> None:
    examples = doctest.DocTestParser().get_doctest(TEXT, {}, PAGE.name, str(PAGE), 0)
    told: list[str] = []
    results = doctest.DocTestRunner(verbose=False).run(examples, out=told.append)
    assert results.attempted > 20
    assert results.failed == 0, "".join(told)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are those of a shell")
def test_shell(tmp_path: Path) -> None:
    """One shell for all of them: later ones use the files of earlier ones."""
    commands: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^    \$ .*\n(?:    .*\n)*", TEXT, re.MULTILINE):
        for line in block.splitlines():
            if line.startswith("    $ "):
                commands.append((line[6:], []))
            else:
                commands[-1][1].append(versionless(line[4:]))
    assert sum(command.startswith("kg ") for command, _ in commands) >= 5
    kg = f'kg() {{ {shlex.quote(sys.executable)} -m kg "$@"; }}'
    for command, expected in commands:
        done = subprocess.run(
            ["bash", "-c", f"{kg}\n{command}"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, ""), command
        assert [versionless(line) for line in done.stdout.splitlines()] == expected, command


def versionless(line: str) -> str:
    """The line without the version of a rule, which is raised more often than this page is read anew."""
    return re.sub(r'("rule": "[^"/]+)/\d+"', r'\1/N"', line.rstrip())


def test_the_entry_point() -> None:
    block = re.search(r"^    (\[project.entry-points.*)\n    (.*)$", TEXT, re.MULTILINE)
    assert block is not None
    assert tomllib.loads("\n".join(block.groups()))["project"]["entry-points"] == {GROUP: {"walking": "walking_model:propose"}}


def test_every_kind_is_in_the_table_with_its_keys() -> None:
    table = dict(re.findall(r"^\| `(\w+)` \|.*\| `([\w, ]+)` \|$", TEXT, re.MULTILINE))
    assert set(table) == {*KINDS, *EXPLAINING, "refused"}
    paper = (
        "Pain was 3.2 (SD 1.1) with heat and 4.4 (SD 1.2) with ice (P = .01). We randomised 80 adults. Treatment lasted 6 weeks."
    )
    for kind, rows in reading_rows(read(paper)).items():
        for row in rows:
            assert list(row) == table[kind].split(", "), kind


def test_what_is_listed_is_all_there_is() -> None:
    said = " ".join(TEXT.split())
    assert f"the first {LIMIT:,} for" in said
    for word in (*MEASURES, *FACTS, *KINDS, "stated", "negated", "hedged", "quoted", "hypothetical"):
        assert re.search(rf"\b{word}\b", said), word
