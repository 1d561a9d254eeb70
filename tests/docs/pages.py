"""The pages of the documentation, and the blocks of code that stand in them.

A comment above a block says what a reader need not see: `<!-- not run: needs a server -->`, `<!-- file: my-paper.yaml -->` (the
block is that file), `<!-- in: kg/readers/__init__.py -->` (the block is a change of it), `<!-- exit code 1: kg check -->`,
`<!-- output -->` (what the last block of Python prints), `<!-- with a mistake -->` (a file that the page mends later).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["PAGES", "ROOT", "Block", "Command", "blocks", "commands", "inline", "loose", "simple"]

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "docs" / "reference"
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md"))
    if path.is_file() and GENERATED not in path.parents
)
PROMPT = "$ "
_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>```+)(?P<language>[\w+-]*)")
_COMMENT = re.compile(r"^ *<!-- *(?P<text>.*?) *-->$")
_LOOSE = re.compile(r"^ {4,}(?:\$ )?(?:kg|KG_\w+=\S+) ")
_INLINE = re.compile(r"(?<!`)`(kg [a-z-][^`]*)`(?!`)")
_OPERATORS = frozenset({"|", "||", "&&", ";", "&"})


@dataclass(frozen=True)
class Block:
    """A fenced block: where it starts, its language (empty where none is named), its text, and the comments above it."""

    line: int
    language: str
    text: str
    comments: tuple[str, ...]

    def said(self, name: str) -> str | None:
        """What the comment `name: ...` above the block says; an empty text for the comment `name` alone."""
        for comment in self.comments:
            if comment == name:
                return ""
            if comment.startswith(f"{name}: "):
                return comment.removeprefix(f"{name}: ")
        return None

    def expected_code(self, command: str) -> int:
        """The exit code that the page announces for the command: 0 unless a comment says how it begins; the longest counts."""
        found = [re.fullmatch(r"exit code (\d+): (.*)", comment) for comment in self.comments]
        named = [one for one in found if one and command.startswith(one[2])]
        return int(max(named, key=lambda one: len(one[2]))[1]) if named else 0


@dataclass(frozen=True)
class Command:
    """A line that a reader types, and the lines that are printed below it; none where the page shows no output."""

    line: int
    text: str
    printed: tuple[str, ...]


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in their order."""
    comments: list[str] = []
    opened: re.Match[str] | None = None
    inside: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        fence = _FENCE.match(line)
        if opened is None and fence:
            opened, inside, start = fence, [], number
        elif opened is not None and line.strip() == opened["fence"]:
            yield Block(start, opened["language"], "".join(f"{one}\n" for one in inside), tuple(comments))
            opened, comments = None, []
        elif opened is not None:
            inside.append(line.removeprefix(opened["indent"]))
        elif comment := _COMMENT.match(line):
            comments.append(comment["text"])
        elif line.strip():
            comments = []
    if opened is not None:
        raise ValueError(f"the block of line {start} has no end")


def commands(block: Block) -> Iterator[Command]:
    """The commands of a block of `console` (lines after a prompt, output below) or of `sh` (every line a command)."""
    typed, printed, at = "", [], 0
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        prompt = line.startswith(PROMPT) if block.language == "console" else bool(line.strip())
        if typed.endswith("\\") and not printed:
            typed = typed[:-1] + line.removeprefix("> ")
        elif prompt:
            if typed:
                yield Command(at, typed, tuple(printed))
            typed, printed, at = line.removeprefix(PROMPT), [], number
        elif typed:
            printed.append(line.rstrip())
        elif line.strip():
            raise ValueError(f"line {number} stands before any command")
    if typed:
        yield Command(at, typed, tuple(printed))


def loose(text: str) -> list[int]:
    """The numbers of the lines outside of fenced blocks that are commands all the same, by four blanks before them."""
    found, inside = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if _FENCE.match(line):
            inside = not inside
        elif not inside and _LOOSE.match(line):
            found.append(number)
    return found


def inline(text: str) -> list[str]:
    """The calls of kg that stand within sentences."""
    return [found[1] for found in _INLINE.finditer(re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))]


def simple(command: str) -> list[list[str]]:
    """The calls of which a command line is made, each as its words; without comment, redirections and settings before it."""
    reader = shlex.shlex(re.sub(r"\d?>&\d", "", command), posix=True, punctuation_chars=True)
    reader.commenters = "#"
    reader.whitespace_split = True
    calls: list[list[str]] = [[]]
    skip = False
    for word in reader:
        if word in _OPERATORS:
            calls.append([])
        elif set(word) <= {"<", ">", "&"}:
            skip = True
        elif skip:
            skip = False
        elif not calls[-1] and re.fullmatch(r"[A-Z_]+=.*", word):
            continue
        else:
            calls[-1].append(word)
    return [call for call in calls if call]
