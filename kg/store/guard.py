"""Reads a SPARQL text into tokens and refuses what must not reach the engine's parser.

Refused are SERVICE, since the engine would really call the address, and texts whose length, depth or number of
operators make the engine's recursive parser overflow the stack, which ends the process.

The engine's parser works without a lexer: keywords need no space around them (`trueSERVICEp:x {`), and `<` inside
brackets may be an operator where a lexer sees an IRI, which shifts where strings and comments begin. So this
reader never guesses: where the two could disagree it refuses the text and says how to write it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.errors import UsageError

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_OPERATORS", "MAX_TERMS", "Token", "check"]

MAX_BYTES = 65_536
MAX_DEPTH = 100  # of brackets
MAX_OPERATORS = 500  # a bracket counts twice: each may open a clause
MAX_TERMS = 1_000  # variables, IRIs and literals, those in VALUES not counted

# Escapes are listed one by one: for one it does not know, the engine reads a long string as an empty one and goes on.
_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<string>'''(?:'{0,2}(?:[^'\\]|\\[tbnrf"'\\]))*''' | '(?!'')(?:[^'\\\r\n]|\\[tbnrf"'\\])*'
               | \"{3}(?:\"{0,2}(?:[^"\\]|\\[tbnrf"'\\]))*\"{3} | "(?!"")(?:[^"\\\r\n]|\\[tbnrf"'\\])*")
    | (?P<iri><[^\x00-\x20<>"{}|^`\\]*>)
    | (?P<var>[?$][\w\u00b7\u203f\u2040]+)
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
    | (?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
    | (?P<name>(?:_|[^\W\d_][\w.\u00b7-]{0,255})?:
               (?:[\w:\u00b7-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]|\.+(?=[\w:%\\\u00b7-]))*)
    | (?P<word>[^\W\d]\w*)
    | (?P<open>[{(\[])
    | (?P<close>[})\]])
    | (?P<operator>[!=<>&|+\-*/^?])
    | (?P<mark>[.,;~])
    """,
    re.VERBOSE,
)
_PAIRS = {"}": "{", ")": "(", "]": "["}
_TERMS = frozenset({"string", "iri", "var", "number", "name"})
# Inside brackets an IRI is taken for one only when no expression could be spelt so.
_PLAIN_IRI = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]*://.*|[\w.:%~/-]*)>")


class Token(NamedTuple):
    """A piece of the text: `kind` is a group of the pattern above, `twin` the place of a bracket's other half."""

    kind: str
    text: str
    start: int
    depth: int
    twin: int = -1

    def says(self, *words: str) -> bool:
        """Whether it is one of these keywords (given in capitals)."""
        return self.kind == "word" and self.text.upper() in words


def check(sparql: str) -> list[Token]:
    """The tokens of the text without spaces and comments; raises UsageError for a text that is refused."""
    _check_length(sparql)
    tokens = _pair(_scan(sparql))
    _check_count(tokens)
    _check_service(sparql, tokens)
    return tokens


def _check_length(sparql: str) -> None:
    try:
        size = len(sparql.encode())
    except UnicodeEncodeError as error:
        raise _refusal(sparql, error.start, "half a surrogate pair is no character") from error
    if size > MAX_BYTES:
        raise UsageError(f"the query is too long: {size:,} bytes, at most {MAX_BYTES:,} are read")


def _scan(sparql: str) -> list[Token]:
    tokens: list[Token] = []
    open_brackets: list[str] = []
    place = 0
    while place < len(sparql):
        match = _TOKEN.match(sparql, place)
        if match is None or match.lastgroup is None:
            raise _refusal(sparql, place, _why(sparql, place))
        kind, text = match.lastgroup, match.group()
        if kind == "iri" and open_brackets and open_brackets[-1] == "(" and not _PLAIN_IRI.fullmatch(text):
            raise _refusal(sparql, place, f"{text} may be a comparison or an IRI; put a space after <, or use a prefix")
        if kind == "close" and (not open_brackets or open_brackets.pop() != _PAIRS[text]):
            raise _refusal(sparql, place, f"{text} closes nothing")
        if kind != "space":
            tokens.append(Token(kind, text, place, len(open_brackets)))
        if kind == "open":
            open_brackets.append(text)
            if len(open_brackets) > MAX_DEPTH:
                raise _refusal(sparql, place, f"brackets are nested too deeply: at most {MAX_DEPTH} levels are read")
        place = match.end()
    if open_brackets:
        raise UsageError(f"the query does not parse: {open_brackets[-1]} is never closed")
    return tokens


def _pair(tokens: list[Token]) -> list[Token]:
    """The same tokens, each bracket with the index of its other half."""
    waiting: list[int] = []
    for index, token in enumerate(tokens):
        if token.kind == "open":
            waiting.append(index)
        elif token.kind == "close":
            first = waiting.pop()
            tokens[first] = tokens[first]._replace(twin=index)
            tokens[index] = token._replace(twin=first)
    return tokens


def _check_count(tokens: list[Token]) -> None:
    operators = terms = 0
    data_until = -1
    for index, token in enumerate(tokens):
        in_data = index < data_until
        if token.kind == "operator":
            operators += 1
        elif token.kind == "iri":
            operators += token.text.count("/") if "://" not in token.text and not in_data else 0
        elif token.kind == "open" and not in_data:
            operators += 2
            if token.text == "{" and _opens_data(tokens, index):
                data_until = token.twin
        if token.kind in _TERMS and not in_data:
            terms += 1
    if operators > MAX_OPERATORS:
        raise UsageError(f"the query has too many operators and groups: {operators:,}, at most {MAX_OPERATORS:,} are read")
    if terms > MAX_TERMS:
        hint = "Long lists of values belong in VALUES, which is not counted."
        raise UsageError(f"the query has too many terms: {terms:,}, at most {MAX_TERMS:,} are read", hint=hint)


def _opens_data(tokens: list[Token], index: int) -> bool:
    """Whether the brace at `index` opens the rows of a VALUES."""
    head = index - 1
    if head >= 0 and tokens[head].text == ")":
        head = tokens[head].twin
    return head >= 1 and tokens[head - 1].says("VALUES")


def _check_service(sparql: str, tokens: list[Token]) -> None:
    for index, token in enumerate(tokens):
        if "service" in token.text.lower() and (
            token.kind in ("word", "tag") or (token.kind == "name" and _may_call(tokens, index))
        ):
            raise _refusal(sparql, token.start, "SERVICE is refused: a query may not call other servers")


def _may_call(tokens: list[Token], index: int) -> bool:
    """Whether a prefixed name could be read as SERVICE, stuck to its neighbours, with an address and a group."""
    if index and tokens[index - 1].says("GRAPH", "FROM", "NAMED"):
        return False
    rest = tokens[index + 1 : index + 4]
    if rest and rest[0].says("SILENT"):
        rest = rest[1:]
    if rest and rest[0].kind in ("iri", "var", "name"):
        rest = rest[1:]
    return bool(rest) and rest[0].text == "{"


def _why(sparql: str, place: int) -> str:
    if sparql[place] in "\"'":
        return (
            "the string is not closed, or has another escape than tab, newline, quotes and backslash: write the character itself"
        )
    if sparql[place] == "\\":
        return "escapes stand only in strings and prefixed names; write the character itself"
    return f"{sparql[place]!r} has no meaning here"


def _refusal(sparql: str, place: int, why: str) -> UsageError:
    line = sparql.count("\n", 0, place) + 1
    column = place - sparql.rfind("\n", 0, place)
    return UsageError(f"the query is not read, line {line}, column {column}: {why}")
