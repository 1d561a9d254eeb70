"""Every term kg writes or reads: closed namespaces, so that a misspelt term raises AttributeError.

The terms of `KG` and of the code lists are those of `ontology/appraisal.ttl` (a test holds them equal);
the others are the part of each public vocabulary that is used here, checked against its own file.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode

__all__ = [
    "ALERT", "BASE", "BASIS", "BETTER", "BIAS", "CALC", "CITO", "CODES", "CONFLICTS", "DCTERMS", "DESIGN", "FABIO", "FUNDING",
    "GRADE", "KG", "KIND", "LISTS", "MEASURE", "MEASURED_BY", "NOTICE", "OA", "OBO", "OWL", "POTENTIAL", "PREFIXES", "PRESENCE",
    "PRISM", "PROV", "RDF", "RDFS", "RISK", "ROLE", "SCHEMA", "SEVERITY", "SKOS", "STATE", "STATUS", "XSD", "YESNO", "Namespace",
]  # fmt: skip

BASE = "https://w3id.org/appraisal-kg/"


class Namespace:
    """A prefix and its known terms; `NS.term` and `NS["term"]` give the NamedNode, an unknown term raises."""

    def __init__(self, prefix: str, iri: str, *terms: str) -> None:
        self.prefix = prefix
        self.iri = iri
        self._terms = dict.fromkeys(terms)

    def __getattr__(self, term: str) -> NamedNode:
        """A term that is asked for the first time: it is made then, since start-up counts, and is an attribute from then on."""
        if term not in self.__dict__.get("_terms", ()):
            raise AttributeError(f"there is no term {term!r} in the vocabulary {self.__dict__.get('iri')}")
        node = self.__dict__[term] = NamedNode(self.iri + term)
        return node

    def __getitem__(self, term: str) -> NamedNode:
        found: NamedNode = getattr(self, term) if term in self._terms else self.__getattr__(term)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._terms)

    def local(self, node: NamedNode) -> str:
        """The local name of one of this vocabulary's terms; raises KeyError for any other node."""
        local = node.value.removeprefix(self.iri)
        if local not in self._terms:
            raise KeyError(node.value)
        return local


KG = Namespace(
    "kg", f"{BASE}ontology#",
    # classes
    "Appraisal", "Arm", "Authorship", "CitationContext", "CitingArticle", "Estimate", "Extraction", "Finding", "FlawMention",
    "GroupValue", "Instrument", "Mapping", "Outcome", "OverallJudgement", "Paper", "Passage", "Publication", "Reading", "Scheme",
    "Source", "Study", "Threshold", "TreatmentDuration", "Work",
    # works, studies, arms
    "authorship", "condition", "conflicts", "country", "design", "firstAuthor", "funding", "journal", "key", "licence", "name",
    "notes", "position", "publisherName", "registration", "study", "analysed", "randomized", "screened",
    "blindingOfAnalysts", "blindingOfAssessors", "blindingOfParticipants", "blindingOfProviders", "allocated",
    "allocatedAtRandom", "arm", "role", "funder", "fundingStatement",
    # outcomes and numbers
    "better", "construct", "estimate", "groupValue", "instrument", "measuredBy", "outcome", "primary", "rangeHigh",
    "rangeHighText", "rangeLow", "rangeLowText", "scale", "unit", "adjusted", "ciHigh", "ciHighText", "ciLevel", "ciLow",
    "ciLowText", "firstArm", "grade", "limitsReversed", "measure", "pOperator", "pText", "pValue", "printed", "rule",
    "secondArm", "standardError", "standardErrorText", "timepoint", "value", "valueText", "weeks", "events", "iqrHigh",
    "iqrHighText", "iqrLow", "iqrLowText", "mean", "meanText", "median", "medianText", "n", "ofArm", "sd", "sdText", "total",
    # thresholds of instruments, and mappings of flaw categories
    "basis", "foundOn", "holdsFor", "mappedFlaw", "population", "readAt", "relation", "sourceCitation", "sourceDoi", "sourcePmid",
    "targetPage", "targetScheme", "targetTerm", "threshold", "thresholdHigh", "thresholdHighText", "thresholdValue",
    "thresholdValueText", "verified",
    # judgements
    "acknowledged", "appraisal", "appraisalInstrument", "biasDirection", "commentary", "finding", "flaw", "lists", "overall",
    "paper",
    "paragraph", "passage", "potential", "presence", "publication", "publicationKind", "risk", "section", "severity", "target",
    "targetText", "domain", "tier", "why",
    # editorial notices
    "Notice", "concernedTitle", "concerns", "noticeKind", "reason",
    # what prose says of flaws, as a program reads it
    "mentionState",
    # where works are cited, as a program reads it
    "candidateIntent", "contextOf", "referencePosition",
    # what rules derive
    "DerivedFinding", "Rule", "alert", "arithmetic", "derivedBy", "message", "parameter", "ruleVersion", "status",
    # sources and readings
    "citationCount", "estimateCount", "extractorVersion", "fileName", "findingCount", "format", "givenKey",
    "location", "noticeCount", "paperCount", "part",
    "problem", "problemCount", "reader", "readerVersion", "recordCount", "rejectedCount", "sha256", "textSha256",
    "unfinished",
)  # fmt: skip


def _codes(prefix: str, *members: str) -> Namespace:
    """A code list: its members are the values that a field of the records allows (a test holds them equal)."""
    return Namespace(prefix, f"{BASE}{prefix}/", *members)


PRESENCE = _codes("presence", "present", "likely-present", "unclear", "likely-absent", "absent")
DESIGN = _codes(
    "design", "randomized-trial", "cluster-randomized-trial", "crossover-trial", "non-randomized-trial", "before-after",
    "cohort", "case-control", "cross-sectional", "case-series", "diagnostic-accuracy", "systematic-review", "meta-analysis",
    "protocol", "other",
)  # fmt: skip
ROLE = _codes(
    "role", "experimental", "active-comparator", "attention-control", "placebo", "sham", "usual-care", "waiting-list",
    "no-treatment",
)  # fmt: skip
MEASURE = _codes("measure", "MD", "SMD", "OR", "RR", "HR", "RD", "IRR", "MEDIAN-DIFF", "OTHER")
YESNO = _codes("answer", "yes", "no", "unclear")
POTENTIAL = _codes("potential", "high", "some", "limited")
BIAS = _codes("bias", "favours-experimental", "favours-comparator", "unpredictable")
SEVERITY = _codes("severity", "critical", "high", "moderate", "low")
FUNDING = _codes("funding", "public", "industry", "mixed", "none", "not-reported")
CONFLICTS = _codes("conflicts", "none-declared", "declared", "not-reported")
BETTER = _codes("better", "lower", "higher", "depends")
MEASURED_BY = _codes("measured-by", "self-report", "clinician", "instrument", "registry")
GRADE = _codes("grade", "A", "B", "C")
RISK = _codes("risk", "low", "some", "high")
LISTS = _codes("lists", "judged", "applicable")
KIND = _codes("publication-kind", "web-page", "journal-article", "letter", "table", "this-corpus", "other")
NOTICE = _codes("notice-kind", "retraction", "expression-of-concern", "correction", "reinstatement")
BASIS = _codes(
    "basis", "individual-change", "individual-change-secondary-report", "consensus-individual-change",
    "minimum-detectable-change", "linked-to-clinician-rating", "cut-off-linked-to-2-point-NRS-change",
    "between-person-comparison", "group-mean-comparison", "expert-opinion-between-group", "convention-between-group",
    "review-of-estimates", "secondary-source-table", "success-threshold-not-MCID",
)  # fmt: skip
ALERT = _codes("alert", "violation", "warning", "note")
STATUS = _codes("status", "candidate")
STATE = _codes("mention-state", "stated", "negated", "hedged", "quoted", "hypothetical")
CODES = (
    PRESENCE, DESIGN, ROLE, MEASURE, YESNO, POTENTIAL, BIAS, SEVERITY, FUNDING, CONFLICTS, BETTER, MEASURED_BY, GRADE, RISK,
    LISTS, KIND, NOTICE, BASIS, ALERT, STATUS, STATE,
)  # fmt: skip

RDF = Namespace("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type")
RDFS = Namespace("rdfs", "http://www.w3.org/2000/01/rdf-schema#", "label", "comment", "subClassOf", "subPropertyOf")
XSD = Namespace(
    "xsd", "http://www.w3.org/2001/XMLSchema#",
    "boolean", "date", "dateTime", "decimal", "double", "gYear", "gYearMonth", "integer", "string",
)  # fmt: skip
SKOS = Namespace(
    "skos", "http://www.w3.org/2004/02/skos/core#",
    "Concept", "ConceptScheme", "altLabel", "broadMatch", "broader", "closeMatch", "definition", "exactMatch", "example",
    "hiddenLabel", "inScheme", "narrowMatch", "notation", "note", "prefLabel", "topConceptOf",
)  # fmt: skip
DCTERMS = Namespace("dcterms", "http://purl.org/dc/terms/", "date", "description", "hasPart", "license", "source", "title")
OWL = Namespace("owl", "http://www.w3.org/2002/07/owl#", "versionInfo")
PROV = Namespace(
    "prov", "http://www.w3.org/ns/prov#",
    "Activity", "Entity", "Organization", "Person", "SoftwareAgent", "endedAtTime", "used", "wasAssociatedWith",
    "wasAttributedTo", "wasDerivedFrom", "wasGeneratedBy",
)  # fmt: skip
OA = Namespace(
    "oa", "http://www.w3.org/ns/oa#",
    "SpecificResource", "TextPositionSelector", "TextQuoteSelector", "end", "exact", "hasSelector", "hasSource", "start",
)  # fmt: skip
SCHEMA = Namespace("schema", "https://schema.org/", "MedicalStudy", "Review", "about", "itemReviewed", "sameAs", "url")
PRISM = Namespace("prism", "http://prismstandard.org/namespaces/basic/2.0/", "doi")
FABIO = Namespace(
    "fabio", "http://purl.org/spar/fabio/",
    "Article", "Book", "ClinicalGuideline", "JournalArticle", "Preprint", "ReviewArticle", "WebPage",
    "hasPubMedCentralId", "hasPubMedId", "hasPublicationYear", "hasURL",
)  # fmt: skip
CITO = Namespace(
    "cito", "http://purl.org/spar/cito/",
    "Citation", "hasCitationCharacterization", "hasCitedEntity", "hasCitingEntity",
    "agreesWith", "cites", "citesAsAuthority", "citesAsEvidence", "citesAsRecommendedReading", "citesAsRelated",
    "citesForInformation", "confirms", "corrects", "critiques", "derides", "describes", "disagreesWith", "discusses",
    "disputes", "includesQuotationFrom", "linksTo", "obtainsBackgroundFrom", "obtainsSupportFrom", "qualifies", "refutes",
    "retracts", "reviews", "ridicules", "supports", "usesConclusionsFrom", "usesDataFrom",
)  # fmt: skip
OBO = Namespace(
    "obo", "http://purl.obolibrary.org/obo/",
    "STATO_0000085", "STATO_0000457", "STATO_0000100", "STATO_0000182", "STATO_0000245", "STATO_0000424",
)  # fmt: skip

CALC = Namespace("calc", f"{BASE}function#")  # functions of queries: kg.arithmetic registers them by name

_INSTANCES = ("flaw", "instrument", "paper", "source", "assessor", "mapping", "notice", "scheme", "rule")
PREFIXES: dict[str, str] = {
    ns.prefix: ns.iri for ns in (KG, CALC, *CODES, RDF, RDFS, OWL, XSD, SKOS, DCTERMS, PROV, OA, SCHEMA, PRISM, FABIO, CITO, OBO)
} | {name: f"{BASE}{name}/" for name in _INSTANCES}
