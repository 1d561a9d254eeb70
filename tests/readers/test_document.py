"""Files as they come: what no reader could use is refused, in words that say what to do."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, UsageError, lines
from kg.readers import READERS, document, find, register
from kg.readers.document import LIMIT, Document, open_document
from kg.taxonomy import Taxonomy


def _refused(place: Path | str) -> list[str]:
    with pytest.raises(InputError) as error:
        open_document(place)
    return list(lines(error.value))


def test_a_file_is_its_bytes_its_hash_and_its_text(tmp_path: Path) -> None:
    file = tmp_path / "a b.yaml"
    data = "\ufeffformat: 1\r\ntitle: \u2212\u4e2d\n".encode()
    file.write_bytes(data)
    known = open_document(file)
    assert (known.name, known.location, known.data) == ("a b.yaml", str(file.resolve()), data)
    assert known.sha256 == hashlib.sha256(data).hexdigest()
    assert known.text == "format: 1\r\ntitle: \u2212\u4e2d\n"
    assert open_document(str(file)) == known


def test_the_location_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("format: 1\n")
    monkeypatch.chdir(tmp_path)
    assert open_document("a.yaml").location == str((tmp_path / "a.yaml").resolve())


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"format: 1\n")))
    known = open_document("-")
    assert (known.name, known.location, known.text) == ("standard input", "", "format: 1\n")


def test_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LIMIT", 1_000)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"x" * 5_000)))
    told, hint = _refused("-")
    assert told.startswith("standard input: the file has")
    assert hint


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\t\r\n", "the file is empty"),
        (b"\x00" * 20, "byte 0: this looks like a binary file (byte 0x00), not UTF-8 text"),
        (b"PK\x03\x04 and so on", "byte 2: this looks like a binary file (byte 0x03), not UTF-8 text"),
        (b"\x89PNG\r\n\x1a\n", "byte 6: this looks like a binary file (byte 0x1a), not UTF-8 text"),
        ("format: 1\n".encode("utf-16"), "this looks like UTF-16 text (byte 0x00), not UTF-8 text"),
        ("format: 1\n".encode("utf-16-be"), "byte 0: this looks like a binary file (byte 0x00), not UTF-8 text"),
        ("format: 1\n".encode("utf-32"), "not UTF-8 text"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "given.yaml"
    file.write_bytes(data)
    first, *rest = _refused(file)
    assert first.startswith("given.yaml: ")
    assert first.endswith(said)
    assert bool(rest) == bool(data.strip())


def test_text_in_another_encoding_is_refused_when_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "given.yaml"
    file.write_bytes("format: 1\npaper: {key: a}\nnotes: \u00e9t\u00e9\n".encode("latin-1"))
    known = open_document(file)
    with pytest.raises(InputError) as error:
        _ = known.text
    assert list(lines(error.value)) == [
        "given.yaml: line 3: byte 0xe9 at offset 33 is not UTF-8 text",
        "Save the file as UTF-8 and try again.",
    ]


def test_surrogates_in_disguise_are_no_utf_8() -> None:
    with pytest.raises(InputError, match="cannot be read"):
        _ = Document("a", "", b"a\xed\xa0\x80").text


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as out:
        out.truncate(LIMIT + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("read"))
    with file.open("r+b") as out:
        out.write(b"x" * document.HEAD)
    known = open_document(file)
    monkeypatch.setattr(Document, "stream", lambda _: pytest.fail("read"))
    with pytest.raises(InputError) as error:
        _ = known.data
    first, hint = lines(error.value)
    assert first == "large.yaml: the file has 512 MB, more than the 512 MB that are read in one piece"
    assert hint


def test_a_large_file_is_told_from_its_beginning_and_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_EAGER", 1_000)
    monkeypatch.setattr(document, "HEAD", 100)
    data = b"".join(b"line %d\n" % n for n in range(50_000))
    for name, lying in (("a.txt", data), ("a.txt.gz", gzip.compress(data))):
        file = tmp_path / name
        file.write_bytes(lying)
        known = open_document(file)
        assert (known.head, known.size, known.packed) == (data[:100], len(lying), name.endswith("gz"))
        assert known.sha256 == hashlib.sha256(lying).hexdigest()
        with known.stream() as lines_:
            assert b"".join(lines_) == data
        assert known.data == data
        assert known == Document(name, str(file), lying)


def test_damage_in_the_midst_of_a_large_gzip_file_is_told_when_it_is_met(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "_EAGER", 1_000)
    file = tmp_path / "a.txt.gz"
    file.write_bytes(gzip.compress(os.urandom(1_500_000).hex().encode())[:-20])
    known = open_document(file)
    with pytest.raises(InputError) as error, known.stream() as opened:
        opened.read()
    told, hint = lines(error.value)
    assert told.startswith("a.txt.gz: the gzip file is cut off or damaged")
    assert hint


def test_a_gzip_file_is_what_is_inside_under_its_own_hash(tmp_path: Path) -> None:
    file = tmp_path / "a.xml.gz"
    packed = gzip.compress(b"<a>\n") + gzip.compress(b"</a>\n")  # in two members, as tools for large files write it
    file.write_bytes(packed)
    known = open_document(file)
    assert (known.name, known.data, known.sha256) == ("a.xml.gz", b"<a>\n</a>\n", hashlib.sha256(packed).hexdigest())


@pytest.mark.parametrize(
    ("packed", "said"),
    [
        (gzip.compress(b"<a></a>" * 1_000)[:-20], "the gzip file is cut off or damaged (Compressed file ended before"),
        (gzip.compress(b"<a></a>")[:-8] + b"\0" * 8, "the gzip file is cut off or damaged (CRC check failed"),
        (b"\x1f\x8b no gzip at all", "the gzip file is cut off or damaged (Unknown compression method"),
        (gzip.compress(b""), "the file is empty"),
        (gzip.compress(b"\0\1\2"), "byte 0: this looks like a binary file"),
    ],
)
def test_a_gzip_file_that_cannot_be_used(tmp_path: Path, packed: bytes, said: str) -> None:
    file = tmp_path / "a.xml.gz"
    file.write_bytes(packed)
    assert _refused(file)[0].startswith(f"a.xml.gz: {said}")


def test_a_gzip_bomb_is_refused_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "LIMIT", 100_000)
    file = tmp_path / "a.xml.gz"
    file.write_bytes(gzip.compress(b" " * 10_000_000))
    asked: list[int] = []
    read = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size=-1: (asked.append(size), read(self, size))[1])
    first, hint = _refused(file)
    assert first.startswith("a.xml.gz: unpacked, the file has more than the")
    assert hint
    assert asked
    assert max(asked) <= 2**20


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    assert _refused(tmp_path) == [f"{tmp_path}: this is not a file"]
    assert _refused(tmp_path / "none.yaml") == [f"{tmp_path / 'none.yaml'}: there is no such file"]
    assert _refused("") == [": this is not a file"]
    assert len(_refused(tmp_path / ("x" * 5_000))) == 1
    assert len(_refused(f"{tmp_path}/a\x00b")) == 1
    os.mkfifo(tmp_path / "pipe")
    assert _refused(tmp_path / "pipe") == [f"{tmp_path / 'pipe'}: this is not a file"]


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "given.yaml"
    file.write_text("format: 1\n")

    def denied(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    assert _refused(file) == [f"{file}: Permission denied"]


# ---- the registry


def test_no_reader_for_a_file() -> None:
    with pytest.raises(InputError) as error:
        find(Document("a.txt", "", b"nothing in particular"))
    first, hint = lines(error.value)
    assert first == f"a.txt: this is none of the formats kg reads ({', '.join(READERS)})"
    assert "--format" in hint


def test_a_reader_by_name() -> None:
    given_ = Document("a.txt", "", b"nothing in particular")
    for name in READERS:
        reader = find(given_, name)
        assert name == reader.NAME
    with pytest.raises(UsageError) as error:
        find(given_, "apraisal")
    assert list(lines(error.value)) == ["There is no source format 'apraisal'.", "Did you mean appraisal?"]


def test_another_format_enters_by_the_same_door(monkeypatch: pytest.MonkeyPatch) -> None:
    module = SimpleNamespace(NAME="other", VERSION=1, SUFFIXES=(".o",), sniff=lambda d: d.data.startswith(b"OTHER"), read=None)
    monkeypatch.setitem(sys.modules, "other_reader", module)
    try:
        register("other", "other_reader")
        assert find(Document("a", "", b"OTHER 1")) is module
    finally:
        READERS.pop("other", None)


@given(st.binary(max_size=200))
@settings(deadline=None, max_examples=200)
def test_every_reader_reads_or_refuses_any_bytes(data: bytes) -> None:
    given_ = Document("given", "", data)
    for name in READERS:
        reader = find(given_, name)
        assert reader.sniff(given_) in (True, False)
        try:
            list(reader.read(given_, Taxonomy(flaws={})))
        except InputError as error:
            assert str(error) == "given cannot be read"  # noqa: PT017 - any other error fails the test
