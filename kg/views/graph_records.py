"""Nodes and links of a graph as records of plain texts and numbers: what a page, or a program that asks for them, is told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kg.tables import visible
from kg.views import palette
from kg.views.render import one_line, safe_link

__all__ = ["kept", "link_record", "node_record"]


def kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that say something."""
    return {key: value for key, value in values.items() if value}


def node_record(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a page says of a node, as plain texts; what says nothing is left out."""
    told = {
        "iri": _text(name),
        "kind": given["kind"],
        "label": _line(str(given.get("label") or name)),
        "title": one_line(str(given.get("title") or "")),
        "year": given.get("year"),
        "group": one_line(str(given.get("group") or "Other")) if given["kind"] == "flaw" else None,
        "weight": int(given.get("weight") or 0),
        "note": one_line(str(given.get("note") or "")),
        "link": _link(given.get("link")),
        "page": given.get("page"),
        "facts": [[_text(str(key)), _text(str(value))] for key, value in given.get("facts") or ()],
        "estimates": [_texts(estimate) for estimate in given.get("estimates") or ()],
        "retracted": bool(given.get("retracted")),
        "notices": [_texts(said) | kept({"link": _link(said.get("link"))}) for said in given.get("notices") or ()],
        "left": given.get("left"),
        "neighbours": given.get("neighbours"),
    }
    return kept(told) | {"weight": told["weight"]}


def link_record(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a page says of a link, as plain texts, the strongest judgement first; what says nothing is left out."""
    findings = sorted(given.get("findings") or (), key=lambda finding: _strength(finding.get("presence")))
    return kept(
        {
            "kind": str(given.get("kind") or "finding"),
            "label": _line(str(given.get("label") or "")),
            "origin": str(given.get("origin") or "asserted"),
            "presence": given.get("presence"),
            "disputed": bool(given.get("disputed")),
            "intent": _line(str(given.get("intent") or "")),
            "findings": [_said(finding) for finding in findings],
            "said": [_said(stated) for stated in given.get("said") or ()],
            "both": given.get("both"),
            "judged": given.get("judged"),
        }
    )


def _said(given: Mapping[str, Any]) -> dict[str, Any]:
    """A statement as texts; its address only where it is safe to open."""
    return _texts(given) | kept({"source_url": _link(given.get("source_url"))})


_APART = ("link", "source_url", "finding")  # addresses are judged first; the number of a finding is the columns' own


def _texts(given: Mapping[str, Any]) -> dict[str, Any]:
    """The entries as texts; addresses are left to those who judge them."""
    return kept({key: _text(str(value)) for key, value in given.items() if value is not None and key not in _APART})


# Reasons, passages, sources and names come again and again.
_line, _text, _link = lru_cache(1 << 16)(one_line), lru_cache(1 << 16)(visible), lru_cache(1 << 16)(safe_link)


def _strength(presence: object) -> int:
    return palette.STRENGTH.index(presence) if presence in palette.STRENGTH else len(palette.STRENGTH)
