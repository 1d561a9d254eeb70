"""The reader of PainScience pages: cases of every layout and trap, the real page, and what no input may break."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from plain_yaml import loaded

from kg.errors import InputError
from kg.readers import painscience
from kg.readers.document import Document, sha256
from kg.readers.page_sections import counted
from kg.readers.page_text import open_page
from kg.records import Bundle, Passage

HERE = Path(__file__).parent
CASES = sorted(path for path in HERE.glob("cases/*/page.*"))
TWINS = sorted(path.parent for path in HERE.glob("cases/*/page.html") if path.with_suffix(".txt").exists())
SEED = Path(__file__).parents[3].parent / "shared" / "seed" / "van-dillen-2021.txt"
NOT_SNIFFED = {"layout-f-minimal/page.txt"}  # nothing in it is the site's alone


def document(text: str | bytes, name: str = "page.txt") -> Document:
    return Document(name, "", text if isinstance(text, bytes) else text.encode("utf-8"))


def bundle(text: str | bytes, name: str = "page.txt") -> Bundle:
    (found,) = painscience.read(document(text, name))
    return found


def of_file(path: Path) -> Bundle:
    return bundle(path.read_bytes(), path.name)


def told(found: Bundle) -> dict[str, Any]:
    """The bundle as the case files tell it: text instead of offsets, blank lines apart, what is empty left out."""
    paper = found.record.paper
    prose = {part.section: part.passage for part in found.prose}
    told = {
        "key": paper.key,
        "label": paper.label,
        "year": paper.year,
        "headline": found.source.title,
        "address": found.source.url,
        "paper": paper.model_dump(include={"title", "journal", "pmid", "doi"}, exclude_none=True),
        "authors": list(paper.authors),
        "cited_by": [citation.title for citation in found.record.cited_by],
        "links": [citation.url for citation in found.record.cited_by] if any(c.url for c in found.record.cited_by) else [],
        "listed": [passage.exact for passage in found.listed],
        "commentary": plain(prose.get("commentary")),
        "abstract": plain(prose.get("abstract")),
        "appraised": bool(found.record.appraisals),
        "problems": [str(problem) for problem in found.problems],
    }
    return {key: value for key, value in told.items() if value not in (None, [], {}, "")}


def plain(passage: Passage | None) -> str:
    return re.sub(r"(?:\r?\n)+", "\n", passage.exact) if passage else ""


def passages(found: Bundle) -> list[Passage]:
    cited = [c.passage for c in found.record.cited_by if c.passage]
    commentary = [a.commentary for a in found.record.appraisals if a.commentary]
    return [*cited, *commentary, *found.listed, *(part.passage for part in found.prose)]


def assert_anchored(found: Bundle, text: str) -> None:
    assert found.source.text_sha256 == sha256(text.encode("utf-8"))
    for passage in passages(found):
        assert text[passage.start : passage.end] == passage.exact
        assert passage.exact == passage.exact.strip()


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.suffix[1:]}")
def test_case(path: Path) -> None:
    expected = loaded((path.parent / "expected.yaml").read_text(encoding="utf-8"))
    of_html = expected.pop("html", {})
    found = of_file(path)
    assert told(found) == (expected | of_html if path.suffix == ".html" else expected)
    assert_anchored(found, open_page(document(path.read_bytes())).text)
    assert found.source.sha256 == sha256(path.read_bytes())
    assert painscience.sniff(document(path.read_bytes())) == (f"{path.parent.name}/{path.name}" not in NOT_SNIFFED)


@pytest.mark.parametrize("folder", TWINS, ids=lambda path: path.name)
def test_text_and_html_give_equal_records(folder: Path) -> None:
    def bare(found: Bundle) -> dict[str, Any]:
        return {key: value for key, value in told(found).items() if key not in ("links", "address")}

    text, html = bare(of_file(folder / "page.txt")), bare(of_file(folder / "page.html"))
    if folder.name == "layout-f-minimal":  # only the HTML has an address to take a key from
        assert (text.pop("key")[:10], html.pop("key")) == ("warming-up", "warm")
    assert text == html


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.suffix[1:]}")
def test_appraisal_is_the_authors_and_finds_nothing_itself(path: Path) -> None:
    found = of_file(path)
    for appraisal in found.record.appraisals:
        assert (appraisal.assessor.name, appraisal.lists, appraisal.findings) == ("Paul Ingraham", "applicable", ())
        assert (appraisal.source.kind, appraisal.source.title, appraisal.source.date) == ("web-page", found.source.title, None)
    for citation in found.record.cited_by:
        assert (citation.kind, citation.publisher, citation.intent) == ("web-page", "PainScience.com", None)


@pytest.mark.skipif(not SEED.is_file(), reason="the real page is not part of the project and not at hand")
def test_the_real_page() -> None:
    found = of_file(SEED)
    assert painscience.sniff(document(SEED.read_bytes()))
    assert (found.record.paper.key, found.record.paper.label) == ("van-dillen-2021", "van Dillen 2021")
    assert [citation.title for citation in found.record.cited_by] == [
        "Quite a Stretch",
        "The Complete Guide to Low Back Pain",
        "Motor skills training for back pain is mediocre at best",
    ]
    assert [passage.exact.split()[0] for passage in found.listed] == ["Damned", "A", "Poorly"]
    abstract = next(part.passage.exact for part in found.prose if part.section == "abstract")
    assert abstract.startswith("Chronic low back pain (LBP) is")
    assert abstract.endswith("treatment of people with chronic LBP.")
    commentary = next(part.passage.exact for part in found.prose if part.section == "commentary")
    assert commentary.startswith("This is a study of")
    assert commentary.endswith("look like a win.")
    assert found.problems == ()
    assert_anchored(found, SEED.read_text(encoding="utf-8"))


# Not pages of the bibliography.

OTHERS: dict[str, str | bytes] = {
    "prose": "A review of neck pain\n\nNeck pain is frequent. The original abstract was longer.\n",
    "yaml": "format: 1\npaper:\n  key: a-2020\nnotes: |\n  PainSci commentary on Abel 2020:\n  Text.\n  original abstract\n",
    "csv": "key,title,year\nPainSci commentary on Abel 2020: x,original abstract,2020\n",
    "json": '{"text": "x",\n"more": "\nPainSci commentary on Abel 2020: text\noriginal abstract\n"}',
    "markdown": "# Notes\n\nPainSci commentary on Abel 2020: a label of the site.\n",
    "references": "bibliography\nAbel B, Cain D. On brothers. J Kin. 2010;1:1.\nEnoch F. On walks. J Kin. 2011;1:2.\n",
    "html": "<html><body><h1>Neck pain</h1><p>Abstract</p><p>Tags: neck, pain</p></body></html>",
    "mirror": '<html><head><link rel="canonical" href="https://elsewhere.example/x"></head><body><h1>T</h1>'
    "<p>PainSci commentary on Abel 2020:</p><p>Text.</p></body></html>",
    "name in another name": '<html><head><link rel="canonical" href="https://notpainscience.com/x"></head><body><h1>T</h1>'
    "<p>PainSci commentary on Abel 2020:</p><p>Text.</p></body></html>",
    "index": "The Pain & Therapy Bibliography\nA database of sources.\n"
    "Cain D. On brothers. J Kin. 2010;1:1. PainSci Bibliography 1.\n",
    "empty": "",
    "latin": "caf\xe9".encode("latin-1"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_sniff_claims_no_other_document(name: str) -> None:
    assert not painscience.sniff(document(OTHERS[name]))


@pytest.mark.parametrize("name", ["prose", "html", "empty"])
def test_read_names_what_it_missed(name: str) -> None:
    text = str(OTHERS[name]).replace("<p>Tags: neck, pain</p>", "")
    with pytest.raises(InputError) as caught:
        bundle(text)
    assert "original abstract" in str(caught.value.problems[0])


def test_undeclared_bytes_are_refused_with_their_place() -> None:
    with pytest.raises(InputError, match="cannot be read") as caught:
        bundle(b"<html><body><h1>Caf\xe9</h1>")
    assert caught.value.problems[0].where == "line 1"


@pytest.mark.parametrize("charset", ["nonsense", "utf-16", "unicode_escape", "idna", "utf-8", "big5"])
def test_charsets_that_do_not_fit_are_refused(charset: str) -> None:
    with pytest.raises(InputError):
        bundle(f'<html><head><meta charset="{charset}"></head><body><h1>Caf'.encode() + b"\xe9\xff\x81</h1>")


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("One page", 1),
        ("No pages", 0),
        ("12 pages", 12),
        ("Ninety-nine articles", 99),
        ("Twenty one pages", 21),
        ("Eighteen posts", 18),
        ("A dozen pages", 12),
        ("Two dozen pages", 24),
        ("One hundred and three pages", 103),
        ("Several pages", None),
        ("pages", None),
    ],
)
def test_counted(words: str, number: int | None) -> None:
    assert counted(words) == number


# What generated input may not break.

WORDS = st.sampled_from(
    ["Ache", "Guide", "Neck & Back", "(Almost)", "Why?", "No!", "… and not", "2019", "5,000", "v2.0", "Type-2", "“so”"]
)
TITLES = st.lists(st.lists(WORDS, min_size=1, max_size=5).map(lambda words: "The " + " ".join(words)), min_size=1, max_size=24)
NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
STYLES = {
    "inline": lambda titles: " " + " ".join(f"{i}. {title}" for i, title in enumerate(titles, 1)),
    "glued": lambda titles: " " + "".join(f"{i}. {title}" for i, title in enumerate(titles, 1)),
    "tight": lambda titles: " " + " ".join(f"{i}.{title}" for i, title in enumerate(titles, 1)),
    "brackets": lambda titles: " " + " ".join(f"{i}) {title}" for i, title in enumerate(titles, 1)),
    "lines": lambda titles: "\n" + "\n".join(f"{i}. {title}" for i, title in enumerate(titles, 1)),
    "spaced": lambda titles: "\r\n\r\n" + "\r\n\r\n".join(f"  {i}.  {title}" for i, title in enumerate(titles, 1)),
    "dashes": lambda titles: "\n" + "\n".join(f"- {title}" for title in titles),
    "dots": lambda titles: "\n" + "\n".join(f"• {title}" for title in titles),
    "bare": lambda titles: "\n" + "\n".join(titles),
}


@pytest.mark.parametrize("style", STYLES)
@settings(deadline=None)
@given(titles=TITLES, spelled=st.booleans())
def test_lists_of_titles_are_split_back(style: str, titles: list[str], spelled: bool) -> None:
    count = NUMBERS[len(titles)] if spelled and len(titles) < len(NUMBERS) else str(len(titles))
    verb = "page on PainSci cites" if len(titles) == 1 else "pages on PainSci cite"
    text = f"Head\n{count} {verb} Ito 2014:{STYLES[style](titles)}\nPainSci notes on Ito 2014:\nA note.\n"
    found = bundle(text)
    assert [citation.title for citation in found.record.cited_by] == titles
    assert not found.problems
    assert_anchored(found, text)


@settings(deadline=None)
@given(titles=TITLES)
def test_linked_titles_are_split_back_whatever_they_hold(titles: list[str]) -> None:
    held = [f"{title} {number}. On" for number, title in enumerate(titles, 2)]
    items = " ".join(f'{i}. <a href="/{i}.php">{title.replace("&", "&amp;")}</a>' for i, title in enumerate(held, 1))
    found = bundle(f"<html><body><h1>Head</h1><p>{len(held)} pages on PainSci cite Ito 2014: {items}</p></body></html>")
    assert [citation.title for citation in found.record.cited_by] == held
    assert [citation.url for citation in found.record.cited_by] == [
        f"https://www.painscience.com/{i}.php" for i in range(1, len(held) + 1)
    ]


PIECES = [
    "Three pages on PainSci cite Ito 2014: 1. A 2. B 3. C", "One page on PainSci cites Ito 2015:", "PainSci notes on :",
    "PainSci commentary on Ito 2014:", "original abstract", "original abstract †", "†Abstracts here may", "Tags: a, b",
    "Common issues and characteristics", "This page is part of the PainScience BIBLIOGRAPHY", "bibliography", "updated",
    "Ito B, Cox D. On ice. J Cold. 2014;1:2. PubMed 7.", "doi: 10.1/x 10.1234/).", "item type", "authors", "year: 2014",
    "abstract", "★★", "?", "~ Paul Ingraham", "- A", "• ", "2. ", "<p>", "</p>", "<ol><li>", "<a href='javascript:x'>",
    "<h1>", "</h1>", "<html>", "&lt;", "\n", "\r\n", "\t", " ", "\u2028", "\u202e", "٣. ",
]  # fmt: skip
SCRAPS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=30).map("\n".join)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=300)
@given(
    st.one_of(st.text(), SCRAPS, SCRAPS.map(lambda text: "<html><body>" + text), SCRAPS.map(lambda text: text.replace("\n", " ")))
)
@example("<html><h1>\u2028</h1><p>Tags: a")
@example("ITEM TYPE\nABSTRACT")
@example("original abstract\n")
def test_any_text_is_read_or_refused(text: str) -> None:
    painscience.sniff(document(text))
    try:
        found = bundle(text)
    except InputError:
        return
    assert_anchored(found, open_page(document(text)).text)


@settings(deadline=None)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_read_or_refused(data: bytes, html: bool) -> None:
    data = b'<html><meta charset="windows-1252"><body>Tags: a, b<p>' + data if html else data
    painscience.sniff(document(data))
    try:
        found = bundle(data)
    except InputError:
        return
    assert_anchored(found, open_page(document(data)).text)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.suffix[1:]}")
def test_every_beginning_of_a_page_is_read_or_refused(path: Path) -> None:
    data = path.read_bytes()
    for end in range(0, len(data), 41):
        try:
            found = bundle(data[:end])
        except InputError:
            continue
        assert_anchored(found, open_page(document(data[:end])).text)


MEGABYTE = 2**20
PAGE = "Head\n3 pages on PainSci cite Ito 2014: 1. A 2. B 3. C\n"
GARBAGE = {
    "letters": "a" * MEGABYTE,
    "lines": "a\n" * (MEGABYTE // 2),
    "blanks": " " * MEGABYTE,
    "blank lines": PAGE + "\n" * MEGABYTE,
    "digits": PAGE[:-12] + "1" * MEGABYTE,
    "marks": PAGE.replace("3 pages", "999 pages")[:-1] + " 4. D 5. E" * (MEGABYTE // 10),
    "marked lines": "Head\n9999 pages on PainSci cite Ito 2014:\n" + "".join(f"{i}. A\n" for i in range(1, 100_000)),
    "wrapped lines": "Head\n9999 pages on PainSci cite Ito 2014: 1. A\n" + "".join(f"a {i}. A\n" for i in range(2, 100_000)),
    "announcements": "One page on PainSci cites Ito 2014: " * (MEGABYTE // 36),
    "announcement lines": "One page on PainSci cites Ito 2014: A\n" * 8_000,
    "labels": "PainSci notes on " * (MEGABYTE // 17),
    "words": "One " * (MEGABYTE // 4),
    "stars": "Tags: a\nPainSci notes on Ito 2014: " + "★" * 100_000,
    "tooltips": "PainSci notes on Ito 2014: " + "?x let me know. " * 50_000,
    "authors": "Tags: a\n" + "Ito B, " * (MEGABYTE // 7),
    "sentences": "Tags: a\nIto B. " + "a. " * (MEGABYTE // 3),
    "dashes": "Tags: a\n" + "- " * (MEGABYTE // 2),
    "updates": "Tags: a\n" + "updated " * (MEGABYTE // 8),
    "bibliographies": "bibliography " * (MEGABYTE // 13),
    "years": "Tags: a\nPainSci notes on " + "2014 " * (MEGABYTE // 5),
    "fields": "item type\n" + "authors\n" * 10_000,
    "angles": "<html>" + "<" * MEGABYTE,
    "deep": "<html><body>" + "<div>" * 100_000 + "deep",
    "links": "<html><body><p>Tags: a</p><p>9 pages on PainSci cite Ito 2014: " + "<a href=/x>A</a> " * 20_000,
    "items": "<html><body>Tags: a<ol>" + "<li>A" * 100_000,
    "entities": "<html><body>" + "&amp;" * (MEGABYTE // 5),
    "attributes": "<html " + "a=b " * (MEGABYTE // 4) + ">",
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_takes_time_in_proportion_to_its_length(name: str, grows: Callable[..., float]) -> None:
    def read(text: str) -> None:
        painscience.sniff(document(text))
        with suppress(InputError):
            bundle(text)

    whole = GARBAGE[name]
    assert grows(lambda: read(whole[: len(whole) // 16]), lambda: read(whole), 80) < 80


def test_deep_nesting_keeps_the_text() -> None:
    page = "<html><body><h1>Deep</h1>" + "<div>" * 30_000 + "PainSci notes on Ito 2014:<br>Found." + "</div>" * 30_000
    found = bundle(page)
    assert found.prose[0].passage.exact == "Found."
