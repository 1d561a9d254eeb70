"""Quads back to records: the inverse of `kg.rdf.write`, up to the problems a reader noted (the store's log has those)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Quad

from kg.errors import StoreError
from kg.rdf import citations, drawn, notices
from kg.rdf import vocab as v
from kg.rdf.values import Values, stated
from kg.records import (
    Appraisal,
    Arm,
    Assessor,
    Blinding,
    Bundle,
    Estimate,
    Extraction,
    Finding,
    GroupValue,
    Outcome,
    Overall,
    Paper,
    Publication,
    Record,
    Register,
    Source,
    Study,
)

__all__ = ["bundles"]

_AGENTS = {v.PROV.Person: "person", v.PROV.Organization: "organisation", v.PROV.SoftwareAgent: "software"}


def bundles(said: Iterable[Quad], drawn: Iterable[Quad] = ()) -> Iterator[Bundle | Register]:
    """What one source says, from the quads of its graph and, where there is one, of its extraction's graph.

    A bundle for each paper, by key, then its register where there are notices, or where there is no paper.
    """
    graph = _Graph(stated(said))
    derived = _Graph(stated(drawn))
    document = graph.only(v.RDF.type, v.KG.Source)
    extraction = next(derived.having(v.RDF.type, v.KG.Extraction), None)
    papers = graph.nodes(document, v.SCHEMA.about)
    for paper in sorted(papers, key=lambda node: node.value):
        record, references = graph.record(paper), tuple(citations.references(graph, paper))
        extracted = derived.extraction(extraction, paper) if extraction and len(papers) == 1 else None
        given = graph.text(paper, v.KG.givenKey)
        yield Bundle(source=graph.source(document), record=record, given_key=given, references=references, extracted=extracted)
    listed = tuple(notices.read(graph))
    if listed or not papers:
        yield Register(source=graph.source(document), notices=listed)


class _Graph(Values):
    """What the statements of a named graph say, as records."""

    # ---- documents and works

    def source(self, node: NamedNode) -> Source:
        return Source.model_validate(
            {"name": self.text(node, v.KG.fileName), "format": self.text(node, v.KG.format),
             "sha256": self.text(node, v.KG.sha256), "text_sha256": self.text(node, v.KG.textSha256),
             "part": self.text(node, v.KG.part), "title": self.text(node, v.DCTERMS.title),
             "url": self.text(node, v.FABIO.hasURL)}
        )  # fmt: skip

    def paper(self, node: NamedNode) -> Paper:
        found = {
            "key": self.text(node, v.KG.key), "type": citations.kind(self, node), "title": self.text(node, v.DCTERMS.title),
            "authors": tuple(self.text(a, v.KG.name) for a in self.nodes(node, v.KG.authorship)),
            "year": self.number(node, v.FABIO.hasPublicationYear), "journal": self.text(node, v.KG.journal),
            "doi": self.text(node, v.PRISM.doi), "pmid": self.text(node, v.FABIO.hasPubMedId),
            "pmcid": self.text(node, v.FABIO.hasPubMedCentralId), "url": self.text(node, v.FABIO.hasURL),
            "licence": self.text(node, v.KG.licence),
        }  # fmt: skip
        paper = Paper.model_validate(found)
        label = self.text(node, v.RDFS.label)
        return paper if label in (None, paper.name) else paper.model_copy(update={"label": label})

    def record(self, node: NamedNode) -> Record:
        study = self.node(node, v.KG.study)
        return Record(
            paper=self.paper(node),
            study=self.study(study) if study else None,
            outcomes=tuple(self.outcome(o) for o in self.nodes(node, v.KG.outcome)),
            appraisals=tuple(self.appraisal(a) for a in self.nodes(node, v.KG.appraisal)),
            cited_by=tuple(citations.citing(self, node)),
            notes=self.text(node, v.KG.notes),
        )

    def study(self, node: NamedNode) -> Study:
        who = {"participants": "Participants", "providers": "Providers", "assessors": "Assessors", "analysts": "Analysts"}
        blinded = {name: self.code(node, v.KG[f"blindingOf{term}"], v.YESNO) for name, term in who.items()}
        return Study.model_validate(
            {"design": self.code(node, v.KG.design, v.DESIGN), "registration": self.text(node, v.KG.registration),
             "condition": self.text(node, v.KG.condition),
             "country": tuple(value.value for value in self.values(node, v.KG.country)),
             "screened": self.number(node, v.KG.screened), "randomized": self.number(node, v.KG.randomized),
             "analysed": self.number(node, v.KG.analysed),
             "blinding": Blinding.model_validate(blinded) if all(blinded.values()) else None,
             "funding": self.code(node, v.KG.funding, v.FUNDING),
             "funders": tuple(value.value for value in self.values(node, v.KG.funder)),
             "funding_statement": self.text(node, v.KG.fundingStatement),
             "conflicts": self.code(node, v.KG.conflicts, v.CONFLICTS),
             "arms": self.arms(node)}
        )  # fmt: skip

    def arms(self, node: NamedNode) -> tuple[Arm, ...]:
        return tuple(
            Arm.model_validate(
                {"id": arm.value.rsplit("/", 1)[1], "label": self.text(arm, v.RDFS.label),
                 "role": self.code(arm, v.KG.role, v.ROLE), "n": self.number(arm, v.KG.allocated),
                 "randomized": self.flag(arm, v.KG.allocatedAtRandom)}
            )
            for arm in self.nodes(node, v.KG.arm)
        )  # fmt: skip

    # ---- outcomes and numbers

    def outcome(self, node: NamedNode) -> Outcome:
        return Outcome.model_validate(
            {"id": node.value.rsplit("/", 1)[1], "label": self.text(node, v.RDFS.label),
             "instrument": self.tail(node, v.KG.instrument), "scale": self.text(node, v.KG.scale),
             "range": self.pair(node, "rangeLow", "rangeHigh"), "better": self.code(node, v.KG.better, v.BETTER),
             "primary": self.flag(node, v.KG.primary), "measured_by": self.code(node, v.KG.measuredBy, v.MEASURED_BY),
             "estimates": tuple(self.estimate(e) for e in self.nodes(node, v.KG.estimate)),
             "groups": tuple(self.group(g) for g in self.nodes(node, v.KG.groupValue))}
        )  # fmt: skip

    def estimate(self, node: NamedNode) -> Estimate:
        first, second = self.tail(node, v.KG.firstArm), self.tail(node, v.KG.secondArm)
        return Estimate.model_validate(
            {"timepoint": self.text(node, v.KG.timepoint), "weeks": self.measured(node, v.KG.weeks),
             "measure": self.code(node, v.KG.measure, v.MEASURE), "arms": (first, second) if first else None,
             "value": self.text(node, v.KG.valueText), "printed": self.text(node, v.KG.printed),
             "se": self.text(node, v.KG.standardErrorText), "ci": self.interval(node),
             "level": self.measured(node, v.KG.ciLevel), "p": self.text(node, v.KG.pText),
             "adjusted": self.flag(node, v.KG.adjusted), "where": self.place(node), "passage": self.passage(node),
             "grade": self.code(node, v.KG.grade, v.GRADE), "rule": self.text(node, v.KG.rule)}
        )  # fmt: skip

    def group(self, node: NamedNode) -> GroupValue:
        return GroupValue.model_validate(
            {"timepoint": self.text(node, v.KG.timepoint), "weeks": self.measured(node, v.KG.weeks),
             "arm": self.tail(node, v.KG.ofArm), "n": self.number(node, v.KG.n), "mean": self.text(node, v.KG.meanText),
             "sd": self.text(node, v.KG.sdText), "median": self.text(node, v.KG.medianText),
             "iqr": self.pair(node, "iqrLow", "iqrHigh"), "ci": self.interval(node),
             "events": self.number(node, v.KG.events), "total": self.number(node, v.KG.total)}
        )  # fmt: skip

    # ---- judgements

    def appraisal(self, node: NamedNode) -> Appraisal:
        who, published = self.node(node, v.PROV.wasAttributedTo), self.node(node, v.KG.publication)
        if who is None or published is None:
            raise StoreError(f"The appraisal {node.value} lacks its assessor or publication.")
        agent = next(_AGENTS[t] for t in self.values(who, v.RDF.type) if t in _AGENTS)  # type: ignore[index]
        assessor = {"name": self.text(who, v.KG.name), "kind": agent, "url": self.text(who, v.SCHEMA.url)}
        return Appraisal.model_validate(
            {"assessor": Assessor.model_validate(assessor),
             "source": Publication.model_validate(
                 {"kind": self.code(published, v.KG.publicationKind, v.KIND), "title": self.text(published, v.DCTERMS.title),
                  "url": self.text(published, v.FABIO.hasURL), "date": self.text(published, v.DCTERMS.date)}),
             "instrument": self.text(node, v.KG.appraisalInstrument), "lists": self.code(node, v.KG.lists, v.LISTS),
             "overall": tuple(self.overall(o) for o in self.nodes(node, v.KG.overall)),
             "findings": tuple(self.finding(f) for f in self.nodes(node, v.KG.finding)),
             "commentary": self.passage(node, v.KG.commentary)}
        )  # fmt: skip

    def overall(self, node: NamedNode) -> Overall:
        return Overall.model_validate(
            {"risk": self.code(node, v.KG.risk, v.RISK), "printed": self.text(node, v.KG.printed),
             "target": self.text(node, v.KG.targetText)}
        )  # fmt: skip

    def finding(self, node: NamedNode) -> Finding:
        return Finding.model_validate(
            {"flaw": self.tail(node, v.KG.flaw), "presence": self.code(node, v.KG.presence, v.PRESENCE),
             "potential": self.code(node, v.KG.potential, v.POTENTIAL),
             "direction": self.code(node, v.KG.biasDirection, v.BIAS), "severity": self.code(node, v.KG.severity, v.SEVERITY),
             "target": self.text(node, v.KG.targetText), "acknowledged": self.flag(node, v.KG.acknowledged),
             "why": self.text(node, v.KG.why), "where": self.place(node), "passage": self.passage(node),
             "rule": self.text(node, v.KG.rule)}
        )  # fmt: skip

    # ---- what a program drew from the prose

    def extraction(self, node: NamedNode, paper: NamedNode) -> Extraction:
        agent = self.node(node, v.PROV.wasAssociatedWith)
        return Extraction.model_validate(
            {"extractor": self.text(agent, v.KG.name) if agent else None, "version": self.text(node, v.KG.extractorVersion),
             "arms": self.arms(node), "outcomes": tuple(self.outcome(o) for o in self.nodes(paper, v.KG.outcome)),
             "durations": tuple(drawn.durations(self)), "mentions": tuple(drawn.mentions(self)),
             "contexts": tuple(citations.cited_in(self))}
        )  # fmt: skip
