"""An answer as a picture: bars of its numbers, or its things and the links between them; else why that does not fit."""

from __future__ import annotations

from collections.abc import Mapping

from kg.explorer.asking.found import Rows, Term
from kg.explorer.asking.homes import home, short
from kg.tables import counted, visible
from kg.views.charts import node_link, plain_bars
from kg.views.charts.drawing import Picture
from kg.views.charts.node_link import Link, Thing
from kg.views.charts.plain_bars import PlainBar, PlainBars
from kg.views.figure import NARROW, WIDE

__all__ = ["BARS", "THINGS", "Pictures", "bars", "chart", "graph"]

BARS, THINGS = 40, 150  # as many as can be read
Names = Mapping[str, str]
Pictures = tuple[Picture, ...]  # for a wide and for a narrow page, or one for both, wider than a phone


def chart(found: Rows, names: Names) -> Pictures | str:
    """Bars: the first column that holds numbers, by the first that does not. A text says why there is no chart.

    `names` are what people call things, by their IRIs.
    """
    if found.truth is not None or not found.rows:
        return "There are no rows to draw."
    if found.triples:
        return "Triples have no column of numbers. The graph draws them."
    numeric = [_numeric(found, place) for place in range(len(found.columns))]
    if not any(numeric):
        return "A chart needs a column of numbers, and no column of this answer holds only numbers. Count or average something."
    if all(numeric):
        return "A chart needs a column of names beside the numbers, and all columns of this answer are numbers."
    name, measure = numeric.index(False), numeric.index(True)
    rows = [(row[name], row[measure]) for row in found.rows]
    label, value = (found.columns[place].replace("_", " ") for place in (name, measure))
    return bars(
        [
            PlainBar(_label(one, names), amount.number, amount.text, _link(one))
            for one, amount in rows
            if amount is not None and amount.number is not None
        ],
        len(found.rows),
        f"{value} by {label}",
        value,
    )


def bars(all_bars: list[PlainBar], rows: int, title: str, measure: str) -> Pictures | str:
    """The first bars in the order of the answer; what is left out is said below them. `measure` says what the bars count."""
    if not all_bars:
        return "There are no rows with a number to draw."
    shown, missing = all_bars[:BARS], rows - len(all_bars)
    notes = [f"The first {len(shown)} of {counted(rows, 'row')}, in the order of the answer."] if len(all_bars) > BARS else []
    notes += [f"{counted(missing, 'row')} without a number {'is' if missing == 1 else 'are'} not drawn."] if missing else []
    data = PlainBars(title, measure, shown, " ".join(notes))
    return plain_bars.draw(data, WIDE), plain_bars.draw(data, NARROW)


def graph(found: Rows, names: Names) -> Pictures | str:
    """Things and links: of triples each, of rows the first two columns, or three as thing, link and thing.

    `names` are what people call things, by their IRIs. A text says why there is no graph.
    """
    if found.truth is not None or not found.rows:
        return "There is nothing to draw."
    if len(found.columns) < 2:
        return "A graph needs two columns, from one thing to another, or three with the name of the link between them."
    three = found.triples or len(found.columns) == 3
    whole = [(row[0], row[1] if three else None, row[2 if three else 1]) for row in found.rows]
    pairs = [(one, between, other) for one, between, other in whole if one is not None and other is not None]
    things: dict[str, Thing] = {}
    links: list[Link] = []
    for one, between, other in pairs:
        start = _key(one)
        end = f"{start} {_key(other)}" if found.triples and other.kind == "literal" else _key(other)  # a value is of one thing
        if len({start, end} - things.keys()) + len(things) > THINGS:
            continue
        things.setdefault(start, _thing(one, names))
        things.setdefault(end, _thing(other, names))
        links.append(Link(start, end, _label(between, names) if between else ""))
    if not links:
        return "No row has both ends of a link."
    more = "" if len(links) == len(whole) else f" ({len(links):,} of {len(whole):,} links)"
    title = f"{counted(len(things), 'thing')} and how they are linked{more}"
    return (node_link.draw(title, things, links, WIDE),)


def _numeric(found: Rows, place: int) -> bool:
    terms = [term for row in found.rows if (term := row[place]) is not None]
    return bool(terms) and all(term.number is not None for term in terms)


def _key(term: Term) -> str:
    return f"{term.kind} {term.text} {term.language} {term.datatype}"


def _thing(term: Term, names: Names) -> Thing:
    return Thing(_label(term, names), _link(term), term.kind == "literal")


def _label(term: Term | None, names: Names) -> str:
    if term is None:
        return "(no value)"
    text = names.get(term.text) or short(term.text) if term.kind == "iri" else term.text
    return " ".join(visible(text[:200]).split()) or "(empty)"


def _link(term: Term | None) -> str | None:
    return home(term.text) if term is not None and term.kind == "iri" else None
