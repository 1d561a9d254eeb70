"""Papers: the list, one whole, and several side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kg import resources
from kg.columns import columns_of
from kg.columns.rows import number
from kg.dossier import resolve
from kg.explorer import named
from kg.explorer.api.listing import listed
from kg.explorer.api.parameters import Values
from kg.explorer.around.neighbours import Node, beside, found
from kg.explorer.asked import Asked
from kg.rdf import mint
from kg.report.known import Known, Row
from kg.report.paper_files import paper_json
from kg.tables import json_value
from kg.views.report import addresses

__all__ = ["compare", "paper", "papers"]

Told = Mapping[str, Any]

_SHORT = ("name", "title", "year", "journal", "design", "condition", "randomized", "assessors", "flaws", "retracted")
_EFFECT = (
    "outcome_label", "instrument", "better", "timepoint", "measure", "as_printed", "low", "level", "p", "first_arm", "second_arm",
    "origin", "source",
)  # fmt: skip


def papers(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The papers that fit all that is given, by key. A paper without a year or design fits none that is asked for."""
    rows = [row for row in known.papers.values() if _fits(row, values)]
    if values["flaw"] or values["domain"]:
        given = {name: named.flaw(known, values[name]) if values[name] else "" for name in ("flaw", "domain")}
        sql = resources.read_text("explorer", "api", "papers-with.sql")
        with_it = set(columns_of(known.store).table(sql, given).column("paper"))
        rows = [row for row in rows if row["paper"] in with_it]
    told = listed(asked, rows, values["limit"], values["offset"])
    return told | {"of": len(known.papers), "items": [_short(row) for row in told["items"]]}


def _fits(row: Row, values: Values) -> bool:
    year = int(str(row["year"])) if row["year"] is not None else None
    first, last = values["year_from"], values["year_to"]
    return (
        (values["design"] is None or row["design"] == values["design"])
        and (first is None or (year is not None and year >= first))
        and (last is None or (year is not None and year <= last))
        and (values["retracted"] is None or bool(row["retracted"]) == values["retracted"])
    )


def _short(row: Row) -> dict[str, Any]:
    key = str(row["paper"])
    told = {name: json_value(row[name]) for name in _SHORT}
    return {"key": key, "iri": mint.paper(key).value} | told | {"page": addresses.paper(key)}


def paper(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The paper's file beside its page."""
    key = named.paper(known, part)
    told: Told = json.loads(paper_json(known, key, list(known.documents.of(key))))
    return told


def compare(known: Known, asked: Asked, part: str, values: Values) -> Told:
    """The papers in the order asked; a flaw that one was not judged for has no judgements under its key."""
    keys = list(dict.fromkeys(resolve(known.store, ref) for ref in values["paper"]))
    nodes: list[Node] = [("paper", number(mint.paper(key).value)) for key in keys]
    works = [place for _, place in nodes]
    judged: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in found(known, "neighbour-findings", works=works, flaws=list(known.flaws)).dicts():
        said = {name: row[name] for name in ("presence", "severity", "target", "assessor", "assessor_kind", "source")}
        judged.setdefault(str(row["flaw"]), {}).setdefault(str(row["paper"]), []).append(said)
    outcomes = [place for of in beside(known, nodes, "outcome").values() for _, place in of.nodes]
    effects = found(known, "neighbour-effects", outcomes=outcomes).dicts()
    return {
        "papers": [_short(known.papers[key]) for key in keys],
        "flaws": [
            {"id": name, "label": known.flaws[name].name.label, "domain": known.domain(name), "judged_in": len(judged[name])}
            | {"judgements": judged[name]}
            for name in known.flaws
            if name in judged
        ],
        "estimates": [{"paper": row["paper"]} | {name: json_value(row[name]) for name in _EFFECT} for row in effects],
    }
