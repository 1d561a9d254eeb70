"""What a query worker does: a SPARQL text, or the name of a graph, to an answer in a standard format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, NotFound, UsageError
from kg.explorer.asked import Answer
from kg.rdf.vocab import CALC
from kg.serve.formats import ROWS, TRIPLES
from kg.serve.jobs import Job
from kg.serve.refusal import refusal
from kg.serve.results import boolean, rows
from kg.serve.settings import Settings
from kg.serve.triples import Unfit, triples
from kg.sparql import with_prefixes
from kg.store import Store
from kg.store.guard import check

__all__ = ["Queries"]

_UPDATES = ("ADD", "CLEAR", "COPY", "CREATE", "DELETE", "DROP", "INSERT", "LOAD", "MOVE", "WITH")
_FORMS = ("ASK", "CONSTRUCT", "DESCRIBE", "SELECT")


class Queries:
    """Answers jobs of the kinds `query` and `graph` from one store, which does not change."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.settings = store, settings

    def answer(self, job: Job) -> Answer:
        """Raises KgError for what cannot be answered as it was asked."""
        answers: dict[str, Callable[[Mapping[str, Any]], Answer]] = {"query": self._query, "graph": self._graph}
        if job.kind not in answers:
            raise UsageError(f"this worker does no {job.kind}")
        try:
            return answers[job.kind](job.values)
        except Unfit as error:
            return _unacceptable(error)

    def _query(self, values: Mapping[str, Any]) -> Answer:
        text = values["text"]
        _refuse_updates(text)
        default, named = _nodes(values["default_graphs"]), _nodes(values["named_graphs"])
        found = self.store.query(
            with_prefixes(text), functions=_functions(text), dataset=(default, named) if default or named else None
        )
        most = self.settings.rows if values["max_rows"] is None else max(0, min(values["max_rows"], self.settings.rows))
        if isinstance(found, ox.QueryTriples):
            form = _known(values["triples"], TRIPLES, "triples")
            return _whole_or_cut(TRIPLES[form], *triples(found, form, most, self.settings.size))
        form = _known(values["rows"], ROWS, "rows")
        if isinstance(found, ox.QueryBoolean):
            return Answer(200, ROWS[form], boolean(bool(found), form))
        names = [variable.value for variable in found.variables]
        return _whole_or_cut(ROWS[form], *rows(names, found, form, most, self.settings.size))

    def _graph(self, values: Mapping[str, Any]) -> Answer:
        form, most = _known(values["triples"], TRIPLES, "triples"), self.settings.triples
        iri = values["graph"]
        graph = _nodes([iri])[0] if iri is not None else None
        found = self.store.quads(graph)
        first = next(found, None)
        if first is None and graph is not None:
            raise NotFound(f"There is no graph {graph}.", hint="A query with GRAPH ?g { } names those there are.")
        if first is None:
            return Answer(200, TRIPLES[form], triples((), form, 0, 0).body)
        written = triples(_triples(first, found), form, most, self.settings.size)
        if written.cut:
            what, size = "The store" if graph is None else "The graph", self.settings.size
            said = f"{what} is larger than this server gives out whole: at most {most:,} triples or {size:,} bytes."
            hint = "CONSTRUCT with LIMIT gives parts of it; kg export, run beside the store, writes all of it."
            return refusal(403, said, hint)
        return Answer(200, TRIPLES[form], written.body)


def _triples(first: ox.Quad, rest: Iterable[ox.Quad]) -> Iterator[ox.Triple]:
    yield first.triple
    for quad in rest:
        yield quad.triple


def _functions(text: str) -> Mapping[str, Any] | None:
    """The functions of `kg.arithmetic` where the query calls one; the others do not pay for their import."""
    if CALC.iri not in text and f"{CALC.prefix}:" not in text:
        return None
    from kg.arithmetic import Calls

    return Calls().functions


def _nodes(iris: list[str]) -> list[ox.NamedNode]:
    try:
        return [ox.NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise UsageError(f"The name of a graph is no IRI: {error}", hint="It has to be absolute.") from error


def _refuse_updates(text: str) -> None:
    first = next((token for token in check(text) if token.says(*_FORMS, *_UPDATES)), None)
    if first is not None and first.says(*_UPDATES):
        raise UsageError(
            f"{first.text.upper()} is refused: this server only reads.", hint="kg ingest, run beside the store, changes it."
        )


def _known(form: str | None, known: Mapping[str, str], what: str) -> str:
    if form is None:
        types = ", ".join(media_type.partition(";")[0] for media_type in known.values())
        raise Unfit(f"This query gives {what}, and the request accepts no format for them.", hint=f"There are: {types}.")
    if form not in known:
        raise UsageError(f"There is no format {form!r} for {what}.", hint=f"There are: {', '.join(known)}.")
    return form


def _whole_or_cut(media_type: str, body: bytes, cut: str) -> Answer:
    return Answer(200, media_type, body, {"Kg-Truncated": cut} if cut else {})


def _unacceptable(error: KgError) -> Answer:
    return refusal(406, error.message, error.hint)
