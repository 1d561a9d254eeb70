"""The shapes: the shipped corpus conforms, every message is earned by a damaged source, and the shapes themselves are valid."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from plain_yaml import loaded
from rdflib import SH

import kg
from kg import checks, resources
from kg.errors import UsageError
from kg.rdf import vocab as v
from kg.store import Store, open_store

HERE = Path(__file__).parent
BASE = HERE.joinpath("base.trig").read_text("utf-8")
PREFIXES = "".join(re.findall(r"@prefix .*\n", BASE))
FILE: dict[str, list[dict[str, Any]]] = loaded((HERE / "cases.yaml").read_text("utf-8"))
CASES = [(shape, n, case) for shape, cases in FILE.items() for n, case in enumerate(cases, 1)]
SHAPES = rdflib.Graph().parse(resources.shipped("ontology", "shapes.ttl"), format="turtle")
OWN = f"{v.BASE}shapes#"
# rdflib 7 warns of its own Dataset where pyshacl uses it.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def _of(snippet: str, graph: str) -> set[ox.Quad]:
    text = PREFIXES + snippet.replace("source:base-extraction", f"<{v.BASE}source/base/extraction>") + " ."
    name = ox.NamedNode(graph)
    return {ox.Quad(q.subject, q.predicate, q.object, name) for q in ox.parse(text, ox.RdfFormat.TURTLE)}


def _damaged(case: dict[str, Any], name: str) -> set[ox.Quad]:
    """The source of base.trig under a name of its own, damaged as the case says."""
    graph = f"{v.BASE}source/base" + ("/extraction" if case.get("where") == "extraction" else "")
    quads = set(ox.parse(BASE, ox.RdfFormat.TRIG))
    if "without" in case:
        gone = _of(case["without"], graph)
        assert gone <= quads, f"base.trig does not say {case['without']}"
        quads -= gone
    if "with" in case:
        quads |= _of(case["with"], graph)
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    return set(ox.parse(text.replace(f"{v.BASE}source/base".encode(), name.encode()), ox.RdfFormat.N_QUADS))


def _name(shape: str, n: int) -> str:
    return f"{v.BASE}source/{shape}-{n}"


@pytest.fixture(scope="module")
def said() -> dict[str, list[dict[str, object]]]:
    """All cases in one store, each a source of its own: what is said of each."""
    with open_store() as store:
        store.add(ox.parse(BASE, ox.RdfFormat.TRIG))
        for shape, n, case in CASES:
            store.add(_damaged(case, _name(shape, n)))
        table = checks.shapes(store)
    assert table.columns == checks.COLUMNS
    found: dict[str, list[dict[str, object]]] = defaultdict(list)
    for row in table.dicts():
        found[str(row["graph"]).removesuffix("/extraction")].append(dict(row))
    return found


def test_the_undamaged_source_conforms(said: dict[str, list[dict[str, object]]]) -> None:
    assert said[f"{v.BASE}source/base"] == []


@pytest.mark.parametrize(("shape", "n", "case"), CASES, ids=[f"{shape}-{n}" for shape, n, _ in CASES])
def test_what_is_damaged_is_pointed_out_and_nothing_else(
    shape: str, n: int, case: dict[str, Any], said: dict[str, list[dict[str, object]]]
) -> None:
    rows = said[_name(shape, n)]
    messages = {str(row["message"]) for row in rows}
    expected = [case["says"], *case.get("also", ())]
    assert all(any(message.startswith(begin) for message in messages) for begin in expected), messages
    assert all(any(message.startswith(begin) for begin in expected) for message in messages), messages
    assert all(row["severity"] in ("violation", "warning") and row["subject"] for row in rows)
    assert not any("\x1f" in str(cell) for row in rows for cell in row.values())


def test_every_message_has_a_case_and_says_what_to_do() -> None:
    messages = {str(message) for message in SHAPES.objects(None, SH.message)}
    begins = [begin for _, _, case in CASES for begin in (case["says"], *case.get("also", ()))]
    assert [m for m in messages if not any(m.startswith(begin) for begin in begins)] == []
    assert [m for m in messages if not m.endswith(".") or not re.search(r": |has to |have to |[Aa]dd |take it out", m)] == []
    for begin in begins:
        assert sum(message.startswith(begin) for message in messages) == 1, begin


def test_every_shape_has_a_case_and_every_constraint_a_message() -> None:
    named = {str(s).removeprefix(OWN) for s in SHAPES.subjects(rdflib.RDF.type, None) if str(s).startswith(OWN)}
    assert named == {shape for shape, _, _ in CASES}
    for holder in SHAPES.subjects(rdflib.RDF.type, SH.NodeShape):
        for part in SHAPES.objects(holder, SH.property):
            assert (part, SH.message, None) in SHAPES or holder == rdflib.URIRef(f"{OWN}ExtractedEstimate"), part


def test_paths_are_told_as_sparql_writes_them(said: dict[str, list[dict[str, object]]]) -> None:
    paths = {str(row["path"]) for rows in said.values() for row in rows}
    assert {"kg:flaw", "kg:flaw/skos:inScheme", "^kg:estimate", "^kg:finding/prov:wasAttributedTo", "rdf:type"} <= paths
    assert "kg:value|kg:printed|kg:ciLow|kg:pText" in paths


def test_the_lists_of_values_are_the_code_lists() -> None:
    lists = {frozenset(map(str, SHAPES.items(head))) for head in SHAPES.objects(None, SH["in"])}
    codes = {frozenset(codes[m].value for m in codes) for codes in v.CODES}
    intents = frozenset(v.CITO[t].value for t in v.CITO if t[0].islower() and not t.startswith("has"))
    without = {frozenset(f"{v.BETTER.iri}{m}" for m in ("lower", "higher"))}
    differences = frozenset(v.MEASURE[m].value for m in ("MD", "SMD", "RD", "MEDIAN-DIFF", "OTHER"))
    said = {members for members in lists if all(member.startswith("http") for member in members)}
    assert said - codes == {intents, differences} | without
    unused = {next(iter(members)).removeprefix(v.BASE).partition("/")[0] for members in codes - said}
    assert unused == {"basis", "better", "alert", "status"}  # of instruments, and of what rules derive


def test_the_shipped_corpus_conforms(corpus: Store) -> None:
    assert checks.shapes(corpus).rows == ()


def test_the_invented_papers_conform_and_the_log_is_left_alone(world: Store) -> None:
    assert [row for row in checks.shapes(world).dicts() if row["severity"] == "violation"] == []


def test_an_extraction_conforms(seed: Path) -> None:
    with open_store() as store:
        kg.ingest(store, [seed])
        assert any(graph.value.endswith("/extraction") for graph in store.graphs())
        assert [row for row in checks.shapes(store).dicts() if row["severity"] == "violation"] == []


def test_a_quoted_triple_is_passed_over() -> None:
    with open_store() as store:
        store.add(_damaged({}, f"{v.BASE}source/a"))
        triple = ox.Triple(ox.NamedNode("urn:a"), ox.NamedNode("urn:p"), ox.NamedNode("urn:b"))
        store.add([ox.Quad(ox.NamedNode("urn:r"), ox.NamedNode("urn:reifies"), triple, ox.NamedNode(f"{v.BASE}source/a"))])
        assert checks.shapes(store).rows == ()


def test_an_empty_store_conforms() -> None:
    with open_store() as store:
        assert len(checks.shapes(store)) == 0


def test_sources_do_not_make_up_for_each_other() -> None:
    """A work that one source types and another does not is pointed out in the second, in whatever order they come."""
    for names in (("a", "b"), ("b", "a")):
        with open_store() as store:
            store.add(_damaged({}, f"{v.BASE}source/{names[0]}"))
            store.add(_damaged({"without": ":paper a kg:Work"}, f"{v.BASE}source/{names[1]}"))
            (row,) = checks.shapes(store).dicts()
            assert row["graph"] == f"{v.BASE}source/{names[1]}"
            assert row["subject"] == "https://example.org/paper"
            assert row["value"] is None


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch, world: Store) -> None:
    whole = checks.shapes(world)
    monkeypatch.setattr(checks, "_BATCH", 1)
    assert checks.shapes(world) == whole


@pytest.mark.parametrize(("shape", "n"), [("Finding", 2), ("Extraction", 2), ("Target", 1), ("ExtractedEstimate", 1)])
def test_pyshacl_says_the_same_of_the_file_as_it_stands(shape: str, n: int, said: dict[str, list[dict[str, object]]]) -> None:
    """`kg.checks` hands the same conditions on in another arrangement: here is the file itself, on one source alone."""
    data = rdflib.Graph()
    for name in ("appraisal", "flaws", "instruments"):
        data.parse(resources.shipped("ontology", f"{name}.ttl"), format="turtle")
    triples = "".join(f"{quad.triple} .\n" for quad in _damaged(FILE[shape][n - 1], _name(shape, n)))
    data.parse(data=triples, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=SHAPES)
    results = [tuple(str(report.value(r, p)) for p in (SH.focusNode, SH.resultMessage)) for r in report.objects(None, SH.result)]
    assert sorted(results) == sorted((str(row["subject"]), str(row["message"])) for row in said[_name(shape, n)])


def test_the_shapes_are_valid_shacl() -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, text


def test_the_shapes_use_terms_that_are_there() -> None:
    known = {v.KG[term].value for term in v.KG}
    used = {str(term) for triple in SHAPES for term in triple if str(term).startswith(v.KG.iri)}
    assert used <= known
    assert [term for triple in SHAPES for term in triple if str(term).startswith(str(SH)) and term not in SH] == []
    assert not list(SHAPES.subjects(SH.sparql, None)), "core constraints only"


def test_without_pyshacl_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyshacl", None)
    with open_store() as store, pytest.raises(UsageError) as caught:
        checks.shapes(store)
    assert "appraisal-kg[shapes]" in caught.value.hint
