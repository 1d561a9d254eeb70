"""Values of a sentence set beside each other, and whose they are: "5% in A and 7% in B", "A (5%) vs B (7%)", "5% vs 7%".

Values printed one after the other form a contrast when each is given an arm of its own, or when a word of comparison
stands between them. Where the values name no arm, the comparison the sentence makes does, in the order of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.extract.arm_lists import compared, filled, group_lists, list_after, listed
from kg.extract.arm_names import Scene, after, in_own_bracket, own_arm, same
from kg.extract.arm_values import ArmValue
from kg.extract.nouns import meaning
from kg.extract.pvalues import PValueSpan
from kg.extract.sides import Sides
from kg.extract.spans import Span
from kg.extract.words import Words

__all__ = ["Contrast", "contrasts", "may_contrast"]

_LONGEST_GAP = 150  # characters between two values
_NEAR = 70  # characters between a value and its p
_VERSUS = re.compile(r"\b(?:vs?|versus|compared|comparison|than|against|relative|whereas|while|but)\b")
_BARE = re.compile(
    r"\s?[)\]]?\s?[,;]?\s?(?P<link>vs?\.?|versus|compared\s(?:with|to)|as\scompared\s(?:with|to)|against|than|and|or|to|/)?,?\s?"
    r"(?:(?:with|to|a|an)\s)?(?:(?:mean|median|average)\s)?(?:of\s)?(?:only\s)?(?:n\s?=\s?)?[(\[]?"
)
_VERB = re.compile(
    r"(?<!who\s)\b(?:was|were|had|is|are|did|reported|occurred|showed|experienced|increased|decreased|improved|reduced|remained|fell|rose)\b"
)
_JOINED = re.compile(r"\band\b|[,;]|\bor\b")
_GROUP_WORD = re.compile(r"\b(?:group|arm)s?\b")
_BEFORE_P = re.compile(r"\s?[)\]]?\s?[,;]?\s?[(\[]?\s?")
_AFTER_P = re.compile(r"\s?[)\]]?\s?(?:[,;]\s?(?:and\s)?|\sand\s)(?:[\w+-]{1,14}(?:\s[\w+-]{1,14}){0,2}\s?[:=,]\s?)?")
_RESTATED = re.compile(r"\s[(\[]")
_LED_ON = re.compile(r"\s?[)\]]|\s(?:in|for|with|of|among|per|on|after|vs?|versus)\b|,?\s(?:compared|respectively)\b|[,;]\s")
_DEGREES = re.compile(r"\b[Ft]\s?\($")  # "F(2, 118)": degrees of freedom
_AGAINST = re.compile(r"\s?(?:vs\.?|versus|compared|for|than)\s")
_ENROLLED = re.compile(
    r"\b(?:randomi[sz]ed|randomly|assigned|allocated|enrolled|recruited|screened|included|analy[sz]ed|evaluable|eligible)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Contrast:
    """Values of arms set beside each other: one arm for each value, None where it is not named.

    `local` says that each value is told with its own arm; else a list or a comparison gave the arms, in the order of the text.
    """

    values: tuple[ArmValue, ...]
    arms: tuple[Span | None, ...]
    local: bool

    @property
    def start(self) -> int:
        return self.values[0].start

    @property
    def end(self) -> int:
        return max(v.end for v in self.values)


def contrasts(
    w: Words, values: Sequence[ArmValue], who: Sides, times: Sequence[Span], ps: Sequence[PValueSpan], effects: Sequence[Span]
) -> tuple[Contrast, ...]:
    """The contrasts of a sentence, in order. No contrast reaches over one of its `effects`."""
    found: list[Contrast] = []
    values, restated = _merged(w.text, values)
    scene = Scene(w, tuple(values), who, tuple(times), tuple(ps), tuple(effects), group_lists(w, who.phrases))
    i = lead = 0
    while i < len(values):
        run, bare = _run(scene, i)
        for contrast in _named(scene, run, bare, lead):
            found.append(contrast)
            lead = contrast.end
        i = run[-1] + 1
    return tuple(_with_restated(c, restated) for c in _completed(w.text, found))


def _merged(text: str, values: Sequence[ArmValue]) -> tuple[list[ArmValue], dict[Span, ArmValue]]:
    """The values without those that restate another in a bracket ("0.42% (4.6 mmol/mol)"), and these by the value restated."""
    kept: list[ArmValue] = []
    restated: dict[Span, ArmValue] = {}
    for value in values:
        if (
            kept
            and _RESTATED.fullmatch(text, kept[-1].end, value.start)
            and text[value.end : value.end + 1] in {")", "]"}
            and not value.events
        ):
            restated[kept[-1].value] = value
            kept[-1] = replace(kept[-1], end=value.end + 1)
        else:
            kept.append(value)
    return kept, restated


def _with_restated(contrast: Contrast, restated: dict[Span, ArmValue]) -> Contrast:
    """The contrast with the same values in other units after its own."""
    again = [(restated[v.value], arm) for v, arm in zip(contrast.values, contrast.arms, strict=True) if v.value in restated]
    if not again:
        return contrast
    return replace(contrast, values=(*contrast.values, *(v for v, _ in again)), arms=(*contrast.arms, *(arm for _, arm in again)))


def _completed(text: str, found: Sequence[Contrast]) -> Iterator[Contrast]:
    """The same contrasts; a pair that lacks an arm takes it from another pair of the sentence that agrees in the other."""
    pairs = [c for c in found if len(c.arms) == 2 and not c.local]
    for contrast in found:
        if None in contrast.arms and len(contrast.arms) == 2 and not contrast.local:
            fits = [
                p.arms for p in pairs
                if p.arms.count(None) < contrast.arms.count(None)
                and all(mine is None or same(text, mine, other) for mine, other in zip(contrast.arms, p.arms, strict=True))
            ]  # fmt: skip
            if fits:
                contrast = replace(contrast, arms=fits[0])
        yield contrast


def _run(scene: Scene, first: int) -> tuple[list[int], bool]:
    """Indexes of the values that stand beside the first, and whether nothing but links stands between them."""
    run, bare, last = [first], True, ""
    while run[-1] + 1 < len(scene.values):
        link = _link(scene, run[-1])
        if link is None or (last == "vs" and link != (True, "vs")):
            break
        bare, last = bare and link[0], link[1] if link[0] else ""
        run.append(run[-1] + 1)
    return run, bare


def may_contrast(text: str, values: Sequence[ArmValue], ps: Sequence[PValueSpan], effects: Sequence[Span]) -> bool:
    """Whether any two values stand beside each other, or one is followed by a p: without that no contrast is told."""
    kept, _ = _merged(text, values)
    return any(_follows(text, one, two, ps, effects) for one, two in pairwise(kept)) or any(
        v.spread and v.end <= p.start <= v.end + _NEAR for v in kept for p in ps
    )


def _link(scene: Scene, index: int) -> tuple[bool, str] | None:
    return _follows(scene.text, scene.values[index], scene.values[index + 1], scene.ps, scene.effects)


def _follows(
    text: str, one: ArmValue, two: ArmValue, ps: Sequence[PValueSpan], effects: Sequence[Span]
) -> tuple[bool, str] | None:
    """How a value is followed by the next: whether only a link stands between, and that link; None when it is not."""
    start, end = one.end, two.start
    if end - start > _LONGEST_GAP or end <= start or any(start <= e[0] < end for e in effects):
        return None
    gap = text[start:end]
    inside = [p for p in ps if start <= p.start < end]
    if inside:
        if len(inside) > 1 or not _BEFORE_P.fullmatch(text, start, inside[0].start):
            return None
        return (True, ",") if _AFTER_P.fullmatch(text, inside[0].end, end) else None
    if (match := _BARE.fullmatch(gap)) and (match["link"] or "," in gap or ";" in gap):
        link = (match["link"] or ",").rstrip(".")
        return None if link == "to" else (True, "vs" if link[:1] == "v" or link == "against" or "compared" in link else link)
    if not gap.strip(" ([") or ". " in gap:
        return None
    told = _VERSUS.search(gap)
    if not told and (not _JOINED.search(gap) or (_VERB.search(gap) and (";" in gap or not _GROUP_WORD.search(gap)))):
        return None
    return False, "vs" if told else "and"


def _named(scene: Scene, run: list[int], bare: bool, lead: int) -> Iterator[Contrast]:
    """The contrasts that a run of values makes, with their arms."""
    chosen = tuple(scene.values[i] for i in run)
    until = scene.values[run[-1] + 1].start if run[-1] + 1 < len(scene.values) else len(scene.text)
    if len(run) == 1:
        if single := _single(scene, chosen[0], lead):
            yield single
        return
    if _is_enrolment(scene.text, chosen) or _DEGREES.search(scene.text, max(0, chosen[0].start - 3), chosen[0].start):
        return
    own: list[Span | None] = []
    for k, value in enumerate(chosen):
        following = chosen[k + 1].start if k + 1 < len(chosen) else until
        own.append(own_arm(scene, value, chosen[k - 1].end if k else lead, following))
    if bare and not all(own):
        names = listed(scene, chosen, lead, until)
        beside = all((link := _link(scene, i)) is not None and link[1] == "vs" for i in run[:-1])
        if beside or (None not in names and _compares(scene, names)):
            yield Contrast(chosen, names, False)
        return
    first = 0
    for k in range(1, len(own) + 1):  # "5 in A and 6 in B; 7 in A and 8 in B": an arm named again begins another contrast
        if k == len(own) or (own[k] is not None and any(same(scene.text, own[k], arm) for arm in own[first:k])):
            if contrast := _local(scene, chosen[first:k], own[first:k], lead, chosen[k].start if k < len(own) else until):
                yield contrast
            first = k


def _local(scene: Scene, values: tuple[ArmValue, ...], own: list[Span | None], lead: int, until: int) -> Contrast | None:
    """The contrast of values that are told with their arms; what one of two lacks is looked for in the sentence."""
    if len(values) > 2 and own[0] is None and None not in own[1:] and scene.values.index(values[0]) == 0:
        all_named = filled(scene, values, own, lead, until)
        if all_named[0] is None or not in_own_bracket(scene.text, values[0]):
            values, own = values[1:], own[1:]
        else:
            own = all_named
    if len(values) < 2:
        return None
    unnamed = [k for k, arm in enumerate(own[:-1]) if arm is None]
    last = unnamed and own[-1] is not None and unnamed == list(range(unnamed[0], len(own) - 1))
    if last and (names := list_after(scene, values[-1].end, len(unnamed) + 1)):
        own = [*own[: unnamed[0]], *names]
    if None in own and len(values) == 2:
        own = filled(scene, values, own, lead, until)
    missing = own.count(None)
    if missing and (len(own) != 2 or missing == 2 or not _VERSUS.search(scene.text, values[0].end, values[-1].start)):
        return None
    return None if any(_is_bare_count(scene.text, v) for v in values) else Contrast(values, tuple(own), True)


def _compares(scene: Scene, names: Sequence[Span | None]) -> bool:
    """Whether a list of names is one of arms: a p, an effect or a word says so, or one of them can be nothing else."""
    if scene.ps or scene.effects or _VERSUS.search(scene.text) or _GROUP_WORD.search(scene.text):
        return True
    return any(name and meaning(tuple(scene.text[slice(*name)].lower().split())) in {"arm", "people"} for name in names)


def _is_bare_count(text: str, value: ArmValue) -> bool:
    """Whether a value is a whole number and no more, followed by neither a bracket nor a particle: part of a name, most often."""
    start, end = value.value
    if value.percent or value.spread or value.events or value.end > end or "." in text[start:end]:
        return False
    return _LED_ON.match(text, end) is None


def _is_enrolment(text: str, values: Sequence[ArmValue]) -> bool:
    """Whether the values count who was in a trial."""
    return not any(v.percent or v.spread or "." in text[slice(*v.value)] for v in values) and _ENROLLED.search(text) is not None


def _single(scene: Scene, value: ArmValue, lead: int) -> Contrast | None:
    """One arm's value with a p against a comparator: "1.72 (3.86) (P < 0.05 vs. placebo)"."""
    w, text = scene.w, scene.text
    p = next((p for p in scene.ps if value.end <= p.start <= value.end + _NEAR), None)
    if p is None or not value.spread:
        return None
    if not (_AGAINST.match(text, p.end) or _VERSUS.search(text, value.end, p.start)):
        return None
    arm = after(scene, value, p.start) or scene.subject
    if arm is None and (a := compared(scene, (value,), lead, len(text))[0]) and a[1] <= value.start:
        arm = a
    if arm is None:
        i = next((i for i in range(w.at(value.start) - 1, -1, -1) if w.plain[i] in {"for", "with", "in"}), None)
        arm = w.right(i + 1) if i is not None and w.spans[i][0] >= lead else None
    return Contrast((value,), (arm,), True) if arm else None
