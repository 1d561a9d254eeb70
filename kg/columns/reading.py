"""The quads of one graph as rows of the columns. The one place that says how a statement becomes a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from kg.columns.rows import (
    TABLE_OF,
    TABLES,
    Appraisal,
    Broader,
    Citation,
    Derived,
    Estimate,
    Finding,
    Flaw,
    Instrument,
    Name,
    Notice,
    Overall,
    Paper,
    Row,
    Source,
    Threshold,
    Work,
    number,
)
from kg.columns.said import Said
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.rdf.statements import Statement
from kg.rdf.values import stated
from kg.store import Store

__all__ = ["read_graphs", "rows"]


def rows(graph: NamedNode, statements: Iterable[Statement], source: int) -> Iterator[Row]:
    """What the graph states, as rows with that number of their source; nothing where it holds no thing of these tables.

    The statements are to be there once each.
    """
    said = Said(statements)
    found = [*_Reader(graph, said, source).rows()]
    if found:
        yield Source(source, graph.value, said.text(graph, v.KG.fileName))
        yield from found


def read_graphs(store: Store) -> dict[str, list[Row]]:
    """The rows of a whole store by table, read from its graphs; a reading goes by the number of its graph."""
    by_table: dict[str, list[Row]] = {name: [] for name in TABLES}
    for graph in store.graphs():
        if graph != mint.LOG:
            for row in rows(graph, stated(store.quads(graph)), number(graph.value)):
                by_table[TABLE_OF[type(row)]].append(row)
    return by_table


class _Reader:
    """The rows of one graph, by the types of its nodes."""

    def __init__(self, graph: NamedNode, said: Said, source: int) -> None:
        self.graph, self.said, self.source = graph, said, source
        self.extracted = "extracted" if mint.is_extraction(graph.value) else "asserted"

    def rows(self) -> Iterator[Row]:
        said = self.said
        for node, of in said.index.items():
            kinds = said.values(node, v.RDF.type)
            if v.KG.Paper in kinds:
                yield self.paper(node)
            if v.KG.Work in kinds:
                yield self.work(node, kinds)
                yield from (Name(self.source, number(node.value), same.value) for same in said.all(node, v.SCHEMA.sameAs))
            if v.KG.outcome in of:
                yield from (row for outcome in said.all(node, v.KG.outcome) for row in self.estimates(node, outcome))
            if v.KG.appraisal in of:
                yield from (row for appraisal in said.all(node, v.KG.appraisal) for row in self.appraisal(node, appraisal))
            if v.CITO.Citation in kinds:
                yield from self.citation(node)
            elif v.KG.Notice in kinds:
                kind = said.local(node, v.KG.noticeKind) or ""
                date = said.least(node, v.DCTERMS.date)
                yield from (Notice(self.source, number(node.value), to.value, kind, date) for to in said.all(node, v.KG.concerns))
            elif v.KG.DerivedFinding in kinds:
                yield from self.derived(node)
            elif v.KG.Instrument in kinds:
                yield self.instrument(node)
                yield from (self.threshold(node, other) for other in said.all(node, v.KG.threshold))
            elif v.SKOS.Concept in kinds and v.KG.domain in of:
                yield self.flaw(node)
                yield from self.broader(node)

    def paper(self, node: NamedNode) -> Paper:
        said, study = self.said, self.said.linked(node, v.KG.study)
        return Paper(
            self.source,
            number(node.value),
            key=said.least(node, v.KG.key),
            name=said.least(node, v.RDFS.label),
            title=said.least(node, v.DCTERMS.title),
            year=said.least(node, v.FABIO.hasPublicationYear),
            journal=said.least(node, v.KG.journal),
            design=said.local(study, v.KG.design),
            condition=said.least(study, v.KG.condition),
            funding=said.local(study, v.KG.funding),
            randomized=said.least(study, v.KG.randomized),
            doi=said.least(node, v.PRISM.doi),
            pmid=said.least(node, v.FABIO.hasPubMedId),
            pmcid=said.least(node, v.FABIO.hasPubMedCentralId),
            url=said.least(node, v.FABIO.hasURL),
        )

    def work(self, node: NamedNode, kinds: Sequence[NamedNode | Literal]) -> Work:
        said = self.said
        kind = min((one.value.removeprefix(v.FABIO.iri) for one in kinds if one.value.startswith(v.FABIO.iri)), default=None)
        return Work(
            self.source,
            number(node.value),
            iri=node.value,
            key=said.least(node, v.KG.key),
            kind=kind,
            title=said.least(node, v.DCTERMS.title),
            year=said.least(node, v.FABIO.hasPublicationYear),
            publisher=said.least(node, v.KG.publisherName),
            url=said.least(node, v.FABIO.hasURL),
            citing="true" if v.KG.CitingArticle in kinds else "false",
        )

    def citation(self, node: NamedNode) -> Iterator[Citation]:
        said = self.said
        citing, cited = said.linked(node, v.CITO.hasCitingEntity), said.linked(node, v.CITO.hasCitedEntity)
        if citing is not None and cited is not None:
            yield Citation(
                self.source,
                node.value,
                number(citing.value),
                number(cited.value),
                intent=said.local(node, v.CITO.hasCitationCharacterization),
                first_author=said.least(node, v.KG.firstAuthor),
                year=said.least(node, v.FABIO.hasPublicationYear),
                title=said.least(node, v.DCTERMS.title),
                doi=said.least(node, v.PRISM.doi),
                pmid=said.least(node, v.FABIO.hasPubMedId),
            )

    def appraisal(self, paper: NamedNode, node: NamedNode) -> Iterator[Row]:
        said = self.said
        who = said.linked(node, v.PROV.wasAttributedTo)
        if who is None:
            return
        published = said.linked(node, v.KG.publication)
        yield Appraisal(
            self.source,
            number(node.value),
            number(paper.value),
            number(who.value),
            assessor_name=said.least(who, v.KG.name),
            assessor_kind=said.local(who, v.RDF.type),
            published_as=said.local(published, v.KG.publicationKind),
            instrument=said.least(node, v.KG.appraisalInstrument),
            lists=said.local(node, v.KG.lists),
        )
        judged = (number(node.value), number(paper.value), number(who.value))
        for overall in said.all(node, v.KG.overall):
            risk, target = said.local(overall, v.KG.risk), said.least(overall, v.KG.targetText)
            if risk is not None:
                yield Overall(self.source, *judged, risk, target)
        for finding in said.all(node, v.KG.finding):
            flaw, presence = said.local(finding, v.KG.flaw), said.local(finding, v.KG.presence)
            severity, target = said.local(finding, v.KG.severity), said.least(finding, v.KG.targetText)
            if flaw is not None and presence is not None:
                yield Finding(self.source, number(finding.value), *judged, flaw, presence, severity, target)

    def estimates(self, paper: NamedNode, outcome: NamedNode) -> Iterator[Estimate]:
        said = self.said
        means = [mean for group in said.all(outcome, v.KG.groupValue) for mean in said.values(group, v.KG.mean)]
        largest = max((mean.value for mean in means), key=Decimal, default=None)
        for node in said.all(outcome, v.KG.estimate):
            first, second = said.linked(node, v.KG.firstArm), said.linked(node, v.KG.secondArm)
            measure = said.local(node, v.KG.measure)
            one, other = number(first.value) if first else None, number(second.value) if second else None
            same = (self.graph.value, number(outcome.value), measure, one, other)
            yield Estimate(
                self.source,
                node.value,
                number(paper.value),
                number(outcome.value),
                outcome_id=outcome.value.rsplit("/", 1)[1],
                outcome_label=said.least(outcome, v.RDFS.label),
                instrument=said.local(outcome, v.KG.instrument),
                better=said.local(outcome, v.KG.better),
                is_primary=said.least(outcome, v.KG.primary),
                measured_by=said.local(outcome, v.KG.measuredBy),
                origin=self.extracted,
                outcome_position=said.least(outcome, v.KG.position),
                position=said.least(node, v.KG.position),
                timepoint=said.least(node, v.KG.timepoint),
                weeks=said.least(node, v.KG.weeks),
                measure=measure,
                first_arm=one,
                second_arm=other,
                series=None if None in same else number(" ".join(map(str, same))),
                first_label=said.least(first, v.RDFS.label),
                second_label=said.least(second, v.RDFS.label),
                first_role=said.local(first, v.KG.role),
                second_role=said.local(second, v.KG.role),
                value=said.least(node, v.KG.value),
                low=said.least(node, v.KG.ciLow),
                high=said.least(node, v.KG.ciHigh),
                level=said.least(node, v.KG.ciLevel),
                standard_error=said.least(node, v.KG.standardError),
                range_high=said.least(outcome, v.KG.rangeHigh),
                largest_mean=largest,
                printed=_printed(said, node),
                p=said.least(node, v.KG.pText),
                adjusted=said.least(node, v.KG.adjusted),
                quote=_quote(said, node),
            )

    def derived(self, node: NamedNode) -> Iterator[Derived]:
        said = self.said
        rule, alert = said.local(node, v.KG.derivedBy) or "", said.local(node, v.KG.alert) or ""
        for paper in said.all(node, v.KG.paper):
            yield Derived(self.source, rule, number(paper.value), said.local(node, v.KG.flaw), alert)

    def flaw(self, node: NamedNode) -> Flaw:
        said = self.said
        label, domain = said.least(node, v.SKOS.prefLabel) or "", said.local(node, v.KG.domain) or ""
        return Flaw(self.source, _last(node), label, domain, said.least(node, v.KG.tier))

    def broader(self, node: NamedNode) -> Iterator[Broader]:
        above, todo = {node}, [node]
        while todo:
            for other in self.said.all(todo.pop(), v.SKOS.broader):
                if other not in above:
                    above.add(other)
                    todo.append(other)
        return (Broader(self.source, _last(node), _last(other)) for other in sorted(above, key=str))

    def instrument(self, node: NamedNode) -> Instrument:
        said = self.said
        label = said.least(node, v.SKOS.prefLabel) or ""
        better, construct = said.local(node, v.KG.better), said.least(node, v.KG.construct)
        return Instrument(self.source, _last(node), label, better, construct, said.least(node, v.KG.rangeHigh))

    def threshold(self, instrument: NamedNode, node: NamedNode) -> Threshold:
        said = self.said
        return Threshold(
            self.source,
            node.value,
            _last(instrument),
            value=said.least(node, v.KG.thresholdValue),
            high=said.least(node, v.KG.thresholdHigh),
            unit=said.least(node, v.KG.unit),
            basis=said.local(node, v.KG.basis),
            population=said.least(node, v.KG.population),
            holds_for=said.least(node, v.KG.holdsFor),
            citation=said.least(node, v.KG.sourceCitation),
            verified=said.least(node, v.KG.verified),
        )


def _last(node: NamedNode) -> str:
    return node.value.rsplit("/", 1)[1]


def _quote(said: Said, node: NamedNode) -> str | None:
    """The words of the passage that the thing was read from."""
    passage = said.linked(node, v.KG.passage)
    selector = said.linked(passage, v.OA.hasSelector) if passage is not None else None
    return said.least(selector, v.OA.exact)


def _printed(said: Said, node: NamedNode) -> str:
    """Value and interval as the source prints them, in the form that `effects-of-outcome` gives."""
    value = said.least(node, v.KG.valueText) or "no value"
    low, high = said.least(node, v.KG.ciLowText), said.least(node, v.KG.ciHighText)
    return value if low is None else f"{value} [{low}, {high}]"
