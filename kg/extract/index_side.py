"""Which noun phrase is the index side of an effect: each gets points for what the sentence says of it, the most win.

`_POINTS` were set by hand and moved in small steps as long as more arms and outcomes of the project's own bank of
phrases and of annotated passages came out right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.extract.comparisons import Comparison
from kg.extract.noun_phrases import NounPhrase
from kg.extract.nouns import PEOPLE
from kg.extract.sides import Sides, overlap
from kg.extract.stretch import Stretch
from kg.extract.verbs import predicate_after
from kg.extract.words import Words, word_set

__all__ = ["index_side", "is_item", "leads_in"]

_POINTS = {
    # what its words name
    "arm": 2.0, "other": 0.0, "people": -1.5, "outcome": -4.5,
    # "A was associated with", "a condition raised the risk": what acts may well be an outcome elsewhere
    "exposure": 3.0, "condition": -1.0,
    # what leads to it: "41% with A", "assigned to A", "by A", "lower with A", "in A", "effect of A"
    "valued": 4.0, "given": 3.5, "by": 3.0, "particle": 2.5, "place": 1.0, "effector": 3.5, "with": 2.0, "set apart": 2.0,
    # "among those receiving A": not who was compared
    "subgroup": -1.0,
    # what is said of it: "the A group", "A reduced", "A was lower", "favouring A", "A as a predictor", "A versus"
    "group": 2.5, "acts": 3.5, "opens": 0.5, "happened": -2.0, "favoured": 5.0, "as": 4.0, "beside": 4.0,
    # where it stands to the effect
    "own": 0.5, "later": -3.0, "item": 8.0, "next": 5.0, "leads in": -4.0, "bracketed": -2.0, "step": -0.05,
}  # fmt: skip
_ENOUGH = 2.0
_GROUPS = word_set("group groups arm arms recipients recipient cohort clusters practices schools villages clinics")
_COMPARATIVES = word_set(
    "lower higher greater less more fewer better worse shorter longer larger smaller reduced increased improved "
    "favoured favored prolonged"
)
_BETWEEN = word_set(
    "common frequent likely often significantly pronounced effective rapid % points rates scores seen observed found"
)
_STUDIES = word_set("trials trial studies rcts rct")
_INHERITS = word_set("with of to on in receiving given from using")
_ACTING = ("doer", "exposure")
_BARE = word_set("treatment therapy use addition administration supplementation exposure adherence intervention training")
_NOBODY = word_set("patients participants subjects individuals people respondents studies")  # people not told apart
_GIVEN = word_set(
    "prescribed administered offered exposed receiving received assigned allocated randomized randomised given treated using "
    "taking underwent undergoing"
)
_TAKEN = word_set("had received used took underwent have receive use take undergo")
_PARTICLES = word_set("in with for after on among by under following from during through")
_TELLING = word_set(
    "with after by under following on among"
)  # with a comparing word these name an arm, "in" and "for" people too
_BESIDE = _PARTICLES | _GIVEN | word_set("( [ , : ; of")
_PASSED = word_set("as when in , significantly rather group arm")
_SAYING = word_set(
    "show shows showed shown found suggest suggests suggested indicate indicates indicated revealed demonstrated confirmed"
)
_SAYS = word_set("had has have was were is are showed reported experienced")
_PREDICTS = re.compile(r"\b(?:risk\sfactors?|predictors?|factors\s(?:associated|for)|determinants)\b", re.IGNORECASE)
_ASSOCIATED = word_set("association associations relationship relationships link links")
_LISTED = re.compile(
    r"\b(?:factors?|predictors?|determinants|risks|causes|exposures|variables)\b[^.;:]{0,120}\b(?:were|are|was|included?|includes)\s"
    r"|\b(?:associated|related|linked|predicted|predictors?|factors|determinants)\b[^.;:]{0,160}:\s"
)
_AS = re.compile(r"\sas\s(?:an?\s)?(?:\w+\s){0,2}(?:predictors?|risk\sfactors?|factors?)\b")
_NEAR, _FAR = 2, 70  # characters at most from a phrase to its effect, without and with a preposition between
_TO_BRACKET = re.compile(r"\s?(?:\s(?:with|in|of|for|at|to)\s[^,;()\[\]]{1,60})?\s?")


def index_side(
    w: Words, found: Sides, place: Stretch, b: NounPhrase | None, compared: Comparison | None, *, listed: bool
) -> NounPhrase | None:
    """The phrase with the most points that is not `b`, or None; `compared` is the comparison `b` comes from, if any.

    `listed`: the arm of the effect before stood right before that effect, so the next one may too.
    """
    best: tuple[float, NounPhrase] | None = None
    here = sum(1 for p in found.phrases if p.span[0] < place.start)
    joint = _joint(w, compared) if compared else -1
    for i, phrase in enumerate(found.phrases):
        near = phrase.first < joint <= phrase.last + 1 and _is_beside(w, phrase)
        if phrase.first == phrase.last and w.plain[phrase.first] in _NOBODY:
            continue
        unnamed = phrase.first == phrase.last or w.plain[phrase.first] in {"each", "every"}
        if phrase.meaning == "generic" and (phrase.role != "exposure" or unnamed):
            continue
        away = phrase.span[0] >= max(place.until, place.end) and not near
        if overlap(phrase, b) or _same_name(w, phrase, b) or (away and not (found.favoured and phrase == found.favoured.a)):
            continue
        said = [
            *_meant(w, found, i, b),
            *_led_to(w, found, phrase, compared),
            *_told(w, found, i),
            *_placed(w, phrase, place, listed),
        ]
        points = sum(_POINTS[each] for each in said) + _POINTS["step"] * abs(here - i)
        if near:
            points += _POINTS["beside"]
        elif phrase.span[0] >= place.end:
            points += _POINTS["later"]
        if best is None or points > best[0]:
            best = (points, phrase)
    return best[1] if best and best[0] >= _ENOUGH else None


def _meant(w: Words, found: Sides, i: int, b: NounPhrase | None) -> Iterator[str]:
    phrase = found.phrases[i]
    role = phrase.role
    if role == "exposure":
        yield "exposure"
    elif role == "doer" and phrase.meaning == "outcome":
        yield "condition"
    elif not (b is not None and b.meaning == "people" == phrase.meaning):  # "women than men"
        yield phrase.meaning


def _led_to(w: Words, found: Sides, phrase: NounPhrase, compared: Comparison | None) -> Iterator[str]:
    if any(v.phrase.first == phrase.first for v in found.valued):
        yield "valued"
        return
    at = phrase.governor
    governor = w.plain[at] if at >= 0 else ""
    before = w.plain[at - 1] if at > 0 else ""
    if (
        governor in _GIVEN
        or (governor in {"to", "with"} and before in _GIVEN)
        or (governor in _TAKEN and before in {"who", "that"})
    ):
        yield "subgroup" if "among" in w.plain[max(0, at - 6) : at] else "given"
    elif governor == "by" and at > 0:
        yield "by"
    elif governor in _PARTICLES and phrase.rule != "kind" and (at > 0 or governor == "with"):
        yield "particle" if governor in _TELLING else "place"
    if governor in {"in", "with", "for", "after", "among"} and _set_apart(w, at):
        yield "set apart"
    if phrase.rule == "effector" or (governor == "of" and w.plain[w.before_bracket(at) - 1] in _STUDIES):
        yield "effector"
    if compared and governor == "with" and before in PEOPLE:
        yield "with"
    if governor == "between" and before in _ASSOCIATED:
        yield "exposure"
    if phrase.depth:
        yield "bracketed"


def _told(w: Words, found: Sides, i: int) -> Iterator[str]:
    phrase = found.phrases[i]
    role = phrase.role
    after = w.plain[phrase.last + 1] if phrase.last + 1 < len(w.plain) else ""
    if w.plain[phrase.last] in _GROUPS or after in _GROUPS:
        yield "group"
    if role in _ACTING or (i and _inherits(w, phrase, found.phrases[i - 1]) and found.phrases[i - 1].role in _ACTING):
        yield "acts"
        if phrase.rule == "start" and role == "exposure":
            yield "opens"
    elif role == "subject":
        yield "happened"
    if found.favoured and phrase == found.favoured.a:
        yield "favoured"
    if _AS.match(w.text, phrase.span[1]):
        yield "as"


def _placed(w: Words, phrase: NounPhrase, place: Stretch, listed: bool) -> Iterator[str]:
    if phrase.span[0] >= place.lead:
        yield "own"
    if is_item(w, phrase, place):
        yield "item"
    elif leads_in(w, phrase, place):
        if listed and phrase.rule == "list":
            yield "next"
        elif phrase.rule != "adjunct" and not (phrase.rule == "chain" and w.plain[phrase.governor] in _TELLING):
            yield "leads in"


def leads_in(w: Words, phrase: NounPhrase, place: Stretch) -> bool:
    """Whether a phrase stands right before an effect, or before the bracket it is in."""
    if not 0 <= place.edge - phrase.span[1] <= _NEAR:
        return False
    between = w.text[phrase.span[1] : place.edge]
    near = between in {", ", ": "} if place.bracket is None else not between.strip()
    return place.lead <= phrase.span[0] < place.edge and near


def is_item(w: Words, phrase: NounPhrase, place: Stretch) -> bool:
    """Whether a phrase is an exposure right before its effect, in a list that acts: "A (OR ...) and B (OR ...) predicted"."""
    at = phrase.governor
    if at >= 0 and w.plain[at] in {"who", "that", "which"} and w.plain[at - 1] not in _SAYING:
        return False
    if place.bracket is None or phrase.depth or phrase.rule not in {"start", "list", "other"}:
        return False
    if not (place.lead <= phrase.span[0] and phrase.span[1] <= place.bracket <= phrase.span[1] + _FAR):
        return False
    if not _TO_BRACKET.fullmatch(w.text, phrase.span[1], place.bracket):
        return False
    if not _SAYS.isdisjoint(w.plain[phrase.last + 1 : w.at(place.bracket)]):
        return False  # "children in the class had fewer days off (MD ...)": the verb of a list stands behind it
    if phrase.role in _ACTING or _LISTED.search(w.text, 0, phrase.span[0]):
        return True
    return predicate_after(w, place.bracket) is not None or _PREDICTS.search(w.text, 0, place.bracket) is not None


def _same_name(w: Words, one: NounPhrase, other: NounPhrase | None) -> bool:
    """Whether two phrases say the same words: an arm is not compared with itself."""
    following = w.plain[one.last + 1 : one.last + 2]
    if following and following[0].startswith(("<", ">", "≤", "≥")):
        return False  # "HbA1c < 7%" against "HbA1c ≥ 7%"
    return other is not None and _bare_name(w, one) == _bare_name(w, other)


def _bare_name(w: Words, phrase: NounPhrase) -> tuple[str, ...]:
    name = w.plain[phrase.first : phrase.last + 1]
    return name[:-1] if len(name) > 1 and name[-1] in _GROUPS else name


def _joint(w: Words, compared: Comparison) -> int:
    """Index of the word after the phrase that stands directly before the word of comparison, brackets and commas aside."""
    i = compared.at
    while i > 0 and (w.plain[i - 1] in _PASSED or w.plain[i - 1] in ")]"):
        opens = w.before_bracket(i)  # i itself where a bracket closes that nobody opened
        i = opens if opens < i else i - 1
    return i


def _is_beside(w: Words, phrase: NounPhrase) -> bool:
    """Whether a phrase before a word of comparison is led to as an arm is: by a particle, or by nothing."""
    if phrase.governor < 0:
        return True
    governor = w.plain[phrase.governor]
    if governor == "to":
        return w.plain[phrase.governor - 1] in _GIVEN
    return governor in _BESIDE and not (governor in {"of", "in"} and phrase.rule == "kind")


def _set_apart(w: Words, i: int) -> bool:
    """Whether "lower", "more common" and the like stand before word `i`: "higher in [A]"."""
    for j in range(i - 1, max(-1, i - 4), -1):
        if w.plain[j] in _COMPARATIVES:
            return True
        if w.plain[j] not in _BETWEEN:
            return False
    return False


def _inherits(w: Words, phrase: NounPhrase, before: NounPhrase) -> bool:
    """Whether a phrase names what the one before it leaves open: "treatment with [A]", "patients on [A]"."""
    governor = w.plain[phrase.governor] if phrase.governor >= 0 else ""
    return governor in _INHERITS and (before.meaning == "people" or _is_bare(w, before))


def _is_bare(w: Words, phrase: NounPhrase) -> bool:
    """Whether a phrase is "treatment" or the like, which other words must name."""
    return phrase.last - phrase.first <= 1 and w.plain[phrase.last] in _BARE
