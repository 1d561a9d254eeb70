"""The reference of the command line, from click's own tree of commands, with the examples that the pages show."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import click

from documentation.wording import Markdown, code, render
from kg import errors
from kg.cli.main import cli, main

__all__ = ["Command", "commands", "page"]

_SHOWN = 6  # examples of a command


@dataclass(frozen=True)
class Option:
    """An option as it is written, and what is known of it."""

    names: Markdown
    about: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A command: its whole name, how it is called, its help, and how often the pages call it."""

    name: str
    label: str
    depth: int
    usage: str
    about: str
    options: tuple[Option, ...]
    examples: tuple[str, ...]


def page(pages: Mapping[str, str]) -> str:
    """The page of all commands; `pages` are the texts in which examples are looked for."""
    examples = list(dict.fromkeys(line for text in pages.values() for line in _called(text)))
    context = click.Context(cli, info_name="kg")
    return render(
        "commands",
        codes=inspect.getdoc(main) or "",
        options=tuple(_options(cli, context)),
        commands=tuple(commands(examples)),
        errors=[(kind.__name__, kind.exit_code, inspect.getdoc(kind)) for kind in _kinds(errors.KgError)],
    )


def commands(examples: list[str]) -> Iterator[Command]:
    """Every command in the order of `kg --help`, those of a group after it."""
    context = click.Context(cli, info_name="kg")
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None  # noqa: S101 - it was listed
        yield from _command(command, click.Context(command, parent=context, info_name=name), examples)


def _command(command: click.Command, context: click.Context, examples: list[str]) -> Iterator[Command]:
    path = context.command_path
    calls = re.compile(rf"(?:\w+=\S+ )*{path}(?: --(?:quiet|verbose)| --store \S+)*(?=\s|$)")
    yield Command(
        name=path,
        label=path.replace(" ", "-"),
        depth=path.count(" "),
        usage=" ".join([path, *command.collect_usage_pieces(context)]),
        about=inspect.cleandoc(command.help or ""),
        options=tuple(_options(command, context)),
        examples=tuple(line for line in examples if calls.match(line))[:_SHOWN],
    )
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None  # noqa: S101 - it was listed
            yield from _command(below, click.Context(below, parent=context, info_name=name), examples)


def _options(command: click.Command, context: click.Context) -> Iterator[Option]:
    for parameter in command.get_params(context):
        if isinstance(parameter, click.Option) and not parameter.hidden and "--help" not in parameter.opts:
            yield _option(parameter, context)


def _option(option: click.Option, context: click.Context) -> Option:
    value = "" if option.is_flag else f" {option.make_metavar(context)}"
    names = ", ".join(code(f"{name}{value}") for name in option.opts)
    names += "".join(f", {code(name)}" for name in option.secondary_opts)
    known = option.to_info_dict()
    facts = []
    if option.required:
        facts.append("Required.")
    if option.multiple:
        facts.append("May be repeated.")
    if option.envvar:
        facts.append(f"Environment: `{option.envvar}`.")
    default = known["default"]
    if not option.is_flag and isinstance(default, str | int | float) and not isinstance(default, bool):
        facts.append(f"Default: `{default}`.")
    return Option(Markdown(names), option.help or "", tuple(facts))


def _called(text: str) -> Iterator[str]:
    """The calls of kg in the sessions of a page, whole where a line ends in a backslash."""
    joined = re.sub(r" *\\\n[> ]*", " ", text)
    for match in re.finditer(r"^\$ ((?:\w+=\S+ )*kg .*?)(?: +# .*)?$", joined, re.MULTILINE):
        yield match[1].strip()


def _kinds(kind: type[errors.KgError]) -> Iterator[type[errors.KgError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
