"""Entries of the index from records, as a source is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg.keys import given
from kg.rdf import mint
from kg.rdf.statements import Statements
from kg.records import Bundle, Citation, Finding, Outcome, Paper, Passage, Reference, Register
from kg.search.entry import Entry, Held, Piece, entries, judged, notes_on, outermost, passage_of, told_of

__all__ = ["recorded"]


def recorded(said: Iterable[Bundle | Register]) -> list[Entry]:
    """The entries of one source, from all that it says."""
    pieces: list[Piece] = []
    passages: list[Held] = []
    document = ""
    for found in said:
        node = mint.source(found.source)
        document = node.value
        names = Statements(node, node)  # numbers what a source says twice, as in the store
        if isinstance(found, Register):
            pieces += _notices(found, names)
        else:
            pieces += _bundle(found, names)
            passages += _passages(found)
    for held in outermost(passages):
        pieces += _of("passage", f"{document}/passage/{held.start}-{held.end}", label=[passage_of(held.paper)],
                      paper=[held.paper], section=[held.section], text=[held.exact])  # fmt: skip
    return entries(pieces)


def _of(kind: str, name: str, **columns: Iterable[str | None]) -> Iterator[Piece]:
    for column, values in columns.items():
        for value in values:
            yield Piece(kind, name, column, value)


def _bundle(of: Bundle, names: Statements) -> Iterator[Piece]:
    record, key = of.record, of.record.paper.key
    if not of.bare:
        yield from _paper(record.paper)
    yield from _of("note", key, label=[notes_on(key)], paper=[key], text=[record.notes])
    paper = mint.paper(key)
    for outcome in record.outcomes:
        yield from _outcome(mint.outcome(paper, outcome.id).value, key, outcome)
    if of.extracted is not None:
        scope = mint.extraction(names.document)
        for outcome in of.extracted.outcomes:
            yield from _outcome(mint.outcome(scope, outcome.id).value, key, outcome)
    for appraisal in record.appraisals:
        who, published = mint.assessor(appraisal.assessor).value, mint.publication(appraisal.source).value
        node = names.once(mint.appraisal(key, who, published, appraisal.instrument))
        for finding in appraisal.findings:
            content = finding.model_dump(mode="json", exclude_none=True)
            yield from _finding(names.once(mint.finding(node, content)).value, key, finding)
    for citation in record.cited_by:
        yield from _article(key, citation)
    for reference in of.references:
        if reference.title is not None and not _named(reference):
            yield from _reference(key, reference)


def _paper(of: Paper) -> Iterator[Piece]:
    names = [of.name, of.key, *of.authors, of.journal, of.doi, of.pmid]
    yield from _of("paper", of.key, label=[of.name], paper=[of.key], title=[of.title], names=names)


def _outcome(name: str, key: str, of: Outcome) -> Iterator[Piece]:
    yield from _of("outcome", name, label=[of.label], paper=[key], title=[of.label])


def _finding(name: str, key: str, of: Finding) -> Iterator[Piece]:
    section = of.where.section if of.where else None
    words = [of.why, of.passage.exact if of.passage else None]
    yield from _of("finding", name, label=[judged(of.flaw, of.presence)], paper=[key], section=[section], text=words)


def _article(key: str, of: Citation) -> Iterator[Piece]:
    words = [of.passage.exact if of.passage else None]
    name = mint.article(of).value
    yield from _of("article", name, label=[of.title], paper=[key], title=[of.title], names=[of.publisher], text=words)


def _reference(key: str, of: Reference) -> Iterator[Piece]:
    """The title counts as text: what the graph itself describes is to rank before what its papers cite."""
    names = [of.first_author, None if of.year is None else str(of.year), of.journal, of.doi, of.pmid]
    yield from _of("reference", mint.reference(of).value, label=[of.title], paper=[key], names=names, text=[of.title])


def _named(of: Reference) -> bool:
    """Whether people gave the work a key: then it has its own record."""
    return given(mint.reference(of).value.rsplit("/", 1)[1])


def _notices(of: Register, names: Statements) -> Iterator[Piece]:
    for notice in of.notices:
        node = names.once(mint.notice(notice.model_dump(mode="json", exclude_none=True)))
        works = [work.value for work in mint.same(notice.doi, notice.pmid)]
        others = [*works, notice.notice_doi, notice.notice_pmid]
        label = told_of(notice.kind, notice.title, works)
        yield from _of("notice", node.value, label=[label], title=[notice.title], names=others, text=notice.reasons)


def _passages(of: Bundle) -> Iterator[Held]:
    key = of.record.paper.key

    def held(passage: Passage | None, section: str | None = None, *, told: bool = False) -> Iterator[Held]:
        if passage is not None:
            yield Held(passage.start, passage.end, passage.exact, key, section, told)

    for appraisal in of.record.appraisals:
        yield from held(appraisal.commentary, "commentary")
        for finding in appraisal.findings:
            yield from held(finding.passage, told=True)
    for citation in of.record.cited_by:
        yield from held(citation.passage, told=True)
    drawn = of.extracted
    for outcome in (*of.record.outcomes, *(drawn.outcomes if drawn else ())):
        for estimate in outcome.estimates:
            yield from held(estimate.passage, estimate.where.section if estimate.where else None)
    if drawn is not None:
        for mention in drawn.mentions:
            yield from held(mention.passage, mention.section)
        for duration in drawn.durations:
            yield from held(duration.passage, duration.section)
