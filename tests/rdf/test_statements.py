"""Statements as lines of N-Quads: the very bytes that the engine writes of the same quads."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from kg.rdf import vocab as v
from kg.rdf.statements import Statements

NODE = ox.NamedNode("https://example.org/graph")


TEXTS = ("plain", "", 'a "quote" and a \\', "two\nlines\r\nand\ttabs", "\x00\x07\x1b\x7f\x85", "Ünïcode 𝛽 \ue000")


@pytest.mark.parametrize("text", TEXTS)
def test_lines_are_those_of_the_engine(text: str) -> None:
    said = Statements(NODE, NODE)
    said.node(NODE, v.KG.Source, v.PROV.Entity)
    said.text(NODE, v.DCTERMS.title, text)
    said.day(NODE, v.DCTERMS.date, "2020-02-29")
    said.flag(NODE, v.KG.primary, value=True)
    said.link(said.once(NODE), v.KG.paper, said.once(NODE))
    assert "".join(said.lines()).encode() == ox.serialize(said.quads(), format=ox.RdfFormat.N_QUADS)
