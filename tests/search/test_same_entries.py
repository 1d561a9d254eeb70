"""The entries made of records, as a source is read, are those made of the store by SPARQL."""

from __future__ import annotations

import contextlib
import string
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

import kg
from kg import resources
from kg.identity import Identities
from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.records import (
    Appraisal,
    Assessor,
    Bundle,
    Citation,
    Duration,
    Estimate,
    Extraction,
    Finding,
    FlawMention,
    Notice,
    Outcome,
    Paper,
    Passage,
    Place,
    Publication,
    Record,
    Reference,
    Register,
    Source,
)
from kg.search.entry import Entry
from kg.search.recorded import recorded
from kg.search.stored import stored
from kg.store import Store, open_store

Said = list[Bundle | Register]
Read = Callable[[Path], Said]
Rows = dict[tuple[str, str], list[Entry]]
ONTOLOGY = mint.knowledge("flaws").value


def from_store(store: Store) -> Rows:
    found: Rows = {}
    for source, file, entries in stored(store):
        found.setdefault((source, file), []).extend(entries)
    return {place: sorted(entries) for place, entries in found.items() if place[0] != ONTOLOGY}


def from_records(sources: Iterable[Sequence[Bundle | Register]]) -> Rows:
    rows = {(mint.source(said[0].source).value, said[0].source.name): sorted(recorded(said)) for said in sources}
    return {place: entries for place, entries in rows.items() if entries}


def same(store: Store, sources: Iterable[Sequence[Bundle | Register]]) -> Rows:
    found, wanted = from_store(store), from_records(sources)
    assert found.keys() == wanted.keys()
    for place, entries in wanted.items():
        assert found[place] == entries
    return found


def _kinds(rows: Rows) -> set[str]:
    return {entry.kind for entries in rows.values() for entry in entries}


def test_of_the_shipped_corpus(corpus: Store, said: Read) -> None:
    folder = resources.folder("data")
    files = (*sorted((folder / "appraisals").iterdir()), folder / "references.csv")
    with Identities(corpus) as identities:  # works that are papers of the corpus go by their keys
        rows = same(corpus, [identities.cited([one for one in said(file) if isinstance(one, Bundle)]) for file in files])
    assert _kinds(rows) >= {"paper", "finding", "outcome", "article", "note", "reference"}


def test_of_the_invented_papers(world: Store, said: Read, data: Path) -> None:
    rows = same(world, [said(file) for file in sorted(data.iterdir())])
    assert _kinds(rows) == {"paper", "finding", "outcome", "article", "reference"}


def test_of_pages_abstracts_and_notices(said: Read, tmp_path: Path, register: Callable[..., Path]) -> None:
    readers = Path(__file__).parents[1] / "readers"
    files = [*sorted((readers / "painscience").rglob("page.*")), *sorted((readers / "pubmed").rglob("given.*"))]
    notice = {"doi": "10.5555/alpha.1", "pmid": "900000001", "title": "Thumbs", "reasons": "Error in Data;Duplication"}
    files.append(register(("Retraction", notice), ("Correction", {"pmid": "7"}), ("Correction", {"pmid": "7"})))
    read: dict[NamedNode, Said] = {}
    for file in files:
        with contextlib.suppress(kg.InputError):
            found = said(file)
            for one in found:  # a file of many records is as many sources
                source = read.setdefault(mint.source(one.source), [])
                source += [] if one in source else [one]
    assert len(read) > 20
    with open_store() as store:
        store.add(quad for source in read.values() for one in source for quad in quads(one))
        assert _kinds(same(store, read.values())) >= {"paper", "finding", "outcome", "article", "passage", "notice"}


def test_of_the_page_the_project_started_from(said: Read, seed: Path) -> None:
    with open_store() as store:
        kg.ingest(store, [seed])
        rows = same(store, [said(seed)])
    (entries,) = rows.values()
    passages = [entry for entry in entries if entry.kind == "passage"]
    assert passages
    assert sum("commentary" in entry.section for entry in passages) == 1


def test_flaws_have_their_other_names_and_not_what_is_only_matched() -> None:
    with open_store() as store:
        store.add(lexicon.knowledge())
        (part,) = stored(store)
    assert part.source == ONTOLOGY
    assert {entry.id for entry in part.entries} == set(lexicon.taxonomy().flaws)
    (entry,) = (entry for entry in part.entries if entry.id == "no-randomization")
    assert entry.title == entry.label == "No random allocation"
    assert "quasi-randomized" in entry.names
    assert "not randomly assigned" not in str(part.entries)
    assert entry.text.startswith("Groups were formed by choice")


# ---- any records

texts = st.text(
    st.one_of(st.characters(exclude_categories=("Cs", "Cc")), st.sampled_from("\"'\\\n\t<&\u202e\ue000 ab")), min_size=1
)
slugs = st.text("ab0", min_size=1, max_size=2)
several = st.sampled_from([0, 1, 2, 2])
TEXT = "Both arms knew. Nobody was blinded; twenty were lost, and no one says why."
HASH = "0" * 64


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), strategy)


def many(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Up to two, perhaps the very same twice."""
    return st.one_of(st.lists(strategy, max_size=2).map(tuple), strategy.map(lambda one: (one, one)))


passages = st.tuples(st.integers(0, 60), st.integers(1, 14)).map(
    lambda place: Passage(exact=TEXT[place[0] : place[0] + place[1]], start=place[0], end=place[0] + place[1])
)
sections = st.sampled_from(["abstract", "commentary", "full-text"])
estimates = st.builds(
    Estimate, value=st.sampled_from(["1", "2.0"]), where=maybe(st.builds(Place, section=texts)), passage=maybe(passages)
)
outcomes = st.lists(
    st.builds(Outcome, id=slugs, label=texts, estimates=many(estimates)), max_size=2, unique_by=lambda outcome: outcome.id
).map(tuple)
findings = st.builds(
    Finding, flaw=slugs, presence=st.sampled_from(["present", "absent"]), why=maybe(texts), passage=maybe(passages),
    where=maybe(st.builds(Place, section=texts)),
)  # fmt: skip
appraisals = st.builds(
    Appraisal, assessor=st.builds(Assessor, name=st.sampled_from("AB"), kind=st.just("person")),
    source=st.builds(Publication, kind=st.just("other")), findings=many(findings), commentary=maybe(passages),
)  # fmt: skip
citations = st.builds(
    Citation, title=texts, publisher=maybe(texts), url=maybe(st.just("https://example.org/a")), passage=maybe(passages)
)
references = st.builds(
    Reference, key=maybe(slugs), title=maybe(texts), first_author=maybe(texts), year=maybe(st.integers(1800, 2050)),
    journal=maybe(texts), doi=maybe(st.sampled_from(["10.5555/A", "10.5555/a"])), pmid=maybe(st.sampled_from("12")),
)  # fmt: skip
papers = st.builds(
    Paper, key=slugs, title=maybe(texts), authors=st.lists(texts, max_size=3).map(tuple), year=maybe(st.integers(1800, 2050)),
    journal=maybe(texts), doi=maybe(st.just("10.5555/Q")), pmid=maybe(st.just("3")), label=maybe(texts),
)  # fmt: skip
whole = st.builds(
    Record, paper=papers, outcomes=outcomes, appraisals=many(appraisals), cited_by=many(citations), notes=maybe(texts)
)
bare = st.builds(Record, paper=st.builds(Paper, key=slugs))
drawn = st.builds(
    Extraction, extractor=st.just("kg"), version=st.just("1"), outcomes=outcomes,
    mentions=many(st.builds(FlawMention, flaw=slugs, state=st.just("stated"), printed=st.just("x"), section=sections,
                            passage=passages, grade=st.just("A"), rule=st.just("r"))),
    durations=many(st.builds(Duration, weeks=st.just(6.0), printed=st.just("six"), section=sections, passage=passages,
                             rule=st.just("r"))),
)  # fmt: skip
notices = st.builds(
    Notice, kind=st.sampled_from(["retraction", "correction"]), doi=maybe(st.just("10.5555/n<1>")), pmid=st.sampled_from("45"),
    notice_doi=maybe(st.just("10.5555/m")), title=maybe(texts), reasons=st.lists(texts, max_size=3).map(tuple),
)  # fmt: skip


@st.composite
def sources(draw: st.DrawFn) -> Said:
    source = Source(name=draw(texts), format="yaml", sha256=draw(st.text("01", min_size=64, max_size=64)))
    one = draw(st.booleans())
    kept = draw(st.lists(whole if one else whole | bare, min_size=1, max_size=1 if one else 3, unique_by=lambda r: r.paper.key))
    said: Said = [
        Bundle(source=source, record=record, references=draw(many(references)), extracted=draw(maybe(drawn)) if one else None)
        for record in kept
    ]
    if draw(st.integers(0, 3)) == 0:
        said.append(Register(source=source, notices=draw(many(notices))))
    return said


@given(st.lists(sources(), min_size=1, max_size=2, unique_by=lambda said: said[0].source.sha256))
@settings(
    max_examples=120, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
def test_of_any_records(read: list[Said]) -> None:
    with open_store() as store:
        store.add(quad for source in read for one in source for quad in quads(one))
        same(store, read)


@pytest.mark.parametrize("letters", [string.ascii_letters, "\u00e9\u4e2d"])
def test_an_outcome_of_one_paper_that_is_entered_and_read_is_one_thing(letters: str) -> None:
    source = Source(name="a.txt", format="yaml", sha256=HASH)
    outcome = Outcome(id="pain", label=letters)
    extracted = Extraction(extractor="kg", version="1", outcomes=(Outcome(id="pain-2", label=letters),))
    said: Said = [Bundle(source=source, record=Record(paper=Paper(key="a"), outcomes=(outcome,)), extracted=extracted)]
    made = [entry for entry in recorded(said) if entry.kind == "outcome"]
    assert len({entry.id for entry in made}) == 2
    assert len({entry.same for entry in made}) == 1
