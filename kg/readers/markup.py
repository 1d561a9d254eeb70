"""Titles and abstracts as plain text: without the tags of HTML, JATS and MathML that exports leave in them, entities decoded."""

from __future__ import annotations

import html
import re

__all__ = ["plain", "printable"]

_INLINE = (
    "a|abbr|b|bold|big|c|code|dfn|em|emph|ext-link|font|i|ins|inf|italic|italics|it|mark|monospace|named-content|q|s|sc|scp|"
    "small|span|strike|strong|style|styled-content|sub|sup|tt|u|underline|x|xref|(?:mml|m|jats):[a-z-]+"
)
_BLOCK = "blockquote|br|dd|div|dl|dt|h[1-6]|hr|label|li|list|list-item|ol|p|section|sec|table|td|th|title|tr|ul|abstract"
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"<>]*"|'[^'<>]*'))*"""
_BLOCK_TAG = re.compile(rf"</?(?:jats:)?(?:{_BLOCK}){_ATTRIBUTES}\s*/?>", re.IGNORECASE)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE}){_ATTRIBUTES}\s*/?>", re.IGNORECASE)
_RAISED = re.compile(r"(?<=[0-9])<(?:jats:)?sup>(?=[-\u2212\u2013+]?[0-9])", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def plain(text: str) -> str:
    """The text on one line, as it is meant to be read: "H<sub>2</sub>O &amp; <i>E. coli</i>" is "H2O & E. coli".

    What only looks like a tag ("p <0.05 and >3") stays; a raised number behind a digit stands behind a caret, so that
    10<sup>-5</sup> does not become 10-5.
    """
    if "<" in text:
        text = _RAISED.sub("^", text)
        text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text))
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return printable(text)


def printable(text: str) -> str:
    """The text on one line, without characters that print nothing."""
    return " ".join((text if text.isprintable() else _CONTROL.sub(" ", text)).split())
