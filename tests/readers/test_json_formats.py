"""Crossref, OpenAlex and CSL in JSON: what is read of a record, what is left out and told, what is refused.

`<format>/<case>/given.*` is read; `expected.yaml` has an entry for each record: what it says, or why it is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from plain_yaml import loaded

from kg.errors import InputError
from kg.readers import crossref, csl, find, openalex
from kg.readers.collection import Collection, read_part
from kg.readers.document import Document
from kg.records import Bundle, Register
from kg.taxonomy import Taxonomy

HERE = Path(__file__).parent
READERS: dict[str, Collection] = {"crossref": crossref, "csl": csl, "openalex": openalex}
CASES = sorted(path.parent for path in HERE.glob("*/*/given.*") if path.parent.parent.name in READERS)
NO_WORDS = Taxonomy(flaws={})


def given(case: Path) -> Document:
    (file,) = case.glob("given.*")
    return Document(file.name, "", file.read_bytes())


def told(reader: Collection, document: Document) -> list[dict[str, Any]]:
    """What each record of the document says, as plain data."""
    return [_said(part.place, read_part(reader, part, document.name, NO_WORDS)) for part in reader.parts(document)]


def _said(place: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, list):
        return {"place": place, "refused": [str(problem) for problem in found.problems]}
    bundle, *registers = found
    assert isinstance(bundle, Bundle)
    assert bundle.source.part == place
    said: dict[str, Any] = {
        "place": place,
        "paper": bundle.record.paper.model_dump(mode="json", exclude_defaults=True),
        "study": bundle.record.study.model_dump(mode="json", exclude_defaults=True) if bundle.record.study else None,
        "references": [one.model_dump(mode="json", exclude_defaults=True) for one in bundle.references],
        "abstract": bundle.prose[0].passage.exact if bundle.prose else None,
        "problems": [str(problem) for problem in bundle.problems],
    }
    for register in registers:
        assert isinstance(register, Register)
        assert register.source == bundle.source
        said["notices"] = [one.model_dump(mode="json", exclude_defaults=True) for one in register.notices]
    return {name: value for name, value in said.items() if value}


def test_there_are_cases() -> None:
    assert len(CASES) >= 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_a_case(case: Path) -> None:
    wanted = loaded((case / "expected.yaml").read_text("utf-8"))
    assert told(READERS[case.parent.name], given(case)) == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_the_content_says_whose_it_is(case: Path) -> None:
    assert find(given(case)) is READERS[case.parent.name]


@pytest.mark.parametrize("name", READERS)
def test_a_file_that_has_to_be_whole_is_refused_with_its_first_bad_record(name: str) -> None:
    case = next(case for case in CASES if case.parent.name == name and "refused" in (case / "expected.yaml").read_text("utf-8"))
    document = given(case)
    first = next(record for record in told(READERS[name], document) if "refused" in record)
    with pytest.raises(InputError) as error:
        list(READERS[name].read(document, NO_WORDS))
    assert all(str(problem).startswith(first["place"]) for problem in error.value.problems)
