"""The whole handbook, read from the shipped ontology, the rules and the functions."""

from __future__ import annotations

from importlib.metadata import version

from kg.handbook.entries import File, Handbook, Prefix
from kg.handbook.flaws import flaws, mappings, schemes
from kg.handbook.functions import functions
from kg.handbook.instruments import instruments
from kg.handbook.library import Library, text
from kg.handbook.rules import rules
from kg.handbook.terms import Terms
from kg.rdf.vocab import ALERT, KG, PREFIXES

__all__ = ["handbook"]


def handbook() -> Handbook:
    """All that can be looked up; the same for the same installation."""
    with Library() as library:
        mapped, derived, terms = mappings(library), rules(library), Terms(library)
        classes, lists = terms.classes(), terms.lists()
        return Handbook(
            made_by=f"appraisal-kg {version('appraisal-kg')}",
            files=_files(library),
            flaws=flaws(library, mapped, derived),
            schemes=schemes(library, mapped),
            instruments=instruments(library),
            candidate=next(one.term for one in classes if one.term.name.iri == KG.DerivedFinding.value),
            severities=next(one.codes for one in lists if one.prefix == ALERT.prefix),
            rules=derived,
            classes=classes,
            properties=terms.properties(),
            lists=lists,
            functions=functions(derived),
            prefixes=tuple(Prefix(name, iri) for name, iri in sorted(PREFIXES.items())),
        )


def _files(library: Library) -> tuple[File, ...]:
    return tuple(
        File(
            iri=str(row["iri"]),
            title=str(row["label"]),
            description=text(row["description"]),
            version=text(row["version"]),
            version_iri=text(row["version_iri"]),
            licence=text(row["licence"]),
        )
        for row in library.in_order("files")
    )
