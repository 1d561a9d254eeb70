"""Full-text search, whole and as suggestions."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from typing import Any

from kg.errors import UsageError
from kg.explorer.api.listing import next_address
from kg.explorer.api.parameters import Values
from kg.explorer.asked import Asked
from kg.explorer.asking.homes import home
from kg.rdf.vocab import BASE
from kg.report.known import Known
from kg.search.index import Found, Hit, Index
from kg.search.question import Term, words
from kg.search.upkeep import reading
from kg.tables import visible
from kg.views.report import addresses

__all__ = ["search", "suggest"]

Told = Mapping[str, Any]

_NODES = {
    "paper": f"{BASE}paper/",
    "flaw": f"{BASE}flaw/",
    "article": "",
    "outcome": "",
}  # and what precedes the id of each in its IRI
_WITHHELD = ("finding", "passage", "note")  # kinds whose words are those of others


def search(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The hits of this part; `total` is None where there are more than were looked at, and `more` whether there are."""
    terms = _terms(values["q"])
    limit, offset = values["limit"], values["offset"]
    found = _found(known, terms, values["kind"], limit + offset)
    hits = found.hits[offset : offset + limit]
    hint = "" if found.hits else _index(known).hint(terms)
    return {
        "q": values["q"],
        "total": None if found.more else len(found.hits),
        "limit": limit,
        "offset": offset,
        "next": next_address(asked, limit, offset) if found.more and offset + limit <= 900 else None,
        "more": found.more,
        "hint": hint,
        "items": [_told(known, hit) for hit in hits],
    }


def suggest(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The best papers, flaws, articles and outcomes, where the last word may go on."""
    terms = words(values["q"])
    if terms and not values["q"].endswith(('"', " ", "*")):
        terms = (*terms[:-1], Term(terms[-1].text, prefix=True))
    found = _found(known, terms, tuple(_NODES), values["limit"])
    items = [
        {"kind": hit.kind, "label": visible(hit.label), "note": _note(known, hit), "page": _page(known, hit), "node": _node(hit)}
        for hit in found.hits
    ]
    return {"q": values["q"], "limit": values["limit"], "more": found.more, "items": items}


def _terms(text: str) -> tuple[Term, ...]:
    terms = words(text)
    if not terms:
        raise UsageError("There is no word in q to search for.", hint='Give words, a "phrase" in quotes or a beginning: random*')
    return terms


def _index(known: Known) -> Index:
    """The index beside the store, or one made of it; open as long as the store is known."""
    return known.kept("search index of the API", lambda: reading(known.store, known.store.place))


def _found(known: Known, terms: tuple[Term, ...], kinds: tuple[str, ...], limit: int) -> Found:
    """What was found; an index file that turns out to be damaged is passed over."""
    try:
        return _index(known).find(terms, kinds, limit)
    except sqlite3.DatabaseError:
        return known.kept("search index made anew", lambda: reading(known.store, None)).find(terms, kinds, limit)


def _told(known: Known, hit: Hit) -> dict[str, Any]:
    withheld = known.passages == "none" and hit.kind in _WITHHELD
    return {
        "kind": hit.kind, "id": hit.id, "label": visible(hit.label), "where": visible(hit.where),
        "snippet": "" if withheld else visible(hit.snippet), "score": round(hit.score, 6),
        "page": _page(known, hit), "node": _node(hit),
    }  # fmt: skip


def _node(hit: Hit) -> str | None:
    """The IRI by which the graph knows it; None for what is no node."""
    return f"{_NODES[hit.kind]}{hit.id}" if hit.kind in _NODES else None


def _page(known: Known, hit: Hit) -> str | None:
    """The page that shows it: its own, else that of the first paper it belongs to."""
    if hit.kind in ("paper", "flaw"):
        return addresses.paper(hit.id) if hit.kind == "paper" else addresses.flaw(hit.id)
    if hit.kind == "article":
        return home(hit.id)
    keys = re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", hit.where.partition(", ")[0])
    return addresses.paper(keys[0]) if keys and keys[0] in known.papers else None


def _note(known: Known, hit: Hit) -> str:
    """What tells a hit from others of its name: the title of a paper, the domain of a flaw, the paper of an outcome."""
    if hit.kind == "paper" and hit.id in known.papers:
        row = known.papers[hit.id]
        return visible(f"{'Retracted. ' if row['retracted'] else ''}{row['title'] or ''}".strip())
    if hit.kind == "flaw" and hit.id in known.flaws:
        domain = known.domain(hit.id)
        return "Flaw domain" if domain == hit.id else f"Flaw: {known.flaws[domain].name.label}"
    paper = hit.where.partition(", ")[0]
    return visible(f"Outcome of {paper}" if hit.kind == "outcome" else f"Article on {paper}")
