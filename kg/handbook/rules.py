"""The rules as their files say them, with the flaws they are candidates for and the limits they take."""

from __future__ import annotations

import re

from kg.handbook.entries import Limit, Rule
from kg.handbook.library import Library, entry, short
from kg.rdf import mint
from kg.rdf.vocab import ALERT, KG
from kg.rules.catalogue import Rule as Written
from kg.rules.catalogue import catalogue, parameters

__all__ = ["rules"]

_FLAW = re.compile(r"\bflaw:([a-z0-9][\w-]*)")


def rules(library: Library) -> tuple[Rule, ...]:
    """All rules in the order of their files."""
    return tuple(_rule(library, written) for written in catalogue())


def _rule(library: Library, of: Written) -> Rule:
    """Where a query constructs the flaw itself, those that it names are the ones it can construct."""
    constructed = of.text.partition("WHERE")[0]
    flaws = [of.flaw] if of.flaw else _FLAW.findall(of.text) if f"{short(KG.flaw.value)} ?" in constructed else []
    return Rule(
        name=entry(mint.rule(of.name).value, of.title),
        version=of.version,
        severities=tuple(library.name(ALERT[alert].value) for alert in of.alerts),
        flaws=tuple(library.name(mint.flaw(flaw).value) for flaw in dict.fromkeys(flaws)),
        about=of.about,
        caution=of.caution,
        limits=tuple(_limit(name) for name in of.parameters),
        text=of.text,
    )


def _limit(name: str) -> Limit:
    known = parameters()[name]
    return Limit(name, str(known.default), known.about, known.source)
