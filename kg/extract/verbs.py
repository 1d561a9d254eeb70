"""What the verbs of a sentence say of its phrases: which one something happened to, which one did it, what people did."""

from __future__ import annotations

import re
from typing import Literal

from kg.extract.spans import Span
from kg.extract.words import PREPOSITIONS, Words, word_set

__all__ = ["Role", "acts_before", "deed", "predicate_after", "role_of"]

Role = Literal["subject", "doer", "exposure"]

_TRANSITIVE = word_set(
    "reduced led had showed prevented lowered produced prolonged experienced achieved received reported demonstrated "
    "exhibited caused provided enhanced yielded exhibits has have reduces improves affected influenced induced raised shortened "
    "attenuated worsened outperformed scored performed spent gained lost needed used completed attended made took "
    "walked slept returned produced produces carried faced slowed delayed halved doubled relieved alleviated accelerated "
    "restored resulted results predicted predicts lowers increases decreases leads prevents accepted"
)
_PRESENT = word_set("experience experiences report reports show shows receive receives face")  # verbs where an article follows
_EITHER = word_set(
    "decreased increased improved changed favoured favored developed declined fell rose dropped differed remained "
    "occurred lasted appeared"
)
_BASE = word_set(
    "reduce improve increase decrease affect change prevent lower raise enhance influence alter have lead result "
    "produce cause delay shorten prolong "
    "predict provide attenuate worsen"
)
_RISKS = word_set("risk risks odds hazard likelihood incidence prevalence probability chance chances rate rates occurrence")
_LEADING = frozenset(["start", "list", "kind", "other"])
_SAYING = word_set("show shows showed suggest suggests suggested indicate indicates indicated revealed demonstrated confirmed")
_BEFORE_ASIDES = word_set("in of for on to with against from")
_OPENING = word_set(", that ; : and")
_RELATIVE = word_set(", ; : which who that whereas while")
_AUXILIARY = word_set("may might could can did do does would will should to")
_BEING = word_set("was were is are")
_PASSED = word_set("not also only significantly effectively probably both all")
_OF_DOERS = re.compile(
    r"(?:\w+ly\s|\d[\d.]{0,6}(?:-fold|\stimes)?\s|not\s|also\s|more\s|less\s|an?\s|the\s|only\s|still\s|found\sto\sbe\s){0,4}"
    r"(?:(?:superior|inferior|noninferior|non-inferior|likely|unlikely|able)\sto|effective|randomi[sz]ed|assigned|allocated|better\sthan)\b"
)
_SEEN_TO = re.compile(r"(?:\w+\s){0,2}?(?:observed|found|shown|seen|reported|demonstrated|estimated|expected)\sto\s(?:\w+ly\s)?")
_OF_EXPOSURES = re.compile(
    r"(?:[^\W\d]+\s){0,4}?"
    r"(?:associated|related|linked|predictive|predictors?|correlated|(?:independent\s)?risk\sfactors?)\b"
)
_NO_ADVERB = word_set("early daily weekly monthly yearly family elderly hourly bodily")
_NO_OBJECT = word_set("more less and but or only over than compared when significantly")
_SHARE = re.compile(
    r"\b(?:proportion|percentage|number|share|rate)s?\sof\s(?:the\s)?(?:[\w-]+\s|\([^()]{1,40}\)\s){1,10}?(?:who|that)\s(?:had\s)?"
)
_ENTRY = re.compile(r"\b(?:(?:more|less|as|equally|un)\s?likely\sto|able\sto|,\s(?:and\s)?to|and\sto|failed\sto)\s")
_EMPTY_VERB = re.compile(
    r"(?:be|have|had|develop|experience|achieve|report|receive|undergo|suffer|show|attain|reach|get)\s(?:an?\s|the\s|been\s)?"
)
_ACTS = re.compile(r"\b(?:reduced|lowered|improved|increased|decreased|prevented|raised|worsened)\s(?:the|their)\s")
_STOP = re.compile(r"\s?(?:[(\[;,]|\b(?:was|were|from|at\sweek|at\s\d)\b|\bthan\b|\bcompared\b|\bversus\b|\bvs\b)")
_PREDICATE = re.compile(
    r"(?:were|was|are|is)\s(?:\w+\s){0,3}?(?:associated|related|predictive|predictors?|linked|risk\sfactors?)\b"
    r"|\bhad\s(?:\w+ly\s)?(?:higher|lower|greater|increased|reduced|better|worse)\s(?:odds|risks?|rates?|likelihood)\b"
    r"|\bhad\s(?:\w+ly\s)?(?:better|worse|poorer|less|more|lower|higher)(?=\s[a-z])(?!\s(?:than|in|with|of|or|and)\b)"
    r"|\bhad\sthe\s(?:largest|greatest|lowest|highest|smallest)\s(?:risk\s)?(?:reductions?|risks?|odds|increases?|rates?)\b"
    r"|\b(?:significantly\s)?(?:predicted|slowed|delayed|alleviated|relieved|reduced|lowered|improved|increased|decreased|prevented|raised|affected|influenced|worsened|"
    r"decrease|reduce|improve|increase)\s"
    r"|as\s(?:\w+\s){0,2}(?:predictors?|risk\sfactors?)\b"
)


def role_of(w: Words, last: int, rule: str, governor: int) -> Role | None:
    """ "subject" where its verb says what became of the phrase, "doer" where it acts on something else, "exposure" where it
    is said to go with something; None where the phrase is no subject. It ends with word `last`; see `NounPhrase`.
    """
    if rule not in _LEADING and not (rule == "quality" and (governor == 0 or w.plain[governor - 1] in _OPENING)):
        return None
    if rule == "list" and w.plain[governor] in _BEFORE_ASIDES:
        return None  # ", with [a follow-up] of a year, A was ..."
    count = len(w.plain)
    depth = 0
    for i in range(last + 1, min(count, last + 16)):
        word = w.plain[i]
        depth += (word in "([") - (word in ")]")
        if depth or word in ")]":
            continue
        if i == last + 1 and word in _RELATIVE:
            return None
        if word in {";", ":", "."} or (word == "that" and w.plain[i - 1] in _SAYING):
            return None  # "the analysis showed that [A] was related to B"
        if (role := _verb(w, i)) is not None:
            if rule == "list" and _is_joined(w, i):
                return None  # "A was related to B, [C] and inversely related to D": the verb is of what stands before the list
            # "the risk of [stroke] was associated with age": what goes with the risk is the exposure
            return "subject" if role == "exposure" and rule == "kind" and w.plain[governor - 1] in _RISKS else role
    return None


def _is_joined(w: Words, i: int) -> bool:
    """Whether "and" or "but" joins the verb at word `i` to one before it, adverbs aside."""
    while i > 0 and w.plain[i - 1].endswith("ly"):
        i -= 1
    return i > 0 and w.plain[i - 1] in {"and", "but"}


def _verb(w: Words, i: int) -> Role | None:
    word = w.plain[i]
    following = w.plain[i + 1] if i + 1 < len(w.plain) else ""
    if word in _BEING:
        after = w.spans[i][1] + 1
        if _OF_EXPOSURES.match(w.text, after):
            return "exposure"
        if seen := _SEEN_TO.match(w.text, after):
            j = w.at(seen.end())
            return (
                "doer" if j < len(w.plain) and w.plain[j] in _BASE else "exposure" if w.plain[j : j + 1] == ("be",) else "subject"
            )
        return "doer" if _OF_DOERS.match(w.text, after) else "subject"
    if word in {"correlated", "predicted"} and following != "by":
        return "exposure"
    if word in {"had", "have", "has"} and (following in _EITHER or following == "been" or following.endswith("ed")):
        # An auxiliary, and the next verb decides; or "had delayed starts", where what was had is a noun.
        return "doer" if following not in _EITHER and following != "been" and _takes_object(w, i + 1) else None
    if word in _TRANSITIVE and (following not in {"in", "by", "from", "that"} or word in {"resulted", "results"}):
        return "doer"
    if word in _PRESENT and following in {"a", "an", "the"}:
        return "doer"
    if word in _EITHER:
        return (
            "doer"
            if word in {"decreased", "increased", "improved", "changed", "favoured", "favored", "developed"}
            and _takes_object(w, i)
            else "subject"
        )
    if word in _AUXILIARY and word != "to":
        j = i + 1
        while j < len(w.plain) and (w.plain[j] in _PASSED or w.plain[j].endswith("ly")):
            j += 1
        if w.plain[j : j + 1] == ("be",):  # "A may be more effective", "A could be associated"
            after = w.spans[j][1] + 1
            return "exposure" if _OF_EXPOSURES.match(w.text, after) else "doer" if _OF_DOERS.match(w.text, after) else "subject"
        if j < len(w.plain) and w.plain[j] in _BASE:
            return "doer" if _takes_object(w, j) or w.plain[j] == "lead" else "subject"
        return "subject"
    return None


def _takes_object(w: Words, i: int) -> bool:
    """Whether a noun follows the verb at word `i`: "improved pain", not "improved in both groups"."""
    following = w.plain[i + 1] if i + 1 < len(w.plain) else ""
    if following in {"the", "a", "an", "their", "both", "all"}:
        return True
    if following in PREPOSITIONS or following in _NO_OBJECT or (following.endswith("ly") and following not in _NO_ADVERB):
        return False
    return following.replace("-", "").isalnum() and not following[0].isdigit()


def acts_before(w: Words, lead: int, bracket: int) -> bool:
    """Whether a verb that acts on something stands between two offsets: "reduced pain" before its bracket."""
    return _ACTS.search(w.text, lead, bracket) is not None


def predicate_after(w: Words, bracket: int) -> int | None:
    """Where the list that begins with the bracket at `bracket` ends in a verb: the offset after it, else None."""
    depth = 0
    for i in range(w.at(bracket), len(w.plain)):
        word = w.plain[i]
        depth += (word in "([") - (word in ")]")
        if depth == 0 and word in {";", ":", "but", "whereas", "while", "which", "although"}:
            return None
        if depth == 0 and word not in ")]" and (match := _PREDICATE.match(w.text, w.spans[i][0])):
            return match.end() if word in _BEING or word == "as" or _takes_object(w, w.at(match.end()) - 1) else None
    return None


def deed(w: Words, lead: int, until: int) -> Span | None:
    """What people were more likely to do, between two offsets: "return all questionnaires" of "more likely to return ..."."""
    last = None
    for match in _ENTRY.finditer(w.text, lead, until):
        if "likely" in w.text[:until] or "able" in match[0]:
            last = match
    if last is None:
        last = _SHARE.search(w.text, lead, until) if "of" in w.plain else None
    if last is None:
        return None
    start = last.end()
    if w.text.startswith(("occur", "be ", "happen"), start):
        return None
    if empty := _EMPTY_VERB.match(w.text, start, until):
        start = empty.end()
    stop = _STOP.search(w.text, start, until)
    end = stop.start() if stop else until
    while end > start and w.text[end - 1] in " ,;([":
        end -= 1
    return (start, end) if end > start + 2 else None
