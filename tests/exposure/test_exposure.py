"""`kg exposure` on an invented world whose weights are worked out by hand, and against the definition in SPARQL."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest
from worlds import bundles

from kg.columns import answered, columns_of
from kg.errors import NotFound, UsageError
from kg.exposure import INTENTS, NOT_STATED, exposure
from kg.exposure.weights import DECAY, PRESENCES, SEVERITIES, carrying
from kg.fields import Intent, Presence
from kg.pipeline import ingest, remove
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.sparql import ask, named
from kg.store import Store, open_store

Write = Callable[..., Path]
Register = Callable[..., Path]


def appraisal(*findings: Mapping[str, Any], who: str = "Ann Reader") -> dict[str, Any]:
    source = {"kind": "this-corpus", "title": f"Readings by {who}"}
    return {"assessor": {"name": who, "kind": "person"}, "source": source, "findings": list(findings)}


def cited_by(**articles: str | None) -> list[dict[str, Any]]:
    return [
        {"title": title.replace("_", " "), "publisher": "Invented", "kind": "guideline", **({"intent": intent} if intent else {})}
        for title, intent in articles.items()
    ]


def world(write: Write) -> Path:
    """Papers a to f and the articles that cite them.

    e cites d, d cites c, c cites b, b cites a, a cites c (a ring), a and g cite themselves. Flawed are a (critical) and f
    (moderate, and another assessor says absent). g has a flaw that is only unclear. c is cited by the DOI of its reference.
    """
    critical = {"flaw": "small-sample", "presence": "present", "severity": "critical"}
    slight = {"flaw": "high-attrition", "presence": "likely-present", "severity": "low"}
    moderate = {"flaw": "no-control-group", "presence": "present", "severity": "moderate"}
    write(
        "a", paper={"doi": "10.5555/a"}, appraisals=[appraisal(slight, critical)],
        cited_by=cited_by(
            Evidence="citesAsEvidence", Critic="critiques", Talk="discusses", Mention=None, Both_ways=None, Twice="critiques",
            Alike="agreesWith",
        ),
    )  # fmt: skip
    write("b", cited_by=cited_by(Through_b="usesDataFrom"))
    write("c", paper={"doi": "10.5555/C"})
    write("d")
    write("e")
    write(
        "f", appraisals=[appraisal(moderate), appraisal({**moderate, "presence": "absent", "severity": None}, who="Bob")],
        cited_by=cited_by(Both_ways="citesAsEvidence"),
    )  # fmt: skip
    write("g", appraisals=[appraisal({**critical, "presence": "unclear"})], cited_by=cited_by(Unclear="citesAsEvidence"))
    folder = write("h", cited_by=cited_by(Twice="citesAsEvidence")).parent
    lines = ["citing_key,cited_key,pmid,doi,first_author,year,title,journal"]
    for citing, cited in ("ed", "cb", "ba", "ac", "aa", "gg"):
        lines.append(f"{citing},{cited},,,Invented,2001,The paper {cited},")
    lines.append("d,,,10.5555/c,Invented,2001,The paper c,")
    (folder / "references.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture
def store(write: Write, kept: Callable[..., Store]) -> Iterator[Store]:
    def fill(empty: Store) -> None:
        results = ingest(empty, [world(write)])
        assert {result.status for result in results} == {"added"}, results

    with kept("test_exposure.store", fill) as opened:
        yield opened


def weights(store: Store, **options: Any) -> dict[object, tuple[object, object]]:
    return {row["article"]: (row["weight"], row["paper"]) for row in exposure(store, **options).table.dicts()}


BY_HAND = {
    "Evidence": (1.0, "a"),
    "Alike": (0.5, "a"),
    "Both ways": (0.5, "f"),  # as evidence the moderate flaw of f; the critical one of a, with no intent stated, is worth 0.25
    "b": (0.25, "a"),
    "Mention": (0.25, "a"),
    "Through b": (0.125, "a"),  # 1 for the data, 0.25 for what b does not state, 0.5 for the second citation
    "c": (0.25 * 0.25 * 0.5, "a"),
    "d": (0.25**3 * 0.5**2, "a"),  # it cites c by its DOI
}


def test_weights_worked_out_by_hand(store: Store) -> None:
    assert weights(store) == BY_HAND
    assert weights(store, hops=4) == BY_HAND | {"e": (0.25**4 * 0.5**3, "a")}
    assert list(weights(store)) == [  # by weight, the fewest citations first, then most flaws of the paper, then by name
        "Evidence", "Alike", "Both ways", "Mention", "b", "Through b", "c", "d",
    ]  # fmt: skip


def test_a_critique_hands_nothing_on(store: Store) -> None:
    assert not {"Critic", "Talk", "Twice", "Unclear"} & weights(store, hops=10).keys()


@pytest.mark.parametrize(
    ("first", "second", "weight"),
    [
        (None, "critiques", None),
        (None, "usesDataFrom", 1.0),
        ("critiques", "usesDataFrom", 1.0),
        ("supports", "citesAsEvidence", 1.0),
        ("cites", "discusses", 0.25),
        (None, None, 0.25),
    ],
)
def test_sources_that_differ_on_one_citation(write: Write, first: str | None, second: str | None, weight: float | None) -> None:
    """A source that states no intent yields to one that does; of several intents the one that carries most counts."""
    critical = {"flaw": "small-sample", "presence": "present", "severity": "critical"}
    files = [
        write("a", appraisals=[appraisal(critical)], cited_by=cited_by(Guide=first)),
        write("a", name="other.yaml", cited_by=cited_by(Guide=second)),
    ]
    with open_store() as store:
        for order in (files, files[::-1]):
            ingest(store, order, rules=False)
            assert weights(store) == ({} if weight is None else {"Guide": (weight, "a")})
            values = {"flaw": "small-sample", "carrying": carrying()}
            table = answered(columns_of(store), "exposed-articles", **values)
            assert table == ask(store, "exposed-articles", **values)
            assert len(table) == (weight is not None)
            remove(store, "a.yaml", rules=False)
            remove(store, "other.yaml", rules=False)


@pytest.mark.parametrize(("hops", "most"), [(1, 5), (2, 7), (3, 8), (4, 9), (10, 9)])
def test_hops_bound_the_chains(store: Store, hops: int, most: int) -> None:
    found = exposure(store, hops=hops)
    assert found.found == len(found.table) == most
    assert all(int(str(row["hops"])) <= hops for row in found.table.dicts())


def test_cycles_end_and_nothing_rests_on_itself(store: Store) -> None:
    rows = list(exposure(store, hops=10, decay=1).table.dicts())
    assert {row["article"] for row in rows} == {*BY_HAND, "e"}
    for row in rows:
        path = str(row["path"]).split()
        assert len(set(path)) == len(path)
        assert path[-1] == row["paper"]


def test_what_a_row_says(store: Store) -> None:
    rows = {row["article"]: row for row in exposure(store).table.dicts()}
    assert rows["d"] == {
        "article": "d", "kind": "JournalArticle", "paper": "a", "hops": 3, "path": "d c b a",
        "intents": "not-stated not-stated not-stated", "flaws": "small-sample high-attrition", "weight": 0.00390625,
        "gravest": "small-sample", "presence": "present", "severity": "critical", "disputed": False, "direct": 0,
        "title": "The paper d",
    }  # fmt: skip
    assert rows["Both ways"]["disputed"] is True
    assert rows["Both ways"]["direct"] == 2
    assert rows["Through b"]["intents"] == "usesDataFrom not-stated"
    assert rows["Through b"]["kind"] == "Guideline" or rows["Through b"]["kind"]


def test_denominators(store: Store) -> None:
    found = exposure(store)
    # Citing are Evidence, Critic, Talk, Mention, Both ways, Twice, Alike, Through b, Unclear and a to e; h cites nothing, and
    # that a and g cite themselves counts for nothing.
    assert (found.citing, found.found, found.stated) == (14, 8, 3)
    assert (found.citations, found.not_stated) == (11 + 5, 2 + 5)  # 11 beside the papers, 5 references
    assert (found.cited, found.appraised, found.flawed) == (7, 3, 2)


def test_one_flaw_one_paper_one_article(store: Store) -> None:
    assert weights(store, flaw="no-control-group") == {"Both ways": (0.5, "f")}
    assert weights(store, paper="f") == {"Both ways": (0.5, "f")}
    assert weights(store, flaw="high-attrition", hops=1)["Evidence"] == (0.75 * 0.25, "a")
    rows = list(exposure(store, article="both ways").table.dicts())
    assert [(row["paper"], row["weight"], row["intents"]) for row in rows] == [
        ("f", 0.5, "citesAsEvidence"), ("a", 0.25, "not-stated"),
    ]  # fmt: skip
    assert [(row["path"], row["hops"]) for row in exposure(store, article="d").table.dicts()] == [("d c b a", 3)]
    assert len(exposure(store, article="Critic").table) == 0


def test_a_domain_stands_for_its_flaws(store: Store) -> None:
    tops = columns_of(store).table("SELECT flaw, domain FROM flaws").rows
    domain = dict(tops)["no-control-group"]
    assert domain != "no-control-group"
    assert weights(store, flaw=str(domain))["Both ways"] == (0.5, "f")


def test_the_first_rows_are_the_first_of_all(store: Store) -> None:
    rows = exposure(store).table.rows
    for most in range(len(rows) + 1):
        cut = exposure(store, most=most)
        assert cut.table.rows == rows[:most]
        assert cut.found == len(rows)


def test_decay(store: Store) -> None:
    assert weights(store, decay=1)["d"] == (0.25**3, "a")
    assert weights(store, decay=0.1)["Through b"][0] == pytest.approx(0.025)
    assert weights(store, decay=0.1)["Evidence"] == (1.0, "a")


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"flaw": "smal-sample"}, NotFound, "small-sample"),
        ({"article": "Evidense"}, NotFound, "Evidence"),
        ({"hops": 0}, UsageError, ""),
        ({"hops": 11}, UsageError, ""),
        ({"decay": 0.0}, UsageError, ""),
        ({"decay": float("nan")}, UsageError, ""),
        ({"retracted": True, "flaw": "small-sample"}, UsageError, "one after the other"),
    ],
    ids=["flaw", "article", "no hop", "many hops", "no decay", "nan", "both"],
)
def test_what_cannot_be_asked(store: Store, options: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as raised:
        exposure(store, **options)
    assert words in str(getattr(raised.value, "hint", ""))


# ---- retractions


def test_a_retraction_in_force_counts_and_one_taken_back_does_not(store: Store, register: Register) -> None:
    assert weights(store, retracted=True) == {}
    ingest(store, [register(("Retraction", {"doi": "10.5555/c", "date": "3/14/2019"}), name="gone.csv")])
    only = weights(store, retracted=True, hops=1)
    assert only == {"a": (0.25, "c"), "d": (0.25, "c")}
    assert weights(store)["a"] == (0.25, "c")
    assert weights(store)["d"] == (0.25, "c")  # nearer than the flaws of a
    row = next(row for row in exposure(store, paper="c").table.dicts() if row["article"] == "a")
    assert (row["flaws"], row["gravest"], row["presence"], row["severity"]) == ("retracted", "retracted", None, None)
    ingest(store, [register(("Reinstatement", {"doi": "10.5555/c", "date": "1/1/2020"}), name="back.csv")])
    assert weights(store, retracted=True) == {}
    assert weights(store) == BY_HAND


def test_a_retracted_work_without_a_record_counts(write: Write, register: Register) -> None:
    folder = write("x").parent
    lines = "citing_key,cited_key,pmid,doi,first_author,year,title,journal\nx,,,10.5555/gone,Invented,2001,Gone,\n"
    (folder / "references.csv").write_text(lines, "utf-8")
    with open_store() as store:
        ingest(store, [folder, register(("Retraction", {"doi": "10.5555/GONE"}))])
        found = exposure(store)
        (row,) = found.table.dicts()
        assert (row["article"], row["weight"], row["flaws"]) == ("x", 0.25, "retracted")
        assert str(row["paper"]).startswith("https://")
        assert (found.citing, found.cited, found.appraised) == (1, 1, 0)


# ---- derived


def test_what_rules_derive_counts_only_where_it_is_asked_for(store: Store) -> None:
    rows = list(exposure(store, derived=True).table.dicts())
    assert all(row["presence"] == "candidate" for row in rows)
    assert all(row["paper"] != "f" or row["gravest"] != "no-control-group" for row in rows)


# ---- the table of intents


def test_every_intent_is_decided_and_has_a_reason() -> None:
    assert set(INTENTS) == {*get_args(Intent), NOT_STATED}
    assert all(0 <= weight.share <= 1 and len(weight.reason) > 20 for weight in INTENTS.values())
    shares = [weight.share for weight in INTENTS.values()]
    assert shares == sorted(shares, reverse=True), "columns take the first intent of several for the strongest"
    assert set(PRESENCES) < set(get_args(Presence))
    order = [SEVERITIES[name].share for name in ("critical", "high", "moderate", "low")]
    assert all(more > less for more, less in pairwise(order))
    assert 0 < DECAY < 1


def test_the_question_knows_the_intents_that_carry() -> None:
    examples = {parameter.name: parameter.example for parameter in named("exposed-articles").parameters}
    assert examples["carrying"] == carrying()


def test_docs_have_the_table_that_holds() -> None:
    text = (Path(__file__).parents[2] / "docs" / "exposure.md").read_text("utf-8")
    for intent, weight in INTENTS.items():
        (line,) = [line for line in text.splitlines() if f"`{intent}`" in line and line.startswith("|")]
        assert f"| {weight.share:g} |" in line
    for name, weight in {**SEVERITIES, **PRESENCES}.items():
        if name != NOT_STATED:
            assert f"{name.replace('-', ' ')} {weight.share:g}" in text


# ---- against the definition


@pytest.fixture(scope="module")
def generated() -> Iterator[Store]:
    with open_store() as opened:
        flaws = tuple(sorted(lexicon.taxonomy().flaws))[::2]
        opened.add(lexicon.knowledge())
        opened.add(quad for bundle in bundles(300, flaws, seed=7) for quad in quads(bundle))
        yield opened


def test_as_the_question_says(generated: Store) -> None:
    columns = columns_of(generated)
    counts = columns.table("SELECT flaw, count(*) FROM findings GROUP BY flaw ORDER BY 2 DESC, 1").rows
    for flaw in [str(counts[place][0]) for place in (0, 5, -1)]:
        said = {
            row["article"]: row["hops"] for row in answered(columns, "exposed-articles", flaw=flaw, carrying=carrying()).dicts()
        }
        rows = exposure(generated, flaw=flaw).table.dicts()
        found = {str(row["path"]).split()[0]: int(str(row["hops"])) for row in rows}
        assert found.keys() == said.keys()
        assert all(hops >= int(str(said[article])) for article, hops in found.items())  # the strongest, not the shortest


def test_an_article_alone_has_the_same_strongest_chain(generated: Store) -> None:
    rows = list(exposure(generated).table.dicts())
    for row in random.Random(1).sample(rows, 8):  # noqa: S311
        ref = str(row["path"]).split()[0]
        alone = list(exposure(generated, article=ref).table.dicts())
        assert max(float(str(one["weight"])) for one in alone) == row["weight"]
        assert len({one["paper"] for one in alone}) == len(alone)
        assert sum(one["hops"] == 1 for one in alone) <= int(str(row["direct"]))


def test_taking_a_source_out_takes_its_exposure_out(store: Store, write: Write) -> None:
    remove(store, "a.yaml")
    assert weights(store) == {"Both ways": (0.5, "f")}


# ---- the command


def test_command(kg: Callable[..., tuple[int, str, str]], tmp_path: Path, write: Write) -> None:
    place = tmp_path / "store"
    assert kg("--quiet", "ingest", world(write), store=place)[0] == 0
    code, out, err = kg("exposure", "--format", "json", store=place)
    rows = json.loads(out)
    assert (code, err) == (0, "")
    assert list(rows[0])[:8] == ["article", "kind", "paper", "hops", "path", "intents", "flaws", "weight"]
    assert {row["article"]: (row["weight"], row["paper"]) for row in rows} == BY_HAND
    code, out, _ = kg("exposure", "--limit", "2", store=place)
    assert code == 0
    assert "2 of 8 rows shown" in out
    assert "14 articles cite" in out
    assert "8 of them may rest on a flawed paper" in out
    assert "3 by citations with a stated intent alone" in " ".join(out.split())
    assert "7 of the 16 citations (44%)" in " ".join(out.split())
    code, out, err = kg("exposure", "--flaw", "smal-sample", store=place)
    assert (code, out) == (2, "")
    assert "small-sample" in err


# ---- the questions, in SPARQL and in SQL


@pytest.mark.parametrize("flaw", ["small-sample", "high-attrition", "no-control-group", "nothing-such"])
@pytest.mark.parametrize("intents", ["citesAsEvidence", "not-stated", "critiques,not-stated", carrying()], ids=len)
def test_twins_agree_on_the_world(store: Store, flaw: str, intents: str) -> None:
    values = {"flaw": flaw, "carrying": intents}
    assert answered(columns_of(store), "exposed-articles", **values) == ask(store, "exposed-articles", **values)
    assert answered(columns_of(store), "flawed-papers", within=flaw) == ask(store, "flawed-papers", within=flaw)


def test_the_definition_by_hand(store: Store) -> None:
    table = ask(store, "exposed-articles", flaw="small-sample", carrying=carrying())
    by_name = {"b": (1, 1), "c": (2, 1), "d": (3, 1)}
    assert {row[0]: row[1:] for row in table.rows if "://" not in str(row[0])} == by_name
    assert sorted(row[1:] for row in table.rows if "://" in str(row[0])) == [(1, 1)] * 4 + [(2, 1)]


@pytest.mark.parametrize(
    ("gone", "back", "in_force"),
    [
        ("3/14/2019", None, True), ("", None, True), ("3/14/2019", "1/1/2020", False), ("3/14/2019", "3/14/2019", False),
        ("3/14/2019", "3/13/2019", True), ("3/14/2019", "2019", False), ("2019", "5/1/2019", False), ("2019-05", "2019-04", True),
        ("2019-05", "2019", False), ("2019", "2018", True), ("", "1/1/2020", False), ("3/14/2019", "", False), ("", "", False),
    ],
)  # fmt: skip
def test_twins_agree_on_retractions(store: Store, register: Register, gone: str, back: str | None, in_force: bool) -> None:
    rows = [("Retraction", {"doi": "10.5555/c", "date": gone})]
    rows += [("Reinstatement", {"doi": "10.5555/C", "date": back})] if back is not None else []
    ingest(store, [register(*rows)], rules=False)
    table = answered(columns_of(store), "retracted-works")
    assert table == ask(store, "retracted-works")
    assert ("c" in table.column("work")) is in_force
    assert ("c" in {row["paper"] for row in exposure(store, retracted=True).table.dicts()}) is in_force
