"""The checked-in JSON Schema is the records' own, and the shipped corpus is valid under it."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from plain_yaml import loaded

from kg import resources, schema

FILES = sorted(resources.folder("data", "appraisals").glob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    text = resources.shipped("ontology", "appraisal.schema.json").read_text("utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
    return jsonschema.Draft202012Validator(json.loads(text))


def test_the_file_is_fresh() -> None:
    written = resources.shipped("ontology", "appraisal.schema.json").read_text("utf-8")
    assert written == schema.text(), "run: python -m kg.schema > ontology/appraisal.schema.json"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_corpus_is_valid(path: Path, validator: jsonschema.Draft202012Validator) -> None:
    assert [e.message for e in validator.iter_errors(loaded(path.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": 2, "paper": {"key": "a-2020"}},
        {"format": 1},
        {"format": 1, "paper": {"key": "A 2020"}},
        {"format": 1, "paper": {"key": "a-2020", "colour": "red"}},
        {"format": 1, "paper": {"key": "a-2020"}, "outcomes": [{"id": "x", "label": "x", "better": "up"}]},
    ],
)
def test_what_the_reader_refuses_is_invalid(wrong: object, validator: jsonschema.Draft202012Validator) -> None:
    assert not validator.is_valid(wrong)
