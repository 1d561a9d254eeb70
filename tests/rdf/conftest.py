"""The shipped files as bundles, read once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from kg import resources
from kg.rdf import lexicon
from kg.readers import find
from kg.readers.document import open_document
from kg.records import Bundle
from kg.taxonomy import Taxonomy


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return lexicon.taxonomy()


@pytest.fixture(scope="session")
def shipped(taxonomy: Taxonomy) -> Mapping[str, list[Bundle]]:
    """What each file of `data/` says, by file name."""
    files = [*sorted(resources.folder("data", "appraisals").iterdir()), resources.folder("data") / "references.csv"]
    said = {}
    for file in files:
        document = open_document(file)
        said[file.name] = list(find(document).read(document, taxonomy))
    return said
