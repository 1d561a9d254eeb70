"""What a source says, as frozen records: the appraisal of one paper, and where each part of it stands.

`Bundle` is what a reader returns of a paper, `Register` what it returns of notices. Printed numbers stay text (`kg.printed`).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from kg.citation import Citation, CitationContext, CitationMark, Reference
from kg.errors import Problem
from kg.fields import (
    Count,
    Day,
    Frozen,
    Measure,
    Presence,
    Printed,
    PrintedP,
    Slug,
    Target,
    Text,
    Url,
    Weeks,
)
from kg.notice import Notice, in_order
from kg.source import Passage, Place, Source
from kg.study import Arm, Blinding, Paper, Study

__all__ = [
    "Appraisal", "Arm", "Assessor", "Blinding", "Bundle", "Citation", "CitationContext", "CitationMark", "Duration", "Estimate",
    "Extraction", "Finding", "FlawMention", "GroupValue", "Notice", "Outcome", "Overall", "Paper", "Passage", "Place", "Prose",
    "Publication", "Record", "Reference", "Register", "Source", "Study",
]  # fmt: skip


class Estimate(Frozen):
    """A comparison between two arms. `value` and `ci` are signed for `arms`: the first minus (or over) the second.

    `ci` is in the order printed, `level` in percent, `se` that of `value` (for a ratio of its log), `weeks` from randomization.
    """

    timepoint: Text | None = None
    weeks: Weeks | None = None
    measure: Measure | None = None
    arms: tuple[Slug, Slug] | None = None
    value: Printed | None = None
    printed: Text | None = None
    se: Printed | None = None
    ci: tuple[Printed, Printed] | None = None
    level: Annotated[float, Field(gt=0, lt=100)] | None = None
    p: PrintedP | None = None
    adjusted: bool | None = None
    where: Place | None = None
    passage: Passage | None = None
    grade: Literal["A", "B", "C"] | None = None
    rule: Text | None = None


class GroupValue(Frozen):
    """What one arm showed at one time, as printed: mean with SD, median with quartiles, or events of a total."""

    timepoint: Text | None = None
    weeks: Weeks | None = None
    arm: Slug
    n: Count | None = None
    mean: Printed | None = None
    sd: Printed | None = None
    median: Printed | None = None
    iqr: tuple[Printed, Printed] | None = None
    ci: tuple[Printed, Printed] | None = None
    events: Count | None = None
    total: Count | None = None


class Outcome(Frozen):
    """What was measured, on which scale, and what it showed. `better` is the good direction of the raw score."""

    id: Slug
    label: Text
    instrument: Slug | None = None
    scale: Text | None = None
    range: tuple[Printed, Printed] | None = None
    better: Literal["lower", "higher"] | None = None
    primary: bool | None = None
    measured_by: Literal["self-report", "clinician", "instrument", "registry"] | None = None
    estimates: tuple[Estimate, ...] = ()
    groups: tuple[GroupValue, ...] = ()


class Assessor(Frozen):
    """Who judged."""

    name: Text
    kind: Literal["person", "organisation", "software"]
    url: Url | None = None


class Publication(Frozen):
    """Where a judgement was published."""

    kind: Literal["web-page", "journal-article", "letter", "table", "this-corpus", "other"]
    title: Text | None = None
    url: Url | None = None
    date: Day | None = None


class Finding(Frozen):
    """One judgement about one flaw of one target. Presence, potential, direction and severity are separate facets.

    `rule` names the program's rule that chose the category, where the source only lists an issue in its own words.
    """

    flaw: Slug
    presence: Presence
    potential: Literal["high", "some", "limited"] | None = None
    direction: Literal["favours-experimental", "favours-comparator", "unpredictable"] | None = None
    severity: Literal["critical", "high", "moderate", "low"] | None = None
    target: Target = "report"
    acknowledged: bool | None = None
    why: Text | None = None
    where: Place | None = None
    passage: Passage | None = None
    rule: Text | None = None


class Overall(Frozen):
    """The roll-up judgement of a tool on one target: the risk of bias, and the word or number that the assessor used."""

    risk: Literal["low", "some", "high"]
    printed: Text | None = None
    target: Target = "report"


class Appraisal(Frozen):
    """The judgements of one assessor, published in one place.

    `lists` says what silence means: "judged" names what was looked at, present or absent; "applicable"
    names only what applies, so what it leaves out was perhaps never considered.
    """

    assessor: Assessor
    source: Publication
    instrument: Slug | None = None
    lists: Literal["judged", "applicable"] = "judged"
    overall: tuple[Overall, ...] = ()
    findings: tuple[Finding, ...] = ()
    commentary: Passage | None = None


class Record(Frozen):
    """The appraisal of one paper, as in its file (format 1); the file may hold a reference list beside it."""

    format: Annotated[int, Field(ge=1, le=1)] = 1
    paper: Paper
    study: Study | None = None
    outcomes: tuple[Outcome, ...] = ()
    appraisals: tuple[Appraisal, ...] = ()
    cited_by: tuple[Citation, ...] = ()
    notes: Text | None = None


Section = Literal["abstract", "commentary", "full-text", "limitations"]


class Prose(Frozen):
    """A section of the source's running text, for the extractor: `section` says whose words they are.

    Under "limitations" the authors speak of the weaknesses of their own study.
    """

    section: Section
    passage: Passage


class Duration(Frozen):
    """How long the treatment lasted, by one section of the prose: `printed` are its words, `passage` is their sentence."""

    weeks: Weeks
    printed: Text
    section: Section
    passage: Passage
    rule: Text


class FlawMention(Frozen):
    """A flaw that the prose names, in the words `printed`, as the program reads it (see `kg.extract.FlawMention`): no finding."""

    flaw: Slug
    state: Literal["stated", "negated", "hedged", "quoted", "hypothetical"]
    printed: Text
    section: Section
    passage: Passage
    grade: Literal["A", "B", "C"]
    rule: Text


class Extraction(Frozen):
    """What a program drew from the source's prose, each with its passage: estimates, treatment durations, flaws named, and
    the sentences in which works of the reference list are cited.
    """

    extractor: Text
    version: Text
    arms: tuple[Arm, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    durations: tuple[Duration, ...] = ()
    mentions: tuple[FlawMention, ...] = ()
    contexts: tuple[CitationContext, ...] = ()


class Bundle(Frozen):
    """One source's word on one paper, as its reader found it; what a program drew from its prose is apart, in `extracted`.

    `listed` are issues in its own words, not matched to a category; `prose` is for the extractor, and so are `marks`, where its
    whole `text` cites an entry of `references`; `problems` are its oddities;
    `given_key` is the key that the source itself gives the paper, where the graph has the paper under another.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: Source
    record: Record
    given_key: Slug | None = None
    references: tuple[Reference, ...] = ()
    listed: tuple[Passage, ...] = ()
    prose: tuple[Prose, ...] = ()
    text: str | None = None
    marks: tuple[CitationMark, ...] = ()
    extracted: Extraction | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def bare(self) -> bool:
        """Whether the source only names the paper, as the citing side of a reference list does."""
        return self.record == Record(paper=Paper(key=self.record.paper.key))


class Register(Frozen):
    """One source's editorial notices, on whatever works: it has no paper of its own. Their order in the source says nothing."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    source: Source
    notices: Annotated[tuple[Notice, ...], AfterValidator(in_order)] = ()
    problems: tuple[Problem, ...] = ()
