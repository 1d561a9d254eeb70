"""Reads the packed records of a graph page back, beside `static/unpack.js` and from the same description."""

from __future__ import annotations

import itertools
from typing import Any


def unpacked(packed: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The records of packed tables, as the docstring of kg.views.packing says they are to be read."""
    texts = packed["texts"]

    def cell(form: str, value: Any) -> Any:
        if form == "text":
            return texts[value]
        if form == "texts":
            return [texts[place] for place in value]
        if form == "pairs":
            return [[texts[name], texts[text]] for name, text in zip(value[::2], value[1::2], strict=True)]
        return value if form in ("raw", "steps") else [rows(form)[place] for place in value]

    def rows(name: str) -> list[dict[str, Any]]:
        table = packed["tables"][name]
        records: list[dict[str, Any]] = [{} for _ in range(table["count"])]
        for column in table["columns"]:
            values = column["of"]
            if column["as"] == "steps":
                values = list(itertools.accumulate(values))
            if column["as"] == "front":
                before, values = "", []
                for value in column["of"]:
                    before = before if value is None else before[: value[0]] + value[1]
                    values.append(None if value is None else before)
            at = itertools.accumulate(column["at"]) if "at" in column else range(table["count"])
            form = "raw" if column["as"] == "front" else column["as"]
            for row, value in zip(at, values, strict=True):
                if value is not None:
                    records[row][column["key"]] = cell(form, value)
        return records

    return {name: rows(name) for name in ("nodes", "edges")}
