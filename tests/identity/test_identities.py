"""Identities kept through changes of a store: keys, rewriting, and that the order of sources says nothing."""

from __future__ import annotations

import sqlite3
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode
from taking import bundle, graph_of, statements, take_in

from kg.errors import InputError, StoreError
from kg.identity import Claim, Identities, Name, claim_of, places
from kg.identity.index import Index
from kg.identity.upkeep import FILE
from kg.keys import made_key
from kg.rdf import mint
from kg.rdf.read import bundles
from kg.records import Bundle, Citation, Paper, Reference
from kg.store import Store, open_store

TITLE = "Neck exercise against rest in adults"


def said(store: Store, graph: str) -> Bundle:
    (found,) = bundles(store.quads(NamedNode(graph)))
    assert isinstance(found, Bundle)
    return found


def keys(store: Store, *of: Bundle) -> list[tuple[str, str | None]]:
    """The key of each source's paper, and its own where that is another."""
    found = [said(store, graph_of(one)) for one in of]
    return [(one.record.paper.key, one.given_key) for one in found]


# ---- keys


def test_records_that_are_one_paper_get_one_key_and_keep_what_they_say() -> None:
    one = bundle("a.xml", pmid="1", doi="10.1234/a", title=TITLE, year=2019)
    two = bundle("b.ris", doi="10.1234/A", title="Another title", year=2020)
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [one])
        found = take_in(store, identities, [two])
        assert found.keys == {(graph_of(two), two.record.paper.key): "pmid-1"}
        assert not found.stale
        assert [str(merge) for merge in found.merged] == [f"{two.record.paper.key} is pmid-1, by the DOI 10.1234/a of pmid-1"]
        paper = said(store, graph_of(two)).record.paper
        assert (paper.key, paper.title, paper.year, paper.doi) == ("pmid-1", "Another title", 2020, "10.1234/A")
        assert said(store, graph_of(one)) == one


def test_a_better_key_that_comes_later_is_given_to_what_is_there() -> None:
    one = bundle("b.ris", doi="10.1234/a", title=TITLE)
    citing = bundle("c.xml", pmid="9", references=[Reference(doi="10.1234/A"), Reference(pmid="7")])
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [one, citing])
        found = take_in(store, identities, [bundle("a.xml", pmid="1", doi="10.1234/a")])
        assert {stale.graph: stale.renames for stale in found.stale} == {
            graph_of(one): {one.record.paper.key: "pmid-1"}, graph_of(citing): {},
        }  # fmt: skip
        assert keys(store, one) == [("pmid-1", one.record.paper.key)]
        assert [r.key for r in said(store, graph_of(citing)).references] == ["pmid-1", None]
        found = take_in(store, identities, [bundle("d.yaml", Paper(key="rossi-2019", pmid="1"))])
        assert keys(store, one) == [("rossi-2019", one.record.paper.key)]
        assert [r.key for r in said(store, graph_of(citing)).references] == ["rossi-2019", None]


def test_every_new_record_of_a_known_paper_is_told_once() -> None:
    title = {"title": TITLE, "authors": ("Rossi A",), "year": 2019}
    with open_store() as store:
        identities = Identities(store)
        told = [
            [str(merge) for merge in take_in(store, identities, run).merged]
            for run in (
                [bundle("a.ris", **title)],
                [bundle("b.ris", **title), bundle("c.ris", pmcid="PMC1")],
                [bundle("d.xml", pmid="1", doi="10.1234/a")],
                [bundle("e.xml", pmid="1", pmcid="PMC1", **title)],  # joins three papers that were there
                [bundle("f.xml", doi="10.1234/a")],
                [bundle("g.yaml", Paper(key="rossi-2019", pmid="1"))],
                [bundle("h.yaml", Paper(key="rossi-2019"))],
            )
        ]
        assert [len(merges) for merges in told] == [0, 1, 0, 3, 1, 1, 0]
        assert len(identities.merges()) == 6


def test_two_keys_that_people_gave() -> None:
    one, two = (bundle(f"{key}.yaml", Paper(key=key, doi="10.1234/a")) for key in ("rossi-2019", "alpha-2019"))
    refs = bundle("r.csv", Paper(key="beta-2020"), references=[Reference(key="rossi-2019"), Reference(key="gamma-2001")])
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [refs])
        take_in(store, identities, [one])
        take_in(store, identities, [two])
        assert keys(store, one, two) == [("alpha-2019", "rossi-2019"), ("alpha-2019", None)]
        assert [r.key for r in said(store, graph_of(refs)).references] == ["alpha-2019", "gamma-2001"]


def test_a_key_for_two_papers_is_refused_and_nothing_is_taken_in() -> None:
    with open_store() as store:
        identities = Identities(store)
        one = bundle("a.yaml", Paper(key="rossi-2019", pmid="1"))
        take_in(store, identities, [one])
        other = bundle("b.yaml", Paper(key="rossi-2019", pmid="2"))
        with pytest.raises(InputError, match="b") as caught:
            identities.take([claim_of(other, graph_of(other))])
        assert caught.value.hint == "Give this one a letter: rossi-2019b"
        assert (
            str(caught.value.problems[0])
            == "paper.key: the key rossi-2019 stands for two papers: they have different PMIDs: 1, 2"
        )
        assert identities.clash([claim_of(other, graph_of(other))]) is not None
        assert identities.known([Name("pmid", "2")]) == {}
        identities.take([claim_of(other, graph_of(other))], gone=[graph_of(one)])  # in its place it is welcome
        assert identities.known([Name("pmid", "1"), Name("pmid", "2")]) == {Name("pmid", "2"): "rossi-2019"}


def test_a_conflict_is_told_and_keeps_papers_apart() -> None:
    one, two = (bundle(f"{pmid}.xml", pmid=pmid, doi="10.1234/a") for pmid in "12")
    citing = bundle("c.xml", pmid="9", references=[Reference(doi="10.1234/a"), Reference(doi="10.1234/a", pmid="2")])
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [one, citing])
        assert [r.key for r in said(store, graph_of(citing)).references] == ["pmid-1", None]
        found = take_in(store, identities, [two])
        assert [str(conflict) for conflict in found.conflicts] == [
            "pmid-1, pmid-2 share the DOI 10.1234/a and they have different PMIDs: 1, 2"
        ]
        assert keys(store, one, two) == [("pmid-1", None), ("pmid-2", None)]
        # by the DOI alone nobody can say which it is
        assert [r.key for r in said(store, graph_of(citing)).references] == [None, None]


def test_a_source_that_says_another_thing_now_sets_its_paper_free() -> None:
    one, two = bundle("a.xml", pmid="1", doi="10.1234/a"), bundle("b.yaml", Paper(key="rossi-2019", doi="10.1234/a"))
    citing = bundle("c.xml", pmid="9", references=[Reference(pmid="1")])
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [one, two, citing])
        assert keys(store, one) == [("rossi-2019", None)] or keys(store, one) == [("rossi-2019", "pmid-1")]
        new = bundle("b2.yaml", Paper(key="rossi-2019", doi="10.1234/b"))
        take_in(store, identities, [new], gone=[graph_of(two)])
        assert keys(store, one, new) == [("pmid-1", None), ("rossi-2019", None)]
        assert [r.key for r in said(store, graph_of(citing)).references] == [None]


def test_what_goes_leaves_the_keys_of_the_others_as_they_are() -> None:
    one, two = bundle("a.xml", pmid="1", doi="10.1234/a"), bundle("b.yaml", Paper(key="rossi-2019", doi="10.1234/a"))
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [one, two])
        store.replace([NamedNode(graph_of(two))], [])
        identities.forget([graph_of(two)])
        assert identities.known([Name("pmid", "1")]) == {Name("pmid", "1"): "rossi-2019"}
        assert keys(store, one) == [("rossi-2019", "pmid-1")]
        assert identities.merges() == []


@pytest.mark.parametrize(
    "url",
    [
        "https://doi.org/10.1234/A(1)", "http://dx.doi.org/10.1234/a%281%29", "https://link.example.org/article/10.1234/a(1)?x=1#y",
        "https://pubmed.ncbi.nlm.nih.gov/5/", "https://www.ncbi.nlm.nih.gov/pubmed/5", "https://pubmed.ncbi.nlm.nih.gov/005?dopt=1",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC77/", "https://www.ncbi.nlm.nih.gov/pmc/articles/pmc77",
    ],
)  # fmt: skip
def test_a_citing_article_that_is_a_paper_is_one_node(url: str) -> None:
    cited = bundle(
        "a.yaml",
        Paper(key="alpha-2001"),
        cited_by=[Citation(title="On necks", url=url), Citation(title="Else", url="https://x.org/5")],
    )
    paper = bundle("b.yaml", Paper(key="hazime-2015", doi="10.1234/a(1)", pmid="5", pmcid="PMC77"))
    both = []
    for order in permutations((cited, paper)):
        with open_store() as store:
            identities = Identities(store)
            for one in order:
                take_in(store, identities, [one])
            assert [c.key for c in said(store, graph_of(cited)).record.cited_by] == ["hazime-2015", None]
            both.append(statements(store))
    assert both[0] == both[1]
    assert any(f"<{mint.paper('hazime-2015').value}> <http://purl.org/spar/cito/cites>" in quad for quad in both[0])


# ---- the file beside the store


def _known(identities: Identities, *numbers: str) -> dict[str, str]:
    return {name.value: key for name, key in identities.known(Name("pmid", number) for number in numbers).items()}


def test_the_file_is_kept_in_step_and_made_anew_where_it_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = [bundle(f"{n}.xml", pmid=str(n), doi=f"10.1234/{n}") for n in range(1, 5)]
    sources.append(
        bundle(
            "x.yaml", Paper(key="rossi-2019", doi="10.1234/3"), cited_by=[Citation(title="T", url="https://doi.org/10.1234/2")]
        )
    )
    with open_store(tmp_path / "store", write=True) as store:
        with Identities(store) as identities:
            take_in(store, identities, sources)
            identities.keep(store.revision())
        before = {(k.claim, k.paper) for k in _all(tmp_path)}
        assert len(before) == 5
    made: list[object] = []
    monkeypatch.setattr("kg.identity.upkeep.claims", lambda store: made.append(store) or iter(()))
    for write in (False, True):
        with open_store(tmp_path / "store", write=write) as store, Identities(store) as identities:
            assert _known(identities, "1", "3", "7") == {"1": "pmid-1", "3": "rossi-2019"}
    assert not made
    monkeypatch.undo()
    with open_store(tmp_path / "store", write=True) as store, Identities(store) as identities:
        store.add([*store.quads()][:1])
        store.replace([NamedNode(graph_of(sources[0]))], [])  # by somebody who keeps no identities: the file is out of step
    for write in (False, True):
        with open_store(tmp_path / "store", write=write) as store, Identities(store) as identities:
            assert _known(identities, "1", "3") == {"3": "rossi-2019"}
            if write:
                identities.keep(store.revision())
    assert {(k.claim, k.paper) for k in _all(tmp_path)} == {pair for pair in before if pair[0].graph != graph_of(sources[0])}


def _all(folder: Path) -> list[object]:

    index = Index.of(folder / "store" / FILE, write=False)
    found = index.of_graphs(
        graph for (graph,) in sqlite3.connect(folder / "store" / FILE).execute("SELECT DISTINCT graph FROM claim")
    )
    index.close()
    return list(found)


@pytest.mark.parametrize("damage", [b"", b"no database at all", b"SQLite format 3\0" + b"\0" * 2000])
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    with open_store(tmp_path / "store", write=True) as store, Identities(store) as identities:
        take_in(store, identities, [bundle("a.xml", pmid="1")])
        identities.keep(store.revision())
    (tmp_path / "store" / FILE).write_bytes(damage)
    for write in (False, True):
        with open_store(tmp_path / "store", write=write) as store, Identities(store) as identities:
            assert _known(identities, "1") == {"1": "pmid-1"}
            identities.keep(store.revision()) if write else None


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        (tmp_path / "store" / FILE).mkdir()
        (tmp_path / "store" / FILE / "x").touch()
        with pytest.raises(StoreError, match=FILE):
            Identities(store).take([Claim("g", "pmid-1", pmid="1")])


def test_a_run_that_is_not_kept_leaves_the_file_of_before(tmp_path: Path) -> None:
    with open_store(tmp_path / "store", write=True) as store:
        with Identities(store) as identities:
            take_in(store, identities, [bundle("a.xml", pmid="1")])
            identities.keep(store.revision())
        with Identities(store) as identities:
            identities.take([Claim("g", "pmid-2", pmid="2")])  # and the run ends here, before the statements are in the store
        with Identities(store) as identities:
            assert _known(identities, "1", "2") == {"1": "pmid-1"}


def test_places_are_those_of_the_files() -> None:
    one = bundle("a.xml", pmid="1")
    with open_store() as store:
        take_in(store, Identities(store), [one])
        assert places(store, [graph_of(one), "https://example.org/none"]) == {graph_of(one): ("a.xml", "record of a.xml")}


# ---- any sources, in any order, in any runs

some = st.sampled_from([None, None, "1", "2"])
works = st.builds(
    lambda pmid, doi, titled: Reference(
        pmid=pmid, doi=doi and f"10.1234/{doi}", title=titled and f"{TITLE} {titled}", first_author="Rossi A", year=2019
    ),
    some, some, some,
)  # fmt: skip
articles = st.builds(
    lambda name, url: Citation(title=name, url=url), st.sampled_from("AB"),
    st.sampled_from(["https://doi.org/10.1234/1", "http://doi.org/10.1234/2", "https://pubmed.ncbi.nlm.nih.gov/1/", None]),
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn) -> list[Bundle]:
    """Sources that give keys, or sources that cite.

    Not both: whether a reference's key is its own or that of the paper it was found to be is not told in the store, so one that
    was found under a given key keeps it where a later conflict leaves its title or DOI with two papers.
    """
    cite = draw(st.booleans())
    made = []
    for number in range(draw(st.integers(2, 5))):
        pmid, doi, pmcid, titled = (draw(some) for _ in range(4))
        values: dict[str, object] = {
            "pmid": pmid, "doi": doi and f"10.1234/{doi}", "pmcid": pmcid and f"PMC{pmcid}",
            "title": titled and f"{TITLE} {titled}", "authors": ("Rossi A",), "year": 2019,
        }  # fmt: skip
        key = None if cite else draw(st.sampled_from([None, None, "rossi-2019", "alpha-2019"]))
        if key:
            made.append(bundle(f"{number}.ris", Paper.model_validate({"key": key, **values})))
        else:
            references, cited_by = draw(st.lists(works, max_size=2 * cite)), draw(st.lists(articles, max_size=cite))
            made.append(bundle(f"{number}.ris", None, references, cited_by, **values))
    return made


def _taken(sources: list[Bundle], runs: list[list[Bundle]]) -> tuple[frozenset[str], list[object]]:
    with open_store() as store:
        for run in runs:
            take_in(store, Identities(store), run)  # made anew from the store each time
        return statements(store), Identities(store).merges()


@given(records(), st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_and_the_runs_do_not_matter(sources: list[Bundle], data: st.DataObject) -> None:
    try:
        expected = _taken(sources, [sources])
    except InputError:
        return
    shuffled = data.draw(st.permutations(sources))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sources)), max_size=3)))
    runs = [shuffled[a:b] for a, b in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    assert _taken(sources, runs) == expected
    with open_store() as store:  # one set of identities through all runs
        identities = Identities(store)
        for run in runs:
            take_in(store, identities, run)
        assert statements(store) == expected[0]
        assert identities.merges() == expected[1]


def test_an_openalex_number_stands_for_the_paper() -> None:
    work = bundle("w.json", Paper(key="openalex-w5", doi="10.1234/a"))
    citing = bundle("v.json", Paper(key="openalex-w6"), references=[Reference(key="openalex-w5"), Reference(key="openalex-w7")])
    with open_store() as store:
        identities = Identities(store)
        take_in(store, identities, [citing])
        take_in(store, identities, [work])
        take_in(store, identities, [bundle("a.xml", pmid="1", doi="10.1234/a")])
        assert [r.key for r in said(store, graph_of(citing)).references] == ["pmid-1", "openalex-w7"]
        take_in(store, identities, [bundle("r.yaml", Paper(key="rossi-2019", pmid="1"))])
        assert [r.key for r in said(store, graph_of(citing)).references] == ["rossi-2019", "openalex-w7"]
        assert made_key(doi="10.1234/a") not in str(statements(store))
