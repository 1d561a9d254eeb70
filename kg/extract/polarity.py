"""What a clause does with a flaw it names: states it, denies it, hedges, quotes, supposes or looks for it.

Cues are read in a window of the sentence around the words: what stands before them since the clause began, the words
themselves, and what follows until the clause ends. All patterns are bounded, so that work grows with the text only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kg.extract.spans import Span

__all__ = ["Stance", "quotations", "stance"]

_LEFT, _RIGHT = 160, 140  # characters of a sentence that can bear on a mention
_GAP = (
    r"(?:[\s,/(-]+(?!(?:but|however|although|because|since|which|that|who|was|were|is|are|had|has|have|did|does|and\swe|due)\b)"
    r"[\w'%.-]+)"
)
_FAR = r"(?:[\s,/-]+(?!(?:but|however|although|because|which|who)\b)[\w'%.-]+){0,14}"
_ON = rf"{_GAP}{{0,5}}[\s,(\"'-]*$"
_NEAR = rf"{_GAP}{{0,2}}[\s,(\"'-]*$"


def _cue(pattern: str) -> re.Pattern[str]:
    """For text in lower case, in which the engine is faster than where case is passed over."""
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Stance:
    """`state` as in `FlawMention`, and `cue`: which kind of words decided, "plain" where none did."""

    state: str
    cue: str


# The clause: what is on the other side of these says something of its own.
_TURNS = r"but|however|although|though|whereas|while|because|since|yet|so\sthat|which|despite|in\sspite\sof"
_BEGINS = r"we|it|they|there|this|these|the|our|its"


def _break(turns: str, begins: str) -> re.Pattern[str]:
    """A character set first: the engine skips to it."""
    return _cue(rf"[;:,\s](?:(?<=[;:])\s|(?<=\s)(?:-|{turns})\s|(?<=,)\s(?:(?:{turns})\s|(?:and\s|so\s)?(?:{begins})\s))")


_BREAK_BEFORE = _break(rf"{_TURNS}|due\sto|owing\sto|given", rf"{_BEGINS}|allocation")
_BREAK_AFTER = _break(_TURNS, rf"{_BEGINS}|therefore|thus")

_SPEAKERS = (
    r"(?:(?:the|some|many|other|several|its|these|those|both|two|most)\s)?(?:\w+\s)?(?:authors?|critics?|"
    r"reviewers?|editors?|editorialists?|"
    r"commentators?|investigators|opponents|skeptics|sceptics|sponsors?|experts|colleagues|readers|letters?|"
    r"bloggers?|he|she|they|"
    r"[a-z'-]+\set\sal\.?(?:\s?[\[(][\d,\s-]{1,12}[\])])?|[a-z'-]+\sand\scolleagues)"
)
_REPORTED = re.compile(
    rf"\b(?!we\b){_SPEAKERS}\s(?:(?:have|had|has|also|themselves|rightly|openly|honestly|even|then|do|did|\w+ly)\s){{0,2}}"
    r"(?:acknowledg|admit|conced|claim|argu|say|said|stat(?:e|ing)|note|warn|complain|suggest|wr(?:i|o)te|point|"
    r"contend|believ|mention|"
    r"call|describ|object|report(?:ed|s)?\b|conclud|recogni[sz]e|declar|caution|blam|attribut|criticis|criticiz|conclude)\w*",
    re.IGNORECASE,
)
_ACCORDING = re.compile(
    rf"\baccording\sto\s{_SPEAKERS}\b|\bin\sthe\s(?:authors|reviewers|critics)'?\s(?:words|view|opinion)", re.IGNORECASE
)
_DECLARED = re.compile(r"\bdeclar\w+|\breport(?:s|ed)?\b|\bdisclos\w+", re.IGNORECASE)

_SUPPOSED = _cue(
    r"\b(?:would|should|if|unless|whether|were\sto|had\s(?:the|we|they|it|this|patients|participants)|"
    r"in\scase\sof|imagine|suppose|"
    r"hypothetical\w*|could\shave\sbeen\savoided|future\s(?:studies|trials|research|work)|let\sus|"
    r"when\s(?:working|dealing|using|there))\b"
)
_AVOIDABLE = _cue(
    r"^(?:\s[\w-]+){0,3}?\s(?:can|could|must|should|may)\sbe\s(?:avoided|prevented|reduced|minimi[sz]ed|limited|controlled)"
)
_LATER = _cue(r"^[^,;]{0,90}?\b(?:would|should)\b(?!\shave\s(?:been\s(?:useful|better)|strengthened))")
_PURPOSE = _cue(
    r"\b(?:to|in\sorder\sto|so\sas\sto|can|must|may|might|could|will|help|helps|aim(?:ed)?\sat|for|ways?\sof|"
    r"be)\s(?:\w+\s){0,2}?"
    r"(?:avoid|prevent|minimi[sz]e|reduc|limit|control|address|account|correct|adjust|assess|examin|detect|"
    r"evaluat|explor|test|check|"
    r"counter|overcome|eliminat|mitigat|protect|guard|exclud|rule\sout|decreas|lower|handl|compensat|identif|"
    r"investigat|measur|ensur|"
    rf"quantif|look|diminish|judg|rat|estimat)(?:e|es|ing|ion|ied|y)?\b(?:\s(?:for|against|out|at|whether)\b)?{_ON}"
)
_GENERAL = _cue(
    r"^\s(?:is\s(?:a|an|the|defined|when|one|often|usually|known)\b|are\s(?:defined|often|usually|common)\b|"
    r"refers?\sto|occurs?\s(?:when|if)|"
    r"arises?\s(?:when|if|from)|means\sthat|happens?\s(?:when|if))"
)
_TENDENCY = _cue(r"^\s(?:are\s(?:more|less)\slikely|tend\sto|often|usually|can\b|generally)")
_METHODS_BEFORE = _cue(
    r"\b(?:assess(?:ed|ing|ment\sof)?|examin(?:ed|ing|ation\sof)|test(?:ed|ing|s)?\sfor|explor(?:ed|ing)|"
    r"evaluat(?:ed|ing|ion\sof)|"
    r"check(?:ed|ing|s)?\sfor|look(?:ed|ing)?\sfor|rated|rating|judg(?:ed|ing)|investigat(?:ed|ing)|"
    r"search(?:ed)?\sfor|compar(?:e|ed|ing)|analy[sz]ed|"
    rf"items?\s(?:on|for)|domains?|criteri(?:a|on)|questions?\s(?:on|about)|definition\sof|defined|scored?\sfor|"
    rf"extracted){_ON}"
)
_METHODS_AFTER = _cue(
    r"^(?:[\s,/]+(?!(?:but|which|that|who|because|may|might|could)\b)[\w-]+){0,8}?\s?"
    r"\b(?:(?:was|were|is|are|will\sbe|has\sbeen|have\sbeen|being|be)\s(?:\w+ly\s|also\s|then\s)?"
    r"(?:assessed|examined|evaluated|explored|tested|investigated|checked|judged|rated|calculated|estimated|measured|scored|defined|compared|"
    r"visuali[sz]ed|recorded|extracted|classified|quantified|analy[sz]ed|shown|presented|displayed|listed|summari[sz]ed)\b"
    r"|^\s(?:assessment|test|analysis|plot|item|domain|score)s?\b)"
)
_PLANNED = _cue(
    r"\b(?:estimat(?:ed|ing)|expect(?:ed|ing)|anticipat(?:ed|ing)|assum(?:ed|ing)|allow(?:ed|ing)\sfor|account(?:ed|ing)\sfor|predicted)"
    r"(?:\s[\w%().-]+){0,5}[\s(]*$"
)
_LOSSES = re.compile(r"follow|drop|attrition|withdraw|effect")
_DEALT_WITH = (
    r"(?:adjust(?:ed|ing|ment|ments)?|controll(?:ed|ing)|control(?:s|led)?|correct(?:ed|ing|ion|ions)?|"
    r"account(?:ed|ing|s)?|allow(?:ed|ing))\s(?:for|of)"
    r"|minimi[sz](?:ed|es|ing)|prevent(?:ed|s|ing)|avoid(?:ed|s|ing)|eliminat(?:ed|es|ing)|ruled?\sout|"
    r"exclud(?:ed|es|ing)|reduc(?:ed|es|ing)|"
    r"overc[ao]mes?|protect(?:s|ed)?\s(?:from|against)|guard(?:s|ed)?\sagainst|mitigat(?:ed|es|ing)|free\s(?:of|from)"
)
_NOT_HANDLED = _cue(
    rf"\b(?:not|unable\sto|failed\sto|failure\sto|without|never|no|neither|nor|n't|un)(?:\s\w+){{0,4}}?\s"
    rf"(?:{_DEALT_WITH}|avoid|prevent|minimi[sz]e|eliminate|(?:control|adjust|account|correct|allow)\sfor|blind)\b{_ON}"
)
_CANNOT_EXCLUDE = _cue(
    r"\b(?:cannot|can\snot|can't|could\snot|couldn't|not\spossible\sto|impossible\sto|unable\sto|not\sable\sto|"
    r"does\snot|did\snot|do\snot|not)\s"
    rf"(?:\w+\s){{0,2}}?(?:exclude|rule\sout|discount|dismiss|preclude|know|be\s(?:sure|certain|excluded|"
    rf"ruled\sout)|eliminate){_ON}"
)
_NOT_EXCLUDED = _cue(
    r"^(?:[\s,]+[\w-]+){0,5}?\s(?:cannot|can\snot|can't|could\snot|couldn't|may\snot)\s(?:\w+ly\s|be\s)?(?:be\s|"
    r"fully\s|entirely\s|completely\s|"
    r"totally\s|definitely\s|therefore\s)*(?:excluded|ruled\sout|discounted|dismissed|eliminated|precluded|neglected|ignored)"
)
_HANDLED = _cue(rf"\b(?:{_DEALT_WITH})\b{_ON}")
_LOW_RISK = _cue(r"\b(?:low|no|minimal|little|lower)\s(?:\w+\s)?risks?\s(?:of|for)(?:[\s,]+(?!but\b)[\w-]+){0,12}[\s,]*$")
_DENY = _cue(
    r"\b(?:no|not|without|never|neither|nor|none\sof|free\s(?:of|from)|absence\sof|lack\sof|n't|little|"
    r"hardly\sany|unlikely(?:\sto\s\w+)?|low|"
    rf"lower|minimal|negligible)\b(?!\s(?:only|or\sonly|doubt|surpris\w+|least|merely|just|unexpected\w*)\b){_ON}"
)
_DENY_NEAR = _cue(
    rf"\b(?:no|not|without|never|hardly)\b(?!\s(?:only|or\sonly|doubt|least|merely|just)\b)(?:\s(?:evidence|sign|"
    rf"signs|indication)\sof)?{_NEAR}"
)
_LITTLE = _cue(r"\b(?:small|low|minimal|little|limited|negligible|acceptable)(?:\s\w+)?\s$")
_DENIED_AFTER = _cue(
    r"^(?:[\s,/-]+(?:and|or|in|of|the|at|both|all|for|to|from|between|groups?|studies|trials?|bias|follow\s?up|"
    r"rates?|our|this|study|due|with|"
    r"\d+|[\w-]+\sbias)){0,7}?\s(?:(?:was|were|is|are|has\sbeen|have\sbeen|had\sbeen|did|does|do|seems?|appears?|"
    r"remained|therefore|thus|has|have)\s)"
    r"(?:\w+ly\s|also\s|be\s|to\sbe\s|very\s|therefore\s|been\s|quite\s|relatively\s|thus\s|an?\s){0,3}"
    r"(?:unlikely|low|minimal|absent|negligible|avoided|minimi[sz]ed|prevented|reduced|eliminated|excluded|"
    r"ruled\sout|small|none|similar|nil|"
    r"balanced|not|no\b|rare|controlled|adjusted|accounted|excludable|handled|dealt)\b"
)
_EXCLUDABLE = _cue(r"^(?:\s[\w-]+){0,4}?\scan\s(?:therefore\s|thus\s|largely\s)?be\s(?:excluded|ruled\sout|dismissed)")
_MODAL = (
    r"(?:may|might|could|can\snot\sbe\ssure|possible|possibly|possibility|potential|potentially|perhaps|"
    r"probabl[ey]|likely|likelihood|"
    r"suspect(?:ed|s)?|seem(?:s|ed)?|appear(?:s|ed)?|conceivabl[ey]|presumably|plausibl[ey]|concerns?|suggest(?:s|"
    r"ed|ive)?|indicat(?:es|ed|ive)|"
    r"unclear|prone\sto|susceptible\sto|vulnerable\sto|risk\sof|arguabl[ey]|wonder|uncertain|raises?|hint(?:s|ed)?)"
)
_SURE = _cue(
    r"\b(?:high|serious|critical|substantial|considerable|major|clear|definite|increased|increases?|greater|"
    r"higher)\s(?:\w+\s)?risks?\sof(?:[\s,]+[\w-]+){0,6}[\s,]*$"
)
_UNSURE = _cue(rf"\b(?:un(?:clear|certain|known)|moderate|some)\s(?:risk|concerns?)\b{_ON}")
_HEDGE_BEFORE = _cue(rf"\b(?!could\snot|may\snot\sbe\sable){_MODAL}\b(?:\s(?:have\sbeen|be|has\sbeen|have\shad|have))?{_ON}")
_HEDGE_ANY = _cue(rf"\b{_MODAL}\b")
_HEDGE_NEAR = _cue(rf"\b(?!could\snot){_MODAL}\b(?:\s(?:have\sbeen|be|has\sbeen|have\shad|have))?{_NEAR}")
_HEDGED_CAUSE = _cue(
    rf"\b{_MODAL}\b{_FAR}\s(?:due\sto|because\sof|result\sof|caused\sby|explained\sby|attributable\sto|"
    rf"attributed\sto|owing\sto|reflects?|"
    r"there\s(?:was|is)|have\sbeen|be)(?:\s[\w-]+){0,4}[\s(]*$"
)
_HEDGE_AFTER = _cue(rf"^(?:[\s,]+(?!because|due|which|that|but)[\w'%()-]+){{0,9}}?[\s,]+{_MODAL}\b")
_HEDGE_INSIDE = _cue(r"\b(?:(?:may|might)\s(?:not\s)?|could\s)(?:have\s)?be(?:en)?\b")

# What a study has or lacks stands by itself; what may follow from it does not hedge it ("the small sample may explain").
_INFERRED = re.compile(
    r"\bbias(?:es)?\b|confound|\beffects?\b|regression|spontaneous|heterogen|recall|error|contaminat|generali[sz]|"
    r"extrapolat|hacking|dredging|"
    r"spin|causa|misclass|measurement|overestimat|overstat|imbalance|chance|placebo|differences? (?:at|in)|baseline"
)
_FEARED = _cue(r"\b(?:i|we)\s(?:\w+ly\s)?(?:fear|suspect|worry|guess)\b")  # of the whole sentence, over dashes too
_OWN_DENIAL = re.compile(
    r"\b(?:no|not|non|never|lack\w*|without|absence|missing|un\w+|in(?:adequate|sufficient)\w*|cannot|neither|"
    r"wasn t|weren t)\b|n't"
)


def stance(sentence: str, start: int, end: int, quoted: bool) -> Stance:
    """What the sentence does with its words `start:end`; `quoted` says that they stand between quotation marks."""
    words = sentence[start:end].lower()
    whole_before = sentence[max(0, start - 2 * _LEFT) : start]
    declared = "of interest" in words and _DECLARED.search(whole_before) is not None
    if quoted:
        return Stance("quoted", "marks")
    if not declared and _said_by_others(sentence, start):
        return Stance("quoted", "speech")
    if sentence.rstrip("\"' )").endswith("?"):
        return Stance("hypothetical", "question")
    return _by_cues(whole_before, words, sentence[end : end + _RIGHT])


@lru_cache(maxsize=256)
def _by_cues(whole_before: str, words: str, whole_after: str) -> Stance:
    """What the cues around `words` do with them. Text that repeats itself is read once."""
    before, after = _clause(whole_before[-_LEFT:].lower(), whole_after.lower())
    whole_before = whole_before.lower()
    inferred = _INFERRED.search(words) is not None
    if inferred and (_CANNOT_EXCLUDE.search(before) or _NOT_EXCLUDED.search(after)):
        return Stance("hedged", "not-excluded")
    if _NOT_HANDLED.search(before):
        return Stance("stated", "not-handled")
    if (_SUPPOSED.search(before) and not _NO_SUPPOSITION.search(before)) or _LATER.search(after) or _AVOIDABLE.search(after):
        return Stance("hypothetical", "condition")
    if _LOSSES.search(words) and _PLANNED.search(before):
        return Stance("hypothetical", "planned")
    if _PURPOSE.search(before):
        return Stance("hypothetical", "purpose")
    if (_GENERAL.search(after) and inferred and not before.strip()) or (words.endswith("s") and _TENDENCY.search(after)):
        return Stance("hypothetical", "definition")
    own = _OWN_DENIAL.search(words) is not None
    if _denied(before, after, words, own, inferred):
        return Stance("negated", "denial")
    if inferred and not own and (_METHODS_BEFORE.search(before) or _METHODS_AFTER.search(after)):
        return Stance("hypothetical", "methods")
    if (sure := _SURE.search(before)) and not _HEDGE_ANY.search(before, max(0, sure.start() - 40), sure.start()):
        return Stance("stated", "high-risk")
    if _hedged(before, after, words, inferred) or (inferred and _HEDGED_CAUSE.search(whole_before)):
        return Stance("hedged", "modal")
    if _FEARED.search(whole_before):
        return Stance("hedged", "feared")
    return Stance("stated", "plain")


@lru_cache(maxsize=16)
def _speech(sentence: str) -> tuple[tuple[Span, ...], bool]:
    """Where others are said to say something, and whether the sentence tells it "according to" them: once a sentence."""
    return tuple(found.span() for found in _REPORTED.finditer(sentence)), _ACCORDING.search(sentence) is not None


def _said_by_others(sentence: str, start: int) -> bool:
    told, according = _speech(sentence)
    return according or any(start - 2 * _LEFT <= first and end <= start for first, end in told)


def _clause(before: str, after: str) -> tuple[str, str]:
    """Of what stands before and after, that in the same clause."""
    for stop in list(_BREAK_BEFORE.finditer(before))[-1:]:
        before = before[stop.end() :]
    stop_after = _BREAK_AFTER.search(after)
    return before, after[: stop_after.start()] if stop_after else after


_NO_SUPPOSITION = _cue(
    r"\b(?:should|would)\s(?:\w+\s)?(?:be\s(?:noted|mentioned|acknowledged|considered|interpreted|recogni[sz]ed|read|kept|viewed|treated|"
    r"taken)|like\sto)\b"
)  # "it should be noted that"


def _denied(before: str, after: str, words: str, own: bool, inferred: bool) -> bool:
    if _EXCLUDABLE.search(after):
        return True
    if own:
        return _DENY_NEAR.search(before) is not None
    if any(cue.search(before) for cue in ((_DENY, _HANDLED, _LOW_RISK) if inferred else (_DENY_NEAR, _HANDLED))):
        return True
    if words.startswith("loss to follow") and _LITTLE.search(before):
        return True
    return _DENIED_AFTER.search(after) is not None


def _hedged(before: str, after: str, words: str, inferred: bool) -> bool:
    if _HEDGE_INSIDE.search(words) or _UNSURE.search(before):
        return True
    if not inferred:
        return _HEDGE_NEAR.search(before) is not None
    return _HEDGE_BEFORE.search(before) is not None or _HEDGE_AFTER.search(after) is not None


# A character set first: the engine skips to it.
_QUOTED = re.compile(
    r"[\u201c\"](?:(?<=\u201c)[^\u201c\u201d\n]{1,400}\u201d|(?<=\")(?<![\w\"].)(?=[^\s\"])[^\"\n]{1,400}(?<=\S)\"(?!\w))"
)


def quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of what stands between double quotation marks, in order."""
    return tuple(found.span() for found in _QUOTED.finditer(text)) if '"' in text or "\u201c" in text else ()
