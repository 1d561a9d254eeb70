"""Differences between groups told in round numbers: "about 8 points apart", "a difference of less than 10%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.extract.agreement import values_agree
from kg.extract.sentences import normalise, sentences
from kg.extract.spans import EstimateMention, Mention, value_of
from kg.extract.times import times
from kg.extract.wording import is_planned
from kg.extract.words import words

__all__ = ["Paraphrase", "paraphrases"]


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """A difference in round numbers; `text` is the stretch as printed, its hedge included, with offsets into the text.

    `bound` is "<" for "less than", ">" for "more than", "~" for "about", "=" for a bare number. `time` is the time point
    its sentence names, as printed.
    """

    number: Decimal
    bound: str
    percent: bool
    text: str
    start: int
    end: int
    sentence: Mention
    time: str | None

    def fits(self, value: Decimal, ratio: bool) -> bool:
        """Whether an estimate's value can be meant. A percentage may tell a ratio ("20% fewer" for 0.80)."""
        sizes = [abs(value)]
        if self.percent:
            sizes.append(abs(1 - value) * 100 if ratio else abs(value) * 100)
        return any(self._fits(size) for size in sizes)

    def _fits(self, size: Decimal) -> bool:
        if self.bound == "<":
            return size < self.number or values_agree(size, self.number)
        if self.bound == ">":
            return size > self.number or values_agree(size, self.number)
        return values_agree(size, self.number) or (self.bound == "~" and abs(size - self.number) <= _ABOUT * self.number)


_ABOUT = Decimal("0.15")  # of the number told: "about 8" may be 7, not 6
_SAID = re.compile(
    r"(?:\b(?P<hedge>about|around|roughly|approximately|some|nearly|almost|close\sto|less\sthan|fewer\sthan|under|"
    r"below|no\smore\sthan|at\smost|"
    r"more\sthan|over|at\sleast|a\smere|only|just|up\sto|not\seven|barely)\s(?:an?\s)?|(?P<tilde>[~≈])\s?)?"
    r"(?<![\d.,/$£€-])(?P<n>\d{1,3}(?:\.\d{1,2})?)(?![\d.,/]\d)(?:\s?(?P<percent>%|percent\b|per\scent\b)|"
    r"[\s-]?(?P<unit>points?|mm)\b)",
    re.IGNORECASE,
)
_BOUNDS = {
    "less than": "<", "fewer than": "<", "under": "<", "below": "<", "no more than": "<", "at most": "<", "up "
    "to": "<", "not even": "<",
    "more than": ">", "over": ">", "at least": ">",
}  # fmt: skip
_EXACT = frozenset(["only", "just", "a mere"])
_BETWEEN = re.compile(
    r"\b(?:differences?|differ(?:ed|s)?|apart|gap|advantage|margin|edge|(?:better|lower|higher|greater|larger|"
    r"smaller|worse|more|less|fewer)\b(?:\s\w+){0,6}\sthan)\b"
)
_NOT_A_DIFFERENCE = re.compile(
    r"\s?(?:of\s(?:the\s)?(?:\w+\s)?(?:patients|participants|people|subjects|women|men|children|those|them|"
    r"respondents|trials|studies|cases)\b|C\.?I\b|confidence|power\b"
    r"|[\s-]?(?:scale|likert|questionnaire|numeric|visual|vas)\b|\)?\sconfidence|-scale)",
    re.IGNORECASE,
)
_OTHER_SCALE = re.compile(
    r"\b(?:on|of)\s(?:an?\s|the\s)?(?:0\s?(?:-|to)\s?)?\d{1,3}(?:[\s-]points?)?[\s-]scale\b|\b\d{1,3}-scale\b|\bcm\b",
    re.IGNORECASE,
)
_P = re.compile(r"\bp\s?[=<>≤]")
_WITHIN = re.compile(
    r"\b(?:both\sgroups|each\sgroup|baseline|dropp?ed\sto|down\sto|fell\sto|rose\sto|threshold|mcid|minimal|"
    r"important|relevant|needed|power|than\s(?:\w+\s)?(?:expected|predicted|planned|anticipated|assumed))\b"
)


def paraphrases(text: str, estimates: Sequence[EstimateMention]) -> Iterator[Paraphrase]:
    """The differences that `text` tells in round numbers, where they are not among the estimates already read from it."""
    plain = normalise(text)
    taken = [(e.start, e.end) for e in estimates]
    read = {e.sentence.start for e in estimates}
    for first, last in sentences(plain) if _SAID.search(plain) else ():
        sentence = plain[first:last]
        lower = sentence.lower()
        if (
            first in read
            or not _BETWEEN.search(lower)
            or _P.search(lower)
            or is_planned(lower)
            or _WITHIN.search(lower)
            or _OTHER_SCALE.search(lower)
        ):
            continue
        when = times(words(sentence))
        for found in _SAID.finditer(sentence):
            start, end = first + found.start(), first + found.end()
            if (
                sentence[found.start() - 1 : found.start()] in ("(", "[")
                or _NOT_A_DIFFERENCE.match(sentence, found.end())
                or any(a < end and start < b for a, b in taken)
            ):
                continue
            hedge = (found["hedge"] or "").lower()
            yield Paraphrase(
                number=value_of(found["n"]),
                bound=_BOUNDS.get(hedge) or ("=" if hedge in _EXACT or not (hedge or found["tilde"]) else "~"),
                percent=found["percent"] is not None,
                text=text[start:end],
                start=start,
                end=end,
                sentence=Mention(text[first:last], first, last),
                time=sentence[slice(*when[-1])] if len(when) == 1 else None,
            )
