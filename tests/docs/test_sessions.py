"""Every example of the documentation is run: what a reader types works, and where a page shows what is printed, that is printed.

A page is one session, in a folder of its own with papers of the shipped corpus in a store. What cannot be run here says why in
a comment above the block, and is counted below, so that it cannot grow unseen. `python tests/docs/anew.py PAGE...` writes the
outputs of a page anew.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from docs.given import GIVEN, WHOLE, few, lay_out, taken
from docs.pages import PAGES, ROOT, Block, blocks, commands, inline, loose, simple
from docs.sessions import Corpus, Session

from kg import resources
from kg.cli.main import cli

REASONS = {
    "makes an environment": "it installs packages from the network",
    "needs a cluster": "it speaks to the scheduler of other machines",
    "needs a server": "it starts a server, or asks one that runs",
    "needs a published release": "it checks files that a release hands out",
    "needs the environment of the tests": "it writes into the checkout",
    "takes half an hour": "it is the tests themselves",
    "takes hours": "it reads what is too large for a test",
}
NOT_RUN: dict[str, dict[str, int]] = {
    "CONTRIBUTING.md": {"makes an environment": 1},
    "README.md": {"makes an environment": 2},
    "docs/api.md": {"needs a server": 1},
    "docs/clusters.md": {"needs a cluster": 2},
    "docs/how-to/ingest-pubmed.md": {"needs a cluster": 1, "takes hours": 1},
    "docs/how-to/run-on-a-server.md": {"needs a server": 2},
    "docs/release.md": {
        "makes an environment": 1,
        "needs a published release": 1,
        "needs a server": 1,
        "needs the environment of the tests": 1,
        "takes half an hour": 1,
    },
    "docs/serve.md": {"needs a server": 3},
    "docs/servers.md": {"needs a server": 3},
}
ELSEWHERE = {  # pages that a test of their own runs
    "docs/extraction.md": "tests/cli/test_extract_documented.py",
    "docs/how-to/jupyter.md": "tests/jupyter/test_documented.py",
    "CONTRIBUTING.md": "tests/docs/test_contributing.py",
    "docs/tutorial/first-ten-minutes.md": "tests/docs/test_newcomer.py",
}
SHOWN = {"csv", "diff", "html", "json", "text", "toml", "xml"}  # languages that are looked at, not run
RUN = {"console", "sh", "python", "sparql", "yaml"}


def page_blocks(page: str) -> list[Block]:
    return list(blocks((ROOT / page).read_text("utf-8")))


each = pytest.mark.parametrize("page", PAGES)


@each
def test_every_block_says_its_language_and_why_it_is_not_run(page: str) -> None:
    found = page_blocks(page)
    assert {block.language for block in found} <= SHOWN | RUN, [
        block.line for block in found if block.language not in SHOWN | RUN
    ]
    reasons = Counter(reason for block in found if (reason := block.said("not run")) is not None)
    assert set(reasons) <= set(REASONS)
    assert reasons == NOT_RUN.get(page, {}), "what is not run is counted in NOT_RUN"
    if page not in ELSEWHERE:
        assert not loose((ROOT / page).read_text("utf-8")), "commands stand in blocks of console, so that they are run"


@each
def test_every_call_of_kg_parses(page: str) -> None:
    typed = [c.text for block in page_blocks(page) if block.language in ("console", "sh") for c in commands(block)]
    if page == "CONTRIBUTING.md":  # its commands are those of a copy, to which it adds some
        typed = []
    wrong = [told for command in typed for words in simple(command) if words[0] == "kg" for told in parsed(words[1:])]
    within = inline((ROOT / page).read_text("utf-8"))
    wrong += [told for call in within for told in parsed(call.replace("...", "").split()[1:], whole=False)]
    assert not wrong


def parsed(words: list[str], *, whole: bool = True) -> Iterator[str]:
    """What is wrong with the words after `kg`: a command, an option or a choice that is not there."""
    group: click.Command = cli
    context = click.Context(cli, info_name="kg")
    while True:
        try:
            given, rest, _ = group.make_parser(context).parse_args(list(words))
        except click.UsageError as error:
            if whole or isinstance(error, click.NoSuchOption):
                yield f"{context.command_path}: {error.format_message()}"
            return
        for param in group.params:
            values = given.get(param.name or "")
            for value in values if isinstance(values, list) else [values]:
                if isinstance(param.type, click.Choice) and isinstance(value, str) and whole and value not in param.type.choices:
                    yield f"{context.command_path}: {value!r} is none of {', '.join(map(str, param.type.choices))}"
        if not isinstance(group, click.Group) or not rest:
            return
        below = group.get_command(context, rest[0])
        if below is None:
            if whole or rest[0].islower():
                yield f"{context.command_path} has no command {rest[0]!r}"
            return
        group, words = below, rest[1:]
        context = click.Context(below, info_name=rest[0], parent=context)


def runs(page: str) -> bool:
    return page not in ELSEWHERE and any(b.language in RUN and b.said("not run") is None for b in page_blocks(page))


@pytest.fixture(scope="session")
def few_papers(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("few")
    return taken(few(folder), folder)


@pytest.mark.parametrize("page", [page for page in PAGES if runs(page)])
def test_a_page_is_as_it_says(page: str, request: pytest.FixtureRequest) -> None:
    if page in WHOLE:
        corpus = Corpus(resources.folder("data"), request.getfixturevalue("corpus_place"))
    else:
        corpus = request.getfixturevalue("few_papers")
    with tempfile.TemporaryDirectory() as folder:
        session = Session(Path(folder), corpus)
        lay_out(page, Path(folder))
        wrong = [told for block in page_blocks(page) for told in session.follow(block)]
    assert not wrong, "\n".join(wrong)


def test_what_is_told_here_of_pages_is_still_so() -> None:
    assert set(NOT_RUN) | set(ELSEWHERE) | set(GIVEN) | WHOLE <= set(PAGES)
    assert all((ROOT / test).is_file() for test in ELSEWHERE.values())
    assert {reason for counts in NOT_RUN.values() for reason in counts} == set(REASONS)
