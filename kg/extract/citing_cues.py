"""The cues of citation intents: which words, in which sections, speak for which property of CiTO, the stronger ones first."""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["RULES", "Rule", "kind_of_section"]

_KINDS = (
    ("abstract", re.compile(r"abstract", re.IGNORECASE)),
    ("discussion", re.compile(r"discussion|comment|conclusion|implication|limitation|strength|interpretation", re.IGNORECASE)),
    ("results", re.compile(r"results?\b|findings", re.IGNORECASE)),
    ("introduction", re.compile(r"introduction|background|rationale", re.IGNORECASE)),
    ("methods", re.compile(
        r"method|material|subjects|patients|participants|procedure|design|measure|statistic|intervention|outcome|sample size"
        r"|analysis|assessment|protocol|population|setting|recruit|treatment|randomi", re.IGNORECASE)),
)  # fmt: skip
_OWN = (
    r"\b(?:our|we|this (?:study|trial|finding|result|work|paper)|these (?:findings|results)|the present|the current"
    r"|present study|current study)\b"
)
_STUDY = (
    r"\b(?:stud(?:y|ies)|trials?|findings?|results?|reports?|reviews?|meta-analys[ie]s|literature|research|evidence|authors?|data"
    r"|observations?|investigations?|et al|colleagues|others|previous(?:ly)?|earlier|work)\b"
)
_RULED = (
    r"\b(?:guidelines?|declaration|consort|recommendations?|principles?|regulations?|good clinical practice|intention"
    r"|protocol)\b"
)


def kind_of_section(headings: str | None) -> str | None:
    """What kind of section the headings (joined by " / ") stand for; None where they do not say."""
    for heading in (headings or "").split(" / "):
        for kind, named in _KINDS:
            if named.search(heading):
                return kind
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """A cue and what it speaks for. `also` and `never` are looked for in the clause as well; `kinds` empty is any section."""

    name: str
    intent: str
    grade: str
    cue: re.Pattern[str]
    kinds: frozenset[str] = frozenset()
    also: re.Pattern[str] | None = None
    never: re.Pattern[str] | None = None

    def holds(self, clause: str, sentence: str, kind: str | None) -> bool:
        """Whether the clause of a mark, in a section of this kind, carries the cue."""
        return (
            (not self.kinds or kind in self.kinds)
            and self.cue.search(clause) is not None
            and (self.also is None or self.also.search(clause) is not None)
            and (self.never is None or self.never.search(clause) is None)
        )


def _rule(
    name: str, intent: str, grade: str, cue: str, kinds: str = "", also: str | None = None, never: str | None = None
) -> Rule:
    def made(pattern: str) -> re.Pattern[str]:
        return re.compile(pattern, re.IGNORECASE)

    return Rule(
        name, intent, grade, made(cue), frozenset(kinds.split()), made(also) if also else None, made(never) if never else None
    )


_TALK = "discussion results"
RULES: tuple[Rule, ...] = (
    _rule("disagreement/1", "disagreesWith", "A",
        r"\b(?:inconsistent with|at odds with|in contradiction (?:to|with)"
        r"|contradict(?:s|ed|ing)? (?:our|the|these|those|previous)"
        r"|not (?:in line|consistent|in agreement|in accordance|in keeping|comparable|congruent|similar) (?:with|to)"
        r"|disagrees? with|in conflict with|differs? from (?:those|the (?:results?|findings?)|previous)"
        r"|different from (?:those|the (?:results?|findings?)|previous|other stud))",
        _TALK, also=_STUDY, never=_RULED),
    _rule("contrast/1", "disagreesWith", "B",
        r"\b(?:in contrast (?:to|with)|contrary to|contrasts? with|contrasting with|unlike (?:the|previous|other|earlier) )",
        _TALK, also=_STUDY, never=_RULED),
    _rule("confirmation/1", "confirms", "A",
        r"\b(?:confirm|corroborat|replicat|reproduc)(?:s|ed|es|ing|e)? (?:the |those |these )?(?:\w+ ){0,2}?"
        r"(?:previous|earlier|prior|former|results?|findings?|observations?|reports?)\b", _TALK, never=r"\bnot\b|\bto confirm\b"),
    _rule("agreement/1", "agreesWith", "A",
        r"\b(?:in (?:line|agreement|accord|accordance|keeping|concordance) with|consistent with|concordant with|congruent with"
        r"|compatible with|agree(?:s|d)? with|concurs? with|accords? with|corresponds? (?:with|to)"
        r"|comparable (?:to|with) (?:those|the (?:results?|findings?)|previous|other stud|what)"
        r"|similar to (?:those|the (?:results?|findings?)|previous|other stud|our|what)"
        r"|similar (?:results?|findings?|effects?|observations?) (?:\w+ ){0,2}?(?:reported|found|observed|obtained|shown|seen))",
        _TALK, also=_STUDY, never=_RULED),
    _rule("support-by-others/1", "obtainsSupportFrom", "A",
        r"\b(?:supported|backed|corroborated|strengthened|underlined|confirmed) (?:\w+ ){0,2}?by\b",
        _TALK, also=_STUDY, never=r"\b(?:not|un\w+) (?:\w+ )?(?:supported|confirmed|backed)|\bfund"),
    _rule("support-of-ours/1", "obtainsSupportFrom", "B",
        r"\bsupport(?:s|ed|ing)? (?:our|this|these) (?:\w+ ){0,2}?"
        r"(?:findings?|results?|hypothes[ie]s|notion|view|assumption|idea)", _TALK, never=r"\bnot\b"),
    _rule("flawed-study/1", "critiques", "B",
        r"\b(?:methodological(?:ly)? (?:\w+ ){0,2}?(?:flaw|limitation|weakness|shortcoming|problem|poor|inadequa)\w*"
        r"|(?:poor|low|limited|insufficient|inadequate) methodological quality|high risk of bias"
        r"|(?:hampered|weakened|flawed) by\b|not (?:well )?(?:blinded|randomi[sz]ed)\b|poorly (?:designed|reported|described)"
        r"|lack(?:ed|s|ing)? (?:of )?(?:an? )?(?:adequate )?(?:blinding|control group|randomi[sz]ation|allocation concealment))",
        "introduction discussion", also=_STUDY, never=_OWN),
    _rule("described-elsewhere/1", "citesForInformation", "A",
        r"\b(?:(?:described|detailed|outlined|explained) (?:\w+ ){0,3}?(?:previously|elsewhere|earlier|in detail)"
        r"|(?:previously|elsewhere|earlier) (?:been )?(?:described|detailed|outlined)|described (?:by|in)\b"
        r"|(?:published|reported) (?:\w+ )?(?:elsewhere|previously))", "methods abstract results"),
    _rule("see-elsewhere/1", "citesForInformation", "A",
        r"\b(?:for (?:an?|more|further|details|the full) (?:\w+ ){0,4}?see\b|see (?:also )?(?:ref|reference)|reviewed elsewhere"
        r"|(?:described|reported|presented|discussed|published) (?:in (?:more )?detail )?elsewhere)"),
    _rule("authority-followed/1", "citesAsAuthority", "A",
        r"\b(?:(?:according to|in accordance with|following|in line with|based on|(?:defined|recommended|proposed|suggested) by"
        r"|as (?:recommended|defined|proposed|suggested|specified) (?:by|in))\b.{0,80}?\b(?:guidelines?|criteria|recommendations?"
        r"|classification|statements?|definitions?|consort|declaration|consensus)\b|criteria (?:of|from|by)\b"
        r"|\b(?:american college of rheumatology|acr)\b.{0,40}\bcriteria)", "methods abstract introduction results"),
    _rule("measurement-quality/1", "citesAsEvidence", "A",
        r"\b(?:valid|validity|validated|reliable|reliability|responsive|responsiveness|psychometric|test-?retest)\b",
        "methods abstract"),
    _rule("sample-size/1", "usesDataFrom", "B",
        r"\b(?:sample size|power (?:analysis|calculation)|effect size|standard deviation|drop-?out rate)\b",
        "methods", also=r"\b(?:based on|assum\w+|derived|calculat\w+|pilot|previous|expected|to detect)\b"),
    _rule("important-difference/1", "citesAsEvidence", "B",
        r"\b(?:minimal(?:ly)?|minimum|smallest) (?:\w+ ){0,2}?(?:important|detectable|worthwhile|significant)"
        r"|\b(?-i:MCID|MCIC|MIC|MDC)\b"
        r"|clinically (?:important|relevant|meaningful|worthwhile) (?:\w+ )?(?:difference|change|improvement|effect)\b.*\d",
        "methods discussion results"),
    _rule("instrument-used/1", "citesAsAuthority", "B",
        r"\b(?:questionnaires?|scales?|index|inventory|inventories|indices|SF-?(?:36|12)|EQ-5D|WOMAC|VAS|scores?|checklists?"
        r"|surveys?|tests?|diary|diaries|interview|dynamometer|algometer|goniometer)\b", "methods abstract",
        also=r"\b(?:measured|assessed|evaluated|recorded|rated|quantified|determined|scored|using|used|with|by|completed"
        r"|administered|includ\w+|translated|version)\b",
        never=r"\b(?:found|showed|shown|indicated that|demonstrated)\b"),
    _rule("method-of-others/1", "citesAsAuthority", "B",
        r"\b(?:developed|proposed|introduced|designed|modified|advocated|adapted) (?:by|from|after)\b"
        r"|\b(?:method|technique|procedure|approach|formula|algorithm|model)s? (?:of|by) (?-i:[A-Z])", "methods"),
    _rule("review-found/1", "citesAsEvidence", "A",
        r"\b(?:systematic|cochrane|literature|umbrella|narrative|recent|critical) reviews?\b|\bmeta-?analys[ei]s\b|\breviews\b",
        "introduction discussion results",
        also=r"\b(?:found|finds?|show(?:s|n|ed)?|conclud\w+|suggest\w*|report\w*|demonstrat\w+|indicat\w+|reveal\w*|support\w*"
        r"|provide[sd]?|confirm\w*)\b", never=rf"{_OWN}|\bdid not (?:conform|meet)\b"),
    _rule("study-found/1", "citesAsEvidence", "B",
        r"\b(?:stud(?:y|ies)|trials?|authors?|et al|colleagues|investigators?|evidence|research(?:ers)?|literature|data|RCTs?)\b",
        "introduction discussion",
        also=r"\b(?:found|finds?|show(?:s|n|ed)?|conclud\w+|suggest\w*|report(?:s|ed)?|demonstrat\w+|indicat\w+|reveal\w*|observed"
        r"|support\w*|confirm\w*|identified|documented|proven|prove[sd]?)\b",
        never=rf"{_OWN}|\b(?:are|is) (?:\w+ ){{0,2}}(?:needed|required|lacking)\b"),
    _rule("background/1", "obtainsBackgroundFrom", "C", r"\w", "introduction", never=_OWN),
)  # fmt: skip
