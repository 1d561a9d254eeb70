"""What kg exported is taken back as it stands, source by source; what it would not have written is refused."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg
from kg import rdf_files, resources
from kg.errors import InputError
from kg.export import export
from kg.rdf import mint
from kg.rdf.write import quads
from kg.rdf_files import exports
from kg.readers import find
from kg.readers.collection import Part, Reject, read_part
from kg.readers.document import Document
from kg.taxonomy import Taxonomy

NO_WORDS = Taxonomy(flaws={})
READERS = Path(__file__).parents[1] / "readers"
NOTICES = "RetractionNature,OriginalPaperDOI,OriginalPaperPubMedID,RetractionDate\nRetraction,10.5555/gone,,2019-03-14\n"
ENDINGS = (".nq", ".trig", ".jsonld")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The export of some appraisals, reference lists, notices and works of Crossref, by ending."""
    folder = tmp_path_factory.mktemp("given")
    (folder / "notices.csv").write_text(NOTICES)
    appraisals = sorted(resources.folder("data", "appraisals").iterdir())[:4]
    files = [*appraisals, folder / "notices.csv", READERS / "crossref" / "answer" / "given.json"]
    with kg.open_store(None, write=True) as store:
        results = kg.ingest(store, files)
        assert not [result for result in results if result.status == "skipped"]
        return {ending: export(store, ending) for ending in (*ENDINGS, ".ttl")}


@pytest.fixture(scope="module")
def parts(exported: dict[str, bytes]) -> list[Part]:
    return list(rdf_files.parts(Document("given.nq", "", exported[".nq"])))


def _said_by_sources(export_of: bytes) -> set[ox.Quad]:
    """The statements of an export that are no rule's."""
    found = ox.parse(export_of, ox.RdfFormat.N_QUADS)
    return {quad for quad in found if "/graph/rule/" not in str(quad.graph_name)}


def _as_stored(statements: Iterable[ox.Quad]) -> set[ox.Quad]:
    store = ox.Store()
    store.extend(statements)
    return set(store)


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_is_known_and_gives_the_same_sources_in_every_syntax(
    ending: str, exported: dict[str, bytes], parts: list[Part]
) -> None:
    document = Document(f"given{ending}", "", exported[ending])
    assert find(document) is rdf_files
    assert sorted(rdf_files.parts(document)) == sorted(parts)


def test_reading_an_export_gives_every_statement_that_sources_make_and_no_other(
    exported: dict[str, bytes], parts: list[Part]
) -> None:
    said = [read_part(rdf_files, part, "given.nq", NO_WORDS) for part in parts]
    assert not [found for found in said if isinstance(found, Reject)]
    again = _as_stored(quad for found in said if isinstance(found, list) for one in found for quad in quads(one))
    assert again == _said_by_sources(exported[".nq"])


def test_a_source_of_an_export_keeps_its_name_and_hash(parts: list[Part]) -> None:
    for part in parts:
        found = read_part(rdf_files, part, "given.nq", NO_WORDS)
        assert isinstance(found, list)
        assert {mint.source(one.source).value.rpartition("/")[2] for one in found} == {part.place.removeprefix("source ")}
        assert all(one.source.name != "given.nq" for one in found)


def test_turtle_has_lost_the_names_of_graphs(exported: dict[str, bytes]) -> None:
    with pytest.raises(InputError) as error:
        list(rdf_files.parts(Document("given.ttl", "", exported[".ttl"])))
    assert "without the names of its graphs" in str(error.value.problems[0])
    assert ".nq, .trig or .jsonld" in error.value.hint


# ---- what kg would not have written


ODD = (
    b'<https://a.invalid/a> <https://a.invalid/b> "c" ',
    b'<https://w3id.org/appraisal-kg/paper/x> <https://w3id.org/appraisal-kg/ontology#title> "c" ',
    b"<https://w3id.org/appraisal-kg/paper/x> <http://purl.org/spar/cito/cites> _:b ",
)


@pytest.mark.parametrize("odd", ODD)
def test_a_source_with_a_statement_that_kg_would_not_make_is_refused(parts: list[Part], odd: bytes) -> None:
    for part in parts:
        graph = part.data.splitlines()[1].split()[-2]
        found = read_part(rdf_files, Part(part.place, part.data + odd + graph + b" .\n"), "given.nq", NO_WORDS)
        assert isinstance(found, Reject)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_a_source_without_one_of_its_statements_is_refused_or_says_the_rest(parts: list[Part], data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(parts))
    lines = part.data.splitlines(keepends=True)
    del lines[data.draw(st.integers(1, len(lines) - 1))]
    less = b"".join(lines)
    found = read_part(rdf_files, Part(part.place, less), "given.nq", NO_WORDS)
    if isinstance(found, list):
        wanted = _as_stored(ox.parse(less, ox.RdfFormat.N_QUADS))
        assert _as_stored(quad for one in found for quad in quads(one)) == wanted


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_a_record_holds_nothing_but_an_input_error_is_raised(parts: list[Part], data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(parts)).data
    start = data.draw(st.integers(30, len(good) - 1))
    changed = good[:start] + data.draw(st.binary(max_size=5)) + good[start + data.draw(st.integers(0, 200)) :]
    read_part(rdf_files, Part("source", changed), "given.nq", NO_WORDS)


def test_a_source_under_another_name_than_its_hash_gives_is_refused(parts: list[Part]) -> None:
    name = parts[0].place.removeprefix("source ").encode()
    other = Part(parts[0].place, parts[0].data.replace(name, b"0123456789abcdef"))
    found = read_part(rdf_files, other, "given.nq", NO_WORDS)
    assert isinstance(found, Reject)


@pytest.mark.parametrize(
    "graph", ["https://w3id.org/appraisal-kg/source/", "https://w3id.org/appraisal-kg/paper/x", "https://a.invalid/"]
)
def test_a_graph_that_no_export_has_is_refused(exported: dict[str, bytes], graph: str) -> None:
    odd = f'<https://a.invalid/a> <https://a.invalid/b> "c" <{graph}> .\n'.encode()
    with pytest.raises(InputError) as error:
        list(rdf_files.parts(Document("given.nq", "", exported[".nq"] + odd)))
    assert str(error.value.problems[0]).startswith(f"{graph}: this graph is none")


def test_what_rules_derived_the_log_and_the_ontology_are_left_out(exported: dict[str, bytes], parts: list[Part]) -> None:
    added = "".join(
        f'<https://a.invalid/a> <https://a.invalid/b> "c" <{graph}> .\n'
        for graph in ("https://w3id.org/appraisal-kg/graph/rule/invented", mint.LOG.value, mint.knowledge("flaws").value)
    )
    assert list(rdf_files.parts(Document("given.nq", "", added.encode() + exported[".nq"]))) == parts


# ---- large files


def test_a_large_export_streams_by_in_the_order_of_its_graphs(
    exported: dict[str, bytes], parts: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_AT_ONCE", 10)
    assert list(rdf_files.parts(Document("given.nq", "", exported[".nq"]))) == parts


def test_a_small_export_may_be_in_any_order_and_a_large_one_may_not(
    exported: dict[str, bytes], parts: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = exported[".nq"].splitlines(keepends=True)
    random.Random(7).shuffle(lines)  # noqa: S311 - an order that comes again
    mixed = Document("given.nq", "", b"".join(lines))
    assert sorted(rdf_files.parts(mixed)) == sorted(parts)
    monkeypatch.setattr(exports, "_AT_ONCE", 10)
    with pytest.raises(InputError) as error:
        list(rdf_files.parts(mixed))
    assert "stand apart" in str(error.value.problems[0])


def test_an_export_that_is_cut_off_is_refused_with_the_line(exported: dict[str, bytes]) -> None:
    with pytest.raises(InputError) as error:
        list(rdf_files.parts(Document("given.nq", "", exported[".nq"][:-10])))
    assert str(error.value.problems[0]).startswith("line ")


# ---- the whole way


@pytest.mark.parametrize("ending", [".nq", ".jsonld"])
def test_an_export_read_into_another_store_is_exported_byte_for_byte_the_same(
    ending: str, exported: dict[str, bytes], tmp_path: Path
) -> None:
    (tmp_path / f"a{ending}").write_bytes(exported[ending])
    with kg.open_store(None, write=True) as store:
        (result,) = kg.ingest(store, [tmp_path / f"a{ending}"])
        assert (result.status, result.rejected) == ("added", 0)
        assert export(store, ".nq") == exported[".nq"]
