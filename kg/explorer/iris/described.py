"""What the server says of an IRI: people are led to its page (303), programs get all statements about it."""

from __future__ import annotations

import re
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import NotFound, UsageError
from kg.explorer import framing
from kg.explorer.asked import Answer, Asked
from kg.explorer.asking.homes import home, short
from kg.explorer.iris.dwelling import dwelling
from kg.explorer.iris.statements import FORMATS, MOST, TITLES, about, mentioning, written
from kg.rdf.vocab import BASE
from kg.report.cells import HOME
from kg.report.known import Known
from kg.tables import counted
from kg.views.report.entries import Cell, Column, Grid, Page, Section
from kg.views.report.page import page

__all__ = ["described"]

_HTML = ("text/html", "application/xhtml+xml")
_OTHERS = {"application/json": "jsonld", "text/plain": "ntriples", "application/x-turtle": "turtle", "application/xml": "rdfxml"}
_SAFE = "/:@!$&'()*+,;=~"
_LONGEST = 2000
_ROWS = 1000
_Q = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.IGNORECASE)


def described(known: Known, asked: Asked) -> Answer:
    """The answer for `/described?iri=IRI`, or for a path that continues this project's own IRIs (`/finding/…`).

    `format` names a format whatever the client accepts. Raises NotFound where nothing is stated, UsageError for no IRI.
    """
    given = asked.first("iri")
    if asked.path == "/described" and not given:
        raise UsageError("There is no IRI to describe.", hint="Give one: /described?iri=https://...")
    iris = [given] if given else [BASE + asked.path[1:], BASE + quote(asked.path[1:], safe=_SAFE)]
    iri, quads, cut = _first(known, iris)
    form = asked.first("format") or _wanted(asked.accept)
    if form == "html":
        place = dwelling(known, iri)
        headers = {"Vary": "Accept", "Link": _links(iri)}
        if place is not None:
            return Answer(303, "text/plain; charset=utf-8", b"", {"Location": f"/{place}", **headers})
        answer = Answer.html(_page(known, asked.path[1:], iri, quads, cut))
        answer.headers.update(headers)
        return answer
    if form not in FORMATS:
        told = f"No format {form!r} is known." if form else "None of the formats that were asked for is there."
        raise UsageError(told, hint=f"There are html, {', '.join(FORMATS)}.")
    headers = {"Vary": "Accept", "Link": _links(iri), **({"Kg-Truncated": f"after {MOST} statements"} if cut else {})}
    return Answer(200, FORMATS[form], written(known, quads, form), headers)


def _first(known: Known, iris: list[str]) -> tuple[str, list[ox.Quad], bool]:
    """The first of the IRIs of which something is stated, with the statements."""
    for iri in iris:
        if len(iri) > _LONGEST:
            raise UsageError(f"The IRI has {len(iri):,} characters.", hint=f"At most {_LONGEST:,} are looked for.")
        try:
            ox.NamedNode(iri)
        except ValueError:
            continue
        quads, cut = about(known, iri)
        if quads:
            return iri, quads, cut
    raise NotFound(f"Nothing is stated here of {iris[0]}.", hint="The search finds things by their words.")


def _wanted(accept: str) -> str:
    """html, a name of `FORMATS`, or "" where the header takes none of them; people who say nothing get html."""
    best, rated = "", 0.0
    for text in accept.split(",")[:100] if accept.strip() else ["*/*"]:
        media, *parameters = (part.strip().lower() for part in text.split(";"))
        q = next((float(found[1]) for found in map(_Q.fullmatch, parameters) if found), 1.0)
        names = {kind: name for name, kind in FORMATS.items()} | _OTHERS | dict.fromkeys((*_HTML, "*/*", "text/*"), "html")
        name = names.get(media) or ("jsonld" if media == "application/*" else "")
        if name and q > rated:
            best, rated = name, q
    return best


def _links(iri: str) -> str:
    """The formats that there are, as the header Link has them."""
    where = f"/described?iri={quote(iri, safe='')}"
    return ", ".join(
        f'<{where}&format={name}>; rel="{"describedby" if name == "turtle" else "alternate"}"; type="{kind}"'
        for name, kind in FORMATS.items()
    )


def _page(known: Known, address: str, iri: str, quads: list[ox.Quad], cut: bool) -> str:
    """The statements as a table, for what has no page of its own."""
    rows = tuple(
        (
            Cell(short(quad.predicate.value), home(quad.predicate.value)),
            _value(quad.object),
            known.source(getattr(quad.graph_name, "value", "")),
        )
        for quad in quads[:_ROWS]
    )
    left = f"The first {_ROWS:,} are shown{'; there are more than the files hold' if cut else ''}." if len(quads) > _ROWS else ""
    columns = (Column("Property"), Column("Value"), Column("Stated in"))
    sections = [Section("statements", "What is stated of it", (Grid(counted(len(quads), "statement"), columns, rows, left),))]
    mentions, more = mentioning(known, iri)
    if mentions:
        named = tuple(
            (Cell(short(subject), home(subject)), Cell(short(term), home(term)), known.source(graph))
            for graph, subject, term in mentions
        )
        caption = (
            f"The first {len(named)} statements that name it" if more else f"{counted(len(named), 'statement')} that name it"
        )
        where_ = tuple(map(Column, ("Thing", "Property", "Stated in")))
        sections.append(Section("mentions", "Where it is named", (Grid(caption, where_, named),)))
    where = f"described?iri={quote(iri, safe='')}"
    made = Page(
        address, short(iri), short(iri), f"Everything that this store states of {iri}.", tuple(sections),
        kicker="As stated", lead=(Cell(iri, url=iri),), crumbs=(HOME,),
        files=tuple(Cell(TITLES[name], f"{where}&format={name}") for name in FORMATS),
    )  # fmt: skip
    return page(made, framing.site(known))


def _value(term: object) -> Cell:
    if isinstance(term, ox.NamedNode):
        where = home(term.value)
        return Cell(short(term.value), where) if where else Cell(term.value, url=term.value)
    return Cell(term.value if isinstance(term, ox.Literal) else str(term))
