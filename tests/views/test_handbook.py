"""The handbook page as a file: everything in it once, links that lead somewhere, and text that stays text."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from kg.handbook.entries import Handbook, Term
from kg.views.handbook import page

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NASTY = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]></style><svg/onload=alert(1)>",
    'javascript:alert(1)" onclick="alert(2)',
    "{{ 7*7 }}{% raw %}`${7*7}`",
    "a\u202etxt.exe\u2066b\u2069\x07\x00",
    "http://[bad",
    "&lt;b&gt; &amp; '\"",
)


class Tree(HTMLParser):
    """Start tags with their attributes, the text under every id, and whatever is not closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.ids: list[str] = []
        self.texts: dict[str, str] = {}
        self.links: list[str] = []
        self.wrong: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()
        self.wrong += [f"never closed: {tag}" for tag, _ in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) != len(attrs):
            self.wrong.append(f"an attribute twice: {self.get_starttag_text()}")
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        if name := given.get("id"):
            self.ids.append(name)
            self.texts.setdefault(name, "")
        if tag == "a":
            self.links.append(given["href"] or "")
        if tag not in VOID:
            self._open.append((tag, given.get("id")))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            self.wrong.append(f"</{tag}> in line {self.getpos()[0]} closes {self._open[-1:]}")
        else:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for _, name in self._open:
            if name:
                self.texts[name] += data

    def text(self, name: str) -> str:
        return " ".join(self.texts[name].split())


@pytest.fixture(scope="module")
def tree(handbook_page: str) -> Tree:
    return Tree(handbook_page)


def _terms(book: Handbook) -> Iterator[Term]:
    yield from (one.term for one in (*book.classes, *book.properties))
    yield from (code for of in book.lists for code in of.codes)


def test_the_page_is_well_formed(tree: Tree) -> None:
    assert tree.wrong == []
    assert [name for name, count in Counter(tree.ids).items() if count > 1] == []


def test_every_entry_is_there_once(tree: Tree, book: Handbook) -> None:
    named = (*book.flaws, *book.schemes, *book.instruments, *book.rules, *book.lists, *book.functions)
    wanted = [str(one.name.anchor) for one in named]
    wanted += [str(term.name.anchor) for term in _terms(book)]
    wanted += [threshold.anchor for one in book.instruments for threshold in one.thresholds]
    wanted += [mapping.anchor for flaw in book.flaws for group in flaw.mapped for mapping in group.mappings]
    count = Counter(tree.ids)
    assert [anchor for anchor in wanted if count[anchor] != 1] == []
    sections = {"flaws", "schemes", "instruments", "rules", "classes", "properties", "codes", "functions", "prefixes", "about"}
    frame = {"top", "menu", "search", "q", "theme", "contents", "main", "results", "found", "best", "prefix-table"}
    assert set(tree.ids) - set(wanted) == sections | frame | {f"{section}-title" for section in sections}


def test_every_entry_links_to_its_iri(tree: Tree, book: Handbook) -> None:
    links = set(tree.links)
    named = (*book.flaws, *book.schemes, *book.instruments, *book.rules, *book.lists, *book.functions)
    assert {one.name.iri for one in named} <= links
    assert {term.name.iri for term in _terms(book)} <= links
    assert {threshold.iri for one in book.instruments for threshold in one.thresholds} <= links


def test_every_link_inside_the_page_leads_somewhere(tree: Tree) -> None:
    inside = {link[1:] for link in tree.links if link.startswith("#")}
    assert len(inside) > 600
    assert inside - set(tree.ids) == set()
    assert [link for link in tree.links if not re.match(r"#|https?://", link)] == []


def test_a_flaw_says_all_that_is_known(tree: Tree, book: Handbook) -> None:
    for flaw in book.flaws:
        text = tree.text(str(flaw.name.anchor))
        for part in (flaw.name.label, flaw.name.short, flaw.definition, flaw.tier, *flaw.names):
            assert part in text, (flaw.name.short, part)
        for other in (*flaw.path, *flaw.narrower, *flaw.rules):
            assert other.label in text
        for mapping in (one for group in flaw.mapped for one in group.mappings):
            said = tree.text(mapping.anchor)
            assert said.startswith(f"{mapping.term} {mapping.compared}")
            assert ("not verified" in said) == (not mapping.verified)
            assert mapping.scheme.label in text


def test_a_threshold_says_where_it_holds_and_where_it_is_from(tree: Tree, book: Handbook) -> None:
    for threshold in (of for one in book.instruments for of in one.thresholds):
        text = tree.text(threshold.anchor)
        value = threshold.value if threshold.high is None else f"{threshold.value} to {threshold.high}"
        assert text.startswith(f"{value} {threshold.unit.replace('-', ' ')}")
        for part in (threshold.population or "not stated", threshold.basis.label, threshold.citation, threshold.note or ""):
            assert " ".join(part.split()) in text
        assert ("not verified" in text) == (not threshold.verified)
        assert (threshold.part is not None) == (" only" in text.partition("IRI")[0])
        assert ("DOI" in text, "PubMed" in text) == (threshold.doi is not None, threshold.pmid is not None)
        for link in (threshold.doi_link, threshold.pmid_link, threshold.read_at):
            assert link is None or link in tree.links


def test_the_reader_is_told_first_that_no_threshold_is_the_threshold(tree: Tree, book: Handbook) -> None:
    text = tree.text("instruments")
    first = text.index(book.instruments[0].name.label)
    assert text.index("No instrument has one threshold of importance.") < first
    assert text.index("Most are changes within one person") < first


def test_rules_terms_and_functions_say_all_that_is_known(tree: Tree, book: Handbook) -> None:
    for rule in book.rules:
        text = tree.text(str(rule.name.anchor))
        for part in (rule.name.label, rule.about, rule.caution, rule.text, f"version {rule.version}"):
            assert " ".join(part.replace("`", "").split()) in text.replace("`", ""), (rule.name.short, part)
        for limit in rule.limits:
            assert f"{limit.name}{limit.default}{limit.about}{limit.source}" in text  # a row of cells
    for term in _terms(book):
        text = tree.text(str(term.name.anchor))
        for part in (term.name.label, term.name.short, term.definition, term.example or ""):
            assert " ".join(part.split()) in text, (term.name.short, part)
        for relation in term.elsewhere:
            assert f"{relation.words} {relation.other.short}" in text
    for function in book.functions:
        text = tree.text(str(function.name.anchor))
        assert f"{function.name.short}(" in text
        assert f"gives {function.gives}" in text
        for part in function.about:
            assert part.replace("`", "") in text


def test_numbers_are_counted_and_not_written_down(book: Handbook) -> None:
    mappings = [mapping for scheme in book.schemes for mapping in scheme.mappings]
    unread = sum(not mapping.verified for mapping in mappings)
    told = f"{len(mappings)} mappings to {len(book.schemes)} schemes, {unread} not verified."
    assert told in Tree(page(book)).text("about")
    less = dataclasses.replace(book, schemes=book.schemes[:2], instruments=book.instruments[:3], rules=book.rules[:4])
    text = Tree(page(less)).text("about")
    assert f"{sum(len(scheme.mappings) for scheme in less.schemes)} mappings to 2 schemes" in text
    assert "3 instruments with" in text
    assert "4 rules." in text
    unread = dataclasses.replace(book.instruments[0].thresholds[0], verified=False)
    changed = dataclasses.replace(book.instruments[0], thresholds=(unread,))
    text = Tree(page(dataclasses.replace(book, instruments=(changed,)))).text("about")
    assert "1 instrument with 1 threshold, 1 not verified." in text


def test_what_is_deprecated_says_so(book: Handbook) -> None:
    first = book.properties[0]
    old = dataclasses.replace(first, term=dataclasses.replace(first.term, deprecated=True))
    tree = Tree(page(dataclasses.replace(book, properties=(old, *book.properties[1:]))))
    assert "deprecated" in tree.text(str(first.term.name.anchor))
    assert "deprecated" not in tree.text(str(book.properties[1].term.name.anchor))


def test_the_page_is_small_the_same_each_time_and_keeps_to_itself(book: Handbook, handbook_page: str, tree: Tree) -> None:
    assert len(handbook_page.encode()) < 1_000_000
    assert page(book) == handbook_page
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', handbook_page)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    tags = [tag for tag, _ in tree.tags]
    assert (tags.count("script"), tags.count("style"), tags.count("img")) == (1, 1, 0)
    assert not [name for _, names in tree.tags for name in names if name.startswith("on") or name in ("style", "src")]


def _with_other_texts(value: Any, texts: Iterator[str]) -> Any:
    """The same handbook with every text in it replaced, addresses and anchors too."""
    if isinstance(value, str):
        return next(texts)
    if isinstance(value, tuple):
        return tuple(_with_other_texts(one, texts) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{field.name: _with_other_texts(getattr(value, field.name), texts) for field in dataclasses.fields(value)}
        )
    return value


@pytest.mark.parametrize("shift", range(len(NASTY)))
def test_hostile_text_adds_no_element_no_attribute_and_no_link(book: Handbook, shift: int) -> None:
    small = dataclasses.replace(
        book, flaws=book.flaws[:12], instruments=book.instruments[:4], rules=book.rules[:3], properties=book.properties[:9],
        classes=book.classes[:5], schemes=book.schemes[:2], functions=book.functions[:3],
    )  # fmt: skip
    harmless = [f"x{place}" for place in range(len(NASTY))]  # the same ones are equal, so that the same parts are there
    hostile, plain = (
        page(_with_other_texts(small, itertools.islice(itertools.cycle(texts), shift, None))) for texts in (NASTY, harmless)
    )
    found, wanted = Tree(hostile), Tree(plain)
    assert found.wrong == []
    # A backtick in a text makes code of what follows it.
    assert [tag for tag, _ in found.tags if tag != "code"] == [tag for tag, _ in wanted.tags if tag != "code"]
    assert {names for _, names in found.tags} <= {names for _, names in wanted.tags}
    assert [link for link in found.links if not link.startswith("#")] == []
    assert not set("\u202e\u2066\u2069\x07\x00") & set(hostile)
    assert "{{ 7*7 }}{% raw %}" in hostile
