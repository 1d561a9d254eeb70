"""What a program drew from prose, to quads and back: the extraction, how long treatments lasted, and the flaws that are named."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.statements import Statements
from kg.rdf.values import Values
from kg.records import Duration, Extraction, FlawMention

__all__ = ["durations", "mentions", "write"]


def write(to: Statements, paper: NamedNode, of: Extraction) -> NamedNode:
    """State the extraction with its treatment durations and mentions of flaws, one node for each; returns the extraction."""
    node = to.node(to.name, v.KG.Extraction, v.PROV.Activity)
    to.link(node, v.PROV.used, to.document)
    agent = to.node(mint.software(of.extractor), v.PROV.SoftwareAgent)
    to.text(agent, v.KG.name, of.extractor)
    to.link(node, v.PROV.wasAssociatedWith, agent)
    to.text(node, v.KG.extractorVersion, of.version)
    for position, duration in enumerate(of.durations, 1):
        _duration(to, paper, position, duration)
    for position, mention in enumerate(of.mentions, 1):
        _mention(to, paper, position, mention)
    return node


def _duration(to: Statements, paper: NamedNode, position: int, of: Duration) -> None:
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


def _mention(to: Statements, paper: NamedNode, position: int, of: FlawMention) -> None:
    node = to.node(to.once(mint.mention(to.name, of.model_dump(mode="json"))), v.KG.FlawMention)
    to.count(node, v.KG.position, position)
    to.link(node, v.KG.paper, paper)
    to.link(node, v.KG.flaw, mint.flaw(of.flaw))
    to.code(node, v.KG.mentionState, v.STATE, of.state)
    to.text(node, v.KG.printed, of.printed)
    to.text(node, v.KG.section, of.section)
    to.passage(node, of.passage)
    to.code(node, v.KG.grade, v.GRADE, of.grade)
    to.text(node, v.KG.rule, of.rule)
    to.derived(node)


def durations(of: Values) -> Iterator[Duration]:
    """The treatment durations of an extraction, in the order of the source."""
    for node in of.ordered(of.having(v.RDF.type, v.KG.TreatmentDuration)):
        yield Duration.model_validate(
            {"weeks": of.measured(node, v.KG.weeks), "printed": of.text(node, v.KG.printed),
             "section": of.text(node, v.KG.section), "passage": of.passage(node), "rule": of.text(node, v.KG.rule)}
        )  # fmt: skip


def mentions(of: Values) -> Iterator[FlawMention]:
    """The flaws that an extraction's prose names, in the order of the source."""
    for node in of.ordered(of.having(v.RDF.type, v.KG.FlawMention)):
        yield FlawMention.model_validate(
            {"flaw": of.tail(node, v.KG.flaw), "state": of.code(node, v.KG.mentionState, v.STATE),
             "printed": of.text(node, v.KG.printed), "section": of.text(node, v.KG.section), "passage": of.passage(node),
             "grade": of.code(node, v.KG.grade, v.GRADE), "rule": of.text(node, v.KG.rule)}
        )  # fmt: skip
