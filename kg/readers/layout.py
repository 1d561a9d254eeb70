"""A layout: which column of a table is what, and which judgement a code stands for (docs/tables.md). Files of them: `layouts`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from kg.fields import Frozen, Measure, PaperType, Presence, Role, Slug, Text, Url, refusal
from kg.records import Finding, Publication

__all__ = ["AppraisalColumns", "Arm", "Cell", "Condition", "Judgement", "Layout", "Meaning", "Overall", "StudyColumns", "folded"]

DIFFERENCES = frozenset({"MD", "SMD", "RD", "MEDIAN-DIFF"})


def folded(text: str) -> str:
    """A code or column name as it is compared: without case and outer space, any inner space as one blank."""
    return " ".join(text.casefold().split())


def _column(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, str | dict) else value


def _presence(value: object) -> object:
    return {"presence": value} if isinstance(value, str) else value


def _role(value: object) -> object:
    return {"label": value} if isinstance(value, str) else value


Codes = Mapping[Text, Text]
None_ = tuple[str, ...]


class Cell(Frozen):
    """Where a fact stands: in a column (through `codes`, where given) or, the same for every row, in `value`.

    Cells that hold one of `none` say nothing; those off the codes are reported or, with `others: none`, say nothing too.
    A column's name alone is short for `{column: NAME}`.
    """

    column: Text | None = None
    value: Text | None = None
    codes: Codes | None = None
    none: None_ = ()
    others: Literal["report", "none"] = "report"

    @model_validator(mode="after")
    def _one_place(self) -> Cell:
        if (self.column is None) == (self.value is None):
            raise ValueError("a fact needs either `column` or `value`")
        if self.value is not None and (self.codes is not None or self.none):
            raise ValueError("`codes` and `none` belong to a column, not to a `value`")
        return self


Fact = Annotated[Cell, BeforeValidator(_column)]
Facts = Annotated[tuple[Fact, ...], BeforeValidator(_one_or_more)]


class Form(Frozen):
    """How the file is written; what is left out is found out from the file."""

    separator: Literal[",", ";", "\t", "|"] | None = None
    decimal: Literal[".", ","] | None = None
    empty: tuple[str, ...] = ("", "NA")


class PaperColumns(Frozen):
    """Which work a row is about. The key is `prefix` and the label in small letters; rows with one key are one paper."""

    label: Text
    prefix: Annotated[str, Field(pattern=r"^(?:[a-z0-9]+-)*$")] = ""
    type: PaperType = "journal-article"
    title: Fact | None = None
    year: Fact | None = None
    journal: Fact | None = None
    doi: Fact | None = None
    pmid: Fact | None = None
    url: Fact | None = None
    reference: Fact | None = None


class StudyColumns(Frozen):
    """What was done, on whom."""

    design: Fact | None = None
    registration: Fact | None = None
    condition: Fact | None = None
    country: Fact | None = None
    screened: Fact | None = None
    randomized: Fact | None = None
    analysed: Fact | None = None
    funding: Fact | None = None
    conflicts: Fact | None = None


class ArmCode(Frozen):
    """What a code of an arm's column means; text alone is the label."""

    label: Text
    role: Role | None = None


class Arm(Frozen):
    """One side of the comparison of a row. `detail` is a column that tells apart arms with the same code."""

    column: Text
    codes: Mapping[Text, Annotated[ArmCode, BeforeValidator(_role)]]
    detail: Fact | None = None
    allocated: Fact | None = None
    n: Fact | None = None
    mean: Fact | None = None
    sd: Fact | None = None


class OutcomeColumns(Frozen):
    """What was measured: `label` joins the facts it lists; rows with one label are one outcome of their paper."""

    label: Facts
    instrument: Fact | None = None
    scale: Fact | None = None
    measured_by: Fact | None = None
    better: Literal["lower", "higher"] | None = None


class EstimateColumns(Frozen):
    """The comparison of a row. `sign` says how the file's value is signed; records keep it as first minus second."""

    measure: Measure
    value: Fact
    sign: Literal["first-minus-second", "second-minus-first"] = "first-minus-second"
    se: Fact | None = None
    ci: tuple[Fact, Fact] | None = None
    level: Annotated[float, Field(gt=0, lt=100)] | None = None
    p: Fact | None = None
    timepoint: Fact | None = None
    weeks: Fact | None = None

    @model_validator(mode="after")
    def _differences_alone_are_turned(self) -> EstimateColumns:
        if self.sign == "second-minus-first" and self.measure not in DIFFERENCES:
            raise ValueError(f"only a difference ({', '.join(sorted(DIFFERENCES))}) can be second-minus-first")
        return self


class AssessorColumns(Frozen):
    """Who judged. In a `name` given as value, {file} stands for the name of the table, so that two tables are two assessors."""

    name: Fact
    kind: Literal["person", "organisation", "software"]
    url: Url | None = None


class Meaning(Frozen):
    """What a code says of the flaw; a word alone is the presence."""

    presence: Presence
    potential: Annotated[str | None, Field(validate_default=False)] = None
    severity: Annotated[str | None, Field(validate_default=False)] = None

    @model_validator(mode="after")
    def _as_a_finding_takes_them(self) -> Meaning:
        try:
            Finding.model_validate({"flaw": "any", **self.model_dump()})
        except ValidationError as error:
            raise ValueError("; ".join(f"{e['loc'][0]}: {refusal(e)}" for e in error.errors())) from None
        return self


Meanings = Mapping[Text, Annotated[Meaning, BeforeValidator(_presence)]]
JudgedThing = Literal["report", "study", "outcome"]


class Condition(Frozen):
    """The rows that are meant: those whose column holds one of the codes."""

    column: Text
    codes: tuple[Text, ...]


class Judgement(Frozen):
    """A column of judgements on one flaw. Without codes or `none` of its own it uses those of the appraisal."""

    column: Text
    flaw: Slug
    target: JudgedThing = "report"
    codes: Meanings | None = None
    none: None_ | None = None
    direction: Fact | None = None
    why: Facts = ()
    when: Condition | None = None


class Overall(Frozen):
    """The column of overall judgements: a code to low, some or high risk of bias."""

    column: Text
    codes: Mapping[Text, Literal["low", "some", "high"]]
    none: None_ = ()
    target: JudgedThing = "report"


class AppraisalColumns(Frozen):
    """The judgements of a row: who made them, where they were published, and what the codes mean."""

    assessor: AssessorColumns
    source: Publication
    instrument: Slug | None = None
    lists: Literal["judged", "applicable"] = "judged"
    codes: Meanings = Field(default_factory=dict)
    none: None_ = ()
    judgements: tuple[Judgement, ...] = ()
    overall: Overall | None = None

    @model_validator(mode="after")
    def _every_judgement_has_codes(self) -> AppraisalColumns:
        bare = [j.column for j in self.judgements if not (j.codes or self.codes)]
        if bare:
            raise ValueError(f"the judgements of {', '.join(bare)} have no codes, and there are no `codes` for all of them")
        return self


class Layout(Frozen):
    """A kind of table. `columns` are those by which it is known: a table that has them all is read with this layout."""

    layout: Annotated[int, Field(ge=1, le=1)]
    name: Slug
    title: Text
    columns: Annotated[tuple[Text, ...], Field(min_length=1)]
    form: Form = Form()
    paper: PaperColumns
    study: StudyColumns | None = None
    arms: tuple[Arm, Arm] | None = None
    outcome: OutcomeColumns | None = None
    estimate: EstimateColumns | None = None
    appraisal: AppraisalColumns | None = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Layout:
        if self.estimate is not None and self.outcome is None:
            raise ValueError("an `estimate` needs an `outcome` that says what was measured")
        said = self.appraisal
        targets = [judgement.target for judgement in said.judgements] if said else []
        targets += [said.overall.target] if said and said.overall else []
        if self.outcome is None and "outcome" in targets:
            raise ValueError("a judgement with the target outcome needs an `outcome` that says what was measured")
        return self
