"""The rows of one study as a record without its judgements: the paper, the study with its arms, outcomes and what they showed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from kg.fields import refusal
from kg.readers import layout as of
from kg.readers.table_cells import Cells, negated
from kg.readers.table_rows import Row
from kg.records import Arm, Estimate, GroupValue, Outcome, Paper, Record, Study

__all__ = ["Rows", "record", "slug"]

Rows = Sequence[Row]

_DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>{}|\\^`]+")
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l", "ð": "d", "þ": "th", "ı": "i"})
M = TypeVar("M", bound=BaseModel)

_SIDES = ("first arm", "second arm")


def slug(text: str) -> str:
    """Small letters and digits with hyphens between: "Lök, 2019" is lok-2019. Empty where the text has neither."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:120].strip("-")


def record(key: str, rows: Rows, layout: of.Layout, cells: Cells) -> tuple[Record, Mapping[int, str]]:
    """The record of a study without its judgements, and the outcome of each row by the row's number."""
    arms = _Arms(layout, cells)
    pairs = {row.number: arms.pair(row) for row in rows} if layout.arms else {}
    outcomes, of_row = _outcomes(rows, layout, cells, pairs)
    facts = _facts(rows, layout.study, cells) if layout.study else {}
    study = _fitting(Study, facts, rows[0], layout.study, cells) if layout.study else None
    if arms.found:
        study = (study or Study()).model_copy(update={"arms": arms.listed()})
    paper = _paper(key, rows, layout, cells)
    reference = _same(rows, layout.paper.reference, cells)
    notes = f"Reference: {reference}" if reference else None
    return Record(paper=paper, study=study, outcomes=outcomes, notes=notes), of_row


# ---- the paper and the study


def _paper(key: str, rows: Rows, layout: of.Layout, cells: Cells) -> Paper:
    columns = layout.paper
    label = cells.raw(rows[0], columns.label)
    facts: dict[str, Any] = {
        name: _same(rows, getattr(columns, name), cells) for name in ("title", "year", "journal", "pmid", "url")
    }
    facts["doi"] = _doi(rows, columns.doi, cells)
    found = _fitting(Paper, {"key": key, "type": columns.type, **facts}, rows[0], columns, cells)
    return found.model_copy(update={"label": label})


def _doi(rows: Rows, cell: of.Cell | None, cells: Cells) -> str | None:
    """The one DOI that stands in the cell, perhaps among other text; None where there are several."""
    text = _same(rows, cell, cells)
    found = {m.rstrip(".,;:)]'") for m in _DOI.findall(text or "")}
    if cell is not None and cell.column and len({doi.lower() for doi in found}) > 1:
        cells.note(rows[0], cell.column, f"{len(found)} DOIs stand here; none is taken")
        return None
    return next(iter(sorted(found)), None)


def _facts(rows: Rows, columns: of.StudyColumns, cells: Cells) -> dict[str, Any]:
    found: dict[str, Any] = {name: _same(rows, getattr(columns, name), cells) for name in type(columns).model_fields}
    for name in ("screened", "randomized", "analysed"):
        cell = getattr(columns, name)
        if cell is not None:
            found[name] = next((n for row in rows if (n := cells.count(row, cell)) is not None), None)
    found["country"] = found["country"] or ()
    return found


def _same(rows: Rows, cell: of.Cell | None, cells: Cells) -> str | None:
    """What the rows of one study say alike; the first of them counts where they differ, which is noted."""
    said = [(row, text) for row in rows if (text := cells.text(row, cell)) is not None]
    if not said:
        return None
    for row, text in said:
        if text != said[0][1] and cell is not None and cell.column is not None:
            first = said[0][0].number
            cells.note(row, cell.column, f"this differs from row {first} of the same study, which is kept")
            break
    return said[0][1]


def _fitting(kind: type[M], facts: dict[str, Any], row: Row, columns: BaseModel, cells: Cells) -> M:
    """The record of the facts that it takes; those it refuses are noted and left out."""
    known = {name: value for name, value in facts.items() if value is not None}
    try:
        return kind.model_validate(known)
    except ValidationError as error:
        for e in error.errors():
            name = str(e["loc"][0])
            cell = getattr(columns, name, None)
            cells.note(row, (cell.column if isinstance(cell, of.Cell) and cell.column else name), refusal(e))
            known.pop(name, None)
        return kind.model_validate(known)


# ---- arms


class _Arms:
    """The arms of a study: one for each name that its rows give, by the role it has there."""

    def __init__(self, layout: of.Layout, cells: Cells) -> None:
        self.sides = layout.arms or ()
        self.cells = cells
        self.found: dict[tuple[str, str | None], dict[str, Any]] = {}

    def pair(self, row: Row) -> tuple[str, str]:
        first, second = (self._arm(row, i) for i in (0, 1))
        return first, second

    def _arm(self, row: Row, side: int) -> str:
        columns = self.sides[side]
        text = self.cells.raw(row, columns.column)
        code = self.cells.code(row, columns.column, text, columns.codes) if text else None
        if not text:
            self.cells.note(row, columns.column, f"the {_SIDES[side]} is not named")
        detail = self.cells.text(row, columns.detail)
        label = (code.label if code else text) or _SIDES[side]
        if detail and slug(detail) != slug(text):
            label = f"{label}: {detail}"
        role = code.role if code else None
        arm = self.found.get((label, role))
        if arm is None:
            taken = {known["id"] for known in self.found.values()}
            name = slug(label) or f"arm-{len(taken) + 1}"
            free = next(n for n in (name, *(f"{name[:110]}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)
            arm = self.found[label, role] = {"id": free, "label": label, "role": role}
        self._allocated(row, arm, columns)
        return str(arm["id"])

    def _allocated(self, row: Row, arm: dict[str, Any], columns: of.Arm) -> None:
        n = self.cells.count(row, columns.allocated)
        if n is None or columns.allocated is None:
            return
        if arm.setdefault("n", n) != n and not arm.get("differs"):
            arm["differs"] = True
            self.cells.note(
                row,
                columns.allocated.column or "",
                f"the arm {arm['label']!r} has {n} people here and {arm['n']} above; none is kept",
            )

    def listed(self) -> tuple[Arm, ...]:
        return tuple(
            Arm(id=arm["id"], label=arm["label"], role=arm["role"], n=None if arm.get("differs") else arm.get("n"))
            for arm in self.found.values()
        )


# ---- outcomes


def _outcomes(
    rows: Rows, layout: of.Layout, cells: Cells, pairs: Mapping[int, tuple[str, str]]
) -> tuple[tuple[Outcome, ...], dict[int, str]]:
    columns = layout.outcome
    if columns is None:
        return (), {}
    found: dict[str, dict[str, Any]] = {}
    names: dict[str, str] = {}
    of_row: dict[int, str] = {}
    for row in rows:
        label = ", ".join(text for cell in columns.label if (text := cells.text(row, cell))) or "outcome not named"
        if label not in names:
            name = slug(label)[:110] or "outcome"
            names[label] = next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(names) + 3))) if n not in names.values())
        name = of_row[row.number] = names[label]
        if name not in found:
            facts = {f: cells.text(row, getattr(columns, f)) for f in ("instrument", "scale", "measured_by")}
            head = {"id": name, "label": label, "better": columns.better, **facts}
            found[name] = {"outcome": _fitting(Outcome, head, row, columns, cells), "estimates": [], "groups": []}
        estimate = _estimate(row, layout, cells, pairs.get(row.number))
        if estimate is not None:
            found[name]["estimates"].append(estimate)
        for i, arm in enumerate(pairs.get(row.number, ())):
            group = _group(row, layout, cells, i, arm)
            if group is not None and group not in found[name]["groups"]:
                found[name]["groups"].append(group)
    outcomes = tuple(
        f["outcome"].model_copy(update={"estimates": tuple(f["estimates"]), "groups": tuple(f["groups"])}) for f in found.values()
    )
    return outcomes, of_row


def _estimate(row: Row, layout: of.Layout, cells: Cells, arms: tuple[str, str] | None) -> Estimate | None:
    columns = layout.estimate
    value = cells.number(row, columns.value) if columns else None
    if columns is None or value is None:
        return None
    given = cells.text(row, columns.value)
    limits = [cells.number(row, cell) for cell in columns.ci or ()]
    if columns.sign == "second-minus-first":
        value = negated(value)
        limits = [negated(limit) for limit in reversed(limits) if limit is not None]
    p = cells.text(row, columns.p)
    se = cells.number(row, columns.se)
    if se is not None and se.startswith("-") and columns.se is not None:
        cells.note(row, columns.se.column or "se", f"a standard error cannot be negative: {se}")
        se = None
    facts = {
        "measure": columns.measure, "arms": arms, "value": value, "printed": given if given != value else None, "se": se,
        "ci": tuple(limits) if len(limits) == 2 and None not in limits else None, "p": p.replace(",", ".") if p else None,
        **_when(row, layout, cells),
    }  # fmt: skip
    facts["level"] = columns.level if facts["ci"] else None
    return _fitting(Estimate, facts, row, columns, cells)


def _group(row: Row, layout: of.Layout, cells: Cells, side: int, arm: str) -> GroupValue | None:
    """What an arm showed; None where the row gives no mean."""
    columns = layout.arms[side] if layout.arms else None
    mean = cells.number(row, columns.mean) if columns else None
    if columns is None or mean is None:
        return None
    facts = {
        "arm": arm,
        "n": cells.count(row, columns.n),
        "mean": mean,
        "sd": cells.number(row, columns.sd),
        **_when(row, layout, cells),
    }
    return _fitting(GroupValue, facts, row, columns, cells)


def _when(row: Row, layout: of.Layout, cells: Cells) -> dict[str, Any]:
    columns = layout.estimate
    if columns is None:
        return {}
    weeks = cells.number(row, columns.weeks)
    return {"timepoint": cells.text(row, columns.timepoint), "weeks": None if weeks is None else float(weeks)}
