"""Up to six papers side by side: what was done, who judged what, what they showed; what rules derive stands apart."""

from __future__ import annotations

import sqlite3
from urllib.parse import urlencode

from kg.errors import UsageError
from kg.explorer.asked import Answer, Asked
from kg.explorer.framing import COMPARE, made
from kg.explorer.named import missing_paper
from kg.explorer.papers.compared import Compared, compared, effects, facts, judgements
from kg.report.cells import HOME
from kg.report.known import Known
from kg.report.own import question
from kg.report.wording import flaws_found
from kg.search.question import words
from kg.search.upkeep import reading
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Grid, Note, Page, Prose, Section
from kg.views.report.page import shown

__all__ = ["compare"]

MOST = 6
_SHOW = {"all": "All that were judged", "found": "Found in some paper", "disputed": "Where assessors disagree"}
_SUGGESTED = 10
_LONGEST = 300


def compare(known: Known, asked: Asked) -> Answer:
    """The comparison of the papers that the address names, in their order; `add` is a key, or words to look for papers by."""
    keys = list(asked.every("paper"))
    adding, show = asked.first("add").strip(), asked.first("show") or "all"
    if show not in _SHOW:
        raise UsageError(f"Judgements cannot be shown as {show!r}.", hint=f"Known are {', '.join(_SHOW)}.")
    if len(adding) > _LONGEST:
        raise UsageError(f"What is to be added has {len(adding):,} characters.", hint="Give a key, or a few words of a title.")
    if adding in known.papers and adding not in keys:
        keys, adding = [*keys, adding], ""
    if len(keys) > MOST:
        raise UsageError(
            f"{len(keys)} papers are too many to compare.", hint=f"At most {MOST} stand side by side: leave some out."
        )
    for key in keys:
        if key not in known.papers:
            raise missing_paper(known, key)
    papers = [compared(known, key) for key in keys]
    rows = tuple(judgements(known, papers))
    kept = tuple(row for row in rows if show == "all" or (row.found if show == "found" else row.disputed))
    crumbs = (HOME, Cell("Papers", addresses.PAPERS))
    page = Page(COMPARE, "Compare papers", "Compare papers", "Papers side by side.", (), crumbs=crumbs)
    return made(
        known, "compare.html", page, action=COMPARE, most=MOST, longest=_LONGEST, adding=shown(adding), keys=tuple(keys),
        papers=shown(tuple(
            (one.key, one.cell, one.appraised, _address([key for key in keys if key != one.key]), _counts(one), one.overall)
            for one in papers
        )),
        found=shown(_suggested(known, keys, adding) if adding else ()),
        facts=shown(tuple(facts(papers))), rows=shown(kept), all_rows=len(rows),
        shows=tuple((text, _address(keys, name), name == show) for name, text in _SHOW.items()),
        notices=shown(tuple(note for note in (_notices(known, papers),) if note)), sections=shown(_sections(known, papers)),
    )  # fmt: skip


def _address(keys: list[str], show: str = "all") -> str:
    pairs = [("paper", key) for key in keys] + ([("show", show)] if show != "all" else [])
    return f"{COMPARE}?{urlencode(pairs)}" if pairs else COMPARE


def _counts(paper: Compared) -> str:
    """How many flaws somebody found, of how many judged present or absent."""
    if not paper.appraised:
        return "not appraised"
    return flaws_found((one.flaw.text, one.presence) for one in paper.findings)


def _suggested(known: Known, keys: list[str], text: str) -> tuple[Cell, ...]:
    """Papers that have the words, each as a link that adds it."""
    terms = words(text)
    for folder in (known.store.place, None):
        try:
            with reading(known.store, folder) as index:
                hits = index.find(terms, ("paper",), _SUGGESTED).hits
                break
        except sqlite3.DatabaseError:
            if folder is None:
                raise
    cells = (known.paper(hit.id, long=True) for hit in hits if hit.id in known.papers and hit.id not in keys)
    there = [hit.id for hit in hits if hit.id in known.papers and hit.id not in keys]
    return tuple(
        Cell(cell.text, _address([*keys, key]), note=cell.note, marks=cell.marks) for key, cell in zip(there, cells, strict=True)
    )


def _sections(known: Known, papers: list[Compared]) -> tuple[Section, ...]:
    """Effects, and candidates that rules derive."""
    if not papers:
        return ()
    return effects(known, papers), _derived(known, papers)


def _derived(known: Known, papers: list[Compared]) -> Section:
    if not known.fresh:
        told = Prose(("What rules derive is not up to date in this store: kg check derives it, kg ingest keeps it.",))
        return Section("derived", "Derived by rules", (told,), origin="derived")
    rows = []
    for paper in papers:
        for one in ask(known.store, question("derived"), paper=paper.key).dicts():
            rule, flaw = str(one["rule"]), str(one["flaw"] or "")
            title = known.rules[rule].title if rule in known.rules else rule
            rows.append((
                Cell(paper.cell.text, f"{paper.cell.href}#derived"), Cell(str(one["message"])), Cell(str(one["severity"])),
                known.flaw(flaw) if flaw else Cell("none"), Cell(title, f"{addresses.METHODS}#rule-{rule}"),
            ))  # fmt: skip
    if not rows:
        return Section(
            "derived", "Derived by rules", (Prose(("No rule derives anything from these papers.",)),), origin="derived"
        )
    columns = tuple(map(Column, ("Paper", "Candidate", "Severity", "Flaw it would be", "Rule")))
    intro = Prose(("Candidates: a program computed them, nobody asserted them, and none is counted above.",))
    grid = Grid(f"{counted(len(rows), 'candidate')} of {counted(len(papers), 'paper')}", columns, tuple(rows))
    return Section("derived", "Derived by rules", (intro, grid), origin="derived")


def _notices(known: Known, papers: list[Compared]) -> Note | None:
    """What notices say of the papers, each with its paper; None where there is nothing."""
    lines = [
        Cell(f"{paper.cell.text}: {one['text']}", url=one["link"]) for paper in papers for one in known.notices_on(paper.key)
    ]
    return Note(tuple(lines)) if lines else None
