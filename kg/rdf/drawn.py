"""What a program drew from prose, to quads and back: the extraction, and how long treatments lasted by each section."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.statements import Statements
from kg.rdf.values import Values
from kg.records import Duration, Extraction

__all__ = ["durations", "write"]


def write(to: Statements, paper: NamedNode, of: Extraction) -> NamedNode:
    """State the extraction with its treatment durations, one node for each mention; returns the extraction."""
    node = to.node(to.name, v.KG.Extraction, v.PROV.Activity)
    to.link(node, v.PROV.used, to.document)
    agent = to.node(mint.software(of.extractor), v.PROV.SoftwareAgent)
    to.text(agent, v.KG.name, of.extractor)
    to.link(node, v.PROV.wasAssociatedWith, agent)
    to.text(node, v.KG.extractorVersion, of.version)
    for position, duration in enumerate(of.durations, 1):
        _write(to, paper, position, duration)
    return node


def _write(to: Statements, paper: NamedNode, position: int, of: Duration) -> None:
    content = of.model_dump(mode="json", exclude_none=True)
    node = to.node(to.once(mint.duration(to.name, content)), v.KG.TreatmentDuration)
    to.count(node, v.KG.position, position)
    to.link(node, v.KG.paper, paper)
    to.measured(node, v.KG.weeks, of.weeks)
    to.text(node, v.KG.printed, of.printed)
    to.text(node, v.KG.section, of.section)
    to.passage(node, of.passage)
    to.text(node, v.KG.rule, of.rule)
    to.derived(node)


def durations(of: Values) -> Iterator[Duration]:
    """The treatment durations of an extraction, in the order of the source."""
    for node in of.ordered(of.having(v.RDF.type, v.KG.TreatmentDuration)):
        yield Duration.model_validate(
            {"weeks": of.measured(node, v.KG.weeks), "printed": of.text(node, v.KG.printed),
             "section": of.text(node, v.KG.section), "passage": of.passage(node), "rule": of.text(node, v.KG.rule)}
        )  # fmt: skip
