"""What editorial notices say of the works of the graph, in words: the mark of a retraction in force, and a line for each notice.

Whether a retraction is in force is decided in the named queries, by one and the same passage, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from kg.sparql import ask
from kg.store import Store

__all__ = ["MARK", "Said", "notices", "notices_of", "when"]

MARK = "RETRACTED"

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


class Said(TypedDict):
    """A notice on a work: what it is, why, where it stands, which files say so, and all of it in one sentence.

    `in_force` is None for what is no retraction.
    """

    kind: str
    date: str | None
    in_force: bool | None
    reasons: str | None
    notice_doi: str | None
    notice_pmid: str | None
    link: str | None
    sources: list[str]
    text: str


def notices(store: Store) -> dict[str, list[Said]]:
    """The notices on each work, by its key, or its IRI where it has none: retractions in force first, then by date."""
    return _told(ask(store, "retractions").dicts())


def notices_of(store: Store, work: str) -> list[Said]:
    """The notices on one work, by its key or IRI, as `notices` has them, without a look at any other."""
    (said,) = [*_told(ask(store, "notices-of-work", concerned=work).dicts()).values()] or [[]]
    return said


def _told(rows: Iterable[Mapping[str, object]]) -> dict[str, list[Said]]:
    found: dict[str, dict[str, Said]] = {}
    for row in rows:
        known = found.setdefault(str(row["work"]), {})
        said = known.setdefault(str(row["notice"]), _said(row))
        if str(row["source"]) not in said["sources"]:
            said["sources"].append(str(row["source"]))
    for known in found.values():
        for said in known.values():
            said["text"] = _sentence(said)
    return {work: sorted(known.values(), key=_order) for work, known in found.items()}


def when(date: str) -> str:
    """A date in words, as far as it is known: "14 March 2019", "March 2019", "2019"."""
    year, month, day = [*date.split("-"), "", ""][:3]
    words = [str(int(day))] if day else []
    return " ".join([*words, *([_MONTHS[int(month) - 1]] if month else []), year])


def _said(row: Mapping[str, object]) -> Said:
    def text(name: str) -> str | None:
        return str(row[name]) if row[name] is not None else None

    doi, pmid, in_force = text("notice_doi"), text("notice_pmid"), row["in_force"]
    link = f"https://doi.org/{doi}" if doi else f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None
    return Said(
        kind=str(row["kind"]), date=text("date"), in_force=in_force if isinstance(in_force, bool) else None,
        reasons=text("reasons"), notice_doi=doi, notice_pmid=pmid, link=link, sources=[], text="",
    )  # fmt: skip


def _order(said: Said) -> tuple[bool, str, str, str]:
    return (not said["in_force"], said["date"] or "", said["kind"], said["text"])


def _sentence(said: Said) -> str:
    """ "RETRACTED 14 March 2019: Error in Data (notice doi:10.1001/jama.2019.1; said by list.csv)"."""
    head = MARK if said["in_force"] else said["kind"].replace("-", " ").capitalize()
    date = f" {when(said['date'])}" if said["date"] else ""
    since = ", taken back" if said["in_force"] is False else ""
    why = f": {said['reasons']}" if said["reasons"] else ""
    numbers = {"doi:": said["notice_doi"], "PMID ": said["notice_pmid"]}
    named = ", ".join(f"{name}{number}" for name, number in numbers.items() if number)
    return f"{head}{date}{since}{why} ({f'notice {named}; ' if named else ''}said by {', '.join(said['sources'])})"
