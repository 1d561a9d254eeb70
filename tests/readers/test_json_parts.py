"""How JSON is cut into records: every shape it comes in, wherever a block of the stream ends, and whatever is damaged."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import assume, example, given, note, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.readers import crossref, csl, json_window, openalex
from kg.readers.collection import Collection, read_part
from kg.readers.document import Document, open_document
from kg.readers.json_parts import opening, parts
from kg.taxonomy import Taxonomy

HERE = Path(__file__).parent
READERS: tuple[Collection, ...] = (crossref, csl, openalex)
NO_WORDS = Taxonomy(flaws={})

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5) | st.sampled_from(
    ['"', "\\", "}{", '\\"]', "\n", "é\u2028"]
)
scalars = st.none() | st.integers() | texts
values = scalars | st.lists(scalars, max_size=3) | st.lists(st.dictionaries(texts, scalars, max_size=2), max_size=2)
records = st.dictionaries(texts, values, min_size=1, max_size=3).map(lambda content: {"DOI": "10.5555/x", **content})


def document(data: bytes, name: str = "given.json") -> Document:
    return Document(name, "", data)


def cut(data: bytes) -> list[tuple[str, bytes]]:
    return [(part.place, part.data) for part in parts(document(data))]


@contextmanager
def blocks_of(size: int, kept: int = 50) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_window, "_BLOCK", size)
        patch.setattr(json_window, "_KEPT", kept)
        yield


# ---- the shapes

SHAPES = {
    b'{"a": 1}': ['{"a": 1}'],
    b'\xef\xbb\xbf\r\n{"a": 1}\r\n': ['{"a": 1}'],
    b'[{"a": 1}, {"a": 2}]': ['{"a": 1}', '{"a": 2}'],
    b'{"a": 1}\n{"a": 2}': ['{"a": 1}', '{"a": 2}'],
    b'{"a": 1}{"a": 2}': ['{"a": 1}', '{"a": 2}'],
    b'{\n"a": 1\n}\n{\n"a": 2\n}\n': ['{\n"a": 1\n}', '{\n"a": 2\n}'],
    b'{"items": [{"a": 1}, {"a": 2}]}': ['{"a": 1}', '{"a": 2}'],
    b'{"meta": {"results": 7}, "results": [{"a": 1}], "group_by": []}': ['{"a": 1}'],
    b'{"status": "ok", "message": {"facets": {}, "items": [{"a": 1}]}}': ['{"a": 1}'],
    b'{"status": "ok", "message": {"a": {"items": [2]}}}': ['{"a": {"items": [2]}}'],
    b'[{"status": "ok", "message": {"items": [{"a": 1}]}}, {"message": {"items": [{"a": 2}]}}]': ['{"a": 1}', '{"a": 2}'],
    b'{"items": [{"a": 1}]}\n{"items": [{"a": 2}]}\n': ['{"a": 1}', '{"a": 2}'],
    b'[{"a": "]}"}, {"a": "\\"]"}, {"a": "\\\\"}]': ['{"a": "]}"}', '{"a": "\\"]"}', '{"a": "\\\\"}'],
    b'[{"a": 1}, 5, "x, y", null, [2]]': ['{"a": 1}', "5", '"x, y"', "null", "[2]"],
}


@pytest.mark.parametrize("data", SHAPES, ids=lambda data: data.decode("utf-8", "replace")[:40])
@pytest.mark.parametrize("block", [1, 7, 2**20])
def test_a_shape(data: bytes, block: int) -> None:
    with blocks_of(block):
        assert [part.decode() for _, part in cut(data)] == SHAPES[data]


@pytest.mark.parametrize("data", [b"[]", b" \n", b'{"items": []}', b'{"status": "failed", "message": [{"a": 1}]}'])
def test_a_file_of_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="cannot be read") as error:
        cut(data)
    assert "there is no record in it" in str(error.value.problems[0])


def test_a_place_is_a_line_or_in_a_file_of_one_line_a_byte() -> None:
    assert [place for place, _ in cut(b'[\n{"a": 1},\n\n{"a": 2}]')] == ["record 1, line 2", "record 2, line 4"]
    assert [place for place, _ in cut(b'[{"a": 1},{"a": 2}]')] == ["record 1, byte 1", "record 2, byte 10"]
    many = b"\n".join(b'{"a": %d}' % number for number in range(1_200))
    with blocks_of(64):
        assert cut(many)[-1] == ("record 1200, line 1,200", b'{"a": 1199}')


# ---- anything a program writes


def _written(content: list[dict[str, Any]], shape: str, indent: int | None) -> bytes:
    pieces = [json.dumps(one, indent=indent, ensure_ascii=False) for one in content]
    if shape == "lines":
        text = "\n".join(json.dumps(one) for one in content)
    elif shape == "items":
        text = json.dumps(
            {"status": "ok", "message": {"total-results": 3, "items": content, "query": {"items": [1]}}}, indent=indent
        )
    elif shape == "one after the other":
        text = "\n".join(pieces)
    else:
        text = json.dumps(content, indent=indent)
    return text.encode()


@given(
    st.lists(records, min_size=1, max_size=5),
    st.sampled_from(["list", "lines", "items", "one after the other"]),
    st.sampled_from([None, 0, 2]),
    st.integers(1, 40),
)
@settings(max_examples=100, deadline=None)
def test_all_records_come_out_as_they_went_in(content: list[dict[str, Any]], shape: str, indent: int | None, block: int) -> None:
    with blocks_of(block):
        found = cut(_written(content, shape, indent))
    assert [json.loads(data) for _, data in found] == content
    assert found == cut(_written(content, shape, indent)) or block < 40  # a place may be told before a line end has been seen


@given(st.lists(records, min_size=1, max_size=4), st.sampled_from(["list", "items"]), st.data())
@settings(max_examples=80, deadline=None)
def test_a_file_that_is_cut_off_gives_the_whole_records_and_one_more(
    content: list[dict[str, Any]], shape: str, data: st.DataObject
) -> None:
    whole = _written(content, shape, None)
    first = whole.index(b'{"DOI"')
    after = data.draw(st.integers(first + 1, whole.rindex(b"]")), label="cut off after")
    found = [piece for _, piece in cut(whole[:after])]
    good = [piece for _, piece in cut(whole)]
    assert found[:-1] == good[: len(found) - 1]
    assert found[-1] != good[len(found) - 1 : len(found)]
    for piece in found[-1:]:
        with pytest.raises(ValueError, match=r"."):
            json.loads(piece)


# ---- damage

DAMAGE = (b'"', b"{", b"[", b"}", b"]", b":", b"\\", b"\x00", b"\xff", b"")


@given(st.lists(records, min_size=3, max_size=4), st.sampled_from(["lines", "list of lines", "indented"]), st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_record_costs_itself_alone_where_each_has_a_line_of_its_own(
    content: list[dict[str, Any]], shape: str, data: st.DataObject
) -> None:
    lines = [json.dumps(one).encode() for one in content]
    at = data.draw(st.integers(1, len(lines) - 1), label="damaged")  # the first one shows how records begin
    place = data.draw(st.integers(1, len(lines[at]) - 1), label="byte")
    put = data.draw(st.sampled_from(DAMAGE), label="put in its place")
    assume(put != b"}")  # the known failure below
    bad = lines[at][:place] + put + lines[at][place + 1 :]
    broken = [*lines[:at], bad, *lines[at + 1 :]]
    if shape == "lines":
        found = cut(b"\n".join(broken))
    else:
        before = b"[\n  " if shape == "indented" else b"[\n"
        found = cut(before + (b",\n  " if shape == "indented" else b",\n").join(broken) + b"\n]")
    pieces = [piece for _, piece in found]
    note(f"{shape}: {broken!r} is cut into {pieces!r}")
    assert pieces[:at] == lines[:at]
    assert [piece for piece in pieces if piece in lines[at + 1 :]][-(len(lines) - at - 1) :] == lines[at + 1 :]


@pytest.mark.xfail(
    strict=True, reason="what follows a record that is closed at its beginning is read with its quotation marks odd"
)
def test_a_record_that_is_closed_too_early_costs_itself_alone() -> None:
    good = b'{"DOI": "10.5555/x", "a": null}'
    assert [piece for _, piece in cut(good + b'\n{}DOI": "10.5555/x", "a": "["}\n' + good)].count(good) == 2


def test_a_missing_quotation_mark_in_a_file_of_one_line_costs_one_record_where_records_begin_alike() -> None:
    good = [b'{"DOI": "10.5555/%d", "author": [{"family": "Abe"}]}' % number for number in range(5)]
    bad = good[2].replace(b'"Abe"', b'"Abe')
    assert [piece for _, piece in cut(b"[" + b", ".join([*good[:2], bad, *good[3:]]) + b"]")] == [*good[:2], bad, *good[3:]]


def test_where_records_do_not_begin_alike_the_rest_of_the_file_is_one_refused_part() -> None:
    data = b'[{"id": 1, "in": [{"id": 2}, {"id": 3}]}, {"id": 4, "in": {"id": 5}, {"id": 6}]'
    first, rest = cut(data)
    assert first[1] == b'{"id": 1, "in": [{"id": 2}, {"id": 3}]}'
    assert rest[1].startswith(b'{"id": 4')


def test_a_record_that_is_never_closed_is_not_gathered_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_window, "LONGEST", 2**16)
    monkeypatch.setattr("kg.readers.json_parts.LONGEST", 2**16)
    with blocks_of(2**12):
        first, rest = cut(b'[{"a": 1},{"a": [' + b"1," * 10**6)
    assert first[1] == b'{"a": 1}'
    assert len(rest[1]) == 2**16


# ---- anything at all

GOOD = [path.read_bytes() for reader in ("crossref", "openalex", "csl") for path in sorted((HERE / reader).glob("*/given.*"))]


def _read(data: bytes) -> None:
    file = document(data)
    for reader in READERS:
        try:
            reader.sniff(file)
            for part in reader.parts(file):
                read_part(reader, part, file.name, NO_WORDS)
        except InputError:
            pass


@given(st.binary(max_size=300) | st.text(st.sampled_from('{}[]",:\\ \n1eait'), max_size=60).map(str.encode))
@example(b"[" * 100_000)
@example(b'{"a":' * 100_000)
@example(b'{"message":' * 100_000)
@example(b'[{"items":[' * 5_000)
@example(b'{"DOI": ' + b"9" * 5_000 + b"}")
@example(b'{"id": "https://openalex.org/W1", "type": "\\ud800", "title": "\\udfff\\u0000"}')
@example(b'{"id": "https://openalex.org/W1", "abstract_inverted_index": {"\\ud83d": [0, 1, 2]}}')
@example(b'{"id": "https://openalex.org/W1", "abstract_inverted_index": {"a": [0, 99999999999999999999, -1, true, 0.5, null]}}')
@example(b'{"DOI": "10.5555/x", "title": ["x"], "issued": {"date-parts": [[1e400, NaN]]}, "abstract": "<jats:p>\\ud800"}')
@settings(max_examples=100, deadline=None)
def test_whatever_bytes_come_nothing_but_an_input_error_is_raised(data: bytes) -> None:
    _read(data)


@given(st.sampled_from(GOOD), st.data())
@settings(max_examples=100, deadline=None)
def test_whatever_is_changed_in_a_good_file_nothing_but_an_input_error_is_raised(good: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(good) - 1), label="from")
    length = data.draw(st.integers(0, 20), label="bytes gone")
    put = data.draw(
        st.binary(max_size=6) | st.sampled_from([b"[]", b"{}", b"null", b"1e999", b"-1", b'"\\ud800"', b"[[[["]), label="put"
    )
    _read(good[:start] + put + good[start + length :])


json_like = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["W1", "10.5555/x", "\ud800", "2019"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "DOI", "id", "title", "type", "author", "issued", "reference", "update-to", "abstract", "ids", "referenced_works", "note",
    "abstract_inverted_index", "authorships", "primary_location", "funder", "license", "URL", "PMID", "publication_year",
    "is_retracted",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), json_like, max_size=12))
@settings(max_examples=100, deadline=None)
def test_fields_of_any_kind_are_read_or_told(content: dict[str, Any]) -> None:
    _read(json.dumps({"title": ["A title"], "id": "https://openalex.org/W1", **content}).encode())
    _read(json.dumps({**content, "title": "A title", "DOI": "10.5555/y", "id": "https://openalex.org/W1"}).encode())


# ---- streams


def test_a_packed_file_is_read_as_one_that_is_not(tmp_path: Path) -> None:
    (tmp_path / "works.json.gz").write_bytes(gzip.compress(GOOD[0]))
    packed = open_document(tmp_path / "works.json.gz")
    assert list(parts(packed)) == list(parts(document(GOOD[0])))
    assert opening(packed) == opening(document(GOOD[0]))


def test_a_packed_file_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    (tmp_path / "works.json.gz").write_bytes(gzip.compress(GOOD[0])[:-20])
    with pytest.raises(InputError, match="cannot be read"):
        list(parts(open_document(tmp_path / "works.json.gz")))


class _Long:
    """A list of so many records as a file, made as it is read."""

    def __init__(self, records: int) -> None:
        self.left = records
        self.rest = b"["

    def read(self, size: int) -> bytes:
        while self.left and len(self.rest) < size:
            self.rest += b'{"DOI": "10.5555/%d", "author": [{"family": "Abe"}], "abstract": "%s"},' % (self.left, b"words " * 300)
            self.left -= 1
        out, self.rest = self.rest[:size], self.rest[size:]
        return out


class _LongDocument(Document):
    def __init__(self, records: int) -> None:
        super().__init__("long.json", "", b"")
        self.records = records

    @contextmanager
    def stream(self) -> Iterator[BinaryIO]:
        yield _Long(self.records)  # type: ignore[misc]


def test_memory_does_not_grow_with_the_file() -> None:
    peaks = []
    for records in (500, 4_000):
        tracemalloc.start()
        with blocks_of(2**16):
            assert sum(1 for _ in parts(_LongDocument(records))) == records + 1
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.15 * peaks[0]


# ---- telling formats


def test_the_first_record_shows_its_own_keys_and_no_others() -> None:
    found = opening(
        document(b'{"status": "ok", "message": {"items": [{"DOI": "10.5555/x", "in": {"id": 1}, "title": ["T"]}, {"b": 1}]}}')
    )
    assert found is not None
    assert list(found.keys) == ["DOI", "in", "title"]
    assert found.keys["title"].startswith(b'["T"]')


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"[1]", b"{}", b'"text"', b'{"items": []}', b"@article{x}", b"<xml/>", b"TY  - JOUR"]
)
def test_other_files_show_no_record(data: bytes) -> None:
    assert not any(reader.sniff(document(data)) for reader in READERS)
