"""Every file of the ontology is dated, a dated version is in the list of changes, and no term that is given up leaves a hole."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from kg import resources
from kg.rdf.vocab import BASE

OWL = "http://www.w3.org/2002/07/owl#"
ONTOLOGIES = {"appraisal": "ontology", "alignments": "alignments", "mappings": "mappings", "shapes": "shapes"}
SCHEMES = {"flaws": "flaw/scheme", "instruments": "instrument/scheme"}
REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"
KEPT = ("http://www.w3.org/2004/02/skos/core#definition",)


def statements(name: str) -> list[Quad]:
    return list(parse(resources.shipped("ontology", f"{name}.ttl").read_bytes(), RdfFormat.TURTLE))


def said(quads: Iterable[Quad], subject: str, predicate: str) -> list[str]:
    return [q.object.value for q in quads if q.subject == NamedNode(subject) and q.predicate.value == predicate]  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "path"), (ONTOLOGIES | SCHEMES).items())
def test_a_file_is_of_a_dated_version_that_the_list_of_changes_has(name: str, path: str) -> None:
    quads = statements(name)
    (date,) = said(quads, BASE + path, OWL + "versionInfo")
    listed = re.findall(
        r"^## (\d{4}-\d{2}-\d{2})$", resources.shipped("ontology", "CHANGELOG.md").read_text("utf-8"), re.MULTILINE
    )
    assert date in listed
    assert listed == sorted(listed, reverse=True)
    wanted = [f"{BASE}{path}/{date}"] if name in ONTOLOGIES else []
    assert said(quads, BASE + path, OWL + "versionIRI") == wanted


def test_the_newest_version_is_that_of_some_file() -> None:
    text = resources.shipped("ontology", "CHANGELOG.md").read_text("utf-8")
    dates = {said(statements(name), BASE + path, OWL + "versionInfo")[0] for name, path in (ONTOLOGIES | SCHEMES).items()}
    assert max(re.findall(r"^## (\S+)$", text, re.MULTILINE)) == max(dates)


# ---- terms that are given up


def holes(quads: Iterable[Quad], changes: str) -> list[str]:
    """What is wrong with the deprecated terms: each keeps its definition, is listed, and leads to one that is not deprecated."""
    quads = list(quads)
    known = {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}
    given_up = {q.subject.value for q in quads if q.predicate.value == OWL + "deprecated" and q.object.value == "true"}  # type: ignore[union-attr]
    found = []
    for term in sorted(given_up):
        successors = said(quads, term, REPLACED_BY)
        if not successors:
            found.append(f"{term} has no successor")
        found += [f"{term} leads to {other}, which is not there" for other in successors if other not in known]
        found += [f"{term} leads to {other}, which is deprecated" for other in successors if other in given_up]
        found += [f"{term} has lost its definition" for predicate in KEPT if not said(quads, term, predicate)]
        if not re.search(rf"`(?:\w[\w-]*:)?{re.escape(re.split('[#/]', term)[-1])}`", changes):
            found.append(f"{term} is not in the list of changes")
    return found


def test_no_deprecated_term_leaves_a_hole() -> None:
    everything = [quad for name in ONTOLOGIES | SCHEMES for quad in statements(name)]
    assert holes(everything, resources.shipped("ontology", "CHANGELOG.md").read_text("utf-8")) == []


INVENTED = """
@prefix : <https://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
:now skos:definition "What it is." .
:good owl:deprecated true ; dcterms:isReplacedBy :now ; skos:definition "As before." .
:lost owl:deprecated true ; skos:definition "Where to?" .
:far owl:deprecated true ; dcterms:isReplacedBy :nowhere ; skos:definition "To nothing." .
:chained owl:deprecated true ; dcterms:isReplacedBy :good ; skos:definition "To one that is given up." .
:bare owl:deprecated true ; dcterms:isReplacedBy :now .
:kept owl:deprecated false .
"""


def test_holes_are_found() -> None:
    listed = "`ex:good` `lost` `ex:far` `ex:bare`"
    assert [hole.removeprefix("https://example.org/") for hole in holes(parse(INVENTED.encode(), RdfFormat.TURTLE), listed)] == [
        "bare has lost its definition",
        "chained leads to https://example.org/good, which is deprecated",
        "chained is not in the list of changes",
        "far leads to https://example.org/nowhere, which is not there",
        "lost has no successor",
    ]
