"""Changes of quads as requests of a size that servers take.

Some servers give up on INSERT DATA of a few thousand triples, so an operation has at most 1,000 and a request a handful of
operations. Quads go in the order given: what says that all the rest is there has to come last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.store.change import has_blank, update_text

__all__ = ["check", "requests"]

_TRIPLES = 1_000  # of one operation
_BYTES = 1_000_000  # about, of one operation
_OPERATIONS = 8  # of one request
_XSD = "http://www.w3.org/2001/XMLSchema#"
_KINDS_OF_VIRTUOSO = re.compile(rf"{re.escape(_XSD)}(?:duration|dayTimeDuration|yearMonthDuration)")


def check(quads: Iterable[ox.Quad], server: str) -> None:
    """Raises UsageError for a blank node, which no request could name again, StoreError for a value this server would change."""
    for quad in quads:
        if has_blank(quad) or isinstance(quad.object, ox.Triple):
            raise UsageError(f"a store on a server takes neither blank nodes nor triples in triples: {quad}")
        if server.startswith("Virtuoso") and isinstance(quad.object, ox.Literal) and not _fits_virtuoso(quad.object):
            raise StoreError(f"Virtuoso cannot keep {quad.object} as it is", hint=f"It is stated of {quad.subject}.")


def _fits_virtuoso(value: ox.Literal) -> bool:
    """Whether Virtuoso 7 gives the number back: it has 64 bits for integers and 15 places after the point."""
    kind = value.datatype.value
    if kind == f"{_XSD}integer":
        return abs(int(value.value)) < 1 << 63 if re.fullmatch(r"[-+]?\d+", value.value) else True
    if kind == f"{_XSD}decimal":
        whole, _, places = value.value.lstrip("+-").partition(".")
        return len(places) <= 15 and len(whole) <= 20
    return not _KINDS_OF_VIRTUOSO.fullmatch(kind)


def requests(
    drop: Iterable[ox.NamedNode], remove: Iterable[ox.Quad], add: Iterable[ox.Quad], before: str, after: str = ""
) -> Iterator[str]:
    """The bodies of the requests: `before`, remove, drop, add in the order given, `after`.

    What was read of a source is taken back before its graph goes, so that a cut never leaves a log that promises too much.
    """
    steps = [before] if before else []
    for step in _steps(drop, remove, add):
        steps.append(step)
        if len(steps) == _OPERATIONS:
            yield ";\n".join(steps)
            steps = []
    if after:
        steps.append(after)
    if steps:
        yield ";\n".join(steps)


def _steps(drop: Iterable[ox.NamedNode], remove: Iterable[ox.Quad], add: Iterable[ox.Quad]) -> Iterator[str]:
    yield from (update_text((), some, ()) for some in _portions(remove))
    yield from (update_text((graph,), (), ()) for graph in drop)
    yield from (update_text((), (), some) for some in _portions(add))


def _portions(quads: Iterable[ox.Quad]) -> Iterator[list[ox.Quad]]:
    some: list[ox.Quad] = []
    size = 0
    for quad in quads:
        some.append(quad)
        size += len(quad.object.value) + 200 if isinstance(quad.object, ox.Literal) else 300
        if len(some) == _TRIPLES or size > _BYTES:
            yield some
            some, size = [], 0
    if some:
        yield some
