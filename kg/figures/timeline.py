"""The figure of papers and citing articles over time, from the store."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from typing import Any

from kg.columns import answer
from kg.dossier import resolve
from kg.errors import NotFound, UsageError
from kg.figures.citing import Citing, citing
from kg.figures.groups import JUDGED, design, groups_of
from kg.figures.judged import cells, names
from kg.figures.judges import judges, judges_of
from kg.retraction import Said, notices
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell, Table, counted
from kg.views.charts.chronology import Article, Band, Chronology, Lane, Notice, Year
from kg.views.charts.timeline import draw
from kg.views.charts.timeline_spec import spec
from kg.views.figure import NARROW, WIDE, Figure

__all__ = ["COLUMNS", "timeline"]

COLUMNS = (
    "kind",
    "group",
    "year",
    "count",
    "not_appraised",
    "paper",
    "article",
    "publisher",
    "intent",
    "retracted",
    "source",
    "url",
)
_GROUPS = 6  # bands of papers; the rarer ones are one
_LISTED, _LISTED_OF_ONE = 60, 200  # articles and notices in rows of their own; more are counted by year
Row = Mapping[str, Cell]
Link = Callable[[str], str | None]


def timeline(
    store: Store,
    *,
    papers: Sequence[str] = (),
    flaw: str | None = None,
    first: int | None = None,
    last: int | None = None,
    limit: int = 12,
    title: str | None = None,
    link: Link = lambda paper: None,
) -> Figure:
    """Papers by year in bands of a design, or by what was judged of `flaw`, and what cites them.

    `papers`: only these (references as `kg paper` takes them); `first` and `last` bound the year of a paper. At most `limit`
    papers, those that most articles cite, have a lane. `link` is where a paper's name leads. Raises NotFound for an unknown
    paper or flaw and where no paper is left, and UsageError for years in the wrong order.
    """
    if first is not None and last is not None and first > last:
        raise UsageError(f"There is no year from {first} to {last}.", hint="--from is the earlier one.")
    wanted = {resolve(store, ref) for ref in papers}
    known = {str(row["paper"]): row for row in answer(store, "papers").dicts()}
    every = [row for key, row in known.items() if not wanted or key in wanted]
    shown = [row for row in every if _within(_year(row), first, last)]
    if not shown:
        span = f" from {'the first' if first is None else first} to {'the last' if last is None else last}" if every else ""
        raise NotFound(f"There is no paper{span}.", hint="kg query papers lists all with their years.")
    keys = {str(row["paper"]) for row in shown}
    noticed = notices(store)
    cited = citing(store, keys, known, noticed)
    said = {work: found for work, found in noticed.items() if work in keys}
    bands = [
        *_bands(shown, groups_of(store, shown, flaw), by_size=flaw is None),
        *_articles(cited, "it" if len(shown) == 1 else "them"),
    ]
    lanes = _lanes(shown, cited, said, limit, bool(wanted), link)
    rows = sum(len(lane.articles) + len(lane.notices) for lane in lanes)
    listed = rows <= (_LISTED_OF_ONE if len(lanes) == 1 else _LISTED)
    left_out = len(every) - len(shown)
    data = Chronology(
        title=title or _title(shown, cited),
        bands=bands,
        lanes=lanes,
        listed=listed,
        rest=[
            *_rest(shown, cited, lanes, left_out, sum(_year(row) is None for row in every) if left_out else 0, listed=listed),
            *([f"Judged by {_judges(store, keys, flaw, known)}."] if flaw or any(lane.appraised for lane in lanes) else []),
        ],
    )
    return Figure(
        name="timeline",
        wide=draw(data, WIDE),
        narrow=draw(data, NARROW),
        table=_table(data, cited, said),
        notes=_notes(shown, cited, flaw),
        queries=("papers", "citations", "retractions", "assessors", *(["judged-targets"] if flaw else [])),
        spec=spec(data),
    )


def _year(row: Row) -> Year:
    return None if row["year"] is None else int(str(row["year"]))


def _judges(store: Store, shown: Set[str], flaw: str | None, known: Collection[object]) -> str:
    """Who judged the papers shown, or that flaw of them."""
    if flaw is None and len(shown) == len(known):
        return judges(ask(store, "assessors"))
    level = "domain" if flaw in names(store, "domain") else "category"
    said = cells(store, [flaw] if flaw else [], level)
    return judges_of((paper, of) for (paper, judged), of in said.items() if paper in shown and flaw in (None, judged))


def _within(year: Year, first: int | None, last: int | None) -> bool:
    """Whether a year lies between the bounds; one that is not known does where there are none."""
    if year is None:
        return first is None and last is None
    return (first is None or year >= first) and (last is None or year <= last)


def _bands(shown: Sequence[Row], groups: Mapping[str, str], *, by_size: bool) -> list[Band]:
    """Papers by group and year: the largest group first, or in the order of `JUDGED`."""
    first: dict[str, Counter[Year]] = defaultdict(Counter)
    second: dict[str, Counter[Year]] = defaultdict(Counter)
    for row in shown:
        (first if row["assessors"] else second)[groups[str(row["paper"])]][_year(row)] += 1
    sizes = Counter({name: first[name].total() + second[name].total() for name in {*first, *second}})
    ranked = sorted(sizes, key=lambda name: (-sizes[name] if by_size else JUDGED.index(name.rpartition(": ")[2]), name))
    kept, rare = (ranked, []) if len(ranked) <= _GROUPS else (ranked[: _GROUPS - 1], ranked[_GROUPS - 1 :])
    among = len(shown) if len(ranked) > 1 else None
    bands = [Band(name, dict(first[name]), dict(second[name]), among=among) for name in kept]
    if rare:
        sums = [sum((part[name] for name in rare), Counter[Year]()) for part in (first, second)]
        bands.append(Band(f"{len(rare)} other groups", dict(sums[0]), dict(sums[1]), among=among))
    return bands


def _articles(cited: Iterable[Citing], them: str) -> list[Band]:
    """Each citing article once."""
    years = {one.iri: one.article.year for one in cited}
    return [Band(f"articles that cite {them}", dict(Counter(years.values())), ink="citing", noun="article")] if years else []


def _lanes(
    shown: Sequence[Row], cited: Iterable[Citing], said: Mapping[str, Sequence[Said]], limit: int, asked: bool, link: Link
) -> list[Lane]:
    """The papers with most citing articles, or those asked for, in the order of their years."""
    articles: dict[str, list[Article]] = defaultdict(list)
    for one in cited:
        articles[one.paper].append(one.article)
    few = asked or len(shown) <= limit
    rows = [row for row in shown if few or articles[str(row["paper"])] or said.get(str(row["paper"]))]
    rows.sort(key=lambda row: (-len(articles[str(row["paper"])]), not said.get(str(row["paper"])), str(row["paper"])))
    rows = sorted(rows[:limit], key=lambda row: (_year(row) is None, _year(row) or 0, str(row["paper"])))
    return [_lane(row, articles[str(row["paper"])], said.get(str(row["paper"]), ()), link) for row in rows]


def _lane(row: Row, articles: Sequence[Article], said: Sequence[Said], link: Link) -> Lane:
    plan = design(row)
    flaws = counted(int(str(row["flaws"])), "flaw")
    about = f"{plan}; {flaws} present or likely present" if row["assessors"] else f"{plan}; not appraised"
    marks = [
        Notice(one["text"], one["kind"], int(one["date"][:4]) if one["date"] else None, one["in_force"])
        for one in sorted(said, key=_dated)
    ]
    return Lane(
        str(row["name"]),
        _year(row),
        about,
        bool(row["assessors"]),
        bool(row["retracted"]),
        articles,
        marks,
        link(str(row["paper"])),
    )


def _dated(said: Said) -> tuple[bool, str]:
    return (said["date"] is None, said["date"] or "")


def _title(shown: Sequence[Row], cited: Sequence[Citing]) -> str:
    known = [year for row in shown if (year := _year(row)) is not None]
    span = f" of {min(known)} to {max(known)}" if known and min(known) < max(known) else f" of {known[0]}" if known else ""
    articles = len({one.iri for one in cited})
    them = "it" if len(shown) == 1 else "them"
    if not articles:
        return f"{counted(len(shown), 'paper')}{span}; no article is known to cite {them}"
    return f"{counted(len(shown), 'paper')}{span}, and {counted(articles, 'article')} known to cite {them}"


def _rest(
    shown: Sequence[Row], cited: Sequence[Citing], lanes: Sequence[Lane], left_out: int, unknown: int, *, listed: bool
) -> list[str]:
    """What the picture does not show."""
    said = []
    if left_out:
        more = f", {unknown:,} of them because their year is not known" if unknown else ""
        said.append(f"{counted(left_out, 'paper')} of other years left out{more}.")
    papers = {one.paper for one in cited}
    if len(papers) < len(shown):
        none = f"No citing article is known of {len(shown) - len(papers):,} of the {counted(len(shown), 'paper')}"
        said.append(f"{none}: nobody has looked, or there is none.")
    below = sum(not lane.articles for lane in lanes)
    without = len(papers) - (len(lanes) - below)
    if without > 0:
        verb = "has" if without == 1 else "have"
        said.append(f"{counted(without, 'more paper')} with known citing articles {verb} no lane here; --limit shows more.")
    if not listed:
        how = f"--paper lists those of one paper, up to {_LISTED_OF_ONE}" if len(lanes) > 1 else "the table has them all"
        said.append(f"Citing articles are counted by year because they are many; {how}.")
    return said


def _notes(shown: Sequence[Row], cited: Sequence[Citing], flaw: str | None) -> tuple[str, ...]:
    appraised = sum(bool(row["assessors"]) for row in shown)
    unstated = sum(one.article.turn == "unknown" for one in cited)
    unknown = sum(year is None for year in {one.iri: one.article.year for one in cited}.values())
    years = {str(row["paper"]): _year(row) for row in shown}
    early = sum(_earlier(one.article.year, years[one.paper]) for one in cited)
    said = [
        f"Papers: works with a record in the store, by year of publication; {appraised:,} of {len(shown):,} appraised.",
        "Citing articles: those that a source names. No index of citations was searched, so few known do not mean few.",
        "An article that cites two papers is one article, and two citations.",
        f"Why an article cites is as a source states it: not stated for {unstated:,} of {counted(len(cited), 'citation')}.",
        f"The year is not known of {unknown:,} of {counted(len({one.iri for one in cited}), 'citing article')}.",
        "Retractions: as editorial notices say that were read into the store, unless a later one takes them back.",
    ]
    if early:
        said.append(
            f"{counted(early, 'citation')} of an article with an earlier year than the paper: one of the years may be wrong."
        )
    if flaw:
        said.append("Present or likely present: according to some assessor, also where another disagrees.")
    return tuple(said)


def _earlier(year: Year, paper: Year) -> bool:
    return year is not None and paper is not None and year < paper


def _table(data: Chronology, cited: Iterable[Citing], said: Mapping[str, Sequence[Said]]) -> Table:
    """Works by band and year, then every citation and notice of the papers counted, also those without a lane."""
    rows: list[dict[str, Any]] = []
    for band in data.bands:
        for year in sorted({*band.first, *band.second}, key=lambda year: (year is None, year or 0)):
            counts = {
                "count": band.first.get(year, 0),
                "not_appraised": band.second.get(year, 0) if band.noun == "paper" else None,
            }
            rows.append({"kind": f"{band.noun}s", "group": band.label, "year": year, **counts})
    for one in cited:
        article = one.article
        rows.append({
            "kind": "citation", "year": article.year, "paper": one.paper, "article": article.title, "publisher": one.publisher,
            "intent": ", ".join(article.intents) or None, "retracted": article.retracted, "source": one.sources, "url": one.url,
        })  # fmt: skip
    for paper, found in sorted(said.items()):
        for notice in found:
            date = notice["date"]
            rows.append({
                "kind": "notice", "group": notice["kind"], "year": int(date[:4]) if date else None, "paper": paper,
                "article": notice["text"], "retracted": notice["in_force"], "source": ", ".join(notice["sources"]),
                "url": notice["link"],
            })  # fmt: skip
    return Table.of(COLUMNS, ([row.get(name) for name in COLUMNS] for row in rows))
