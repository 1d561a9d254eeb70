"""The commands of docs/charts.md make, on the shipped corpus, the figures it says. Run as a program, it writes the page anew."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

import click
import pytest

from kg.cli.chart import FIGURES, chart

PAGE = Path(__file__).parents[2] / "docs" / "charts.md"
SECTION = re.compile(r"^## (?P<figure>\w+)\n(?P<text>(?:(?!## ).*\n?)*)", re.MULTILINE)
BLOCK = re.compile(r"^```console\n(?P<lines>(?:(?!```).*\n)*)```$", re.MULTILINE)
SHARED = {"--output", "--title", "--narrow", "--open", "--help"}


def _commands(text: str) -> list[str]:
    return [line[2:] for block in BLOCK.finditer(text) for line in block["lines"].splitlines() if line.startswith("$ ")]


def _block(commands: list[str], store: Path, folder: Path) -> str:
    """The commands with what they print, as they stand on the page."""
    return "".join(f"$ {command}\n{_printed(command, store, folder)}" for command in commands)


def _printed(command: str, store: Path, folder: Path) -> str:
    kg = f'kg() {{ {shlex.quote(sys.executable)} -m kg --store {shlex.quote(str(store))} "$@"; }}'
    done = subprocess.run(
        ["bash", "-c", f"{kg}\n{command} 2>&1"], capture_output=True, text=True, timeout=120, check=False, cwd=folder,
        env={**os.environ, "COLUMNS": "118", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())


def _sections() -> dict[str, str]:
    return {match["figure"]: match["text"] for match in SECTION.finditer(PAGE.read_text("utf-8"))}


def test_every_figure_has_a_section_with_a_command_of_its_own() -> None:
    sections = _sections()
    assert set(sections) == set(FIGURES)
    for figure, text in sections.items():
        commands = _commands(text)
        assert commands
        assert all(command.startswith(f"kg chart {figure} ") for command in commands)
        assert "**To read it.**" in text


@pytest.mark.parametrize("figure", FIGURES)
def test_the_options_of_a_section_are_those_of_the_command(figure: str) -> None:
    command = chart.get_command(click.Context(chart), figure)  # type: ignore[arg-type]
    assert command is not None
    options = [param for param in command.params if isinstance(param, click.Option)]
    there = {option.opts[-1] for option in options} | {name for option in options for name in option.secondary_opts} | SHARED
    prose = BLOCK.sub("", _sections()[figure])
    named = set(re.findall(r"`(--[a-z-]+)", prose))
    assert named <= there
    assert {option.opts[-1] for option in options} - SHARED <= named


@pytest.mark.skipif(shutil.which("bash") is None, reason="the examples are those of a shell")
@pytest.mark.parametrize("figure", FIGURES)
def test_a_command_prints_what_the_page_says_and_makes_the_file(figure: str, corpus_place: Path, tmp_path: Path) -> None:
    text = _sections()[figure]
    for block in BLOCK.finditer(text):
        commands = _commands(block[0])
        assert _block(commands, corpus_place, tmp_path) == block["lines"]
        for command in commands:
            said = re.search(rf"^{re.escape(command.split(' -o ')[1])}: (.*)\.$", block["lines"], re.MULTILINE)
            made = tmp_path / command.split(" -o ")[1]
            assert made.is_file() == (said is not None)
            if said is not None and made.suffix == ".svg":
                root = ElementTree.fromstring(made.read_text("utf-8"))  # noqa: S314 - made here
                assert root.findtext("{http://www.w3.org/2000/svg}title") == said[1]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        subprocess.run([sys.executable, "-m", "kg", "--store", str(place), "--quiet", "ingest", "data"], check=False)
        page = PAGE.read_text("utf-8")
        PAGE.write_text(BLOCK.sub(lambda m: f"```console\n{_block(_commands(m[0]), place, Path(folder))}```", page), "utf-8")
