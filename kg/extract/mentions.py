"""Flaws that running prose speaks of: candidates with their passage, never findings.

One scan for the wordings of a lexicon (`Lexicon.occurrences`), then what the clause does with each (`polarity`).
Words of another sense ("spin echo", "floor effect of the building") are no mentions and are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.flaws import Lexicon
from kg.extract.polarity import quotations, stance
from kg.extract.sentences import normalise, sentences
from kg.extract.spans import Mention

__all__ = ["FlawMention", "find_flaw_mentions"]

_VERSION = 1


@dataclass(frozen=True, slots=True)
class FlawMention:
    """A flaw named in prose: `text == source[start:end]`, in `sentence`; `phrase` is the lexicon's phrase that led to it.

    `state` is one of

    - "stated": said of the matter at hand as a fact ("the sample was small"): what a person would check first;
    - "negated": said not to be so, or to have been dealt with ("no selection bias", "adjusted for confounders"):
      evidence against the flaw, so never to be counted with the stated ones;
    - "hedged": said to be possible, or not to be excluded ("recall bias may have"): authors mostly confess this way,
      so it is worth reading, but it is not a fact;
    - "quoted": in quotation marks or in the mouth of others ("critics say"): who speaks is not the author of the text;
    - "hypothetical": a purpose, a condition, a question, a definition or a method of looking for it ("to avoid
      selection bias", "publication bias was examined"): nothing is said of whether it is so.

    `rule` names the kind of words that decided, with a version. `grade` is "A" where the phrase is plain and its own
    clause decided, "B" where the phrase is a single word or also the name of a mere circumstance, "C" where the
    sentence speaks of other studies than the one at hand.
    """

    flaw: str
    phrase: str
    text: str
    start: int
    end: int
    sentence: Mention
    state: str
    rule: str
    grade: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Where the sentence holds these, the phrase means something else.
_OTHER_SENSE = {
    "paper mill": _words(r"\b(?:pulp|effluents?|wood|waste\w*|sludge|workers|river)\b"),
    "spin the data": _words(r"\b(?:dis[ck]s?|drives?|class(?:es)?|wheels?|pupils|students)\b"),
    "floor effect": _words(r"\b(?:building|room|house|carpet|heating|ward|noise|acoustic|wall|thermal|pelvic|lamp)s?\b"),
    "ceiling effect": _words(
        r"\b(?:building|room|house|fan|heating|noise|acoustic|wall|thermal|lamp|analgesi\w+|dos(?:e|age)|opioids?)\b"
    ),
    "early termination": _words(r"\b(?:pregnan\w+|employ\w+|contract|labou?r)\b"),
    "terminated early": _words(r"\b(?:pregnan\w+|contract|labou?r|exercise\stest)\b"),
    "high dropout": _words(r"\b(?:school|college|university|pupils|high-school)\b"),
    "overreach": _words(r"\b(?:stride|reaching|arm|shoulder)\b"),
    "short duration": _words(r"\b(?:pain|symptoms?|disease|illness|sessions?|contraction|stimulus|pulse|complaints?|hospital)\b"),
    "single centre": _words(r"\b(?:of\spressure|of\smass|of\srotation)\b"),
    "single center": _words(r"\b(?:of\spressure|of\smass|of\srotation)\b"),
    "weak effect": _words(r"\b(?:drug|inhibitor|agonist|analgesic)\b"),
    "poor recall": _words(r"\b(?:memory\stest|words?\slist|dementia|items)\b"),
    "small effect": _words(r"\b(?:cohen|convention|considered|defined|assum\w+|classif\w+|interpret\w+|0\.2\b|threshold)\b"),
    "small effects": _words(r"\b(?:cohen|convention|considered|defined|assum\w+|classif\w+|interpret\w+|0\.2\b|threshold)\b"),
    "small effect size": _words(r"\b(?:cohen|convention|considered|defined|assum\w+|classif\w+|interpret\w+|0\.2\b|threshold)\b"),
    "measurement error": _words(r"\b(?:standard\serror\sof|minimal\sdetectable|SEM\b|within\sthe\smeasurement)\b"),
    "open-label": _words(r"\b(?:extension|follow-on|follow-?up)\b"),
}
# A word of many senses counts only beside these.
_ONLY_BESIDE = {
    "spin": _words(
        r"\b(?:abstracts?|conclusions?|conclude\w*|report(?:ing|s|ed)?|paper|authors?|press|headlines?|"
        r"interpret\w*|positive|claims?|results?|"
        r"findings|public\w*|misleading)\b"
    ),
}
_POOLED = _words(
    r"\b(?:studies|trials|reviews?|meta-analys[ei]s|pooled|estimates|analys[ei]s|evidence|literature|outcomes?\sused|I2|I²)\b"
)
_PLANNING = _words(
    r"\b(?:power\sof|sample\ssize|alpha|beta|probability|rate\sof|required|participants\sper|patients\sper)\b|[αβ]"
)
_SEEN_IN_FEW = _words(
    r"\b(?:onset|occurred|seen|observed|found|reported|developed|experienced)\b[^.;]{0,60}\b(?:in|among|"
    r"by)\s(?:only\s)?a?\s?$"
)
_NO_SPIN = re.compile(
    r"\s*(?:-|\s)?(?:echo|class(?:es)?|cycl\w+|bik\w+|coat\w*|lattice|label\w*|wheel|column\w*|doctor|off|up|on\b|"
    r"around|of\sthe\s(?:wheel|ball)|"
    r"the\b|a\b|relax\w+|states?|systems?|tube|rate|dry\w*)",
    re.IGNORECASE,
)
_TO_SPIN = re.compile(
    r"\b(?:to|can|could|will|would|they|we|may|might|fast|gradient|turbo|electron|nuclear|back)[\s-]$", re.IGNORECASE
)
# Circumstances of a study that are a flaw only by what is made of them.
_MILD = _words(
    r"^(?:open.label|single.cent\w+|loss to follow.?up|last observation\b.*|locf|convenience samp\w+|"
    r"surrogate \w+|complete.case \w+|subjective .*|"
    r"per.protocol .*|retracted|placebo effects?|natural \w+|small effects?|small effect sizes?|"
    r"non.?randomi[sz]ed|low adherence|single.blind only|"
    r"strict \w+ criteria|pre.post .*|co.?interventions?|no significant .*)$"
)
_OTHERS = _words(
    r"\b(?:previous|earlier|prior|other|most|many|few|existing|several|two|three|four|a|published|available|"
    r"included|past|reviewed|primary|these|those|some|cited)\s"
    r"(?:\w+\s){0,2}?(?:(?<=previous\s)study|studies|trials|reports|reviews|research|work|literature|investigations|RCTs)\b"
    r"|\b[A-Z][a-z]+\set\sal\b|\bin\s(?:the\sliterature|a\s(?:systematic\sreview|meta-analysis))\b|"
    r"\btheir\s(?:study|trial|sample)|\bthat\s(?:\w+\s)?(?:study|trial)\b|\bevidence\s(?:is|was)\b|\b(?:systematic|Cochrane)\sreviews?\b|"
    r"\b\d\sstudies\b"
)
_OURS = _words(r"\b(?:our|we|the\s(?:present|current)|this\s(?:\w+\s)?(?:study|trial|sample|paper|work|review|report))\b")


def find_flaw_mentions(text: str, lexicon: Lexicon) -> tuple[FlawMention, ...]:
    """Every flaw of the lexicon that running prose names, in document order; offsets are into `text` as given."""
    hits = list(lexicon.occurrences(text))
    if not hits:
        return ()
    plain = normalise(text)
    bounds = list(sentences(plain))
    starts = [start for start, _ in bounds]
    marked = quotations(text)
    opened = [start for start, _ in marked]
    found = []
    here = -1
    for (flaw, phrase), start, end in hits:
        at = bisect_right(starts, start) - 1
        if at < 0 or end > bounds[at][1]:
            continue  # words of two sentences
        first, last = bounds[at]
        if at != here:
            here, sentence, printed = at, plain[first:last], Mention(text[first:last], first, last)
            senses: dict[str, bool] = {}
        if _other_sense(phrase, sentence, start - first, end - first, senses):
            continue
        quote = bisect_right(opened, start) - 1
        read = stance(sentence, start - first, end - first, quote >= 0 and end <= marked[quote][1])
        found.append(
            FlawMention(
                flaw=flaw,
                phrase=phrase,
                text=text[start:end],
                start=start,
                end=end,
                sentence=printed,
                state=read.state,
                rule=f"{read.state}-{read.cue}/{_VERSION}",
                grade=_grade(phrase, sentence),
            )
        )
    return tuple(found)


def _other_sense(phrase: str, sentence: str, start: int, end: int, senses: dict[str, bool]) -> bool:
    """Whether the words mean something else here; `senses` keeps what the whole sentence says of a phrase."""
    if phrase not in senses:
        senses[phrase] = _sentence_of_else(phrase, sentence)
    if senses[phrase]:
        return True
    if phrase.startswith(("small number", "few ")) and _SEEN_IN_FEW.search(sentence, max(0, start - 90), start):
        return True
    if sentence[max(0, start - 4) : start].lower() == "non-":
        return True
    if phrase in _ONLY_BESIDE:
        return _NO_SPIN.match(sentence, end) is not None or _TO_SPIN.search(sentence, max(0, start - 12), start) is not None
    return False


def _sentence_of_else(phrase: str, sentence: str) -> bool:
    """Whether the sentence speaks of something in which a phrase, wherever it stands, means no flaw."""
    if phrase in _OTHER_SENSE and _OTHER_SENSE[phrase].search(sentence):
        return True
    if phrase.endswith("heterogeneity") and not _POOLED.search(sentence):
        return True
    if phrase.startswith("type ") and _PLANNING.search(sentence):
        return True
    return phrase in _ONLY_BESIDE and _ONLY_BESIDE[phrase].search(sentence) is None


@lru_cache(maxsize=16)
def _of_others(sentence: str) -> bool:
    """Whether the sentence speaks of other studies and not of the one at hand."""
    return _OTHERS.search(sentence) is not None and _OURS.search(sentence) is None


def _grade(phrase: str, sentence: str) -> str:
    if _of_others(sentence):
        return "C"
    return "B" if " " not in phrase.replace("-", " ") or _MILD.match(phrase) else "A"
