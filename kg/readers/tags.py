"""Records of lines that begin with a tag ("AU  - van Dillen, L. R."), as reference managers and databases write them.

Measured against rispy 0.10: it takes a record without its last line for a part of the next, says nothing of it, and knows no
lines of the file; it is the second reader in the tests.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from kg.readers.collection import Part
from kg.readers.document import Document
from kg.readers.lines import Gathered, lines

__all__ = ["Said", "cut", "fields", "grouped"]

Said = dict[str, list[str]]


def cut(
    document: Document,
    begins: re.Pattern[bytes],
    ends: re.Pattern[bytes] | None,
    tagged: re.Pattern[bytes],
    name: Callable[[bytes], str] = lambda line: "",
) -> Iterator[Part]:
    """The records: from a line that `begins` one to the line that `ends` it, or up to the next beginning.

    Lines between records are passed over (numbers, names of providers), but where one of them is `tagged` a record has lost
    its beginning: from there on it is a part as well, to be refused. `name` makes a name of the first line.
    """
    held, called = Gathered(), ""
    for number, line in lines(document):
        if begins.match(line):
            if held:
                yield held.part(called)
            called = name(line)
            held.add(number, line)
        elif held or tagged.match(line):
            if not held:
                called = ""
            held.add(number, line)
            if ends is not None and ends.match(line):
                yield held.part(called)
    if held:
        yield held.part(called)


def fields(text: str, tagged: re.Pattern[str]) -> list[tuple[str, str]]:
    """Tag and text of each field, in their order; a line without a tag goes on with the field before it.

    `tagged` matches a line with its tag and its text as groups.
    """
    found: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):  # as bytes are parted, no other ends of lines
        match = tagged.match(line)
        if match:
            found.append((match[1], [match[2] or ""]))
        elif found and line.strip():
            found[-1][1].append(line)
    return [(tag, "\n".join(parts).strip()) for tag, parts in found]


def grouped(pairs: list[tuple[str, str]]) -> Said:
    """The texts of each tag that are not empty, in their order."""
    said: Said = defaultdict(list)
    for tag, text in pairs:
        if text:
            said[tag].append(text)
    return said
