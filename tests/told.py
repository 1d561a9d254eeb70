"""What the records of a file say, as plain data: for cases that stand as a given file beside what is expected of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kg.readers.collection import Collection, read_part
from kg.readers.document import Document, sha256
from kg.records import Bundle, Register
from kg.taxonomy import Taxonomy

NO_WORDS = Taxonomy(flaws={})


def given(case: Path) -> Document:
    """The file `given.*` of a case."""
    (file,) = case.glob("given.*")
    return Document(file.name, "", file.read_bytes())


def told(reader: Collection, document: Document) -> list[dict[str, Any]]:
    """What each record of the document says, or why it is refused, in their order."""
    return [_said(part.place, read_part(reader, part, document.name, NO_WORDS)) for part in reader.parts(document)]


def _said(place: str, found: Any) -> dict[str, Any]:
    if not isinstance(found, list):
        return {"place": place, "refused": [str(problem) for problem in found.problems]}
    bundle, *registers = found
    assert isinstance(bundle, Bundle)
    assert bundle.source.part == place
    said: dict[str, Any] = {
        "place": place,
        "paper": bundle.record.paper.model_dump(mode="json", exclude_defaults=True),
        "study": bundle.record.study.model_dump(mode="json", exclude_defaults=True) if bundle.record.study else None,
        "references": [one.model_dump(mode="json", exclude_defaults=True) for one in bundle.references],
        "problems": [str(problem) for problem in bundle.problems],
    }
    if bundle.prose:
        (prose,) = bundle.prose
        assert prose.section == "abstract"
        assert (prose.passage.start, prose.passage.end) == (0, len(prose.passage.exact))
        assert bundle.source.text_sha256 == sha256(prose.passage.exact.encode())
        said["abstract"] = prose.passage.exact
    for register in registers:
        assert isinstance(register, Register)
        assert register.source == bundle.source
        said["notices"] = [one.model_dump(mode="json", exclude_defaults=True) for one in register.notices]
    return {name: value for name, value in said.items() if value}
