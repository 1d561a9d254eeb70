"""What `ontology/README.md` and the redirects promise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

from kg import resources
from kg.rdf import lexicon, mint
from kg.rdf import vocab as v
from kg.rdf.write import quads
from kg.records import Bundle

README = resources.shipped("ontology", "README.md").read_text("utf-8")
QUESTIONS = re.findall(r"```sparql\n(.*?)```", README, re.DOTALL)


@pytest.fixture(scope="module")
def store(shipped: Mapping[str, list[Bundle]]) -> Store:
    store = Store()
    store.extend(lexicon.knowledge())
    for said in shipped.values():
        store.extend(quad for bundle in said for quad in quads(bundle))
    return store


def _answer(store: Store, question: str) -> list[dict[str, str]]:
    answer = store.query(question)
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    rows = [{name: row[name].value for name in names if row[name] is not None} for row in answer]
    assert all(rows)
    return rows


def test_the_most_frequent_flaws(store: Store) -> None:
    rows = _answer(store, QUESTIONS[0])
    assert len(rows) == 10
    counts = [int(row["papers"]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 10


def test_intervals_that_exclude_zero(store: Store) -> None:
    rows = _answer(store, QUESTIONS[1])
    assert len(rows) > 10
    assert all(len(row) == 6 for row in rows)


def test_flaws_that_papers_admit(store: Store) -> None:
    rows = _answer(store, QUESTIONS[2])
    assert len(rows) > 10
    assert all(row["assessor"] and row["flaw"].startswith(v.BASE + "flaw/") for row in rows)


def test_three_questions_and_every_file() -> None:
    assert len(QUESTIONS) == 3
    for entry in resources.folder("ontology").iterdir():
        assert f"`{entry.name}" in README or entry.name == "README.md", entry.name
    terms = set(re.findall(r"kg:([A-Za-z]+)", README))
    assert terms <= set(v.KG)
    for prefix, iri in re.findall(r"`([\w-]+):`[^|]*\| `(https://w3id[^`]+)`", README):
        assert v.PREFIXES.get(prefix, v.BASE + "graph/") == iri


# ---- redirects


def _redirect(path: str, accept: str) -> str:
    """Where the first rule that applies leads: enough of mod_rewrite for our file."""
    conditions: list[str] = []
    for line in resources.shipped("ontology", "w3id", ".htaccess").read_text("utf-8").splitlines():
        if line.startswith("RewriteCond %{HTTP_ACCEPT} "):
            conditions.append(line.split(" ", 2)[2])
        elif line.startswith("RewriteRule "):
            _, pattern, target, flags = line.split(" ")
            assert flags == "[R=303,L]"
            match = re.search(pattern, path)
            if match and all(re.search(condition, accept) for condition in conditions):
                return re.sub(r"\$(\d)", lambda number, match=match: match[int(number[1])], target)
            conditions = []
    raise AssertionError(f"nothing for {path}")


def _terms() -> Iterator[tuple[NamedNode, str]]:
    yield from ((v.KG[term], "appraisal") for term in v.KG)
    yield from ((codes[member], "appraisal") for codes in v.CODES for member in codes)
    yield from ((NamedNode(codes.iri + "scheme"), "appraisal") for codes in v.CODES)
    taxonomy = lexicon.taxonomy()
    yield from ((mint.flaw(name), "flaws") for name in [*taxonomy.flaws, "scheme"])
    yield from ((mint.instrument(name), "instruments") for name in [*taxonomy.instruments, "scheme"])
    for name in ("alignments", "mappings", "shapes"):
        yield NamedNode(v.BASE + name), name
    for name, kind in (("instruments", v.KG.Threshold), ("mappings", v.KG.Mapping), ("mappings", v.KG.Scheme)):
        found = [q.subject for q in lexicon.statements(name) if q.object == kind]
        assert found
        yield from ((node, name) for node in found if isinstance(node, NamedNode))
    yield NamedNode(mint.scheme("rob2").value + "/D1"), "mappings"  # an identifier of the SSSOM export


def test_every_term_leads_to_the_file_that_defines_it() -> None:
    for term, file in _terms():
        path = term.value.removeprefix(v.BASE).partition("#")[0]
        assert _redirect(path, "text/turtle").endswith(f"/ontology/{file}.ttl"), term
        assert _redirect(path, "application/ld+json, */*;q=0.1").endswith(f"/ontology/{file}.jsonld"), term
        assert _redirect(path, "text/html,*/*;q=0.8").endswith("REPOSITORY/"), term


def test_versions_and_the_rest() -> None:
    for name in ("ontology", "alignments", "mappings"):
        dated = f"{name}/2026-11-22"
        assert _redirect(dated, "text/turtle").endswith(f"/ontology/2026-11-22/{name}.ttl")
        assert _redirect(dated, "application/ld+json").endswith(f"/ontology/2026-11-22/{name}.jsonld")
        assert _redirect(dated, "text/html").endswith("/ontology/2026-11-22/")
    assert _redirect("appraisal.schema.json", "*/*").endswith("/ontology/appraisal.schema.json")
    assert _redirect("context.jsonld", "application/ld+json").endswith("/ontology/context.jsonld")
    for path in ("", "paper/rossi-2019", "finding/0123456789abcdef"):
        assert _redirect(path, "text/turtle").endswith("REPOSITORY/")


def test_placeholders_are_explained() -> None:
    rules = resources.shipped("ontology", "w3id", ".htaccess").read_text("utf-8")
    about = resources.shipped("ontology", "w3id", "README.md").read_text("utf-8")
    for placeholder in ("OWNER", "REPOSITORY", "NAME <ADDRESS>"):
        assert placeholder in rules
        assert f"`{placeholder}`" in about
