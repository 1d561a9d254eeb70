"""The reference of the appraisal file: its records and their fields, from the JSON Schema that kg makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from documentation.wording import Markdown, code, escaped, joined, render
from kg import schema

__all__ = ["page"]

Schema = Mapping[str, Any]
_LIMITS = {
    "minimum": "at least", "maximum": "at most", "exclusiveMinimum": "more than", "exclusiveMaximum": "less than",
    "maxLength": "length at most", "minItems": "how many at least", "maxItems": "how many at most",
}  # fmt: skip
_LONG = 20_000  # the length that every text may have goes unsaid


@dataclass(frozen=True)
class Field:
    """A field: what it holds, whether it may be missing and what then holds, and between what limits."""

    name: str
    holds: Markdown
    presence: Markdown
    limits: Markdown


def page() -> str:
    """The page of all records, the file itself first."""
    whole = json.loads(schema.text())
    records = [("AppraisalFile", whole), *sorted(whole["$defs"].items())]
    return render(
        "records",
        identifier=whole["$id"],
        title=whole["title"],
        records=[
            (name, _label(name), of.get("description", ""), list(_fields(of)))
            for name, of in records
            if "properties" in of
        ],
    )  # fmt: skip


def _label(name: str) -> Markdown:
    return Markdown(f"record-{name.lower()}")


def _fields(record: Schema) -> Iterator[Field]:
    required = record.get("required", ())
    for name, of in record["properties"].items():
        default = of.get("default")
        known = "Required." if name in required else "May be missing." if default in (None, [], {}) else None
        presence = escaped(known) if known else Markdown(f"Default: {code(json.dumps(default))}.")
        yield Field(name, _holds(of), presence, _limits(of))


def _holds(of: Schema) -> Markdown:
    """The kind of value in words, with links to the records that it can be."""
    if "$ref" in of:
        name = of["$ref"].rpartition("/")[2]
        return Markdown(f"[{escaped(name)}](#{_label(name)})")
    if "anyOf" in of:
        return joined((_holds(one) for one in of["anyOf"] if one.get("type") != "null"), " or ")
    if "enum" in of:
        return Markdown(f"one of {joined(code(value) for value in of['enum'])}")
    if "const" in of:
        return code(of["const"])
    if of.get("type") == "array":
        if "prefixItems" in of:
            return Markdown(f"a list of {len(of['prefixItems'])}: {joined(_holds(one) for one in of['prefixItems'])}")
        return Markdown(f"a list of {_holds(of.get('items', {}))}")
    if of.get("type") == "object" and isinstance(of.get("additionalProperties"), Mapping):
        return Markdown(f"a mapping of names to {_holds(of['additionalProperties'])}")
    words = {
        "string": "text",
        "integer": "a whole number",
        "number": "a number",
        "boolean": "true or false",
        "object": "a mapping",
    }
    word = escaped(words.get(str(of.get("type")), "any value"))
    return Markdown(f"{word} of the form {code(of['pattern'])}") if "pattern" in of else word


def _limits(of: Schema) -> Markdown:
    kinds = [of, *of.get("anyOf", ())]
    said = [
        f"{words} {escaped(kind[limit])}"
        for kind in kinds
        for limit, words in _LIMITS.items()
        if limit in kind and not (limit == "maxLength" and (kind[limit] >= _LONG or "pattern" in kind))
    ]
    return Markdown(f"{', '.join(said)[:1].upper()}{', '.join(said)[1:]}." if said else "")
