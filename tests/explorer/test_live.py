"""Every page of the report has its address on a server, and says there what it says on a disk."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterator
from itertools import islice
from urllib.parse import unquote

import pytest
from worlds import bundles

from kg.errors import KgError, NotFound
from kg.explorer import live as module
from kg.explorer.asked import Answer, Asked
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.report.effects import ThresholdsOfPaper, effects_of
from kg.report.known import Known
from kg.report.log import sources
from kg.report.site import files
from kg.sparql import ask
from kg.store import Store, open_store

Text = Callable[..., str]
Get = Callable[..., Answer]
OTHERS = ("papers.html", "search.html", "downloads/graph.ttl")  # made by another part, or text of another order


def main(page: str) -> str:
    """What the page says, without the links to what only a server has."""
    found = re.search(r"<main.*</main>", page, re.DOTALL)
    assert found is not None
    return re.sub(r'<p class="(?:files )?ways">.*</p>\n', "", found[0])


def test_every_file_of_the_report_is_answered_with_the_same_content(world: Store, get: Get) -> None:
    seen = set()
    for file in files(Known(world)):
        if file.address.startswith("search/") or file.address in OTHERS:
            continue
        text = file.text if isinstance(file.text, str) else "".join(file.text)
        found = get(world, f"/{file.address}")
        assert found.status == 200, file.address
        body = found.body.decode()
        seen.add(file.address.partition("/")[0])
        if file.address.endswith(".html") and file.address != "graph/whole.html":
            assert main(body) == main(text), file.address
            assert 'href="' in body
        elif not file.address.startswith("graph/"):  # a layout may differ in its last digits
            assert body == text, file.address
    assert {"paper", "flaw", "instrument", "article", "source", "downloads", "graph", "site.css", "index.html"} <= seen


def test_the_root_is_the_overview_and_the_navigation_leads_to_what_only_a_server_has(world: Store, text: Text) -> None:
    page = text(world, "/")
    assert page == text(world, "/index.html")
    for address in ("compare", "questions", "sparql.html", "search"):
        assert f'"{address}"' in page


def test_links_of_pages_are_answered(world: Store, text: Text, get: Get) -> None:
    for address in ("/index.html", "/flaw/spin.html", "/sources.html", "/figures.html"):
        folder = address.rpartition("/")[0]
        for link in set(
            re.findall(r'href="((?:\.\./)?[a-z-]+(?:/[^"#?]+)?\.(?:html|css|json|ttl|csv))[#"]', text(world, address))
        ):
            target = "/" + link.removeprefix("../") if link.startswith("../") else f"{folder}/{link}"
            assert get(world, target).status in (200, 303), (address, link)


def test_the_search_of_the_report_leads_to_that_of_the_server(world: Store, get: Get) -> None:
    found = get(world, "/search.html?q=a%26b%3Cc")
    assert (found.status, found.headers["Location"]) == (303, "/search?q=a%26b%3Cc")


def test_the_page_of_the_graph_has_its_own_policy_in_the_header(world: Store, get: Get) -> None:
    policy = get(world, "/graph/whole.html").headers["Content-Security-Policy"]
    assert policy.count("'sha256-") == 3
    assert "frame-ancestors 'none'" in policy
    assert "&#39;" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("address", "near"),
    [("/paper/brand-218.html", "brand-2018"), ("/flaw/spni.html", "spin"), ("/instrument/mdoq.html", "modq"),
     ("/paper.html", "papers.html"), ("/downloads/paper.csv", "papers.csv"), ("/figures/forst.html", "forest")],
)  # fmt: skip
def test_what_is_not_there_names_what_is_near(world: Store, get: Get, address: str, near: str) -> None:
    keys = sorted(str(row["paper"]) for row in ask(world, "papers").dicts())
    if address.startswith("/paper/"):
        address, near = f"/paper/{keys[0][:-1]}.html", keys[0]
    with pytest.raises(NotFound) as caught:
        get(world, address)
    assert near in caught.value.hint


@pytest.mark.parametrize(
    "address",
    ["/paper/.html", "/paper/../../etc/passwd.html", "/~2.html", "/papers~2.html", "/papers~999999.html", "/flaw/spin~2.html",
     "/source/~x.html", "/source/\0.html", "/article/~0.html", "/article/nothing.html", "/downloads/graph.csv", "/graph.json",
     "/paper/x.csv", "/index~1.html", "/search/index.js", "/paper/%F0%9F%98%80.html", "/paper/" + "a" * 5000 + ".json", "/x.svg"],
)  # fmt: skip
def test_nonsense_is_told_and_never_a_traceback(world: Store, get: Get, address: str) -> None:
    with pytest.raises(KgError):
        get(world, address)


def test_keys_that_are_no_names_of_files_have_pages(hostile: Store, text: Text, known: Callable[..., Known]) -> None:
    href = known(hostile).paper("con").href
    assert href is not None
    assert href.startswith("paper/~")
    assert "Key here" in text(hostile, f"/{href}")
    assert '"key": "con"' in text(hostile, "/" + href.replace(".html", ".json"))


def test_downloads_hold_what_the_questions_answer(world: Store, text: Text) -> None:
    rows = list(csv.reader(io.StringIO(text(world, "/downloads/papers.csv"))))
    asked = ask(world, "papers")
    assert rows[0] == list(asked.columns)
    assert [row[0] for row in rows[1:]] == list(asked.column("paper"))


@pytest.fixture(scope="module")
def many() -> Iterator[Store]:
    """30 invented papers, in a store in memory."""
    with open_store() as store:
        store.add(lexicon.knowledge())
        store.add(quad for bundle in bundles(30, ("spin", "small-sample"), seed=3) for quad in quads(bundle))
        yield store


def test_a_large_store_has_its_figures_and_its_graph_elsewhere(
    many: Store, get: Get, text: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SMALL", 10)
    monkeypatch.setattr(module, "_LARGE", 10)
    monkeypatch.setattr(module, "_DRAWN", 10)
    monkeypatch.setattr(module, "_STATEMENTS", 10)
    monkeypatch.setitem(module._FIGURE, "forest", 10)
    page = text(many, "/figures.html")
    links = re.findall(r'href="(figures/[a-z]+\.html)"', page)
    assert len(links) == 7
    drawn = text(many, f"/{links[0]}")
    assert "<svg" in drawn
    assert 'href="../flaw/' in drawn
    assert "<svg" not in page
    assert 'href="network"' in text(many, "/graph.html")
    for address in ("/graph/whole.html", "/downloads/graph.ttl", "/figures/forest.html"):
        with pytest.raises(KgError):
            get(many, address)


def test_between_small_and_large_the_first_figures_are_drawn_and_all_have_links(
    corpus: Store, known: Callable[..., Known], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SMALL", len(known(corpus).papers) - 1)
    page = module.live(Known(corpus), Asked("/figures.html")).body.decode()
    assert len(set(re.findall(r'href="(figures/[a-z]+\.html)"', page))) == 7
    assert re.findall(r'<section id="([a-z]+)"', page) == ["figures", "recurrence", "combinations"]
    assert page.count("<svg") >= 2


def test_pages_lead_to_what_only_a_server_has_and_that_answers(
    corpus: Store, get: Get, text: Text, known: Callable[..., Known]
) -> None:
    key = next(iter(known(corpus).papers))
    citing = next(link for link in re.findall(r'href="(article/[^"]+\.html)"', text(corpus, "/articles.html")))
    seen = set()
    for address in (f"/paper/{key}.html", "/flaw/spin.html", "/instrument/modq.html", f"/{citing}", "/graph.html"):
        found = re.search(r'<p class="files ways">.*</p>', text(corpus, address))
        for link in re.findall(r'href="([^"]+)"', found[0]) if found else ():
            target = html.unescape(link).removeprefix("../")
            seen.add((address.split("/")[1], target.partition("?")[0]))
            assert get(corpus, f"/{target}").status == 200, (address, target)
    assert seen == {
        ("paper", "network"), ("paper", "compare"), ("flaw", "network"), ("flaw", "papers.html"), ("instrument", "papers.html"),
        ("article", "network"), ("graph.html", "network"),
    }  # fmt: skip


def test_the_sparql_behind_a_page_opens_as_it_stands(corpus: Store, text: Text) -> None:
    page = text(corpus, "/flaw/spin.html")
    shown = [html.unescape(one) for one in re.findall(r"<pre [^>]*><code>(.*?)</code>", page, re.DOTALL)]
    links = re.findall(r'<p class="ways"><a href="\.\./sparql\.html\?query=([^"]+)"', page)
    assert links
    assert {unquote(link) for link in links} <= set(shown)


@pytest.mark.parametrize("name", ["world", "corpus", "many"])
def test_what_is_asked_of_one_paper_is_what_all_papers_say_of_it(request: pytest.FixtureRequest, name: str) -> None:
    store = request.getfixturevalue(name)
    alone, whole = Known(store), Known(store)
    whole.block(["a", "b"])
    for key in islice(alone.papers, 0, None, 4):
        stated, thresholds = alone.effects_of(key)
        assert (stated, thresholds._rows) == (
            list(whole.effects_of(key)[0]),
            {at: rows for at, rows in whole.thresholds._rows.items() if at[0] == key},
        )
        assert alone.notices_on(key) == whole.notices_on(key)
        assert alone.documents.naming(key) == whole.documents.naming(key)
        pairs = [(one.document, one.bundle, one.drawn) for one in alone.documents.of(key)]
        assert pairs == [(one.document, one.bundle, one.drawn) for one in whole.documents.of(key)]
    assert effects_of(store, "nobody") == []
    assert ThresholdsOfPaper(store, "nobody").lines((), "SMD") == whole.thresholds.lines((), "SMD")


def test_a_work_that_is_only_cited_leads_to_what_is_stated_of_it(world: Store, get: Get) -> None:
    moved = get(world, "/paper/pmid-900000077.html")
    assert (moved.status, moved.headers["Location"]) == (303, "/paper/pmid-900000077")
    shown = get(world, moved.headers["Location"])
    assert shown.status == 200
    assert b"900000077" in shown.body
    with pytest.raises(NotFound):
        get(world, "/paper/pmid-900000078.html")


@pytest.mark.parametrize("name", ["world", "corpus", "many"])
def test_papers_and_sources_of_the_columns_are_those_of_the_questions(request: pytest.FixtureRequest, name: str) -> None:
    store = request.getfixturevalue(name)
    known = Known(store)
    asked = {str(row["paper"]): row for row in ask(store, "papers").dicts()}
    assert list(known.papers) == list(asked)
    for key, row in known.papers.items():
        assert row == {column: asked[key][column] for column in row}
    read: dict[str, object] = {}
    for line in ask(store, "sources").dicts():
        read.setdefault(str(line["graph"]), line)
    assert sources(store) == read
    assert list(sources(store)) == list(read)
