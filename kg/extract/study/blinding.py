"""Who was kept unaware of the allocation: participants, providers of treatment, assessors, analysts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kg.extract.spans import Span
from kg.extract.study.claim import Claim
from kg.extract.study.parties import ASSESSING, parties, subject
from kg.extract.study.passage import Passage

__all__ = ["blinding"]

# Names of designs: "double-blind", "open-label", "assessor-blinded", "blinded assessors".
_MULTIPLE = re.compile(
    r"\b(?P<how>double|triple|quadruple|single)[\s-](?:blind(?:ed|ing|ness|edness)?|mask(?:ed|ing)?|dummy)\b(?!\speriod)",
    re.ASCII,
)
_OPEN = re.compile(
    r"\bopen[\s-]label(?:l?ed)?\b(?!\s(?:extension|phase|follow|period|treatment\speriod|run))"
    r"|\b(?:un|non-?)blinded,?\s(?:\w+\s){0,3}?(?:trial|study|rct)\b"
    r"|\bopen\s?,?\s(?:(?:randomi[sz]ed|prospective|controlled|multi-?cent\w+|clinical|uncontrolled),?\s){1,4}(?:trial|study)\b",
    re.ASCII,
)
_PARTY = (
    r"(?:outcome|evaluator|assessor|observer|rater|examiner|investigator|interviewer|participant|patient|subject|therapist"
    r"|clinician|physician|statistician|analyst|provider)"
)
_COMPOUND = re.compile(
    rf"\b(?P<who>{_PARTY}s?(?:(?:-?,?\s?(?:and|or|&|/)\s?|-?,\s){_PARTY}s?){{0,3}})"
    r"(?:-(?:blind(?:ed)?|mask(?:ed)?)\b|\s(?:blind|mask)(?:ed)?,?\s(?=(?:[\w-]+,?\s){0,4}?(?:trial|study|rct|design)\b))",
    re.ASCII,
)
_BLINDED_PARTY = re.compile(
    r"\b(?P<un>un|non-?)?(?:blind(?:ed)?|masked)\s"
    r"(?:(?:and\s\w+|independent|external|research|outcome|trained|clinical|study|data|endpoint|to\sgroup)\s){0,2}"
    r"(?P<who>assess(?:ors?|ments?)|evaluat(?:ors?|ions?)|examiners?|raters?|observers?|interviewers?|investigators?|adjudicat\w+"
    r"|assistants?|nurses?|physiotherapists?|statisticians?|analysts?|analys[ei]s|personnel|collectors?|outcomes?)\b",
    re.ASCII,
)

# Clauses: "the participants were not blinded to the allocation", "an examiner unaware of the groups".
_STATE = r"(?:blind(?:ed)?|masked|unaware|na[i\u00ef]ve|unblinded|unmasked|aware)"
_CLAUSE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|remain(?:ed|s)?|kept|stayed)\s(?:\w+ly\s|all\s|both\s|also\s|kept\s|then\s|still\s|only\s)?"
    rf"(?:not,?\s(?:for\s[^,;.]{{3,40}},\s)?|neither\s|never\s)?(?:\w+ly\s|kept\s)?{_STATE}\b"
    r"|\b(?:(?:do|does|did|will|would)\snot\sknow|had\sno\sknowledge|(?:were|was|are|is|will\sbe)\snot\s(?:informed|told))\b",
    re.ASCII,
)
_APPOSED = re.compile(
    r"\b(?:blind(?:ed)?|unaware|na[i\u00ef]ve|unblinded|unmasked)\s(?=\(|(?:to|for|as\sto|of|about|regarding|from)\b)", re.ASCII
)
_ABOUT = re.compile(r"\s?(?:to|for|of|about|regarding|from)\s", re.ASCII)
_WITHHELD = re.compile(
    r"\b(?:groups?|allocat\w*|assign\w*|treatments?|interventions?|arms?|randomi\w*|conditions?|status|stimulation|drugs?|medication"
    r"|study|hypothes\w*|therapy|received|which|type|purpose|code|design|what|products?|injections?)\b",
    re.ASCII,
)
_WHICH_GROUP = re.compile(
    r"\b(?:which\s(?!patients|participants|subjects)|group|allocat|assign|treatment\s(?:they|was|group))", re.ASCII
)
_OTHER_MATTER = re.compile(r"\bresults?\b|\bbaseline\sdata\b|\bclinical\sexamination", re.ASCII)
_STOPS = re.compile(
    r"[;:]|\.\s|\b(?:but|whereas|while|although|however|because|since|so\sthat|thus|therefore|hence|as\sa\sresult)\b"
    r"|,\s(?:and\s)?(?=the\s(?:\w+\s){1,3}(?:was|were)\b)",
    re.ASCII,
)
_AWARE = re.compile(r"\b(?:unblinded|unmasked|aware)\b", re.ASCII)
_DENIED = re.compile(r"\b(?:not|never|neither)\b", re.ASCII)
_NOBODY = re.compile(
    r"\bneither\b|\bnone\s(?:of|was|were)\b|\bno\s(?:one|\w+\s(?:was|were))\b|\b(?:not|nor)\s(?:be\s)?$", re.ASCII
)
_BY_WHOM = re.compile(r"\bby\s(?:an?|the|one|two)\s(?P<who>[^,;]{3,80})$", re.ASCII)

# Blinding as a noun or an aim: "blinding of participants was not possible", "it was impossible to blind the therapists".
_OF_WHOM = re.compile(
    r"\b(?P<word>blinding|masking|blind|mask)\s(?P<of>of\s)?(?:(?:the|both|all|either|neither)\s)?(?P<who>[^.;:(),]{3,90})",
    re.ASCII,
)
_WHOSE = re.compile(
    r"\b(?P<who>participants?|patients?|subjects?|assessors?|evaluators?|therapists?|clinicians?|providers?|observers?|examiners?"
    r"|raters?)'?\s(?:blinding|masking)\b",
    re.ASCII,
)
_WHO_ENDS = re.compile(
    r"\b(?:was|were|is|are|will|would|could|cannot|to|towards?|for|with|which|because|due|in|by|at|on)\b", re.ASCII
)
_NOT_POSSIBLE = re.compile(
    r"\b(?:impossible|infeasible|unfeasible|impractical|impracticable|unable|cannot|could\snot"
    r"|not\s(?:\w+\s)?(?:possible|feasible|practicable|practical|attempted|achieved|done|performed|applied|used|employed|ensured))\b",
    re.ASCII,
)
_LACK = re.compile(
    r"\b(?:(?:lack|absence)\sof\s(?:\w+\s){0,2}?|no\s(?:\w+\s)?|without\s(?:\w+\s)?|(?:could|did|can|do)\snot\s|were\snot\sable\sto\s"
    r"|(?:impossible|unable|infeasible|unfeasible|not\s(?:\w+\s)?(?:possible|feasible|able|practical))\sto\s(?:\w+\s)?)$",
    re.ASCII,
)
_BEYOND = re.compile(r"\b(?:additional|further|complete|full)\s$", re.ASCII)  # of some, blinding there was
_NO_NEAR = re.compile(r"\b(?:not|no|without|lack\sof|absence\sof|non)[\s-](?:\w+\s){0,2}$", re.ASCII)
_UNSURE = re.compile(
    r"\b(?:success|successful(?:ness)?|effective(?:ness)?|efficacy|evaluation|assess(?:ed|ment)?|test(?:ed)?|rate|adequacy|integrity"
    r"|quality|risk|breach|failure|attempts?|maintain|questions?|future|should|seek|envelopes?|procedures?|index|checked|asked"
    r"|guess)\b",
    re.ASCII,
)
_PRESENT = re.compile(r"\b(?:we|our|present|current|strengths?|limitations?)\b", re.ASCII)


def blinding(passage: Passage) -> Iterator[Claim]:
    """The parties of whom a sentence says that they were, or were not, blinded."""
    if passage.other and not passage.own:
        return
    text = passage.lower
    doubtful = passage.section == "background" and not passage.own
    elsewhere = passage.section == "discussion" and _PRESENT.search(text) is None
    for claim in _designs(text):
        yield replace(claim, grade="C") if doubtful or elsewhere else claim
    for claim in (*_clauses(text), *_nouns(text)):
        yield replace(claim, grade="C") if doubtful else claim


def _say(who: str, yes: bool, span: Span, grade: str, rule: str) -> Claim:
    if who == "investigator":  # of all that an investigator may do, assessing is the likeliest
        who, grade = "assessors", "C"
    return Claim("blinding", "yes" if yes else "no", span, grade, f"{rule}/1", who)


def _designs(text: str) -> Iterator[Claim]:
    for match in _MULTIPLE.finditer(text):
        if match["how"] == "single":
            yield Claim("blinding", "yes", match.span(), "C", "single-blind/1")
            continue
        yield _say("participants", True, match.span(), "B", "double-blind")
        yield _say("assessors", True, match.span(), "C" if match["how"] == "double" else "B", "double-blind")
        if match["how"] != "double":  # of two, the second is as often the assessor
            yield _say("providers", True, match.span(), "B", "double-blind")
    for match in _OPEN.finditer(text):
        yield _say("participants", False, match.span(), "B", "open-label")
        yield _say("providers", False, match.span(), "B", "open-label")
    for match in _COMPOUND.finditer(text):
        for who in parties(match["who"].replace("outcome", "outcome data")):
            yield _say(who, True, match.span(), "A", "compound")
    for match in _BLINDED_PARTY.finditer(text):
        if match["un"] is None and not _NO_NEAR.search(text, max(0, match.start() - 30), match.start()):
            who = "analysts" if match["who"].startswith(("stat", "analy")) else "assessors"
            vague = match["who"].startswith(("phys", "pers", "inv"))
            yield _say(who, True, match.span(), "B" if vague else "A", "blinded-party")


def _clauses(text: str) -> Iterator[Claim]:
    verbs = list(_CLAUSE.finditer(text))
    done = 0
    for match in verbs:
        left = _left(text, done, match.start())
        done = match.end()
        if not _is_of_allocation(text, match):
            continue
        unknowing = match[0].endswith(("know", "knowledge", "informed", "told"))
        denied = not unknowing and (_DENIED.search(match[0]) or _NOBODY.search(left)) is not None
        yes = not denied if _AWARE.search(match[0]) is None else denied
        grade = "B" if len(left) >= 160 or (yes and _UNSURE.search(left[-60:])) else "A"
        for who in subject(left):
            yield _say(who, yes, match.span(), grade, "clause")
    for match in _APPOSED.finditer(text):
        if any(verb.start() <= match.start() < verb.end() for verb in verbs) or not _is_of_allocation(text, match, 1):
            continue
        left = _left(text, 0, match.start()).rstrip(" (,")
        by = _BY_WHOM.search(left)
        named = ["assessors"] if by and ASSESSING.search(left) else parties(by["who"]) if by else subject(left)
        yes = _AWARE.search(match[0]) is None and _NO_NEAR.search(text, max(0, match.start() - 30), match.start()) is None
        for party in named:
            yield _say(party, yes, (match.start(), match.end() - 1), "B" if _UNSURE.search(left[-60:]) else "A", "clause")


def _left(text: str, start: int, end: int) -> str:
    """What stands in the clause before `end`, at most 260 characters."""
    start = max(start, end - 260)
    return text[max((stop.end() for stop in _STOPS.finditer(text, start, end)), default=start) : end]


def _is_of_allocation(text: str, match: re.Match[str], back: int = 0) -> bool:
    """Whether it is the allocation of which people were unaware, as far as the words after say of what."""
    end = match.end() - back
    right = text[end : end + 110]
    if match[0].endswith(("know", "knowledge", "informed", "told")):
        return _WHICH_GROUP.search(right) is not None
    if _OTHER_MATTER.search(right[:60]):
        return False
    about = _ABOUT.match(right)
    return _WITHHELD.search(right) is not None if about or "aware" in match[0] else True


def _nouns(text: str) -> Iterator[Claim]:
    for match in _OF_WHOM.finditer(text):
        start = match.start("who")
        stop = _WHO_ENDS.search(text, start, match.end())
        end = stop.start() if stop else match.end()
        noun = match["word"].endswith("ing")
        denied = _LACK.search(text, max(0, match.start() - 50), match.start()) or _NOT_POSSIBLE.search(text, end, end + 60)
        if denied and _BEYOND.search(text, max(0, match.start() - 14), match.start()):
            continue
        if denied or (noun and match["of"] and not _UNSURE.search(text)):
            for who in subject(text[start:end]):
                yield _say(
                    who, not denied, (match.start(), start + len(text[start:end].rstrip())), "A" if denied else "B", "blinding-of"
                )
    for match in _WHOSE.finditer(text):
        denied = _LACK.search(text, max(0, match.start() - 50), match.start()) or _NOT_POSSIBLE.search(
            text, match.end(), match.end() + 60
        )
        if denied or not _UNSURE.search(text):
            for who in parties(match["who"]):
                yield _say(who, not denied, match.span(), "A" if denied else "B", "blinding-of")
