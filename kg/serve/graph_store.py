"""SPARQL 1.1 Graph Store HTTP Protocol, reading: one graph by its IRI, or all of them together as the default graph."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.rdf.vocab import BASE
from kg.serve import jobs
from kg.serve.negotiation import GRAPHS, best, named
from kg.serve.problems import Refused

__all__ = ["job"]

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_HINT = "Ask /graphs?default for all graphs together, /graphs?graph=IRI for one."


def job(path: str, given: Sequence[tuple[str, str]], accept: str) -> jobs.Job:
    """The reading of the graph that the address names.

    `path` is what stands behind `/graphs/`: with it the graph is that of the same path below the base of this vocabulary's
    IRIs, which is what direct identification comes to when those IRIs lead to this server. Raises Refused (400, 406).
    """
    offer = _offer(given, accept)
    named_graphs = [value for name, value in given if name == "graph"]
    default = any(name == "default" for name, _ in given)
    if len(named_graphs) + default + bool(path) != 1:
        raise Refused(400, "The address has to name exactly one graph.", hint=_HINT)
    if default:
        return jobs.graph(None, offer)
    iri = BASE + path if path else named_graphs[0]
    if not _IRI.fullmatch(iri):
        raise Refused(400, f"{iri[:200]!r} is no absolute IRI, so it names no graph.", hint=_HINT)
    return jobs.graph(iri, offer)


def _offer(given: Sequence[tuple[str, str]], accept: str) -> str:
    listed = ", ".join(offer.media_types[0] for offer in GRAPHS)
    if form := next((value for name, value in given if name == "format"), ""):
        if (offer := named(form, GRAPHS)) is None:
            hint = f"format= knows {', '.join(offer.name for offer in GRAPHS)}."
            raise Refused(400, f"There is no format {form[:40]!r} for graphs.", hint=hint)
        return offer.name
    if (offer := best(accept, GRAPHS)) is None:
        raise Refused(406, "None of the formats there are is in the Accept header.", hint=f"There are {listed}.")
    return offer.name
