"""What a query may be made of, for the completion of the editor: prefixes, and terms with their labels and counts."""

from __future__ import annotations

from collections.abc import Iterator

from kg.handbook.entries import Name
from kg.report.known import Known
from kg.tables import counted, visible

__all__ = ["vocabulary"]

_LONGEST = 200  # characters of what is said about a term

Entry = dict[str, str]


def vocabulary(known: Known) -> dict[str, list[Entry]]:
    """`prefixes` (name, iri) and `terms` (name as `kg:Paper`, kind, label, about): classes first, then properties, codes, things.

    Everything is text. `kind` is class, property, code, function, flaw, instrument or rule; `about` says what it means.
    """
    terms = [entry for entry in _terms(known) if ":" in entry["name"] and not entry["name"].startswith("http")]
    prefixes = [{"name": one.name, "iri": one.iri} for one in known.book.prefixes]
    return {"prefixes": prefixes, "terms": terms}


def _terms(known: Known) -> Iterator[Entry]:
    book = known.book
    for one in book.classes:
        yield _entry(one.term.name, "class", one.term.definition)
    for property_ in book.properties:
        yield _entry(property_.term.name, "property", property_.term.definition)
    for codes in book.lists:
        for code in codes.codes:
            yield _entry(code.name, "code", code.definition)
    for function in book.functions:
        arguments = ", ".join(argument.name for argument in function.arguments)
        yield _entry(function.name, "function", f"({arguments}) {' '.join(function.about)}")
    for identifier, flaw in known.flaws.items():
        row = known.shares.get(identifier)
        here = f"In {row['papers']} of {counted(int(str(row['judged'])), 'paper')} judged for it. " if row else ""
        yield _entry(flaw.name, "flaw", f"{here}{flaw.definition}")
    for identifier, instrument in known.instruments.items():
        here = f"In {counted(known.measured[identifier], 'paper')}. " if identifier in known.measured else ""
        yield _entry(instrument.name, "instrument", f"{here}{', '.join(instrument.abbreviations)}")
    for rule in book.rules:
        yield _entry(rule.name, "rule", rule.about)


def _entry(name: Name, kind: str, about: str | None) -> Entry:
    text = " ".join(visible(about or "").split())
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}\u2026"
    return {"name": name.short, "kind": kind, "label": visible(name.label), "about": short}
