"""The design of the study, as the text names it or as its allocation shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kg.extract.study.claim import Claim, lowered
from kg.extract.study.passage import Passage

__all__ = ["design", "order"]

_STUDY = r"(?:trials?|stud(?:y|ies)|rcts?|experiments?|designs?|comparisons?|evaluations?)"
_BETWEEN = r"(?:[\s,-]++(?!(?:of|in|with|on|by|that|which|were|was|to|from|trial|study)\b)[\w/']++){0,10}?[\s,-]++"
# Each code with the cues without which none of its names is there, and its names; the most particular code first.
_NAMES = (
    ("protocol", ("protocol", "design"),
     (r"^(?:[\w-]+\s){0,3}?(?:study|trial)\sprotocol\b(?:\s(?:for|of)\s|:)|(?:study|trial)\sprotocol\s(?:for|of)\san?\s"
     r"|protocol\s(?:for|of)\s(?:an?|the)\s(?:[\w,-]+\s){0,7}?(?:trial|study|rct|review)\b"
     r"|(?:this|the)\s(?:article|paper|manuscript|protocol)\s(?:\w+\s){0,2}?(?:describes?|presents?|outlines?"
     r"|reports?)\s(?:\w+\s){0,3}?"
     r"(?:design|protocol|rationale)")),
    ("meta-analysis", ("meta",), r"meta-?\s?analys[ei]s\b(?!\sof\s(?:our|these))"),
    ("systematic-review", ("review",), r"(?:systematic|scoping|umbrella|cochrane)\s(?:literature\s)?(?:review|overview)\b"),
    ("cluster-randomized-trial", ("cluster", "group-rand", "community-rand", "school-rand", "practice-rand", "were random"),
     (rf"cluster[\s,-]+(?:level\s)?(?:randomi[sz]ed|rct|controlled|trial)|randomi[sz]ed\b{_BETWEEN}cluster{_BETWEEN}{_STUDY}\b"
     r"|(?:group|community|place|school|practice)-randomi[sz]ed"
     r"|\b(?:clusters|practices|schools|wards|villages|clinics|hospitals|nursing\shomes|cent(?:re|er)s"
     r"|communities|classes)\swere\s"
     r"(?:\w+\s)?(?:randomi[sz]ed|randomly\s(?:assigned|allocated))")),
    ("crossover-trial", ("crossover", "cross-over", "cross over"),
     (rf"cross-?\s?over\b(?=(?:[\s,-]++\w++){{0,7}}?[\s,-]++{_STUDY}\b|\s?[.,;:)]|$|\srandom)"
     rf"|{_STUDY}\swith\s(?:an?\s)?(?:[\w-]+\s){{0,3}}?cross-?over\b")),
    ("non-randomized-trial", ("non", "unrandom", "quasi", "not random", "controlled before"),
     (r"(?:\bnon-?|\bun|quasi-?)\s?randomi[sz]ed|\bnot\srandomi[sz]ed|quasi-?\s?(?:experiment(?:al)?|random)"
     r"|\bnon-?\s?random\s(?:\w+\s)?(?:allocation|assignment|trial|study)|controlled\sbefore[\s-]and[\s-]after")),
    ("randomized-trial", ("random", "rct"),
     (rf"randomi[sz]ed(?:\b{_BETWEEN}{_STUDY}\b|[\s,]+(?:controlled|double|single|placebo|sham|open)\b|\s(?:in)?to\b|\s\d+\s)"
     r"|randomly\s(?:and\s\w+\s)?(?:assigned|allocated|divided|distributed|placed|split|separated|treated)"
     r"|by\srandom\s(?:allocation|assignment)|\brcts?\b")),
    ("before-after", ("before and", "before-", "before after", "pre-", "prepost", "single", "one-", "one group", "uncontrolled",
      "multiple-base", "without a control", "without control", "open, ", "open pros"),
     (r"before[\s-](?:and[\s-])?after\s(?:\w+\s)?(?:study|trial|design)|(?:study|design)\sbefore\sand\safter\b"
     r"|\bpre-?\s?(?:/|-|and\s|test[\s-])?\s?post-?\s?(?:test|intervention|treatment)?\s(?:\w+\s)?(?:study|design"
     r"|trial|experiment)"
     r"|(?:single|one)-?\s?(?:group|arm)\b(?:[\s,-]++\w++){0,6}?[\s,-]++(?:study|trial|design)"
     r"|uncontrolled\s(?:\w+\s){0,3}?(?:study|trial|design|experiment)|single-(?:subject|case)\b|multiple-baseline\b"
     r"|without\s(?:an?\s)?control\sgroup\b|\bopen,?\s(?:\w+,?\s){0,2}?prospective\sstudy")),
    ("case-control", ("case",), r"case[\s-]control(?:led)?\s(?:\w+\s)?(?:study|design|analysis)|case-control\b"),
    ("cross-sectional", ("cross",), r"cross[\s-]sectional\b"),
    ("diagnostic-accuracy", ("diagnostic", "sensitivity and"),
     r"diagnostic\s(?:test\s)?(?:accuracy|validity|performance)\s(?:study|of)|sensitivity\sand\sspecificity\sof\b"),
    ("case-series", ("case",), r"case\sseries\b|(?:a\s)?case\sreports?\b|series\sof\s(?:\w+\s){0,2}?cases\b"),
    ("cohort", ("cohort", "observational"),
     (r"cohort(?:[\s-](?:study|analysis|design|studies)\b)"
     r"|(?:prospective|retrospective|population-based|longitudinal|observational|birth|inception"
     r"|historical)\s(?:[\w-]+\s){0,2}?cohort\b"
     r"|(?:longitudinal|prospective|retrospective)\sobservational\sstudy\b|observational\sfollow-?up\sstudy\b")),
)  # fmt: skip
_PATTERNS = tuple((code, re.compile(pattern, re.ASCII)) for code, _, pattern in _NAMES)
_CUES = tuple((cue, at) for at, (_, cues, _) in enumerate(_NAMES) for cue in cues)
_TITLE_PROTOCOL = re.compile(r"\bprotocol\b(?!s)|\brationale\sand\sdesign\b|\bdesign\sand\srationale\b", re.ASCII)
_DESIGN_HEADING = re.compile(r"methods?\s?(?:/|and)\s?design(?:\s?[:.]|$)", re.ASCII)  # what protocols call their methods
_DENIED = re.compile(
    r"\b(?:not|no|without|need(?:ed)?|future|further|larger|require[sd]?|lack\sof|few|unlike|warrant)\b[^.;]{0,50}$", re.ASCII
)
_WISHED = re.compile(r"[^.;]{0,40}\b(?:are|is)\s(?:\w+\s)?(?:needed|required|warranted|lacking|scarce)\b", re.ASCII)
_STATED = re.compile(
    r"\b(?:we|was|were|is|conducted|performed|carried|designed|design|undertaken|used|randomly|randomi[sz]ed\sto|will)\b|:\s?$",
    re.ASCII,
)
_GUIDELINE = re.compile(
    r"\bconsort\b|\bprisma\b|\bstatement\b|\bregist(?:er|ry)\b|guideline|recommendation|checklist|\bscale\b|quality|\bpedro\b"
    r"|cochrane\s(?:library|database)",
    re.ASCII,
)
_GUIDELINE_CUES = (  # one of these is in all that it finds
    "consort", "prisma", "statement", "regist", "guideline", "recommendation", "checklist", "scale", "quality", "pedro",
    "cochrane",
)  # fmt: skip
_WILL = re.compile(
    r"will\sbe\s(?:random|allocat|assign|recruit|includ|invit|asked|assess|measur|enrol|analy|perform|collect|conduct)", re.ASCII
)
_ASIDE = ("references", "conflicts", "contributions", "funding", "acknowledgements")


def design(passage: Passage) -> Iterator[Claim]:
    """The designs that a sentence names; "A" in a title or where it says so of this study."""
    text = passage.lower
    if passage.section in _ASIDE:
        return
    if text.startswith("method") and (match := _DESIGN_HEADING.match(text)):
        yield Claim("design", "protocol", match.span(), "B", "protocol-heading/1")
    if passage.is_title and (match := _TITLE_PROTOCOL.search(text)):
        yield Claim("design", "protocol", match.span(), "A", "named-in-title/1")
    if "will be" in text and (match := _WILL.search(text)):
        yield Claim("design", "protocol", match.span(), "C", "future-tense/1")
    taken: list[tuple[int, int]] = []
    for at in sorted({at for cue, at in _CUES if cue in text}):
        code, pattern = _PATTERNS[at]
        match = None if passage.is_title and code == "protocol" else pattern.search(text)
        if match is None or any(a < match.end() and match.start() < b for a, b in taken):
            continue
        grade = _grade(passage, code, match)
        if grade is not None:
            taken.append(match.span())
            yield Claim("design", code, match.span(), grade, "named-in-title/1" if passage.is_title else "named/1")


def _is_guideline(text: str) -> bool:
    return any(cue in text for cue in _GUIDELINE_CUES) and _GUIDELINE.search(text) is not None


def _grade(passage: Passage, code: str, match: re.Match[str]) -> str | None:
    text = passage.lower
    if passage.is_title:
        return "A"
    wished = _DENIED.search(text[max(0, match.start() - 60) : match.start()]) or _WISHED.match(text, match.end())
    if wished and code != "non-randomized-trial":
        return None
    if not passage.own and (_is_guideline(text) or passage.other):
        return "C"
    if code in ("meta-analysis", "systematic-review") and not (passage.own and _STATED.search(text)):
        return "C"
    if passage.section == "background" and not (passage.own and not passage.other):
        return "C"
    near = text[max(0, match.start() - 60) : match.end() + 30]
    grade = "A" if passage.own or _STATED.search(near) or len(text) < 90 else "B"
    return lowered(grade) if passage.section in ("discussion", "conclusion", "results") and not passage.own else grade


def order(claims: Sequence[tuple[Claim, bool]]) -> list[int]:
    """Indexes of a text's design claims (each with whether it stands in the title), the best first.

    A code gathers weight from every place that names it. A more particular code goes before the general one that it
    implies: a plan before the trial planned, a cluster or cross-over trial before a randomized one.
    """
    weights: dict[str, float] = {}
    for claim, in_title in claims:
        weight = 6 if in_title else {"A": 3, "B": 1.5, "C": 0.2}[claim.grade]
        weights[str(claim.value)] = weights.get(str(claim.value), 0) + weight
    if weights.get("protocol", 0) >= 1.5 or sum(claim.rule.startswith("future") for claim, _ in claims) >= 5:
        weights["protocol"] += 100
    for code in ("cluster-randomized-trial", "crossover-trial"):
        if weights.get(code, 0) >= 3:
            weights[code] += 50
    if weights.get("non-randomized-trial", 0) >= 3 and weights.get("randomized-trial", 0) < 6:
        weights["non-randomized-trial"] += 20
    if weights.get("meta-analysis", 0) >= 3 and weights.get("systematic-review", 0) >= 3:
        weights["meta-analysis"] += 10
    return sorted(range(len(claims)), key=lambda i: (-weights[str(claims[i][0].value)], claims[i][0].grade, i))
