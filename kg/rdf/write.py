"""Records to quads: what a source says into the graph of that source, what a program drew from it into another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import NamedNode, Quad

from kg import records
from kg.printed import p_value
from kg.rdf import citations, drawn, mint, notices
from kg.rdf import vocab as v
from kg.rdf.statements import Statements

__all__ = ["graphs", "quads"]

_STATO = {
    "MD": v.OBO.STATO_0000457, "SMD": v.OBO.STATO_0000100, "OR": v.OBO.STATO_0000182, "RR": v.OBO.STATO_0000245,
    "RD": v.OBO.STATO_0000424,
}  # fmt: skip
_AGENT = {"person": v.PROV.Person, "organisation": v.PROV.Organization, "software": v.PROV.SoftwareAgent}


def quads(said: records.Bundle | records.Register) -> Iterator[Quad]:
    """What a source says as quads in its graph, and in that of its extraction where there is one."""
    return (quad for graph in graphs(said) for quad in graph.quads())


def graphs(said: records.Bundle | records.Register) -> Iterator[Statements]:
    """What a source says as the statements of its graph, and of that of its extraction where there is one."""
    document = mint.source(said.source)
    graph = _Graph(document, document)
    graph.source(said.source)
    if isinstance(said, records.Register):
        notices.write(graph, said.notices)
        yield graph
        return
    paper = mint.paper(said.record.paper.key)
    graph.record(said.record, bare=said.bare)
    graph.text(paper, v.KG.givenKey, said.given_key)
    entries = [citations.reference(graph, paper, position, of) for position, of in enumerate(said.references, 1)]
    yield graph
    if said.extracted is not None:
        derived = _Graph(mint.extraction(document), document)
        derived.extraction(paper, said.extracted, entries)
        yield derived


class _Graph(Statements):
    """What a source says, in the order of its record."""

    # ---- documents and works

    def source(self, of: records.Source) -> None:
        node = self.node(self.document, v.KG.Source, v.PROV.Entity)
        self.text(node, v.KG.fileName, of.name)
        self.text(node, v.KG.format, of.format)
        self.text(node, v.KG.sha256, of.sha256)
        self.text(node, v.KG.textSha256, of.text_sha256)
        self.text(node, v.KG.part, of.part)
        self.text(node, v.DCTERMS.title, of.title)
        self.text(node, v.FABIO.hasURL, of.url)

    def work(self, node: NamedNode, of: records.Paper, *, bare: bool) -> None:
        self.node(node, v.KG.Work)
        if not bare:
            self.node(node, v.KG.Paper, citations.WORK[of.type])
            self.text(node, v.RDFS.label, of.name)
        self.text(node, v.KG.key, of.key)
        self.text(node, v.DCTERMS.title, of.title)
        self.typed(node, v.FABIO.hasPublicationYear, of.year, v.XSD.gYear)
        self.text(node, v.KG.journal, of.journal)
        self.text(node, v.PRISM.doi, of.doi)
        self.text(node, v.FABIO.hasPubMedId, of.pmid)
        self.same(node, of.doi, of.pmid)
        self.text(node, v.FABIO.hasPubMedCentralId, of.pmcid)
        self.text(node, v.FABIO.hasURL, of.url)
        self.text(node, v.KG.licence, of.licence)
        for position, author in enumerate(of.authors, 1):
            authorship = self.node(NamedNode(f"{node.value}/author/{position}"), v.KG.Authorship)
            self.link(node, v.KG.authorship, authorship)
            self.count(authorship, v.KG.position, position)
            self.text(authorship, v.KG.name, author)

    def record(self, of: records.Record, *, bare: bool) -> None:
        paper = mint.paper(of.paper.key)
        self.link(self.document, v.SCHEMA.about, paper)
        self.work(paper, of.paper, bare=bare)
        self.text(paper, v.KG.notes, of.notes)
        if of.study is not None:
            self.study(paper, of.paper.key, of.study)
        for position, outcome in enumerate(of.outcomes, 1):
            self.outcome(paper, paper, position, outcome)
        for position, appraisal in enumerate(of.appraisals, 1):
            self.appraisal(paper, of.paper.key, position, appraisal)
        for position, citation in enumerate(of.cited_by, 1):
            citations.cited_by(self, paper, position, citation)

    def study(self, paper: NamedNode, key: str, of: records.Study) -> None:
        node = self.node(mint.study(key), v.KG.Study, v.SCHEMA.MedicalStudy)
        self.link(paper, v.KG.study, node)
        self.code(node, v.KG.design, v.DESIGN, of.design)
        self.text(node, v.KG.registration, of.registration)
        self.text(node, v.KG.condition, of.condition)
        for country in of.country:
            self.text(node, v.KG.country, country)
        for people in ("screened", "randomized", "analysed"):
            self.count(node, v.KG[people], getattr(of, people))
        if of.blinding is not None:
            for who in ("participants", "providers", "assessors", "analysts"):
                self.code(node, v.KG[f"blindingOf{who.capitalize()}"], v.YESNO, getattr(of.blinding, who))
        self.code(node, v.KG.funding, v.FUNDING, of.funding)
        for funder in of.funders:
            self.text(node, v.KG.funder, funder)
        self.text(node, v.KG.fundingStatement, of.funding_statement)
        self.code(node, v.KG.conflicts, v.CONFLICTS, of.conflicts)
        self.arms(node, paper, of.arms)

    def arms(self, holder: NamedNode, scope: NamedNode, arms: Iterable[records.Arm]) -> None:
        for position, of in enumerate(arms, 1):
            node = self.node(mint.arm(scope, of.id), v.KG.Arm)
            self.link(holder, v.KG.arm, node)
            self.count(node, v.KG.position, position)
            self.text(node, v.RDFS.label, of.label)
            self.code(node, v.KG.role, v.ROLE, of.role)
            self.count(node, v.KG.allocated, of.n)
            self.flag(node, v.KG.allocatedAtRandom, of.randomized)

    # ---- outcomes and numbers

    def outcome(self, paper: NamedNode, scope: NamedNode, position: int, of: records.Outcome) -> None:
        node = self.node(mint.outcome(scope, of.id), v.KG.Outcome)
        self.link(paper, v.KG.outcome, node)
        self.count(node, v.KG.position, position)
        self.text(node, v.RDFS.label, of.label)
        if of.instrument is not None:
            self.link(node, v.KG.instrument, mint.instrument(of.instrument))
        self.text(node, v.KG.scale, of.scale)
        if of.range is not None:
            self.printed(node, "rangeLow", of.range[0])
            self.printed(node, "rangeHigh", of.range[1])
        self.code(node, v.KG.better, v.BETTER, of.better)
        self.flag(node, v.KG.primary, of.primary)
        self.code(node, v.KG.measuredBy, v.MEASURED_BY, of.measured_by)
        for order, estimate in enumerate(of.estimates, 1):
            self.estimate(node, scope, order, estimate)
        for order, group in enumerate(of.groups, 1):
            self.group(node, scope, order, group)

    def estimate(self, outcome: NamedNode, scope: NamedNode, position: int, of: records.Estimate) -> None:
        types = [v.KG.Estimate, *([_STATO[of.measure]] if of.measure in _STATO else [])]
        node = self.node(self.once(mint.estimate(outcome, of.model_dump(mode="json", exclude_none=True))), *types)
        self.link(outcome, v.KG.estimate, node)
        self.count(node, v.KG.position, position)
        self.code(node, v.KG.measure, v.MEASURE, of.measure)
        if of.arms is not None:
            self.link(node, v.KG.firstArm, mint.arm(scope, of.arms[0]))
            self.link(node, v.KG.secondArm, mint.arm(scope, of.arms[1]))
        self.printed(node, "value", of.value)
        self.text(node, v.KG.printed, of.printed)
        self.printed(node, "standardError", of.se)
        self.interval(node, of.ci)
        self.measured(node, v.KG.ciLevel, of.level)
        if of.p is not None:
            self.text(node, v.KG.pText, of.p)
            p = p_value(of.p)
            if p is not None:
                self.text(node, v.KG.pOperator, p.op)
                self.typed(node, v.KG.pValue, format(p.value, "f"), v.XSD.decimal)
        self.text(node, v.KG.timepoint, of.timepoint)
        self.measured(node, v.KG.weeks, of.weeks)
        self.flag(node, v.KG.adjusted, of.adjusted)
        self.place(node, of.where)
        self.passage(node, of.passage)
        self.code(node, v.KG.grade, v.GRADE, of.grade)
        self.text(node, v.KG.rule, of.rule)
        self.derived(node)

    def group(self, outcome: NamedNode, scope: NamedNode, position: int, of: records.GroupValue) -> None:
        node = self.node(self.once(mint.group_value(outcome, of.model_dump(mode="json", exclude_none=True))), v.KG.GroupValue)
        self.link(outcome, v.KG.groupValue, node)
        self.count(node, v.KG.position, position)
        self.link(node, v.KG.ofArm, mint.arm(scope, of.arm))
        self.text(node, v.KG.timepoint, of.timepoint)
        self.measured(node, v.KG.weeks, of.weeks)
        self.count(node, v.KG.n, of.n)
        self.printed(node, "mean", of.mean)
        self.printed(node, "sd", of.sd)
        self.printed(node, "median", of.median)
        if of.iqr is not None:
            self.printed(node, "iqrLow", of.iqr[0])
            self.printed(node, "iqrHigh", of.iqr[1])
        self.interval(node, of.ci)
        self.count(node, v.KG.events, of.events)
        self.count(node, v.KG.total, of.total)
        self.derived(node)

    # ---- judgements

    def appraisal(self, paper: NamedNode, key: str, position: int, of: records.Appraisal) -> None:
        who, published = mint.assessor(of.assessor), mint.publication(of.source)
        node = self.once(mint.appraisal(key, who.value, published.value, of.instrument))
        self.node(node, v.KG.Appraisal, v.SCHEMA.Review)
        self.link(paper, v.KG.appraisal, node)
        self.link(node, v.SCHEMA.itemReviewed, paper)
        self.count(node, v.KG.position, position)
        self.link(node, v.PROV.wasAttributedTo, who)
        self.node(who, _AGENT[of.assessor.kind])
        self.text(who, v.KG.name, of.assessor.name)
        self.text(who, v.SCHEMA.url, of.assessor.url)
        self.link(node, v.KG.publication, published)
        self.node(published, v.KG.Publication)
        self.code(published, v.KG.publicationKind, v.KIND, of.source.kind)
        self.text(published, v.DCTERMS.title, of.source.title)
        self.text(published, v.FABIO.hasURL, of.source.url)
        self.day(published, v.DCTERMS.date, of.source.date)
        self.text(node, v.KG.appraisalInstrument, of.instrument)
        self.code(node, v.KG.lists, v.LISTS, of.lists)
        self.passage(node, of.commentary, v.KG.commentary)
        self.link(node, v.PROV.wasDerivedFrom, self.document)
        for order, overall in enumerate(of.overall, 1):
            self.overall(paper, key, node, order, overall)
        for order, finding in enumerate(of.findings, 1):
            self.finding(paper, key, node, who, order, finding)

    def overall(self, paper: NamedNode, key: str, appraisal: NamedNode, position: int, of: records.Overall) -> None:
        minted = mint.overall(appraisal, of.model_dump(mode="json", exclude_none=True))
        node = self.node(self.once(minted), v.KG.OverallJudgement)
        self.link(appraisal, v.KG.overall, node)
        self.count(node, v.KG.position, position)
        self.code(node, v.KG.risk, v.RISK, of.risk)
        self.text(node, v.KG.printed, of.printed)
        self.target(node, paper, key, of.target)
        self.derived(node)

    def finding(
        self, paper: NamedNode, key: str, appraisal: NamedNode, who: NamedNode, position: int, of: records.Finding
    ) -> None:
        node = self.once(mint.finding(appraisal, of.model_dump(mode="json", exclude_none=True)))
        self.node(node, v.KG.Finding)
        self.link(appraisal, v.KG.finding, node)
        self.count(node, v.KG.position, position)
        self.link(node, v.KG.paper, paper)
        self.link(node, v.KG.flaw, mint.flaw(of.flaw))
        self.code(node, v.KG.presence, v.PRESENCE, of.presence)
        self.code(node, v.KG.potential, v.POTENTIAL, of.potential)
        self.code(node, v.KG.biasDirection, v.BIAS, of.direction)
        self.code(node, v.KG.severity, v.SEVERITY, of.severity)
        self.target(node, paper, key, of.target)
        self.flag(node, v.KG.acknowledged, of.acknowledged)
        self.text(node, v.KG.why, of.why)
        self.place(node, of.where)
        self.passage(node, of.passage)
        self.text(node, v.KG.rule, of.rule)
        self.link(node, v.PROV.wasAttributedTo, who)
        self.derived(node)

    # ---- what a program drew from the prose

    def extraction(self, paper: NamedNode, of: records.Extraction, entries: Sequence[NamedNode]) -> None:
        """`entries` are the citations of the paper's reference list, in its order."""
        node = drawn.write(self, paper, of)
        citations.contexts(self, paper, of.contexts, entries)
        self.arms(node, node, of.arms)
        for position, outcome in enumerate(of.outcomes, 1):
            self.outcome(paper, node, position, outcome)
