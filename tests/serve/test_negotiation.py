"""Which format a client gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.serve.formats import ROWS, TRIPLES
from kg.serve.negotiation import GRAPHS, RESULTS, Offer, best, named, prefers_html

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "rows", "triples"),
    [
        ("", "json", "turtle"),
        ("*/*", "json", "turtle"),
        ("application/sparql-results+json", "json", None),
        ("application/json", "json", "jsonld"),
        ("application/sparql-results+xml", "xml", None),
        ("text/csv", "csv", None),
        ("text/tab-separated-values; charset=utf-8", "tsv", None),
        ("text/*", "xml", "turtle"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.6", "xml", None),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.4", "csv", None),
        ("application/sparql-results+json;q=0, */*;q=0.1", "json", "turtle"),  # application/json is still taken
        ("application/sparql-results+json;q=0, application/json;q=0, */*;q=0.1", "xml", "turtle"),
        ("text/turtle", None, "turtle"),
        ("application/n-triples", None, "ntriples"),
        ("application/ld+json", None, "jsonld"),
        ("application/rdf+xml", None, "rdfxml"),
        ("application/rdf+xml, text/turtle", None, "turtle"),  # liked alike: ours decides
        ("application/rdf+xml, text/turtle;q=0.9", None, "rdfxml"),
        ("TEXT/CSV", "csv", None),
        ("image/png", None, None),
        ("text/csv;q=0", None, None),
        ("*/*;q=0", None, None),
        ("nonsense", "json", "turtle"),
        ("text/csv, nonsense", "csv", None),
        ("application/ld+json;profile=x", None, None),  # a variant that is not offered
        (FIREFOX, "xml", "rdfxml"),
    ],
)
def test_the_best_of_what_there_is(accept: str, rows: str | None, triples: str | None) -> None:
    def name(offers: tuple[Offer, ...]) -> str | None:
        found = best(accept, offers)
        return found.name if found else None

    assert (name(RESULTS), name(GRAPHS)) == (rows, triples)


def test_offers_are_the_formats_that_the_workers_write() -> None:
    assert [offer.name for offer in RESULTS] == list(ROWS)
    assert [offer.name for offer in GRAPHS] == list(TRIPLES)
    assert [offer.media_types[0] for offer in (*RESULTS, *GRAPHS)] == [
        media.partition(";")[0] for media in (*ROWS.values(), *TRIPLES.values())
    ]


@pytest.mark.parametrize(
    ("form", "expected"),
    [("json", "json"), ("SRJ", "json"), ("csv", "csv"), ("text/csv", "csv"), ("application/sparql-results+xml", "xml")],
)
def test_formats_by_name(form: str, expected: str) -> None:
    found = named(form, RESULTS)
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("form", ["", "html", "../json", "json,xml"])
def test_no_such_format(form: str) -> None:
    assert named(form, RESULTS) is None
    assert named(form, GRAPHS) is None


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (FIREFOX, True),
        ("text/html", True),
        ("application/xhtml+xml, text/turtle", True),
        ("text/html;q=0.5, text/turtle", False),
        ("", False),
        ("*/*", False),
        ("text/html;q=0", False),
        ("application/json, text/html;q=0.9", False),
    ],
)
def test_who_wants_a_page(accept: str, expected: bool) -> None:
    assert prefers_html(accept) is expected


WORDS = st.sampled_from(
    [
        "text",
        "csv",
        "*",
        "/",
        ";",
        ",",
        "q=",
        "q=0",
        "0.5",
        "1",
        " ",
        "html",
        "application",
        "json",
        "=",
        '"',
        "\x00",
        "sparql-results+json",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=30).map("".join)))
def test_any_header_gets_an_offer_or_none(accept: str) -> None:
    for offers in (RESULTS, GRAPHS):
        chosen = best(accept, offers)
        assert chosen is None or chosen in offers
    assert prefers_html(accept) in (True, False)


@given(st.permutations([offer.media_types[0] for offer in RESULTS]))
def test_the_order_of_q_values_decides(types: list[str]) -> None:
    accept = ", ".join(f"{media};q={1 - i / 10}" for i, media in enumerate(types))
    chosen = best(accept, RESULTS)
    assert chosen is not None
    assert chosen.media_types[0] == types[0]


def test_a_very_long_header_costs_little() -> None:
    assert best(",".join(["a/b"] * 10_000), RESULTS) is None
