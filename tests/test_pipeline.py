"""Ingest and removal: idempotent, whole or not at all, the same in any order."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Mapping
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import Quad

import kg
from kg import pipeline, resources
from kg.dossier import dossier
from kg.errors import InputError, NotFound
from kg.pipeline import Ingest, expand, ingest, remove, steps
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.readers import appraisal as appraisal_reader
from kg.readings import readings
from kg.sparql import ask
from kg.store import Store, open_store

Write = Callable[..., Path]
Judged = Callable[..., dict[str, Any]]


@pytest.fixture
def store() -> Any:
    with open_store() as opened:
        yield opened


def nq(store: Store) -> bytes:
    return kg.export(store, ".nq")


def fresh(*sources: Path) -> bytes:
    """The export of a store that never held anything else."""
    with open_store() as store:
        assert all(result.status == "added" for result in ingest(store, sources))
        return nq(store)


def as_stored(quads: Iterable[Quad]) -> set[Quad]:
    """The engine writes numbers in their canonical form."""
    with open_store() as store:
        store.add(quads)
        return set(store.quads())


def statuses(store: Store, *sources: Path) -> list[str]:
    return [result.status for result in ingest(store, sources)]


# ---- the same again, changed, copied


def test_the_same_again_changes_nothing(tmp_path: Path, write: Write, judged: Judged) -> None:
    sources = [write("a-2001", appraisals=[judged("Ann", spin="present")]), write("b-2002")]
    with open_store(tmp_path / "store", write=True) as store:
        first = ingest(store, sources)
        revision, before, log = store.revision(), nq(store), sorted(map(str, store.quads(mint.LOG)))
        second = ingest(store, sources)
        assert [r.status for r in first] == ["added", "added"]
        assert [r.status for r in second] == ["unchanged", "unchanged"]
        assert [(r.format, r.papers, r.findings) for r in second] == [("appraisal", 1, 1), ("appraisal", 1, 0)]
        assert (store.revision(), nq(store), sorted(map(str, store.quads(mint.LOG)))) == (revision, before, log)
    with open_store(tmp_path / "store", write=True) as store:  # and in another run
        assert statuses(store, *sources) == ["unchanged", "unchanged"]
        assert store.revision() == revision


def test_a_changed_file_replaces_all_it_said(store: Store, write: Write, judged: Judged) -> None:
    other = write("b-2002", appraisals=[judged("Ann", spin="present")])
    old = write(
        "a-2001",
        paper={"doi": "10.5555/old", "year": 2001},
        appraisals=[judged("Ann", spin="present", high_attrition="absent"), judged("Bob", spin="absent")],
        outcomes=[{"id": "pain", "label": "pain", "estimates": [{"measure": "MD", "value": "1", "ci": ["0", "2"]}]}],
        cited_by=[{"title": "One that cites"}],
    )
    ingest(store, [old, other])
    graph = readings(store)[str(old)].graph
    new = write("a-2001", paper={"year": 2002}, appraisals=[judged("Ann", small_sample="present")])
    assert new == old
    result = ingest(store, [new])[0]
    assert (result.status, result.findings, result.estimates, result.citations) == ("updated", 1, 0, 0)
    assert nq(store) == fresh(new, other)
    assert graph not in store.graphs()
    assert not list(store.quads(graph))
    assert set(readings(store)) == {str(old), str(other)}


def test_a_file_that_now_speaks_of_another_paper(store: Store, write: Write) -> None:
    source = write("a-2001", name="same.yaml")
    ingest(store, [source])
    write("b-2002", name="same.yaml")
    assert statuses(store, source) == ["updated"]
    assert ask(store, "papers").column("paper") == ("b-2002",)
    assert nq(store) == fresh(source)


def test_the_same_content_in_two_places(store: Store, tmp_path: Path, write: Write, judged: Judged) -> None:
    one = write("a-2001", appraisals=[judged("Ann", spin="present")])
    ingest(store, [one])
    before = nq(store)
    two = tmp_path / "copy" / one.name
    two.parent.mkdir()
    shutil.copy(one, two)
    result = ingest(store, [two])[0]
    assert result.status == "unchanged"
    assert str(one) in str(result.problems[0])
    assert nq(store) == before
    assert set(readings(store)) == {str(one), str(two)}
    assert remove(store, str(two)) == [str(two)]  # the other still says it
    assert nq(store) == before
    ingest(store, [two])
    write("a-2001", appraisals=[judged("Ann", spin="absent")])
    assert statuses(store, one) == ["updated"]  # the copy still says what it said
    assert ask(store, "recurrence").select({"flaw": "flaw", "papers": "papers", "mixed": "mixed"}).rows == (("spin", 1, 1),)
    assert remove(store, str(two)) == [str(two)]
    assert nq(store) == fresh(one)


def test_both_copies_change_together(store: Store, tmp_path: Path, write: Write) -> None:
    one, two = write("a-2001"), write("a-2001", folder=tmp_path / "copy")
    ingest(store, [one, two])
    write("a-2001", paper={"year": 1999})
    write("a-2001", folder=tmp_path / "copy", paper={"year": 1999})
    ingest(store, [one, two])
    assert nq(store) == fresh(one)
    assert [str(r.graph) for r in readings(store).values()] == [str(readings(store)[str(one)].graph)] * 2


def test_a_changed_reader_reads_again(store: Store, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write("a-2001")
    ingest(store, [source])
    before = nq(store)
    monkeypatch.setattr(appraisal_reader, "VERSION", appraisal_reader.VERSION + 1)
    assert statuses(store, source) == ["updated"]
    assert statuses(store, source) == ["unchanged"]
    assert nq(store) == before
    monkeypatch.setattr(steps, "EXTRACTOR_VERSION", "another")
    assert statuses(store, source) == ["updated"]


# ---- removal


def test_removed_and_read_again_is_as_before(store: Store, write: Write, judged: Judged) -> None:
    sources = [write(key, appraisals=[judged("Ann", spin="present")]) for key in ("a-2001", "b-2002", "c-2003")]
    ingest(store, sources)
    before = nq(store)
    assert remove(store, "b-2002.yaml") == [str(sources[1])]
    assert nq(store) == fresh(sources[0], sources[2])
    assert ask(store, "papers").column("paper") == ("a-2001", "c-2003")
    assert statuses(store, *sources) == ["unchanged", "added", "unchanged"]
    assert nq(store) == before


def test_remove_by_path_hash_graph_and_folder(
    store: Store, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    near, far = write("a-2001"), write("b-2002", folder=tmp_path / "far")
    monkeypatch.chdir(tmp_path)
    digest = hashlib.sha256(near.read_bytes()).hexdigest()
    for name in (str(near), f"sources/../sources/{near.name}", near.name, digest, digest[:8], "sources"):
        ingest(store, [near, far])
        assert remove(store, name) == [str(near)], name
        assert set(readings(store)) == {str(far)}
    ingest(store, [near])
    assert remove(store, readings(store)[str(near)].graph.value) == [str(near)]
    near.unlink()
    ingest(store, [far])
    far.unlink()  # a source that is gone can be taken out all the same
    assert remove(store, "b-2002.yaml") == [str(far)]
    assert nq(store) == b""


def test_remove_knows_what_it_does_not_know(store: Store, tmp_path: Path, write: Write) -> None:
    one, two = write("a-2001"), write("b-2002", folder=tmp_path / "other", name="a-2001.yaml")
    ingest(store, [one, two])
    before = nq(store)
    with pytest.raises(NotFound, match="2 sources"):
        remove(store, "a-2001.yaml")
    with pytest.raises(NotFound) as caught:
        remove(store, "a-2002.yaml")
    assert "a-2001.yaml" in caught.value.hint
    digest = hashlib.sha256(one.read_bytes()).hexdigest()
    for name in ("", digest[:7], "/", str(tmp_path)):
        with pytest.raises(NotFound):
            remove(store, name)
    assert nq(store) == before


# ---- identity


def test_a_run_that_is_broken_off_gives_its_files_back(tmp_path: Path, write: Write) -> None:
    """In Python 3.13 a connection that nobody closes is told when it is collected, whoever is running then."""

    def stop(result: object) -> None:
        raise KeyboardInterrupt

    with open_store(tmp_path / "store", write=True) as store:
        with pytest.raises(KeyboardInterrupt) as caught:
            ingest(store, [write("a-2001")], told=stop)
        assert caught.tb, "which holds the run, so that nothing is closed by being forgotten"
        assert open_files(tmp_path / "store", "sqlite") == []
        assert [r.status for r in ingest(store, [write("b-2002")])] == ["added"]


def open_files(folder: Path, part: str) -> list[str]:
    """The names of files in the folder that this process has open, as far as they have that in their names."""
    links = [Path(link) for link in Path("/proc/self/fd").iterdir()]
    names = [str(link.readlink()) for link in links if link.is_symlink()]
    return [name for name in names if name.startswith(str(folder)) and part in name]


def test_a_key_for_two_papers_is_refused(store: Store, write: Write, tmp_path: Path) -> None:
    ingest(store, [write("a-2001", paper={"doi": "10.5555/one", "pmid": "11"})])
    before, revision = nq(store), store.revision()
    for wrong in ({"doi": "10.5555/two"}, {"doi": "10.5555/one", "pmid": "12"}):
        clash = write("a-2001", folder=tmp_path / "other", paper=wrong)
        with Ingest(store) as run, pytest.raises(InputError) as caught:
            run.read(str(clash))
        assert "a-2001" in str(caught.value.problems[0])
        assert "a-2001b" in caught.value.hint
        assert [r.status for r in ingest(store, [clash])] == ["skipped"]
        assert (nq(store), store.revision()) == (before, revision)
    same = write("a-2001", folder=tmp_path / "third", paper={"doi": "10.5555/ONE"})  # DOIs know no case
    assert statuses(store, same) == ["added"]


def test_a_clash_within_one_run_is_seen(store: Store, write: Write, tmp_path: Path) -> None:
    one = write("a-2001", paper={"doi": "10.5555/one"})
    two = write("a-2001", folder=tmp_path / "other", paper={"doi": "10.5555/two"})
    assert statuses(store, one, two) == ["added", "skipped"]


def test_a_doi_may_be_corrected_in_its_own_file(store: Store, write: Write) -> None:
    source = write("a-2001", paper={"doi": "10.5555/wrong"})
    ingest(store, [source])
    write("a-2001", paper={"doi": "10.5555/right"})
    assert statuses(store, source) == ["updated"]
    assert ask(store, "identifiers").column("doi") == ("10.5555/right",)
    other = write("b-2002", paper={"doi": "10.5555/wrong"})  # nobody claims it any more
    assert ingest(store, [other])[0].problems == ()


def test_one_paper_under_two_keys_goes_by_one(store: Store, write: Write) -> None:
    one, two = (write(key, paper={"doi": "10.5555/one"}) for key in ("b-2001", "a-2001"))
    ingest(store, [one])
    (result,) = ingest(store, [two])
    assert (result.status, result.problems, result.merged) == ("added", (), 1)
    assert ask(store, "papers").column("paper") == ("a-2001",)
    assert nq(store) == fresh(two, one)
    remove(store, two.name)
    assert ask(store, "papers").column("paper") == ("a-2001",)  # a key once taken is kept


# ---- bad sources


def test_each_result_is_told_when_it_is_there(store: Store, write: Write, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("Dear all,\n", "utf-8")
    seen: list[tuple[str, str, bool]] = []

    def told(result: pipeline.Result) -> None:
        seen.append((Path(result.source).name, result.status, "--format" in result.hint))
        assert len(readings(store)) == sum(status == "added" for _, status, _ in seen)

    results = ingest(store, [write("a-1"), tmp_path / "bad.txt", write("b-2")], told=told)
    assert seen == [("a-1.yaml", "added", False), ("bad.txt", "skipped", True), ("b-2.yaml", "added", False)]
    assert [result.status for result in results] == ["added", "skipped", "added"]


def test_a_bad_source_is_skipped_and_the_rest_done(store: Store, write: Write, tmp_path: Path) -> None:
    good = [write("a-2001"), write("b-2002")]
    bad = tmp_path / "bad.yaml"
    bad.write_text("format: 1\npaper: {key: X}\n", "utf-8")
    results = ingest(store, [good[0], bad, tmp_path / "missing.yaml", good[1]])
    assert [r.status for r in results] == ["added", "skipped", "skipped", "added"]
    assert results[1].problems
    assert results[2].problems[0].message == "there is no such file"
    assert nq(store) == fresh(*good)
    assert set(readings(store)) == {str(p) for p in good}


def test_a_source_that_turns_bad_keeps_what_it_said(store: Store, write: Write) -> None:
    source = write("a-2001")
    ingest(store, [source])
    before = nq(store)
    source.write_text("format: 1\npaper: {key: a-2001, year: soon}\n", "utf-8")
    assert statuses(store, source) == ["skipped"]
    assert nq(store) == before


def test_expand_finds_files_in_order_and_once(tmp_path: Path, write: Write) -> None:
    folder = tmp_path / "in"
    read = ("b.yaml", "a.YML", "deep/c.txt", "e.csv", "f.xml", "g.xml.gz", "h.csv.gz", "j.nxml", "k.ris", "l.bib.gz", "m.json")
    store = ("kg-store/kg-store.json", "kg-store/columns/manifest.json")  # no sources
    for name in (*read, *store, ".hidden.yaml", ".git/d.yaml", "readme.md", "i.gz"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", "utf-8")
    found = [Path(p).relative_to(folder).as_posix() for p in expand([folder, folder / "b.yaml"])]
    assert found == sorted(read)
    assert list(expand(["-", "nowhere.yaml", "-"])) == ["-", "nowhere.yaml"]


# ---- order, ontology


def test_the_order_of_ingest_does_not_matter(write: Write, judged: Judged, tmp_path: Path) -> None:
    references = tmp_path / "sources" / "refs.csv"
    sources = [
        write("a-2001", appraisals=[judged("Ann", spin="present")], cited_by=[{"title": "Z", "url": "https://z.example/"}]),
        write("b-2002", appraisals=[judged("Ann", spin="absent"), judged("Bob", spin="present")]),
        write("a-2001", name="second-word.yaml", appraisals=[judged("Bob", spin="absent")], paper={"title": "Another title"}),
        references,
    ]
    references.write_text(
        "citing_key,cited_key,pmid,doi,first_author,year,title,journal\na-2001,b-2002,,,B,2002,T,J\nb-2002,,77,,Omega,1980,On,J\n",
        "utf-8",
    )
    exports: dict[str, set[bytes]] = {ending: set() for ending in (".nq", ".ttl", ".graphml")}
    for order in list(permutations(sources))[::3]:
        with open_store() as store:
            assert all(r.status == "added" for r in ingest(store, order))
            for ending, seen in exports.items():
                seen.add(kg.export(store, ending))
    assert {ending: len(seen) for ending, seen in exports.items()} == {".nq": 1, ".ttl": 1, ".graphml": 1}


def test_the_ontology_is_there_and_exchanged_when_it_changes(store: Store, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest(store, [write("a-2001")])
    known = [mint.knowledge(name) for name in lexicon.FILES]
    assert set(known) <= set(store.graphs())
    shipped = {graph: set(store.quads(graph)) for graph in known}
    assert {q for quads in shipped.values() for q in quads} == as_stored(lexicon.knowledge())
    less = [quad for quad in lexicon.knowledge() if quad.predicate != v.SKOS.definition]
    monkeypatch.setattr(lexicon, "knowledge", lambda: iter(less))
    monkeypatch.setattr(lexicon, "digest", lambda: "that of other files")
    with Ingest(store):
        pass
    assert {q for graph in known for q in store.quads(graph)} == as_stored(less)
    revision = store.revision()
    with Ingest(store):
        pass
    assert store.revision() == revision
    monkeypatch.undo()
    with Ingest(store):
        pass
    assert {graph: set(store.quads(graph)) for graph in known} == shipped


# ---- the shipped corpus


def test_the_shipped_corpus_is_read_whole(corpus: Store, shipped_yaml: Mapping[str, Any]) -> None:
    """Counts of the log, of the graph and of the files as another parser reads them."""
    folder = resources.folder("data")
    log = {Path(r.location).name: r for r in readings(corpus).values()}
    assert len(shipped_yaml) >= 49
    assert set(log) == {*shipped_yaml, "references.csv"}
    total = {"papers": 0, "findings": 0, "estimates": 0, "citations": 0, "notices": 0}
    for file, said in shipped_yaml.items():
        own = {
            "papers": 1,
            "findings": sum(len(a.get("findings") or []) for a in said.get("appraisals") or []),
            "estimates": sum(len(o.get("estimates") or []) for o in said.get("outcomes") or []),
            "citations": len(said.get("cited_by") or []),
            "notices": 0,
        }
        assert log[file].counts._asdict() == own, file
        total = {name: total[name] + own[name] for name in total}
    references = (folder / "references.csv").read_text("utf-8").count("\n") - 1
    assert log["references.csv"].counts.citations == references
    assert len(ask(corpus, "papers")) == total["papers"] == len(shipped_yaml)
    assert len(ask(corpus, "judgements")) == total["findings"]
    assert len(ask(corpus, "effects-of-outcome", about="")) == total["estimates"]
    assert sorted(ask(corpus, "papers").column("paper")) == sorted(said["paper"]["key"] for said in shipped_yaml.values())


def test_the_shipped_corpus_again_is_unchanged(corpus_place: Path, tmp_path: Path) -> None:
    place = tmp_path / "store"
    shutil.copytree(corpus_place, place)
    with open_store(place, write=True) as store:
        revision = store.revision()
        assert {r.status for r in ingest(store, [resources.folder("data")])} == {"unchanged"}
        assert store.revision() == revision


# ---- the page the project started from

MODQ = {("7.9", "4.7", "11.0"), ("5.6", "2.1", "9.1"), ("5.7", "2.2", "9.1")}


@pytest.fixture
def seeded(seed: Path, store: Store) -> Store:
    result = ingest(store, [seed])[0]
    assert (result.status, result.format, result.papers, result.findings, result.estimates, result.citations) == (
        "added", "painscience", 1, 3, 3, 3,
    )  # fmt: skip
    return store


def test_the_seed_page_gives_its_paper_citations_and_issues(seeded: Store, seed: Path) -> None:
    text = seed.read_text("utf-8")
    paper = dossier(seeded, "van-dillen-2021")
    assert [c["title"] for c in paper["cited_by"]] == [  # type: ignore[attr-defined]
        "Quite a Stretch",
        "The Complete Guide to Low Back Pain",
        "Motor skills training for back pain is mediocre at best",
    ]
    findings = paper["findings"]
    assert isinstance(findings, list)
    assert [f["flaw"] for f in findings] == ["damned-with-faint-praise", "high-risk-of-bias", "poorly-chosen-comparator"]
    for finding in findings:
        passage = finding["passage"]
        assert text[passage["start"] : passage["end"]] == passage["exact"]
        assert passage["exact"].split()[0] in ("Damned", "A", "Poorly")
        assert finding["rule"]
    source = paper["sources"][0]  # type: ignore[index]
    assert source["sha256"] == hashlib.sha256(seed.read_bytes()).hexdigest()
    iri = ask(seeded, "flaws-of-paper", paper="van-dillen-2021").column("finding")[0]
    row = next(ask(seeded, "provenance-of-finding", finding=str(iri)).dicts())
    assert text[int(str(row["start"])) : int(str(row["end"]))] == row["quote"]
    assert row["text_sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert row["sha256"] == hashlib.sha256(seed.read_bytes()).hexdigest()


def test_query_paper_and_export_agree_on_the_three_differences(seeded: Store, seed: Path) -> None:
    text = seed.read_text("utf-8")
    rows = list(ask(seeded, "effects-of-outcome", about="modq").dicts())
    assert {(str(r["value"]), str(r["low"]), str(r["high"])) for r in rows} == {
        ("7.9", "4.7", "11"),
        ("5.6", "2.1", "9.1"),
        ("5.7", "2.2", "9.1"),
    }
    assert {r["as_printed"] for r in rows} == {f"{v} [{low}, {high}]" for v, low, high in MODQ}
    assert {r["origin"] for r in rows} == {"extracted"}
    assert {r["measure"] for r in rows} == {"MD"}
    assert all(str(r["quote"]) in text for r in rows)
    assert len({r["timepoint"] for r in rows}) == 3
    outcomes = dossier(seeded, "van-dillen-2021")["outcomes"]
    assert isinstance(outcomes, list)
    estimates = [e for o in outcomes for e in o["estimates"]]
    assert {(e["value"], *e["ci"]) for e in estimates} == MODQ
    for e in estimates:
        assert text[e["passage"]["start"] : e["passage"]["end"]] == e["passage"]["exact"]
    graph = rdflib.Graph().parse(data=kg.export(seeded, ".ttl"), format="turtle")
    term = rdflib.Namespace(f"{BASE}ontology#")
    printed = {
        tuple(str(graph.value(e, term[name])) for name in ("valueText", "ciLowText", "ciHighText"))
        for e in graph.subjects(rdflib.RDF.type, term.Estimate)
    }
    assert printed == MODQ


def test_said_and_drawn_are_in_graphs_of_their_own(seeded: Store) -> None:
    (reading,) = readings(seeded).values()
    drawn = mint.extraction(reading.graph)
    assert {reading.graph, drawn} <= set(seeded.graphs())
    said = {str(q.subject) for q in seeded.quads(reading.graph) if "/finding/" in str(q.subject)}
    found = {str(q.subject) for q in seeded.quads(drawn) if "/estimate/" in str(q.subject)}
    assert len(said) == len(found) == 3
    assert not any("/estimate/" in str(q.subject) for q in seeded.quads(reading.graph))
    assert not any("/finding/" in str(q.subject) for q in seeded.quads(drawn))
    remove(seeded, "van-dillen-2021.txt")
    assert not {reading.graph, drawn} & set(seeded.graphs())


def test_the_seed_page_beside_the_appraisal_of_the_same_paper(seeded: Store) -> None:
    shipped = resources.folder("data") / "appraisals" / "van-dillen-2021.yaml"
    assert ingest(seeded, [shipped])[0].status == "added"
    assert ask(seeded, "papers").column("paper") == ("van-dillen-2021",)
    origins = ask(seeded, "effects-of-outcome", about="modq").column("origin")
    assert sorted(map(str, origins)) == ["asserted"] * 3 + ["extracted"] * 3
    table = kg.recurrence(seeded)
    assert set(table.column("appraised")) == {1}
    assert max(int(str(n)) for n in table.column("papers")) == 1
