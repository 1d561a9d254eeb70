"""Where assessors of the same paper agree on a flaw, per flaw and over all flaws: the rows of `kg agree`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kg.columns import answer
from kg.recurrence import PRESENT
from kg.stats.agreement import Coefficient, agree_many, agree_pairs
from kg.stats.recurrence import wilson
from kg.store import Store
from kg.tables import Cell, Table

__all__ = ["COLUMNS", "LABELS", "Agreements", "agreement"]

COLUMNS = (
    "flaw", "pairs", "agreement", "kappa", "ac1", "low", "high", "label", "agreed", "agreement_low", "agreement_high",
    "kappa_low", "kappa_high", "kappa_of", "papers", "targets", "assessors", "software_pairs",
)  # fmt: skip
LABELS = ("present", "absent")
UNCLEAR = "unclear"
ALL = "all flaws"


class Assessor(NamedTuple):
    """Who judges, and as what: person, organisation or software."""

    name: str
    kind: str


class Item(NamedTuple):
    """One target of one paper, judged for a flaw: what each assessor says."""

    flaw: str
    label: str
    paper: str
    said: tuple[tuple[Assessor, str], ...]


@dataclass(frozen=True)
class Agreements:
    """The rows, that over all flaws first, and what was not counted.

    `only_applicable` counts judgements by sources that list only what applies: they judge nothing absent, so that they could only
    be compared where they find something. `unclear` counts judgements left out as unclear, `contradictory` those of assessors who
    say both of the same target, `software` those of software that was not wanted.
    """

    table: Table
    assessors: tuple[Assessor, ...]
    only_applicable: int
    unclear: int
    contradictory: int
    software: int
    labels: tuple[str, ...]


def agreement(store: Store, *, unclear: bool = False, software: bool = True, level: float = 0.95) -> Agreements:
    """The agreement of assessors on present (or likely present) and absent (or likely absent).

    Compared are assessors of the same paper, flaw and target. "unclear" is no judgement, and left out; with `unclear` it is a
    third label. Without `software` programs are left out. Two assessors who are the same throughout a row are compared by
    Cohen's kappa, else Fleiss' is given (`kappa_of`); AC1 is Gwet's over all labels, `low` and `high` are its 95% limits. The
    flaw of the row over all flaws is None. Rows are ordered by pairs. A store without such judgements gives no rows.
    """
    labels = (*LABELS, UNCLEAR) if unclear else LABELS
    said: dict[tuple[str, str, str | None], dict[Assessor, set[str]]] = defaultdict(lambda: defaultdict(set))
    names: dict[str, str] = {}
    skipped = dict.fromkeys(("applicable", "unclear", "software"), 0)
    for row in answer(store, "judged-twice").dicts():
        flaw, presence = str(row["flaw"]), str(row["presence"])
        names[flaw] = str(row["label"])
        if row["lists"] == "applicable":
            skipped["applicable"] += 1
        elif row["kind"] == "software" and not software:
            skipped["software"] += 1
        elif presence == UNCLEAR and not unclear:
            skipped["unclear"] += 1
        else:
            label = presence if presence == UNCLEAR else LABELS[presence not in PRESENT]
            target = None if row["target"] is None else str(row["target"])
            said[flaw, str(row["paper"]), target][Assessor(str(row["assessor"]), str(row["kind"]))].add(label)
    contradictory = 0
    items = []
    for (flaw, paper, _), by in said.items():
        contradictory += sum(len(found) for found in by.values() if len(found) > 1)
        one = tuple(sorted((who, next(iter(found))) for who, found in by.items() if len(found) == 1))
        if len(one) > 1:
            items.append(Item(flaw, names[flaw], paper, one))
    by_flaw: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_flaw[item.flaw].append(item)
    rows = [_row(flaw, names[flaw], own, labels, level) for flaw, own in by_flaw.items()]
    rows.sort(key=lambda row: (-int(str(row["pairs"])), str(row["flaw"])))
    if items:
        rows.insert(0, _row(None, ALL, items, labels, level))
    who = sorted({assessor for item in items for assessor, _ in item.said})
    return Agreements(
        Table.of(COLUMNS, ([row[name] for name in COLUMNS] for row in rows)), tuple(who), skipped["applicable"],
        skipped["unclear"], contradictory, skipped["software"], labels,
    )  # fmt: skip


def _row(flaw: str | None, label: str, items: Sequence[Item], labels: Sequence[str], level: float) -> dict[str, Cell]:
    who = {assessor for item in items for assessor, _ in item.said}
    row: dict[str, Cell] = {
        "flaw": flaw, "label": label, "papers": len({item.paper for item in items}), "targets": len(items), "assessors": len(who),
        "software_pairs": sum(map(_software_pairs, items)),
    }  # fmt: skip
    if len(who) == 2:
        found = agree_pairs([(item.said[0][1], item.said[1][1]) for item in items], labels, level)
        row |= {"pairs": found.items, "agreed": found.agreed, "agreement": found.agreement.share, "kappa_of": "Cohen"}
        row |= {"agreement_low": found.agreement.low, "agreement_high": found.agreement.high}
        return row | _coefficients(found.kappa, found.ac1)
    many = agree_many([[said for _, said in item.said] for item in items], labels, level)
    agreed = sum(_same(item) for item in items)
    # Of more than two assessors an item has several pairs, which are not independent: their interval is that over the items.
    low, high = (many.agreement.low, many.agreement.high) if many.pairs > len(items) else wilson(agreed, many.pairs, level)[1:]
    row |= {"pairs": many.pairs, "agreed": agreed, "agreement": many.agreement.value, "kappa_of": "Fleiss"}
    row |= {"agreement_low": low, "agreement_high": high}
    return row | _coefficients(many.kappa, many.ac1)


def _coefficients(kappa: Coefficient, ac1: Coefficient) -> dict[str, Cell]:
    return {
        "kappa": kappa.value, "kappa_low": kappa.low, "kappa_high": kappa.high,
        "ac1": ac1.value, "low": ac1.low, "high": ac1.high,
    }  # fmt: skip


def _same(item: Item) -> int:
    return sum(one == other for one, other in _pairs([label for _, label in item.said]))


def _software_pairs(item: Item) -> int:
    return sum("software" in pair for pair in _pairs([who.kind for who, _ in item.said]))


def _pairs(values: Sequence[str]) -> Iterable[tuple[str, str]]:
    return ((one, other) for place, one in enumerate(values) for other in values[place + 1 :])
