"""What a run has to do, one step after the other: found out from the files, before any work is done on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from kg.errors import InputError, Problem
from kg.extract import VERSION as EXTRACTOR_VERSION
from kg.pipeline.result import Result
from kg.rdf import mint
from kg.rdf.statements import VERSION as STATEMENTS_VERSION
from kg.readers import Reader, find
from kg.readers.collection import Collection, Part, is_collection
from kg.readers.document import Document, open_document
from kg.readings import NONE, Counts, Reading, reading_of
from kg.records import Notice, Source
from kg.store import Store

__all__ = ["Begin", "End", "File", "Settled", "Some", "Step", "Whole", "steps"]

PARTS = 400  # records of a shard at most
BYTES = 4 * 2**20  # of a shard, unless a single record is larger
KEPT = 1_000  # problems of a file that are told; the others are counted


@dataclass
class File:
    """A source that is being read: what it is, and what has come of it so far."""

    source: str
    document: Document
    form: str
    version: str
    known: Reading | None
    counts: Counts = NONE
    problems: list[Problem] = field(default_factory=list)
    noted: int = 0
    notices: list[Notice] = field(default_factory=list)
    records: int = 0
    rejected: int = 0
    merged: int = 0
    many: bool = False
    begun: bool = False
    parts: set[NamedNode] = field(default_factory=set)  # graphs of its records, where an earlier version of it had others

    @property
    def location(self) -> str:
        return self.document.location or f"standard input {self.document.sha256[:16]}"

    @property
    def same(self) -> bool:
        """Whether the very same file was begun by the same readers before."""
        before = self.known
        return before is not None and (before.sha256, before.version) == (self.document.sha256, self.version)

    @property
    def described(self) -> Source:
        """The file itself as a source; of one with many records each is a source of its own."""
        return Source(name=self.document.name, format=self.form, sha256=self.document.sha256)

    @property
    def graph(self) -> NamedNode:
        """The graph of a file of many records: what it says of itself, and the notices that it tells of."""
        return mint.source(self.described)

    def result(self, status: str) -> Result:
        """What has become of it."""
        return Result(
            self.source,
            self.form,
            status,
            *self.counts,
            problems=tuple(self.problems),
            noted=self.noted,
            merged=self.merged,
            records=self.records if self.many else None,
            rejected=self.rejected if self.many else None,
        )

    def note(self, problems: Sequence[Problem]) -> None:
        """Problems that are worth telling, but not worth refusing the source."""
        self.noted += len(problems)
        self.problems += problems[: max(0, KEPT - len(self.problems))]


@dataclass(frozen=True)
class Settled:
    """A source for which there is nothing to do."""

    result: Result


@dataclass(frozen=True)
class Whole:
    """A file that is one source."""

    file: File
    layout: str | None


@dataclass(frozen=True)
class Begin:
    """A file of many records begins."""

    file: File


@dataclass(frozen=True)
class Some:
    """Some of its records; `upto` bytes of the file have been read then."""

    file: File
    parts: tuple[Part, ...]
    upto: int


@dataclass(frozen=True)
class End:
    """Its records are all there, but for what `error` says of the file."""

    file: File
    error: InputError | None = None


Step = Settled | Whole | Begin | Some | End


def steps(store: Store, source: str, name: str | None, layout: str | None) -> Iterator[Step]:
    """The steps for one source; raises UsageError for a format or layout that there is not."""
    try:
        document = open_document(source)
        reader = find(document, name, layout)
        version = f"{reader.VERSION}.{EXTRACTOR_VERSION}.{STATEMENTS_VERSION}"
        file = File(source, document, reader.NAME, version, None)
        file.known = reading_of(store, file.location)
        file.begun = file.known is not None
    except InputError as error:
        yield Settled(Result(source, None, "skipped", problems=error.problems, hint=error.hint))
        return
    known = file.known
    if known is not None and file.same and known.finished:
        result = Result(source, reader.NAME, "unchanged", *known.counts, records=known.records, rejected=known.rejected)
        yield Settled(result)
    elif is_collection(reader):
        file.many = True
        yield from _records(file, reader)
    else:
        yield Whole(file, layout)


def _records(file: File, reader: Collection | Reader) -> Iterator[Step]:
    yield Begin(file)
    shard: list[Part] = []
    size = 0
    try:
        for part in reader.parts(file.document):  # type: ignore[union-attr]
            if shard and (len(shard) >= PARTS or size + len(part.data) > BYTES):
                yield Some(file, tuple(shard), file.document.position)
                shard, size = [], 0
            shard.append(part)
            size += len(part.data)
    except InputError as error:
        failure: InputError | None = error
    else:
        failure = None
    if shard:
        yield Some(file, tuple(shard), file.document.position)
    yield End(file, failure)
