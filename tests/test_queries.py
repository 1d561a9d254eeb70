"""The named questions: their headers, their answers on invented papers worked out by hand, their manners."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import NotFound, UsageError
from kg.rdf.vocab import BASE
from kg.sparql import Query, ask, catalogue, free, named, names, raw, with_prefixes
from kg.store import Store
from kg.store.guard import check
from kg.tables import Table

WANTED = {
    "recurrence", "recurrence-by", "flaws-of-paper", "papers-with-flaw", "effects-of-outcome", "effects-including-no-effect",
    "citing-articles", "provenance-of-finding", "disagreements", "papers-without-appraisal",
}  # fmt: skip
QUERIES = list(catalogue())
each = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)


def picked(table: Table, *columns: str) -> list[tuple[object, ...]]:
    return list(table.select({name: name for name in columns}).rows)


# ---- headers


def test_the_questions_that_were_promised_are_there() -> None:
    assert set(names()) >= WANTED
    assert list(names()) == sorted(names())


@each
def test_header_and_question_say_the_same(query: Query, world: Store) -> None:
    check(query.text)
    assert query.title
    assert query.title != query.name
    assert len(query.about) > 20
    assert query.columns
    assert all(query.columns.values())
    for parameter in query.parameters:
        known = ("key", "flaw", "instrument", "text", "integer", "year", "iri")
        assert "|" in parameter.kind or "," in parameter.kind or parameter.kind in known
        assert parameter.about
        assert re.search(rf"VALUES \?{parameter.name} {{ UNDEF }}", query.text), parameter
    assert set(re.findall(r"VALUES \?(\w+) \{ UNDEF \}", query.text)) == {p.name for p in query.parameters}
    answer = ask(world, query, **{p.name: p.example for p in query.parameters})
    assert answer.columns == tuple(query.columns)


@each
def test_every_answer_has_one_order(query: Query) -> None:
    assert "ORDER BY" in query.text
    assert "SAMPLE(" not in query.text, "SAMPLE takes any value, and another one tomorrow"


@each
def test_prefixes_are_declared_and_used(query: Query) -> None:
    body = re.sub(r"#[^\n<>]*\n|\"[^\"]*\"|<[^>]*>", " ", query.text)
    declared = re.findall(r"PREFIX (\w+):", body)
    assert len(set(declared)) == len(declared)
    assert all(re.search(rf"(?<!PREFIX )\b{prefix}:", body) or prefix in ("dcterms", "fabio", "oa") for prefix in declared)


# ---- answers on the invented papers, by hand


def test_papers(world: Store) -> None:
    table = ask(world, "papers")
    assert picked(table, "paper", "name", "year", "journal", "doi", "pmid", "design", "randomized", "assessors", "flaws") == [
        (
            "alpha-2001",
            "Alpha 2001",
            2001,
            "Journal of Invented Results",
            "10.5555/Alpha.1",
            "900000001",
            "randomized-trial",
            60,
            2,
            5,
        ),
        ("beta-1999", "the winter thumb paper", None, None, None, None, "cohort", None, 1, 2),
        ("gamma-2010", "Gamma 2010", 2010, "Journal of Invented Results", None, None, "randomized-trial", 9, 0, 0),
    ]


RECURRENCE = {  # papers, judged, appraised, mixed
    "baseline-imbalance": (2, 2, 2, 1),
    "high-attrition": (1, 1, 2, 1),
    "inadequate-allocation-concealment": (1, 1, 2, 0),
    "inadequate-randomization": (1, 1, 2, 0),
    "self-report-bias": (1, 1, 2, 1),
    "unblinded-participants": (1, 1, 2, 0),
}


def test_recurrence(world: Store) -> None:
    table = ask(world, "recurrence")
    assert {row[0]: row[1:] for row in picked(table, "flaw", "papers", "judged", "appraised", "mixed")} == RECURRENCE
    assert table.column("flaw") == (
        "baseline-imbalance",
        "high-attrition",
        "inadequate-allocation-concealment",
        "inadequate-randomization",
        "self-report-bias",
        "unblinded-participants",
    )
    assert table.rows[0][1:3] == ("Baseline imbalance", "Participant selection and allocation")


def test_recurrence_by_year(world: Store) -> None:
    table = ask(world, "recurrence-by", by="year", level="category", counted="present,likely-present")
    rows = {(row[0], row[1]): row[2:] for row in picked(table, "group", "flaw", "papers", "judged", "appraised", "mixed")}
    assert rows["2001", "baseline-imbalance"] == (1, 1, 1, 1)
    assert rows["not stated", "baseline-imbalance"] == (1, 1, 1, 0)
    assert rows["not stated", "inadequate-randomization"] == (1, 1, 1, 0)
    assert {group for group, _ in rows} == {"2001", "not stated"}  # gamma-2010 is not appraised


def test_recurrence_by_assessor_counts_each_reader_alone(world: Store) -> None:
    table = ask(world, "recurrence-by", by="assessor", level="category", counted="present,likely-present")
    rows = {(row[0], row[1]): row[2:] for row in picked(table, "group", "flaw", "papers", "judged", "appraised", "mixed")}
    assert rows["Ann Reader", "baseline-imbalance"] == (1, 1, 1, 0)
    assert rows["Bob Second", "baseline-imbalance"] == (0, 1, 1, 0)
    assert rows["Thumb Society", "baseline-imbalance"] == (1, 1, 1, 0)
    assert rows["Ann Reader", "inadequate-allocation-concealment"] == (0, 0, 1, 0)  # unclear is no judgement either way
    assert len(rows) == 4 + 5 + 2


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        ("journal", {"Journal of Invented Results", "not stated"}),
        ("design", {"randomized-trial", "cohort"}),
        ("condition", {"sore thumbs", "cold thumbs"}),
        ("funding", {"industry", "not stated"}),
    ],
)
def test_recurrence_by_other_things(world: Store, by: str, groups: set[str]) -> None:
    table = ask(world, "recurrence-by", by=by, level="category", counted="present,likely-present")
    assert set(table.column("group")) == groups
    assert set(table.column("appraised")) == {1}
    assert len(table) == 5 + 2


def test_recurrence_by_domain_counts_a_paper_once(world: Store) -> None:
    table = ask(world, "recurrence-by", by="all", level="domain", counted="present,likely-present")
    rows = {row[0]: row[1:] for row in picked(table, "flaw", "papers", "judged", "appraised", "mixed")}
    assert rows == {
        "selection-and-allocation": (2, 2, 2, 1),  # three flaws of two papers
        "attrition-and-missing-data": (1, 1, 2, 1),
        "blinding-and-expectation": (1, 1, 2, 0),
        "outcome-measurement": (1, 1, 2, 1),
    }


def test_flaws_of_paper(world: Store) -> None:
    table = ask(world, "flaws-of-paper", paper="alpha-2001")
    assert picked(table, "flaw", "presence", "assessor", "target") == [
        ("baseline-imbalance", "present", "Ann Reader", "report"),
        ("inadequate-allocation-concealment", "present", "Bob Second", "report"),
        ("self-report-bias", "present", "Bob Second", "report"),
        ("unblinded-participants", "present", "Bob Second", "study"),
        ("high-attrition", "likely-present", "Ann Reader", "outcome:pain"),
        ("inadequate-allocation-concealment", "unclear", "Ann Reader", "report"),
        ("baseline-imbalance", "likely-absent", "Bob Second", "report"),
        ("high-attrition", "absent", "Bob Second", "report"),
        ("self-report-bias", "absent", "Ann Reader", "report"),
    ]
    first = next(table.dicts())
    assert (first["severity"], first["why"], first["section"], first["paragraph"]) == (
        "high",
        "The wrestlers were younger.",
        "Table 1",
        4,
    )
    assert (first["published"], first["source"], first["quote"], first["acknowledged"]) == (
        "Readings by Ann",
        "alpha-2001.yaml",
        None,
        None,
    )
    by_flaw = {(r["flaw"], r["assessor"]): r for r in table.dicts()}
    assert by_flaw["baseline-imbalance", "Bob Second"]["acknowledged"] is True
    attrition = by_flaw["high-attrition", "Ann Reader"]
    assert (attrition["potential"], attrition["direction"]) == ("some", "unpredictable")
    assert len(ask(world, "flaws-of-paper", paper=f"{BASE}paper/alpha-2001")) == 9
    assert len(ask(world, "flaws-of-paper", paper="gamma-2010")) == len(ask(world, "flaws-of-paper", paper="no-such-paper")) == 0


def test_papers_with_flaw_and_with_a_narrower_one(world: Store) -> None:
    table = ask(world, "papers-with-flaw", flaw="baseline-imbalance")
    assert picked(table, "paper", "name", "year", "presence", "assessor") == [
        ("alpha-2001", "Alpha 2001", 2001, "present", "Ann Reader"),
        ("beta-1999", "the winter thumb paper", None, "present", "Thumb Society"),
    ]
    domain = ask(world, "papers-with-flaw", flaw="selection-and-allocation")
    assert picked(domain, "paper", "flaw_found", "presence") == [
        ("alpha-2001", "baseline-imbalance", "present"),
        ("alpha-2001", "inadequate-allocation-concealment", "present"),
        ("beta-1999", "baseline-imbalance", "present"),
        ("beta-1999", "inadequate-randomization", "likely-present"),
    ]
    assert len(ask(world, "papers-with-flaw", flaw="spin")) == 0


def test_disagreements_are_about_the_same_target(world: Store) -> None:
    table = ask(world, "disagreements")
    assert picked(table, "paper", "flaw", "target", "present_says", "presence", "absent_says", "absence") == [
        ("alpha-2001", "baseline-imbalance", "report", "Ann Reader", "present", "Bob Second", "likely-absent"),
        ("alpha-2001", "self-report-bias", "report", "Bob Second", "present", "Ann Reader", "absent"),
    ]  # on attrition they speak of different things; unclear disagrees with nobody
    assert picked(table, "why_present", "why_absent") == [
        ("The wrestlers were younger.", "The table is balanced."),
        (None, "A dynamometer was read."),
    ]


def test_effects_of_outcome(world: Store) -> None:
    pain = ask(world, "effects-of-outcome", about="pain")
    assert pain.column("as_printed") == ("2.00 [0.50, 3.50]", "1.0 [0, 2.0]", "-1.0 [-3.5, 1.5]", "0.1 [-1, 1]", "0.2 [-2, 2]")
    first = next(pain.dicts())
    assert {
        k: first[k] for k in ("instrument", "better", "timepoint", "weeks", "measure", "value", "low", "high", "level", "p")
    } == {
        "instrument": "vas-pain",
        "better": "lower",
        "timepoint": "week 2",
        "weeks": Decimal(2),
        "measure": "MD",
        "value": Decimal(2),
        "low": Decimal("0.5"),
        "high": Decimal("3.5"),
        "level": Decimal(95),
        "p": "0.01",
    }
    assert (first["first_arm"], first["second_arm"], first["origin"]) == ("thumb wrestling", "resting thumbs", "asserted")
    assert (
        ask(world, "effects-of-outcome", about="VAS-pain").rows
        == pain.rows
        == ask(world, "effects-of-outcome", about="THUMB pain").rows
    )
    strength = ask(world, "effects-of-outcome", about="grip")
    assert picked(strength, "as_printed", "measure", "better", "p") == [
        ("1.40 [1.00, 1.90]", "OR", None, None),
        ("0.5 [0.2, 0.9]", "OR", None, None),
        ("0.98 [0.4, 2.3]", "RR", None, None),
        ("no value", "SMD", None, "NS"),
    ]
    assert strength.rows[2][strength.columns.index("first_arm")] == "resting thumbs"
    assert len(ask(world, "effects-of-outcome", about="toes")) == 0


def test_effects_including_no_effect(world: Store) -> None:
    table = ask(world, "effects-including-no-effect")
    assert picked(table, "as_printed", "measure", "no_effect", "instrument", "better", "timepoint", "first_arm") == [
        ("1.0 [0, 2.0]", "MD", 0, "vas-pain", "lower", "week 4", "thumb wrestling"),
        ("-1.0 [-3.5, 1.5]", "MD", 0, "vas-pain", "lower", "week 6", "thumb wrestling"),  # printed in reverse
        ("1.40 [1.00, 1.90]", "OR", 1, None, None, "week 2", "thumb wrestling"),
        ("0.98 [0.4, 2.3]", "RR", 1, None, None, "week 6", "resting thumbs"),
    ]
    assert picked(table, "value", "low", "high", "level", "p")[:2] == [
        (Decimal(1), Decimal(0), Decimal(2), Decimal(95), "0.05"),
        (Decimal(-1), Decimal("-3.5"), Decimal("1.5"), Decimal(90), None),
    ]


def test_citations_and_citing_articles(world: Store) -> None:
    table = ask(world, "citing-articles")
    rows = picked(table, "article", "kind", "publisher", "year", "intent", "paper", "flaws", "source")
    assert [row[0] for row in rows] == [
        "gamma-2010",
        "Against winter thumbs",
        "Winter thumbs at last",
        "Winter thumbs at last",
        "gamma-2010",
    ]
    assert set(rows) == {
        ("gamma-2010", None, None, None, None, "alpha-2001", 5, "references.csv"),
        ("Against winter thumbs", "JournalArticle", "Critical Thumb", 2004, "critiques", "beta-1999", 2, "beta-1999.yaml"),
        ("Winter thumbs at last", "WebPage", "Thumb Blog", None, "citesAsEvidence", "beta-1999", 2, "beta-1999.yaml"),
        ("Winter thumbs at last", "WebPage", "Other Blog", None, None, "beta-1999", 2, "beta-1999.yaml"),
        ("gamma-2010", None, None, None, None, "beta-1999", 2, "references.csv"),
    }
    every = picked(ask(world, "citations"), "title", "paper", "intent")
    assert sorted(map(str, every)) == sorted(map(str, picked(table, "article", "paper", "intent")))
    assert set(ask(world, "citations").column("url")) == {None, "https://thumbs.example/at-last"}


def test_papers_without_appraisal(world: Store) -> None:
    table = ask(world, "papers-without-appraisal")
    assert picked(table, "work", "first_author", "year", "cited_by", "doi", "pmid") == [
        ("pmid-900000077", "Omega", 1980, 2, None, "900000077"),
        ("doi-10-5555-hand-d460bc1ebdc2", "Hand", 1970, 1, "10.5555/hand", None),
        ("gamma-2010", None, 2010, 0, None, None),
    ]
    assert table.column("title") == ("On thumbs", 'Hands, and "thumbs"', "Mittens")


def test_documents_identifiers_sources(world: Store) -> None:
    assert ask(world, "documents-of-paper", paper="alpha-2001").column("source") == ("alpha-2001.yaml",)
    assert ask(world, "documents-of-paper", paper="gamma-2010").column("source") == ("gamma-2010.yaml", "references.csv")
    assert picked(ask(world, "identifiers"), "paper", "doi", "pmid") == [
        ("alpha-2001", "10.5555/Alpha.1", "900000001"), ("beta-1999", None, None), ("gamma-2010", None, None),
    ]  # fmt: skip
    sources = ask(world, "sources")
    assert [Path(str(s)).name for s in sources.column("source")] == [
        "alpha-2001.yaml",
        "beta-1999.yaml",
        "gamma-2010.yaml",
        "references.csv",
    ]
    assert picked(sources, "format", "papers", "findings", "estimates", "citations", "problems") == [
        ("appraisal", 1, 9, 9, 0, 1), ("appraisal", 1, 2, 0, 3, 0), ("appraisal", 1, 0, 0, 0, 0), ("references", 2, 0, 0, 5, 1),
    ]  # fmt: skip
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(when)) for when in sources.column("ingested"))


def test_judgements_and_provenance(world: Store) -> None:
    every = ask(world, "judgements")
    assert len(every) == 9 + 2
    for finding in every.column("finding"):
        (row,) = ask(world, "provenance-of-finding", finding=str(finding)).dicts()
        assert row["source"] in ("alpha-2001.yaml", "beta-1999.yaml")
        assert re.fullmatch(r"[0-9a-f]{64}", str(row["sha256"]))
        assert row["quote"] is row["start"] is row["rule"] is None
    ann = next(r for r in every.dicts() if r["assessor"] == "Ann Reader")
    row = next(ask(world, "provenance-of-finding", finding=str(ann["finding"])).dicts())
    assert (row["assessor_kind"], row["published"], row["date"], row["flaw"]) == (
        "Person",
        "Readings by Ann",
        "2020-02",
        "baseline-imbalance",
    )
    society = next(r for r in every.dicts() if r["assessor"] == "Thumb Society")
    row = next(ask(world, "provenance-of-finding", finding=str(society["finding"])).dicts())
    assert (row["assessor_kind"], row["url"]) == ("Organization", "https://thumbs.example/winter")


def test_thresholds_of_an_instrument(world: Store) -> None:
    table = ask(world, "thresholds", instrument="modq")
    assert picked(table, "scale", "value", "high", "unit", "basis", "verified", "citation") == [
        ("modq", Decimal(50), None, "percent-of-baseline", "success-threshold-not-MCID", True,
         "Fritz et al. 2009 Spine 34(25):2803-2809"),
        ("modq", Decimal(6), None, "points", "individual-change", True, "Fritz & Irrgang 2001 Phys Ther 81(2):776-788"),
        ("modq", Decimal(10), None, "points", "consensus-individual-change", True, "Ostelo et al. 2008 Spine 33(1):90-94"),
    ]  # fmt: skip
    assert set(table.column("better")) == {"lower"}
    assert table.column("pmid") == (None, "11175676", "18165753")
    assert table.column("meaning")[1] == "change within a person"
    ranges = picked(ask(world, "thresholds", instrument="nrs-pain"), "value", "high", "basis", "population")
    assert (Decimal("2.5"), Decimal("3.5"), "review-of-estimates", "low back pain") in ranges
    assert ask(world, "thresholds", instrument=f"{BASE}instrument/modq").rows == table.rows
    assert len(ask(world, "thresholds", instrument="hoos")) == len(ask(world, "thresholds", instrument="no-such-scale")) == 0
    by_citation = {row["citation"]: row for row in ask(world, "thresholds", instrument="odi").dicts()}
    copay = by_citation["Copay et al. 2008 Spine J 8(6):968-974"]
    assert (copay["verified"], copay["read_at"], copay["value"]) == (False, None, Decimal("12.8"))


def test_mappings_of_a_flaw(world: Store) -> None:
    table = ask(world, "flaw-mappings", flaw="attrition-and-missing-data")
    assert picked(table, "relation", "scheme", "term", "page", "verified") == [
        ("exactMatch", "catalogofbias", "attrition-bias", "https://catalogofbias.org/biases/attrition-bias/", True),
        ("exactMatch", "rob2", "D3", None, True),
        ("exactMatch", "robins-i", "missing-data", None, True),
        ("exactMatch", "sevco", "SEVCO:00019", None, True),
    ]
    assert set(table.column("category")) == {"attrition-and-missing-data"}
    assert table.column("publication")[1] == "https://doi.org/10.1136/bmj.l4898"
    unverified = [r for r in ask(world, "flaw-mappings", flaw="outcome-measurement").dicts() if not r["verified"]]
    assert [(r["scheme"], r["term"]) for r in unverified] == [("catalogofbias", "detection-bias")]
    assert len(ask(world, "flaw-mappings", flaw="retracted")) == 0  # no other scheme has it


# ---- the shipped corpus, worked out another way


def _estimates(shipped: dict[str, object]) -> list[tuple[str, str, Decimal, Decimal]]:
    found = []
    for said in shipped.values():
        for outcome in said.get("outcomes") or []:  # type: ignore[attr-defined]
            for e in outcome.get("estimates") or []:
                if e.get("ci"):
                    low, high = sorted(Decimal(str(x).replace("\u2212", "-").replace(",", "")) for x in e["ci"])
                    found.append((said["paper"]["key"], str(e.get("measure")), low, high))  # type: ignore[index]
    return found


def test_effects_including_no_effect_on_the_corpus(corpus: Store, shipped_yaml: dict[str, object]) -> None:
    null = {**dict.fromkeys(("MD", "SMD", "RD", "MEDIAN-DIFF"), 0), **dict.fromkeys(("OR", "RR", "HR", "IRR"), 1)}
    expected = [(k, m, low, high) for k, m, low, high in _estimates(shipped_yaml) if m in null and low <= null[m] <= high]
    found = picked(ask(corpus, "effects-including-no-effect"), "paper", "measure", "low", "high")
    assert len(expected) > 50
    assert sorted(found) == sorted(expected)


# ---- cross products


GUARD = """
import sys
from kg.sparql import ask, catalogue
from kg.store import open_store
with open_store(sys.argv[1]) as store:
    for query in catalogue():
        if query.name == sys.argv[2]:
            values = {p.name: p.example for p in query.parameters}
            if "finding" in values:
                values["finding"] = str(ask(store, "judgements", 1).column("finding")[0])
            print(len(ask(store, query, **values)))
"""


@each
def test_no_cross_products_on_the_corpus(query: Query, corpus_place: Path) -> None:
    """A process of its own, since a question that runs away cannot be stopped from inside."""
    arguments = [sys.executable, "-c", GUARD, str(corpus_place), query.name]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 3_000


# ---- values


HOSTILE = (
    "x",
    "",
    " ",
    '"',
    "'",
    "\\",
    "}",
    "{ UNDEF }",
    "UNDEF",
    'x" } UNION { ?s ?p ?o } #',
    "x\ny",
    "\r",
    "\0",
    "http://x y",
    "http://x>",
    "http://a/> } . ?s ?p ?o . FILTER(<x",
    "https://",
    "?paper",
    "-1",
    "1e9",
    "\u202e",
    "\ud800",
    "\U0010ffff",
    "a" * 70_000,
    "--",
    "$paper",
    "%22",
    "alpha-2001/../beta-1999",
    "https://w3id.org/appraisal-kg/paper/alpha-2001 ",
    "'''",
    '"""',
    "\\u0022",
)


@pytest.mark.parametrize("query", [q for q in QUERIES if q.parameters], ids=lambda query: query.name)
def test_no_value_becomes_part_of_the_question(query: Query, world: Store) -> None:
    most = len(ask(world, query, **{p.name: "" if p.kind == "text" else p.example for p in query.parameters}))
    for value in HOSTILE:
        for parameter in query.parameters:
            values = {p.name: p.example for p in query.parameters} | {parameter.name: value}
            try:
                rows = len(ask(world, query, **values))
            except UsageError:  # any other error fails the test
                continue
            assert rows <= max(most, 11), (value, parameter.name)
            if value.strip() and parameter.kind != "text":
                assert rows == 0, (value, parameter.name)


def test_a_text_that_looks_like_sparql_is_looked_for_as_text(world: Store) -> None:
    for value in HOSTILE:
        if value.strip() and value not in ("x", "-1") and "\ud800" not in value and len(value) < 60_000:
            assert len(ask(world, "effects-of-outcome", about=value)) == 0, value


def test_unknown_and_missing(world: Store) -> None:
    with pytest.raises(NotFound, match="recurence") as caught:
        named("recurence")
    assert "recurrence" in caught.value.hint
    with pytest.raises(NotFound) as caught:
        named("../sparql")
    with pytest.raises(UsageError, match=r"flaws-of-paper .*paper=van-dillen-2021"):
        ask(world, "flaws-of-paper")
    with pytest.raises(UsageError, match="level="):
        ask(world, "recurrence-by", by="year")
    with pytest.raises(UsageError, match="'pager'") as usage:
        ask(world, "flaws-of-paper", pager="x")
    assert "paper" in usage.value.hint
    with pytest.raises(UsageError, match="a key such as"):
        ask(world, "flaws-of-paper", paper="Not A Key")
    with pytest.raises(UsageError, match="an IRI"):
        ask(world, "provenance-of-finding", finding="abc")


# ---- free questions


def test_free_questions(world: Store) -> None:
    table = free(world, "SELECT DISTINCT ?key WHERE { ?p a kg:Paper ; kg:key ?key } ORDER BY ?key", limit=2)
    assert isinstance(table, Table)
    assert (table.rows, table.truncated) == ((("alpha-2001",), ("beta-1999",)), True)
    assert free(world, "ASK { paper:alpha-2001 a kg:Paper }") is True
    triples = free(world, "CONSTRUCT { ?s a kg:Paper } WHERE { ?s a kg:Paper }")
    assert isinstance(triples, ox.QueryTriples)
    for wrong in (
        "",
        "SELECT",
        "SELECT * WHERE { ?s ?p",
        "DROP ALL",
        "INSERT DATA { <a:a> <b:b> <c:c> }",
        "SELECT * { SERVICE <http://x/> {} }",
    ):
        with pytest.raises(UsageError):
            free(world, wrong)
    assert raw(world, "ASK {}", "srj").startswith(b"{")
    for form, text in (("turtle", "ASK {}"), ("srj", "DESCRIBE <a:b>")):
        with pytest.raises(UsageError):
            raw(world, text, form)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("SELECT * { ?s a kg:Paper }", ["kg"]),
        ("PREFIX kg: <https://w3id.org/appraisal-kg/ontology#>\nSELECT * { ?s a kg:Paper ; rdfs:label ?l }", ["rdfs"]),
        ("prefix KG: <https://w3id.org/appraisal-kg/ontology#>\nSELECT * { ?s a KG:Paper ; kg:key ?k }", ["kg"]),
        ("SELECT * { ?s ?p 'kg' }", []),
        ("SELECT * { ?s ?p <http://example.org/kg:x> }", None),  # needless, and harmless
        ("SELECT * { ?s ?p 'prov:used' } # skos:broader", None),
        ("# PREFIX kg: <x:>\nSELECT * { ?s a kg:Paper }", ["kg"]),
        ("SELECT * { ?s a kg:Paper ; rdfs:label 'PREFIX rdfs: <x:>' }", ["kg", "rdfs"]),
        ("PREFIX kg: <a:> PREFIX kg: <https://w3id.org/appraisal-kg/ontology#> SELECT * { ?s a kg:Paper }", []),
        ("BASE <https://w3id.org/appraisal-kg/>\nSELECT * { ?s a kg:Paper }", ["kg"]),
    ],
)
def test_with_prefixes(world: Store, text: str, added: list[str] | None) -> None:
    written = with_prefixes(text)
    if added is not None:
        assert re.findall(r"PREFIX (\w+):", written[: len(written) - len(text)]) == added
    assert written.endswith(text)
    assert written.count("\n") == text.count("\n")  # line numbers in messages hold
    assert isinstance(free(world, text), Table)


def test_a_grouping_that_is_none_is_refused(world: Store) -> None:
    """Not answered with everything under "not stated"."""
    for wrong in ({"by": "country", "level": "category"}, {"by": "year", "level": "foo"}):
        with pytest.raises(UsageError, match="cannot be"):
            ask(world, "recurrence-by", counted="present", **wrong)


@pytest.mark.parametrize("counted", ["papers", "present, likely-present", "present,", "", "Present"])
def test_what_counts_a_paper_is_refused_where_it_would_count_none(world: Store, counted: str) -> None:
    with pytest.raises(UsageError, match="cannot hold"):
        ask(world, "recurrence-by", by="all", level="category", counted=counted)
