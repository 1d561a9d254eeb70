"""Estimates that another program proposes, held against the text: what does not stand there as printed is refused.

A model may be right and may as well make numbers up. So a proposal names every number with its offsets and counts only
where the text prints just that number there; and where the rules of this room read an estimate from the same numbers,
theirs stands and the proposal is set aside. What is accepted keeps a grade of its own and never mixes with estimates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from kg.extract.measures import RATIOS
from kg.extract.page import Misquoted, Page
from kg.extract.spans import EstimateMention, Mention, value_of

__all__ = ["GRADE", "LIMIT", "MEASURES", "Proposal", "Refusal", "accept", "ask"]

GRADE = "P"
"""The grade of what was proposed: the numbers stand in the text, what they mean is the word of the model."""

LIMIT = 1_000
"""Proposals that are looked at for one text; the rest is refused unseen."""

MEASURES = RATIOS | {"MD", "SMD", "RD", "MEDIAN-DIFF", "NNT", "correlation", "OTHER"}
"""The measures an estimate may have, as the rules name them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One estimate as a model proposes it: each part a stretch of the text, `text == source[start:end]`.

    `value`, `ci_low` and `ci_high` are numbers as printed with their sign, `ci_level` is the number of "95%", `p` ends where
    a printed p ends ("P < .001"). A value or a lower limit there has to be. `measure` is one of `MEASURES` or None.
    """

    value: Mention | None = None
    ci_low: Mention | None = None
    ci_high: Mention | None = None
    ci_level: Mention | None = None
    p: Mention | None = None
    measure: str | None = None
    outcome: Mention | None = None
    arm_a: Mention | None = None
    arm_b: Mention | None = None
    timepoint: Mention | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was proposed and does not count, and why. `failed`: the model itself failed; then `proposal` is None."""

    proposal: object
    reason: str
    failed: bool = False


def ask(propose: Callable[[str], Iterable[object]], text: str) -> Iterator[object]:
    """What the model proposes for a text. It is called when the first item is wanted, so that `accept` meets its errors."""
    yield from propose(text)


def accept(
    text: str, proposals: Iterable[object], estimates: Iterable[EstimateMention] = (), *, model: str = "unnamed"
) -> tuple[tuple[EstimateMention, ...], tuple[Refusal, ...]]:
    """What of the `proposals` holds against `text`, in document order, and what does not, in the order proposed.

    `estimates` are those the rules read from the same text; `model`, name and version, becomes part of `rule`. What is
    no proposal, and what `proposals` raises, ends in a refusal.

    >>> text = "Pain fell by 12 points more with stretching (95% CI 3 to 21)."
    >>> right = Proposal(value=Mention("12", 13, 15), ci_low=Mention("3", 52, 53), ci_high=Mention("21", 57, 59), measure="MD")
    >>> wrong = Proposal(value=Mention("14", 13, 15))
    >>> accepted, refused = accept(text, [right, wrong], model="tiny 0.1")
    >>> [(a.value.text, a.grade, a.rule) for a in accepted]
    [('12', 'P', 'proposal/tiny 0.1')]
    >>> [r.reason for r in refused]
    ["value: the text has '12' at 13 to 15, not '14'"]
    """
    page = Page(text)
    theirs = [_numbers(estimate) for estimate in estimates]
    accepted: list[EstimateMention] = []
    refused: list[Refusal] = []
    try:
        for number, proposal in enumerate(islice(proposals, LIMIT + 1)):
            if number == LIMIT:
                refused.append(Refusal(None, f"more than {LIMIT:,} proposals: the rest is not looked at"))
                break
            try:
                found = _held(proposal, page, f"proposal/{model}")
                if any(_meet(_numbers(found), other) for other in theirs):
                    raise Misquoted("the rules read an estimate from these numbers, which stands")
                if any(_meet(_numbers(found), _numbers(other)) for other in accepted):
                    raise Misquoted("an earlier proposal has these numbers")
            except Misquoted as error:
                refused.append(Refusal(proposal, str(error)))
            else:
                accepted.append(found)
    except (Exception, SystemExit) as error:  # the model is not ours: whatever it raises ends its proposals, not the reading
        refused.append(Refusal(None, f"the model failed: {type(error).__name__}{_said(error)}", failed=True))
    return tuple(sorted(accepted, key=lambda found: (found.start, found.end))), tuple(refused)


def _held(proposal: object, page: Page, rule: str) -> EstimateMention:
    """The proposal as an estimate; raises Misquoted where something in it does not stand in the text."""
    if type(proposal) is not Proposal:
        raise Misquoted(f"not a Proposal but {type(proposal).__name__}")
    measure = proposal.measure
    if measure is not None and not (type(measure) is str and measure in MEASURES):
        raise Misquoted(f"measure: not one of {', '.join(sorted(MEASURES))}")
    hyphens = measure in RATIOS  # which have no sign
    value, low, high = (page.number(name, getattr(proposal, name), hyphens) for name in ("value", "ci_low", "ci_high"))
    level = page.level(proposal.ci_level)
    roles = (page.words(name, getattr(proposal, name)) for name in ("outcome", "arm_a", "arm_b", "timepoint"))
    outcome, arm_a, arm_b, timepoint = roles
    if low is None and (value is None or high is not None):
        raise Misquoted("neither a value nor a lower limit" if high is None else "an upper limit without a lower one")
    p = page.p(proposal.p)
    numbers = [m for m in (value, low, high) if m]
    parts = sorted([*((m.start, m.end) for m in (*numbers, level) if m), *([(p.start, p.end)] if p else [])])
    if any(one[1] > other[0] for one, other in pairwise(parts)):
        raise Misquoted("two of its numbers overlap")
    x, bottom, top = (value_of(m.text) if m else None for m in (value, low, high))
    if bottom is not None and top is not None and bottom > top:
        raise Misquoted("the lower limit is above the upper one")
    if measure in RATIOS and any(n is not None and n < 0 for n in (x, bottom, top)):
        raise Misquoted("a ratio below 0")
    start, end = min(m.start for m in numbers), max(m.end for m in numbers)
    return EstimateMention(
        start=start,
        end=max(end, p.end if p else 0),
        sentence=page.around(min(start, p.start if p else start), max(end, p.end if p else end)),
        measure=measure,
        value=value,
        ci_low=low,
        ci_high=high,
        limits_reversed=bool(low and high and high.start < low.start),
        outside=x is not None and ((bottom is not None and x < bottom) or (top is not None and x > top)),
        ci_level=level.text if level else None,
        p=p,
        direction=None,
        outcome=outcome,
        arm_a=arm_a,
        arm_b=arm_b,
        timepoint=timepoint,
        grade=GRADE,
        rule=rule,
    )


def _said(error: BaseException) -> str:
    try:
        return f": {str(error)[:200]}"
    except Exception:  # an error of the model, which may fail at telling of itself
        return ""


Spans = tuple[tuple[int, int], ...]


def _numbers(of: EstimateMention) -> Spans:
    return tuple((m.start, m.end) for m in (of.value, of.ci_low, of.ci_high) if m)


def _meet(one: Spans, other: Spans) -> bool:
    return any(a < d and c < b for a, b in one for c, d in other)
