"""The words a reader may use: flaw categories and outcome instruments, as plain data.

The knowledge itself lives in `ontology/`; `kg.rdf.lexicon` loads it into this shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Taxonomy"]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Identifiers and labels of flaws and instruments, and the phrases that name them in prose.

    `flaws`: flaw id to label. `phrases`: lower-case phrase to flaw id. `instruments`: instrument id to name.
    `abbreviations`: as printed, case kept, to instrument id; one that names two instruments is left out.
    `names`: lower-case instrument names and variants to instrument id. `better`: instrument id to the good
    direction of its score, "lower" or "higher".
    """

    flaws: Mapping[str, str]
    phrases: Mapping[str, str] = field(default_factory=dict)
    instruments: Mapping[str, str] = field(default_factory=dict)
    abbreviations: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    better: Mapping[str, str] = field(default_factory=dict)
