"""The grammar of one BibTeX entry: its type, its key, its fields with braces and macros as they stand.

Measured against bibtexparser 2.1: it leaves macros in concatenations unresolved, gives up a whole entry in which a field stands
twice, and writes what is wrong to the log and not where; it is the second reader in the tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from kg.errors import Problem

__all__ = ["Fault", "Written", "definitions", "written"]

_BEGIN = re.compile(r"\s*@\s*([A-Za-z]+)\s*([{(])\s*")
_KEY = re.compile(r"([^,\s={}\"#%]*[^,={}\"#%\n]*?)\s*(?=[,})]|$)")
_NAME = re.compile(r"[\s,]*([A-Za-z][A-Za-z0-9_.:+/-]*)\s*=\s*")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_.:+/-]*|[0-9]+")
_JOIN = re.compile(r"\s*#\s*")
_END = re.compile(r"[\s,]*([})])")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_BRACE_OR_QUOTE = re.compile(r"\\.|[{}\"]", re.DOTALL)


class Fault(Exception):
    """Why an entry cannot be read: a problem with its line in the entry."""

    def __init__(self, text: str, at: int, message: str) -> None:
        super().__init__(message)
        self.problem = Problem(f"its line {text.count(chr(10), 0, at) + 1}", message)


class Written(NamedTuple):
    """An entry as written: `fields` in small letters to their LaTeX, the first of each name; `oddities` of its form."""

    kind: str
    key: str
    fields: Mapping[str, str]
    oddities: tuple[Problem, ...]


_MONTHS = {
    m: m for m in ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
}  # known without a definition


def definitions(text: str) -> tuple[dict[str, str], int]:
    """What the @string blocks at the beginning of the text define, and where the entry behind them begins.

    Raises Fault for one that cannot be read.
    """
    macros = dict(_MONTHS)
    place = 0
    while (begin := _BEGIN.match(text, place)) and begin[1].lower() == "string":
        name = _NAME.match(text, begin.end())
        if name is None:
            raise Fault(text, begin.end(), "the @string defines nothing")
        value, place, _ = _value(text, name.end(), macros)
        macros[name[1].lower()] = value
        end = _END.match(text, place)
        if end is None:
            raise Fault(text, place, "the @string has no end")
        place = end.end()
    return macros, place


def written(text: str) -> Written:
    """The entry, behind the @string blocks that it needs; raises Fault where its form is broken."""
    macros, place = definitions(text)
    text = text[place:].lstrip()
    begin = _BEGIN.match(text)
    if begin is None:
        raise Fault(text, 0, "no entry begins here (@article{...)")
    key = _KEY.match(text, begin.end())
    fields: dict[str, str] = {}
    oddities: list[Problem] = []
    place = begin.end()
    if key is not None and not _NAME.match(text, place):
        place = key.end()
    else:
        oddities.append(Problem("key", "the entry has no key"))
    closing = "}" if begin[2] == "{" else ")"
    while True:
        end = _END.match(text, place)
        if end and end[1] == closing:
            rest = text[end.end() :].strip()
            if rest:
                oddities.append(Problem(f"its line {text.count(chr(10), 0, end.end()) + 1}", "what follows its end is not read"))
            return Written(begin[1].lower(), key[1] if key else "", fields, tuple(oddities))
        name = _NAME.match(text, place)
        if name is None:
            raise Fault(text, place, _what_is_wrong(text, place))
        value, place, unknown = _value(text, name.end(), macros)
        field = name[1].lower()
        oddities += [Problem(field, f"the macro {macro} is not defined in the file; it stands by its name") for macro in unknown]
        if field in fields and fields[field] != value:
            oddities.append(Problem(field, "the field stands twice; the first counts"))
        fields.setdefault(field, value)


def _what_is_wrong(text: str, place: int) -> str:
    rest = text[place:].strip()
    if not rest.strip(","):
        return "the entry has no end: it is cut off, or a brace is not closed"
    shown = " ".join(rest.split())
    return f"no field begins here (name = value): {shown if len(shown) < 40 else shown[:30] + '…'!r}"


def _value(text: str, place: int, macros: Mapping[str, str]) -> tuple[str, int, list[str]]:
    """A field's value, where it ends, and the macros in it that nobody defined."""
    parts: list[str] = []
    unknown: list[str] = []
    while True:
        sign = text[place : place + 1]
        if sign == "{":
            end = _closed(text, place + 1, _BRACE, "}")
            parts.append(text[place + 1 : end])
            place = end + 1
        elif sign == '"':
            end = _closed(text, place + 1, _BRACE_OR_QUOTE, '"')
            parts.append(text[place + 1 : end])
            place = end + 1
        else:
            bare = _BARE.match(text, place)
            if bare is None:
                raise Fault(text, place, "a value is needed here, in braces or quotation marks")
            if not bare[0].isdigit() and bare[0].lower() not in macros:
                unknown.append(bare[0])
            parts.append(macros.get(bare[0].lower(), bare[0]))
            place = bare.end()
        join = _JOIN.match(text, place)
        if join is None:
            return "".join(parts), place, unknown
        place = join.end()


def _closed(text: str, start: int, signs: re.Pattern[str], closing: str) -> int:
    """Where the brace or quotation mark that was opened before `start` is closed; braces inside are in pairs."""
    depth = 0
    for found in signs.finditer(text, start):
        sign = found[0]
        if sign == closing and depth == 0:
            return found.start()
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            raise Fault(text, found.start(), "a brace is closed here that was not opened")
    raise Fault(
        text, start, f"the {'brace' if closing == '}' else 'quotation mark'} opened here is not closed: the entry is cut off"
    )
