"""Any sequence of writes and openings gives what a dict of sets would."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pyoxigraph as ox
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kg.store import open_store

GRAPHS = [ox.NamedNode(f"urn:g{i}") for i in range(3)]
NODES = [ox.NamedNode(f"urn:n{i}#'()") for i in range(2)]
OBJECTS = [*NODES, ox.Literal(1), ox.Literal("1"), ox.Literal('"\\\n}'), ox.Literal("x", language="en"), ox.Literal(0.5)]

names = st.sampled_from(GRAPHS)
some = st.lists(st.builds(ox.Quad, st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(OBJECTS), names), max_size=12)


class Writes(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.store = open_store(self.place / "kg", write=True)
        self.model: dict[ox.NamedNode, set[ox.Quad]] = {graph: set() for graph in GRAPHS}
        self.seen = {self.store.revision(): self.whole()}

    def whole(self) -> frozenset[ox.Quad]:
        return frozenset().union(*self.model.values())

    @rule(quads=some)
    def add(self, quads: list[ox.Quad]) -> None:
        self.store.add(quads)
        self.expect(quads)

    @rule(drop=st.lists(names, max_size=3), quads=some, remove=some)
    def replace(self, drop: list[ox.NamedNode], quads: list[ox.Quad], remove: list[ox.Quad]) -> None:
        self.store.replace(drop, quads, remove)
        for graph in drop:
            self.model[graph].clear()
        for quad in remove:
            self.model[quad.graph_name].discard(quad)  # type: ignore[index]
        self.expect(quads)

    def expect(self, quads: list[ox.Quad]) -> None:
        for quad in quads:
            self.model[quad.graph_name].add(quad)  # type: ignore[index]

    @rule(read=st.booleans())
    def reopen(self, read: bool) -> None:
        self.store.close()
        if read:
            with open_store(self.place / "kg") as reader:
                assert set(reader.quads()) == self.whole()
        self.store = open_store(self.place / "kg", write=True)

    @invariant()
    def same_quads(self) -> None:
        assert set(self.store.quads()) == self.whole()
        assert len(self.store) == len(self.whole())
        for graph, quads in self.model.items():
            assert set(self.store.quads(graph)) == quads

    @invariant()
    def same_graphs(self) -> None:
        assert self.store.graphs() == [graph for graph in GRAPHS if self.model[graph]]

    @invariant()
    def no_revision_stands_for_two_states(self) -> None:
        assert self.seen.setdefault(self.store.revision(), self.whole()) == self.whole()

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.place)


TestWrites = Writes.TestCase
TestWrites.settings = settings(max_examples=12, stateful_step_count=12, deadline=None)
