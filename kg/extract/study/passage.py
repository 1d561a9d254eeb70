"""A sentence with the section in which it stands, and whether it speaks of this study, of a plan, or of another study."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extract.sentences import sentences
from kg.extract.study.numbers import numbers

if TYPE_CHECKING:
    from kg.extract.spans import Span
    from kg.extract.study.people import Counted

__all__ = ["Passage", "folded", "sections"]

_SECTIONS = {
    "background": "background introduction context importance rationale",
    "objective": "objective objectives aim aims purpose question",
    "methods": (
        "method methods material materials design setting settings procedure procedures intervention interventions participants "
        "subjects patients randomisation randomization allocation blinding masking outcome outcomes measurements measures "
        "statistical statistics population study recruitment exposure exposures"
    ),
    "sample size": "sample power",
    "results": "result results findings flow participant baseline",
    "discussion": "discussion comparison comparisons limitation limitations strength strengths interpretation implications",
    "conclusion": "conclusion conclusions",
    "funding": "funding funder funders funded grant grants sponsor sponsors sponsorship source sources financial",
    "acknowledgements": "acknowledgement acknowledgements acknowledgment acknowledgments",
    "registration": "registration trial trials clinicaltrials",
    "conflicts": "competing conflict conflicts disclosure disclosures declaration declarations",
    "contributions": "author authors authors' author's contributions contributors",
    "references": "references bibliography",
}
_SECTION_OF = {word: section for section, words in _SECTIONS.items() for word in words.split()}
_ALONE = frozenset(  # no section when one of these stands alone in capitals
    (
        "study",
        "participant",
        "participants",
        "subjects",
        "patients",
        "trial",
        "trials",
        "sample",
        "source",
        "sources",
        "flow",
        "author",
        "authors",
    )
)
_SECTION_STARTS = frozenset(word[:3] for word in _SECTION_OF)
_FIRST_WORD = re.compile(r"[.:/]", re.ASCII)
_MORE = re.compile(r"[^.:\n]{0,45}(?P<stop>[.:]?)", re.ASCII)  # what stands between the first word of a label and its end

_OWN = re.compile(
    r"\b(?:we|our)\b|\b(?:this|the\spresent|the\scurrent)\s(?:[\w-]+[\s,]\s?){0,6}?"
    r"(?:study|trial|rct|research|investigation|work|project|review|survey|protocol|paper|experiment|analysis)\b",
    re.ASCII,
)
_OTHER = re.compile(
    r"\bet\sal\b"
    r"|\b(?:previous|prior|earlier|past|another|other|similar|recent|several|existing|published|ongoing"
    r"|larger)\s(?:[\w-]+\s){0,3}?"
    r"(?:stud(?:y|ies)|trials?|rcts?|research|works?|reports?|reviews?|meta-analys[ei]s|authors|investigators)\b"
    r"|\b(?:stud(?:y|ies)|trials?|reports?|work)\s(?:by|of)\s[a-z]+\s(?:and\s[a-z]+\s?|et\s)?[(\[]"
    r"|\btheir\s(?:[\w-]+[\s,]\s?){0,5}?(?:study|trial)\b"
    r"|\([a-z'-]+(?:\s(?:et\sal\.?|(?:&|and)\s[a-z'-]+))?,?\s(?:19|20)\d\d[a-z]?\)",
    re.ASCII,
)
_OTHER_CUES = (
    "previous", "prior", "earlier", "past ", "other", "similar", "recent", "several", "existing", "published", "ongoing",
    "larger", "et al", ", 19", ", 20", "their", "study by", "studies by", "trial by", "trials by", "report by", "work by",
    "study of",
    "trial of",
)  # fmt: skip
_TOLD_OF = re.compile(  # at the start of a sentence
    r"an?\s(?:[\w-]+[\s,]\s?){0,6}?(?:study|trial|rct|review|meta-analysis)\s(?:[\w-]+\s){0,6}?"
    r"(?:showed|found|reported|demonstrated|concluded|suggested|evaluated|compared)\b",
    re.ASCII,
)
_RETOLD = re.compile(  # enough only where papers retell others
    r"\b(?:studies|trials|rcts|reviews)\b"
    r"|\bin\s(?:one|an?|their|this)\s(?:[\w-]+[\s,]\s?){0,6}?(?:study|trial|rct|review|meta-analysis|cohort|series|survey)\b",
    re.ASCII,
)
_PLANNED = re.compile(
    r"\b(?:will|would|shall)\s(?:\w+\s){0,2}?be\b|\bto\sbe\s(?:randomi|recruit|includ|enrol|assign|allocat|screen|analy)"
    r"|\b(?:needed|required|necessary|requires?)\b|\bsample\ssizes?\b|\b(?:statistical\s)?power(?:ed)?\s(?:of|to|calcul|anal|was)"
    r"|\b\d\d\s?%\spower\b|\bplan(?:ned|s)?\sto\b|\bwere\splanned\b|\b(?:aim(?:ed)?|intend(?:ed)?"
    r"|target(?:ed)?)\s(?:to|of|sample)\b"
    r"|\bto\s(?:detect|allow\sfor|account\sfor|compensate)\b|\b(?:calculated|estimated)\sthat\b|\bdrop-?\s?outs?\srate\b",
    re.ASCII,
)
_CITED_NAME = re.compile(
    r"\b[A-Z][a-z]+(?:-[A-Z][a-z]+)?(?:\sand\s[A-Z][a-z]+\s(?:[(\[]|found|reported|showed|studied|randomi)"
    r"|\sand\sco-?(?:lleagues|workers)|\set\sal\.?)"
)
_HEADING = 90  # characters of the longest heading


@dataclass(slots=True)
class Passage:
    """A sentence: `plain` (see `normalise`), the same in lower case as `lower`, where it starts, its section, or None."""

    plain: str
    lower: str
    start: int
    section: str | None
    is_title: bool
    label: str = ""  # the heading or label right before it, in lower case
    worded: bool = False  # whether it may hold numbers in words
    people: tuple[Counted, ...] | None = None  # see `counted`
    allocated: list[tuple[Span, bool]] | None = None  # see `allocations`
    _numbers: list[tuple[int, int, int]] | None = None
    _own: bool | None = None
    _other: bool | None = None
    _planned: bool | None = None

    @property
    def numbers(self) -> list[tuple[int, int, int]]:
        """Start, end and value of its whole numbers."""
        if self._numbers is None:
            self._numbers = numbers(self.lower, self.worded)
        return self._numbers

    @property
    def own(self) -> bool:
        """Whether words say that this study is spoken of: "we", "this trial"."""
        if self._own is None:
            self._own = self.is_title or _OWN.search(self.lower) is not None
        return self._own

    @property
    def other(self) -> bool:
        """Whether another study is spoken of."""
        if self._other is None:
            said = False
            for word in _OTHER_CUES:
                if word in self.lower:
                    said = _OTHER.search(self.lower) is not None
                    break
            said = said or (self.lower.startswith(("a ", "an ")) and _TOLD_OF.match(self.lower) is not None)
            said = said or (self.retells and " and " in self.lower and _CITED_NAME.search(self.plain) is not None)
            said = said or (self.retells and _RETOLD.search(self.lower) is not None)
            self._other = said and not self.is_title
        return self._other

    @property
    def planned(self) -> bool:
        """Whether a number is what was planned or needed, and not what was."""
        if self._planned is None:
            self._planned = self.section == "sample size" or _PLANNED.search(self.lower) is not None
        return self._planned

    @property
    def retells(self) -> bool:
        """Whether it stands where papers tell of other people's work."""
        return self.section in ("background", "discussion", "conclusion", "references")


def folded(plain: str) -> str:
    """Lower case, as long as the text given: the few letters that grow in lower case stay."""
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


def sections(plain: str) -> Iterator[tuple[int, int, str | None, bool, str]]:
    """Start and end of each sentence, in order, its section, whether it is the title, and the label that stands before it.

    A section is opened by a heading on its own line, or by a label at the start of a sentence ("Methods:", "METHODS").
    """
    section: str | None = None
    label = ""
    for start, end in sentences(plain):
        last = plain[end : end + 1] == "\n" and plain[end - 1] not in ".;,"
        if start == 0 and last and not (end < 40 and plain.count(" ", 0, end) < 3 and _section(plain, start, end, True)):
            yield start, end, None, True, ""
            continue
        may_open = "0" <= plain[start] <= "9" or (
            "A" <= plain[start] <= "Z" and plain[start : start + 3].lower() in _SECTION_STARTS
        )
        if may_open and (opened := _section(plain, start, end, last)):
            section = opened
        yield start, end, section, False, label
        label = plain[start:end].rstrip(".:").lower() if end - start < 30 else ""


def _section(plain: str, start: int, end: int, own_line: bool) -> str | None:
    """The section that a heading or label opens at `start`."""
    words = plain[start : min(end, start + 60)].split(None, 2)
    if words[0][0].isdigit() and len(words) > 1:
        words = words[1:]
        start = plain.index(words[0], start)
    first = _FIRST_WORD.split(words[0], maxsplit=1)[0]
    section = _SECTION_OF.get(first.lower())
    if section is None:
        return None
    match = _MORE.match(plain, start + len(first), end)
    more = plain[start + len(first) : match.start("stop")].strip(" /").lower() if match else ""
    if first.lower() == "trial" and not more.startswith("regist"):
        return None
    if first.lower() == "sample" and not more.startswith("size"):
        section = "methods"
    if own_line and end - start <= _HEADING:
        return section
    if first.isupper() and len(first) > 3 and not (first.lower() in _ALONE and not more):
        return section
    stop = match["stop"] if match else ""
    return section if (stop == ":" and len(more) <= 30) or (stop == "." and not more) else None
