"""Arms named away from their values: in a list, as groups, or by the comparison the sentence makes.

"21% and 34% in the A and B groups, respectively", "between A (n = 71) and B (n = 62)", "lower with A than B (5.7 vs 3.6)".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extract.arm_names import AFTER, Scene, plausible, same, start_of_name
from kg.extract.arm_values import ArmValue
from kg.extract.arms import arms_of
from kg.extract.noun_phrases import NounPhrase
from kg.extract.spans import Span
from kg.extract.stretch import stretch
from kg.extract.words import GENERIC, GROUP, Words, word_set

__all__ = ["compared", "filled", "group_lists", "list_after", "listed"]

_NUMBERED = re.compile(r"[\d)%]\s$")
_GROUPS = word_set("group groups arm arms recipients cohort cohorts clusters")
_BEFORE_VALUES = word_set("mean median average of a about respectively ± sd n [ ( approximately only")
_BETWEEN = re.compile(
    r"\bbetween\s(?:the\s|patients\s(?:who\s)?(?:receiv(?:e|ed|ing)|given|treated\swith)?\s?)?(?P<one>[^()\[\],;.]{2,50}?)\s?(?:\([^()]{1,40}\)\s?)?"
    r"(?<=[\s)])(?:and|or|versus|vs\.?)\s(?:the\s)?(?P<other>[^()\[\],;.]{2,50}?)(?=\s?[(\[,;.]|\sin\s|\sat\s|\sgroups?\b|\spatients\b|$)"
)
_JOINTS = word_set("and or vs versus v , / compared than")


def group_lists(w: Words, found: Sequence[NounPhrase]) -> list[tuple[Span, ...]]:
    """The arms a sentence calls groups, in order; those of a list together ("the A and B groups"), others alone ("group A")."""
    lists: list[tuple[Span, ...]] = []
    for k, phrase in enumerate(found):
        here, after = w.plain[phrase.last], w.plain[phrase.last + 1] if phrase.last + 1 < len(w.plain) else ""
        if (
            not (here in _GROUPS or after in _GROUPS)
            or phrase.meaning == "generic"
            or w.plain[phrase.first] in GENERIC - {"treatment", "study"}
        ):
            continue
        j = k
        if here.endswith("s") or after.endswith("s"):
            while j and 1 <= found[j].first - found[j - 1].last - 1 <= 2 and _joined(w, found[j - 1].last + 1, found[j].first):
                j -= 1
        lists.append(tuple(p.span for p in found[j : k + 1]))
    for i, word in enumerate(w.plain):
        if word in {"group", "arm"} and not any(a <= w.spans[i][0] <= b + 1 for named in lists for a, b in named):
            span = w.left(i)  # "patients in the control group continued treatment": a verb the phrases do not know
            if span and w.plain[w.at(span[0])] not in GENERIC:
                lists.append((span,))
    lists.sort()
    return lists


def _joined(w: Words, i: int, j: int) -> bool:
    return all(word in {"and", "or", ",", "the", "vs", "versus"} for word in w.plain[i:j])


def compared(scene: Scene, values: Sequence[ArmValue], lead: int, until: int) -> tuple[Span | None, Span | None]:
    """The sides of the comparison the values stand in, in the order of the text."""
    arms = arms_of(scene.w, scene.who, stretch(scene.w, values[0].start, values[-1].end, lead, until))
    a, b = (arms.b, arms.a) if arms.swapped else (arms.a, arms.b)
    return _unvalued(scene, a), _unvalued(scene, b)


def _unvalued(scene: Scene, span: Span | None) -> Span | None:
    """The span, unless it can name no arm or is the unit of the number before it."""
    return None if span and _NUMBERED.search(scene.text, max(0, span[0] - 3), span[0]) else plausible(scene, span, compared=True)


def filled(scene: Scene, values: Sequence[ArmValue], own: list[Span | None], lead: int, until: int) -> list[Span | None]:
    """Arms for the values that name none: what the comparison names besides those given."""
    own = list(own)
    for other in (*compared(scene, values, lead, until), *scene.groups, scene.subject):
        if None in own and other is not None and not any(same(scene.text, other, arm) for arm in own):
            own[own.index(None)] = other
    return own


def listed(scene: Scene, values: Sequence[ArmValue], lead: int, until: int) -> tuple[Span | None, ...]:
    """Arms of values that stand side by side: of a list after them, or before them, or of the comparison they stand in."""
    count = len(values)
    for at in (values[-1].end, _after_bracket(scene.text, values[-1].end)):
        if at is not None and (names := list_after(scene, at, count)):
            return names
    if names := _list_before(scene, values[0].start, count):
        return names
    named = [names for names in scene.lists if len(names) == count > 1]
    if named:
        return next((names for names in reversed(named) if names[0][0] < values[0].start), named[0])
    groups = scene.groups
    if count == 2:
        a, b = compared(scene, values, lead, until)
        if a is None and b is None and (names := _between(scene)):
            return names
        if a is None:
            a = next((g for g in (*groups, scene.subject) if g and g[0] < values[0].start and not same(scene.text, g, b)), None)
        return a, b
    return tuple(groups) if len(groups) == count else (None,) * count


def _list_before(scene: Scene, start: int, count: int) -> tuple[Span, ...] | None:
    """Exactly `count` names in a list that a verb follows: "in A, B and C were [values]"."""
    w = scene.w
    verb = w.at(start) - 1
    while verb > 0 and w.plain[verb] in _BEFORE_VALUES:
        verb -= 1
    if verb <= 0 or w.plain[verb] not in {"was", "were", "had", "(", "["}:
        return None
    for i in range(verb - 1, max(-1, verb - 24), -1):
        if w.plain[i] not in {"in", "for", "of", "with", "among", "between"}:
            continue
        names = list_after(scene, w.spans[i][0], count)
        if names is not None:
            end = w.at(names[-1][1])
            while end < verb and (w.plain[end] in GROUP or w.plain[end] == ","):
                end += 1
            if end == verb:
                return names
    return None


def _between(scene: Scene) -> tuple[Span, Span] | None:
    """Both sides of "between A (n = 171) and B (n = 162)"."""
    match = _BETWEEN.search(scene.text)
    if match is None:
        return None
    one, other = plausible(scene, match.span("one")), plausible(scene, match.span("other"))
    return (one, other) if one and other else None


def _after_bracket(text: str, end: int) -> int | None:
    """Where the bracket that encloses `end` closes."""
    close = text.find(")", end, end + 80)
    return close + 1 if close >= 0 and text.find("(", end, close) < 0 else None


def list_after(scene: Scene, at: int, count: int) -> tuple[Span, ...] | None:
    """Exactly `count` names in a list from `at` on: "in the A, B and C groups"."""
    w = scene.w
    i = w.at(at)
    while i < len(w.plain) and w.plain[i] in {")", "]", ",", "%", "respectively"}:
        i += 1
    if i >= len(w.plain) or w.plain[i] not in AFTER:
        return None
    i += 1
    names: list[Span] = []
    while len(names) < count and i < len(w.plain):
        span = w.right(start_of_name(w, i))
        if span is None or (plausible(scene, span) is None and not scene.text[span[0]].isdigit()):
            return None
        names.append(span)
        i = w.at(span[1])
        while i < len(w.plain) and w.plain[i] in GROUP:
            i += 1
        joined = i
        while i < len(w.plain) and (w.plain[i] in _JOINTS or w.plain[i] in {"with", "to"}):
            i += 1
        if i == joined:
            break
    return tuple(names) if len(names) == count and len({scene.text[slice(*n)].lower() for n in names}) == count else None
