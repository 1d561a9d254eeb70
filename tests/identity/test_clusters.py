"""Which claims speak of one paper: given claims, expected papers, and laws for any."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from taking import bundle

from kg.identity.claim import Claim, Name, claim_of, names
from kg.identity.clusters import clash, clustered, grouped, merges
from kg.keys import made_key, rank

TITLE = "neck exercise against rest in adults"
BY = {"author": "rossi", "year": 2019}


def claim(graph: str, key: str | None = None, **said: object) -> Claim:
    made = made_key(
        pmid=said.get("pmid"), doi=said.get("doi"), pmcid=said.get("pmcid"), title=said.get("title"),
        first_author=said.get("author"), year=said.get("year"),
    )  # type: ignore[arg-type]  # fmt: skip
    return Claim(graph, key or made, **said)  # type: ignore[arg-type]


def papers(*claims: Claim) -> dict[str, str]:
    """The key of the paper of each graph."""
    return {claim.graph: cluster.key for cluster in clustered(claims)[0] for claim in cluster.claims}


def reasons(*claims: Claim) -> list[tuple[str, str]]:
    return [(str(conflict.by), conflict.reason) for conflict in clustered(claims)[1]]


def test_a_claim_is_in_plain_words_and_knows_its_names() -> None:
    said = bundle(
        "a",
        title="Neck exercise: against REST, in adults.",
        authors=("van Dillen LR", "Rossi A"),
        year=2020,
        doi="10.1234/Ab",
        pmcid="PMC7",
    )  # fmt: skip
    found = claim_of(said, "g")
    assert found == Claim("g", said.record.paper.key, "10.1234/ab", None, "PMC7", TITLE, "van dillen", 2020)
    assert {str(name) for name in names(found)} == {
        f"key {found.key}", "DOI 10.1234/ab", "PMCID PMC7", "title, first author and year",
    }  # fmt: skip
    titled = next(name for name in names(found) if name.kind == "title")
    assert titled.key == made_key(title=TITLE, first_author="van Dillen LR", year=2020)


@pytest.mark.parametrize(
    ("one", "other", "key"),
    [
        ({"pmid": "1"}, {"pmid": "1", "doi": "10.1234/a"}, "pmid-1"),
        ({"pmid": "1", "doi": "10.1234/a"}, {"doi": "10.1234/a"}, "pmid-1"),
        ({"pmid": "1", "doi": "10.1234/a"}, {"pmid": "1", "doi": "10.1234/b"}, "pmid-1"),
        ({"doi": "10.1234/a", "pmcid": "PMC1"}, {"doi": "10.1234/b", "pmcid": "PMC1"}, None),
        ({"key": "rossi-2019", "doi": "10.1234/a"}, {"doi": "10.1234/a", "pmid": "4"}, "rossi-2019"),
        ({"key": "rossi-2019", "doi": "10.1234/a"}, {"key": "alpha-2019", "doi": "10.1234/a"}, "alpha-2019"),
        ({"key": "rossi-2019"}, {"key": "rossi-2019", "pmid": "4"}, "rossi-2019"),
        ({"title": TITLE, **BY}, {"pmid": "4", "title": TITLE, **BY}, "pmid-4"),
        ({"title": TITLE, **BY, "pmcid": "PMC1"}, {"pmid": "4", "title": TITLE, **BY},
         "pmid-4"),
    ],
)  # fmt: skip
def test_of_one_paper(one: dict[str, object], other: dict[str, object], key: str | None) -> None:
    found = papers(claim("g1", **one), claim("g2", **other))  # type: ignore[arg-type]
    assert len(set(found.values())) == 1
    assert key in (None, found["g1"])


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ({"pmid": "1", "doi": "10.1234/a"}, {"pmid": "2", "doi": "10.1234/a"}, "DOI 10.1234/a: they have different PMIDs: 1, 2"),
        ({"pmid": "1", "pmcid": "PMC1"}, {"pmid": "2", "pmcid": "PMC1"}, "PMCID PMC1: they have different PMIDs: 1, 2"),
        ({"doi": "10.1234/a", "pmcid": "PMC1"}, {"key": "b-2", "doi": "10.1234/a", "pmcid": "PMC2"},
         "DOI 10.1234/a: they have different PMCIDs: PMC1, PMC2"),
        ({"doi": "10.1234/a", "title": TITLE, **BY}, {"doi": "10.1234/b", "title": TITLE, **BY},
         "title, first author and year: they have different DOIs: 10.1234/a, 10.1234/b"),
        ({"title": TITLE, **BY}, {"pmid": "1", "title": TITLE, "author": "rossi", "year": 2018}, None),
        ({"title": TITLE, **BY}, {"pmid": "1", "title": TITLE, "author": "verdi", "year": 2019}, None),
        ({"title": "Letter", **BY}, {"pmid": "1", "title": "Letter", **BY}, None),
        ({"title": TITLE, "author": "rossi"}, {"pmid": "1", "title": TITLE, "author": "rossi"}, None),
    ],
)  # fmt: skip
def test_of_two_papers(one: dict[str, object], other: dict[str, object], told: str | None) -> None:
    claims = claim("g1", **one), claim("g2", **other)  # type: ignore[arg-type]
    assert len(set(papers(*claims).values())) == 2
    assert [f"{by}: {reason}" for by, reason in reasons(*claims)] == ([told] if told else [])


def test_what_contradicts_keeps_the_third_out_too() -> None:
    """Nobody can say with which of the two a record goes that has no more than the DOI of both."""
    found = papers(claim("g1", pmid="1", doi="10.1234/a"), claim("g2", pmid="2", doi="10.1234/a"), claim("g3", doi="10.1234/a"))
    assert found == {"g1": "pmid-1", "g2": "pmid-2", "g3": made_key(doi="10.1234/a")}


def test_one_source_tells_two_apart() -> None:
    two = claim("g1", "a-1", doi="10.1234/a"), claim("g1", "b-1", doi="10.1234/a")
    assert papers(two[0]) | papers(two[1]) == {"g1": "b-1"}
    clusters, conflicts = clustered([*two, claim("g2", doi="10.1234/a")])
    assert len(clusters) == 3
    assert [conflict.reason for conflict in conflicts] == ["one source tells them apart"]


def test_why_records_are_one() -> None:
    rows = [
        claim("g1", pmid="1", doi="10.1234/a"),
        claim("g2", doi="10.1234/a", title=TITLE, author="rossi", year=2019),
        claim("g3", title=TITLE, author="rossi", year=2019),
        claim("g4", "rossi-2019", pmid="1"),
        claim("g5", "rossi-2019"),
    ]
    (cluster,), conflicts = clustered(rows)
    assert not conflicts
    assert [(m.paper, m.key, m.graph, str(m.by), m.other_graph) for m in merges(cluster)] == [
        ("rossi-2019", "pmid-1", "g1", "PMID 1", "g4"),
        ("rossi-2019", rows[1].key, "g2", "DOI 10.1234/a", "g1"),
        ("rossi-2019", rows[2].key, "g3", "title, first author and year", "g2"),
    ]
    assert "by the DOI 10.1234/a of pmid-1" in str(merges(cluster)[1])


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ([{"doi": "10.1234/a"}, {"doi": "10.1234/b"}], "they have different DOIs: 10.1234/a, 10.1234/b"),
        ([{"doi": "10.1234/a", "pmid": "1"}, {"doi": "10.1234/b", "pmid": "1"}, {"doi": "10.1234/a"}], None),
        ([{"doi": "10.1234/a", "pmid": "1"}, {"doi": "10.1234/a", "pmid": "2"}], "they have different PMIDs: 1, 2"),
        ([{}, {"pmid": "1"}, {"doi": "10.1234/a"}], None),
    ],
)
def test_one_key_for_two_papers(claims: list[dict[str, str]], reason: str | None) -> None:
    assert clash([claim(f"g{i}", "a-1", **said) for i, said in enumerate(claims)]) == reason


# ---- laws

some = st.one_of(st.none(), st.sampled_from("123"))
claims_ = st.builds(
    lambda graph, key, pmid, doi, pmcid, titled: claim(
        graph, key, pmid=pmid, doi=doi and f"10.1234/{doi}", pmcid=pmcid and f"PMC{pmcid}",
        **({"title": f"{TITLE} {titled}", **BY} if titled else {}),
    ),
    st.sampled_from(["g1", "g2", "g3", "g4", "g5", "g6"]), st.one_of(st.none(), st.none(), st.sampled_from(["a-1", "b-1"])),
    some, some, some, some,
)  # fmt: skip
several = st.lists(claims_, max_size=7, unique_by=lambda c: (c.graph, c.key))


@given(several, st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims: list[Claim], chance: object) -> None:
    found = clustered(claims)
    chance.shuffle(claims)  # type: ignore[attr-defined]
    again = clustered(claims)
    assert sorted(found[0]) == sorted(again[0])
    assert {(c.by, c.reason, c.claims) for c in found[1]} == {(c.by, c.reason, c.claims) for c in again[1]}
    aside = grouped(claims)
    assert sorted(aside[0]) == sorted(found[0])
    assert {c.by for c in aside[1]} == {c.by for c in found[1]}


@given(several)
def test_papers_are_whole_and_free_of_contradiction(claims: list[Claim]) -> None:
    clusters, _ = clustered(claims)
    assert {c for cluster in clusters for c in cluster.claims} == set(claims)
    assert sum(len(cluster.claims) for cluster in clusters) == len(set(claims))
    assert len({cluster.key for cluster in clusters}) == len(clusters)
    for cluster in clusters:
        assert cluster.key == min((c.key for c in cluster.claims), key=rank)
        keys = {c.key for c in cluster.claims}
        for one, other in combinations(cluster.claims, 2):
            if len(keys) > 1 and one.key != other.key:
                assert one.graph != other.graph
    for cluster in clusters:
        by_key = {c.key: {d.pmid for d in cluster.claims if d.key == c.key and d.pmid} for c in cluster.claims}
        if all(len(numbers) < 2 for numbers in by_key.values()):
            assert len({c.pmid for c in cluster.claims if c.pmid}) < 2


@given(several)
def test_every_merge_is_by_a_name_that_both_have(claims: list[Claim]) -> None:
    clusters, _ = clustered(claims)
    said = {(c.graph, c.key): c for c in claims}
    for cluster in clusters:
        found = merges(cluster)
        assert len({(m.graph, m.key) for m in found}) == len(found)
        for merge in found:
            assert merge.paper == cluster.key
            assert merge.by in names(said[merge.graph, merge.key])
            assert merge.by in names(said[merge.other_graph, merge.other_key])
        told = {(m.graph, m.key) for m in found}
        for c in cluster.claims:
            assert c.key == cluster.key or (c.graph, c.key) in told


def test_a_name_is_the_key_of_a_work_of_which_no_more_is_known() -> None:
    assert Name("pmid", "7").key == "pmid-7"
    assert Name("pmcid", "PMC7").key == "pmcid-7"
    assert Name("doi", "10.1234/a").key == made_key(doi="10.1234/a")
    assert Name("key", "rossi-2019").key == "rossi-2019"
