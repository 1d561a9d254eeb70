"""Ingest and removal: the only module that sees readers, extraction, RDF and store together.

A source is known by its location. Its graph is named by its content, so the same source again changes
nothing, a changed one is exchanged whole in one transaction, and a copy elsewhere adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Literal, Quad

from kg.beside import Beside
from kg.errors import InputError, NotFound, Problem, nearest
from kg.extract import VERSION as EXTRACTOR_VERSION
from kg.extract.flaws import Lexicon
from kg.extraction import enrich
from kg.identity import Identities
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.rdf.statements import VERSION as STATEMENTS_VERSION
from kg.rdf.write import quads
from kg.readers import find
from kg.readers.document import open_document, sha256
from kg.readings import Counts, Reading, readings
from kg.records import Bundle, Register
from kg.rules.derive import drop, keep
from kg.store import Store
from kg.taxonomy import Taxonomy

__all__ = ["Ingest", "Result", "expand", "ingest", "remove", "validate"]

SUFFIXES = (".yaml", ".yml", ".csv", ".csv.gz", ".txt", ".html", ".htm", ".xml", ".xml.gz")  # what a folder is searched for
OPTIMIZE_AFTER = 200_000  # quads added in one run, from which compacting the store pays


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one source. `status`: added, updated, unchanged or skipped; the counts are those of the source."""

    source: str
    format: str | None
    status: str
    papers: int = 0
    findings: int = 0
    estimates: int = 0
    citations: int = 0
    notices: int = 0
    problems: tuple[Problem, ...] = ()
    hint: str = ""  # what to do about a source that was skipped


def expand(sources: Iterable[str | Path]) -> Iterator[str]:
    """The files named, folders replaced by the files in them that kg could read, in sorted order; no duplicates."""
    seen: set[str] = set()
    for source in sources:
        path = Path(source)
        if str(source) != "-" and path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.name.lower().endswith(SUFFIXES) and p.is_file())
            found = [str(p) for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts)]
        else:
            found = [str(source)]
        for name in found:
            if name not in seen:
                seen.add(name)
                yield name


def validate(source: str, taxonomy: Taxonomy, name: str | None = None, layout: str | None = None) -> tuple[Problem, ...]:
    """The oddities of a readable source, those that a program finds in its prose among them.

    Raises InputError with all problems of a source that cannot be read.
    """
    document = open_document(source)
    reader = find(document, name, layout)
    said = _enriched(reader.read(document, taxonomy), taxonomy, Lexicon(taxonomy.phrases))
    return tuple(p for found in said for p in found.problems)


def _enriched(said: Iterable[Bundle | Register], taxonomy: Taxonomy, words: Lexicon) -> list[Bundle | Register]:
    """What a reader found, bundles with what a program draws from them."""
    return [enrich(found, taxonomy, words) if isinstance(found, Bundle) else found for found in said]


class Ingest:
    """A run of reading sources into a store that is open for writing."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.beside = Beside(store)
        self.taxonomy = lexicon.taxonomy()
        self.lexicon = Lexicon(self.taxonomy.phrases)
        self.log = readings(store)
        self.identities = Identities(store)
        self.added = 0
        self._knowledge()

    def read(self, source: str, name: str | None = None, layout: str | None = None) -> Result:
        """Read one source into the store, whole or not at all; raises InputError where it cannot be read."""
        document = open_document(source)
        reader = find(document, name, layout)
        version = f"{reader.VERSION}.{EXTRACTOR_VERSION}.{STATEMENTS_VERSION}"
        location = document.location or f"standard input {document.sha256[:16]}"
        known = self.log.get(location)
        if known and (known.sha256, known.version) == (document.sha256, version):
            return Result(source, reader.NAME, "unchanged", *known.counts)
        said = _enriched(reader.read(document, self.taxonomy), self.taxonomy, self.lexicon)
        bundles = [found for found in said if isinstance(found, Bundle)]
        problems = [p for found in said for p in found.problems]
        problems += self._identify(document.name, bundles, known.graph.value if known else None)
        graph = mint.source(said[0].source)
        twin = next((r for r in self.log.values() if r.graph == graph and r.location != location), None)
        if twin is not None and twin.version == version:
            problems.append(Problem("", f"the same content has been read from {twin.location}"))
        reading = Reading(location, graph, reader.NAME, version, document.sha256, _counts(said), tuple(problems))
        drop = [graph, mint.extraction(graph)] if known or twin else []
        if known and known.graph != graph and not self._others(known):
            drop += [known.graph, mint.extraction(known.graph)]
        entry = reading.quads()
        new = [quad for found in said for quad in quads(found)]
        if drop or known:
            self.store.replace(drop, [*new, *entry], remove=known.stored if known else ())
        else:
            self.store.add([*new, *entry])  # cheaper than looking for what there is to replace
        self.beside.take(drop, graph, said)
        self.log[location] = replace(reading, stored=tuple(entry))
        if known:
            self.identities.forget(known.graph.value)
        for bundle in bundles:
            self.identities.add(bundle.record.paper, graph.value)
        self.added += len(new)
        status = "updated" if known else "unchanged" if twin else "added"
        return Result(source, reader.NAME, status, *reading.counts, problems=reading.problems)

    def _identify(self, source: str, bundles: list[Bundle], before: str | None) -> Iterator[Problem]:
        """A key used for two papers is refused; one paper under two keys is pointed out."""
        for paper in (bundle.record.paper for bundle in bundles):
            clash = self.identities.clash(paper, before)
            if clash:
                raise InputError(source, [Problem("paper.key", clash)], hint=f"Give this one a letter: {paper.key}b")
            for twin in self.identities.twins(paper):
                yield Problem("paper.key", twin)

    def _others(self, reading: Reading) -> bool:
        """Whether another location holds the same content."""
        return any(r.graph == reading.graph and r.location != reading.location for r in self.log.values())

    def finish(self) -> None:
        """Compact the store after a large load, see that all is written, and bring what stands beside it in step."""
        if self.added >= OPTIMIZE_AFTER:
            self.store.optimize()
        self.store.flush()
        self.beside.keep()

    def _knowledge(self) -> None:
        """The shipped ontology in the store, exchanged when this version of kg brings another."""
        statements = list(lexicon.knowledge())
        digest = sha256("\n".join(sorted(str(q) for q in statements)).encode())
        marker = Quad(mint.knowledge("ontology"), v.KG.sha256, Literal(digest), mint.LOG)
        before = [q for q in self.store.quads(mint.LOG) if q.subject == marker.subject]
        if before != [marker]:
            graphs = [mint.knowledge(name) for name in lexicon.FILES]
            self.store.replace(graphs, [*statements, marker], remove=before)


def ingest(
    store: Store,
    sources: Iterable[str | Path],
    name: str | None = None,
    *,
    told: Callable[[Result], None] | None = None,
    rules: bool = True,
    layout: str | None = None,
) -> list[Result]:
    """Read files and folders; a source that cannot be read is skipped, with its problems in its result.

    `name` is the source format, found out from the content unless given; `layout` is that of a table (docs/tables.md): a file, or
    the name of a shipped one. `told` gets each result as soon as it is there. What rules derive is brought up to date at the end
    or, without `rules`, taken out, so that it is never that of other sources.
    """
    run = Ingest(store)
    results = []
    for source in expand(sources):
        try:
            result = run.read(source, name, layout)
        except InputError as error:
            result = Result(source, None, "skipped", problems=error.problems, hint=error.hint)
        results.append(result)
        if told is not None:
            told(result)
    _derive(store, rules)
    run.finish()
    return results


def _derive(store: Store, rules: bool) -> None:
    if rules:
        keep(store)
    else:
        drop(store)


def remove(store: Store, name: str, *, rules: bool = True) -> list[str]:
    """Take out the sources of that location, file name, folder, or beginning of a hash; returns their locations.

    What rules derive follows, as at `ingest`.

    Raises NotFound where nothing has been read by that name.
    """
    log = readings(store)
    exact = str(Path(name).resolve())
    chosen = [
        r for r in log.values() if exact in (r.location, str(Path(r.location).parent)) or name in (r.location, r.graph.value)
    ]
    if not chosen:
        chosen = [r for r in log.values() if Path(r.location).name == name or (len(name) >= 8 and r.sha256.startswith(name))]
        if len(chosen) > 1:
            raise NotFound(
                f"{name} is the name of {len(chosen)} sources.", hint="Say which: kg sources lists them with their paths."
            )
    if not chosen:
        known = nearest(name, [Path(location).name for location in log])
        raise NotFound(f"No source {name} has been read.", hint=known or "kg sources lists what has been read.")
    gone = {r.location for r in chosen}
    kept = {r.graph for location, r in log.items() if location not in gone}
    graphs = {g for r in chosen if r.graph not in kept for g in (r.graph, mint.extraction(r.graph))}
    beside = Beside(store)
    store.replace(sorted(graphs, key=str), [], remove=[q for r in chosen for q in r.stored])
    beside.take(graphs)
    _derive(store, rules)
    beside.keep()
    return sorted(gone)


def _counts(said: list[Bundle | Register]) -> Counts:
    bundles = [found for found in said if isinstance(found, Bundle)]
    drawn = [o for b in bundles if b.extracted for o in b.extracted.outcomes]
    outcomes = [o for b in bundles for o in b.record.outcomes] + drawn
    return Counts(
        papers=len({b.record.paper.key for b in bundles}),
        findings=sum(len(a.findings) for b in bundles for a in b.record.appraisals),
        estimates=sum(len(o.estimates) for o in outcomes),
        citations=sum(len(b.record.cited_by) + len(b.references) for b in bundles),
        notices=sum(len(found.notices) for found in said if isinstance(found, Register)),
    )
