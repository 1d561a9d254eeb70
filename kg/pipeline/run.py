"""A run of reading sources into a store: work in order, results into the store, each source whole or not at all.

A source is known by its location. Its graph is named by its content, so the same source again changes nothing, a changed one is
exchanged whole in one transaction, and a copy elsewhere adds nothing. A file of many records is a source with a graph for each
record: those that are whole are in the log, and a run that was cut short is taken up where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from pyoxigraph import Literal, Quad

from kg.beside import Beside
from kg.errors import InputError
from kg.identity import Identities
from kg.pipeline import executors, shards
from kg.pipeline.intake import Intake
from kg.pipeline.rejects import Rejects
from kg.pipeline.result import Result
from kg.pipeline.steps import Begin, End, Settled, Some, Step, Whole, steps
from kg.pipeline.unfinished import recover
from kg.pipeline.work import Done, file_ready, parts_ready
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.readings import ontology
from kg.store import Store

__all__ = ["Ingest", "Progress", "Workers"]

OPTIMIZE_AFTER = 200_000  # quads added in one run, from which compacting the store pays

Progress = Callable[[int, int], None]  # bytes of the sources read, and records of files of many


class Workers:
    """Who does the work, and where the shards lie that it is handed in; `jobs` of 1 is this process."""

    def __init__(self, jobs: int = 1, address: str | None = None, folder: Path | None = None) -> None:
        self.jobs, self.address, self.folder = jobs, address, folder

    @property
    def elsewhere(self) -> bool:
        """Whether the work is done by other processes."""
        return self.jobs > 1 or self.address is not None


class Ingest:
    """A run into a store that is open for writing: `with` it, so that its files are given back, and `finish` it."""

    def __init__(self, store: Store, rejects: Rejects | None = None) -> None:
        self.store = store
        self.rejects = rejects or Rejects(None)
        with ExitStack() as opened:
            self.beside = opened.enter_context(Beside(store))
            recovered = recover(store)
            identities = opened.enter_context(Identities(store))
            self.intake = Intake(store, self.beside, identities)
            self.beside.take(recovered)
            self._knowledge()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._opened.close()

    def read(self, source: str, name: str | None = None, layout: str | None = None) -> Result:
        """Read one source into the store, whole or not at all; raises InputError where it cannot be read."""
        (result,) = self.run([source], name, layout)
        if result.status == "skipped":
            raise InputError(source, result.problems, hint=result.hint)
        return result

    def run(
        self,
        sources: Iterable[str],
        name: str | None = None,
        layout: str | None = None,
        workers: Workers | None = None,
        told: Progress | None = None,
    ) -> Iterator[Result]:
        """What became of each source, in their order, as soon as it is in the store."""
        planned = (step for source in sources for step in steps(self.store, source, name, layout))
        done = elsewhere(planned, workers) if workers is not None and workers.elsewhere else here(planned)
        behind = 0
        for step, found in done:
            result = self._take(step, found)
            if told is not None and isinstance(step, Some):
                told(behind + step.upto, len(step.parts))
            if result is not None:
                behind += step.file.document.size if isinstance(step, Whole | End) else 0
                if told is not None:
                    told(behind, 0)
                yield result

    def _take(self, step: Step, found: Iterator[Done]) -> Result | None:
        """Into the store with it; the result where that was the last of a source."""
        match step:
            case Settled():
                return step.result
            case Whole():
                return self.intake.whole(step.file, list(found))
            case Begin():
                self.intake.begin(step.file)
            case Some():
                self.intake.records(step.file, found, self.rejects)
            case End():
                return self.intake.end(step.file, step.error)
        return None

    def finish(self) -> None:
        """Compact the store after a large load, see that all is written, and bring what stands beside it in step."""
        self.intake.flush()
        if self.intake.added >= OPTIMIZE_AFTER:
            self.store.optimize()
        self.store.flush()
        self.intake.identities.keep(self.store.revision())
        self.intake.identities.close()
        self.beside.keep()

    def _knowledge(self) -> None:
        """The shipped ontology in the store, exchanged when this version of kg brings another."""
        marker = Quad(mint.knowledge("ontology"), v.KG.sha256, Literal(lexicon.digest()), mint.LOG)
        before = ontology(self.store)
        if before != [marker]:
            graphs = [mint.knowledge(name) for name in lexicon.FILES]
            self.store.replace(graphs, [*lexicon.knowledge(), marker], remove=before)


def here(planned: Iterable[Step]) -> Iterator[tuple[Step, Iterator[Done]]]:
    """The steps with what comes of them, done in this process when it is asked for."""
    for step in planned:
        match step:
            case Whole():
                yield step, iter(file_ready(step.file.document, step.file.form, step.layout))
            case Some():
                yield step, iter(parts_ready(step.file.form, step.file.document.name, step.parts))
            case _:
                yield step, iter(())


def elsewhere(planned: Iterable[Step], workers: Workers) -> Iterator[tuple[Step, Iterator[Done]]]:
    """The steps with what comes of them, done by other processes some way ahead."""
    assert workers.folder is not None  # noqa: S101 - for the type checker: who makes workers elsewhere gives them a folder
    folder = workers.folder
    with ExitStack() as stack:
        place = executors.cluster(workers.address) if workers.address else executors.processes(workers.jobs)
        executor, ahead = stack.enter_context(place)
        tasks = ((step, handed(step, folder)) for step in planned)
        for step, path in executors.in_order(executor, ahead, tasks, shards.shard_done):
            if path is not None:
                yield step, shards.fetched(path)
            else:
                yield from here([step])


def handed(step: Step, folder: Path) -> str | None:
    """The path of the shard that asks for what the step needs; None where it needs none, or can be done only here."""
    match step:
        case Whole() if step.file.document.location:
            ask = (str(Path(step.file.source).absolute()), step.file.form, step.layout, step.file.document.sha256)
            return str(shards.handed(folder, step.file.version, ask, None))
        case Some():
            return str(shards.handed(folder, step.file.version, (step.file.form, step.file.document.name), step.parts))
        case _:
            return None
