"""The types of the records' fields: printed numbers, identifiers, addresses, the closed lists of codes.

What is said of a value that does not fit stands beside them: people are shown how to write it, never a pattern.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import ErrorDetails

from kg.errors import nearest
from kg.printed import decimal, p_value

_HOW: dict[str, str] = {}  # a pattern to how a person writes what it takes


def _shaped(pattern: str, how: str, max_length: int | None = None) -> StringConstraints:
    _HOW[pattern] = how
    return StringConstraints(pattern=pattern, max_length=max_length)


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


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Slug = Annotated[
    str, _shaped(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", "write small letters and digits, with hyphens between: van-dillen-2021", 120)
]
_NUMBER_OR_TEXT = WithJsonSchema({"type": ["string", "number"], "maxLength": 40}, mode="validation")
Printed = Annotated[str, StringConstraints(max_length=40), AfterValidator(_number), _NUMBER_OR_TEXT]
PrintedP = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_probability)]
Doi = Annotated[
    str, _shaped(r"^10\.[0-9]{4,9}/[^\s\"{}|\\^`]+$", "write it as 10.1001/\u2026, without https://doi.org/ or doi:", 300)
]
KnownDoi = Annotated[Doi, BeforeValidator(_lower)]  # of a work that others name too: DOIs know no case
Pmid = Annotated[str, _shaped(r"^[1-9][0-9]{0,8}$", "write the digits alone: 33369625")]
Pmcid = Annotated[str, _shaped(r"^PMC[0-9]{1,9}$", "write it as PMC1234567")]
Url = Annotated[
    str, _shaped(r"^https?://[^\s<>\"{}|\\^`]+$", "write the whole address, from https:// or http:// on, a space as %20", 2_000)
]
Day = Annotated[
    str, _shaped(r"^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$", "write it as 2020, 2020-02 or 2020-02-29"), AfterValidator(_day)
]
Country = Annotated[str, _shaped(r"^[A-Z]{2}$", "write two capital letters, ISO 3166: US")]
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
Countries = Annotated[
    tuple[Country, ...], BeforeValidator(_as_list), AfterValidator(_in_order), WithJsonSchema(_ONE_OR_MORE, mode="validation")
]
Weeks = Annotated[float, Field(ge=0, le=10_000)]
Year = Annotated[int, Field(ge=1500, le=2200)]
Count = Annotated[int, Field(ge=0, le=2_000_000_000)]

Reasons = Annotated[tuple[Text, ...], AfterValidator(_in_order)]

YesNo = Literal["yes", "no", "unclear"]
PaperType = Literal["journal-article", "preprint", "review", "book", "web-page", "guideline"]
Design = Literal[
    "randomized-trial", "cluster-randomized-trial", "crossover-trial", "non-randomized-trial", "before-after", "cohort",
    "case-control", "cross-sectional", "case-series", "diagnostic-accuracy", "systematic-review", "meta-analysis", "protocol",
    "other",
]  # fmt: skip
Role = Literal[
    "experimental", "active-comparator", "attention-control", "placebo", "sham", "usual-care", "waiting-list", "no-treatment",
]  # fmt: skip
Measure = Literal["MD", "SMD", "OR", "RR", "HR", "RD", "IRR", "MEDIAN-DIFF", "OTHER"]
Presence = Literal["present", "likely-present", "unclear", "likely-absent", "absent"]
NoticeKind = Literal["retraction", "expression-of-concern", "correction", "reinstatement"]
Intent = Literal[
    "agreesWith", "cites", "citesAsAuthority", "citesAsEvidence", "citesAsRecommendedReading", "citesAsRelated",
    "citesForInformation", "confirms", "corrects", "critiques", "derides", "describes", "disagreesWith", "discusses",
    "disputes", "includesQuotationFrom", "linksTo", "obtainsBackgroundFrom", "obtainsSupportFrom", "qualifies", "refutes",
    "retracts", "reviews", "ridicules", "supports", "usesConclusionsFrom", "usesDataFrom",
]  # fmt: skip
Target = Annotated[
    str,
    _shaped(
        r"^(?:report|study|outcome:[a-z0-9-]+|citation:[A-Za-z0-9._/-]+)$", "write report, study, outcome:ID or citation:KEY"
    ),
]


class Frozen(BaseModel):
    """The base of all records: immutable, and no key that is not declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False, hide_input_in_errors=True)


def refusal(error: ErrorDetails) -> str:
    """A validation error in words that name the value and what is wanted."""
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    shown = _shown(given)
    if kind == "missing":
        return "this is required"
    if kind == "extra_forbidden":
        return f"there is no key {str(error['loc'][-1])!r} here"
    if given is None:
        return "a value is required here"
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"{shown} is not one of {', '.join(known) or context.get('expected')}. {nearest(str(given), known)}".rstrip()
    if kind.startswith(("int_", "float_")):
        return f"a {'whole ' if kind.startswith('int_') else ''}number is needed here, not {shown}"
    if kind == "too_long":
        return f"at most {context['max_length']} values belong here, not {context['actual_length']}"
    if kind.startswith(("tuple_", "list_")):
        return f"a list is needed here, not {shown}" if kind.endswith("_type") else f"{error['msg'].lower()}"
    if kind.startswith("model_"):
        return f"a mapping of keys and values is needed here, not {shown}"
    if kind == "string_type":
        return f"text is needed here, not {shown} (quote it if it is meant as text)"
    if kind == "string_too_long":
        return f"at most {context['max_length']:,} characters belong here, not {len(str(given)):,}"
    if kind == "string_pattern_mismatch":
        return f"{shown} does not fit; {_HOW.get(context['pattern'], 'see the description of the format')}"
    if kind == "value_error":
        return str(context.get("error", error["msg"]))
    return f"{error['msg']}, not {shown}"


def _shown(given: object) -> str:
    if isinstance(given, dict | list):
        return "a mapping" if isinstance(given, dict) else "a list"
    if isinstance(given, str):
        return repr(given if len(given) < 80 else f"{given[:60]}\u2026")
    return repr(given) if isinstance(given, int | float | bool) else type(given).__name__
