"""The terms by which works are described elsewhere: Dublin Core, BIBO, FaBiO and CiTO, PRISM, FOAF, schema.org."""

from __future__ import annotations

from typing import get_args

from kg.fields import Intent

__all__ = [
    "CITES", "FAMILY", "FIELDS", "GIVEN", "INTENTS", "JOURNAL", "KINDS", "KNOWN", "LISTED", "MARKS", "MEMBER", "NAMES", "NIL",
    "PROPERTY_ID", "PROPERTY_VALUE", "TYPE",
]  # fmt: skip

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_DC, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_BIBO, _PRISM, _PRISM3 = (
    "http://purl.org/ontology/bibo/",
    "http://prismstandard.org/namespaces/basic/2.0/",
    "http://prismstandard.org/namespaces/basic/3.0/",
)
_FABIO, _CITO, _FRBR = "http://purl.org/spar/fabio/", "http://purl.org/spar/cito/", "http://purl.org/vocab/frbr/core#"
_BIB = "http://purl.org/net/biblio#"  # Zotero's RDF
_FOAF, _OWL = "http://xmlns.com/foaf/0.1/", "http://www.w3.org/2002/07/owl#"
_SCHEMA = ("http://schema.org/", "https://schema.org/")


def _schema(*names: str) -> tuple[str, ...]:
    return tuple(f"{base}{name}" for name in names for base in _SCHEMA)


# What a property says of a work; of several the first that is there counts.
FIELDS: dict[str, tuple[str, ...]] = {
    "title": (f"{_TERMS}title", f"{_DC}title", *_schema("headline", "name"), f"{_PRISM}title"),
    "authors": (
        f"{_BIBO}authorList", f"{_BIB}authors", f"{_TERMS}creator", f"{_DC}creator", *_schema("author", "creator"),
        f"{_FOAF}maker",
    ),
    "year": (
        f"{_FABIO}hasPublicationYear", f"{_TERMS}issued", f"{_PRISM}publicationDate", f"{_PRISM3}publicationDate",
        *_schema("datePublished"), f"{_TERMS}date", f"{_DC}date", f"{_TERMS}created",
    ),
    "journal": (
        f"{_PRISM}publicationName", f"{_PRISM3}publicationName", f"{_TERMS}isPartOf", *_schema("isPartOf"), f"{_FRBR}partOf",
    ),
    "doi": (f"{_PRISM}doi", f"{_PRISM3}doi", f"{_BIBO}doi"),
    "pmid": (f"{_FABIO}hasPubMedId", f"{_BIBO}pmid"),
    "pmcid": (f"{_FABIO}hasPubMedCentralId",),
    "other": (f"{_TERMS}identifier", f"{_DC}identifier", *_schema("identifier", "sameAs"), f"{_OWL}sameAs"),
    "url": (f"{_FABIO}hasURL", *_schema("url"), f"{_BIBO}uri"),
    "licence": (f"{_TERMS}license", *_schema("license")),
    "abstract": (f"{_TERMS}abstract", f"{_BIBO}abstract", *_schema("abstract")),
}  # fmt: skip
CITES = (f"{_CITO}cites", f"{_TERMS}references", f"{_BIBO}cites", *_schema("citation"))
INTENTS = {f"{_CITO}{intent}": intent for intent in get_args(Intent) if intent != "cites"}
NAMES = (f"{_FOAF}name", *_schema("name"), f"{_TERMS}title", f"{_DC}title", "http://www.w3.org/2000/01/rdf-schema#label")
FAMILY = (f"{_FOAF}familyName", f"{_FOAF}family_name", f"{_FOAF}surname", f"{_FOAF}lastName", *_schema("familyName"))
GIVEN = (f"{_FOAF}givenName", f"{_FOAF}givenname", f"{_FOAF}firstName", *_schema("givenName"))
LISTED = (f"{_RDF}first", f"{_RDF}rest")
MEMBER = f"{_RDF}_"  # and a number: an entry of rdf:Seq
JOURNAL = f"{_BIB}Journal"  # where Zotero puts the DOI of an article
PROPERTY_ID, PROPERTY_VALUE = _schema("propertyID"), _schema("value")

TYPE = f"{_RDF}type"
NIL = f"{_RDF}nil"

KINDS: dict[str, str] = {
    iri: kind
    for kind, names in {
        "journal-article": (
            f"{_FABIO}JournalArticle", f"{_FABIO}Article", f"{_FABIO}ConferencePaper", f"{_FABIO}ResearchPaper",
            f"{_FABIO}Letter", f"{_FABIO}Editorial", f"{_BIBO}AcademicArticle", f"{_BIBO}Article", f"{_BIB}Article",
            *_schema("ScholarlyArticle", "MedicalScholarlyArticle"),
        ),
        "review": (f"{_FABIO}ReviewArticle", f"{_FABIO}ReviewPaper"),
        "preprint": (f"{_FABIO}Preprint",),
        "book": (
            f"{_FABIO}Book", f"{_FABIO}BookChapter", f"{_FABIO}Chapter", f"{_BIBO}Book", f"{_BIBO}Chapter", f"{_BIB}Book",
            f"{_BIB}BookSection",
            *_schema("Book", "Chapter"),
        ),
        "web-page": (f"{_FABIO}WebPage", f"{_BIBO}Webpage", *_schema("WebPage", "BlogPosting")),
        "guideline": (f"{_FABIO}ClinicalGuideline", *_schema("MedicalGuideline")),
    }.items()
    for iri in names
}  # fmt: skip

# By which a thing is known to be a work, whatever its type.
MARKS = frozenset((*CITES, *INTENTS, *FIELDS["doi"], *FIELDS["pmid"], *FIELDS["pmcid"]))
KNOWN = frozenset(
    (
        TYPE,
        *CITES,
        *INTENTS,
        *NAMES,
        *FAMILY,
        *GIVEN,
        *LISTED,
        *PROPERTY_ID,
        *PROPERTY_VALUE,
        *(iri for iris in FIELDS.values() for iri in iris),
    )
)
