"""A reader at work: types the commands of a page in a folder, runs its Python and its SPARQL, and sees what is printed."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from docs.pages import ROOT, Block, Command, commands, simple

from kg.cli.main import run
from kg.readers.layouts import open_layout
from kg.sparql import free
from kg.store import open_store

__all__ = ["STORE", "Corpus", "Session", "differs"]

STORE = "kg-demo/store"
WIDTH = "118"
_SHELL = re.compile(r"[|<>;&*?$`(){}]|^[A-Z_]+=")
SHARED = ("layouts", "ontology")


@dataclass(frozen=True)
class Corpus:
    """A folder of sources and a store that holds just them."""

    data: Path
    store: Path


class Session:
    """One page in one folder, which looks like a checkout after `sh scripts/demo`; commands of kg run in this process.

    `corpus` is what lies in its `data/` and its store. Without one the folder is, or becomes, a checkout: every command is then
    a process of its own and runs the code of the folder.
    """

    def __init__(self, folder: Path, corpus: Corpus | None) -> None:
        self.folder = self.place = folder
        self.checkout = corpus is None
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.printed = ""
        if corpus is not None:
            for name in SHARED:
                (folder / name).symlink_to(ROOT / name)
            (folder / "data").symlink_to(corpus.data)
            shutil.copytree(corpus.store, folder / STORE)
        tools = folder / ".venv" / "bin"
        tools.mkdir(parents=True)
        for name, words in {"kg": f"{shlex.quote(sys.executable)} -m kg", "python": shlex.quote(sys.executable)}.items():
            (tools / name).write_text(f'#!/bin/sh\nexec {words} "$@"\n', "utf-8")
            (tools / name).chmod(0o755)
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(("KG_", "PYTEST_"))} | {
            "COLUMNS": WIDTH, "PYTHONIOENCODING": "utf-8", "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
            "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        if corpus is not None:
            self.environment["KG_STORE"] = STORE

    def follow(self, block: Block) -> Iterator[str]:
        """What a reader meets in the block that is not as the page says; nothing where all is."""
        if (name := block.said("file")) is not None:
            self._write(name, block.text)
        elif (name := block.said("in")) is not None:
            yield from self._change(self.place / name, block)
        if block.said("not run") is not None:
            return
        if block.language in ("console", "sh"):
            for command in commands(block):
                yield from self._typed(block, command)
        elif block.language == "python" and block.said("file") is None:
            yield from self._python(block)
        elif block.language == "sparql":
            yield from self._sparql(block)
        elif block.language == "yaml" and block.said("with a mistake") is None:
            yield from self._yaml(block)
        elif block.said("output") is not None:
            yield from differs(block.text.splitlines(), self.printed.splitlines(), block.line)

    def _write(self, name: str, text: str) -> None:
        path = self.place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _change(self, path: Path, block: Block) -> Iterator[str]:
        """A block of `diff`: lines that stay, go (-) and come (+); what stays and goes has to be there, once."""
        lines = block.text.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] != "+")
        after = "".join(line[1:] for line in lines if line[0] != "-")
        text = path.read_text("utf-8")
        if text.count(before) != 1:
            yield f"line {block.line}: {path.name} has these lines {text.count(before)} times"
        path.write_text(text.replace(before, after, 1), "utf-8")

    def _typed(self, block: Block, command: Command) -> Iterator[str]:
        expected = block.expected_code(command.text)
        code, out = self.type(command.text)
        if code != expected:
            yield f"line {command.line}: `{command.text}` ended with {code}, not {expected}:\n{out[-2000:]}"
        elif command.printed:
            yield from differs(command.printed, out.splitlines(), command.line)

    def type(self, command: str) -> tuple[int, str]:
        """Exit code, and what is printed, messages included."""
        words = shlex.split(command, comments=True)
        if (words[:1] == ["."] and words[1].startswith(".venv/bin/activate")) or words[:1] == ["export"]:
            for word in words:
                name, is_setting, value = word.partition("=")
                if is_setting:
                    self.environment[name] = value
            return 0, ""
        if words[:1] == ["cd"]:
            self.place = self.place / words[1]
            return (0, "") if self.place.is_dir() else (1, f"no folder {words[1]}")
        (first, *_) = simple(command)
        if first[:1] == ["kg"] and not self.checkout and not _SHELL.search(_unquoted(command)):
            return self._here(first[1:])
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.place, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            timeout=560, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _here(self, arguments: list[str]) -> tuple[int, str]:
        kept = io.BytesIO()
        out = io.TextIOWrapper(kept, encoding="utf-8", write_through=True)
        with self._in_place(), pytest.MonkeyPatch.context() as patch:
            patch.setattr(click, "launch", lambda *_, **__: 0)  # --open: no browser comes up in a test
            with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
                code = run(arguments)
        out.flush()
        return code, kept.getvalue().decode("utf-8", "replace")

    @contextlib.contextmanager
    def _in_place(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.place)
            for name in os.environ:
                if name.startswith("KG_"):
                    patch.delenv(name)
            for name, value in self.environment.items():
                patch.setenv(name, value)
            yield

    def _python(self, block: Block) -> Iterator[str]:
        out = io.StringIO()
        with self._in_place(), contextlib.redirect_stdout(out):
            if block.text.startswith(">>> "):
                examples = doctest.DocTestParser().get_doctest(block.text, self.names, "page", None, block.line)
                told: list[str] = []
                if (
                    doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
                    .run(examples, out=told.append, clear_globs=False)
                    .failed
                ):
                    yield f"line {block.line}: {''.join(told)}"
                self.names.update(examples.globs)
            else:
                code = compile("\n" * block.line + block.text, "page", "exec")
                try:
                    exec(code, self.names)  # noqa: S102 - the text is ours
                except Exception as error:
                    yield f"line {block.line}: {type(error).__name__}: {error}"
        self.printed = out.getvalue()

    def _sparql(self, block: Block) -> Iterator[str]:
        place = self.folder / self.environment["KG_STORE"]
        with open_store(place) as store:
            table = free(store, block.text)
        if not table:
            yield f"line {block.line}: the query has no answer on the shipped corpus"
        self.printed = ""

    def _yaml(self, block: Block) -> Iterator[str]:
        said = yaml.safe_load(block.text)
        if "layout" in said:
            self._write(".checked.yaml", block.text)
            open_layout(self.place / ".checked.yaml")
        elif "format" in said and "paper" in said:
            self._write(".checked.yaml", block.text)
            code, out = self._here(["validate", ".checked.yaml"])
            if code:
                yield f"line {block.line}: {out}"


def _unquoted(command: str) -> str:
    """The command without what stands in quotes or after `#`: there no character means anything to a shell."""
    return re.sub(r"(^|\s)#.*", "", re.sub(r"'[^']*'|\"[^\"$`]*\"", "", command))


def differs(expected: list[str] | tuple[str, ...], printed: list[str], line: int) -> Iterator[str]:
    """A message where what was printed is not what the page shows; `...` stands for any lines, or within a line for any text."""
    pattern = "".join(
        r"(?:.*\n)*" if one == "..." else re.escape(one.rstrip()).replace(r"\.\.\.", ".*") + r"\n" for one in expected
    )
    text = "".join(f"{one.rstrip()}\n" for one in printed)
    if not re.fullmatch(pattern, text) and not re.fullmatch(pattern, text.rstrip("\n") + "\n"):
        shown = "\n".join(expected)
        yield f"line {line}: the page shows\n{shown}\nand this is printed:\n{text[-4000:]}"
