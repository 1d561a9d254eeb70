"""Which flaws recur: the numbers of `kg flaws` against a computation that knows nothing of the graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import kg
from kg.errors import UsageError
from kg.rdf import lexicon
from kg.recurrence import COLUMNS, GROUPS, recurrence
from kg.stats.recurrence import wilson
from kg.store import Store, open_store
from kg.tables import Table

YES, NO = {"present", "likely-present"}, {"absent", "likely-absent"}
CONTRACT = ("flaw", "label", "domain", "group", "papers", "judged", "appraised", "share", "low", "high")

Counts = dict[tuple[str | None, str], tuple[int, int, int, int]]


def _domains() -> dict[str, str]:
    """The domain of each flaw, from the triples themselves."""
    found = {}
    for quad in lexicon.knowledge():
        if quad.predicate.value.endswith("#domain") and "/flaw/" in quad.subject.value:
            found[quad.subject.value.rpartition("/")[2]] = quad.object.value.rpartition("/")[2]
    return found


def counted(
    said: list[dict[str, Any]], group: Callable[[dict[str, Any], dict[str, Any]], str | None], *, domain: bool = False
) -> Counts:
    """Papers, judged, appraised and mixed by group and flaw."""
    domains = _domains()
    appraised: dict[str | None, set[str]] = defaultdict(set)
    present: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    absent: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    looked: set[tuple[str | None, str]] = set()
    for record in said:
        key = record["paper"]["key"]
        for appraisal in record.get("appraisals") or []:
            where = group(record, appraisal)
            appraised[where].add(key)
            for finding in appraisal.get("findings") or []:
                flaw = domains[finding["flaw"]] if domain else finding["flaw"]
                looked.add((where, flaw))
                if finding["presence"] in YES:
                    present[where, flaw].add(key)
                if finding["presence"] in NO:
                    absent[where, flaw].add(key)
    return {
        (where, flaw): (
            len(present[where, flaw]),
            len(present[where, flaw] | absent[where, flaw]),
            len(appraised[where]),
            len(present[where, flaw] & absent[where, flaw]),
        )
        for where, flaw in looked
    }


def given(table: Table) -> Counts:
    rows = list(table.dicts())
    found = {(r["group"], r["flaw"]): (r["papers"], r["judged"], r["appraised"], r["mixed"]) for r in rows}
    assert len(found) == len(rows)
    return found  # type: ignore[return-value]


def _text(value: object) -> str:
    return "not stated" if value is None else str(value)


BY: dict[str, Callable[[dict[str, Any], dict[str, Any]], str | None]] = {
    "year": lambda r, a: _text(r["paper"].get("year")),
    "journal": lambda r, a: _text(r["paper"].get("journal")),
    "design": lambda r, a: _text((r.get("study") or {}).get("design")),
    "condition": lambda r, a: _text((r.get("study") or {}).get("condition")),
    "funding": lambda r, a: _text((r.get("study") or {}).get("funding")),
    "assessor": lambda r, a: a["assessor"]["name"],
}


@pytest.fixture(scope="module")
def said(shipped_yaml: dict[str, Any]) -> list[dict[str, Any]]:
    return list(shipped_yaml.values())


def test_the_corpus(corpus: Store, said: list[dict[str, Any]]) -> None:
    table = recurrence(corpus)
    assert table.columns == COLUMNS
    assert COLUMNS[: len(CONTRACT)] == CONTRACT
    assert given(table) == counted(said, lambda r, a: None)
    assert max(int(str(n)) for n in table.column("appraised")) == sum(bool(r.get("appraisals")) for r in said)


@pytest.mark.parametrize("by", sorted(BY))
def test_the_corpus_in_groups(corpus: Store, said: list[dict[str, Any]], by: str) -> None:
    assert given(recurrence(corpus, by)) == counted(said, BY[by])


@pytest.mark.parametrize("by", [None, *sorted(BY)])
def test_the_corpus_by_domain_of_flaw(corpus: Store, said: list[dict[str, Any]], by: str | None) -> None:
    assert given(recurrence(corpus, by, "domain")) == counted(said, BY[by] if by else lambda r, a: None, domain=True)


def test_grouped_by_domain_every_flaw_stands_in_its_own(corpus: Store) -> None:
    alone = {r["flaw"]: r for r in recurrence(corpus).dicts()}
    for row in recurrence(corpus, "domain").dicts():
        assert row["group"] == row["domain"] == alone[row["flaw"]]["domain"]
        assert row["papers"] == alone[row["flaw"]]["papers"]


def test_shares_and_order(corpus: Store) -> None:
    for by in (None, *GROUPS):
        rows = list(recurrence(corpus, by).dicts())
        assert rows
        for row in rows:
            papers, judged, appraised = (int(str(row[n])) for n in ("papers", "judged", "appraised"))
            assert 0 <= papers <= judged <= appraised
            assert (row["share"], row["low"], row["high"]) == wilson(papers, judged)
        order = [(str(r["group"] or ""), -int(str(r["papers"])), str(r["flaw"])) for r in rows]
        assert order == sorted(order)


def test_a_flaw_that_nobody_judged_has_no_share(world: Store) -> None:
    """Ann only calls it unclear."""
    row = next(
        r
        for r in recurrence(world, "assessor").dicts()
        if (r["group"], r["flaw"]) == ("Ann Reader", "inadequate-allocation-concealment")
    )
    assert (row["papers"], row["judged"], row["share"], row["low"], row["high"]) == (0, 0, None, None, None)


def test_rare_flaws_are_left_out_on_request(world: Store) -> None:
    assert recurrence(world, min_papers=2).column("flaw") == ("baseline-imbalance",)
    assert len(recurrence(world, min_papers=3)) == 0


def test_what_is_not_known_is_refused(world: Store) -> None:
    with pytest.raises(UsageError) as caught:
        recurrence(world, "yaer")
    assert "year" in caught.value.hint
    with pytest.raises(UsageError, match="level"):
        recurrence(world, None, "paper")


def _published() -> Iterator[tuple[int, int, float, float]]:
    """Wilson's interval at 95% as worked out in print (Newcombe RG. Stat Med 1998;17:857-872, table I, method 3)."""
    yield 81, 263, 0.2553, 0.3662
    yield 15, 148, 0.0624, 0.1605
    yield 0, 20, 0.0000, 0.1611
    yield 1, 29, 0.0061, 0.1718


@pytest.mark.parametrize(("part", "whole", "low", "high"), list(_published()))
def test_wilson_against_print(part: int, whole: int, low: float, high: float) -> None:
    found = wilson(part, whole)
    assert found.share == part / whole
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_refuses_what_is_no_proportion() -> None:
    for part, whole in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="no proportion"):
            wilson(part, whole)
    assert wilson(0, 0) == (None, None, None)
    assert wilson(3, 3).high == 1.0


def test_a_group_is_known_from_any_source_of_the_paper(tmp_path: Path) -> None:
    """A critic's page need not state the design; another source of the same paper does."""
    facts = "format: 1\npaper: {key: ito-2014, title: A trial, year: 2014}\nstudy: {design: crossover-trial}\n"
    critic = (
        "format: 1\npaper: {key: ito-2014}\nappraisals:\n- assessor: {name: Jo, kind: person}\n  source: {kind: letter}\n"
        "  findings:\n  - {flaw: spin, presence: present}\n"
    )
    for name, text in (("facts.yaml", facts), ("critic.yaml", critic)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with open_store() as store:
        kg.ingest(store, [tmp_path])
        assert recurrence(store, "design").column("group") == ("crossover-trial",)
        assert recurrence(store, "year").column("group") == ("2014",)


def test_other_judgements_can_be_counted(corpus: Store) -> None:
    present, absent = recurrence(corpus), recurrence(corpus, presence=("absent", "likely-absent"))
    both = recurrence(corpus, presence=("present", "likely-present", "likely-absent", "absent"))
    counts = [{row["flaw"]: row for row in table.dicts()} for table in (present, absent, both)]
    for flaw, row in counts[0].items():
        assert counts[2][flaw]["papers"] == row["judged"]
        assert row["papers"] + counts[1][flaw]["papers"] - row["mixed"] == row["judged"]
        assert counts[1][flaw]["mixed"] == row["mixed"]
    assert recurrence(corpus, presence=("unclear",)).column("share") == (None,) * len(present)
    with pytest.raises(UsageError, match="likely-presnt"):
        recurrence(corpus, presence=("likely-presnt",))
