"""appraisal-kg: critical appraisals as a graph that can be asked.

    import kg
    with kg.open_store("kg-store", write=True) as store:
        kg.ingest(store, ["appraisals/"])
        table = kg.recurrence(store)          # which flaws recur
        graph = kg.project(store)             # a networkx.MultiDiGraph
        html = kg.graph_page(store)           # one self-contained page
        rows = kg.ask(store, "disagreements") # a named question
        found = kg.findings(store)            # what rules derive: candidates
        data = store.to_rdflib()              # an rdflib.Dataset

Each name is imported when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.dossier import dossier
    from kg.errors import InputError, KgError, NotFound, Problem, StoreError, StoreInUse, UsageError
    from kg.export import export
    from kg.extract import find_estimates
    from kg.graph_page import graph_page
    from kg.pipeline import Result, ingest, remove
    from kg.projection import project
    from kg.records import Record
    from kg.recurrence import recurrence
    from kg.rules.explain import explain
    from kg.rules.findings import findings
    from kg.sparql import ask, free
    from kg.store import Store, open_store
    from kg.tables import Table

__all__ = [
    "InputError", "KgError", "NotFound", "Problem", "Record", "Result", "Store", "StoreError", "StoreInUse", "Table",
    "UsageError", "ask", "dossier", "explain", "export", "find_estimates", "findings", "free", "graph_page", "ingest",
    "open_store", "project", "recurrence", "remove",
]  # fmt: skip

_HOMES = {
    "dossier": "dossier",
    **dict.fromkeys(("InputError", "KgError", "NotFound", "Problem", "StoreError", "StoreInUse", "UsageError"), "errors"),
    "explain": "rules.explain",
    "export": "export",
    "find_estimates": "extract",
    "findings": "rules.findings",
    "graph_page": "graph_page",
    **dict.fromkeys(("Result", "ingest", "remove"), "pipeline"),
    "project": "projection",
    "Record": "records",
    "recurrence": "recurrence",
    **dict.fromkeys(("ask", "free"), "sparql"),
    **dict.fromkeys(("Store", "open_store"), "store"),
    "Table": "tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(f"kg.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)


class _Face(ModuleType):
    """The package itself. A module named like its function (`kg.export`) would hide the function once it is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, getattr(value, name) if name in _HOMES and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Face
