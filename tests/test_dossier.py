"""The paper that a reference stands for, however it is written."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg.dossier import dossier, resolve
from kg.errors import NotFound, UsageError
from kg.projection import project
from kg.retraction import notices
from kg.sparql import ask
from kg.store import Store, open_store

Write = Callable[..., Path]


@pytest.fixture
def shelf(write: Write) -> Iterator[Store]:
    """Three invented papers; two of them by the same people in the same year."""
    authors = {"authors": ["da Silva QT", "Moraes L"], "year": 2019}
    published = {"doi": "10.5555/Jit.2019.7", "pmid": "12345", "pmcid": "PMC678901"}
    files = [
        write("da-silva-2019a", paper=authors | published),
        write("da-silva-2019b", paper=authors),
        write("okafor-2001", paper={"authors": ["Okafor N"], "year": 2001, "doi": "10.5555/S0140(01)12345-6", "pmid": "678901"}),
    ]
    with open_store() as store:
        kg.ingest(store, files)
        yield store


@pytest.mark.parametrize(
    "ref",
    [
        "da-silva-2019a",
        " DA-SILVA-2019A ",
        "https://w3id.org/appraisal-kg/paper/da-silva-2019a",
        "12345",
        "PMID 12345",
        "PMID: 12345",
        "PMID:12345",
        "pmid12345",
        "PubMed 12345.",
        "https://pubmed.ncbi.nlm.nih.gov/12345/",
        "https://pubmed.ncbi.nlm.nih.gov/12345/?from=mail#abstract",
        "https://www.ncbi.nlm.nih.gov/pubmed/12345",
        "pubmed.ncbi.nlm.nih.gov/12345",
        "PMC678901",
        "pmc678901",
        "PMCID: PMC678901",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC678901/",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC678901/pdf/main.pdf",
        "10.5555/jit.2019.7",
        "10.5555/JIT.2019.7.",
        "doi:10.5555/jit.2019.7",
        "DOI: 10.5555/jit.2019.7",
        "https://doi.org/10.5555/jit.2019.7/",
        "http://dx.doi.org/10.5555/jit.2019.7",
        "doi.org/10.5555%2Fjit.2019.7",
    ],
)
def test_a_paper_by_any_of_its_names(shelf: Store, ref: str) -> None:
    assert resolve(shelf, ref) == "da-silva-2019a"


@pytest.mark.parametrize(
    "ref", ["Okafor 2001", "okafor 2001", "Okafor et al. (2001)", "OKAFOR,  2001", "10.5555/s0140(01)12345-6"]
)
def test_a_paper_by_its_printed_name(shelf: Store, ref: str) -> None:
    assert resolve(shelf, ref) == "okafor-2001"


def test_a_name_of_two_papers_is_not_guessed(shelf: Store) -> None:
    with pytest.raises(UsageError, match="'Da Silva 2019' stands for 2 papers") as caught:
        resolve(shelf, "Da Silva 2019")
    assert caught.value.hint == "Name one by its key: da-silva-2019a, da-silva-2019b."


@pytest.mark.parametrize(
    "ref", ["", "None", "()", "PMID 99", "PMC12345", "2019", "10.5555/jit.2019", "https://example.org/12345"]
)
def test_what_stands_for_no_paper(shelf: Store, ref: str) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(shelf, ref)
    assert repr(ref) in caught.value.message


def test_a_number_that_two_papers_share_is_not_guessed(shelf: Store, write: Write) -> None:
    first = kg.ingest(shelf, [write("abe-2001", paper={"pmid": "11", "pmcid": "PMC7"})])
    second = kg.ingest(shelf, [write("abe-2002", paper={"pmid": "12", "pmcid": "PMC7"})])
    assert {result.status for result in (*first, *second)} == {"added"}
    with pytest.raises(UsageError) as caught:
        resolve(shelf, "pmc7")
    assert caught.value.hint == "Name one by its key: abe-2001, abe-2002."
    assert resolve(shelf, "12") == "abe-2002"


def test_a_doi_that_the_source_prints_with_a_full_stop_is_found(shelf: Store, write: Write) -> None:
    kg.ingest(shelf, [write("abe-2001", paper={"doi": "10.5555/stop."})])
    assert resolve(shelf, "10.5555/stop") == "abe-2001"


def test_half_a_surrogate_pair_stands_for_no_paper(shelf: Store) -> None:
    with pytest.raises(NotFound):
        resolve(shelf, "10.5555/\udcff")


def test_a_page_is_that_of_the_whole_graph(corpus: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look-ups of one paper against questions over all papers, and parts of sources against whole ones."""
    keys = [str(key) for key in ask(corpus, "papers").column("paper")][::8]
    every, everywhere = list(ask(corpus, "citations").dicts()), notices(corpus)
    found = [dossier(corpus, key) for key in keys]
    monkeypatch.setattr(sys.modules["kg.dossier"], "alone", lambda document, matching: True)
    for key, page in zip(keys, found, strict=True):
        inside = {row["title"] for row in every if row["paper"] == key and "/paper/" in str(row["citing"])}
        assert page["cited_by_papers"] == sorted(map(str, inside))
        assert page["notices"] == everywhere.get(key, [])
        assert page == dossier(corpus, key)
    assert any(page["references"] for page in found)


def test_why_papers_of_the_graph_cite_it(shelf: Store, tmp_path: Path) -> None:
    head = "citing_key,cited_key,pmid,doi,first_author,year,title,journal,intent\n"
    for name, rows in (
        ("a", "da-silva-2019a,okafor-2001,,,,,,,usesDataFrom\nda-silva-2019b,okafor-2001,,,,,,,\n"),
        ("b", "da-silva-2019a,okafor-2001,,,,,,,\nda-silva-2019a,okafor-2001,,,,,,,critiques\n"),
    ):
        (tmp_path / f"{name}.csv").write_text(head + rows, "utf-8")
        kg.ingest(shelf, [tmp_path / f"{name}.csv"])
    page = dossier(shelf, "okafor-2001")
    assert page["cited_by_papers"] == ["da-silva-2019a", "da-silva-2019b"]
    assert page["why_cited"] == {"da-silva-2019a": ["critiques", "usesDataFrom"]}
    edges = {
        (citing.rsplit("/", 1)[1], said["label"], said["intent"])
        for citing, _, said in project(shelf).edges(data=True)
        if said["kind"] == "cites"
    }
    assert edges == {
        ("da-silva-2019a", "cites (critiques, usesDataFrom)", "critiques, usesDataFrom"), ("da-silva-2019b", "cites", None),
    }  # fmt: skip


def test_the_nearest_key_is_named(shelf: Store) -> None:
    with pytest.raises(NotFound) as caught:
        resolve(shelf, "Okafer 2001")
    assert caught.value.hint == "Did you mean okafor-2001?"
