"""A store folder of invented papers (tests/worlds.py), filled by the engine's bulk loader: what several benchmarks measure on."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pyoxigraph as ox
from worlds import bundles

from kg.columns.keeper import Keeper
from kg.rdf import lexicon, mint
from kg.rdf.write import quads
from kg.readings import Counts, Reading
from kg.store import folder as folders
from kg.store import open_store

__all__ = ["FLAWS", "load"]

FLAWS = tuple(lexicon.taxonomy().flaws)[:60]
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def load(place: Path, papers: int, *, dump: Path | None = None) -> None:
    """A store folder with so many invented papers, their readings and columns; `dump` keeps its quads as N-Quads too."""
    folders.prepare(place)
    inner = ox.Store(str(folders.engine_folder(place)))
    file = dump or place / "world.nq"
    said = (
        quad
        for bundle in bundles(papers, FLAWS)
        for quad in chain(quads(bundle), _reading(bundle.source.name, mint.source(bundle.source), bundle.source.sha256))
    )
    with file.open("wb") as out:
        ox.serialize(chain(lexicon.knowledge(), said), out, ox.RdfFormat.N_QUADS)
    inner.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
    if dump is None:
        file.unlink()
    inner.optimize()
    inner.flush()
    del inner
    with open_store(place, write=True) as store:
        Keeper(store).keep()


def _reading(name: str, graph: ox.NamedNode, sha256: str) -> list[ox.Quad]:
    return Reading(name, graph, "appraisal", "1", sha256, Counts(1, 0, 0, 0, 0)).quads(MOMENT)
