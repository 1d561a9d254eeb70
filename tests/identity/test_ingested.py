"""Files that speak of the same papers, read in any order and in any runs: one graph comes of it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg.columns import columns_of
from kg.columns.network import labels, network
from kg.dossier import dossier
from kg.errors import NotFound
from kg.explorer import named
from kg.identity import Identities
from kg.keys import made_key
from kg.projection import project
from kg.rdf.vocab import KG
from kg.report.known import Known
from kg.report.lists import articles
from kg.report.quality import quality
from kg.sparql import ask
from kg.store import Store, open_store
from kg.tables import Table

FILES = {
    "rossi.yaml": (
        "format: 1\npaper:\n  key: rossi-2019\n  title: 'Neck exercise: against rest'\n  authors: [Rossi A]\n  year: 2019\n"
        "  journal: Pain\n  doi: 10.5555/Neck.1\n"
        "cited_by:\n  - {title: An editorial on necks, url: 'https://doi.org/10.5555/verdi.2', intent: critiques}\n"
        "  - {title: A blog, url: 'https://blog.example/necks'}\n"
    ),
    "verdi.yaml": "format: 1\npaper: {key: verdi-2021, doi: 10.5555/verdi.2, title: Of necks and rest, year: 2021}\n",
    "alpha.yaml": (
        "format: 1\npaper: {key: alpha-2019, pmid: '7', doi: 10.5555/neck.1, year: 2020, title: Neck exercise - against rest}\n"
    ),
    "search.ris": (
        "TY  - JOUR\nTI  - Neck exercise: against rest\nAU  - Rossi, A\nPY  - 2019\nDO  - 10.5555/NECK.1\nER  - \n\n"
        "TY  - JOUR\nTI  - A second paper on necks of other people\nAU  - Bianchi, B\nPY  - 2001\nDO  - 10.5555/second\nER  - \n"
    ),
    "again.ris": (
        "TY  - JOUR\nTI  - A Second Paper on Necks of Other People.\nAU  - Bianchi, Bruno\nPY  - 2001\nER  - \n\n"
    ),
    "references.csv": (
        "citing_key,cited_key,pmid,doi,first_author,year,title,journal\nverdi-2021,,7,,Rossi,2019,Neck exercise,Pain\n"
        "verdi-2021,,,10.5555/SECOND,Bianchi,2001,A second paper,Pain\nverdi-2021,,99,10.5555/other,Else,1999,Other,Pain\n"
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def _read(folder: Path, *runs: tuple[str, ...]) -> Store:
    store = open_store()
    for run in runs:
        assert all(result.status == "added" for result in kg.ingest(store, [folder / name for name in run]))
    return store


def test_the_order_of_files_does_not_matter(folder: Path) -> None:
    exports = set()
    for number, order in enumerate(list(permutations(FILES))[::61]):
        runs = [tuple(order)] if number % 2 else [order[:2], order[2:5], order[5:]]
        with _read(folder, *runs) as store:
            exports.add(kg.export(store, ".nq"))
    assert len(exports) == 1


def test_what_comes_of_them(folder: Path) -> None:
    with _read(folder, *((name,) for name in FILES)) as store:
        second = made_key(doi="10.5555/second")
        assert set(ask(store, "papers").column("paper")) == {"alpha-2019", "verdi-2021", second}
        # an article that one source knows to cite is one work with the paper of another source
        assert set(ask(store, "papers-citing", paper="alpha-2019").column("citing")) == {"verdi-2021"}
        found = dossier(store, "rossi-2019")  # the key of another file is good for asking
        assert found["key"] == "alpha-2019"
        assert named.paper(Known(store), "rossi-2019") == "alpha-2019"
        with pytest.raises(NotFound):
            named.paper(Known(store), "nobody-2019")
        assert [article["title"] for article in found["cited_by"]] == ["A blog"]  # type: ignore[attr-defined,index]
        assert found["cited_by_papers"] == ["verdi-2021"]
        cited = ask(store, "papers-without-appraisal").dicts()
        assert {str(row["work"]): row["cited_by"] for row in cited} == {
            "alpha-2019": 2, "pmid-99": 1, "verdi-2021": 0, second: 1,
        }  # fmt: skip
        assert sorted(kind for _, kind in project(store).nodes(data="kind") if kind != "flaw") == [
            "citing",
            "paper",
            "paper",
            "paper",
        ]
        columns = columns_of(store)
        assert sorted(labels(columns, network(columns)))[:1] == ["alpha-2019"]
        assert len(network(columns)) == 5
        listed = next(articles(Known(store)))
        assert listed.about == "1 article known to cite papers of this store."


def test_one_source_is_not_at_odds_with_itself(write: Callable[..., Path]) -> None:
    with open_store() as store:
        kg.ingest(store, [write("alpha-2019", paper={"journal": "Journal of Invented Trials"})])
        (said,) = [quad for quad in store.quads() if quad.predicate == KG.journal]
        store.add([ox.Quad(said.subject, KG.journal, ox.Literal("J Inv Trials"), said.graph_name)])
        assert ask(store, "metadata-conflicts").rows == ()
        kg.ingest(store, [write("alpha-2019", name="b.yaml", paper={"journal": "Another Journal"})])
        assert {row["value"] for row in ask(store, "metadata-conflicts").dicts()} >= {"Another Journal", "J Inv Trials"}


def test_sources_keep_what_they_say_and_where_they_differ_is_told(folder: Path) -> None:
    with _read(folder, tuple(FILES)) as store:
        table: Table = ask(store, "metadata-conflicts")
        said = {(row["field"], row["value"], row["source"], row["place"]) for row in table.dicts()}
        assert said == {
            ("year", "2019", "rossi.yaml", None), ("year", "2020", "alpha.yaml", None),
            ("year", "2019", "search.ris", "record 1, line 1"),
        }  # fmt: skip
        with Identities(store) as identities:
            merges = [(m.key, str(m.by), m.other_key) for m in identities.merges()]
        page = {section.anchor: section for section in quality(Known(store)).sections}
        assert page["merged"].title == f"Records that are of one paper with another: {len(merges)}"
        assert page["metadata"].title == "Papers of which sources say different things: 1 of 3"
        assert page["duplicates"].title == "Records that share an identifier and are kept apart: 0"
        assert ("rossi-2019", "DOI 10.5555/neck.1", "alpha-2019") in merges
        assert len(merges) == 3
        by = [told for _, told, _ in merges]
        assert by.count("title, first author and year") == 1
