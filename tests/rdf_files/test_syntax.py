"""RDF is read without trust: nothing is fetched, nothing expands, nothing nests without end."""

from __future__ import annotations

import pytest

from kg import rdf_files
from kg.errors import InputError
from kg.rdf_files import syntax
from kg.readers.document import Document

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def _refused(name: str, data: str) -> tuple[str, str]:
    with pytest.raises(InputError) as error:
        list(rdf_files.parts(Document(name, "", data.encode())))
    (problem,) = error.value.problems
    return str(problem), error.value.hint


def test_entities_of_its_own_are_refused() -> None:
    bomb = f'<!DOCTYPE rdf:RDF [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rdf:RDF xmlns:rdf="{RDF}">&b;</rdf:RDF>'
    assert "entities of its own" in _refused("bomb.rdf", bomb)[0]


def test_an_entity_that_names_a_file_is_refused() -> None:
    outside = f'<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/hostname">]><rdf:RDF xmlns:rdf="{RDF}">&a;</rdf:RDF>'
    assert "entities of its own" in _refused("outside.rdf", outside)[0]


@pytest.mark.parametrize(
    "context",
    [
        '"https://elsewhere.invalid/c.jsonld"',
        '["https://elsewhere.invalid/c.jsonld"]',
        '{"@import": "https://elsewhere.invalid/c"}',
    ],
)
def test_a_context_that_lies_elsewhere_is_not_fetched(context: str) -> None:
    said, hint = _refused("given.jsonld", f'{{"@context": {context}, "@id": "https://a.invalid/b", "@type": "C"}}')
    assert said.startswith("@context: the context 'https://elsewhere.invalid/c")
    assert "into the file" in hint


def test_a_context_within_a_context_is_not_fetched_either() -> None:
    inner = '{"a": {"@id": "https://a.invalid/a", "@context": "https://elsewhere.invalid/c.jsonld"}}'
    said, _ = _refused("given.jsonld", f'{{"@context": {inner}, "@id": "https://a.invalid/b", "a": {{"c": 1}}}}')
    assert "lies elsewhere" in said


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deep.ttl", "<<( <https://a.invalid/a> <https://a.invalid/b> " * 3_000),
        ("deep.nt", "<<( <https://a.invalid/a> <https://a.invalid/b> " * 3_000),
        ("deep.jsonld", '{"@id": "https://a.invalid/a", "https://a.invalid/b": ' * 3_000 + "1" + "}" * 3_000),
        ("deeper.jsonld", '{"@id": ' * 200_000),
        ("deep.rdf", f'<rdf:RDF xmlns:rdf="{RDF}" xmlns:a="https://a.invalid/">' + "<a:a><a:b>" * 3_000),
    ],
)
def test_what_nests_without_end_is_refused(name: str, data: str) -> None:
    assert _refused(name, data)[0]


def test_a_mark_that_a_block_of_the_stream_cuts_in_two_counts() -> None:
    class Slow:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def read(self, size: int = -1) -> bytes:
            piece, self.data = self.data[:1], self.data[1:]
            return piece

    watched = syntax._Watched(Slow(b"<< << >> <a> <<"), "given.ttl")  # type: ignore[arg-type]
    while watched.read():
        pass
    assert watched.depth == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("given.ttl", "@prefix a: <https://a.invalid/> .\na:b a:c .", "line 2: this is not RDF"),
        ("given.nt", '<https://a.invalid/a> <https://a.invalid/b> "c"', "line 1: this is not RDF"),
        ("given.jsonld", '{"@id": "https://a.invalid/a",\n"b" 1}', "line 2: this is not JSON"),
        ("given.rdf", f'<rdf:RDF xmlns:rdf="{RDF}">\n<a>', "line 2: this is not XML"),
        ("given.ttl", "# nothing but a comment\n@prefix a: <https://a.invalid/> .", "there is no statement in it"),
        ("given.ttl", "@prefix a: <https://a.invalid/> . a:b a a:c .", "no work in it is described"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(name: str, data: str, said: str) -> None:
    assert _refused(name, data)[0].startswith(said)


def test_a_large_file_in_a_syntax_that_has_to_be_held_whole_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syntax, "LIMIT", 100)
    said, hint = _refused("given.jsonld", '{"@id": "https://a.invalid/a"' + " " * 200 + "}")
    assert "at most 0 MB" in said
    assert "N-Quads" in hint


@pytest.mark.parametrize(
    "data", [b"", b"TY  - JOUR", b"<html>", b"<PubmedArticleSet>", b'{"DOI": 1}', b"a,b\n1,2", b"@article{x,}", b"PMID- 1"]
)
def test_other_files_are_not_taken_for_rdf(data: bytes) -> None:
    assert not rdf_files.sniff(Document("given", "", data))


def test_a_byte_order_mark_is_passed_over() -> None:
    data = b'\xef\xbb\xbf<https://a.invalid/a> <http://purl.org/ontology/bibo/doi> "10.5555/x" .\n'
    assert [part.place for part in rdf_files.parts(Document("a.nt", "", data))] == ["https://a.invalid/a"]
