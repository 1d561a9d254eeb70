"""Sources looked at without a store: what is wrong with them, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator

from kg.errors import Problem
from kg.pipeline.work import enriched
from kg.readers import find
from kg.readers.collection import Reject, is_collection, records
from kg.readers.document import open_document
from kg.taxonomy import Taxonomy

__all__ = ["LeftOut", "validate"]


class LeftOut(Problem):
    """Why a record of a file of many could not be read, so that `ingest` would leave it out."""


def validate(source: str, taxonomy: Taxonomy, name: str | None = None, layout: str | None = None) -> tuple[Problem, ...]:
    """The oddities of a readable source, those that a program finds in its prose among them, and why records would be `LeftOut`.

    Raises InputError with all problems of a source that cannot be read.
    """
    return tuple(_problems(source, taxonomy, name, layout))


def _problems(source: str, taxonomy: Taxonomy, name: str | None, layout: str | None) -> Iterator[Problem]:
    document = open_document(source)
    reader = find(document, name, layout)
    if not is_collection(reader):
        yield from (p for found in enriched(reader.read(document, taxonomy)) for p in found.problems)
        return
    for found in records(reader, document, taxonomy):
        if isinstance(found, Reject):
            place, told = found.part.place, found.problems
            yield from (LeftOut(f"{place}, {p.where}" if p.where else place, p.message) for p in told)
        else:
            place = found.source.part or ""
            for one in enriched([found]):
                yield from (Problem(f"{place}, {p.where}" if p.where else place, p.message) for p in one.problems)
