"""Files of many records: each is a source of its own, a bad one costs itself, and the file can change, go and come again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from invented_records import BROKEN, article, articles

import kg
from kg.errors import Problem
from kg.pipeline import LeftOut, Rejects, Result, ingest, intake, remove, steps, validate
from kg.rdf import lexicon, mint
from kg.readings import parts, reading_of, readings
from kg.sparql import ask
from kg.store import Store, open_store

Write = Callable[..., Path]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store", write=True) as opened:
        yield opened


@pytest.fixture(params=["in a transaction", "by loading"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records get into the store in one of two ways; they have to do the same."""
    if request.param == "by loading":
        monkeypatch.setattr(intake, "_FEW", 0)
        monkeypatch.setattr(intake, "_BATCH", 6_000)
        monkeypatch.setattr(steps, "PARTS", 3)


def nq(store: Store) -> bytes:
    return kg.export(store, ".nq")


def fresh(*sources: Path) -> bytes:
    with open_store() as store:
        ingest(store, sources)
        return nq(store)


def one(store: Store, source: Path, **more: object) -> Result:
    (result,) = ingest(store, [source], **more)  # type: ignore[arg-type]
    return result


@pytest.mark.usefixtures("way")
def test_each_record_is_a_source_with_a_graph_of_its_own(store: Store, tmp_path: Path) -> None:
    file = articles(tmp_path / "some.xml.gz", (article(n, cites=[n - 1, 900]) for n in range(101, 121)))
    result = one(store, file)
    assert (result.status, result.records, result.rejected, result.papers, result.citations) == ("added", 20, 0, 20, 40)
    (reading,) = readings(store).values()
    graphs = list(parts(store, reading.node))
    assert len(set(graphs)) == 20
    assert {*graphs, reading.graph} == set(store.graphs()) - {mint.LOG, *(mint.knowledge(name) for name in lexicon.FILES)}
    assert set(ask(store, "identifiers").column("graph")) == {graph.value for graph in graphs}
    cited = [row["paper"] for row in ask(store, "citations").dicts()]
    assert sorted(cited) == [f"pmid-{n}" for n in range(101, 120)]  # by each other; 100 and 900 have no record


@pytest.mark.usefixtures("way")
def test_the_same_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    file = articles(tmp_path / "some.xml", (article(n, effect="-3.1, 95% CI -5.0 to -1.2") for n in range(101, 111)))
    first = one(store, file)
    before, revision = nq(store), store.revision()
    again = one(store, file)
    assert (again.status, again.records, again.estimates) == ("unchanged", 10, first.estimates)
    assert first.estimates == 10
    assert (nq(store), store.revision()) == (before, revision)


@pytest.mark.usefixtures("way")
def test_a_changed_file_changes_what_changed_in_it(store: Store, tmp_path: Path) -> None:
    file = articles(tmp_path / "some.xml", map(article, range(101, 111)))
    one(store, file)
    graphs = set(store.graphs())
    articles(file, (article(n, "Another title" if n == 105 else "") for n in range(102, 112)))
    result = one(store, file)
    assert (result.status, result.records) == ("updated", 10)
    gone, come = graphs - set(store.graphs()), set(store.graphs()) - graphs
    assert (len(gone), len(come)) == (3, 3)  # 101 and 111, both versions of 105, and the file itself
    assert nq(store) == fresh(file)


@pytest.mark.usefixtures("way")
def test_a_record_that_cannot_be_read_costs_itself(store: Store, tmp_path: Path) -> None:
    good = [article(n) for n in range(101, 106)]
    file = articles(tmp_path / "some.xml", [*good[:2], BROKEN, *good[2:]])
    place = tmp_path / "rejects.jsonl"
    with Rejects(place) as rejects:
        result = one(store, file, rejects=rejects)
    assert (result.status, result.records, result.rejected, result.papers) == ("added", 6, 1, 5)
    assert result.problems
    assert result.problems[0].where.startswith("PMID 77")
    (line,) = place.read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["source"], told["record"], told["text"]) == (str(file), "PMID 77", BROKEN.strip())
    assert told["problems"]
    assert all(problem["problem"] for problem in told["problems"])
    assert [p.where for p in validate(str(file), lexicon.taxonomy()) if isinstance(p, LeftOut)] == ["PMID 77, line 1"]
    articles(file, good)
    with Rejects(place) as rejects:
        assert one(store, file, rejects=rejects).rejected == 0
    assert not place.exists()


def test_a_file_without_a_readable_record_is_skipped(store: Store, tmp_path: Path) -> None:
    before = nq(store) if store.graphs() else b""
    file = articles(tmp_path / "some.xml", [BROKEN])
    file.write_bytes(file.read_bytes().replace(b"</PubmedArticleSet>", b""))
    result = one(store, file)
    assert (result.status, result.records, result.rejected) == ("skipped", 2, 2)  # the record, and the end that is missing
    assert result.problems
    assert reading_of(store, str(file)) is None
    assert before in (b"", nq(store))


def test_a_file_that_is_cut_off_gives_what_is_whole_and_is_read_again_when_it_is_mended(store: Store, tmp_path: Path) -> None:
    file = articles(tmp_path / "some.xml", (article(n) for n in range(101, 141)))
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) * 2 // 3])
    result = one(store, file)
    assert result.status == "added"
    assert 0 < result.papers < 40
    assert any("cut off" in problem.message for problem in result.problems)
    file.write_bytes(whole)
    assert one(store, file).papers == 40
    assert nq(store) == fresh(file)


@pytest.mark.usefixtures("way")
def test_a_file_goes_whole_but_for_what_another_has_too(store: Store, tmp_path: Path) -> None:
    first = articles(tmp_path / "a" / "same-name.xml", map(article, range(101, 107)))
    second = articles(tmp_path / "b" / "same-name.xml", map(article, range(105, 110)))
    ingest(store, [first, second])
    assert nq(store) == fresh(second, first)
    remove(store, str(first))
    assert nq(store) == fresh(second)
    remove(store, str(second))
    assert not readings(store)
    assert not list(ask(store, "papers").rows)


def test_notices_told_by_two_records_are_one(store: Store, tmp_path: Path) -> None:
    retraction = article(202).replace(
        "</MedlineCitation>",
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionOf"><RefSource>J Inv. 2001</RefSource><PMID>101</PMID>'
        "</CommentsCorrections></CommentsCorrectionsList></MedlineCitation>",
    )
    file = articles(tmp_path / "some.xml", [article(101, retracted_by=202), retraction])
    assert one(store, file).notices == 1
    (row,) = ask(store, "retractions").dicts()
    assert (row["work"], row["in_force"], row["notice_pmid"]) == ("pmid-101", True, "202")


@pytest.mark.usefixtures("way")
def test_a_paper_that_people_appraised_goes_by_their_key_in_every_order(store: Store, tmp_path: Path, write: Write) -> None:
    records = articles(
        tmp_path / "some.xml", [article(101, doi="10.5555/One"), article(102, cites=[101]), article(103, cites=[102])]
    )
    other = articles(tmp_path / "other.xml", [article(104, cites=[101])])
    appraised = write("ek-2001", paper={"doi": "10.5555/one", "title": "On invention, as people call it"})
    ingest(store, [records, appraised, other])
    assert nq(store) == fresh(appraised, other, records) == fresh(other, records, appraised)
    found = {(row["citing"].rsplit("/", 1)[1], row["paper"]) for row in ask(store, "citations").dicts()}  # type: ignore[union-attr]
    assert found == {("pmid-102", "ek-2001"), ("pmid-103", "pmid-102"), ("pmid-104", "ek-2001")}


def test_what_is_cited_by_doi_alone_meets_a_record_that_comes_later(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PARTS", 1)  # the citing record still waits when the cited one comes
    by_doi = article(101).replace(
        "<ReferenceList>",
        '<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/two</ArticleId></ArticleIdList></Reference>',
    )
    file = articles(tmp_path / "some.xml", [by_doi, article(102, doi="10.5555/two")])
    one(store, file)
    assert [row["paper"] for row in ask(store, "citations").dicts()] == ["pmid-102"]


def test_what_a_killed_run_left_behind_is_taken_out(store: Store, tmp_path: Path) -> None:
    file = articles(tmp_path / "some.xml", map(article, range(101, 104)))
    one(store, file)
    before = nq(store)
    assert store.place is not None
    left, kept = mint.knowledge("left-behind"), next(parts(store, next(iter(readings(store).values())).node))
    store.load(b"<https://example.org/s> <https://example.org/p> <https://example.org/o> <%s> .\n" % left.value.encode())
    (store.place / "loading.json").write_text(json.dumps([left.value, kept.value]), "utf-8")
    assert one(store, file).status == "unchanged"
    assert nq(store) == before
    assert not (store.place / "loading.json").exists()


def test_progress_is_told_and_ends_at_the_size_of_the_files(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "PARTS", 2)
    files = [articles(tmp_path / f"{name}.xml.gz", map(article, range(100, 107))) for name in "ab"]
    seen: list[tuple[int, int]] = []
    ingest(store, files, progress=lambda upto, more: seen.append((upto, more)))
    assert sum(more for _, more in seen) == 14
    assert [upto for upto, _ in seen] == sorted(upto for upto, _ in seen)
    assert seen[-1][0] == sum(file.stat().st_size for file in files)


def test_problems_of_many_records_are_counted_and_only_the_first_kept(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "KEPT", 3)
    file = articles(tmp_path / "some.xml", [article(101), *[BROKEN.replace("77", str(n)) for n in range(200, 210)]])
    result = one(store, file)
    assert (len(result.problems), result.noted, result.rejected) == (3, 10, 10)
    assert all(isinstance(problem, Problem) for problem in result.problems)
    assert ask(store, "sources").column("problems") == (10,)


def test_a_key_that_stands_for_another_paper_here_costs_its_record_of_an_export(
    store: Store, tmp_path: Path, write: Write
) -> None:
    exported = tmp_path / "all.nq"
    with open_store() as other:
        ingest(other, [write("a-2001", paper={"doi": "10.5555/one"}), write("b-2002", paper={"doi": "10.5555/two"})])
        exported.write_bytes(nq(other))
    ingest(store, [write("a-2001", folder=tmp_path / "here", paper={"doi": "10.5555/three"})])
    result = one(store, exported)
    assert (result.status, result.records, result.rejected) == ("added", 2, 1)
    assert "a-2001" in str(result.problems[0])
    assert set(ask(store, "identifiers").column("doi")) == {"10.5555/two", "10.5555/three"}
