"""The work on sources that needs no store: reading, extraction, statements. It is the same in this process and in any other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from typing import cast

from kg.errors import InputError, Problem
from kg.extract.flaws import Lexicon
from kg.extraction import enrich
from kg.pipeline.ready import Ready, made, notices_of
from kg.rdf import lexicon
from kg.readers import READERS, find
from kg.readers.collection import Collection, Part, Reject, read_part
from kg.readers.document import Document, sha256
from kg.records import Bundle, Notice, Register
from kg.taxonomy import Taxonomy

__all__ = ["Aside", "Done", "Refused", "file_ready", "knowledge", "parts_ready"]

_SHOWN = 64 * 1024  # bytes of a record that go into the file of rejects


@dataclass(frozen=True)
class Refused:
    """What could not be read: a source whole (`place` is empty), or a record of it, with its text as far as that is text."""

    place: str
    problems: tuple[Problem, ...]
    hint: str = ""
    record: str = ""

    def line(self) -> str:
        return json.dumps(["refused", self.place, self.problems, self.hint, self.record], ensure_ascii=False)


@dataclass(frozen=True)
class Aside:
    """A record that tells of no paper of its own: editorial notices on others, or that records have been withdrawn."""

    problems: tuple[Problem, ...]
    notices: tuple[Notice, ...]

    def line(self) -> str:
        told = [notice.model_dump(mode="json", exclude_defaults=True) for notice in self.notices]
        return json.dumps(["aside", self.problems, told], ensure_ascii=False)


Done = Ready | Refused | Aside


@lru_cache(maxsize=1)
def knowledge() -> tuple[Taxonomy, Lexicon]:
    """The words that readers and extraction go by; read once a process."""
    taxonomy = lexicon.taxonomy()
    return taxonomy, Lexicon(taxonomy.phrases)


def enriched(said: Iterable[Bundle | Register]) -> list[Bundle | Register]:
    """What a reader found, bundles with what a program draws from them."""
    taxonomy, words = knowledge()
    return [enrich(found, taxonomy, words) if isinstance(found, Bundle) else found for found in said]


def file_ready(document: Document, form: str, layout: str | None) -> list[Done]:
    """A file that is one source, ready for the store, or why it cannot be read."""
    try:
        reader = find(document, form, layout)
        return [made(enriched(reader.read(document, knowledge()[0])), columns=False)]
    except InputError as error:
        return [Refused("", error.problems, error.hint)]


def parts_ready(form: str, file: str, parts: Sequence[Part]) -> list[Done]:
    """Records of a file of many in the format `form`, in their order; `file` is the name of that file."""
    reader = cast("Collection", import_module(READERS[form]))
    return [_part_ready(reader, file, part) for part in parts]


def _part_ready(reader: Collection, file: str, part: Part) -> Done:
    found = read_part(reader, part, file, knowledge()[0])
    if isinstance(found, Reject):
        return Refused(part.place, found.problems, record=part.data[:_SHOWN].decode("utf-8", "backslashreplace"))
    if any(one.source.sha256 != sha256(part.data) for one in found):  # of an export: its sources stay what they were
        return made(found, columns=True)
    bundles = enriched(one for one in found if isinstance(one, Bundle))
    registers = [one for one in found if isinstance(one, Register)]
    told = [problem for one in (*bundles, *registers) for problem in one.problems]
    placed = tuple(Problem(f"{part.place}, {where}" if where else part.place, message) for where, message in told)
    if not bundles:
        return Aside(placed, notices_of(registers))
    return replace(made(bundles, columns=True), problems=placed, notices=notices_of(registers))
