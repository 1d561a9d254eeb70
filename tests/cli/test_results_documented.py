"""The commands of docs/results.md print, on the shipped corpus, what stands there. Run as a program, it writes the page anew."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "results.md"
BLOCK = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<output>(?:(?!```).*\n)*)```$", re.MULTILINE)


def _printed(command: str, store: Path) -> str:
    kg = f'kg() {{ {shlex.quote(sys.executable)} -m kg --store {shlex.quote(str(store))} "$@"; }}'
    done = subprocess.run(
        ["bash", "-c", f"{kg}\n{command} 2>&1"], capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "COLUMNS": "118", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def test_there_are_commands() -> None:
    assert len(BLOCK.findall(PAGE.read_text("utf-8"))) >= 7


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are those of a shell")
@pytest.mark.parametrize("block", BLOCK.findall(PAGE.read_text("utf-8")), ids=lambda block: block[0][:40])
def test_a_command_prints_what_the_page_says(block: tuple[str, str], corpus_place: Path) -> None:
    command, expected = block
    assert _printed(command, corpus_place) == expected


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        subprocess.run([sys.executable, "-m", "kg", "--store", str(place), "--quiet", "ingest", "data"], check=False)
        text = PAGE.read_text("utf-8")
        PAGE.write_text(BLOCK.sub(lambda m: f"```console\n$ {m['command']}\n{_printed(m['command'], place)}```", text), "utf-8")
