"""How long the treatment lasted: the weeks that prose gives a programme, and not those of anything else.

Trials count weeks of many things: follow-up, symptoms, ages, pregnancies, recall, waiting. A length of time is taken
only where the words around it say that treatment filled it, and left where they hedge ("at least", "up to"), give a
range, or name one stage of several: none of these states how long the treatment was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kg.extract.sentences import normalise, sentences
from kg.extract.spans import Mention, Span
from kg.extract.study.passage import folded

__all__ = ["DurationMention", "find_durations"]


@dataclass(frozen=True, slots=True)
class DurationMention:
    """How long a treatment lasted: `weeks` as a number, `text` as printed (`text == source[start:end]`).

    A month counts 52/12 weeks, a year 52. `rule` names the rule that found it, with its version.
    """

    weeks: Decimal
    text: str
    start: int
    end: int
    sentence: Mention
    rule: str


_NAMED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "twenty-four": 24, "thirty": 30, "thirty-six": 36,
}  # fmt: skip
_COUNT = rf"(?:\d{{1,3}}(?:\.\d)?|{'|'.join(sorted(_NAMED, key=len, reverse=True))})"
_UNIT_WEEKS = {"d": Decimal(1) / 7, "w": Decimal(1), "m": Decimal(52) / 12, "y": Decimal(52)}
_LONGEST = 520  # weeks; no trial treats for longer than ten years, and what says so is about something else
_ROUNDED = Decimal("0.01")


def _compiled(pattern: str) -> re.Pattern[str]:
    """For text in lower case, in which the engine is faster than where case is passed over."""
    return re.compile(pattern, re.ASCII | re.VERBOSE)


_LENGTH = _compiled(
    rf"""(?<![\w.,/+-])(?P<n>{_COUNT})(?P<gap>\s|-\s?)(?:(?:consecutive|successive|full|whole|complete)\s)?
         (?P<unit>day|week|wk|month|mo|year|yr)(?P<plural>s?)\b(?:'s?)?(?P<long>[\s-]long\b)?
         (?!\s?(?:a|per|each|every)\s(?:day|week|month|year) | /(?:week|wk|month))"""
)
# Without a unit after a space or a dash, and a count before that, a sentence (in lower case) needs no closer look.
_UNIT = re.compile(r"[dwmy](?<=[\s-].)(?:(?<=d)ay|(?<=w)(?:eek|k)|(?<=m)(?:onth|o)|(?<=y)(?:ear|r))s?\b", re.ASCII)
_COUNT_LEFT = re.compile(
    rf"(?:\d|(?:{'|'.join(_NAMED)}))(?:\s|-\s?)(?:(?:consecutive|successive|full|whole|complete)\s)?$", re.ASCII
)
_WEEKLY = _compiled(
    rf"""(?<![\w.,/+-])(?P<n>{_COUNT})\s(?P<often>once[\s-]|twice[\s-])?weekly\s
         (?:(?!sessions|treatments)[\w/-]+\s){{0,4}}?(?:sessions|treatments|classes|lessons|injections|applications|workshops)\b"""
)

# What is done to people. A treatment named otherwise ("8 weeks of NMES") is not found.
_TREATMENT = (
    r"(?:program(?:me)?s?|courses?|interventions?|treatments?|therapy|therapies|training|exercises?|exercising|rehabilitation"
    r"|regimens?|regimes?|protocols?|physiotherapy|psychotherapy|classes|lessons|yoga|pilates|tai\schi|massage|acupuncture"
    r"|manipulation|stretching|strengthening|supplementation|medication)"
)
_NOT_BETWEEN = (
    r"(?:in|of|for|to|with|at|after|before|without|by|on|from|during|until|than|who|which|that|the|an?|was|were|is|are|had|has"
    r"|have|did|follow\w*|post\w*|pre|run|wash\w*|lead|wait\w*|baseline|recall|booster|refresher|maintenance|extension"
    r"|observation\w*|detraining|retention|trial|study|start\w*|commenc\w*|complet\w*|end\w*|initiat\w*|discontinu\w*|stop\w*"
    r"|finish\w*|cessation|free|no|pain|symptom\w*|failed|unsuccessful|previous|prior|participants|patients|subjects)\b"
)
_NOUN = (
    rf"(?!(?:and|or)\b)(?:(?!{_NOT_BETWEEN})[\w&/+'-]+,?\s(?:\+\s)?){{0,5}}?{_TREATMENT}"
    rf"(?:\s(?:(?:and|or)\s)?(?:periods?|phase|sessions|{_TREATMENT}))*(?![\w-])"
)
_NOUN_NEXT = _compiled(rf"[\s-]{_NOUN}")
_OF_NOUN = _compiled(rf"\sof\s(?:an?\s|the\s|their\s)?{_NOUN}")
# "6-month treatment effects" are effects at six months; "12-month course of low back pain" is no course of treatment.
_NOT_AFTER = _compiled(
    r"""\s(?:follow|outcome|effect|response|assess|evaluat|visit|result|data|score|time|failure|success|history|delay|interval
        |break|free|stud(?:y|ies)|trials?\b|complet|cessation|initiation|benefit|for\s(?:the\s)?(?:therapist|clinician|provider)s
        |of\s(?:\w+\s){0,4}?(?:pain|symptoms?|disease|illness|disability|recovery|lbp)\b)"""
)

# What stands before or after a length that is none, a bound, a stage or a time point.
_BARRED = _compiled(
    r"""(?:\b(?:(?<!set\s)at(?:\s(?:least|most))?|every|aged?|up\sto|another|further|additional|extra|next|past|previous|prior|preceding|first|initial|final
           |remaining|since|minimum|maximum|(?:more|less|longer|greater|fewer|shorter|earlier|later)\sthan
           |(?<!will\s)(?<!to\s)last|second|third)|[<>≤≥])
        (?:\s?(?:of|the|an?|about|approximately))*\s?$"""
)
_LISTED = _compiled(rf"(?:\d|\b{_COUNT})-?\s?(?:to|or|and|-|,|/|±|\+)(?:\s(?:to|or|and))?\s?$")
_LIST_GOES_ON = _compiled(rf"\s?(?:to|or|-|/)\s?(?:{_COUNT}|longer|more|less|so)\b")
_TIMED = _compiled(r"\b(?:after|by|within|until|till|from|following|before|in|to|on)\s(?:(?:the|about|approximately)\s)?$")
_NOT_TREATED = _compiled(
    r"""[\s-](?:later|ago|before|earlier|prior|previous|old\b|post|pre\b|follow(?!ing)|apart|since
          |of\s(?:age|study|follow|gestation|pregnancy|observation|baseline|pain|symptom|life|sick|birth)|gestation|pregnan
          |(?:after|following)\b(?!\s(?:the\s|their\s)?(?:surg|operat|injur|discharge|randomi|birth|deliver|baseline|inclusion)))"""
)
_SPOKEN_OF_ELSE = _compiled(
    r"""\bbooster | \brefresher | \bfailed\b | \bfailure\sof | \bdespite\b | \brefractory | \bunsuccessful
      | \b(?:run|lead)-?\s?in\b | \bwash-?\s?out | \bwaiting\s(?:time|period) | \bwaited
      | \btime\s(?:to|from|until|between|since)\b | \bexclu(?:ded|sion) | \binclusion\b | \bcriteri | \beligible\sif\b
      | \b(?:large|larger|longer|future)\s(?:\w+\s)?(?:duration|stud|trial)
      | \b(?:(?:physio)?therapists?|clinicians?|instructors?|practitioners?|providers?|assessors?|nurses?|trainers?|gps)\s
        (?:\w+\s){0,3}?(?:received|attended|underwent|completed|had|were\s(?:trained|given)|took|participated)\b"""
)
_ANOTHER_STUDY = _compiled(r"\b(?:previous|prior|earlier|past|another|other)\s(?:stud|trial|research|work|review|report)")
_NEXT_STAGE = _compiled(r"\b(?:then|thereafter|subsequently|tapered|tapering|followed\sby)\b")
_GOES_ON = _compiled(rf"\b(?:{_TREATMENT}|treated|daily|weekly|monthly|(?:a|per|each|every)\s(?:other\s)?(?:day|week))\b")

# "... for 6 weeks": what leads there, and what must not stand between.
_LINK = _compiled(
    r"""\b(?P<link>for|over|during|across|throughout|in)\s
        (?:(?:an?|the)\s)?(?:(?:total|period|course|duration|total\s(?:period|duration))\sof\s)?(?:(?:about|approximately|around)\s)?$"""
)
_PERIOD = _compiled(r"\s(?:period|duration|phase|block)\b")
_BREAKS = _compiled(
    r"""follow | assess | measur | monitor | observ | record | report | questionnaire | diar(?:y|ies) | pedomet
      | acceleromet | wait | \bpain\b | symptom | complain | \blbp\b | sick | suffer | history | surviv | compensation
      | \bbenefits?\b | improv | reduc | decreas | increas | relie[fv] | maintain | remain | persist | effective
      | \bafter\b | \bbefore\b | \buntil\b | \bthan\b"""
)
_FREQUENCY = _compiled(
    r"""\b(?:an?|per|each|every|every\s(?:other|second))\s(?:day|week)\b | /(?:day|week|wk)\b
      | \b(?:daily|weekly)\b(?!\s(?:life|lives|living|activit|diar|pain|headache|log|text|call|questionnaire|report))"""
)
_SESSIONS = _compiled(
    rf"\b(?:sessions|classes|lessons)\b | \b{_COUNT}\s(?:[\w-]+\s){{0,3}}?(?:treatments|injections|applications)\b"
)
_NO_SESSIONS = _compiled(r"test | assess | measur | data | follow | familiari | interview | focus | number\sof")
_DELIVERED = r"deliver(?:ed|ing)|provided|administered|trained|training|exercis(?:ed|ing)|practi[sc](?:ed|ing)"
_DONE = _compiled(
    rf"""\b(?:treat(?:ed|ment|ments)|receiv(?:e|ed|ing)|underwent|undergo|took|taken|take|taking|given|applied|performed|worn|wore
         |randomi[sz]ed|assigned|allocated|attended|{_DELIVERED}|{_TREATMENT})\b"""
)
_SPREAD = _compiled(rf"{_DELIVERED}|{_TREATMENT}")
# "No treatment for 4 weeks", "the effect of treatment lasted 6 months".
_UNDONE = _compiled(
    r"""\b(?:no|not|without|never|effects?|benefits?|improve\w*|gains?|results?|relief|response|able\sto|avoid\w*|stopp?\w*)
        (?:\s[\w-]+){0,4}\s?$"""
)
_EARLIER = _compiled(r"\b(?:has|have|having|had\sbeen|who\shad|previously)\s(?:\w+\s){0,2}$")
_LASTING = _compiled(
    rf"""\b{_TREATMENT}\s(?:(?:periods?|phases?|durations?|sessions|groups?)\s)?
         (?:(?:(?:was|were|is|are|will\sbe|of|lasted|lasts?|lasting|ran|runs|running|took|takes|taking|covers?|covered|will
              |consist(?:ed|s|ing)\sof|comprised|spanned|for|over)\s){{1,3}})
         (?:(?:an?|the|for|of|over|about|approximately|total|period|duration|set\s(?:at|to))\s)*$
      | \b{_TREATMENT}:\s$"""
)


def find_durations(text: str) -> tuple[DurationMention, ...]:
    """Every statement of how long the treatment lasted, in document order; offsets are into `text` as given."""
    plain = normalise(text)
    lower = folded(plain)
    found = []
    for start, end in sentences(plain):
        if not _may_tell(lower[start:end]):
            continue
        sentence = Mention(text[start:end], start, end)
        for weeks, (first, last), rule in sorted(_in_sentence(lower[start:end]), key=lambda f: f[1]):
            at, until = start + first, start + last
            found.append(DurationMention(weeks, text[at:until], at, until, sentence, f"{rule}/1"))
    return tuple(found)


def _may_tell(lower: str) -> bool:
    """Whether a sentence in lower case has a length of time in it, or "weekly" sessions."""
    if "weekly" in lower:
        return True
    return any(_COUNT_LEFT.search(lower, max(0, unit.start() - 28), unit.start()) for unit in _UNIT.finditer(lower))


def _in_sentence(sentence: str) -> Iterator[tuple[Decimal, Span, str]]:
    """Weeks, span and rule of each duration that a sentence in lower case states."""
    for match in _LENGTH.finditer(sentence):
        weeks = _weeks(match["n"], match["unit"])
        hit = _rule(sentence, match) if weeks else None
        if weeks and hit:
            yield weeks, hit[0], hit[1]
    for match in _WEEKLY.finditer(sentence) if "weekly" in sentence else ():
        number = (_number(match["n"]) / (2 if (match["often"] or "").startswith("twice") else 1)).quantize(_ROUNDED)
        left, right = sentence[: match.start()], sentence[match.end() :]
        # "Three weekly sessions" are as often three a week; and where a length is printed for them, it is what counts.
        lengths = [length.start() for length in _LENGTH.finditer(right, 0, 70)]
        told = any(_LINK.search(right, 0, at) and not _BREAKS.search(right, 0, at) for at in lengths)
        if number >= 4 and not told and not _spoken_of_else(left, right):
            yield number, match.span(), "weekly-sessions"


def _number(printed: str) -> Decimal:
    return Decimal(_NAMED.get(printed, 0)) or Decimal(printed)


def _weeks(printed: str, unit: str) -> Decimal | None:
    weeks = (_number(printed) * _UNIT_WEEKS[unit[0]]).quantize(_ROUNDED)
    return weeks if 0 < weeks <= _LONGEST else None


def _spoken_of_else(left: str, right: str) -> bool:
    """Whether the words around a length bound it, list it, name one of several stages, or are about something else."""
    near = left[-80:]
    return bool(
        _BARRED.search(left[-60:])
        or _LISTED.search(left[-30:])
        or _LIST_GOES_ON.match(right)
        or _NOT_TREATED.match(right)
        or _SPOKEN_OF_ELSE.search(near)
        or _ANOTHER_STUDY.search(left)
        or _is_stage(near, right[:120])
    )


def _is_stage(left: str, right: str) -> bool:
    """Whether treatment went on after, or had begun before, what the words between speak of."""
    if (step := _NEXT_STAGE.search(right[:80])) and _GOES_ON.search(right, step.end()):
        return True
    step = _last(_NEXT_STAGE, left)
    return bool(step and (_GOES_ON.search(left, 0, step.start()) or _LENGTH.search(left, 0, step.start())))


def _rule(sentence: str, length: re.Match[str]) -> tuple[Span, str] | None:
    """The span of the statement and the rule by which a length of time is one of treatment."""
    left, right = sentence[: length.start()], sentence[length.end() :]
    if _spoken_of_else(left, right):
        return None
    adjective = length["gap"] != " " or (not length["plural"] and _number(length["n"]) != 1)
    timed = not adjective and _TIMED.search(left[-40:])
    for rule, pattern in (("length-of-programme", _NOUN_NEXT), ("weeks-of-treatment", _OF_NOUN)):
        named = None if timed else pattern.match(right)
        if named and not _NOT_AFTER.match(right, named.end()):
            return (length.start(), length.end() + named.end()), rule
    period = _PERIOD.match(right)
    if adjective and not period:
        return None
    span = length.start(), length.end() + (period.end() if period else 0)
    if lasting := _LASTING.search(left[-160:]):
        undone = _UNDONE.search(left[-160:][: lasting.start()])
        return None if undone else (span, "treatment-lasted")
    link = _LINK.search(left[-60:])
    found = _led_to(left[: -len(link[0])][-160:].rpartition(";")[2], link["link"]) if link else None
    return (span, found) if found else None


def _led_to(before: str, link: str) -> str | None:
    """The rule by which what stands before "for 6 weeks" speaks of treatment."""
    if link != "in" and (cue := _last(_FREQUENCY, before)) and not _BREAKS.search(before, max(0, cue.start() - 60)):
        return "frequency-for"
    if (cue := _last(_SESSIONS, before)) and not _NO_SESSIONS.search(before, max(0, cue.start() - 30)):
        return None if _BREAKS.search(before, cue.end()) else "sessions-over"
    cue = _last(_DONE, before)
    if cue is None or not (link == "for" or (link != "in" and _SPREAD.fullmatch(cue[0]))):
        return None
    denied = _EARLIER.search(before, 0, cue.start()) or _UNDONE.search(before, 0, cue.start())
    return None if denied or _BREAKS.search(before, cue.end()) else "treated-for"


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(text):
        last = match
    return last
