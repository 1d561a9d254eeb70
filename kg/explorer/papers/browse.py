"""The list of papers with facets: what fits, out of how many, in which order; the address is the selection."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kg.errors import NotFound, UsageError
from kg.explorer.asked import Answer, Asked
from kg.explorer.framing import COMPARE, made
from kg.explorer.papers.chosen import PAGE, Chosen, Value, chosen
from kg.explorer.papers.selection import FACETS, NONE, SORTS, Selection, selection
from kg.report.cells import HOME
from kg.report.known import Known
from kg.report.wording import spaced
from kg.tables import FORMATS, Cell, counted
from kg.views.report import addresses
from kg.views.report.entries import Cell as Shown
from kg.views.report.entries import Mark, Page
from kg.views.report.page import shown

__all__ = ["browse"]

_LISTED = 30  # values of a facet, of flaws all
_TITLES = {
    "flaw": ("Flaw found", "Some assessor calls it, or a category below it, present or likely present."),
    "absent": ("Flaw judged absent", "Some assessor calls it, or a category below it, absent or likely absent."),
    "appraised": ("Appraised", "Whether anybody judged the paper here."),
    "assessor": ("Assessor", ""),
    "design": ("Design", ""),
    "condition": ("Condition", ""),
    "instrument": ("Measured with", "Instruments of estimates that somebody entered, not of those that a program read."),
    "effect": ("Effect against thresholds", "Entered differences in means with an interval, against each threshold."),
    "retracted": ("Retracted", "Whether a retraction is in force."),
    "journal": ("Journal", ""),
    "source": ("Source", "The file that describes it."),
}  # fmt: skip
_WORDS = {
    "appraised": {"yes": "Appraised by someone", "no": "Not appraised"},
    "retracted": {"yes": "Retraction in force", "no": "No retraction known"},
    "effect": {
        "smaller": "Some whole interval smaller than every threshold",
        "between": "Some interval that reaches a threshold or lies between two",
        "beyond": "Some whole interval beyond every threshold",
    },
}
_FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet to tick. `depth`: 0, or 1 for a category below the one before it."""

    value: str
    label: str
    count: str
    chosen: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values; `more` says how many are not listed."""

    name: str
    title: str
    about: str
    choices: tuple[Choice, ...]
    open: bool
    more: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A value that is chosen, and the address without it."""

    text: str
    href: str


def browse(known: Known, asked: Asked) -> Answer:
    """The list as a page, or as a file where the address says `format=csv` or `format=json`."""
    of = selection(known, asked)
    form = asked.first("format")
    if form:
        return _file(known, of, form)
    found = chosen(known, of)
    pages = max(1, -(-found.papers // PAGE))
    if of.page > pages:
        raise NotFound(f"There is no page {of.page} of this list.", hint=f"It has {counted(pages, 'page')}.")
    about = (
        f"{found.papers:,} of {counted(found.total, 'paper')}, {found.appraised:,} of them appraised."
        if of.anything
        else f"{counted(found.total, 'paper')}, {found.total_appraised:,} of them appraised."
    )
    page = Page(addresses.PAPERS, "Papers", "Papers", about, (), crumbs=(HOME,))
    return made(
        known, "browse.html", page, about=about, of=shown(of.title), first=of.first, last=of.last, compare=COMPARE,
        facets=shown(tuple(_facet(known, name, of, found) for name in FACETS)), chips=shown(tuple(_chips(known, of))),
        rows=shown(tuple(_row(row) for row in found.rows.dicts())), sorts=SORTS, sort=of.sort,
        files=tuple((name.upper(), of.address(addresses.PAPERS, format=name)) for name in _FORMATS),
        pages=shown(tuple(_pages(of, pages))), span=_span(of, found), clear=addresses.PAPERS,
    )  # fmt: skip


def _file(known: Known, of: Selection, form: str) -> Answer:
    if form not in _FORMATS:
        raise UsageError(f"The list has no format {form!r}.", hint=f"Known are {', '.join(_FORMATS)}.")
    rows = chosen(known, replace(of, page=1), most=0, facets=False).rows
    headers = {"Content-Disposition": f'attachment; filename="papers.{form}"'}
    return Answer(200, _FORMATS[form], FORMATS[form](rows).encode("utf-8", "replace"), headers)


def label(known: Known, facet: str, value: str) -> str:
    """The value of a facet in words."""
    if value in ("", NONE):
        return "not stated"
    if facet in ("flaw", "absent"):
        return known.flaw(value).text
    if facet == "instrument":
        return known.instrument(value).text
    return _WORDS.get(facet, {}).get(value) or (spaced(value) if facet == "design" else value)


def _facet(known: Known, name: str, of: Selection, found: Chosen) -> Facet:
    title, about = _TITLES[name]
    if name == "effect":
        about += f" {found.compared:,} of {counted(found.total, 'paper')} have such a difference."
    taken = of.values.get(name, ())
    values = {one.value or NONE: one for one in found.facets.get(name, ())}
    for value in taken:
        values.setdefault(value, Value(value, 0, 0))
    more = ""
    if name in ("flaw", "absent"):
        choices = tuple(_flaws(known, name, values, taken))
    else:
        listed = [value for at, value in enumerate(values) if at < _LISTED or value in taken]
        more = f"{len(listed)} of {counted(len(values), 'value')} are listed." if len(listed) < len(values) else ""
        choices = tuple(Choice(v, label(known, name, v), f"{values[v].papers:,}", v in taken) for v in listed)
    return Facet(name, title, about, choices, bool(taken) or name in ("appraised", "design"), more)


def _flaws(known: Known, facet: str, values: dict[str, Value], taken: tuple[str, ...]) -> Iterator[Choice]:
    """The domains by papers, each followed by its categories; counts are out of the papers in which they were judged."""
    domains: dict[str, list[str]] = {}
    for value in values:
        domains.setdefault(known.domain(value) or value, []).append(value)
    for domain, members in domains.items():
        for value in sorted(members, key=lambda one: one != domain):
            one = values[value]
            count = f"{one.papers:,} of {one.judged:,} judged"
            yield Choice(value, label(known, facet, value), count, value in taken, int(value != domain))


def _chips(known: Known, of: Selection) -> Iterator[Chip]:
    for name in FACETS:
        for value in of.values.get(name, ()):
            yield Chip(f"{_TITLES[name][0]}: {label(known, name, value)}", of.without(name, value).address(addresses.PAPERS))
    for name, text in (
        ("title", f"Words: {of.title}" if of.title else ""),
        ("from", f"From {of.first}" if of.first is not None else ""),
        ("to", f"To {of.last}" if of.last is not None else ""),
    ):
        if text:
            yield Chip(text, of.without(name).address(addresses.PAPERS))


@dataclass(frozen=True, slots=True)
class Line:
    """A paper of the list."""

    key: str
    paper: Shown
    facts: tuple[tuple[str, str, bool], ...]


def _row(row: dict[str, Cell]) -> Line:
    def text(name: str) -> str:
        return "" if row[name] is None else str(row[name])

    key = str(row["paper"])
    marks = (Mark("retracted", "warn"),) if row["retracted"] else ()
    assessors = int(text("assessors"))
    people = f"{int(text('randomized')):,}" if row["randomized"] is not None else ""
    flaws = f"{text('flaws')} of {text('flaws_judged')} judged" if assessors else "not appraised"
    facts = (
        ("Year", text("year"), True), ("Journal", text("journal"), False), ("Design", spaced(text("design")), False),
        ("Condition", text("condition"), False), ("Randomized", people, True), ("Assessors", f"{assessors:,}", True),
        ("Flaws found", flaws, True),
    )  # fmt: skip
    return Line(key, Shown(text("name"), addresses.paper(key), note=text("title"), marks=marks), facts)


def _span(of: Selection, found: Chosen) -> str:
    first = (of.page - 1) * PAGE
    if not found.papers:
        return "No paper fits all of this."
    return f"Papers {first + 1:,} to {first + len(found.rows):,} of {found.papers:,} that fit"


def _pages(of: Selection, pages: int) -> Iterator[tuple[str, str, bool]]:
    """Links to the first, the last and the near pages: text, address, whether it is this one."""
    for number in sorted({1, pages, *range(max(1, of.page - 2), min(pages, of.page + 2) + 1)}) if pages > 1 else ():
        yield str(number), replace(of, page=number).address(addresses.PAPERS), number == of.page
