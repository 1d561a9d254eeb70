"""Values of loosely kept JSON: a record as a mapping, and its texts, lists and numbers where they are what they should be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from kg.errors import InputError, Problem
from kg.readers.collection import Part
from kg.readers.json_window import LONGEST
from kg.readers.markup import plain

__all__ = ["first_text", "loaded", "mapping", "mappings", "text", "texts", "whole"]

# What keeps a text from being taken as it stands: tags, entities, half characters, white space other than a blank, what prints
# nothing. One class of characters, since every text of a file is searched for it.
_ODD = re.compile("[<&\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\ufffe\uffff\ud800-\udfff]")
# Entities that were encoded twice on their way into the database.
_TWICE = re.compile(r"&amp;(?=(?:amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)")
_HALF = re.compile("[\ud800-\udfff]")  # halves of characters, which JSON may escape and nothing else can hold


def loaded(part: Part, name: str) -> Mapping[str, object]:
    """The object that the record is; raises InputError where it is none, with the place in it."""
    if not part.data:
        raise InputError(name, [Problem("", "the list ends here without its bracket: the file may be cut off")])
    if len(part.data) >= LONGEST:
        said = f"it is longer than the {LONGEST // 2**20} MB that a record may have: perhaps its bracket is missing"
        raise InputError(name, [Problem("", said)])
    try:
        found = json.loads(part.data.decode("utf-8"))
    except UnicodeDecodeError as error:
        said = f"byte 0x{part.data[error.start]:02x} at offset {error.start:,} of the record is not UTF-8 text"
        raise InputError(name, [Problem("", said)]) from None
    except json.JSONDecodeError as error:
        where = f"character {error.pos:,} of the record"
        raise InputError(name, [Problem(where, f"this is not JSON: {error.msg.removesuffix(' at')}")]) from None
    except ValueError:  # a number of thousands of digits
        raise InputError(name, [Problem("", "a number in it is too long")]) from None
    except RecursionError:
        raise InputError(name, [Problem("", "lists and objects in it are nested too deep")]) from None
    if not isinstance(found, dict):
        raise InputError(name, [Problem("", "this is no JSON object (there should be { and } around it)")])
    return found


def text(value: object) -> str | None:
    """A text (or a number as text) on one line, without markup; None for anything else, and for an empty one."""
    if isinstance(value, str):
        odd = _ODD.search(value) or "  " in value or value[:1] == " " or value[-1:] == " "
        return (plain(whole(value)) if odd else value) or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(value: object) -> str:
    """A text as it stands, with U+FFFD for half characters and entities encoded once; empty for anything else."""
    return _TWICE.sub("&", _HALF.sub("\ufffd", value)) if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The texts of a list, or the one text that stands without a list."""
    listed = value if isinstance(value, list) else [value]
    return [found for one in listed if (found := text(one))]


def first_text(value: object) -> str | None:
    """The first text of a list, or the one text that stands without a list."""
    found = texts(value)
    return found[0] if found else None


def mappings(value: object) -> list[Mapping[str, object]]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def mapping(value: object) -> Mapping[str, object]:
    """An object; an empty one for anything else."""
    return value if isinstance(value, dict) else {}
