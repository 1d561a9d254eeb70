"""Abstracts as databases give them, with the tags of JATS or HTML: their text in lines, headings before their text."""

from __future__ import annotations

import re

from kg.readers.markup import plain

__all__ = ["abstract"]

# What says the same again in another notation, or is no text.
_LEFT_OUT = re.compile(
    r"<((?:jats:)?tex-math|(?:mml:)?annotation(?:-xml)?|(?:jats:)?(?:fn|graphic))(?:\s[^<>]*)?(?<!/)>.*?</\1\s*>",
    re.DOTALL | re.IGNORECASE,
)
_RAISED = re.compile(r"(?<=\d)\s*<((?:jats:)?sup)>\s*(?=[-\u2212\u2013+]?\d)", re.IGNORECASE)
_LOWERED = re.compile(r"\s*\n\s*(?=</?(?:jats:)?(?:sub|sup)>)", re.IGNORECASE)
_AFTER_RAISED = re.compile(r"(</(?:jats:)?(?:sub|sup)>)\s*\n\s*(?=[).,;:\]])", re.IGNORECASE)
_HEADING = re.compile(r"<((?:jats:)?(?:title|h[1-6]))(?:\s[^<>]*)?>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_BREAK = re.compile(
    r"</?(?:jats:)?(?:p|sec|section|list|list-item|li|ul|ol|div|br|disp-formula|title|h[1-6]|abstract)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ITSELF = re.compile(r"(?:abstract|summary)[:.]?", re.IGNORECASE)
_CARRIES_ON = "\x1f"  # between a heading and its text; no text holds it


def abstract(fragment: str) -> str:
    """The text: a line a paragraph, a heading as "Methods: " before its paragraph, one that only says "Abstract" left out.

    A raised number after a digit stands behind a caret, so that 10<sup>-5</sup> does not become 10-5.
    """
    text = fragment.replace(_CARRIES_ON, " ")
    if "<" in text:
        text = _LEFT_OUT.sub(" ", text)
        text = _RAISED.sub(r"^<\1>", text)
        text = _LOWERED.sub("", _AFTER_RAISED.sub(r"\1", text))
        text = _HEADING.sub(_heading, text)
        text = _BREAK.sub("\n\n", text)
        text = re.sub(rf"{_CARRIES_ON}\s*", " ", text)
    else:
        text = re.sub(r"\n\s*\n", "\n\n", text)
    lines = [line for paragraph in re.split(r"\n\s*\n", text) if (line := plain(paragraph))]
    if lines and _ITSELF.fullmatch(lines[0]):
        lines = lines[1:]
    return "\n".join(lines)


def _heading(found: re.Match[str]) -> str:
    words = plain(found[2])
    if not words or _ITSELF.fullmatch(words):
        return "\n\n"
    return f"\n\n{words}{'' if words.endswith((':', '.', '?')) else ':'}{_CARRIES_ON}"
