"""Facts to Markdown: one Jinja environment in which every value is text, and escaped as such, unless it is `Markdown`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from textwrap import dedent

import jinja2

__all__ = ["Markdown", "cell", "code", "docstring", "escaped", "joined", "prose", "render"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!~&{}$^%+=])")
_CODE = re.compile(r"(`[^`]+`)")


class Markdown(str):
    """Text that is Markdown already."""

    __slots__ = ()


def escaped(text: object) -> Markdown:
    """The text so that it reads in Markdown as it stands."""
    return text if isinstance(text, Markdown) else Markdown(_SPECIAL.sub(r"\\\1", str(text)))


def code(text: object) -> Markdown:
    """The text as code within a line; a bar is escaped, as tables need."""
    runs = [len(run) for run in re.findall(r"`+", str(text))]
    fence = "`" * (max(runs, default=0) + 1)
    pad = " " if runs else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}")


def prose(text: object) -> Markdown:
    """Running text of docstrings and headers, in which `backticks` mark code."""
    parts = _CODE.split(" ".join(str(text).split()))
    return Markdown("".join(part if place % 2 else escaped(part) for place, part in enumerate(parts)))


def cell(text: object) -> Markdown:
    """The same for a cell of a table: no line ends there, and no bar parts it."""
    known = text if isinstance(text, Markdown) else prose(text)
    return Markdown(re.sub(r"(?<!\\)\|", r"\\|", " ".join(known.split())))


def joined(parts: Iterable[object], between: str = ", ") -> Markdown:
    """Several, one after the other."""
    return Markdown(between.join(escaped(part) for part in parts))


def docstring(text: str) -> Markdown:
    """A docstring: paragraphs, lists with hyphens, tables with bars, and indented blocks, which are shown as they stand."""
    return Markdown("\n\n".join(_block(block) for block in re.split(r"\n[ \t]*\n", text.strip("\n"))))


def _block(block: str) -> str:
    lines = block.splitlines()
    if all(line.startswith("    ") for line in lines):
        return f"```text\n{dedent(block)}\n```"
    if lines[0].startswith("|"):
        return "\n".join(re.sub(r"(?<!\\)([<>*\[\]])", r"\\\1", line) for line in lines)
    if any(line.startswith("    ") for line in lines):  # a sentence, then what it speaks of
        first = next(place for place, line in enumerate(lines) if line.startswith("    "))
        return "\n\n".join(_block("\n".join(part)) for part in (lines[:first], lines[first:]) if part)
    if lines[0].startswith("- "):
        return "\n".join(f"- {prose(item)}" for item in re.split(r"(?:^|\n)- ", block)[1:])
    return prose(block)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=False,  # noqa: S701 - what is written is Markdown; `escaped` stands in its place
        finalize=escaped,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"code": code, "prose": prose, "cell": cell, "docstring": docstring, "verbatim": Markdown}
    environment.globals |= {"joined": joined}
    return environment


def render(template: str, **values: object) -> str:
    """The template of that name, filled."""
    return _environment().get_template(f"{template}.md").render(**values)
