"""Who is named in words about blinding: participants, providers of treatment, assessors, analysts."""

from __future__ import annotations

import re

__all__ = ["ASSESSING", "parties", "subject"]

ASSESSING = re.compile(
    r"\b(?:assess(?:ed|ing|es|ments?)?|evaluat(?:ed|ing|e|es|ions?)|measur(?:ed|ing|e|es|ements?)|collect(?:ed|ing|s|ion)?"
    r"|scor(?:ed|ing|es)|rat(?:ed|ing|es)|interview(?:ed|ing|s)?|record(?:ed|ing|s)?|examin(?:ed|ing|ations?)|test(?:ed|ing|s)"
    r"|retriev(?:ed|ing)|handl(?:ed|ing)|follow-?\s?up|outcomes?|questionnaires?|data)\b",
    re.ASCII,
)
_SOMEBODY = "investigator"  # investigators and researchers: what they did is not said
_NAMES = {
    "analysts": (
        r"\b(?:bio)?statisticians?\b|\banaly(?:sts?|[sz]ers?)\b|\b(?:statistical|data)\s(?:\w+\s)?analys[ei]s\b"
        r"|\bwho\s(?:\w+\s){0,3}?analy[sz]ed\b|\banaly[sz]ing\s(?:the\s)?data\b"
    ),
    "assessors": (
        r"\b(?:assessors?|evaluators?|examiners?|raters?|observers?|interviewers?|adjudicators?|data\s(?:collectors?|managers?)"
        r"|testers?|graders?|readers|reviewers|radiologists?|technicians?|coordinators?|enumerators?"
        r"|outcomes?\s(?:\w+\s)?(?:assess\w*|evaluat\w*|investigators?|data)"
        r"|research\s(?:assistants?|nurses?|staff|physicians?|personnel|therapists?|physiotherapists?)"
        r"|study\s(?:nurses?|personnel|staff)"
        r"|(?:independent|external)\s(?:\w+\s)?(?:investigators?|researchers?|person|physicians?|nurses?|physiotherapists?|therapists?))\b"
    ),
    "providers": (
        r"\b(?:(?:physio)?therapists?|clinicians?|physicians?|doctors?|surgeons?|nurses?|care[\s-]?givers?|providers?|practitioners?"
        r"|instructors?|trainers?|acupuncturists?|osteopaths?|chiropractors?|counsel+ors?|interventionists?|operators?"
        r"|professionals?|staff|teachers?|pharmacists?|an(?:a)?esthe(?:sio)?(?:log)?ists?|gps|psychologists?|dentists?)\b"
    ),
    "participants": (
        r"\b(?:participants?|patients?|subjects?|volunteers?|women|men|children|parents?|families|individuals|people|veterans"
        r"|students|residents|recipients)\b(?!')"
    ),
    _SOMEBODY: r"\b(?:investigators?|researchers?)\b",
}
_PARTIES = tuple((party, re.compile(pattern, re.ASCII)) for party, pattern in _NAMES.items())
_JOINTS = re.compile(r",\s|\band\b|\bor\b|\bnor\b|\bas\swell\sas\b|&|/", re.ASCII)
_DOING = re.compile(
    r"\b(?:who|responsible\sfor|in\scharge\sof|performing|conducting|carrying|assessing|evaluating|measuring|collecting|retrieving"
    r"|handling|processing|delivering|providing)\b",
    re.ASCII,
)
_OWNED = re.compile(r"\b(?:participants?|patients?|subjects?)'s?\s", re.ASCII)  # "the participants' doctors" are no participants
_ANALYSING = re.compile(r"analy[sz]|statistic", re.ASCII)
_TREATING = re.compile(r"treat|deliver|provid|interven|administ|perform", re.ASCII)


def parties(words: str) -> list[str]:
    """Who is named, each party once: a code of the appraisal file, or "investigator" for people whose part is not told."""
    found = [name for name, pattern in _PARTIES if pattern.search(words)]
    if _SOMEBODY in found and len(found) > 1:
        found.remove(_SOMEBODY)
    return found


def subject(words: str) -> list[str]:
    """The parties of a subject. What people did counts before what they are: a therapist who collects data is an assessor."""
    found: list[str] = []
    for part in _JOINTS.split(words):
        did = _DOING.search(part)
        head, clause = (part[: did.start()], part[did.start() :]) if did else (part, "")
        named = parties(_OWNED.sub("", head))
        if _ANALYSING.search(clause):
            named = ["analysts"]
        elif ASSESSING.search(clause):
            named = ["assessors"]
        elif _TREATING.search(clause) and named != ["participants"]:
            named = ["providers"]
        if "providers" in named and "assessors" in named:
            named.remove("providers")
        if len(named) > 1 and "participants" in named:  # "patient assessors", "clinicians treating patients"
            named.remove("participants")
        found += [name for name in named if name not in found]
    return found
