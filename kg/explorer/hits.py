"""What a search found as a reader meets it: the name with where it leads, its words with those that were asked for marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from kg.rdf.vocab import BASE
from kg.report.known import Known
from kg.search.index import Hit
from kg.tables import visible
from kg.views.report import addresses

__all__ = ["END", "KINDS", "START", "Shown", "shown_hit"]

START, END = "\x01", "\x02"  # about the words that were asked for; no stored text holds them
KINDS = {
    "paper": "Papers", "flaw": "Flaws", "finding": "Judgements", "outcome": "Outcomes",
    "article": "Citing articles", "passage": "Passages", "note": "Notes", "notice": "Editorial notices",
    "reference": "Cited works",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A hit. `words` are pieces of text with whether they are to be marked; `paper` leads to the paper it belongs to."""

    kind: str
    name: tuple[tuple[str, bool], ...]
    href: str | None
    words: tuple[tuple[str, bool], ...]
    where: str
    paper: str = ""
    paper_href: str = ""


def shown_hit(known: Known, hit: Hit) -> Shown:
    """The hit with its page: things without one lead to what the server says of their IRI, which leads to their place."""
    papers, where = _papers(known, hit)
    key = papers[0] if papers else ""
    name = known.paper(hit.id).text if hit.kind == "paper" else known.flaw(hit.id).text if hit.kind == "flaw" else hit.label
    if hit.kind == "finding":
        flaw, _, presence = hit.label.rpartition(": ")
        name = f"{known.flaw(flaw).text}: {presence.replace('-', ' ')}"
    snippet = hit.snippet
    whole = _bare(snippet).strip("\u2026")
    if whole and whole in name:  # the name has all of the words: they are marked there, and not told twice
        name, snippet = name.replace(whole, snippet.strip("\u2026"), 1), ""
    paper = known.paper(key) if key and hit.kind != "paper" else None
    return Shown(
        hit.kind, _pieces(name), _href(known, hit, key), _pieces(snippet), visible(where),
        visible(paper.text) if paper else "", paper.href or "" if paper else "",
    )  # fmt: skip


def _papers(known: Known, hit: Hit) -> tuple[list[str], str]:
    """The papers that the hit belongs to, and where it stands without them: a flaw stands in no source."""
    if hit.kind == "paper":
        return [hit.id], hit.where
    if hit.kind == "flaw":
        return [], ""
    first, *others = hit.where.split("; ")
    parts = first.split(", ")
    papers = []
    while parts and parts[0] in known.papers:
        papers.append(parts.pop(0))
    return papers, "; ".join(part for part in (", ".join(parts), *others) if part)


def _href(known: Known, hit: Hit, key: str) -> str | None:
    page = addresses.paper(key) if key in known.papers else None
    if hit.kind == "paper":
        return addresses.paper(hit.id) if hit.id in known.papers else page
    if hit.kind == "flaw":
        return known.flaw(hit.id).href
    if hit.kind == "article":
        article = hit.id.removeprefix(f"{BASE}paper/")
        return addresses.paper(article) if article in known.papers else addresses.article(hit.id)
    if hit.kind == "note":
        return f"{page}#sources" if page else None
    if hit.kind == "reference":
        cited = hit.id.removeprefix(f"{BASE}paper/")
        return addresses.paper(cited) if cited in known.papers else f"{page}#cited-by" if page else None
    return f"described?iri={quote(hit.id, safe='')}"


def _bare(text: str) -> str:
    return text.replace(START, "").replace(END, "")


def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, marked and not; what is left of marks that do not pair up goes."""
    found = []
    marked = False
    for part in re.split(f"([{START}{END}])", text):
        if part in (START, END):
            marked = part == START
        elif part:
            found.append((visible(part), marked))
    return tuple(found)
