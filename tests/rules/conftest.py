"""Every test has a store of its own; the shipped ontology, which is the same in all, is read once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from kg.rdf import lexicon


@pytest.fixture(scope="session", autouse=True)
def ontology_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        known = list(lexicon.knowledge())
        patch.setattr(lexicon, "knowledge", lambda: iter(known))
        patch.setattr(lexicon, "taxonomy", cache(lexicon.taxonomy))
        yield
