"""Which flaws come together: counts by hand, against sets in plain Python, and against libraries that know no graph of ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg.columns import Columns, answered, columns_of, parts
from kg.columns.incidence import incidence, pairs
from kg.columns.reading import read_graphs
from kg.columns.rows import TABLES
from kg.cooccurrence import COLUMNS, cooccurrence
from kg.errors import NotFound, UsageError
from kg.rdf import lexicon
from kg.sparql import ask
from kg.store import Store, open_store

CONTRACT = ("flaw_a", "flaw_b", "both", "a", "b", "judged", "jaccard", "lift", "odds_ratio", "low", "high", "p", "q")
PRESENCES = ("present", "likely-present", "unclear", "likely-absent", "absent")
YES, NO = PRESENCES[:2], PRESENCES[3:]
DOMAIN = {
    "unblinded-participants": "blinding-and-expectation",
    "unblinded-providers": "blinding-and-expectation",
    "spin": "reporting-and-interpretation",
    "self-report-bias": "outcome-measurement",
    "outcome-measurement": "outcome-measurement",
}
FLAWS = tuple(DOMAIN)

Said = dict[str, list[tuple[str, str]]]  # of each paper, flaws with what some assessor says of them
Counts = dict[tuple[str, str], tuple[int, int, int, int, int]]  # both, a, b, judged, mixed


def by_sets(said: Said, *, domain: bool) -> Counts:
    """The counts of the question, from its words."""
    has: dict[str, set[str]] = defaultdict(set)
    lacks: dict[str, set[str]] = defaultdict(set)
    for paper, judgements in said.items():
        for flaw, presence in judgements:
            name = DOMAIN[flaw] if domain else flaw
            if presence in YES:
                has[name].add(paper)
            if presence in NO:
                lacks[name].add(paper)
    found = {}
    for one, other in combinations(sorted({*has, *lacks}), 2):
        judged = (has[one] | lacks[one]) & (has[other] | lacks[other])
        if judged and DOMAIN.get(one) != other and DOMAIN.get(other) != one:
            mixed = judged & ((has[one] & lacks[one]) | (has[other] & lacks[other]))
            found[one, other] = (
                len(has[one] & has[other]),
                len(has[one] & judged),
                len(has[other] & judged),
                len(judged),
                len(mixed),
            )
    return found


def asked(rows: Iterator[dict[str, Any]]) -> Counts:
    return {(r["flaw_a"], r["flaw_b"]): (r["both"], r["a"], r["b"], r["judged"], r["mixed"]) for r in rows}


def kernel(columns: Columns, level: str) -> Counts:
    said = incidence(columns, level)
    met = pairs(said)
    counts = np.array([met.both, met.a, met.b, met.judged, met.mixed]).T.tolist()
    names = [concept.flaw for concept in said.concepts]
    return {(names[i], names[j]): tuple(row) for i, j, row in zip(met.one, met.other, counts, strict=True)}


def _finding(paper: int, flaw: str, presence: str) -> tuple[object, ...]:
    """A row of the findings; of the columns that do not matter here, nothing is said."""
    return tuple((dict.fromkeys(TABLES["findings"]._fields) | {"paper": paper, "flaw": flaw, "presence": presence}).values())


@pytest.fixture(scope="module")
def ontology() -> dict[str, list[tuple[object, ...]]]:
    with open_store() as store:
        store.add(lexicon.knowledge())
        return read_graphs(store)


@pytest.fixture(scope="module")
def known(ontology: dict[str, list[tuple[object, ...]]]) -> Columns:
    """Columns with the ontology, whose findings a test exchanges."""
    return Columns(parts.filled(ontology))


@pytest.fixture
def stored(write: Callable[..., Path], judged: Callable[..., dict[str, Any]]) -> Iterator[Callable[[Said], Store]]:
    """`stored(said)`: a store in memory with these papers; judgements of one flaw in turn by Ann, Bob, and so on."""
    opened = []

    def store(said: Said) -> Store:
        files = []
        for paper, judgements in said.items():
            by: list[dict[str, str]] = []
            for flaw, presence in judgements:
                mine = next((one for one in by if flaw not in one), None)
                if mine is None:
                    by.append(mine := {})
                mine[flaw] = presence
            appraisals = [judged(who, **one) for who, one in zip(("Ann", "Bob", "Cy", "Di", "Ed", "Flo"), by, strict=False)]
            files.append(write(paper, appraisals=appraisals))
        opened.append(open_store())
        kg.ingest(opened[-1], files, rules=False)
        return opened[-1]

    yield store
    for one in opened:
        one.close()


HAND: Said = {
    "one-2001": [("spin", "present"), ("unblinded-providers", "likely-present"), ("self-report-bias", "absent")],
    "two-2002": [("spin", "present"), ("unblinded-providers", "present"), ("unblinded-providers", "absent")],
    "three-2003": [("spin", "absent"), ("unblinded-providers", "likely-absent"), ("outcome-measurement", "present")],
    "four-2004": [("spin", "likely-present"), ("unblinded-providers", "absent"), ("self-report-bias", "present")],
    "five-2005": [("spin", "present"), ("unblinded-providers", "unclear"), ("unblinded-participants", "present")],
    "six-2006": [("unblinded-providers", "present"), ("unblinded-participants", "present"), ("self-report-bias", "unclear")],
    "seven-2007": [("spin", "absent"), ("unblinded-providers", "present")],
}


def test_counted_by_hand(stored: Callable[[Said], Store]) -> None:
    """Spin and providers are judged together in one, two, three, four and seven; both are in one and two, where Bob differs."""
    rows = {(r["flaw_a"], r["flaw_b"]): r for r in cooccurrence(stored(HAND), min_papers=0).dicts()}
    row = rows["spin", "unblinded-providers"]
    assert [row[name] for name in ("both", "a", "b", "judged", "mixed")] == [2, 3, 3, 5, 1]
    assert row["jaccard"] == pytest.approx(2 / 4)
    assert row["lift"] == pytest.approx((2 / 5) / (3 / 5 * 3 / 5))
    assert row["odds_ratio"] == pytest.approx(2 * 1 / (1 * 1))
    assert row["p"] == pytest.approx(1)
    assert row["corrected"] is False
    assert row["label_b"] == "Unblinded treatment providers"
    assert set(rows) == {
        ("spin", "unblinded-providers"), ("self-report-bias", "spin"), ("self-report-bias", "unblinded-providers"),
        ("outcome-measurement", "spin"), ("outcome-measurement", "unblinded-providers"), ("spin", "unblinded-participants"),
        ("unblinded-participants", "unblinded-providers"),
    }  # fmt: skip


def test_a_pair_where_one_is_never_absent_is_not_tested(stored: Callable[[Said], Store]) -> None:
    """In six, providers and participants are present, and nobody looked for both elsewhere."""
    rows = {(r["flaw_a"], r["flaw_b"]): r for r in cooccurrence(stored(HAND)).dicts()}
    row = rows["unblinded-participants", "unblinded-providers"]
    assert (row["both"], row["judged"]) == (1, 1)
    assert [row[name] for name in ("odds_ratio", "low", "high", "p", "q")] == [None] * 5
    assert row["tests"] == 2  # spin with providers; self-report-bias with providers: present without, absent with


def test_domains_roll_up_without_counting_twice(stored: Callable[[Said], Store]) -> None:
    """Six has two flaws of blinding and counts once; five has one present and one that is unclear."""
    found = asked(cooccurrence(stored(HAND), "domain", 0).dicts())
    assert found["blinding-and-expectation", "reporting-and-interpretation"] == (3, 4, 4, 6, 1)
    assert found == by_sets(HAND, domain=True)


@pytest.mark.parametrize("level", ["category", "domain"])
@settings(max_examples=30, deadline=None)
@given(st.data())
def test_kernel_and_sql_against_sets(known: Columns, level: str, data: st.DataObject) -> None:
    judgements = st.lists(st.tuples(st.sampled_from(FLAWS), st.sampled_from(PRESENCES)), max_size=9)
    said: Said = data.draw(st.dictionaries(st.integers(1, 200).map(str), judgements, max_size=70))
    rows = [_finding(int(paper), *one) for paper, found in said.items() for one in found]
    known.con.execute("DELETE FROM findings")
    if rows:
        known.con.executemany(f"INSERT INTO findings VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608 - marks only
    expected = by_sets(said, domain=level == "domain")
    assert kernel(known, level) == expected
    assert asked(answered(known, "co-occurrence", level=level).dicts()) == expected


@pytest.mark.parametrize("level", ["category", "domain"])
@pytest.mark.parametrize("held", ["corpus", "world"])
def test_sparql_gives_what_the_kernel_gives(held: str, level: str, request: pytest.FixtureRequest) -> None:
    store: Store = request.getfixturevalue(held)
    found = asked(ask(store, "co-occurrence", level=level).dicts())
    assert found
    assert kernel(columns_of(store), level) == found
    assert asked(cooccurrence(store, level, 0).dicts()) == found


def test_the_corpus_against_networkx(corpus: Store, shipped_yaml: dict[str, Any]) -> None:
    """`both` is the weight of the projection of papers and their flaws on the flaws."""
    graph = nx.Graph()
    for record in shipped_yaml.values():
        for appraisal in record.get("appraisals") or []:
            for finding in appraisal["findings"]:
                if finding["presence"] in YES:
                    graph.add_edge(("paper", record["paper"]["key"]), finding["flaw"])
    flaws = [node for node in graph if isinstance(node, str)]
    projected = nx.bipartite.weighted_projected_graph(graph, flaws)
    expected = {tuple(sorted(edge[:2])): edge[2]["weight"] for edge in projected.edges(data=True)}
    found = {(r["flaw_a"], r["flaw_b"]): r["both"] for r in cooccurrence(corpus).dicts()}
    assert found == {pair: n for pair, n in expected.items() if pair in found}
    above = nx.DiGraph(
        (quad.subject.value.rpartition("/")[2], quad.object.value.rpartition("/")[2])
        for quad in lexicon.knowledge()
        if quad.predicate.value.endswith("#broader")
    )
    above.add_nodes_from(flaws)
    nested = {pair for pair in expected if nx.has_path(above, *pair) or nx.has_path(above, *reversed(pair))}
    assert nested
    assert expected.keys() - found.keys() == nested


def test_the_statistics_of_the_corpus_against_scipy_and_statsmodels(corpus: Store) -> None:
    stats = pytest.importorskip("scipy.stats")
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    rows = [r for r in cooccurrence(corpus, min_papers=0).dicts() if r["q"] is not None]
    assert len(rows) == rows[0]["tests"] > 100
    for row in rows:
        both, a, b, n = (int(str(row[name])) for name in ("both", "a", "b", "judged"))
        table = np.array([[both, a - both], [b - both, n - a - b + both]])
        assert row["p"] == pytest.approx(stats.fisher_exact(table).pvalue, rel=1e-9)
        assert row["corrected"] == bool((table == 0).any())
        ratio = stats.contingency.odds_ratio(table + 0 if not row["corrected"] else 2 * table + 1, kind="sample").statistic
        assert row["odds_ratio"] == pytest.approx(ratio)
    p = [float(str(row["p"])) for row in rows]
    assert [row["q"] for row in rows] == pytest.approx(multitest.multipletests(p, method="fdr_bh")[1].tolist())


def test_rows_are_in_order_and_what_is_left_out_changes_no_q(corpus: Store) -> None:
    whole = cooccurrence(corpus, min_papers=0)
    assert whole.columns == COLUMNS
    assert COLUMNS[: len(CONTRACT)] == CONTRACT
    order = [(2 if r["p"] is None else r["p"], -int(str(r["both"])), r["flaw_a"], r["flaw_b"]) for r in whole.dicts()]
    assert order == sorted(order)  # type: ignore[type-var]
    assert cooccurrence(corpus, min_papers=20).rows == tuple(r for r in whole.rows if int(str(r[2])) >= 20)


def test_a_flaw_that_is_asked_for_stands_first(corpus: Store) -> None:
    whole = {frozenset((r["flaw_a"], r["flaw_b"])): r for r in cooccurrence(corpus, min_papers=0).dicts()}
    rows = list(cooccurrence(corpus, min_papers=0, flaw="spin").dicts())
    assert len(rows) == sum("spin" in pair for pair in whole)
    for row in rows:
        same = whole[frozenset((row["flaw_a"], row["flaw_b"]))]
        assert (row["flaw_a"], row["label_a"]) == ("spin", "Spin")
        assert [row[n] for n in ("both", "judged", "p", "q", "odds_ratio")] == [
            same[n] for n in ("both", "judged", "p", "q", "odds_ratio")
        ]
        assert row["a"] == (same["a"] if same["flaw_a"] == "spin" else same["b"])
        assert row["b"] == (same["b"] if same["flaw_a"] == "spin" else same["a"])


def test_what_is_not_known_is_refused(world: Store) -> None:
    with pytest.raises(UsageError, match="level"):
        cooccurrence(world, "paper")
    with pytest.raises(NotFound) as caught:
        cooccurrence(world, flaw="spni")
    assert "spin" in caught.value.hint
    with pytest.raises(NotFound, match="domain"):
        cooccurrence(world, "domain", flaw="spin")


def test_an_empty_store_has_no_pairs() -> None:
    with open_store() as store:
        assert cooccurrence(store) == kg.Table.of(COLUMNS, [])


def test_the_kernel_grows_with_the_number_of_papers(
    ontology: dict[str, list[tuple[object, ...]]], grows: Callable[[Callable[[], object], Callable[[], object], float], float]
) -> None:
    def filled(papers: int) -> Columns:
        rows = [_finding(paper, flaw, PRESENCES[(paper + i) % 5]) for paper in range(papers) for i, flaw in enumerate(FLAWS)]
        return Columns(parts.filled({**ontology, "findings": rows}))

    small, large = filled(2_000), filled(20_000)
    assert grows(lambda: pairs(incidence(small)), lambda: pairs(incidence(large)), 15) < 15
