"""The search: full text over papers, flaws, judgements, passages and all else that has words, by kind, with where each leads."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import urlencode

from kg.errors import UsageError, nearest
from kg.explorer.asked import Answer, Asked
from kg.explorer.framing import SEARCH, made
from kg.explorer.hits import END, KINDS, START, shown_hit
from kg.report.cells import HOME
from kg.report.known import Known
from kg.search.index import Found, Index
from kg.search.question import LONGEST, Term, words
from kg.search.upkeep import reading
from kg.tables import counted
from kg.views.report.entries import Page
from kg.views.report.page import shown

__all__ = ["find"]

_PAGE = 20
_MOST = 1000  # hits that are looked at: of more, fewer words would help nobody
_CHARACTERS = 1000


@dataclass(frozen=True, slots=True)
class Asking:
    """A search: the text as it was typed, its terms, the kind it is kept to ("" for all), and which page of the answer."""

    text: str
    terms: tuple[Term, ...]
    kind: str
    page: int


def find(known: Known, asked: Asked) -> Answer:
    """The page of a search; without words to search for, how to search."""
    of = _asking(asked)
    found, kinds, hint = _found(known, of) if of.terms else (Found((), more=False), {}, "")
    pages = -(-len(found.hits) // _PAGE)
    if of.page > max(pages, 1):
        raise UsageError(f"This search has no page {of.page}.", hint=f"It has {counted(max(pages, 1), 'page')}.")
    hits = found.hits[(of.page - 1) * _PAGE : of.page * _PAGE]
    counts = {kind: _count(len(there.hits), there.more) for kind, there in kinds.items() if there.hits}
    every = _count(sum(len(there.hits) for there in kinds.values()), any(there.more for there in kinds.values()))
    page = Page(SEARCH, "Search", "Search", "Full text of everything in this store.", (), crumbs=(HOME,))
    return made(
        known, "find.html", page, text=shown(of.text), kind=of.kind, action=SEARCH, longest=_CHARACTERS,
        told=shown(_told(of, found, len(hits))), hint=shown(hint), hits=tuple(shown_hit(known, hit) for hit in hits),
        kinds=tuple((KINDS[kind], count, _address(of.text, kind), kind == of.kind) for kind, count in counts.items()),
        all_kinds=(every, _address(of.text), not of.kind),
        pages=shown(tuple(
            (str(number), _address(of.text, of.kind, number), number == of.page)
            for number in sorted({1, pages, *range(max(1, of.page - 2), min(pages, of.page + 2) + 1)} if pages > 1 else ())
        )),
        words_dropped=f"Only the first {LONGEST} words are searched for." if len(of.terms) > LONGEST else "",
    )  # fmt: skip


def _asking(asked: Asked) -> Asking:
    text, kind, page = asked.first("q").strip(), asked.first("kind"), asked.first("page") or "1"
    if len(text) > _CHARACTERS:
        raise UsageError(
            f"The search has {len(text):,} characters.", hint=f"At most {_CHARACTERS:,} are looked for: fewer words find more."
        )
    if kind and kind not in KINDS:
        raise UsageError(f"Nothing here is of the kind {kind!r}.", hint=nearest(kind, KINDS) or f"Known are {', '.join(KINDS)}.")
    if not (page.isascii() and page.isdigit() and 0 < int(page[:7]) <= _MOST):
        raise UsageError(f"'page' has to be a whole number from 1, not {page[:20]!r}.")
    return Asking(text, words(text), kind, int(page[:7]))


def _found(known: Known, of: Asking) -> tuple[Found, dict[str, Found], str]:
    """The best hits of the kind, those of each kind, at most 1,000 each, and what to try where there are none."""
    for folder in (known.store.place, None):
        try:
            with reading(known.store, folder) as index:
                return _searched(index, of)
        except sqlite3.DatabaseError:
            if folder is None:
                raise
    raise AssertionError


def _searched(index: Index, of: Asking) -> tuple[Found, dict[str, Found], str]:
    everything = index.find(of.terms, (), _MOST, (START, END))
    if everything.more:
        kinds = {kind: index.find(of.terms, (kind,), _MOST, (START, END)) for kind in KINDS}
    else:
        kinds = {kind: Found(tuple(hit for hit in everything.hits if hit.kind == kind), more=False) for kind in KINDS}
    return kinds[of.kind] if of.kind else everything, kinds, "" if everything.hits else index.hint(of.terms)


def _count(number: int, more: bool) -> str:
    return f"{number:,}{'+' if more else ''}"


def _told(of: Asking, found: Found, here: int) -> str:
    if not of.terms:
        return "There is no word in this to search for." if of.text else ""
    what = f" of the kind {KINDS[of.kind].lower()}" if of.kind else ""
    if not found.hits:
        return f"Nothing{what} matches \u201c{of.text}\u201d."
    count = f"More than {len(found.hits):,} hits" if found.more else counted(len(found.hits), "hit")
    first = (of.page - 1) * _PAGE
    span = f", {first + 1:,} to {first + here:,} shown" if len(found.hits) > _PAGE else ""
    return f"{count}{what} for \u201c{of.text}\u201d{span}."


def _address(text: str, kind: str = "", page: int = 1) -> str:
    pairs = [("q", text), *([("kind", kind)] if kind else []), *([("page", str(page))] if page > 1 else [])]
    return f"{SEARCH}?{urlencode(pairs)}"
