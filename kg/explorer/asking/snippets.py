"""A query as a few lines to paste elsewhere: a shell, Python, R, the command line of kg. Whatever it holds, it stays text."""

from __future__ import annotations

import json
import re
from typing import NamedTuple
from urllib.parse import quote_plus, urlencode

__all__ = ["ADDRESS", "Snippet", "kg_command", "permalink", "snippets"]

ADDRESS = 8_000  # characters of an address that servers and programs take at the least (RFC 9110, 4.1)
_CSV = "text/csv"


class Snippet(NamedTuple):
    """Lines to copy: an identifier, what they are for, and the text."""

    name: str
    title: str
    text: str


def permalink(page: str, query: str, **more: str) -> str:
    """The address of a page with the query in it; a space is written as +, all else that is not plain as %XX."""
    return f"{page}?{urlencode({'query': query} | more)}"


def snippets(query: str, origin: str, *, triples: bool = False) -> tuple[Snippet, ...]:
    """The query put to the server at `origin`, answered as CSV, or as Turtle where it gives triples."""
    endpoint = f"{origin}/sparql"
    accept = "text/turtle" if triples else _CSV
    return (
        Snippet("curl", "curl", _curl(query, endpoint, accept)),
        Snippet("python", "Python", _python(query, endpoint, accept)),
        Snippet("r", "R", _r(query, endpoint, accept)),
        Snippet("kg", "kg", kg_command("query", "--text", query) if _plain(query) else ""),
    )


def kg_command(*arguments: str) -> str:
    """A call of kg as a POSIX shell reads it."""
    return " ".join(("kg", *(_shell(one) for one in arguments)))


def _shell(text: str) -> str:
    plain = bool(text) and all(c.isascii() and (c.isalnum() or c in "-_./:=,@%+") for c in text)
    return text if plain else "'" + text.replace("'", "'\\''") + "'"


def _plain(text: str) -> bool:
    """Whether a terminal shows the text and does nothing else: no control characters but line ends and tabs."""
    return all(c.isprintable() or c in "\n\t" for c in text)


def _curl(query: str, endpoint: str, accept: str) -> str:
    body = f"--data-urlencode {_shell('query=' + query)}" if _plain(query) else f"--data {_shell('query=' + quote_plus(query))}"
    return f"curl --fail-with-body -H {_shell('Accept: ' + accept)} {body} {_shell(endpoint)}\n"


def _python(query: str, endpoint: str, accept: str) -> str:
    lines = [
        "import csv, io" if accept == _CSV else "",
        "from urllib.parse import urlencode",
        "from urllib.request import Request, urlopen",
        "",
        f"query = {_python_text(query)}",
        'body = urlencode({"query": query}).encode()',
        f'request = Request({_python_text(endpoint)}, body, {{"Accept": "{accept}"}})',
        "with urlopen(request) as answer:",
        '    text = answer.read().decode("utf-8")',
        "rows = list(csv.DictReader(io.StringIO(text)))" if accept == _CSV else "",
        "print(rows)" if accept == _CSV else "print(text)",
    ]
    return "\n".join(line for place, line in enumerate(lines) if line or place == 3) + "\n"


def _python_text(text: str) -> str:
    """A string literal; of several lines it shows them as they are."""
    if "\n" not in text:
        return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(text, ensure_ascii=False))
    inside = re.sub(r'"(?="|\Z)', r'\\"', text.replace("\\", "\\\\"))  # no two quotes side by side, and none at the end
    return '"""' + "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in inside) + '"""'


def _escaped(c: str) -> str:
    return f"\\u{ord(c):04x}" if ord(c) < 0x10000 else f"\\U{ord(c):08x}"


def _r(query: str, endpoint: str, accept: str) -> str:
    form = "csv" if accept == _CSV else "turtle"
    text = f"query <- {_r_text(query)}\n"
    if len(permalink(endpoint, query, format=form)) > ADDRESS:
        text += f"answer <- httr2::request({_r_text(endpoint)}) |>\n  httr2::req_headers(Accept = {_r_text(accept)}) |>\n"
        text += "  httr2::req_body_form(query = query) |>\n  httr2::req_perform() |>\n  httr2::resp_body_string()\n"
        return text + ("rows <- read.csv(text = answer)\nprint(rows)\n" if accept == _CSV else "cat(answer)\n")
    text += f'address <- paste0({_r_text(endpoint)}, "?format={form}&query=", URLencode(query, reserved = TRUE))\n'
    if accept == _CSV:
        return f'{text}rows <- read.csv(address, encoding = "UTF-8")\nprint(rows)\n'
    return f'{text}writeLines(readLines(address, encoding = "UTF-8"))\n'


def _r_text(text: str) -> str:
    """A string literal of R, in which only backslash, quote and what cannot be seen need an escape."""
    inside = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in inside) + '"'
