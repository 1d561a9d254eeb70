"""Papers side by side: in their order, each judgement with its assessor, silence as silence, what is derived apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import NotFound, UsageError
from kg.explorer.asked import Answer, Asked
from kg.explorer.papers.chosen import chosen
from kg.explorer.papers.compared import compared, effects, judgements
from kg.explorer.papers.selection import selection
from kg.report.known import Known
from kg.sparql import ask
from kg.store import Store
from kg.views.report.entries import Grid

Text = Callable[..., str]
Get = Callable[..., Answer]
THREE = ("cui-2016", "chang-2017", "van-dillen-2021")
ADDRESS = "/compare?" + "&".join(f"paper={key}" for key in THREE)


def section(page: str, anchor: str) -> str:
    found = re.search(rf'<section id="{anchor}".*?</section>', page, re.DOTALL)
    assert found is not None, anchor
    return unescape(found[0])


def test_papers_stand_in_the_order_of_the_address_once_each(corpus: Store, text: Text, known: Callable[..., Known]) -> None:
    for keys in (THREE, tuple(reversed(THREE))):
        page = text(corpus, "/compare?" + "&".join(f"paper={key}" for key in (*keys, keys[0])))
        heads = re.search(r"<thead>.*?</thead>", section(page, "facts"), re.DOTALL)
        assert heads is not None
        assert re.findall(r'href="paper/([^"]+)\.html"', heads[0]) == list(keys)


def test_every_judgement_of_the_papers_is_there_with_its_assessor(corpus: Store, known: Callable[..., Known], text: Text) -> None:
    of = known(corpus)
    papers = [compared(of, key) for key in THREE]
    shown = {
        (paper.key, row.flaw.text, one.presence, one.assessor.text)
        for row in judgements(of, papers)
        for paper, cell in zip(papers, row.findings, strict=True)
        for one in cell
    }
    asked = {
        (str(row["paper"]), str(row["label"]), str(row["presence"]), str(row["assessor"]).removesuffix(" (software)"))
        for row in ask(corpus, "judgements").dicts()
        if row["paper"] in THREE
    }
    assert shown == asked
    page = section(text(corpus, ADDRESS), "judgements")
    total = sum(len(paper.findings) for paper in papers)
    assert page.count("<details") == total


def test_silence_is_not_judged_and_never_no(corpus: Store, known: Callable[..., Known], text: Text) -> None:
    of = known(corpus)
    rows = list(judgements(of, [compared(of, key) for key in THREE]))
    silent = sum(not cell for row in rows for cell in row.findings)
    assert silent
    body = section(text(corpus, ADDRESS), "judgements")
    assert body.count(">not judged<") == silent


def test_disagreements_are_those_of_the_question(corpus: Store, known: Callable[..., Known], text: Text) -> None:
    clashes: dict[str, set[str]] = {}
    for row in ask(corpus, "disagreements").dicts():
        clashes.setdefault(str(row["paper"]), set()).add(str(row["label"]))
    key = max(clashes, key=lambda one: len(clashes[one]))
    of = known(corpus)
    rows = [row.flaw.text for row in judgements(of, [compared(of, key)]) if row.disputed]
    assert set(rows) == clashes[key]
    page = section(text(corpus, f"/compare?paper={key}&show=disputed"), "judgements")
    assert page.count('<span class="mark warn">assessors disagree</span>') == len(rows)


def test_links_lead_to_the_judgement_on_the_page_of_the_paper(corpus: Store, text: Text) -> None:
    links = set(re.findall(r'href="(paper/[^"#]+)#(finding-[^"]+)"', text(corpus, ADDRESS)))
    pages = {href: text(corpus, f"/{href}") for href, _ in links}
    assert len(pages) == len(THREE)
    assert all(f'id="{anchor}"' in pages[href] for href, anchor in links)


def test_shared_outcomes_are_those_of_two_papers_with_every_estimate(corpus: Store, known: Callable[..., Known]) -> None:
    of = known(corpus)
    instruments: dict[str, set[str]] = {}
    for key in of.papers:
        for one in of.documents.of(key):
            for outcome in one.bundle.record.outcomes:
                if outcome.instrument and outcome.estimates:
                    instruments.setdefault(outcome.instrument, set()).add(key)
    instrument = max(instruments, key=lambda name: len(instruments[name]))
    keys = sorted(instruments[instrument])[:3]
    papers = [compared(of, key) for key in keys]
    grids = [block for block in effects(of, papers).blocks if isinstance(block, Grid)]
    grid = next(block for block in grids if block.caption.startswith(of.instrument(instrument).text))
    wanted = [
        estimate
        for key in keys
        for one in of.documents.of(key)
        for outcome in one.bundle.record.outcomes
        if outcome.instrument == instrument
        for estimate in outcome.estimates
    ]
    assert len(grid.rows) == len(wanted)
    assert f"{len(wanted)} estimates of {len(keys)} papers" in grid.caption
    assert {row[0].text for row in grid.rows} == {of.paper(key).text for key in keys}


def test_effects_compare_with_thresholds_as_the_question_has_it(corpus: Store, known: Callable[..., Known]) -> None:
    """Over all papers on one instrument, the verdicts of the lines add up to those of `effects-against-thresholds`."""
    of = known(corpus)
    asked = max(ask(corpus, "effects-against-thresholds", about="").dicts(), key=lambda row: int(str(row["estimates"])))
    rows = [
        row for row in ask(corpus, "effects-against-thresholds", about="").dicts() if row["instrument"] == asked["instrument"]
    ]
    query = (("instrument", str(asked["instrument"])),)
    keys = chosen(of, selection(of, Asked("/papers.html", query)), most=0, facets=False).rows.column("paper")
    papers = [compared(of, str(key)) for key in keys]
    name = of.instrument(str(asked["instrument"])).text
    grid = next(b for b in effects(of, papers).blocks if isinstance(b, Grid) and b.caption.startswith(f"{name}:"))
    told = [row[-1].text for row in grid.rows]
    counts = {
        word: sum(int(found[1]) for text in told if (found := re.search(rf"{phrase} (\d+) of", text)))
        for word, phrase in (("smaller", "smaller than"), ("reaching", "reaches"), ("beyond", "beyond"))
    }
    assert counts == {word: sum(int(str(row[word])) for row in rows) for word in counts}


def test_what_is_derived_stands_apart_and_is_never_counted_as_judged(corpus: Store, text: Text) -> None:
    page = text(corpus, ADDRESS)
    derived = section(page, "derived")
    assert 'class="derived"' in derived
    assert "nobody asserted them" in derived
    assert "Candidate" not in section(page, "judgements")


def test_adding_by_key_and_by_words(corpus: Store, text: Text) -> None:
    assert "chang-2017" in section(text(corpus, "/compare?paper=cui-2016&add=chang-2017"), "facts")
    found = unescape(text(corpus, "/compare?paper=cui-2016&add=functional+activities+strength"))
    assert 'href="compare?paper=cui-2016&paper=van-dillen-2021"' in found
    assert "No further paper has these words" in text(corpus, "/compare?paper=cui-2016&add=nowhere-to-be-found")


def test_leaving_out(corpus: Store, text: Text) -> None:
    page = unescape(text(corpus, ADDRESS))
    assert 'href="compare?paper=cui-2016&paper=van-dillen-2021">Leave out' in page
    assert "Add papers above" in text(corpus, "/compare")


@pytest.mark.parametrize(
    ("query", "error", "said"),
    [
        ("paper=cui-2015", NotFound, "cui-2016"),
        ("paper=cui-2016&show=none", UsageError, "all"),
        ("add=" + "a" * 400, UsageError, "key"),
    ],
)
def test_what_cannot_be_compared_is_told(corpus: Store, get: Get, query: str, error: type, said: str) -> None:
    with pytest.raises(error) as caught:
        get(corpus, f"/compare?{query}")
    assert said in caught.value.message + caught.value.hint  # type: ignore[attr-defined]


def test_seven_are_too_many_and_six_are_not(corpus: Store, get: Get, known: Callable[..., Known]) -> None:
    keys = list(known(corpus).papers)[:7]
    assert get(corpus, "/compare?" + "&".join(f"paper={key}" for key in keys[:6])).status == 200
    with pytest.raises(UsageError, match="7 papers"):
        get(corpus, "/compare?" + "&".join(f"paper={key}" for key in keys))


def test_a_retraction_stands_above_everything(world: Store, known: Callable[..., Known], text: Text) -> None:
    gone = [key for key, row in known(world).papers.items() if row["retracted"]]
    others = [key for key in known(world).papers if key not in gone]
    if gone:
        page = text(world, f"/compare?paper={others[0]}&paper={gone[0]}")
        assert page.index('class="notice"') < page.index('id="facts"')
    assert 'class="notice"' not in text(world, f"/compare?paper={others[0]}")


def test_words_of_others_follow_the_mode(corpus: Store, get: Get) -> None:
    address = f"/compare?paper={THREE[2]}"  # its judgements were read from a page: their passages are others' words
    whole, none = (get(corpus, address, passages=mode).body.decode() for mode in ("full", "none"))
    quoted = [one for said in Known(corpus).documents.of(THREE[2]) for a in said.bundle.record.appraisals for one in a.findings]
    if any(one.passage for one in quoted):
        assert none.count("not shown here") > whole.count("not shown here") == 0
        assert none.count("<q>") < whole.count("<q>")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=30))
def test_no_text_breaks_the_field(world: Store, get: Get, typed: str) -> None:
    from urllib.parse import quote

    assert get(world, f"/compare?add={quote(typed, errors='replace')}").status == 200


def test_markup_stays_text(hostile: Store, text: Text) -> None:
    page = text(hostile, "/compare?paper=con&paper=other&add=%3Cscript%3E")
    assert "<img" not in page
    assert "<script>" not in page
    assert "\u202e" not in page
