"""Papers criticised alike: the named question's counts with their share, as the rows `kg similar` prints."""

from __future__ import annotations

from kg.columns import answer
from kg.dossier import resolve
from kg.errors import NotFound
from kg.sparql import ask
from kg.store import Store
from kg.tables import Table

__all__ = ["COLUMNS", "similar"]

COLUMNS = ("paper", "shared", "jaccard", "flaws", "name", "either", "judged")
_ABSENT = ("absent", "likely-absent")


def similar(store: Store, ref: str) -> Table:
    """The papers that share a flaw with the paper that `ref` stands for, those that share most first.

    Compared are the flaws that were judged explicitly in both papers (`judged`): `shared` are present in both, `either` in one
    or both, `jaccard` = shared / either; `flaws` are the shared ones, those of fewest papers first. `jaccard` is None where
    nothing was called absent in one of the papers: whoever only writes down what is there makes any two papers alike. Ties
    are ordered by `jaccard` and the paper's key. Raises NotFound where there is no such paper or nobody judged a flaw of it,
    UsageError for what stands for several papers.
    """
    key = resolve(store, ref)
    presences = set(ask(store, "flaws-of-paper", paper=key).column("presence")) - {"unclear"}
    if not presences:
        raise NotFound(
            f"Nobody has judged a flaw of {key} present or absent, so that it cannot be compared.",
            hint=f"kg paper {key} shows what is known of it.",
        )
    papers = {str(row["flaw"]): int(str(row["papers"])) for row in answer(store, "recurrence").dicts()}
    rows = []
    for row in answer(store, "similar-papers", paper=key).dicts():
        shared, either = int(str(row["shared"])), int(str(row["either"]))
        comparable = row["cleared"] and not presences.isdisjoint(_ABSENT)
        flaws = sorted(str(row["flaws"]).split(", "), key=lambda flaw: (papers[flaw], flaw))
        jaccard = shared / either if comparable else None
        rows.append([row["other"], shared, jaccard, ", ".join(flaws), row["name"], either, row["judged"]])
    return Table.of(COLUMNS, rows)
