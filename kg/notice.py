"""What an editor says of a published work: that it is retracted, corrected, doubted, or valid again after all."""

from __future__ import annotations

from pydantic import model_validator

from kg.fields import Day, Doi, Frozen, KnownDoi, NoticeKind, Pmid, Reasons, Text

__all__ = ["Notice", "in_order"]


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


def _content(of: Notice) -> tuple[str, ...]:
    said = (of.doi, of.pmid, of.date, of.kind, of.notice_doi, of.notice_pmid, of.title)
    return (*(text or "" for text in said), *of.reasons)
