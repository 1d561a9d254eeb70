"""appraisal-kg: critical appraisals as a graph that can be asked.

    import kg
    with kg.open_store("kg-store", write=True) as store:
        kg.ingest(store, [kg.corpus()])       # or your own: files and folders in any format
        table = kg.recurrence(store)          # which flaws recur
        graph = kg.project(store)             # a networkx.MultiDiGraph
        html = kg.graph_page(store)           # one self-contained page
        rows = kg.ask(store, "disagreements") # a named question
        found = kg.findings(store)            # what rules derive: candidates
        data = store.to_rdflib()              # an rdflib.Dataset

Each name is imported when it is first used. In a notebook, `%load_ext kg` adds `%%sparql`, `%kg` and views (`kg.jupyter`).
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
    from kg.resources import corpus
    from kg.rules.explain import explain
    from kg.rules.findings import findings
    from kg.sparql import ask, free
    from kg.store import Store, open_store
    from kg.synthesis.agreement import agreement
    from kg.synthesis.harmonised import Choice
    from kg.synthesis.pooling import pooling
    from kg.synthesis.strata import strata
    from kg.tables import Table

__all__ = [
    "Choice", "InputError", "KgError", "NotFound", "Problem", "Record", "Result", "Store", "StoreError", "StoreInUse",
    "Table", "UsageError", "agreement", "ask", "corpus", "dossier", "explain", "export", "find_estimates", "findings",
    "free", "graph_page", "ingest", "open_store", "pooling", "project", "recurrence", "remove", "strata",
]  # fmt: skip

_HOMES = {
    "corpus": "resources",
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
    **dict.fromkeys(("Choice", "agreement", "pooling", "strata"), "synthesis"),
    "Table": "tables",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    return getattr(import_module(f"kg.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def load_ipython_extension(shell: Any) -> None:
    """What `%load_ext kg` calls."""
    from kg.jupyter.extension import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """What `%unload_ext kg` calls."""
    from kg.jupyter.extension import unload

    unload(shell)


class _Face(ModuleType):
    """The package itself. A module named like its function (`kg.export`) would hide the function once it is imported."""

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, getattr(value, name) if name in _HOMES and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Face
