"""The JSON Schema of appraisal files, generated from the records: `python -m kg.schema > ontology/appraisal.schema.json`."""

from __future__ import annotations

import json

from kg.rdf.vocab import BASE
from kg.readers.appraisal import AppraisalFile

__all__ = ["text"]


def text() -> str:
    """The schema (draft 2020-12) as indented JSON."""
    schema = AppraisalFile.model_json_schema()
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}appraisal.schema.json",
        "title": "Appraisal of one paper, format 1",
    }
    return json.dumps(head | {k: v for k, v in schema.items() if k != "title"}, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")  # noqa: T201 - the module's job as a program
