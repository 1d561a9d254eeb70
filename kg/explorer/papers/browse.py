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

_FIRST, _LISTED = 8, 60  # values of a facet that are seen at once, and those that are listed at all; of flaws all
_TITLES = {
    "flaw": ("Flaw found", "Some assessor calls it, or one below it, present or likely present; of those judged for it."),
    "absent": ("Flaw judged absent", "Some assessor calls it, or one below it, absent or likely absent; of those judged for it."),
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
    """A value of a facet to tick."""

    value: str
    label: str
    count: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Values of a facet that stand together. With a title they are closed, and `count` says what opening them shows."""

    choices: tuple[Choice, ...]
    title: str = ""
    count: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, the chosen ones first; `left_out` says how many are not listed."""

    name: str
    title: str
    about: str
    parts: tuple[Part, ...]
    open: bool
    left_out: str = ""


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
    picked = tuple(_choice(known, name, values[value], taken) for value in taken)
    left_out = ""
    if name in ("flaw", "absent"):
        parts: tuple[Part, ...] = (Part(picked), *_domains(known, name, values, taken))
    else:
        others = [value for value in values if value not in taken]
        listed = [_choice(known, name, values[value], taken) for value in others[:_LISTED]]
        first = _FIRST if len(listed) > _FIRST + 1 else len(listed)
        parts = (Part((*picked, *listed[:first])), Part(tuple(listed[first:]), f"{len(listed) - first} more"))
        if len(listed) < len(others):
            left_out = f"{len(picked) + len(listed):,} of {counted(len(values), 'value')} are listed, those with most papers."
    parts = tuple(part for part in parts if part.choices)
    return Facet(name, title, about, parts, bool(taken) or name in ("appraised", "design"), left_out)


def _choice(known: Known, facet: str, one: Value, taken: tuple[str, ...]) -> Choice:
    count = f"{one.papers:,} of {one.judged:,}" if one.judged else f"{one.papers:,}"
    value = one.value or NONE
    return Choice(value, label(known, facet, value), count, value in taken)


def _domains(known: Known, facet: str, values: dict[str, Value], taken: tuple[str, ...]) -> Iterator[Part]:
    """The flaws that are not chosen, those of a domain together; counts are out of the papers in which they were judged."""
    domains: dict[str, list[str]] = {}
    for value in values:
        if value not in taken:
            domains.setdefault(known.domain(value) or value, []).append(value)
    for domain, members in domains.items():
        choices = [_choice(known, facet, values[one], taken) for one in sorted(members, key=lambda one: one != domain)]
        flaws = sum(one != domain for one in members)
        if flaws and choices[0].value == domain:
            choices[0] = replace(choices[0], label="Any of these")
        yield Part(tuple(choices), known.flaw(domain).text, counted(flaws, "flaw")) if flaws else Part(tuple(choices))


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
    """A paper of the list. `facts`: of each its name, what is stated, and whether that is a number."""

    key: str
    paper: Shown
    title: str
    facts: tuple[tuple[str, tuple[str, ...], bool], ...]


def _row(row: dict[str, Cell]) -> Line:
    def text(name: str) -> str:
        return "" if row[name] is None else str(row[name])

    key = str(row["paper"])
    marks = (Mark("retracted", "warn"),) if row["retracted"] else ()
    assessors = int(text("assessors"))
    people = f"{int(text('randomized')):,}" if row["randomized"] is not None else ""
    flaws = f"{text('flaws')} of {text('flaws_judged')}" if assessors else "not appraised"
    stated: tuple[tuple[str, tuple[str, ...], bool], ...] = (
        ("Year", (text("year"),), True), ("Journal and condition", (text("journal"), text("condition")), False),
        ("Design", (spaced(text("design")),), False), ("Randomized", (people,), True), ("Assessors", (f"{assessors:,}",), True),
        ("Flaws found", (flaws,), True),
    )  # fmt: skip
    facts = tuple((name, tuple(line for line in lines if line), number) for name, lines, number in stated)
    return Line(key, Shown(text("name"), addresses.paper(key), marks=marks), text("title"), facts)


def _span(of: Selection, found: Chosen) -> str:
    first = (of.page - 1) * PAGE
    if not found.papers:
        return "No paper fits all of this."
    return f"Papers {first + 1:,} to {first + len(found.rows):,} of {found.papers:,}{' that fit' if of.anything else ''}"


def _pages(of: Selection, pages: int) -> Iterator[tuple[str, str, bool]]:
    """Links to the first, the last and the near pages: text, address, whether it is this one."""
    for number in sorted({1, pages, *range(max(1, of.page - 2), min(pages, of.page + 2) + 1)}) if pages > 1 else ():
        yield str(number), replace(of, page=number).address(addresses.PAPERS), number == of.page
