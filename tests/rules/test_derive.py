"""What rules derive: named by what it rests on, kept apart from what people said, and never that of other sources."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import owlrl
import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF

import kg
from kg import checks, resources
from kg.arithmetic import Calls
from kg.errors import NotFound, UsageError
from kg.pipeline import Ingest, ingest, remove
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.recurrence import recurrence
from kg.rules.catalogue import ALERTS, Rule, catalogue, rule, settings
from kg.rules.derive import derived, drop, fresh, keep, stamp
from kg.rules.explain import explain
from kg.rules.findings import find, findings, read
from kg.rules.report import COLUMNS, table
from kg.sparql import ask
from kg.sparql import catalogue as questions
from kg.store import Store, open_store

CASES = Path(__file__).with_name("cases")
SEED = resources.shipped("data", "appraisals", "van-dillen-2021.yaml")
RULES = [one.name for one in catalogue()]
each = pytest.mark.parametrize("name", RULES)

Write = Callable[..., Path]


def _cases() -> list[Path]:
    """The files of all cases, those that fire first, as far as they are of papers that none before them is of."""
    found: list[Path] = []
    taken: set[str] = set()
    for case in sorted(CASES.glob("*/*"), key=lambda case: ((case / "expected.yaml").read_text("utf-8") == "[]\n", case)):
        sources = sorted(case.glob("given*"))
        keys = {key for path in sources for key in re.findall(r"key: ([\w-]+)|notes on (\w+ \d+)", path.read_text("utf-8"))}
        names = {"".join(key) for key in keys}
        if not names & taken:
            taken |= names
            found += sources
    return found


def _store(sources: list[Path]) -> Store:
    store = open_store()
    results = ingest(store, sources)
    assert {result.status for result in results} <= {"added", "unchanged"}
    return store


@pytest.fixture(scope="module")
def mixed() -> Iterator[Store]:
    """Many invented papers and pages in one store, with what rules derive. Nobody writes to it."""
    with _store(_cases()) as store:
        yield store


@pytest.fixture
def seeded(kept: Callable[..., Store]) -> Iterator[Store]:
    """One paper with what rules derive."""
    with kept("test_derive.seeded", lambda empty: ingest(empty, [SEED])) as store:
        yield store


def _graph(store: Store, name: str) -> list[str]:
    return sorted(map(str, store.quads(mint.derivation(name))))


def _derivations(store: Store) -> set[str]:
    return {graph.value for graph in store.graphs() if graph.value.startswith(mint.derivation("").value)}


def _without(store: Store) -> list[str]:
    """What a store holds but for what rules derived, and the mark in its log."""
    own, mark = mint.derivation("").value, mint.knowledge("rules")
    return sorted(str(quad) for quad in store.quads() if not str(quad.graph_name).startswith(f"<{own}") and quad.subject != mark)


# ---- names


@each
def test_ids_do_not_change_with_the_wording(mixed: Store, name: str) -> None:
    one = rule(name)
    said = one.text.replace("kg:message ?message ; kg:arithmetic ?steps", "kg:message ?steps ; kg:arithmetic ?message")
    assert said != one.text, "the rule constructs its words otherwise; this test has to know how"
    before, after = read(derived(mixed, one)), read(derived(mixed, one._replace(text=said)))
    assert {found.id: (found.subject, found.inputs, found.message) for found in before} == {
        found.id: (found.subject, found.inputs, found.arithmetic) for found in after
    }
    assert len({found.id for found in before}) == len(before)


def test_ids_name_what_a_finding_rests_on(mixed: Store) -> None:
    all_of_them = findings(mixed)
    assert len({one.id for one in all_of_them}) == len(all_of_them) > 40
    assert not any("." in one.id for one in all_of_them), "two findings of one rule cannot be told apart but by their words"


def test_what_sources_state_alike_is_one_finding_that_rests_on_all(write: Write) -> None:
    study = {"design": "randomized-trial", "screened": 900, "randomized": 40, "analysed": 41}
    with open_store() as store:
        ingest(store, [write("ortega-2015", paper={"year": 2015}, study=study)])
        alone = {one.id: one for one in findings(store)}
        assert {"heavy-screening", "counts-do-not-add-up", "not-registered"} <= {one.rule for one in alone.values()}
        second = write("ortega-2015", name="second.yaml", paper={"year": 2015}, study=study, notes="Typed in by somebody else.")
        ingest(store, [second])
        both = {one.id: one for one in findings(store)}
        assert both.keys() == alone.keys()
        for name, one in both.items():
            assert len(one.sources) == 2
            assert set(alone[name].sources) < set(one.sources)
            assert one == alone[name]._replace(sources=one.sources)
        assert {row["source"] for row in table(store, both.values()).dicts()} == {"ortega-2015.yaml, second.yaml"}
        remove(store, str(second))
        assert {one.id: one for one in findings(store)} == alone


def test_a_name_outlives_the_next_edition_of_its_source(write: Write) -> None:
    study = {"design": "randomized-trial", "screened": 900, "randomized": 40}
    with open_store() as store:
        ingest(store, [write("ortega-2015", study=study)])
        before = {one.id: one.sources for one in findings(store)}
        ingest(store, [write("ortega-2015", study=study, notes="A line that no rule reads.")])
        after = {one.id: one.sources for one in findings(store)}
    assert before.keys() == after.keys()
    assert all(before[name] != after[name] for name in before)


def test_different_numbers_of_one_study_are_findings_of_their_own(write: Write) -> None:
    files = [
        write("ortega-2015", name=f"{analysed}.yaml", study={"design": "cohort", "randomized": 40, "analysed": analysed})
        for analysed in (41, 45)
    ]
    named = []
    for order in (files, files[::-1]):
        with open_store() as store:
            ingest(store, order)
            named.append({one.id: one.message for one in findings(store, ["counts-do-not-add-up"])})
    assert named[0] == named[1]
    assert len(set(named[0].values())) == 2


def test_what_a_program_read_never_stands_in_one_finding_with_what_is_stated(write: Write) -> None:
    with open_store() as store:
        ingest(store, [write("ortega-2015", study={"design": "cohort", "randomized": 40, "analysed": 41})])
        (graph,) = {ox.NamedNode(name) for one in findings(store) for name in one.sources}
        store.add([ox.Quad(q.subject, q.predicate, q.object, mint.extraction(graph)) for q in list(store.quads(graph))])
        found = findings(store, ["counts-do-not-add-up"])
        assert sorted(row["origin"] for row in table(store, found).dicts()) == ["asserted", "extracted"]
        assert len({one.id for one in found}) == 2


def test_neither_the_order_of_ingest_nor_the_store_matters(mixed: Store) -> None:
    sources = _cases()
    random.Random(7).shuffle(sources)  # noqa: S311 - any order will do
    with _store(sources) as other:
        for name in RULES:
            assert _graph(mixed, name) == _graph(other, name), name


@each
def test_the_same_run_twice_gives_the_same(mixed: Store, name: str) -> None:
    assert derived(mixed, rule(name)) == derived(mixed, rule(name))
    assert sorted(map(str, derived(mixed, rule(name)))) == _graph(mixed, name)


# ---- what is derived


@each
def test_a_finding_is_whole(mixed: Store, name: str) -> None:
    nodes: dict[str, Counter[ox.NamedNode]] = {}
    for quad in derived(mixed, rule(name)):
        assert quad.graph_name == mint.derivation(name)
        nodes.setdefault(str(quad.subject), Counter())[quad.predicate] += 1
    found = read(derived(mixed, rule(name)))
    assert found, "no invented paper makes it fire"
    once = (
        v.KG.derivedBy,
        v.KG.paper,
        v.KG.target,
        v.KG.alert,
        v.KG.status,
        v.KG.message,
        v.KG.arithmetic,
        v.PROV.wasGeneratedBy,
    )
    for one in found:
        said = nodes[f"<{one.iri}>"]
        assert all(said[predicate] == 1 for predicate in once), said
        assert said[v.PROV.used] >= 1 <= said[v.PROV.wasDerivedFrom]
        assert one.alert in ALERTS
        assert one.message.endswith(".")
        assert "{}" not in one.message + one.arithmetic
        assert "  " not in one.message
        assert ".." not in one.message
        assert one.arithmetic.strip()
        assert one.paper.startswith(f"{v.BASE}paper/")


def test_inputs_and_sources_are_there(mixed: Store) -> None:
    subjects = {quad.subject.value for quad in mixed.quads() if isinstance(quad.subject, ox.NamedNode)}
    graphs = {graph.value for graph in mixed.graphs()}
    for one in findings(mixed):
        assert {*one.inputs, one.paper, one.subject} <= subjects, one.message
        assert set(one.sources) <= graphs
        assert not any("/graph/" in source for source in one.sources), "an input is what a source states"


def test_the_run_is_described(seeded: Store) -> None:
    graph = mint.derivation("heavy-screening")
    said = {(str(quad.subject), quad.predicate): str(quad.object) for quad in seeded.quads(graph)}
    assert said[str(graph), v.KG.parameter] == '"percent_randomized = 10"'
    assert said[str(graph), v.PROV.used] == str(mint.rule("heavy-screening"))
    assert said[str(mint.rule("heavy-screening")), v.KG.ruleVersion].startswith('"1"')


def test_an_error_inside_a_function_is_raised(seeded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    functions = Calls().functions
    assert any(name.endswith("percent") for name in functions)
    monkeypatch.setitem(kg.arithmetic.registered(), "percent", broken)
    with pytest.raises(RuntimeError, match="broken"):
        derived(seeded, rule("heavy-screening"))


def test_a_finding_whose_sentence_cannot_be_made_is_told_by_its_rule(seeded: Store) -> None:
    one = rule("heavy-screening")
    text = one.text.replace("kg:message ?message ; kg:arithmetic ?steps", "kg:message ?nothing ; kg:arithmetic ?nothing")
    (bare,), (whole,) = read(derived(seeded, one._replace(text=text))), read(derived(seeded, one))
    assert (bare.id, bare.message, bare.arithmetic) == (whole.id, f"{one.title}.", "")


def test_a_rule_that_finds_nothing_leaves_nothing(seeded: Store) -> None:
    assert derived(seeded, rule("high-attrition")) == []
    assert mint.derivation("high-attrition") not in seeded.graphs()


# ---- apart from what people said


def test_what_is_derived_is_no_judgement(mixed: Store) -> None:
    own = mint.derivation("").value
    derivations = [quad for quad in mixed.quads() if str(quad.graph_name).startswith(f"<{own}")]
    candidates = {quad.subject for quad in derivations if quad.object == v.KG.DerivedFinding}
    assert len(candidates) > 40
    assert {quad.predicate for quad in derivations} & {v.KG.presence, v.PROV.wasAttributedTo, v.KG.finding} == set()
    assert v.KG.Finding not in {quad.object for quad in derivations}
    elsewhere = [quad for quad in mixed.quads() if not str(quad.graph_name).startswith(f"<{own}")]
    assert not candidates & {term for quad in elsewhere for term in (quad.subject, quad.object)}
    assert all(quad.object == v.STATUS.candidate for quad in derivations if quad.predicate == v.KG.status)


def test_deriving_changes_nothing_else() -> None:
    with open_store() as store:
        ingest(store, [SEED], rules=False)
        before = _without(store)
        assert keep(store) > 0
        assert _without(store) == before


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # owlrl 7 and rdflib 7 use what rdflib 7 calls deprecated
def test_nor_does_a_reasoner_take_one_for_a_finding(seeded: Store) -> None:
    def closed(*more: tuple[rdflib.URIRef, rdflib.URIRef, rdflib.URIRef]) -> tuple[rdflib.Graph, list[str]]:
        graph = rdflib.Graph()
        for name in ("appraisal", "alignments"):
            graph.parse(resources.shipped("ontology", f"{name}.ttl"), format="turtle")
        wanted = (f"{v.BASE}source/", mint.derivation("").value)
        triples = [str(quad.triple) for quad in seeded.quads() if quad.graph_name.value.startswith(wanted)]  # type: ignore[union-attr]
        graph.parse(data="".join(f"{triple} .\n" for triple in triples), format="nt")
        for triple in more:
            graph.add(triple)
        closure = owlrl.OWLRL_Semantics(graph, axioms=False, daxioms=False, rdfs=True)
        closure.closure()
        return graph, list(closure.error_messages)

    finding, candidate = rdflib.URIRef(v.KG.Finding.value), rdflib.URIRef(v.KG.DerivedFinding.value)
    graph, complaints = closed()
    assert complaints == []
    candidates = set(graph.subjects(RDF.type, candidate))
    assert {str(node) for node in candidates} == {one.iri for one in findings(seeded)}
    assert not candidates & set(graph.subjects(RDF.type, finding))
    assert not set(graph.subjects(RDF.type, OWL.Nothing))
    kinds = {str(kind).removeprefix(v.KG.iri) for node in candidates for kind in graph.objects(node, RDF.type)}
    assert {kind for kind in kinds if ":" not in kind} == {"DerivedFinding"}
    for term in (v.KG.presence, v.PROV.wasAttributedTo):
        assert not candidates & set(graph.subjects(rdflib.URIRef(term.value), None))
    one = rdflib.URIRef(min(map(str, candidates)))
    assert closed((one, RDF.type, finding))[1], "that silence means something"


def test_recurrence_is_that_of_what_people_said(corpus: Store) -> None:
    assert fresh(corpus)
    with open_store() as bare:
        bare.add(quad for quad in corpus.quads() if not str(quad.graph_name).startswith(f"<{mint.derivation('').value}"))
        assert _derivations(bare) == set()
        assert recurrence(bare) == recurrence(corpus)
        assert recurrence(bare, "design", "domain") == recurrence(corpus, "design", "domain")


def test_questions_about_judgements_do_not_see_what_is_derived(data: Path) -> None:
    """All named questions but those that ask for it."""
    with open_store() as with_them, open_store() as bare:
        ingest(with_them, [data])
        ingest(bare, [data], rules=False)
        assert findings(with_them)
        for question in questions():
            given: dict[str, Any] = {parameter.name: parameter.example for parameter in question.parameters}
            asks = any(word in question.text for word in ("DerivedFinding", "derivedBy", "GRAPH ?graph { ?thing", "endedAtTime"))
            assert asks or ask(with_them, question, **given) == ask(bare, question, **given), question.name


def test_the_shapes_hold_and_look_at_sources_only(seeded: Store) -> None:
    assert checks.shapes(seeded).rows == ()
    node = ox.NamedNode(f"{v.BASE}derived/broken")
    broken = [ox.Quad(node, v.RDF.type, v.KG.Finding, mint.derivation("heavy-screening"))]
    seeded.add(broken)
    assert checks.shapes(seeded).rows == ()
    seeded.add([ox.Quad(node, v.RDF.type, v.KG.Finding, ox.NamedNode(f"{v.BASE}source/broken"))])
    assert {row["subject"] for row in checks.shapes(seeded).dicts()} == {node.value}


# ---- what a store keeps


def test_ingest_keeps_and_keeping_twice_does_nothing(seeded: Store) -> None:
    assert fresh(seeded)
    before = seeded.revision()
    assert keep(seeded) == 0
    ingest(seeded, [SEED])
    assert seeded.revision() == before
    assert _derivations(seeded) == {mint.derivation(one.rule).value for one in findings(seeded)}


def test_what_is_kept_is_what_would_be_derived(mixed: Store) -> None:
    assert fresh(mixed)
    assert findings(mixed) == sorted(
        (one for name in RULES for one in read(derived(mixed, rule(name)))),
        key=lambda one: (ALERTS.index(one.alert), RULES.index(one.rule), one.message, one.id),
    )


def test_a_further_source_a_changed_one_and_a_removed_one_bring_new_findings(seeded: Store, write: Write) -> None:
    def of(key: str) -> set[str]:
        return {one.rule for one in findings(seeded) if one.paper.endswith(f"/{key}")}

    first = {one.id for one in findings(seeded)}
    paper = write("ortega-2015", study={"design": "randomized-trial", "screened": 900, "randomized": 40})
    ingest(seeded, [paper], rules=False)
    assert not fresh(seeded)
    assert of("ortega-2015") == {"heavy-screening"}, "asked without keeping"
    ingest(seeded, [paper])
    assert fresh(seeded)
    assert of("ortega-2015") == {"heavy-screening"}
    write("ortega-2015", study={"design": "randomized-trial", "randomized": 40, "analysed": 41})
    ingest(seeded, [paper])
    assert fresh(seeded)
    assert of("ortega-2015") == {"counts-do-not-add-up"}
    remove(seeded, str(paper))
    assert fresh(seeded)
    assert {one.id for one in findings(seeded)} == first


def test_what_is_kept_is_not_believed_of_other_sources(seeded: Store, write: Write) -> None:
    """A run that was cut short has read a source, and the graphs of the rules still stand as they were."""
    kept = _derivations(seeded)
    paper = write("ortega-2015", study={"design": "randomized-trial", "screened": 900, "randomized": 40})
    with Ingest(seeded) as run:
        run.read(str(paper))
    assert _derivations(seeded) == kept
    assert not fresh(seeded)
    assert any(one.paper.endswith("/ortega-2015") for one in findings(seeded))
    assert _derivations(seeded) == kept, "asking keeps nothing"
    ingest(seeded, [])
    assert fresh(seeded)
    seeded.replace([graph for graph in seeded.graphs() if "/source/" in graph.value], [])
    assert not fresh(seeded)
    assert findings(seeded) == []
    ingest(seeded, [])
    assert fresh(seeded)
    assert _derivations(seeded) == set()


def test_without_rules_nothing_is_kept(seeded: Store, write: Write) -> None:
    expected = findings(seeded)
    ingest(seeded, [SEED], rules=False)
    assert not fresh(seeded)
    assert _derivations(seeded) == set()
    assert mint.knowledge("rules") not in {quad.subject for quad in seeded.quads()}
    before = seeded.revision()
    assert findings(seeded) == expected
    assert seeded.revision() == before, "asking keeps nothing"
    ingest(seeded, [SEED])
    paper = write("ortega-2015", study={"design": "randomized-trial", "randomized": 40})
    ingest(seeded, [paper])
    remove(seeded, str(paper), rules=False)
    assert _derivations(seeded) == set()


def test_what_another_version_derived_is_dropped(seeded: Store) -> None:
    gone = mint.derivation("a-rule-that-is-gone")
    (mark,) = [quad for quad in seeded.quads(mint.LOG) if quad.subject == mint.knowledge("rules")]
    seeded.add([ox.Quad(mint.derived("a-rule-that-is-gone"), v.RDF.type, v.KG.DerivedFinding, gone)])
    seeded.replace([], [ox.Quad(mark.subject, mark.predicate, ox.Literal("0" * 64), mint.LOG)], remove=[mark])
    assert not fresh(seeded)
    ingest(seeded, [SEED])
    assert fresh(seeded)
    assert gone not in seeded.graphs()
    drop(seeded)
    assert _derivations(seeded) == set()
    assert not fresh(seeded)


def _reworded(one: Rule) -> Rule:
    return one._replace(text=one.text.replace("were randomized", "were taken"))


def test_a_changed_rule_limit_or_reader_makes_what_is_kept_stale(seeded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.readers import appraisal
    from kg.rules import derive

    before = stamp(seeded)
    with monkeypatch.context() as patch:
        patch.setattr(derive, "catalogue", lambda: tuple(map(_reworded, catalogue())))
        assert stamp(seeded) != before
        assert keep(seeded) > 0
        assert any("were taken" in one.message for one in findings(seeded))
    assert not fresh(seeded)
    ingest(seeded, [SEED])
    assert not any("were taken" in one.message for one in findings(seeded))
    with monkeypatch.context() as patch:
        patch.setattr(derive, "settings", lambda: {**settings(), "percent_lost": Decimal(21)})
        assert stamp(seeded) != before
    assert stamp(seeded) == before
    monkeypatch.setattr(appraisal, "VERSION", appraisal.VERSION + 1)
    (result,) = ingest(seeded, [SEED], rules=False)
    assert result.status == "updated"
    assert stamp(seeded) != before, "the graphs have their old names, and may say other things"


# ---- asking


def test_a_limit_is_for_one_run(seeded: Store) -> None:
    before = seeded.revision()
    assert [one.rule for one in findings(seeded, ["heavy-screening"])] == ["heavy-screening"]
    assert findings(seeded, ["heavy-screening"], {"percent_randomized": "9.6"}) == []
    (one,) = findings(seeded, ["heavy-screening"], {"percent_randomized": "9.7"})
    assert one.arithmetic == "154 / 1595 = 9.66% < 9.7%"
    assert seeded.revision() == before
    assert len(findings(seeded, given={"percent_randomized": "1"})) == len(findings(seeded)) - 1


def test_a_limit_that_no_rule_asked_for_uses_is_told(seeded: Store) -> None:
    with pytest.raises(UsageError) as error:
        findings(seeded, ["heavy-screening"], {"percent_lost": "5"})
    assert "heavy-screening does not use percent_lost" in error.value.message
    assert "percent_randomized" in error.value.hint


def test_a_finding_is_found_by_its_id_its_beginning_and_its_iri(mixed: Store) -> None:
    known = findings(mixed)
    one = known[0]
    assert find(mixed, one.id) == find(mixed, one.iri) == find(mixed, f" {one.id} ") == one
    enough = next(one.id[:n] for n in range(4, 16) if sum(other.id.startswith(one.id[:n]) for other in known) == 1)
    assert find(mixed, enough) == one
    with pytest.raises(NotFound):
        find(mixed, one.id[:3])
    with pytest.raises(NotFound) as error:
        find(mixed, one.id[:-1] + ("0" if one.id[-1] != "0" else "1"))
    assert one.id in error.value.hint
    with pytest.raises(NotFound) as error:
        find(mixed, "nothing like it")
    assert "kg check" in error.value.hint


def test_a_beginning_that_fits_several(seeded: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.rules import findings as module

    several = [one._replace(id=f"abcd{place}") for place, one in enumerate(findings(seeded))]
    monkeypatch.setattr(module, "findings", lambda store: several)
    with pytest.raises(NotFound) as error:
        find(seeded, "abcd")
    assert "findings begin with abcd" in error.value.message
    assert "abcd0" in error.value.hint


@each
def test_every_finding_can_be_explained(mixed: Store, name: str) -> None:
    one = findings(mixed, [name])[0]
    told = explain(mixed, one.id)
    assert (told["id"], told["message"], told["status"]) == (one.id, one.message, "candidate")
    assert isinstance(told["inputs"], list)
    assert [found["iri"] for found in told["inputs"]] == list(one.inputs)
    for found in told["inputs"]:
        assert found["kind"], found["iri"]
        assert found["facts"], found["iri"]
    assert isinstance(told["parameters"], list)
    assert sorted(found["name"] for found in told["parameters"]) == sorted(rule(name).parameters)
    assert isinstance(told["sources"], list)
    assert all(source["file"] for source in told["sources"])


def test_a_table_has_a_row_for_each_in_the_order_given(mixed: Store) -> None:
    known = findings(mixed)
    rows = table(mixed, known)
    assert rows.columns == COLUMNS
    assert rows.column("id") == tuple(one.id for one in known)
    assert set(rows.column("severity")) <= set(ALERTS)
    assert [ALERTS.index(alert) for alert in rows.column("severity")] == sorted(ALERTS.index(a) for a in rows.column("severity"))
    assert set(rows.column("origin")) == {"asserted", "extracted"}
    for row, one in zip(rows.dicts(), known, strict=True):
        assert row["label"]
        assert row["source"]
        assert (row["origin"] == "extracted") == any(source.endswith("/extraction") for source in one.sources)
