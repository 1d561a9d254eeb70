"""What a server is asked, in its own habits: queries over all graphs together, whole graphs, updates, data sets."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.errors import StoreError, UsageError
from kg.store.guard import Token
from kg.store.remote import answers
from kg.store.remote.addresses import Addresses, access, addresses, checked, computes_here
from kg.store.remote.exchange import Exchange
from kg.store.remote.mark import MARK, REVISION
from kg.store.remote.questions import question

if TYPE_CHECKING:
    from kg.store import Answer

__all__ = ["Server"]

_NOTHING = "urn:x-kg:nothing"  # a graph that is not there
_OF_VIRTUOSO = (
    "http://www.openlinksw.com/schemas/virtrdf#", "http://www.w3.org/ns/ldp#", "http://localuriqaserver/sparql",
    "http://www.w3.org/2002/07/owl#", "urn:activitystreams-owl:map", "urn:core:services:sparql",
)  # fmt: skip
_WITHOUT_ITS_OWN = " ".join(
    f"define input:default-graph-exclude <{iri}> define input:named-graph-exclude <{iri}>" for iri in (*_OF_VIRTUOSO, MARK.value)
)

Dataset = tuple[Sequence[ox.NamedNode], Sequence[ox.NamedNode]]


class Server:
    """The server at one query address, as the environment says it is reached."""

    def __init__(self, address: str) -> None:
        self.address = checked(address)
        self._access = access(os.environ)
        self._exchange = Exchange(self.address, self._access)
        self._united = False
        self.answer("ASK {}", ox.QueryBoolean)  # whose habits are to be kept, its headers say
        self.computes_here = computes_here(self.name, os.environ)  # its answers to queries are not to be relied on

    @property
    def name(self) -> str:
        """What it calls itself, such as Virtuoso/07.20.3229; empty before it has answered or where it does not say."""
        return self._exchange.server

    @property
    def addresses(self) -> Addresses:
        return addresses(self.address, self.name, os.environ, known=bool(self._access.user or self._access.token))

    @property
    def hidden(self) -> frozenset[str]:
        """Graphs that are the server's own or hold the revision."""
        return frozenset((MARK.value, *(_OF_VIRTUOSO if self.is_virtuoso else ())))

    @property
    def is_virtuoso(self) -> bool:
        return self.name.startswith("Virtuoso")

    def close(self) -> None:
        self._exchange.close()

    def answer(self, sparql: str, kind: type, tokens: Sequence[Token] | None = None, dataset: Dataset | None = None) -> Answer:
        """The answer to a query that gives this kind; raises UsageError where the server does not understand it.

        `tokens` are those of a query from outside; queries of the store itself know which graphs they mean.
        """
        accept = answers.TRIPLES if kind is ox.QueryTriples else answers.ROWS
        data: dict[str, str | list[str]] = {"query": sparql}
        if dataset is not None:
            data["default-graph-uri"] = [graph.value for graph in dataset[0]] or [_NOTHING]
            data["named-graph-uri"] = [graph.value for graph in dataset[1]] or [_NOTHING]
        elif tokens is None or not _has_own_dataset(tokens):
            if self.name.startswith("Oxigraph"):
                data["union-default-graph"] = ""
            elif self.is_virtuoso and tokens is not None and not _names_a_graph(tokens):
                data["query"] = f"{_WITHOUT_ITS_OWN} {sparql}"
        reply = self._exchange.send("POST", self.address, accept=accept, again=True, data=data)
        if kind is ox.QueryTriples:
            return answers.triples(reply, self.address)
        found = answers.rows(reply, self.address)
        if not isinstance(found, kind):
            raise StoreError(f"{self.address} gave another kind of answer than was asked for")
        return found

    def select(self, sparql: str) -> ox.QuerySolutions:
        """The rows of a query of the store's own."""
        found = self.answer(sparql, ox.QuerySolutions)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - for the type checker: `answer` has looked
        return found

    def graph(self, graph: ox.NamedNode) -> list[ox.Triple]:
        """The triples of one graph, however many; none where it is not there."""
        where = self.addresses.graphs
        if where is None:
            query = {"query": question("whole", graph=graph)}
            reply = self._exchange.send("POST", self.address, accept=answers.TRIPLES, again=True, data=query)
        else:
            reply = self._exchange.send(
                "GET", where, accept=answers.TRIPLES, again=True, missing=True, params={"graph": graph.value}
            )
        return [] if reply.status == 404 else answers.statements(reply, self.address)

    def update(self, text: str) -> None:
        """Carry out an update; raises StoreError where the server refuses it.

        It is not sent again where it may still run, though done twice it would do the same: it could overtake what comes next.
        """
        where = self.addresses.update
        if where is None:
            hint = "Say it in KG_STORE_UPDATE (and KG_STORE_GSP, its address for whole graphs, if it has one)."
            raise UsageError(f"the address for updates of {self.address} is not known", hint=hint)
        headers = {"Content-Type": "application/sparql-update; charset=utf-8"}
        try:
            self._exchange.send("POST", where, again=False, content=text.encode(), headers=headers)
        except UsageError as error:  # what people asked for was understood; this is between kg and the server
            raise StoreError(f"the update was refused: {error.message}") from error

    @property
    def takes_graphs(self) -> bool:
        """Whether `merge` works."""
        return self.addresses.graphs is not None

    @property
    def takes_quads(self) -> bool:
        """Whether `load` works: there is no standard for it."""
        return self.takes_graphs and self.name.startswith("Oxigraph")

    def merge(self, graph: ox.NamedNode, triples: Sequence[ox.Triple]) -> None:
        """Add triples to one graph, through the Graph Store Protocol."""
        body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
        self._post(body, "application/n-triples", {"graph": graph.value})

    def load(self, quads: Sequence[ox.Quad]) -> None:
        """Add quads of many graphs in one request."""
        self._post(ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b"", "application/n-quads", {})

    def _post(self, body: bytes, media: str, parameters: dict[str, str]) -> None:
        where = self.addresses.graphs
        assert where is not None  # noqa: S101 - for the type checker: who calls has looked
        self._exchange.send("POST", where, again=False, content=body, headers={"Content-Type": media}, params=parameters)

    # ---- the revision

    def revision(self) -> str:
        """The mark of the last change; empty where kg has not written. Raises StoreError for a server kg cannot work with."""
        marks: set[str] = set()
        seen = False
        for row in self.select(question("revision", store=MARK, revision=REVISION)):
            marks.add(row["mark"].value)
            seen = seen or row["seen"] is not None
        if not self._united and not seen and (marks or (self._finds("filled") and not self._finds("united"))):
            raise StoreError(
                f"queries at {self.address} do not see the named graphs unless they name one",
                hint="Have its default graph be the union of all graphs; docs/servers.md says how for each server.",
            )
        self._united = True
        return "+".join(sorted(marks))

    def _finds(self, name: str) -> bool:
        return any(True for _ in self.select(question(name)))


def _has_own_dataset(tokens: Sequence[Token]) -> bool:
    return any(token.kind == "word" and token.text.upper().startswith("FROM") for token in tokens)


def _names_a_graph(tokens: Sequence[Token]) -> bool:
    """Whether a GRAPH is followed by a name: with graphs left out, Virtuoso 7 finds nothing in one."""
    return any(one.says("GRAPH") and after.kind in ("iri", "name") for one, after in pairwise(tokens))
