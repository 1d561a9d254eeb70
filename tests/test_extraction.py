"""What a program adds to a page of our own, apart from what the page asserts: treatment durations and flaws named in each
section, and what its sections contradict each other in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg.extraction
from kg import checks, pipeline
from kg.extract.flaws import Lexicon
from kg.extraction import enrich
from kg.projection import project
from kg.rdf import lexicon
from kg.readers import find
from kg.readers.document import open_document
from kg.records import Bundle, Extraction
from kg.sparql import ask, catalogue
from kg.store import Store, open_store

COMMENTARY = "Rossi et al. had people swim for pain. Scores fell right after the 8-week program, then little happened."
ABSTRACT = (
    "Swimming may help sore thumbs. Participants had 6 weekly 1-hour sessions of swimming or a 3-month course of rest. "
    "Pain was measured at 12 months."
)
RESULT = "Pain was lower with swimming than with rest by 2.0 points (95% CI, 0.9 to 3.1)."


def _page(commentary: str, abstract: str) -> str:
    return (
        "Swimming for thumbs disappoints\n"
        "One page on PainSci cites Rossi 2019: 1. A Guide to Thumbs\n"
        f"PainSci commentary on Rossi 2019: {commentary}\n"
        f"original abstract {abstract}\n"
        "This page is part of the PainScience BIBLIOGRAPHY, which has many.\n"
    )


def _drawn(tmp_path: Path, commentary: str, abstract: str) -> tuple[Bundle, str]:
    place = tmp_path / "page.txt"
    place.write_text(_page(commentary, abstract), "utf-8")
    document, taxonomy = open_document(place), lexicon.taxonomy()
    (bundle,) = find(document).read(document, taxonomy)
    assert isinstance(bundle, Bundle)
    assert {prose.section for prose in bundle.prose} == {"commentary", "abstract"}
    return enrich(bundle, taxonomy, Lexicon(taxonomy.phrases)), place.read_text("utf-8")


def _durations(of: Extraction | None) -> list[tuple[str, float, str]]:
    assert of is not None
    return [(d.section, d.weeks, d.printed) for d in of.durations]


def test_every_section_is_read_for_durations_in_the_order_of_the_page(tmp_path: Path) -> None:
    bundle, text = _drawn(tmp_path, COMMENTARY, ABSTRACT)
    assert _durations(bundle.extracted) == [
        ("commentary", 8, "8-week program"),
        ("abstract", 6, "6 weekly 1-hour sessions"),
        ("abstract", 13, "3-month course"),
    ]
    assert bundle.extracted is not None
    for duration in bundle.extracted.durations:
        assert text[duration.passage.start : duration.passage.end] == duration.passage.exact
        assert duration.printed in duration.passage.exact
        assert duration.rule.endswith("/1")


def test_only_the_abstract_is_read_for_estimates(tmp_path: Path) -> None:
    bundle, _ = _drawn(tmp_path, f"{COMMENTARY} {RESULT}", ABSTRACT)
    assert bundle.extracted is not None
    assert (bundle.extracted.arms, bundle.extracted.outcomes) == ((), ())
    bundle, _ = _drawn(tmp_path, COMMENTARY, f"{ABSTRACT} {RESULT}")
    assert bundle.extracted is not None
    assert [e.value for o in bundle.extracted.outcomes for e in o.estimates] == ["2.0"]
    assert len(bundle.extracted.durations) == 3


def test_where_nothing_is_found_there_is_no_extraction(tmp_path: Path) -> None:
    bundle, _ = _drawn(tmp_path, "Rossi et al. had people swim for many weeks, and little happened.", "Swimming may help thumbs.")
    assert bundle.extracted is None


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    place = tmp_path / "page.txt"
    place.write_text(_page(COMMENTARY, ABSTRACT), "utf-8")
    with open_store() as opened:
        (result,) = pipeline.ingest(opened, [place])
        assert result.status == "added"
        yield opened


def test_the_question_lists_durations_by_section_with_their_sentence(store: Store) -> None:
    table = ask(store, "treatment-durations")
    assert table.columns == ("paper", "section", "printed", "weeks", "quote", "source")
    rows = [(row["paper"], row["section"], row["printed"], float(str(row["weeks"])), row["source"]) for row in table.dicts()]
    assert rows == [
        ("rossi-2019", "commentary", "8-week program", 8, "page.txt"),
        ("rossi-2019", "abstract", "6 weekly 1-hour sessions", 6, "page.txt"),
        ("rossi-2019", "abstract", "3-month course", 13, "page.txt"),
    ]
    for row in table.dicts():
        assert str(row["printed"]) in str(row["quote"])


def test_the_seed_page_contradicts_itself(seed: Path) -> None:
    with open_store() as opened:
        pipeline.ingest(opened, [seed])
        rows = ask(opened, "treatment-durations").select({"section": "section", "printed": "printed"}).rows
        weeks = ask(opened, "treatment-durations").column("weeks")
    assert list(rows) == [("commentary", "8-week program"), ("abstract", "6 weekly 1-hour sessions")]
    assert [float(str(one)) for one in weeks] == [8, 6]


# ---- flaws that the prose names

FLAWED = "Rossi et al. had people swim for pain. The sample was small and the participants were not blinded."
CAREFUL = "Swimming may help sore thumbs. Recall bias may have crept in. There was no selection bias."
NAMED = [
    ("commentary", "small-sample", "stated", "sample was small"),
    ("commentary", "unblinded-participants", "stated", "participants were not blinded"),
    ("abstract", "recall-bias", "hedged", "Recall bias"),
    ("abstract", "selection-and-allocation", "negated", "selection bias"),
]


def test_every_section_is_read_for_flaws_in_the_order_of_the_page(tmp_path: Path) -> None:
    bundle, text = _drawn(tmp_path, FLAWED, CAREFUL)
    assert bundle.extracted is not None
    assert [(m.section, m.flaw, m.state, m.printed) for m in bundle.extracted.mentions] == NAMED
    for mention in bundle.extracted.mentions:
        assert text[mention.passage.start : mention.passage.end] == mention.passage.exact
        assert mention.printed in mention.passage.exact
        assert mention.rule.startswith(mention.state)
    assert bundle.record.appraisals[0].findings == ()


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    place = tmp_path / "page.txt"
    place.write_text(_page(FLAWED, CAREFUL), "utf-8")
    return place


def test_the_question_lists_flaws_named_with_their_sentence(flawed: Path) -> None:
    with open_store() as opened:
        pipeline.ingest(opened, [flawed])
        table = ask(opened, "flaw-mentions")
        assert [row for row in checks.shapes(opened).dicts() if row["severity"] == "violation"] == []
    rows = list(table.dicts())
    assert [(row["section"], row["flaw"], row["state"], row["printed"]) for row in rows] == NAMED
    assert [row["label"] for row in rows][:2] == ["Small sample", "Unblinded participants"]
    assert {(row["paper"], row["grade"], row["source"]) for row in rows} == {("rossi-2019", "A", "page.txt")}
    text = flawed.read_text("utf-8")
    for row in rows:
        quote, start = str(row["quote"]), int(str(row["start"]))
        assert str(row["printed"]) in quote
        assert text[start : start + len(quote)] == quote


def _answers(store: Store) -> dict[str, object]:
    """All that is asked of findings: named questions but those of mentions and of text, what rules derive, the projection."""
    told: dict[str, object] = {
        query.name: ask(store, query, **{p.name: "rossi-2019" if p.kind == "key" else p.example for p in query.parameters}).rows
        for query in catalogue()
        if query.name not in ("flaw-mentions", "sources", "text-of-passages")
    }
    told["derived"] = {q for name in store.graphs() if "/graph/rule/" in name.value for q in store.quads(name)}
    graph = project(store)
    told["nodes"], told["edges"] = dict(graph.nodes(data=True)), list(graph.edges(data=True))
    return told


def test_flaws_named_count_nowhere_as_findings(
    flawed: Path, tmp_path: Path, write: Callable[..., Path], judged: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    judgement = write("rossi-2019", appraisals=[judged("Ann", **{"small-sample": "absent", "recall-bias": "present"})])
    with open_store() as opened:
        pipeline.ingest(opened, [flawed, judgement])
        assert len(ask(opened, "flaw-mentions").rows) == len(NAMED)
        with_mentions = _answers(opened)
    monkeypatch.setattr(kg.extraction, "_mentions", lambda prose, lexicon: ())
    with open_store() as opened:
        pipeline.ingest(opened, [flawed, judgement])
        assert ask(opened, "flaw-mentions").rows == ()
        without = _answers(opened)
    assert with_mentions["recurrence"]
    assert with_mentions["judgements"]
    for name, answer in with_mentions.items():
        assert answer == without[name], name


def test_the_commentary_of_the_seed_page_names_flaws(seed: Path) -> None:
    with open_store() as opened:
        pipeline.ingest(opened, [seed])
        rows = ask(opened, "flaw-mentions").select({"section": "section", "flaw": "flaw", "state": "state"}).rows
    assert ("commentary", "damned-with-faint-praise", "stated") in rows
    assert {row[0] for row in rows} == {"commentary"}


# ---- sections that contradict each other

BY = "At 6 months, {} was lower with swimming than with rest by {} points (95% CI, 2.1 to 9.1)."


def _problems(tmp_path: Path, commentary: str, abstract: str) -> list[tuple[str, str]]:
    bundle, _ = _drawn(tmp_path, f"Rossi et al. had people swim for pain. {commentary}", abstract)
    return [(problem.where, problem.message) for problem in bundle.problems if " against " in problem.where]


@pytest.mark.parametrize(
    ("one", "other"),
    [("MODQ", "the modified Oswestry Disability Index"), ("SF-36 PCS", "the physical component summary"), ("pain", "pain")],
)
def test_numbers_of_one_outcome_by_any_of_its_names_are_compared(tmp_path: Path, one: str, other: str) -> None:
    assert _problems(tmp_path, BY.format(one, "5.6"), BY.format(other, "5.6")) == []
    ((where, message),) = _problems(tmp_path, BY.format(one, "5.9"), BY.format(other, "5.6"))
    assert where == "commentary against abstract"
    assert "5.9 (95% CI 2.1 to 9.1) in the commentary, 5.6 (95% CI 2.1 to 9.1) in the abstract." in message
    assert message.endswith("[misprint/1].")


def test_numbers_of_two_outcomes_are_not(tmp_path: Path) -> None:
    assert _problems(tmp_path, BY.format("MODQ", "5.9"), BY.format("the neck disability index", "5.6")) == []


def test_what_is_not_surely_one_thing_is_not_told(tmp_path: Path) -> None:
    """Grade C: the running words say no time."""
    abstract = "At 6 months, pain was lower with swimming than with rest by 5.6 points."
    assert _problems(tmp_path, "Pain was lower by about 9 points than with rest.", abstract) == []
    assert len(_problems(tmp_path, "At 6 months, pain was lower by about 9 points than with rest.", abstract)) == 1


def test_a_contradiction_is_told_at_ingest_and_by_validate_and_keeps_nothing_out(tmp_path: Path) -> None:
    place = tmp_path / "page.txt"
    abstract = "Of 640 adults screened, 212 were randomized to swimming or rest."
    place.write_text(_page("Rossi et al. had people swim for pain. They randomized 221 adults.", abstract), "utf-8")
    with open_store() as opened:
        (result,) = pipeline.ingest(opened, [place])
    (told,) = [problem for problem in result.problems if problem.where == "commentary against abstract"]
    assert result.status == "added"
    assert "People randomized: 221 in the commentary, 212 in the abstract." in told.message
    assert told in pipeline.validate(str(place), lexicon.taxonomy())
