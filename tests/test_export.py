"""Files of the graph: every format read back by another library, the same bytes for the same content, nothing of this machine."""

from __future__ import annotations

import io
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic, to_isomorphic

import kg
from kg import export
from kg.errors import StoreInUse, UsageError
from kg.export import FORMATS, quads, writer
from kg.projection import project
from kg.rdf import lexicon, mint
from kg.rdf.vocab import PREFIXES
from kg.store import Store, open_store

RDF = (".ttl", ".trig", ".nq", ".jsonld")
# rdflib 7 warns of its own Dataset when its parsers and serializers use it; nothing here asks for what is deprecated.
quiet = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def _asked(quad: ox.Quad) -> bool:
    graph = str(getattr(quad.graph_name, "value", ""))
    return graph != mint.LOG.value and graph not in {mint.knowledge(name).value for name in lexicon.FILES}


def _parsed(data: bytes, form: str) -> rdflib.Dataset:
    dataset = rdflib.Dataset()
    dataset.parse(data=data, format=form)
    return dataset


def _quads(dataset: rdflib.Dataset) -> set[tuple[str, ...]]:
    """Whole quads as text; the graph of the triples by the name it has."""
    found = set()
    for subject, predicate, value, graph in dataset.quads():
        name = graph.identifier if isinstance(graph, rdflib.Graph) else graph
        found.add((str(subject), str(predicate), value.n3(), str(name)))
    return found


def _stored(store: Store) -> set[tuple[str, ...]]:
    lines = "".join(f"{quad} .\n" for quad in store.quads() if _asked(quad))
    return _quads(_parsed(lines.encode(), "nquads"))


def test_the_formats_that_were_promised() -> None:
    assert set(FORMATS) == {*RDF, ".graphml"}
    with pytest.raises(UsageError) as caught, open_store() as store:
        export(store, ".foo")
    assert ".ttl" in caught.value.hint


@quiet
@pytest.mark.parametrize(("ending", "form"), [(".trig", "trig"), (".nq", "nquads"), (".jsonld", "json-ld")])
def test_quads_are_read_back_by_rdflib(world: Store, ending: str, form: str) -> None:
    expected = _stored(world)
    assert len(expected) > 300
    assert _quads(_parsed(export(world, ending), form)) == expected


def test_turtle_is_read_back_by_rdflib(world: Store) -> None:
    graph = rdflib.Graph().parse(data=export(world, ".ttl"), format="turtle")
    expected = rdflib.Graph()
    for quad in world.quads():
        if _asked(quad):
            expected.parse(data=f"{quad.triple} .", format="nt")
    assert isomorphic(graph, expected)
    assert to_isomorphic(graph) == to_isomorphic(expected)
    assert not [term for triple in graph for term in triple if isinstance(term, rdflib.BNode)]


def test_the_corpus_is_read_back_by_the_engine(corpus: Store) -> None:
    found = ox.parse(export(corpus, ".trig"), format=ox.RdfFormat.TRIG)
    assert set(found) == {quad for quad in corpus.quads() if _asked(quad)}


def test_the_ontology_comes_on_request(world: Store) -> None:
    said = {quad.graph_name for quad in quads(world)}
    with_terms = {quad.graph_name for quad in quads(world, ontology=True)}
    assert with_terms - said == {mint.knowledge(name) for name in lexicon.FILES}
    assert mint.LOG not in with_terms
    text = export(world, ".trig", ontology=True).decode()
    assert '"Baseline imbalance"@en' in text
    assert '"Baseline imbalance"@en' not in export(world, ".trig").decode()


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_content_in_another_order_gives_the_same_bytes(world: Store, data: Path, ending: str) -> None:
    with open_store() as store:
        files = sorted((p for p in data.iterdir() if p.suffix in (".yaml", ".csv")), reverse=True)
        kg.ingest(store, [files[1], files[0]])
        kg.remove(store, files[1].name)
        kg.ingest(store, [*files, *files])
        assert export(store, ending) == export(world, ending) == export(world, ending)


PROGRAM = """
import hashlib, sys
import kg
from kg.graph_page import graph_page
store = kg.open_store()
kg.ingest(store, [sys.argv[1]])
for ending in ('.ttl', '.trig', '.nq', '.jsonld', '.graphml'):
    print(ending, hashlib.sha256(kg.export(store, ending)).hexdigest())
print('.html', hashlib.sha256(graph_page(store)[0].encode()).hexdigest())
"""


def test_the_same_bytes_whatever_python_hashes(data: Path) -> None:
    said = set()
    for seed in ("1", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, str(data)], env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        said.add(done.stdout)
    assert len(said) == 1


@pytest.mark.parametrize("ending", [*FORMATS, ".html"])
def test_nothing_of_this_machine_is_written(world: Store, data: Path, ending: str) -> None:
    text = kg.graph_page(world)[0] if ending == ".html" else export(world, ending).decode()
    for secret in {str(data), str(Path.home()), os.path.expanduser("~"), "/tmp/", "/root/", "file:///"} - {"/"}:  # noqa: PTH111, S108
        assert secret not in text, secret
    name = socket.gethostname()
    assert len(name) < 4 or name not in text
    assert datetime.now(UTC).date().isoformat() not in text
    assert ending == ".html" or not re.search(r"20\d\d-\d\d-\d\dT\d\d:\d\d", text)  # the drawing library has a date
    if ending == ".jsonld":  # the context tells what every term of the vocabulary is, used or not
        text = json.dumps({key: value for key, value in json.loads(text).items() if key != "@context"})
    assert "endedAtTime" not in text
    assert "kg:location" not in text


def test_jsonld_needs_no_network(world: Store) -> None:
    def contexts(value: object) -> Iterator[object]:
        if isinstance(value, dict):
            yield from (value["@context"],) if "@context" in value else ()
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from contexts(inner)

    for context in contexts(json.loads(export(world, ".jsonld"))):
        assert isinstance(context, dict), f"{context} would be fetched"


def test_graphml_is_read_back_by_networkx(world: Store) -> None:
    graph = project(world)
    read = nx.read_graphml(io.BytesIO(export(world, ".graphml")), force_multigraph=True)
    assert isinstance(read, nx.MultiDiGraph)
    assert set(read) == set(graph)
    for node, attributes in graph.nodes(data=True):
        for name, value in attributes.items():
            if value is None:
                assert name not in read.nodes[node]
            elif isinstance(value, list):
                assert json.loads(read.nodes[node][name]) == json.loads(json.dumps(value))
            else:
                assert read.nodes[node][name] == value
    assert sorted((a, b, k, d["origin"]) for a, b, k, d in read.edges(keys=True, data=True)) == sorted(
        (a, b, d["kind"], d["origin"]) for a, b, d in graph.edges(data=True)
    )


class _Told:
    """A store that says which graphs are asked for, and calls back before each."""

    def __init__(self, store: Store, asked: Callable[[], object]) -> None:
        self._store, self._asked = store, asked

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)

    def quads(self, graph: ox.NamedNode) -> Iterator[ox.Quad]:
        self._asked()
        return self._store.quads(graph)


@pytest.fixture(scope="module")
def crowd() -> Iterator[Store]:
    """Forty graphs; the name of one begins that of another, and `/` comes before the `>` that ends a name."""
    with open_store() as store:
        names = [ox.NamedNode(f"http://x.example/{n}{more}") for n in range(20) for more in ("", "/part")]
        say = ox.NamedNode("http://x.example/says")
        store.add(ox.Quad(g, say, ox.Literal(f"{i} \u2212 {'x' * 50}"), g) for g in names for i in range(200))
        yield store


@pytest.mark.parametrize("ending", [".nq", ".trig"])
def test_graph_by_graph_is_what_all_at_once_would_be(crowd: Store, ending: str) -> None:
    form = {".nq": ox.RdfFormat.N_QUADS, ".trig": ox.RdfFormat.TRIG}[ending]
    said = sorted(crowd.quads(), key=lambda q: tuple(str(term) for term in (q.graph_name, q.subject, q.predicate, q.object)))
    expected = ox.serialize(said, format=form, prefixes=None if ending == ".nq" else dict(sorted(PREFIXES.items())))
    assert export(crowd, ending) == expected


@pytest.mark.parametrize("ending", [".nq", ".trig"])
def test_a_graph_is_on_file_before_the_next_but_one_is_asked_for(crowd: Store, ending: str) -> None:
    size, sizes, file = len(export(crowd, ending)), [], io.BytesIO()
    writer(ending)(_Told(crowd, lambda: sizes.append(file.tell())), file, False)  # type: ignore[arg-type]
    assert len(sizes) == 40
    assert file.tell() == size
    assert all(there > (n - 1) * size / 41 for n, there in enumerate(sizes))


def test_a_store_that_is_written_meanwhile_is_not_exported() -> None:
    with open_store() as store:
        store.add([ox.Quad(node, node, node, node) for node in (ox.NamedNode("urn:a"), ox.NamedNode("urn:b"))])
        more = ox.NamedNode("urn:c")
        with pytest.raises(StoreInUse, match="meantime"):
            list(quads(_Told(store, lambda: store.add([ox.Quad(more, more, more, more)]))))  # type: ignore[arg-type]
