"""Writes the outputs that a page shows anew, from what is printed now: `python tests/docs/anew.py PAGE...`; read the difference.

Only commands with output below them get theirs, so a line `?` asks for it; output with gaps (`...`) stays where it still
fits. `KG_STORE` may name a store with the shipped corpus and nothing else; without it one is made.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from docs.given import WHOLE, few, lay_out, taken
from docs.pages import PROMPT, ROOT, Block, blocks, commands
from docs.sessions import Corpus, Session, differs

from kg import resources


def main(pages: list[str]) -> None:
    made: dict[bool, Corpus] = {}
    with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as part:
        if known := os.environ.pop("KG_STORE", ""):
            made[True] = Corpus(resources.folder("data"), Path(known))
        for page in pages:
            if (page in WHOLE) not in made:
                made[page in WHOLE] = (
                    taken(resources.folder("data"), Path(whole)) if page in WHOLE else taken(few(Path(part)), Path(part))
                )
            with tempfile.TemporaryDirectory() as folder:
                session = Session(Path(folder), made[page in WHOLE])
                lay_out(page, Path(folder))
                _rewrite(ROOT / page, session)


def _rewrite(path: Path, session: Session) -> None:
    text = path.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    for block in blocks(text):
        start = sum(map(len, lines[: block.line]))
        if block.language == "console" and block.said("not run") is None:
            new = "".join(_typed(block, session))
            path.write_text(path.read_text("utf-8").replace(f"```console\n{block.text}```", f"```console\n{new}```", 1), "utf-8")
        else:
            for told in session.follow(block):
                if block.said("output") is not None:
                    was = text[start : start + len(block.text)]
                    path.write_text(path.read_text("utf-8").replace(was, session.printed, 1), "utf-8")
                else:
                    sys.stderr.write(f"{path.name}: {told}\n")


def _typed(block: Block, session: Session) -> list[str]:
    found = []
    for command in commands(block):
        code, out = session.type(command.text)
        if code != block.expected_code(command.text):
            sys.stderr.write(f"line {command.line}: `{command.text}` ended with {code}:\n{out[-3000:]}\n")
        printed = list(command.printed)
        if printed and list(differs(printed, out.splitlines(), 0)):
            printed = [line.rstrip() for line in out.splitlines()]
        found.append("".join(f"{line}\n" for line in (PROMPT + command.text, *printed)))
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
