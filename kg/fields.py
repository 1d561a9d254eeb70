"""The types of the records' fields: printed numbers, identifiers, addresses, and the closed lists of codes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from kg.printed import decimal, p_value


def _number(text: str) -> str:
    decimal(text)
    return text


def _probability(text: str) -> str:
    p_value(text)
    return text


def _day(text: str) -> str:
    try:
        date.fromisoformat(f"{text}-01-01"[:10])
    except ValueError as error:
        raise ValueError(f"{text!r} is no date of the calendar: {error}") from None
    return text


def _as_list(value: object) -> object:
    """One country may stand without brackets."""
    return () if value is None else (value,) if isinstance(value, str) else value


def _in_order(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(set(values)))


Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=120)]
_NUMBER_OR_TEXT = WithJsonSchema({"type": ["string", "number"], "maxLength": 40}, mode="validation")
Printed = Annotated[str, StringConstraints(max_length=40), AfterValidator(_number), _NUMBER_OR_TEXT]
PrintedP = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_probability)]
Doi = Annotated[str, StringConstraints(pattern=r"^10\.[0-9]{4,9}/[^\s\"{}|\\^`]+$", max_length=300)]
Pmid = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,8}$")]
Pmcid = Annotated[str, StringConstraints(pattern=r"^PMC[0-9]{1,9}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"{}|\\^`]+$", max_length=2_000)]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"), AfterValidator(_day)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]  # ISO 3166-1 alpha-2
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
Countries = Annotated[
    tuple[Country, ...], BeforeValidator(_as_list), AfterValidator(_in_order), WithJsonSchema(_ONE_OR_MORE, mode="validation")
]
Weeks = Annotated[float, Field(ge=0, le=10_000)]
Year = Annotated[int, Field(ge=1500, le=2200)]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]

YesNo = Literal["yes", "no", "unclear"]
PaperType = Literal["journal-article", "preprint", "review", "book", "web-page", "guideline"]
Design = Literal[
    "randomized-trial", "cluster-randomized-trial", "crossover-trial", "non-randomized-trial", "before-after", "cohort",
    "case-control", "cross-sectional", "case-series", "diagnostic-accuracy", "systematic-review", "meta-analysis", "protocol",
    "other",
]  # fmt: skip
Role = Literal["experimental", "active-comparator", "placebo", "sham", "usual-care", "waiting-list", "no-treatment"]
Measure = Literal["MD", "SMD", "OR", "RR", "HR", "RD", "IRR", "MEDIAN-DIFF", "OTHER"]
Presence = Literal["present", "likely-present", "unclear", "likely-absent", "absent"]
Intent = Literal[
    "agreesWith", "cites", "citesAsAuthority", "citesAsEvidence", "citesAsRecommendedReading", "citesAsRelated",
    "citesForInformation", "confirms", "corrects", "critiques", "derides", "describes", "disagreesWith", "discusses",
    "disputes", "includesQuotationFrom", "linksTo", "obtainsBackgroundFrom", "obtainsSupportFrom", "qualifies", "refutes",
    "retracts", "reviews", "ridicules", "supports", "usesConclusionsFrom", "usesDataFrom",
]  # fmt: skip
Target = Annotated[str, StringConstraints(pattern=r"^(?:report|study|outcome:[a-z0-9-]+|citation:[A-Za-z0-9._/-]+)$")]


class Frozen(BaseModel):
    """The base of all records: immutable, and no key that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False, hide_input_in_errors=True)
