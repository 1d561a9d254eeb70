"""Layout files: the shipped ones hold together, a bad one is told with line and key, the documented one does what it should."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from plain_yaml import loaded

from kg import resources
from kg.cli.main import run
from kg.errors import InputError, UsageError, lines
from kg.fields import Presence
from kg.rdf import lexicon
from kg.readers import find, layouts
from kg.readers.document import Document, open_document
from kg.readers.table_rows import Sheet
from kg.records import Record
from kg.taxonomy import Taxonomy

ROOT = Path(__file__).parents[2]
MINIMAL = """
layout: 1
name: small
title: Small
columns: [study, ac]
paper: {label: study}
appraisal:
  assessor: {name: {value: Somebody}, kind: person}
  source: {kind: table}
  judgements:
    - {column: ac, flaw: inadequate-allocation-concealment, codes: {"0": present, "1": absent}}
"""


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    return lexicon.taxonomy()


def _opened(tmp_path: Path, text: str) -> layouts.LayoutFile:
    path = tmp_path / "mine.yaml"
    path.write_text(text, "utf-8")
    return layouts.open_layout(path)


# ---- shipped


def test_the_shipped_layouts_are_those_of_the_documentation() -> None:
    names = [known.layout.name for known in layouts.shipped()]
    table = (ROOT / "docs" / "tables.md").read_text("utf-8").partition("## Shipped layouts")[2].partition("##")[0]
    assert sorted(names) == sorted(re.findall(r"`((?:robvis|metapsy)-[a-z0-9-]+)`", table))
    assert [f"{name}.yaml" for name in names] == [known.file for known in layouts.shipped()]
    assert all(known.file in {p.name for p in resources.folder("layouts").iterdir()} for known in layouts.shipped())


@pytest.mark.parametrize("name", [known.layout.name for known in layouts.shipped()])
def test_a_shipped_layout_names_what_is_there_and_no_column_twice(name: str, taxonomy: Taxonomy) -> None:
    known = layouts.open_layout(name)
    assert list(layouts.unknown(known, taxonomy)) == []
    judgements = known.layout.appraisal.judgements if known.layout.appraisal else ()
    judged = [(j.column, j.when) for j in judgements]
    assert len(set(judged)) == len(judged) > 0
    assert len({(j.flaw, j.when) for j in judgements}) == len(judgements), "two domains are one flaw"
    assert Sheet("", known.layout.columns, ()).has(known.layout.columns)


TOOLS = {
    "robvis-rob2": ("rob2", {"D1": "D1", "D2": "D2", "D3": "D3", "D4": "D4", "D5": "D5"}),
    "robvis-robins-i": (
        "robins-i",
        {"D1": "confounding", "D2": "selection", "D3": "classification", "D4": "deviations", "D5": "missing-data",
         "D6": "measurement", "D7": "selection-of-reported-result"},
    ),
    "robvis-quadas2": (
        "quadas2", {"D1": "patient-selection", "D2": "index-test", "D3": "reference-standard", "D4": "flow-and-timing"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_a_domain_is_the_flaw_that_the_mappings_call_exact_or_close(name: str) -> None:
    """So that a layout cannot say of RoB 2's D2 what the ontology says of D4."""
    scheme, terms = TOOLS[name]
    text = resources.shipped("ontology", "mappings.ttl").read_text("utf-8")
    found = re.findall(
        r'mappedFlaw flaw:(\S+) ;\s+kg:relation skos:(\w+) ;\s+kg:targetScheme scheme:(\S+) ;\s+kg:targetTerm "([^"]+)"', text
    )
    close = {(scheme, term, flaw) for flaw, relation, scheme, term in found if relation in ("exactMatch", "closeMatch")}
    judgements = layouts.open_layout(name).layout.appraisal.judgements  # type: ignore[union-attr]
    assert [j.column for j in judgements] == list(terms)
    for judgement in judgements:
        assert (scheme, terms[judgement.column], judgement.flaw) in close


def test_low_is_absent_in_every_tool_and_no_code_is_left_to_chance() -> None:
    for known in layouts.shipped():
        if known.layout.name.startswith("robvis-") and known.layout.appraisal is not None:
            codes = known.layout.appraisal.codes
            assert codes["Low"].presence == "absent"
            assert codes["No information"].presence == "unclear"
            assert {m.presence for m in codes.values()} <= set(Presence.__args__)
            high = [codes[word].presence for word in ("High", "Serious", "Critical", "Very high") if word in codes]
            assert set(high) == {"present"}
            assert known.layout.appraisal.overall is not None
            assert known.layout.appraisal.overall.codes["Low"] == "low"


# ---- what is refused


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("layout: 1", "layout: 2", "line 2, layout: "),
        ("name: small", "nmae: small", "line 3, nmae: there is no key 'nmae' here"),
        ("columns: [study, ac]", "columns: []", "line 5, columns: "),
        ("paper: {label: study}", "paper: {prefix: x-}", "line 6, paper.label: this is required"),
        ("kind: person", "kind: robot", "line 8, appraisal.assessor.kind: 'robot' is not one of person, organisation, software"),
        ('"0": present', '"0": there', "line 11, appraisal.judgements[0].codes.0.presence: 'there' is not one of present"),
        ('"0": present', '"0": {presence: present, severity: awful}', "line 11, appraisal.judgements[0].codes.0: severity: 'awf"),
        ('codes: {"0": present, "1": absent}', "target: report", "line 7, appraisal: the judgements of ac have no codes"),
        (", codes:", ", target: outcome, codes:", "line 2: a judgement with the target outcome needs an `outcome`"),
        (", codes:", ", why: {column: a, value: b}, codes:", "line 11, appraisal.judgements[0].why[0]: a fact needs either"),
        (", codes:", ", why: {value: b, none: [c]}, codes:", "line 11, appraisal.judgements[0].why[0]: `codes` and `none`"),
        (
            "appraisal:\n",
            "outcome: {label: x}\nestimate: {measure: OR, value: x, sign: second-minus-first}\nappraisal:\n",
            "line 8, estimate: only a difference (MD, MEDIAN-DIFF, RD, SMD) can be second-minus-first",
        ),
        ("appraisal:\n", "estimate: {measure: MD, value: x}\nappraisal:\n", "line 2: an `estimate` needs an `outcome`"),
        ("name: small", "name: [small", "line 4, column 6: this is not YAML"),
        ("name: small", "name: &a small", "line 3, column 7: anchors"),
    ],
)  # fmt: skip
def test_a_bad_layout_is_told_with_line_and_key(tmp_path: Path, before: str, after: str, problem: str) -> None:
    assert before in MINIMAL
    with pytest.raises(InputError) as error:
        _opened(tmp_path, MINIMAL.replace(before, after))
    told = [f"mine.yaml: {p}" for p in error.value.problems]
    assert any(line.startswith(f"mine.yaml: {problem}") for line in told), told


def test_unknown_flaws_and_instruments_are_told(tmp_path: Path, taxonomy: Taxonomy) -> None:
    text = MINIMAL.replace("inadequate-allocation-concealment", "inadequate-allocation-concealed")
    text += "outcome: {label: study, instrument: {column: ac, codes: {a: bdi-2, b: phq-9}}}\n"
    first, second = layouts.unknown(_opened(tmp_path, text), taxonomy)
    assert str(first).startswith(
        "line 11, appraisal.judgements[0].flaw: there is no flaw 'inadequate-allocation-concealed'. Did you mean"
    )
    assert str(second).startswith("line 12, outcome.instrument.codes.a: there is no instrument 'bdi-2'")
    document = Document("t.csv", "", b"study,ac\nAbe 2001,1\n")
    with pytest.raises(InputError) as error:
        list(find(document, layout=tmp_path / "mine.yaml").read(document, taxonomy))
    assert error.value.source == "mine.yaml"


def test_a_layout_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(UsageError) as error:
        layouts.open_layout("robvis-rob-2")
    assert "robvis-rob2" in error.value.hint
    with pytest.raises(UsageError):
        find(Document("t.csv", "", b"a,b\n"), "references", "robvis-rob2")


def test_another_layout_is_another_version(tmp_path: Path) -> None:
    document = Document("t.csv", "", b"study,ac\nAbe 2001,1\n")
    versions = set()
    for text in (MINIMAL, MINIMAL.replace("Small", "Other")):
        (tmp_path / "mine.yaml").write_text(text, "utf-8")
        versions.add(find(document, layout=tmp_path / "mine.yaml").VERSION)
    assert len(versions) == 2


# ---- the documented example


def test_the_documented_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], taxonomy: Taxonomy
) -> None:
    text = (ROOT / "docs" / "tables.md").read_text("utf-8")
    blocks = dict(re.findall(r"```(csv|yaml|text)\n(.*?)```", text, re.DOTALL))
    (tmp_path / "walking.csv").write_text(blocks["csv"], "utf-8")
    (tmp_path / "walking.yaml").write_text(blocks["yaml"], "utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["--quiet", "validate", "walking.csv", "--layout", "walking.yaml", "--format", "csv"]) == 0
    assert capfd.readouterr().out.replace("\r\n", "\n") == blocks["text"]
    said = list(find(document := open_document("walking.csv"), layout="walking.yaml").read(document, taxonomy))
    expected = loaded(Path(__file__).with_name("table").joinpath("walking.yaml").read_text("utf-8"))
    assert [bundle.record for bundle in said] == [Record.model_validate(record) for record in expected]


def test_every_key_of_a_layout_is_documented() -> None:
    text = (ROOT / "docs" / "tables.md").read_text("utf-8")
    models = [layouts.Layout]
    for model in models:
        for name, field in model.model_fields.items():
            assert re.search(rf"[`{{ ]{name}\b", text), f"{model.__name__}.{name}"
            models += [part for part in _models(field.annotation) if part not in models]


def _models(annotation: object) -> list[type]:
    if isinstance(annotation, type) and annotation.__module__ == "kg.readers.layout":
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models(part)]


def test_the_hint_of_a_bad_layout_is_where_layouts_are_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        _opened(tmp_path, "layout: 1\n")
    assert list(lines(error.value))[-1] == "How to write a layout: docs/tables.md"
    assert (ROOT / "docs" / "tables.md").is_file()
