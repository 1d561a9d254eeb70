"""People on their way through a study: screened, randomized, analysed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.spans import Span
from kg.extract.study.allocation import RANDOMLY, allocations
from kg.extract.study.claim import Claim, lowered
from kg.extract.study.numbers import NUMBER, count
from kg.extract.study.passage import Passage
from kg.extract.study.people import Counted, before, counted

__all__ = ["LABELS", "flow"]

LABELS = frozenset({"participants", "patients", "subjects", "study participants", "population", "sample", "study population"})

_LOST = re.compile(
    r"\b(?:declin|refus|exclu|withdr|dropp|lost\b|fail|ineligib|not\s(?!only)|died\b|discontinued|moved\b|unable|unwilling)",
    re.ASCII,
)
_ACTIVE = re.compile(r"(?:\s(?:a\stotal\sof|the|all|these|our|eligible)){0,2}\s?$", re.ASCII)
_SPLIT = re.compile(
    rf"(?:,|;|\band|\bor|\bwhile|\bwhereas)\s(?:the\s(?:other|remaining)\s)?(?P<n>{NUMBER})(?:\s?\([^()]{{0,30}}\))?"
    r"(?:\s(?:patients|participants|subjects|people|individuals|women|men|children))?(?:\s?\([^()]{0,30}\))?"
    rf"\s(?:(?:were|was)\s)?(?:randomly\s)?(?:(?:randomi[sz]ed|{RANDOMLY})\s)?(?:in)?to\b(?!\s(?:each|both|every|the\stwo|one))",
    re.ASCII,
)
_ONE_ARM = re.compile(r"\s(?:in)?to\s(?:receive\s)?[^,;:.()]{0,120}?(?:\([^()]{0,60}\))?(?:[,;.]|$|\sand\sall\b)", re.ASCII)
_SEVERAL = re.compile(
    r"\b(?:or|either|versus|vs|one\sof|two|three|four|five|six|both|between|groups|arms|treatments|conditions|[23456]"
    r"|an?\s(?:treatment|study|trial|intervention)?\s?(?:group|arm|condition)|(?:the\s)?(?:treatment"
    r"|intervention|study)\sor)\b|\d:\d|:|/",
    re.ASCII,
)
_WHO = r"randomi[sz]ed\s(?:patients|participants|subjects|people|individuals|adults|women|men|children)\b"
_DESCRIBED = re.compile(_WHO, re.ASCII)  # quick, and without it there is none of the next
_ADJECTIVAL = re.compile(rf"(?<![\w.,/-])(?P<n>{NUMBER})\s{_WHO}", re.ASCII)
_WHO_WERE = re.compile(r"\s?(?:who|that)?\s?(?:were|was|had\sbeen|underwent|entered)?\s?$", re.ASCII)
_TRIAL_OF = re.compile(
    r"\b(?:trial|study|rct)\s(?:of|with|in|including|included|involving|involved|enrol+ed|recruited|comprised"
    r"|randomi[sz]ed|among)\s"
    r"(?:a\stotal\sof\s)?$",
    re.ASCII,
)
_N_IN_ARM = re.compile(rf"[(\[]\s?n\s?[=:]\s?(?P<n>{NUMBER})\s?(?:[;,%\d\s.]{{0,12}})?[)\]]", re.ASCII)
_ENROLLED = re.compile(
    r"\b(?:(?:were|was|been)\s(?:\w+\s){0,2}?(?:recruited|enrol+ed|included)|entered\s(?:in)?to\s(?:the|this"
    r"|our)|entered\s(?:the|this|our)"
    r"|participated\sin\s(?:the|this|our)|took\spart)\b(?!\sin(?:to)?\s(?:the\s|this\s|our\s)?(?:[\w-]+\s){0,3}?analys)",
    re.ASCII,
)
_PARTICIPANTS = re.compile(r"(?:participants|patients|subjects|population|sample)\s?[:.]\s", re.ASCII)
_FIRST = re.compile(r"(?:a\stotal\sof\s)?|(?:[\w-]+\s){1,3}[(\[]\s?n\s?=\s?", re.ASCII)
_RECRUITED = re.compile(r"\b(?:we|trial|study)\s(?:recruited|enrol+ed|included)\s(?:a\stotal\sof\s)?$", re.ASCII)

_SCREENED = re.compile(
    r"\b(?:screened|(?:assessed|evaluated|examined|checked|reviewed|considered"
    r"|interviewed)\sfor\s(?:\w+\s){0,2}?(?:eligib|inclusion|participation|entry|enrol+ment))",
    re.ASCII,
)
_SCREENING_OF = re.compile(r"\bscreening\s(?:of\s)?(?:a\stotal\sof\s)?$", re.ASCII)
_OF_WHOM = re.compile(
    r"\b(?:out\s)?of\s(?:these|the|those|a\stotal\sof)?[^.;,]{2,60},\s(?=[^.;,]{1,30}\swere\sexcluded)", re.ASCII
)
_CONTACTED = re.compile(r"\b(?:approached|contacted|invited|identified|referred)\b", re.ASCII)
_ANALYSED = re.compile(
    r"\b(?:analy[sz]ed\b(?!\s(?:using|with|by|in)\b)"
    r"|(?:included|retained|entered|used|considered|evaluated|evaluable|available|eligible|assessed)\s(?:in"
    r"|into|for|as)\s(?:the\s|all\s|our\s|an?\s)?"
    r"(?:[\w/()-]+\s){0,6}?(?:analys[ei]s|analytic\ssample|population|data\s?set|model))",
    re.ASCII,
)
_ANALYSIS_OF = re.compile(
    r"\b(?:analys[ei]s|analysis\ssets?|populations?|full\sanalysis\sset(?:\s\(fas\))?|\(?(?:m?itt|fas)\)?|analy[sz]ed\ssample)\s"
    r"(?:(?:set|population|sample)\s)?(?:included|comprised|consisted\sof|involved|was\s(?:performed|conducted"
    r"|done|carried\sout)\s(?:on|in|for|with|using)"
    r"|were\s(?:performed|conducted|based|done)\s(?:on|in|for|with)|was\sbased\son|of|contained"
    r"|used)\s(?:data\s(?:from|of)\s)?(?:all\s|the\s|a\stotal\sof\s)?$",
    re.ASCII,
)
_ANALYSED_N = re.compile(rf"\banaly(?:[sz]ed|sis)\s(?:sample|population|set)\s?[(\[]\s?n\s?=\s?(?P<n>{NUMBER})\s?[)\]]", re.ASCII)
_FINAL = re.compile(
    r"\b(?:final|analytic(?:al)?)\s(?:\w+\s)?sample\s(?:comprised|included|consisted\sof|was|of)\s"
    r"|\bdata\s(?:of|from|for|on)\s(?=[^.;]{3,50}?\s(?:was|were)\s(?:available|analy))"
    r"|\binclude\s(?=[^.;]{3,60}?\sin\s(?:our|the)\s(?:\w+\s)?analys)",
    re.ASCII,
)
_COMPLETED = re.compile(
    r"\b(?:completed\b(?=\s(?:the|all|both|this|our|follow|treatment|to\b|post|an?\s|\d|assess|outcome|through)"
    r"|\s?$|[.,;])|finished\sthe"
    r"|(?:were|was)\sfollowed|provided\s(?:\w+\s){0,3}?data|had\s(?:complete\s)?(?:\w+\s)?(?:data|follow-?up)"
    r"|attended\sthe\s(?:\w+\s){0,3}?(?:follow|assess))",
    re.ASCII,
)
_PARTIAL = re.compile(
    r"per[- ]protocol|\bsafety\b|sensitivity|sub-?group|\bpps?\b|secondary|exploratory|explorative|complete[r-]", re.ASCII
)
_ARM_BEFORE = re.compile(r"\b(?:in|from|among|of)\s(?:the\s)?(?:[\w+/&-]+\s){0,4}?(?:group|arm)\b", re.ASCII)
_PART = re.compile(
    r"\b(?:in|from|of|among)\s(?:the|each|every|both|this|that)\s(?:[\w+/&-]+\s){0,5}?(?:group|arm)\b|\bper\s(?:group|arm)\b",
    re.ASCII,
)


def flow(passage: Passage) -> Iterator[Claim]:
    """The numbers of people that a sentence gives for a stage of the study."""
    text = passage.lower
    if next(counted(passage), None) is None and "=" not in text and " randomi" not in text:
        return
    found = list(_stages(passage))
    if found and not passage.planned and (passage.own or not passage.other):
        yield from found


def _stages(passage: Passage) -> Iterator[Claim]:
    text = passage.lower
    if "random" in text or "assigned" in text or "allocated" in text:
        yield from _randomized(passage)
    yield from _screened(passage)
    yield from _analysed(passage)
    if (
        "recruited" in text
        or "enrol" in text
        or "included" in text
        or "entered" in text
        or "particip" in text
        or "took part" in text
    ):
        yield from _subject(passage, "randomized", _ENROLLED, "C", "enrolled")
        yield from _object(passage, "randomized", _RECRUITED, "C", "enrolled")
    label = _PARTICIPANTS.match(text)
    if label or passage.label in LABELS:
        start = label.end() if label else 0
        found = next(counted(passage, start, start + 90), None)
        if found and _FIRST.fullmatch(text, start, found.span[0]):
            yield from _claim(passage, "randomized", found.n, found.span, "C", "enrolled")


def _screened(passage: Passage) -> Iterator[Claim]:
    text = passage.lower
    if "screen" in text or "eligib" in text or "for inclusion" in text or "for participation" in text or "for entry" in text:
        yield from _subject(passage, "screened", _SCREENED, "A", "screened")
        yield from _object(passage, "screened", _SCREENING_OF, "A", "screening-of")
    if "approached" in text or "contacted" in text or "invited" in text or "identified" in text or "referred" in text:
        yield from _subject(passage, "screened", _CONTACTED, "C", "contacted")
    if "were exclu" in text and ("random" in text or "enrol" in text or "included" in text):
        for match in _OF_WHOM.finditer(text):
            if found := next(counted(passage, match.start(), match.end()), None):
                yield from _claim(passage, "screened", found.n, found.span, "B", "of-whom-excluded")


def _analysed(passage: Passage) -> Iterator[Claim]:
    text = passage.lower
    if "analy" in text or "population" in text or "itt" in text or "data set" in text:
        yield from _subject(passage, "analysed", _ANALYSED, "A", "analysed")
        yield from _object(passage, "analysed", _ANALYSIS_OF, "A", "analysis-of")
        for match in _ANALYSED_N.finditer(text):
            yield from _claim(passage, "analysed", count(match["n"]), match.span("n"), "A", "analysed-n")
    if "sample" in text or "data " in text or "include " in text:
        for match in _FINAL.finditer(text):
            if found := next(counted(passage, match.end(), min(len(text), match.end() + 60)), None):
                yield from _claim(passage, "analysed", found.n, found.span, "B", "final-sample")
    if (
        "completed" in text
        or "finished" in text
        or "followed" in text
        or "data" in text
        or "attended" in text
        or "follow-up" in text
    ):
        yield from _subject(passage, "analysed", _COMPLETED, "C", "completed")


def _claim(passage: Passage, kind: str, n: int | None, span: tuple[int, int], grade: str, rule: str) -> Iterator[Claim]:
    if n is None or n < 2:
        return
    if passage.retells and not passage.own:
        grade = lowered(lowered(grade))
    yield Claim(kind, n, span, grade, f"{rule}/1")


def _subject(passage: Passage, kind: str, verb: re.Pattern[str], grade: str, rule: str) -> Iterator[Claim]:
    """Numbers of people to whom something was done: "149 people were analysed"; and directly before: "163 people screened"."""
    for match in verb.finditer(passage.lower):
        found = before(passage, match.start(), _LOST)
        if found is not None and kind == "analysed" and _ARM_BEFORE.search(passage.lower, 0, found.span[0]):
            continue
        if found is None or _PART.search(passage.lower, found.end, match.start()) or (found.part_of and kind != "screened"):
            adjective = _object_at(passage, match.end())
            if adjective is None or kind != "screened":
                continue
            found = adjective
        near = match.start() - found.end < 120
        partial = kind == "analysed" and _PARTIAL.search(passage.lower, max(0, match.start() - 60), match.end() + 60)
        yield from _claim(passage, kind, found.n, found.span, "C" if partial else grade if near else lowered(grade), rule)


def _object(passage: Passage, kind: str, lead: re.Pattern[str], grade: str, rule: str) -> Iterator[Claim]:
    """Numbers of people after words that lead to them: "the analysis included 149 people"."""
    for found in counted(passage):
        if (match := lead.search(passage.lower, max(0, found.span[0] - 140), found.span[0])) and not found.bare:
            partial = _PARTIAL.search(passage.lower, max(0, match.start() - 40), found.span[0])
            yield from _claim(passage, kind, found.n, found.span, "C" if partial else grade, rule)


def _object_at(passage: Passage, at: int) -> Counted | None:
    """The number of people that follows a verb: "we screened 310 patients"."""
    for found in counted(passage, at, min(len(passage.lower), at + 120)):
        if not found.bare and _ACTIVE.fullmatch(passage.lower, at, found.span[0]):
            return found
    return None


def _randomized(passage: Passage) -> Iterator[Claim]:
    text = passage.lower
    described = list(_ADJECTIVAL.finditer(text)) if _DESCRIBED.search(text) else []
    for match in described:
        yield from _claim(passage, "randomized", count(match["n"]), match.span("n"), "A", "randomized-people")
    for found in counted(passage):
        if (
            not found.bare
            and _TRIAL_OF.search(text, max(0, found.span[0] - 60), found.span[0])
            and "random" in text[: found.span[0]]
        ):
            yield from _claim(passage, "randomized", found.n, found.span, "B", "trial-of")
    for (at, end), random in allocations(passage):
        subject, passive = _object_at(passage, end), False
        if subject is None:
            subject, passive = before(passage, at, _LOST), True
        if subject is not None and any(match.span("n") == subject.span for match in described):
            continue
        if subject is not None:
            yield from _of_allocation(passage, subject, (at, end if passive else subject.end), random)
            continue
        arms = list(_N_IN_ARM.finditer(text, end))
        numbers = [count(m["n"]) or 0 for m in arms]
        if len(arms) >= 2 and all(numbers):
            span = arms[0].start("n"), arms[-1].end("n")
            yield from _claim(passage, "randomized", sum(numbers), span, "B" if random else "C", "sum-of-arms")
        return


def _of_allocation(passage: Passage, subject: Counted, verb: Span, random: bool) -> Iterator[Claim]:
    """The number of people who were allocated where `verb` starts; what follows its end says whether these are all."""
    text = passage.lower
    at, after = verb
    if parts := [m for m in _SPLIT.finditer(text, after, min(len(text), after + 400)) if count(m["n"])]:
        total = subject.n + sum(count(m["n"]) or 0 for m in parts)
        yield from _claim(passage, "randomized", total, (subject.span[0], parts[-1].end("n")), "B", "sum-of-arms")
    elif subject.part_of and not _WHO_WERE.fullmatch(text, min(subject.end, at), at):
        yield from _claim(passage, "randomized", subject.n, subject.span, "C", "randomized-of")
    elif not _is_one_arm(passage, after) and not _PART.search(text, subject.end, at):
        yield from _claim(
            passage, "randomized", subject.n, subject.span, "A" if random else "B", "randomized" if random else "assigned"
        )


def _is_one_arm(passage: Passage, at: int) -> bool:
    """Whether what follows names a single arm: its number is not that of all."""
    match = _ONE_ARM.match(passage.lower, at)
    return match is not None and _SEVERAL.search(match[0]) is None
