"""The SPARQL page: what is found as table, chart, graph and text; what is refused; ways to take a query elsewhere."""

from __future__ import annotations

import ast
import json
import re
import shlex
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import sparql_site
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from pygments.lexers import SLexer
from pygments.token import Error

from kg.explorer.asked import Answer, Asked
from kg.explorer.asking.answer_pictures import BARS, THINGS, chart, graph
from kg.explorer.asking.answer_table import MOST, term_grid
from kg.explorer.asking.examples import examples
from kg.explorer.asking.found import Refusal, Rows, Term, found
from kg.explorer.asking.homes import home, short
from kg.explorer.asking.snippets import ADDRESS, permalink, snippets
from kg.explorer.routes import answer
from kg.rdf.vocab import BASE
from kg.report.known import Known
from kg.store import Store

XSD = "http://www.w3.org/2001/XMLSchema#"
JSON, PROBLEM = "application/sparql-results+json", "application/problem+json"


@pytest.fixture(scope="module")
def known(world: Store) -> Known:
    return Known(world)


def tree(found: Answer) -> Any:
    assert found.media_type.startswith("text/html")
    return html.document_fromstring(found.body.decode())


def text(found: Answer) -> str:
    return " ".join(tree(found).text_content().split())


def page(known: Known, body: object, kind: str = JSON, query: str = "SELECT * {}", **more: str) -> Answer:
    given = body if isinstance(body, bytes) else json.dumps(body).encode()
    pairs = (("query", query), *more.items())
    return answer(known, Asked("/sparql.html", pairs, origin="http://kg.test", given=given, given_type=kind))


def results(*rows: dict[str, dict[str, str]], **more: object) -> dict[str, object]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {"head": {"vars": names}, "results": {"bindings": list(rows)}, **more}


def number(value: float) -> dict[str, str]:
    return {"type": "literal", "value": str(value), "datatype": f"{XSD}integer"}


def word(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value}


def iri(value: str) -> dict[str, str]:
    return {"type": "uri", "value": value}


# ---- the form


def test_without_a_query_there_is_a_form_that_works_without_script(known: Known) -> None:
    shown = tree(answer(known, Asked("/sparql.html")))
    (form,) = shown.xpath("//form[@id='ask']")
    assert (form.get("method"), form.get("action")) == ("get", "sparql.html")
    assert [one.get("name") for one in form.xpath(".//textarea | .//select")] == ["query", "view"]
    assert shown.xpath("//label[@for='query'] and //label[@for='view']")
    assert not shown.xpath("//section[@id='answer']")
    begun = form.xpath("string(.//textarea)").strip()
    assert tree(sparql_site.sparql(known, begun, "table")).xpath("//tbody/tr")


def test_examples_are_queries_that_this_store_answers(known: Known) -> None:
    shown = tree(answer(known, Asked("/sparql.html")))
    addresses = [link.get("href") for link in shown.xpath("//details//a") if "query=" in link.get("href")]
    assert len(addresses) == len(examples())
    for address in addresses:
        asked = dict(parse_qsl(urlsplit(address).query))
        body = sparql_site.sparql(known, asked["query"], asked["view"])
        assert body.status == 200
        assert "shown instead" not in text(body), address
        assert "No rows" not in text(body), address


# ---- tables


def test_things_lead_to_their_pages_and_numbers_stand_to_the_right(known: Known) -> None:
    row = {
        "paper": iri(f"{BASE}paper/kim-2001"),
        "n": number(7),
        "where": iri("https://example.org/a?b=c"),
        "said": {"type": "literal", "value": "bonjour", "xml:lang": "fr"},
        "day": {"type": "literal", "value": "2020-01-02", "datatype": f"{XSD}date"},
    }
    shown = tree(page(known, results(row)))
    cells = shown.xpath("//section[@id='answer']//tbody/tr/*")
    assert [" ".join(cell.text_content().split()) for cell in cells] == [
        "paper:kim-2001", "7", "https://example.org/a?b=c", "bonjour @fr", "2020-01-02 xsd:date",
    ]  # fmt: skip
    assert cells[0].xpath("a/@href") == ["paper/kim-2001.html"]
    assert cells[1].get("class") == "number"
    assert cells[2].xpath("a/@href") == ["https://example.org/a?b=c"]
    assert cells[2].xpath("a/@rel") == ["noreferrer"]
    assert "1 row, 5 columns." in text(page(known, results(row)))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "data:text/html,x", "//evil.example", f"{BASE}/evil.example", f"{BASE}//evil.example",
        f"{BASE}paper/../../x", f"{BASE}\\evil", f"{BASE}paper/\u202ex", "https://evil.example/\"><script>",
    ],
)  # fmt: skip
def test_a_hostile_iri_leads_nowhere_but_here(known: Known, address: str) -> None:
    shown = tree(page(known, results({"a": iri(address), "b": word("<script>bad()</script>")})))
    for link in shown.xpath("//section[@id='answer']//tbody//a/@href"):
        assert re.fullmatch(r"(paper|article|source|described\?iri=|[a-z])[\w~%.?=&/-]*", link) or link.startswith("https://"), (
            link
        )
        assert not link.startswith(("//", "/", "\\", "javascript", "data"))
        assert ".." not in urlsplit(link).path
    assert not shown.xpath("//section[@id='answer']//script")


def test_what_is_left_out_is_said_with_its_number(known: Known) -> None:
    many = results(*[{"n": number(i)} for i in range(MOST + 5)])
    said = text(page(known, many))
    assert f"The first {MOST} of {MOST + 5} rows are shown here." in said
    assert "stopped at its limit" not in said
    assert f"after {MOST + 5} rows" in text(page(known, many | {"truncated": True}))
    cut = page(known, b"<http://a/a> <http://a/b> <http://a/c> .\n# truncated\n", "application/n-triples")
    assert "The first 1 triple: the server stopped at its limit." in text(cut)


def test_a_yes_and_an_empty_answer_are_told_in_words(known: Known) -> None:
    assert "Yes." in text(page(known, {"head": {}, "boolean": True}))
    assert "No." in text(page(known, {"head": {}, "boolean": False}))
    assert "0 rows, 0 columns. " in text(page(known, results()))
    assert "No rows." in text(page(known, results()))


def test_the_answer_as_sent_is_shown_as_text(known: Known) -> None:
    body = results({"a": word("<b>&")})
    assert tree(page(known, body, view="raw")).xpath("string(//pre[@class='raw'])").strip() == json.dumps(body)


# ---- what is refused


def test_a_refused_query_keeps_its_text_and_shows_the_place(known: Known) -> None:
    query = "SELECT ?x WHERE {\n  ?x kg:key ?k .\n  FILTER(?k = 'a)\n}"
    found = sparql_site.sparql(known, query)
    shown = tree(found)
    assert found.status == 400
    assert shown.xpath("string(//textarea)").strip("\n") == query
    (form,) = shown.xpath("//form[@id='ask']")
    line, column = int(form.get("data-line")), int(form.get("data-column"))
    assert (line, column) == (3, 15)
    first, caret = shown.xpath("string(//pre[@class='place'])").rstrip("\n").split("\n")
    assert first == query.split("\n")[2]
    assert caret == " " * (column - 1) + "^"


def test_the_place_is_counted_in_what_was_written_and_not_in_the_prefixes_put_before_it(known: Known) -> None:
    for prefixes in ("", "PREFIX kg: <https://w3id.org/appraisal-kg/ontology#> "):
        query = f"{prefixes}SELECT ?x WHERE {{ ?x kg:key }}"
        (form,) = tree(sparql_site.sparql(known, query)).xpath("//form[@id='ask']")
        assert query[int(form.get("data-column")) - 1 :].startswith("}"), prefixes


@pytest.mark.parametrize(
    ("status", "said"), [(504, "The query took too long"), (503, "The server could not answer"), (400, "The query was refused")]
)
def test_what_the_server_could_not_do_is_said_with_its_status(known: Known, status: int, said: str) -> None:
    body = {"status": status, "title": "Whatever", "detail": "<b>It took</b> 10 s.", "hint": "Use LIMIT."}
    found = page(known, body, PROBLEM, query="SELECT * { ?a ?b ?c }")
    assert found.status == status
    assert f"{said}. <b>It took</b> 10 s. Use LIMIT." in text(found)
    assert not tree(found).xpath("//section[@id='elsewhere']")


@settings(max_examples=150)
@given(st.binary(max_size=60), st.sampled_from([JSON, PROBLEM, "application/n-triples", "text/plain", ""]))
def test_whatever_was_found_is_read_or_refused(body: bytes, kind: str) -> None:
    assert isinstance(found(Asked("/sparql.html", given=body, given_type=kind)), Rows | Refusal | None)


@settings(max_examples=100)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["head", "vars", "results", "bindings", "boolean", "status", "title", "detail", "type", "value"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_whatever_json_was_found_is_read_or_refused(body: object) -> None:
    for kind in (JSON, PROBLEM):
        given = json.dumps(body).encode()
        assert isinstance(found(Asked("/sparql.html", given=given, given_type=kind)), Rows | Refusal | None)


# ---- pictures


def rows(*lines: tuple[Term | None, ...], triples: bool = False) -> Rows:
    names = ("subject", "predicate", "object") if triples else tuple("abcd"[: len(lines[0])])
    return Rows(names, lines, triples=triples)


def literal(value: float) -> Term:
    return Term("literal", str(value), f"{XSD}decimal")


def test_bars_are_as_long_as_their_numbers() -> None:
    values = [10, 5, -2.5]
    drawn = chart(rows(*[(Term("literal", f"row {v}"), literal(v)) for v in values]), {})
    assert not isinstance(drawn, str)
    for picture in drawn:
        shown = html.fragment_fromstring(picture.svg())
        bars = {one.xpath("string(title)"): float(one.get("width")) for one in shown.iter("rect") if one.xpath("title")}
        assert bars["row 10: 10"] == pytest.approx(2 * bars["row 5: 5"], rel=0.01)
        assert bars["row -2.5: -2.5"] == pytest.approx(bars["row 10: 10"] / 4, rel=0.02)


def test_a_chart_says_what_it_leaves_out_and_why_there_is_none() -> None:
    many = [(Term("literal", f"row {i}"), literal(i) if i else None) for i in range(BARS + 3)]
    drawn = chart(rows(*many), {})
    assert not isinstance(drawn, str)
    assert f"The first {BARS} of {BARS + 3} rows" in drawn[0].svg()
    assert "1 row without a number is not drawn" in " ".join(html.fragment_fromstring(drawn[0].svg()).itertext())
    assert "needs a column of numbers" in str(chart(rows((Term("literal", "a"), Term("literal", "b"))), {}))
    assert "all columns of this answer are numbers" in str(chart(rows((literal(1), literal(2))), {}))
    assert "Triples" in str(chart(rows((Term("iri", "x:a"), Term("iri", "x:b"), literal(2)), triples=True), {}))


def test_a_graph_has_every_thing_once_and_every_link() -> None:
    flaw = Term("iri", f"{BASE}flaw/spin")
    lines = [(Term("iri", f"{BASE}paper/p{i}"), Term("iri", f"{BASE}ontology#flaw"), flaw) for i in range(4)]
    drawn = graph(rows(*lines, (flaw, Term("iri", "http://a/n"), Term("literal", "5")), triples=True), {flaw.text: "Spin"})
    assert not isinstance(drawn, str)
    shown = html.fragment_fromstring(drawn[0].svg())
    words = [one.text for one in shown.iter("text")]
    assert words.count("Spin") == 1
    assert {f"paper:p{i}" for i in range(4)} | {"5"} <= set(words)
    assert len(list(shown.iter("line"))) == 5
    assert {one.get("href") for one in shown.iter("a")} == {"flaw/spin.html", *(f"paper/p{i}.html" for i in range(4))}


def test_boxes_of_a_graph_cover_no_other_and_the_same_graph_gives_the_same_picture() -> None:
    lines = [(Term("iri", f"http://a/{i}"), Term("iri", f"http://a/{i * 7 % 40}")) for i in range(1, 40)]
    drawn, again = graph(rows(*lines), {}), graph(rows(*lines), {})
    assert not isinstance(drawn, str)
    assert not isinstance(again, str)
    assert drawn[0].svg() == again[0].svg()
    boxes = [
        tuple(float(one.get(k)) for k in ("x", "y", "width", "height"))
        for one in html.fragment_fromstring(drawn[0].svg()).iter("rect")
        if one.get("x")
    ]
    for place, (x, y, w, h) in enumerate(boxes):
        assert x >= -1
        assert x + w <= drawn[0].width + 1
        assert y + h <= drawn[0].height + 1
        for u, v, p, q in boxes[place + 1 :]:
            assert x + w <= u + 1 or u + p <= x + 1 or y + h <= v + 1 or v + q <= y + 1


def test_a_graph_too_large_to_read_says_how_much_is_drawn() -> None:
    lines = [(Term("iri", f"http://a/{i}"), Term("iri", f"http://b/{i}")) for i in range(THINGS)]
    drawn = graph(rows(*lines), {})
    assert not isinstance(drawn, str)
    assert drawn[0].title == f"{THINGS} things and how they are linked ({THINGS // 2} of {THINGS} links)"
    assert "two columns" in str(graph(rows((literal(1),)), {}))


def test_a_picture_that_does_not_fit_gives_way_to_the_table_and_says_why(known: Known) -> None:
    found = page(known, results({"a": word("x")}), view="chart")
    assert "needs a column of numbers" in text(found)
    assert tree(found).xpath("//section[@id='answer']//table")


# ---- taking it elsewhere

NASTY = [
    "SELECT * { ?s ?p 'it''s' }",
    'ASK { ?s ?p "a\\"b" } # $HOME `id` $(id) !! \\ \\n %41 &amp; +',
    'SELECT ?x {\n\t?x ?p """two\n"" lines""" }\n"',
    "'\"'\"'\"\\'\"\"\"\"\"\"\\",
    "SELECT * { ?s ?p 'é 日本 \U0001f600 \u2028 \u202e \x1b[31m \x7f' }",
    "@file", "-x", "=a&b=c", "~", "a\\", '"', '""', '"""', "\n", "\\u0041\n",
]  # fmt: skip
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), min_size=1, max_size=80)


def by_name(query: str, **more: bool) -> dict[str, str]:
    return {one.name: one.text for one in snippets(query, "http://kg.test", **more)}


def sent_by_curl(line: str) -> str:
    words = shlex.split(line)
    place = next(i for i, word in enumerate(words) if word.startswith("--data"))
    name, _, value = words[place + 1].partition("=")
    assert name == "query"
    return value if words[place] == "--data-urlencode" else parse_qs(f"q={value}", keep_blank_values=True)["q"][0]


def sent_by_python(program: str) -> str:
    values = {one.targets[0].id: one.value for one in ast.parse(program).body if isinstance(one, ast.Assign)}  # type: ignore[attr-defined]
    return str(ast.literal_eval(values["query"]))


def sent_by_r(program: str) -> str:
    literal = re.match(r'query <- ("(?:[^"\\]|\\.)*")\n', program, re.DOTALL)
    assert literal is not None
    assert not [word for kind, word in SLexer().get_tokens(program) if kind is Error and word.isascii()]
    escaped = re.sub(r"\\U([0-9a-f]{8})", lambda m: chr(int(m[1], 16)), literal[1])
    return str(json.loads(escaped, strict=False))


@pytest.mark.parametrize("query", NASTY)
def test_a_snippet_sends_the_query_as_it_is(query: str) -> None:
    made = by_name(query)
    assert sent_by_curl(made["curl"]) == query
    assert sent_by_python(made["python"]) == query
    assert sent_by_r(made["r"]) == query
    if made["kg"]:
        assert shlex.split(made["kg"]) == ["kg", "query", "--text", query]


@given(TEXTS)
def test_a_snippet_sends_any_query_as_it_is_and_shows_no_control_character(query: str) -> None:
    made = by_name(query)
    assert sent_by_curl(made["curl"]) == query
    assert sent_by_python(made["python"]) == query
    assert all(c.isprintable() or c in "\n\t" for one in made.values() for c in one)


@given(TEXTS, TEXTS)
def test_an_address_holds_the_query_as_it_is(query: str, view: str) -> None:
    parts = urlsplit(permalink("sparql.html", query, view=view))
    assert parts.path == "sparql.html"
    assert dict(parse_qsl(parts.query, keep_blank_values=True)) == {"query": query, "view": view}


def test_snippets_of_triples_ask_for_turtle() -> None:
    made = by_name("CONSTRUCT WHERE { ?a ?b ?c }", triples=True)
    assert "text/turtle" in made["curl"]
    assert "text/turtle" in made["python"]
    assert "format=turtle" in made["r"]


def test_downloads_are_links_and_of_a_long_query_a_form(known: Known) -> None:
    body = results({"a": number(1)})
    short_query = "SELECT ?a { VALUES ?a { 1 } }"
    links = tree(page(known, body, query=short_query)).xpath("//section[@id='elsewhere']//p[@class='files']/a/@href")
    assert [dict(parse_qsl(urlsplit(link).query)) for link in links] == [
        {"query": short_query, "format": name} for name in ("csv", "tsv", "json", "xml")
    ]
    long_query = short_query + " #" + "x" * ADDRESS
    shown = tree(page(known, body, query=long_query))
    (form,) = shown.xpath("//section[@id='elsewhere']//form")
    assert (form.get("method"), form.get("action")) == ("post", "sparql")
    assert form.xpath("input/@value") == [long_query]
    assert form.xpath("button/@value") == ["csv", "tsv", "json", "xml"]
    assert "need not take more than 8,000" in text(page(known, body, query=long_query))


def test_line_ends_of_a_form_are_those_of_the_query(known: Known) -> None:
    shown = tree(page(known, results({"a": number(1)}), query="SELECT ?a\r\n{}"))
    assert "SELECT ?a\n{}" in shown.xpath("string(//code[@id='as-python-text'])")


@pytest.mark.parametrize(
    ("address", "name", "there"),
    [
        (f"{BASE}flaw/spin", "flaw:spin", "flaw/spin.html"),
        (f"{BASE}ontology#Paper", "kg:Paper", "described?iri=https%3A%2F%2Fw3id.org%2Fappraisal-kg%2Fontology%23Paper"),
        (f"{BASE}paper/a-2020/study", f"{BASE}paper/a-2020/study", "paper/a-2020/study"),
        (f"{BASE}finding/0a1b", f"{BASE}finding/0a1b", "finding/0a1b"),
        ("https://example.org/x", "https://example.org/x", None),
        (BASE, BASE, None),
    ],
)
def test_a_thing_has_a_short_name_and_a_place(address: str, name: str, there: str | None) -> None:
    assert short(address) == name
    assert home(address) == there


def test_a_long_text_is_cut_and_says_so() -> None:
    grid = term_grid(rows((Term("literal", "x" * 5_000),)), "Answer")
    assert grid.rows[0][0].text.endswith("\u2026 (5,000 characters)")
