"""The figure of effects over time, from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from kg.errors import NotFound, UsageError, nearest
from kg.figures.comparisons import Comparison, comparison
from kg.figures.thresholds import QUERIES, Thresholds, caveat, verdicts
from kg.figures.weeks import Time, before, times
from kg.stats.effect import LINEAR, LOG
from kg.store import Store
from kg.synthesis.stated import ALL, Stated, stated
from kg.tables import Cell, Table, counted
from kg.views.charts.course import Course, draw
from kg.views.charts.course_plot import Panel, Point
from kg.views.charts.course_spec import spec
from kg.views.charts.reference_lines import ReferenceLine, explained
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["COLUMNS", "course", "of_estimates"]

COLUMNS = (
    "paper", "outcome", "arm", "against", "time", "weeks", "weeks_counted", "effect", "low", "high", "printed", "measure",
    "better", "origin", "thresholds", "estimate", "source",
)  # fmt: skip
LIMIT = 8
Link = Callable[[str], str | None]
Series = tuple[Panel, list[list[Cell]]]


def course(
    store: Store,
    *,
    outcome: str | None = None,
    papers: Sequence[str] = (),
    measure: str | None = None,
    extracted: bool = False,
    limit: int = LIMIT,
    title: str | None = None,
    link: Link = lambda paper: None,
) -> Figure:
    """A panel for each paper, outcome and pair of arms with effects at two times or more; `limit` of them (0: all).

    Panels whose outcome has thresholds of importance come first, then those with more intervals, then by paper. `link` is where
    a paper's name leads. Raises NotFound where there is no such course, with what was found; UsageError for an unknown measure.
    """
    known = (*sorted(LINEAR), *sorted(LOG))
    if measure is not None and measure not in known:
        raise UsageError(f"There is no measure {measure!r}.", hint=nearest(measure, known) or f"One of: {', '.join(known)}.")
    found = [one for one in stated(store, outcome or ALL) if not papers or one.paper in papers]
    wanted = [one for one in found if (measure is None or one.measure == measure) and (extracted or one.origin != "extracted")]
    made = of_estimates(wanted, Thresholds(store), limit=limit, title=title, link=link)
    if made is None:
        raise _nothing(outcome, papers, found, extracted=extracted)
    return made


def of_estimates(
    wanted: Sequence[Stated],
    thresholds: Thresholds,
    *,
    limit: int = LIMIT,
    title: str | None = None,
    link: Link = lambda paper: None,
) -> Figure | None:
    """The figure of these estimates, as `course` draws it; None where none of them is stated at two times or more."""
    series = [made for group in _groups(wanted) if (made := _series(group, thresholds, link)) is not None]
    if not series:
        return None
    series.sort(key=lambda one: (not one[0].lines, -sum(point.low is not None for point in one[0].points), one[0].paper))
    shown = series[:limit] if limit else series
    lines = list(dict.fromkeys(chain.from_iterable(panel.lines for panel, _ in shown)))
    words = caveat(lines)
    data = Course(
        title or _title(shown, len(series)), [panel for panel, _ in shown], [words] if words else [], len(series) - len(shown)
    )
    return Figure(
        name="course",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=Table.of(COLUMNS, chain.from_iterable(rows for _, rows in series)),
        notes=tuple(_notes(data, lines, len(series))),
        queries=("comparable-estimates", *QUERIES),
        spec=spec(data),
    )


def _groups(wanted: Sequence[Stated]) -> Iterator[list[Comparison]]:
    """The effects that are one course: of the same paper, outcome, arms, measure and source."""
    together: dict[tuple[object, ...], list[Comparison]] = defaultdict(list)
    for one in wanted:
        made = None if before(one.timepoint) or one.measure not in LINEAR | LOG else comparison(one)
        if made is not None:
            key = (one.paper, one.outcome_id, one.measure, one.first_label, one.second_label, one.source)
            together[key].append(made)
    yield from together.values()


def _series(group: list[Comparison], thresholds: Thresholds, link: Link) -> Series | None:
    """A panel with its rows of the table; None for a single time."""
    at = times([(one.of.timepoint, None if one.of.weeks is None else float(one.of.weeks)) for one in group])
    if len({time.words if time.weeks is None else time.weeks for time in at}) < 2:
        return None
    order = sorted(range(len(group)), key=lambda place: at[place].weeks or 0.0) if _timed(at) else range(len(group))
    group, at = [group[place] for place in order], tuple(at[place] for place in order)
    group = _favoured_first(group)
    first = group[0].of
    unit = thresholds.unit(first)
    lines = _lines(thresholds, first)
    points = [_point(one, time) for one, time in zip(group, at, strict=True)]
    up, down = _directions(group[0])
    panel = Panel(
        paper=first.name, outcome=first.outcome_label, about=_about(group[0], unit.told), unit=unit.told, up=up, down=down,
        points=points, lines=lines, said=tuple(_said(points, lines, group)), ratio=first.measure in LOG,
        word="points" if first.measure == "MD" and lines else "", link=link(first.paper),
    )  # fmt: skip
    return panel, [_row(one, time, lines) for one, time in zip(group, at, strict=True)]


def _favoured_first(group: list[Comparison]) -> list[Comparison]:
    """Where no arm is known to be the experimental one, the arm that does better at first is the one above no difference."""
    of = group[0].of
    roles = (of.first_role == "experimental", of.second_role == "experimental")
    if of.measure in LOG or of.good is None or roles[0] != roles[1] or group[0].value >= 0:
        return group
    return [made for one in group if (made := comparison(one.of, other_way=True)) is not None]


def _timed(at: Sequence[Time]) -> bool:
    return all(time.weeks is not None for time in at)


def _lines(thresholds: Thresholds, of: Stated) -> tuple[ReferenceLine, ...]:
    """The outcome's own thresholds, brought to the range that the paper states."""
    unit = thresholds.unit(of)
    top = unit.high if unit.own and unit.low == 0 else None
    if unit.own and unit.low != Decimal(0):
        return ()
    return thresholds.lines([of], str(of.measure), top)


_MEASURES = {
    "MD": "difference in means", "SMD": "standardised mean difference", "MEDIAN-DIFF": "difference in medians",
    "RD": "risk difference, percentage points", "OR": "odds ratio", "RR": "risk ratio", "HR": "hazard ratio", "IRR": "rate ratio",
}  # fmt: skip


def _about(one: Comparison, unit: str) -> str:
    kind = _MEASURES[str(one.of.measure)]
    scale = f" ({unit})" if one.of.measure in ("MD", "MEDIAN-DIFF") and unit != one.of.outcome_label else ""
    level = 95 if one.of.level is None else one.of.level
    return f"{kind[0].upper()}{kind[1:]} with {float(level):g}% interval{scale}: {one.arm} against {one.other}"


def _directions(one: Comparison) -> tuple[str, str]:
    """What up and down mean, in words; without a known good direction only which arm has more."""
    if one.of.good is None:
        return f"more with {one.arm} (which is better is not stated)", f"more with {one.other}"
    better, worse = one.arm, one.other
    if one.of.measure in LOG and one.of.good == "lower":
        better, worse = worse, better
    return f"favours {better}", f"favours {worse}"


def _point(one: Comparison, time: Time) -> Point:
    read = "; read from prose by a program" if one.read else ""
    wrong = "; the value lies outside its own interval, which is not drawn" if one.impossible else ""
    told = f"{time.told}: {one.text}; in the source {one.stated}{read}{wrong}"
    return Point(time.words, time.weeks, one.value, one.low, one.high, one.text, told, time.computed, one.read)


def _said(points: Sequence[Point], lines: Sequence[ReferenceLine], group: Sequence[Comparison]) -> Iterator[str]:
    """Intervals against no effect and the thresholds, counted; what is missing."""
    intervals = [(one.low, one.high) for one in points if one.low is not None and one.high is not None]
    number, none = len(intervals), 1.0 if group[0].of.measure in LOG else 0.0
    if intervals:
        clear = sum(low > none or high < none for low, high in intervals)
        parts = [f"{clear} of {counted(number, 'interval')} exclude{'s' if clear == 1 else ''} no difference"]
        alike: dict[tuple[int, int, int], list[str]] = defaultdict(list)
        for label, counts in verdicts(intervals, lines).items():
            alike[counts].append(label)
        parts += [f"against {', '.join(labels)}: {_counts(number, *counts)}" for counts, labels in alike.items()]
        yield f"{'; '.join(parts)}."
    if number < len(points):
        yield f"No interval is drawn for {len(points) - number} of {len(points)} effects."
    if any(one.impossible for one in group):
        yield "An interval that does not hold its own value is not drawn: see the table."


def _counts(number: int, within: int, holding: int, beyond: int) -> str:
    """ "2 of 3 lie wholly below, 1 reaches it"."""
    parts = (
        (within, "lies wholly below" if within == 1 else "lie wholly below"),
        (holding, "includes it" if holding == 1 else "include it"),
        (beyond, "lies wholly beyond" if beyond == 1 else "lie wholly beyond"),
    )
    return ", ".join(f"{times} of {number} {words}" for times, words in parts if times)


def _row(one: Comparison, time: Time, lines: Sequence[ReferenceLine]) -> list[Cell]:
    of = one.of
    return [
        of.paper, of.outcome_label, one.arm, one.other, time.words, time.weeks, time.computed, one.value, one.low, one.high,
        of.printed, of.measure, of.good, of.origin, "; ".join(label for label, _ in explained(lines)) or None, of.estimate,
        of.source,
    ]  # fmt: skip


def _title(shown: Sequence[Series], number: int) -> str:
    if number == 1:
        ((panel, _),) = shown
        return f"{panel.outcome[:1].upper()}{panel.outcome[1:]} over time: {panel.paper}"
    papers = len({panel.paper for panel, _ in shown})
    return f"Effects over time: {counted(len(shown), 'course')} of {counted(papers, 'paper')}"


def _notes(data: Course, lines: Sequence[ReferenceLine], number: int) -> Iterator[str]:
    yield "Each point is an effect between two arms as its source states it, with the interval that is printed (95% unless said)."
    yield (
        "Differences are turned so that up is better for the arm named first; ratios stand as printed. Where a source does not "
        "say which direction is better, neither do we."
    )
    if any(one.counted for panel in data.panels for one in panel.points):
        yield (
            "Weeks with a star are counted by a program from the words of the source (a month is 52/12 weeks); the others are "
            "stated."
        )
    if lines:
        for label, said in explained(lines):
            yield f"Threshold {label}: {said}."
        yield from (f"{line.label} ({line.source}): {line.note.rstrip('.')}." for line in lines if line.note)
        yield (
            "An interval across a threshold holds it; wholly below, it lies between the threshold in either direction. Left out: "
            "thresholds of subscales, ranges, percentages of baseline, smallest detectable changes."
        )
    yield from data.below
    if data.left_out:
        yield f"{len(data.panels)} of {counted(number, 'course')} drawn, those with thresholds first; the table has all."


def _nothing(outcome: str | None, papers: Sequence[str], found: Sequence[Stated], *, extracted: bool) -> NotFound:
    what = f" for {outcome!r}" if outcome else ""
    of = f" of {', '.join(papers)}" if papers else ""
    if not found:
        return NotFound(f"There are no estimates{what}{of}.", hint="kg query papers lists the papers, kg pool the outcomes.")
    hint = "kg chart forest shows effects at one time."
    if not extracted and any(one.origin == "extracted" for one in found):
        hint += " --extracted adds what a program read from prose."
    return NotFound(f"No effect{what}{of} is stated at two times or more ({counted(len(found), 'estimate')} found).", hint=hint)
