"""The links of the checkout's pages, led to where their targets stand on the site; a link that leads nowhere is told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

__all__ = ["Links", "outside_code"]

_LINK = re.compile(r"(?<!\\)\]\(<?([^()\s<>]+)>?((?:\s+\"[^\"]*\")?)\)|^(\[[^\]]+\]:\s+)(\S+)", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_CODE = re.compile(
    r"^(?P<fence> *(?:```+|~~~+)).*?(?:^(?P=fence)`*[ \t]*$|\Z)|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)


def outside_code(text: str) -> Iterator[tuple[bool, str]]:
    """The text cut in pieces: whether a piece is prose, or else a block or stretch of code or a comment."""
    end = 0
    for found in _CODE.finditer(text):
        yield True, text[end : found.start()]
        yield False, found[0]
        end = found.end()
    yield True, text[end:]


class Links:
    """Where every file of the checkout stands on the site; `problems` are the links that lead nowhere."""

    def __init__(self, root: Path, pages: Mapping[str, str]) -> None:
        self._root = root
        self._pages = pages
        self.files: dict[str, str] = {}
        self.problems: list[str] = []

    def led(self, text: str, source: str, place: str) -> str:
        """The page `source` of the checkout, written so that its links hold at `place` on the site; comments are left out."""
        done, line = [], 1
        for prose, piece in outside_code(text):
            if prose:
                done.append(self._led(piece, source, place, line))
            elif not piece.startswith("<!--"):
                done.append(piece)
            line += piece.count("\n")
        return "".join(done)

    def _led(self, piece: str, source: str, place: str, line: int) -> str:
        def link(found: re.Match[str]) -> str:
            target = found[1] or found[4]
            try:
                to = self._target(target, source, place)
            except FileNotFoundError:
                self.problems.append(f"{source}:{line + piece.count(chr(10), 0, found.start())}: {target} is not there")
                to = target
            return f"]({to}{found[2]})" if found[1] else f"{found[3]}{to}"

        return _LINK.sub(link, piece)

    def _target(self, target: str, source: str, place: str) -> str:
        if _ELSEWHERE.match(target) or target.startswith("#"):
            return target
        path, sharp, fragment = target.partition("#")
        within = PurePosixPath(source).parent / path if not path.startswith("/") else PurePosixPath(path[1:])
        name = os.path.normpath(within).replace(os.sep, "/")
        if (self._root / name).is_dir() and f"{name}/README.md" in self._pages:
            name += "/README.md"
        at = self._pages[name] if name in self._pages and name != source else self._file(name)
        return os.path.relpath(at, PurePosixPath(place).parent).replace(os.sep, "/") + sharp + fragment

    def _file(self, name: str) -> str:
        """A file that is no page goes along as it is; raises FileNotFoundError where it is not there, or not in the checkout."""
        if name.startswith("..") or not (self._root / name).is_file():
            raise FileNotFoundError(name)
        self.files[name] = name.removeprefix("docs/") if name.startswith("docs/") else f"files/{name}"
        return self.files[name]
