"""OpenAlex names the works that it cites by its own numbers alone: they meet its records, whatever else these are known by."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest

import kg
from kg.export import export
from kg.keys import given, kind_of, openalex_key, rank

ALEX = [
    {"id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/alex.1", "title": "A work that cites two others by number",
     "publication_year": 2020, "type": "article", "referenced_works": ["https://openalex.org/W2", "https://openalex.org/W3"]},
    {"id": "https://openalex.org/W2", "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/22"},
     "title": "A work that PubMed knows too", "publication_year": 2010, "type": "article", "referenced_works": []},
]  # fmt: skip
CROSSREF = {"DOI": "10.5555/other", "member": "1", "prefix": "10.5555", "title": ["A work that cites by DOI"],
            "reference": [{"DOI": "10.5555/ALEX.1"}]}  # fmt: skip
PUBMED = "PMID- 22\nTI  - A work that PubMed knows too\nDP  - 2010\nSO  - Feet. 2010.\n\n"
FILES = ("alex.jsonl", "crossref.json", "pubmed.nbib")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("given")
    (place / "alex.jsonl").write_text("\n".join(map(json.dumps, ALEX)))
    (place / "crossref.json").write_text(json.dumps([CROSSREF]))
    (place / "pubmed.nbib").write_text(PUBMED)
    return place


def _exported(files: list[Path]) -> bytes:
    with kg.open_store(None, write=True) as store:
        for result in kg.ingest(store, files):
            assert (result.status, result.rejected) == ("added", 0)
        return export(store, ".nq")


def test_its_citations_lead_to_the_papers_that_other_sources_speak_of(folder: Path) -> None:
    with kg.open_store(None, write=True) as store:
        kg.ingest(store, [folder / name for name in FILES])
        found = {(row["citing"], row["paper"]) for row in kg.ask(store, "citations").dicts()}
    papers = "https://w3id.org/appraisal-kg/paper/"
    assert found == {
        (f"{papers}openalex-w1", "pmid-22"),
        (next(citing for citing, cited in found if cited == "openalex-w1"), "openalex-w1"),
    }


def test_the_order_of_the_files_changes_nothing(folder: Path) -> None:
    exports = {_exported([folder / name for name in order]) for order in itertools.permutations(FILES)}
    assert len(exports) == 1


def test_its_numbers_are_keys_that_only_it_can_give_and_any_other_key_goes_before_them() -> None:
    key = openalex_key("W2741809807")
    assert (key, kind_of(key), given(key)) == ("openalex-w2741809807", "openalex", True)
    others = ["van-dillen-2021", "pmid-1", "pmcid-1", "doi-10-5555-a-0123456789ab", "title-abe-2001-0123456789ab"]
    assert max([key, *others], key=rank) == key
    assert kind_of("openalex-works-2021") == "given"
