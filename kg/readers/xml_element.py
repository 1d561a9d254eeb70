"""XML that is read without trust: no entities of its own, nothing fetched; an element's words as they are meant to be read."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from kg.errors import InputError, Problem

__all__ = ["Element", "children", "encoding", "entities", "own_entities", "parsed", "words"]

Element = Any  # an element of lxml, which is imported when a file is read

_SPACE = re.compile(r"[ \t\r\n]+")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_SUBSET = re.compile(rb"<!DOCTYPE\s[^>\[]*\[")
_RAISED = re.compile(r"[-\u2212\u2013+]?\d")


@cache
def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def parsed(data: bytes, name: str) -> Element:
    """The root element; raises InputError for what is not XML, or declares entities of its own."""
    from lxml import etree

    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as error:
        problem = Problem(f"line {error.lineno}", f"this is not XML: {error.msg}")
        raise InputError(name, [problem], hint="The file may be cut off: fetch it again.") from None
    except ValueError as error:  # an encoding that is not known
        raise InputError(name, [Problem("", f"this is not XML: {error}")]) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise entities(name)
    return root


def entities(name: str) -> InputError:
    """That the file declares entities of its own."""
    said = "it declares entities of its own, which files of this kind never do: they may be a trap"
    return InputError(name, [Problem("", said)], hint="Fetch the file from its source again.")


def encoding(head: bytes) -> str:
    """The encoding that the declaration at the beginning of a file names, in small letters; "utf-8" where there is none."""
    found = _DECLARED.match(head.removeprefix(b"\xef\xbb\xbf").lstrip())
    return found[1].decode("ascii", "replace").lower() if found else "utf-8"


def own_entities(head: bytes) -> bool:
    """Whether the document type at the beginning of a file has declarations of its own, entities among them."""
    found = _SUBSET.search(head)
    return found is not None and b"<!ENTITY" in head[found.end() :]


def children(node: Element | None) -> dict[str, Element]:
    """The element's children by their names; of several with one name the first."""
    found: dict[str, Element] = {}
    for child in () if node is None else node:
        found.setdefault(child.tag, child)
    return found


def words(node: Element | None) -> str:
    """The text of the element and all in it on one line; raised digits stand after a caret ("10^-5") so that they stay apart."""
    if node is None:
        return ""
    if not len(node):
        text = node.text or ""
        return text if text.isprintable() and "  " not in text and text == text.strip(" ") else _evened(text)
    parts: list[str] = []
    _gather(node, parts)
    return _evened("".join(parts))


def _evened(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ")


def _gather(node: Element, parts: list[str]) -> None:
    parts.append(node.text or "")
    for child in node:
        if not isinstance(child.tag, str):  # an entity that is not resolved
            parts.append(child.tail or "")
            continue
        before = parts[-1] if parts else ""
        if child.tag == "sup" and before[-1:].isdigit() and _RAISED.match("".join(child.itertext())):
            parts.append("^")
        _gather(child, parts)
        parts.append(child.tail or "")
