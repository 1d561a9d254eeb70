"""What the server asks of its worker processes, and what can become of it.

Every job is answered by `kg.explorer.asked.Answer`. What a user asked wrongly is an Answer too: `application/problem+json`
with {"title", "status", "detail", "hint"}, status 400 (UsageError), 404 (NotFound), 406 (no format that fits) or 500.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.explorer.asked import Asked

__all__ = ["OUT_OF_MEMORY", "Crashed", "Full", "Job", "TimedOut", "asked", "graph", "page", "query"]

OUT_OF_MEMORY = 71  # the exit status of a worker that found no memory, where the system lets it say so


@dataclass(frozen=True, slots=True)
class Job:
    """Work for a worker: its kind (query, graph or page), values that JSON can carry, and bytes beside them."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    body: bytes = b""


class TimedOut(Exception):
    """The work took longer than `seconds` and was ended."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The time ran out after {seconds:g} seconds.")
        self.seconds = seconds


class Full(Exception):
    """All workers are busy and enough others wait. Worth trying again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("The server is busy with other requests.")
        self.retry_after = retry_after


class Crashed(Exception):
    """The worker ended in the middle of the work. `signal` is the number of the signal that ended it, where that is known."""

    def __init__(self, reason: str = "", signal: int | None = None) -> None:
        super().__init__(reason or "The work ended its process, most likely for want of memory.")
        self.signal = signal


def query(
    text: str,
    *,
    rows: str | None = "json",
    triples: str | None = "turtle",
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
    max_rows: int | None = None,
) -> Job:
    """A SPARQL query in the words of its author.

    `rows` and `triples` are the names (see `kg.serve.formats`) of the formats for SELECT and ASK, and for CONSTRUCT and
    DESCRIBE; None where the client takes none of them, which is answered with 406 if the query turns out to be of that
    kind. Graphs are those of the protocol and overrule FROM. `max_rows` can only lower the server's own.
    """
    values = {"text": text, "rows": rows, "triples": triples, "max_rows": max_rows}
    return Job("query", values | {"default_graphs": list(default_graphs), "named_graphs": list(named_graphs)})


def graph(iri: str | None, triples: str = "turtle") -> Job:
    """One graph whole, or the default graph (all graphs together) for None; `triples` is the name of a format.

    404 where there is no such graph, 403 where it is larger than the server gives out.
    """
    return Job("graph", {"graph": iri, "triples": triples})


def page(asked: Asked) -> Job:
    """A page of the explorer, or data of its API."""
    values = {"path": asked.path, "query": [list(pair) for pair in asked.query], "accept": asked.accept, "origin": asked.origin}
    return Job("page", values | {"given_type": asked.given_type}, asked.given)


def asked(job: Job) -> Asked:
    """What a job of kind `page` asks: the other way round."""
    values = job.values
    pairs = tuple((str(name), str(value)) for name, value in values["query"])
    return Asked(values["path"], pairs, values["accept"], values["origin"], job.body, values["given_type"])
