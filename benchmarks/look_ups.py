"""One paper and one finding looked up, by kg and by the bare engine, side by side: CPU milliseconds and ratios.

    python benchmarks/look_ups.py [--papers 1000 10000] [--keep FOLDER]

Papers are invented (tests/worlds.py), in a store on disk, compacted, with a log of readings and a mark that what rules derive is
up to date. `kg` is the answer as kg gives it: the paper page as one object (`kg.dossier`), the provenance of a finding as a
table. `engine` is pyoxigraph alone on the same folder: the same questions as text with the values in place, their rows read, and
the same graphs as quads; it makes no records and no object of them, so the difference is what kg makes of the statements.
Each figure is the mean over some papers of the least of several runs. The last line is what a page costs in the largest store
over one in the smallest.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import pyoxigraph as ox
from worlds import bundles

from kg.dossier import dossier
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE
from kg.rdf.write import quads
from kg.readings import Counts, Reading
from kg.rules.derive import fresh, keep, stamp
from kg.sparql import ask, named
from kg.store import Store, open_store
from kg.store import folder as folders

ASKED = ("names-of-paper", "documents-of-paper", "notices-of-work", "derived-of-paper", "papers-citing")  # of a page, by a key
FLAWS = tuple(lexicon.taxonomy().flaws)[:60]
SAMPLE, RUNS = 20, 5


def load(place: Path, papers: int) -> None:
    """A store folder with so many invented papers, without columns: no look-up reads them."""
    folders.prepare(place)
    engine = ox.Store(str(folders.engine_folder(place)))
    dump = place / "world.nq"
    with dump.open("wb") as out:
        said = (quad for bundle in bundles(papers, FLAWS) for quad in quads(bundle))
        ox.serialize(chain(lexicon.knowledge(), said), out, ox.RdfFormat.N_QUADS)
    engine.bulk_load(path=str(dump), format=ox.RdfFormat.N_QUADS)
    dump.unlink()
    engine.flush()


def log(place: Path) -> None:
    """A reading of each source, as ingest would note it, and the mark that what rules derive is up to date."""
    with open_store(place, write=True) as store:
        graphs = [graph for graph in store.graphs() if graph.value.startswith(f"{BASE}source/")]
        counts = Counts(1, 3, 2, 13, 0)
        said = (Reading(f"/world/{i}.yaml", graph, "appraisal", "1.1.1", "0" * 64, counts) for i, graph in enumerate(graphs))
        store.add(quad for reading in said for quad in reading.quads())
        store.add([ox.Quad(mint.knowledge("rules"), v.KG.sha256, ox.Literal(stamp(store)), mint.LOG)])
        start = time.process_time()
        assert keep(store) == 0
        took = time.process_time() - start
        print(f"\n{len(graphs):,} papers: to see whether what rules derive is up to date takes {took:.1f} s CPU")
        store.optimize()


def placed(name: str, value: ox.NamedNode) -> str:
    """A named question with its one value in place, as somebody would write it for the engine."""
    query = named(name)
    (parameter,) = query.parameters
    return query.text.replace(f"VALUES ?{parameter.name} {{ UNDEF }}", f"VALUES ?{parameter.name} {{ {value} }}")


def rows(engine: ox.Store, text: str) -> list[list[object]]:
    answer = engine.query(text, use_default_graph_as_union=True)
    assert isinstance(answer, ox.QuerySolutions)
    return [list(solution) for solution in answer]


def page(engine: ox.Store, texts: Sequence[str], graph: ox.NamedNode) -> int:
    """The statements of a paper page, without anything made of them; how many there are."""
    asked = [rows(engine, text) for text in texts]
    read = [list(engine.quads_for_pattern(None, None, None, one)) for one in (graph, mint.extraction(graph))]
    return sum(map(len, asked)) + sum(map(len, read))


def mean(work: Callable[..., object], given: Sequence[tuple[object, ...]]) -> float:
    """Milliseconds for one, over all that are given."""
    return 1e3 * sum(least(work, one) for one in given) / len(given)


def least(work: Callable[..., object], given: tuple[object, ...]) -> float:
    """CPU seconds of the fastest of some runs."""
    found = []
    for _ in range(RUNS):
        start = time.process_time()
        work(*given)
        found.append(time.process_time() - start)
    return min(found)


def measure(place: Path, papers: int) -> float:
    """Prints what look-ups cost in the store; returns the milliseconds of a page."""
    engine = ox.Store.read_only(str(folders.engine_folder(place)))
    with open_store(place) as store:
        start = time.process_time()
        assert fresh(store)
        opened = time.process_time() - start
        draw = random.Random(1)  # noqa: S311 - a sample
        keys = [f"invented-{draw.randrange(papers)}" for _ in range(SAMPLE)]
        documents = [ox.NamedNode(str(ask(store, "documents-of-paper", paper=key).column("document")[0])) for key in keys]
        texts = [[placed(name, mint.paper(key)) for name in ASKED] for key in keys]
        findings = [found for document in documents for found in _findings(engine, document)[:1]]
        provenance = [placed("provenance-of-finding", finding) for finding in findings]
        print(f"\n{papers:,} papers, {len(store):,} quads; the same, by the note beside the store: {opened * 1e3:.1f} ms, once")
        print(f"{'look-up':24}{'kg ms':>9}{'engine ms':>11}{'kg/engine':>11}")
        own = mean(dossier, [(store, key) for key in keys])
        bare = mean(page, [(engine, *of) for of in zip(texts, documents, strict=True)])
        print(f"{'paper page':24}{own:9.2f}{bare:11.2f}{own / bare:11.2f}")
        asked = mean(_ask, [(store, finding.value) for finding in findings])
        plain = mean(rows, [(engine, text) for text in provenance])
        print(f"{'provenance of a finding':24}{asked:9.2f}{plain:11.2f}{asked / plain:11.2f}")
        for name in ASKED:
            one = mean(lambda key, name=name: _asked(store, name, key), [(key,) for key in keys])
            alone = mean(rows, [(engine, placed(name, mint.paper(key))) for key in keys])
            print(f"{'  ' + name:24}{one:9.2f}{alone:11.2f}{one / alone:11.2f}")
    return own


def _ask(store: Store, finding: str) -> object:
    return ask(store, "provenance-of-finding", finding=finding)


def _asked(store: Store, name: str, key: str) -> object:
    (parameter,) = named(name).parameters
    return ask(store, name, None, **{parameter.name: key})


def _findings(engine: ox.Store, document: ox.NamedNode) -> list[ox.NamedNode]:
    found = engine.quads_for_pattern(None, v.RDF.type, v.KG.Finding, document)
    return [quad.subject for quad in found if isinstance(quad.subject, ox.NamedNode)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", nargs="+", type=int, default=[1_000, 10_000])
    parser.add_argument("--keep", type=Path, help="a folder in which the stores are left for the next run")
    given = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory() as temporary:
        for papers in given.papers:
            place = (given.keep or Path(temporary)) / f"look-ups-{papers}"
            if not place.exists():
                load(place, papers)
                log(place)
            found.append(measure(place, papers))
    print(f"\na page in the largest store over one in the smallest: {found[-1] / found[0]:.2f}")


if __name__ == "__main__":
    main()
