"""The first page: which flaws recur, out of how many, who judged, what is retracted, and what falls short."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from kg.errors import NotFound
from kg.figures.recurrence import recurrence
from kg.rdf.vocab import BASE
from kg.report.assessors import assessors
from kg.report.cells import count, of
from kg.report.downloads import whole
from kg.report.flaw import rate
from kg.report.known import Known
from kg.report.questions import behind
from kg.report.wording import percent
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Block, Cell, Column, Drawn, Grid, Note, Page, Prose, Section

__all__ = ["overview"]

_TOP = 25
_NEWEST = 10
_WORKS = 50


def overview(known: Known, root: str = "") -> Page:
    """The overview. `root` stands before the addresses inside its figure."""
    return Page(
        address=addresses.INDEX,
        title=known.title,
        heading=known.title,
        lead=(
            Cell("Which flaws recur in which papers, who says so, in which words, and out of how many papers anyone looked at."),
        ),
        about=f"{known.title}: {known.site.counts}",
        sections=tuple(section for section in _sections(known, root) if section),
        facts=_linked(known),
    )


def _sections(known: Known, root: str) -> Iterator[Section | None]:
    yield _retracted(known)
    yield _recurring(known, root)
    yield _judges(known)
    yield _effects(known)
    yield _newest(known)


def _recurring(known: Known, root: str) -> Section:
    try:
        figure = recurrence(known.store, top=_TOP, link=lambda flaw: root + addresses.flaw(flaw))
    except NotFound:
        return Section(
            "recurrence", "Which flaws recur", (Prose(("Nobody has called any flaw present in a paper of this store.",)),)
        )
    rows = []
    table = [row for row in known.recurring.dicts() if int(str(row["papers"]))]
    for row in table[:_TOP]:
        flaw = str(row["flaw"])
        looked = flaw in known.sought
        interval = f"{percent(row['low'])} to {percent(row['high'])}" if looked else ""
        rows.append((
            known.flaw(flaw), Cell(str(row["domain"])), count(row["papers"]),
            Cell(rate(known, row), value=float(str(row["share"])) if row["share"] is not None else None), Cell(interval),
            of(row["judged"], row["appraised"]), count(row["mixed"]),
        ))  # fmt: skip
    columns = (
        Column("Flaw"), Column("Domain"), Column("Papers with it", number=True), Column("Of papers judged for it"),
        Column("95% interval"), Column("Judged, of appraised"), Column("Judged either way", number=True),
    )  # fmt: skip
    left = f"{counted(len(table) - _TOP, 'further flaw')} on the page of all flaws." if len(table) > _TOP else ""
    blocks: tuple[Block, ...] = (Drawn(figure), Grid("The same in numbers", columns, tuple(rows), left))
    return Section(
        "recurrence", "Which flaws recur", blocks, origin="asserted", questions=(behind("recurrence", command="kg flaws"),)
    )


def _judges(known: Known) -> Section:
    return Section("judges", "Who judged", (assessors(known),), questions=(behind("assessors"),))


def _retracted(known: Known) -> Section | None:
    """Works with a retraction in force, papers here first."""
    gone = [(work, said) for work, told in known.notices.items() for said in told if said["in_force"]]
    if not gone:
        return None
    papers = [(work, said) for work, said in gone if work in known.papers]
    others = [(work, said) for work, said in gone if work not in known.papers]
    lines = []
    for work, said in (*papers, *others)[:_WORKS]:
        cell = known.paper(work) if work in known.papers else Cell(work.removeprefix(f"{BASE}work/"))
        lines.append(Cell(cell.text, cell.href, note=said["text"]))
    if len(gone) > _WORKS:
        lines.append(Cell(f"{len(gone) - _WORKS:,} more on the page of data quality.", f"{addresses.QUALITY}#retracted"))
    title = (
        f"Retracted: {counted(len({w for w, _ in papers}), 'paper')} here, {counted(len({w for w, _ in others}), 'cited work')}"
    )
    return Section("retracted", title, (Note(tuple(lines)),), questions=(behind("retractions"),))


def _effects(known: Known) -> Section | None:
    """Effects below what matters: how many, of how many, by threshold."""
    table = [row for row in chain.from_iterable(known.compared.values()) if int(str(row["estimates"]))]
    if not table:
        return None
    table.sort(
        key=lambda row: (-int(str(row["estimates"])), str(row["instrument"]), float(str(row["threshold"])), str(row["source"]))
    )
    rows = tuple(
        (
            known.instrument(str(row["instrument"])),
            Cell(f"{row['threshold']}", value=float(str(row["threshold"])), note=str(row["basis"]).replace("-", " ")),
            of(row["smaller"], row["estimates"]),
            of(row["reaching"], row["estimates"]),
            of(row["beyond"], row["estimates"]),
            count(row["papers"]),
            Cell(str(row["source"]), note=str(row["population"] or "")),
        )
        for row in table[:_TOP]
    )
    columns = (
        Column("Instrument"), Column("Threshold"), Column("Whole interval smaller"), Column("Interval reaches it"),
        Column("Whole interval beyond"), Column("Papers", number=True), Column("Threshold from"),
    )  # fmt: skip
    left = f"{counted(len(table) - _TOP, 'further threshold')} on the pages of the instruments." if len(table) > _TOP else ""
    about = Prose((
        "Differences in means between arms, with an interval, against each published threshold of importance.",
        "Most thresholds are changes within one person; a difference between groups is another thing.",
    ), muted=True)  # fmt: skip
    blocks: tuple[Block, ...] = (about, Grid("Effects against thresholds of importance", columns, rows, left))
    asked = (behind("effects-against-thresholds", {"about": ""}),)
    return Section("thresholds", "Effects below what matters", blocks, origin="asserted", questions=asked)


def _newest(known: Known) -> Section:
    newest = sorted(known.sources.items(), key=lambda item: (str(item[1]["ingested"]), str(item[1]["source"])), reverse=True)
    rows = tuple(
        (
            known.source(document),
            Cell(str(row["format"])),
            Cell(str(row["ingested"])),
            count(row["findings"]),
        )
        for document, row in newest[:_NEWEST]
    )
    columns = (Column("Source"), Column("Format"), Column("Read at (UTC)"), Column("Judgements", number=True))
    if not rows:
        return Section("newest", "Newest sources", (Prose(("The store's log names no source.",)),))
    return Section("newest", "Newest sources", (Grid("Sources read last", columns, rows),), questions=(behind("sources"),))


def _linked(known: Known) -> dict[str, object]:
    """The site as a data set with its downloads."""
    files = [("findings.csv", "text/csv"), ("findings.json", "application/json")]
    if whole(known):
        files.insert(0, ("graph.ttl", "text/turtle"))
    return {
        "@type": "Dataset", "name": known.title, "description": f"Critical appraisals as a knowledge graph. {known.site.counts}",
        "creator": {"@type": "SoftwareApplication", "name": known.site.made_by},
        "dateModified": max((str(row["ingested"]) for row in known.sources.values()), default="") or "unknown",
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": addresses.download(file)} for file, kind in files
        ],
    }  # fmt: skip
