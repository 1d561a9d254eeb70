"""The judgements of the rows of one study: findings and overall judgements, for each assessor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from kg.readers import layout as of
from kg.readers.layout import folded
from kg.readers.table_cells import Cells
from kg.readers.table_rows import LONGEST, Row
from kg.records import Appraisal, Assessor, Finding, Overall

__all__ = ["appraisals"]

T = TypeVar("T", Finding, Overall)


def appraisals(rows: Sequence[Row], columns: of.AppraisalColumns, cells: Cells, of_row: Mapping[int, str]) -> Iterator[Appraisal]:
    """One appraisal for each assessor of the rows, where it judges anything. `of_row`: the outcome of a row by its number."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        by_name.setdefault(cells.text(row, columns.assessor.name) or "not named", []).append(row)
    for name, theirs in by_name.items():
        judging = _Judging(theirs, columns, cells, of_row)
        judging.pass_over()
        findings = tuple(f for judgement in columns.judgements for f in judging.findings(judgement))
        overall = tuple(judging.overall(columns.overall)) if columns.overall else ()
        if findings or overall:
            published = columns.source
            if published.title and "{file}" in published.title:
                published = published.model_copy(update={"title": published.title.replace("{file}", cells.sheet.name)})
            yield Appraisal(
                assessor=Assessor(name=name, kind=columns.assessor.kind, url=columns.assessor.url), source=published,
                instrument=columns.instrument, lists=columns.lists, overall=overall, findings=findings,
            )  # fmt: skip


class _Judging:
    """What one assessor says of one study."""

    def __init__(self, rows: Sequence[Row], columns: of.AppraisalColumns, cells: Cells, of_row: Mapping[int, str]) -> None:
        self.rows = rows
        self.columns = columns
        self.cells = cells
        self.of_row = of_row

    def pass_over(self) -> None:
        """Count the rows that no judgement is meant for."""
        conditions = [judgement.when for judgement in self.columns.judgements]
        known = [condition for condition in conditions if condition is not None]
        if known and len(known) == len(conditions):
            for row in self.rows:
                if not any(self._meant(row, condition) for condition in known):
                    self.cells.passed_over(known[0].column, self.cells.raw(row, known[0].column))

    def findings(self, of_: of.Judgement) -> Iterator[Finding]:
        """The findings of one column."""
        codes = of_.codes or self.columns.codes
        none = self.columns.none if of_.none is None else of_.none
        rows = [row for row in self.rows if of_.when is None or self._meant(row, of_.when)]

        def made(row: Row, text: str, meaning: of.Meaning) -> Finding:
            why = "; ".join(said for cell in of_.why if (said := self.cells.text(row, cell)))
            facts: dict[str, Any] = {"flaw": of_.flaw, **meaning.model_dump(), "why": why[:LONGEST] or None}
            if meaning.presence != "absent":  # what is not there pushes nowhere
                facts["direction"] = self.cells.text(row, of_.direction)
            return Finding.model_validate(facts)

        yield from self._said(rows, of_.column, codes, none, of_.target, made)

    def overall(self, of_: of.Overall) -> Iterator[Overall]:
        """The overall judgements, with the words of the table."""

        def made(row: Row, text: str, risk: str) -> Overall:
            return Overall.model_validate({"risk": risk, "printed": text})

        yield from self._said(self.rows, of_.column, of_.codes, of_.none, of_.target, made)

    def _meant(self, row: Row, condition: of.Condition) -> bool:
        return folded(self.cells.raw(row, condition.column)) in {folded(code) for code in condition.codes}

    def _said(
        self, rows: Sequence[Row], column: str, codes: Mapping[str, Any], none: of.None_, target: str,
        made: Callable[[Row, str, Any], T],
    ) -> Iterator[T]:  # fmt: skip
        """Each judgement once. Where rows differ on the study, outcomes are told apart; where that is no help, all are kept."""
        said: list[tuple[Row, str, T]] = []
        if self.cells.sheet.place(column) is None:
            return
        silent = {folded(word) for word in none}
        for row in rows:
            text = self.cells.raw(row, column)
            if not text or folded(text) in silent:
                self.cells.silent(column, text)
                continue
            meaning = self.cells.code(row, column, text, codes)
            if meaning is not None:
                said.append((row, text, made(row, text, meaning)))
        if target != "outcome" and len({judgement for _, _, judgement in said}) > 1 and self._told_apart(said):
            self._note(said, column, "outcomes of one study are judged differently; the judgement is kept for each of them")
            target = "outcome"
        by_target: dict[str, list[tuple[Row, str, T]]] = {}
        for row, text, judgement in said:
            where = f"outcome:{self.of_row[row.number]}" if target == "outcome" else target
            by_target.setdefault(where, []).append((row, text, judgement))
        for where, theirs in by_target.items():
            distinct = {judgement: None for _, _, judgement in theirs}
            if len(distinct) > 1:
                self._note(theirs, column, "rows of one study contradict each other; all judgements are kept")
            yield from (judgement.model_copy(update={"target": where}) for judgement in distinct)

    def _told_apart(self, said: Sequence[tuple[Row, str, T]]) -> bool:
        """Whether the rows of each outcome agree, and there are outcomes."""
        by_outcome: dict[str | None, set[T]] = {}
        for row, _, judgement in said:
            by_outcome.setdefault(self.of_row.get(row.number), set()).add(judgement)
        return None not in by_outcome and all(len(theirs) == 1 for theirs in by_outcome.values())

    def _note(self, said: Sequence[tuple[Row, str, T]], column: str, message: str) -> None:
        told = ", ".join(dict.fromkeys(f"{text} in row {row.number}" for row, text, _ in said[:6]))
        self.cells.note(said[0][0], column, f"{message} ({told}{', …' if len(said) > 6 else ''})")
