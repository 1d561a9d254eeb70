"""The W3C's tests of the SPARQL 1.1 Protocol, the Graph Store Protocol and the Service Description, against the running server.

Of the 34 tests of the protocol 19 query and 8 more expect that a malformed update is refused: these are judged as the suite
says. The 7 that update well expect a change of the store; this server is read-only, so each has to be refused (403) before
anything runs, and what the test asks afterwards must find the store unchanged.

The tests of the Graph Store Protocol write first and read then. Here the graphs that are written stand in the store from the
beginning, so what is read is judged, and what would write must be refused (405).
"""

from __future__ import annotations

import email
import json
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from serve import w3c

from kg.rdf.vocab import BASE
from kg.store import open_store

HT, CNT = "http://www.w3.org/2011/http#", "http://www.w3.org/2011/content#"
DATA = "http://kasei.us/2009/09/sparql/data/"
UPDATES = {
    "update_dataset_default_graph", "update_dataset_default_graphs", "update_dataset_named_graphs", "update_dataset_full",
    "update_post_form", "update_post_direct", "update_base_uri",
}  # fmt: skip


@dataclass(frozen=True)
class Exchange:
    """A request of a test and what is expected of the response: statuses (200, 4 for any 4xx), a truth value, a body."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statuses: frozenset[str]
    truth: str | None
    triples: str | None

    def header(self, name: str) -> str:
        return next((value for known, value in self.headers if known.lower() == name), "")

    def sent(self, client: httpx.Client, path: str) -> httpx.Response:
        return client.request(self.method, path, headers=dict(self.headers), content=self.body)


def read_tests(manifest: Path) -> dict[str, list[Exchange]]:
    """The requests of each test of a manifest, by its name."""
    if not manifest.is_file():
        return {}
    store = w3c.loaded(manifest)
    head = next(store.quads_for_pattern(None, ox.NamedNode(f"{w3c.MF}entries"), None)).object
    found = {}
    for entry in w3c.items(store, head):
        action = w3c.value(store, entry, f"{w3c.MF}action")
        requests = w3c.items(store, w3c.value(store, action, f"{HT}requests"))
        found[entry.value.rpartition("#")[2]] = [_exchange(store, request) for request in requests]
    return found


def _exchange(store: ox.Store, request: object) -> Exchange:
    def text(subject: object, name: str, space: str = HT) -> str | None:
        found = w3c.value(store, subject, space + name)
        return None if found is None else found.value

    def headers(subject: object) -> tuple[tuple[str, str], ...]:
        listed = w3c.items(store, w3c.value(store, subject, f"{HT}headers"))
        return tuple((str(text(one, "fieldName")), str(text(one, "fieldValue"))) for one in listed)

    def body(subject: object) -> str | None:
        content = w3c.value(store, subject, f"{HT}body")
        return None if content is None else text(content, "chars", CNT)

    content = w3c.value(store, request, f"{HT}body")
    encoding = (text(content, "characterEncoding", CNT) if content is not None else None) or "UTF-8"
    response = w3c.value(store, request, f"{HT}resp")
    return Exchange(
        str(text(request, "methodName")),
        str(text(request, "absolutePath")),
        headers(request),
        (body(request) or "").encode(encoding),
        frozenset(status.value.rpartition("#")[2] for status in w3c.every(store, response, f"{w3c.MF}expectedStatus")),
        text(response, "expectedBoolean", w3c.MF),
        body(response),
    )


PROTOCOL = read_tests(w3c.FOLDER / "protocol" / "manifest.ttl")
INDIRECT = read_tests(w3c.FOLDER / "graph-store-protocol" / "manifest-indirect.ttl")
DIRECT = read_tests(w3c.FOLDER / "graph-store-protocol" / "manifest-direct.ttl")

pytestmark = pytest.mark.skipif(not PROTOCOL, reason="the tests of the W3C are not here (../shared/data/w3c-sparql11)")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, serving: Callable[..., AbstractContextManager]) -> Iterator[httpx.Client]:
    """A server over the graphs that the tests of the two protocols know."""
    place = tmp_path_factory.mktemp("protocol") / "store"
    with open_store(place, write=True) as store:
        folder = w3c.FOLDER / "protocol"
        store.add(quad for n in (1, 2, 3) for quad in w3c.in_graph(folder / f"data{n}.nt", f"{DATA}data{n}.rdf"))
        for read in READS:
            graph = ox.NamedNode(read.graph)
            store.add(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read.state or ())
    with serving(place, "--workers", 1) as served:
        yield served.client


def judged(response: httpx.Response, exchange: Exchange) -> None:
    """Hold the response to what the suite expects."""
    classes = {"2": "StatusCode2xx", "3": "StatusCode3xx", "4": "StatusCode4xx", "5": "StatusCode5xx"}
    assert classes[str(response.status_code)[0]] in exchange.statuses, (exchange.path, response.text)
    if exchange.truth is not None:
        kind = response.headers["content-type"]
        found = json.loads(response.content)["boolean"] if "json" in kind else "true" in response.text
        assert found is (exchange.truth == "true")


@pytest.mark.parametrize("name", PROTOCOL)
def test_the_protocol(client: httpx.Client, name: str) -> None:
    before = client.get("/health").json()["revision"]
    for exchange in PROTOCOL[name]:
        response = exchange.sent(client, exchange.path)
        if name not in UPDATES:
            judged(response, exchange)
        elif "update" in exchange.path + exchange.header("content-type") or exchange.body.startswith(b"update="):
            assert response.status_code == 403, response.text
            assert "only answers queries" in response.json()["detail"]
        else:
            assert response.status_code == 200, response.text
    assert client.get("/health").json()["revision"] == before


def test_all_of_the_protocol_is_there() -> None:
    assert len(PROTOCOL) == 34
    assert PROTOCOL.keys() >= UPDATES
    assert len(UPDATES) == 7


# ---- the Graph Store Protocol


@dataclass(frozen=True)
class Read:
    """A GET or HEAD of a test: where it is asked here, and the graph that the writes before it left (None: none)."""

    id: str
    exchange: Exchange
    path: str
    graph: str
    state: frozenset[ox.Quad] | None


def reads(manifest: str, tests: dict[str, list[Exchange]]) -> Iterator[Read]:
    """Every reading of the tests, each of a graph of its own, so that all states can stand side by side."""
    for name, exchanges in tests.items():
        if name in LEFT_OUT:
            continue
        graphs: dict[str, set[ox.Quad]] = {}
        for number, one in enumerate(exchanges):
            address = httpx.URL(one.path)
            iri = address.params.get("graph") or BASE + address.path.removeprefix("/gsp/")
            if one.method in ("GET", "HEAD"):
                own = f".{name}.{number}"
                state = frozenset(graphs[iri]) if iri in graphs else None
                yield Read(f"{manifest}-{name}-{number}", one, one.path.replace("/gsp", "/graphs", 1) + own, iri + own, state)
            elif one.method == "DELETE":
                graphs.pop(iri, None)
            else:
                new = {quad for part in parts(one) for quad in turtle(part)}
                graphs[iri] = new | graphs.get(iri, set()) if one.method == "POST" else new


def parts(one: Exchange) -> list[bytes]:
    """The Turtle in a body, which may be a form with files."""
    kind = one.header("content-type")
    if not kind.startswith("multipart/"):
        return [one.body]
    message = email.message_from_bytes(f"Content-Type: {kind}\n\n".encode() + textwrap.dedent(one.body.decode()).strip().encode())
    return [part.get_payload(decode=True) for part in message.get_payload()]


def turtle(text: bytes) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri="http://www.example/", rename_blank_nodes=True))


LEFT_OUT = {
    "put_get_default": "the default graph is all graphs together; see test_the_default_graph_is_all_of_them",
    "post_get_new_graph": "needs mf:POSTGraphCreation, which a server that is only read has not",
}
READS = [*reads("indirect", INDIRECT), *reads("direct", DIRECT)]
WRITES = [
    pytest.param(one, id=f"{name}-{number}")
    for tests in (INDIRECT, DIRECT)
    for name, exchanges in tests.items()
    for number, one in enumerate(exchanges)
    if one.method not in ("GET", "HEAD")
]


@pytest.mark.parametrize("read", READS, ids=lambda read: read.id)
def test_the_graph_store_is_read(client: httpx.Client, read: Read) -> None:
    response = read.exchange.sent(client, read.path)
    known = {"OK": 200, "NotFound": 404}
    assert response.status_code in {known[status] for status in read.exchange.statuses}, response.text
    assert (response.status_code == 200) is (read.state is not None)
    if read.state is not None:
        assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    if read.exchange.method == "HEAD":
        assert response.content == b""
    elif read.state is not None:
        found = w3c.triples(quad.triple for quad in turtle(response.content))
        assert found == w3c.triples(quad.triple for quad in read.state)
        if read.exchange.triples:
            assert found == w3c.triples(quad.triple for quad in turtle(read.exchange.triples.encode()))


@pytest.mark.parametrize("write", WRITES)
def test_the_graph_store_is_not_written(client: httpx.Client, write: Exchange) -> None:
    response = write.sent(client, write.path.replace("/gsp", "/graphs", 1))
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, OPTIONS"


def test_the_default_graph_is_all_of_them(client: httpx.Client) -> None:
    response = client.get("/graphs?default", headers={"accept": "application/n-triples"})
    found = {quad.triple for quad in ox.parse(response.content, format=ox.RdfFormat.N_TRIPLES) if "kasei" in str(quad.subject)}
    files = [w3c.FOLDER / "protocol" / f"data{n}.nt" for n in (1, 2, 3)]
    assert found == {quad.triple for path in files for quad in w3c.loaded(path)}


def test_what_is_left_out_is_there() -> None:
    assert LEFT_OUT.keys() <= INDIRECT.keys()
    assert (len(INDIRECT), len(DIRECT), len(READS)) == (9, 4, 16)


# ---- the Service Description (three tests in prose)

SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> ox.Store:
    """returns-rdf: a GET without a query returns RDF."""
    response = client.get("/sparql")
    assert response.status_code == 200
    store = ox.Store()
    store.load(response.content, format=ox.RdfFormat.from_media_type(response.headers["content-type"].partition(";")[0]))
    return store


def test_the_description_names_the_endpoint(client: httpx.Client, description: ox.Store) -> None:
    """has-endpoint-triple."""
    (endpoint,) = description.quads_for_pattern(None, ox.NamedNode(f"{SD}endpoint"), None)
    assert endpoint.object == ox.NamedNode(f"{client.base_url}/sparql".replace("//sparql", "/sparql"))


def test_the_description_conforms_to_its_schema(description: ox.Store) -> None:
    """conforms-to-schema: a service with an endpoint, and of each property only what its range admits."""
    service = next(description.quads_for_pattern(None, ox.NamedNode(f"{w3c.RDF}type"), ox.NamedNode(f"{SD}Service"))).subject
    known = {
        "endpoint", "supportedLanguage", "feature", "resultFormat", "extensionFunction", "defaultDataset", "defaultGraph",
    }  # fmt: skip
    used = {quad.predicate.value for quad in description} - {f"{w3c.RDF}type"}
    assert used == {SD + name for name in known}
    languages = {term.value for term in w3c.every(description, service, f"{SD}supportedLanguage")}
    assert languages == {f"{SD}SPARQL10Query", f"{SD}SPARQL11Query"}
    assert {term.value for term in w3c.every(description, service, f"{SD}feature")} == {f"{SD}UnionDefaultGraph"}
    (dataset,) = w3c.every(description, service, f"{SD}defaultDataset")
    assert w3c.value(description, dataset, f"{w3c.RDF}type") == ox.NamedNode(f"{SD}Dataset")
    graph = w3c.value(description, dataset, f"{SD}defaultGraph")
    assert w3c.value(description, graph, f"{w3c.RDF}type") == ox.NamedNode(f"{SD}Graph")


def test_the_description_comes_in_every_format_and_says_the_same(client: httpx.Client, description: ox.Store) -> None:
    wanted = w3c.triples(quad.triple for quad in description)
    for kind in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        response = client.get("/sparql", headers={"accept": kind})
        assert response.headers["content-type"].partition(";")[0] == kind
        assert w3c.triples(q.triple for q in ox.parse(response.content, format=ox.RdfFormat.from_media_type(kind))) == wanted
