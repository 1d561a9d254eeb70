"""What an editor says of a published work: that it is retracted, corrected, doubted, or valid again after all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pydantic import model_validator

from kg.fields import Day, Doi, Frozen, KnownDoi, NoticeKind, Pmid, Reasons, Text

__all__ = ["Notice", "in_order", "joined"]


class Notice(Frozen):
    """An editorial notice. `doi`, `pmid` and `title` are those of the work concerned, `notice_doi` and `notice_pmid` its own."""

    kind: NoticeKind
    doi: KnownDoi | None = None
    pmid: Pmid | None = None
    notice_doi: Doi | None = None
    notice_pmid: Pmid | None = None
    date: Day | None = None
    title: Text | None = None
    reasons: Reasons = ()

    @model_validator(mode="after")
    def _of_some_work(self) -> Notice:
        if self.doi is None and self.pmid is None:
            raise ValueError("a notice has to say which work it concerns, by DOI or PubMed number")
        return self


def in_order(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """The notices by the work they concern, then by what they say: the same order, wherever they are read from."""
    return tuple(sorted(notices, key=_content))


def joined(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Notices of one kind on one work with one number of their own as one, in order, whatever order they come in.

    A database tells a notice from the side of the paper and from that of the notice: what one of them leaves open the other
    fills. Of two dates the more exact is kept, then the earlier; reasons are those of both. Those that name no number of the
    notice are one with their like only. Where numbers contradict each other (two PubMed numbers under one DOI), all stay apart.
    """
    known = in_order(tuple(notices))
    groups = list(range(len(known)))
    seen: dict[tuple[str, ...], int] = {}
    for place, notice in enumerate(known):
        for name in _names(notice):
            first, here = _top(groups, seen.setdefault(name, place)), _top(groups, place)
            groups[max(first, here)] = min(first, here)
    together: dict[int, list[Notice]] = defaultdict(list)
    for place, notice in enumerate(known):
        together[_top(groups, place)].append(notice)
    return in_order(tuple(notice for alike in together.values() for notice in _one(alike)))


def _names(of: Notice) -> Iterator[tuple[str, ...]]:
    """What the notice may be known by: each number of the work with each of its own."""
    works = [("doi", of.doi)] * (of.doi is not None) + [("pmid", of.pmid)] * (of.pmid is not None)
    own = [("doi", of.notice_doi and of.notice_doi.lower()), ("pmid", of.notice_pmid)]
    for kind, work in works:
        for form, number in [pair for pair in own if pair[1]] or [("none", "")]:
            yield of.kind, kind, work or "", form, number or ""


def _top(groups: list[int], place: int) -> int:
    while groups[place] != place:
        groups[place] = groups[groups[place]]
        place = groups[place]
    return place


def _one(alike: Sequence[Notice]) -> Sequence[Notice]:
    """The notices as one, or as they are where their numbers contradict each other."""
    if len(alike) == 1:
        return alike
    values: dict[str, object] = {"kind": alike[0].kind}
    for field in ("doi", "pmid", "notice_doi", "notice_pmid"):
        found = {str(value).lower(): value for notice in reversed(alike) if (value := getattr(notice, field)) is not None}
        if len(found) > 1:
            return tuple(dict.fromkeys(alike))
        values[field] = next(iter(found.values()), None)
    dates = sorted({notice.date for notice in alike if notice.date}, key=lambda date: (-len(date), date))
    titles = sorted({notice.title for notice in alike if notice.title})
    values["date"] = dates[0] if dates else None
    values["title"] = titles[0] if titles else None
    values["reasons"] = tuple(reason for notice in alike for reason in notice.reasons)
    return (Notice.model_validate(values),)


def _content(of: Notice) -> tuple[str, ...]:
    said = (of.doi, of.pmid, of.date, of.kind, of.notice_doi, of.notice_pmid, of.title)
    return (*(text or "" for text in said), *of.reasons)
