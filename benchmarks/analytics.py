"""Questions over all papers, from the columns and from others, side by side: CPU milliseconds and ratios.

    python benchmarks/analytics.py [--papers 1000 10000] [--keep FOLDER]

Papers are invented (tests/worlds.py). `kg` is the question as kg answers it, Python objects included (for co-occurrence with
odds ratios, Fisher's p and q); `duckdb` is SQL written by hand for this file over the same Parquet files, which gives fewer
columns; `memory` and `disk` are the SPARQL of the question in embedded Oxigraph, in memory (up to 10,000 papers) and on disk,
compacted. The least of several runs counts. The last lines are the growth of kg's time from the first size to the last over the
growth of papers, as an exponent: 1 is linear.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pyoxigraph as ox
from worlds import bundles

from kg.columns import answered, columns_of
from kg.columns.keeper import Keeper
from kg.cooccurrence import cooccurrence
from kg.rdf import lexicon
from kg.rdf.write import quads
from kg.sparql import ask
from kg.store import Store, open_store
from kg.store import folder as folders

FLAWS = tuple(lexicon.taxonomy().flaws)[:60]
PARAMETERS: dict[str, dict[str, str]] = {"co-occurrence": {"level": "category"}, "effects-against-thresholds": {"about": ""}}
OWN: dict[str, Callable[[Store], object]] = {"co-occurrence": cooccurrence}
BY_HAND = {
    "recurrence": "SELECT flaw, count(DISTINCT paper) FILTER (presence IN ('present', 'likely-present')), count(DISTINCT paper)"
    " FILTER (presence <> 'unclear') FROM findings GROUP BY flaw ORDER BY 2 DESC",
    "co-occurrence": "WITH d AS (SELECT DISTINCT paper, flaw FROM findings WHERE presence IN ('present', 'likely-present'))"
    " SELECT a.flaw, b.flaw, count(*) FROM d AS a JOIN d AS b USING (paper) WHERE a.flaw < b.flaw GROUP BY ALL",
    "effects-against-thresholds": "SELECT t.instrument, t.value, count(*), count(*)"
    " FILTER (e.low > -t.value AND e.high < t.value) FROM thresholds AS t JOIN estimates AS e USING (instrument)"
    " WHERE verified AND measure = 'MD' GROUP BY ALL",
    "shrinking-effects": "SELECT a.instrument, count(*) FILTER (a.value > 0 AND b.value < 0.8 * a.value"
    " OR a.value < 0 AND b.value > 0.8 * a.value) FROM estimates AS a JOIN estimates AS b USING (outcome, first_arm, second_arm)"
    " WHERE a.weeks < b.weeks GROUP BY ALL",
}  # fmt: skip


def least(work: Callable[..., object], *given: object, enough: float = 1.0) -> float:
    """CPU seconds of the fastest of up to five runs, fewer where one takes long."""
    found: list[float] = []
    while len(found) < 5 and sum(found) < enough:
        start = time.process_time()
        work(*given)
        found.append(time.process_time() - start)
    return min(found)


def load(place: Path, papers: int) -> None:
    """A store folder with so many invented papers, compacted, with its columns."""
    folders.prepare(place)
    inner = ox.Store(str(folders.engine_folder(place)))
    start = time.process_time()
    dump = place / "world.nq"
    with dump.open("wb") as out:
        ox.serialize(chain(lexicon.knowledge(), (q for b in bundles(papers, FLAWS) for q in quads(b))), out, ox.RdfFormat.N_QUADS)
    inner.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    dump.unlink()
    inner.optimize()
    inner.flush()
    count = len(inner)
    del inner
    loaded = time.process_time()
    with open_store(place, write=True) as store:
        Keeper(store).keep()
    size = sum(path.stat().st_size for path in (place / "columns").rglob("*.parquet"))
    print(
        f"{papers:,} papers, {count:,} quads: made and loaded in {loaded - start:.0f} s CPU, columns from its graphs in"
        f" {time.process_time() - loaded:.0f} s CPU, {size / 1e6:.1f} MB"
    )


def measure(store: Store, papers: int) -> dict[str, float]:
    columns = columns_of(store)
    memory = None
    if papers <= 10_000:
        memory = open_store()
        memory.add(store.quads())
    print(f"{'question':28}{'kg ms':>9}{'duckdb ms':>11}{'memory ms':>11}{'disk ms':>11}{'/duckdb':>9}{'memory/':>9}{'disk/':>9}")
    times = {}
    for name, text in BY_HAND.items():
        own = times[name] = least(OWN.get(name, lambda _, name=name: answered(columns, name, **PARAMETERS.get(name, {}))), store)
        hand = least(lambda text=text: columns.con.execute(text).fetchall())
        in_memory = least(lambda name=name: ask(memory, name, None, **PARAMETERS.get(name, {}))) if memory else math.nan
        on_disk = least(lambda name=name: ask(store, name, None, **PARAMETERS.get(name, {})))
        print(
            f"{name:28}{own * 1e3:9.1f}{hand * 1e3:11.1f}{in_memory * 1e3:11.0f}{on_disk * 1e3:11.0f}{own / hand:9.2f}"
            f"{in_memory / own:9.0f}{on_disk / own:9.0f}"
        )
        if papers <= 10_000:
            given = PARAMETERS.get(name, {})
            assert answered(columns, name, **given) == ask(store, name, None, **given)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", nargs="+", type=int, default=[1_000, 10_000])
    parser.add_argument("--keep", type=Path, help="a folder in which the stores are left for the next run")
    given = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        for papers in given.papers:
            place = (given.keep or Path(temporary)) / str(papers)
            if not place.exists():
                load(place, papers)
            with open_store(place) as store:
                found.append(measure(store, papers))
    if len(found) > 1:
        growth = math.log(given.papers[-1] / given.papers[0])
        for name in found[0]:
            print(f"{name}: grows with papers to the power {math.log(found[-1][name] / found[0][name]) / growth:.2f}")


if __name__ == "__main__":
    main()
