"""Sources taken out of a store again, whole."""

from __future__ import annotations

from pathlib import Path

from kg.beside import Beside
from kg.errors import NotFound, nearest
from kg.identity import Identities
from kg.rdf import mint
from kg.readings import Reading, part, parts, readings, users
from kg.rules.derive import drop, keep
from kg.store import Store

__all__ = ["remove"]


def remove(store: Store, name: str, *, rules: bool = True) -> list[str]:
    """Take out the sources of that location, file name, folder, or beginning of a hash; returns their locations.

    What rules derive follows, as at `ingest`. Keys stay as they are: a paper that went by a key of the source goes on by it.

    Raises NotFound where nothing has been read by that name.
    """
    chosen = _chosen(readings(store), name)
    nodes = {reading.node for reading in chosen}
    held = {graph for reading in chosen for graph in (reading.graph, *parts(store, reading.node))}
    gone = sorted((graph for graph in held if not users(store, graph) - nodes), key=str)
    links = [part(reading.node, graph) for reading in chosen for graph in parts(store, reading.node)]
    both = [one for graph in gone for one in (graph, mint.extraction(graph))]
    with Beside(store) as beside, Identities(store) as identities:
        store.replace(both, [], remove=[*links, *(quad for reading in chosen for quad in reading.stored)])
        identities.forget(graph.value for graph in gone)
        beside.take(both)
        derive(store, rules=rules)
        identities.keep(store.revision())
        beside.keep()
    return sorted(reading.location for reading in chosen)


def derive(store: Store, *, rules: bool) -> None:
    """Bring what rules derive up to date or, without `rules`, take it out, so that it is never that of other sources."""
    if rules:
        keep(store)
    else:
        drop(store)


def _chosen(log: dict[str, Reading], name: str) -> list[Reading]:
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
    return chosen
