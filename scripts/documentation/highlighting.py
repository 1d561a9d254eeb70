"""The languages of fences that the highlighter does not know, or not whole."""

from __future__ import annotations

from pygments.lexer import Lexer, inherit  # type: ignore[import-untyped]
from pygments.lexers.rdf import SparqlLexer  # type: ignore[import-untyped]
from pygments.lexers.special import TextLexer  # type: ignore[import-untyped]
from pygments.token import Comment, Operator  # type: ignore[import-untyped]

__all__ = ["LEXERS"]


class _Sparql(SparqlLexer):  # type: ignore[misc]
    """SPARQL with the paths that Pygments leaves out, alternatives and inverses, and with the first line of a notebook's cell."""

    tokens = {"root": [(r"%%.*\n", Comment), (r"[|^](?!\^|\|)", Operator), inherit]}  # noqa: RUF012 - as Pygments wants it


LEXERS: dict[str, type[Lexer]] = {"sparql": _Sparql, "csv": TextLexer}
