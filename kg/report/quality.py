"""The page of data quality: what is missing, contradictory, doubtful or out of date, each as a count of its whole and a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.columns import columns_of
from kg.identity import Identities
from kg.rdf.vocab import BASE
from kg.report.cells import HOME, count, of, whole
from kg.report.known import Known
from kg.report.own import question, sql
from kg.report.questions import behind, behind_own
from kg.report.wording import presence
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Block, Cell, Column, Grid, Note, Page, Prose, Question, Section, Told

__all__ = ["quality"]

_LISTED = 200


def quality(known: Known) -> Page:
    """The page; every list is cut at 200 entries and says so."""
    about = "What is missing, contradictory, doubtful or out of date in this store."
    sections = tuple(_sections(known))
    summary = tuple(
        (Cell(what, f"{addresses.QUALITY}#{section.anchor}"), Cell(how_many))
        for section in sections
        for what, _, how_many in (section.title.rpartition(": "),)
    )
    first = Section(
        "summary", "Summary", (Grid("What to look after", (Column("Kind"), Column("How many")), summary, sortable=False),)
    )
    return Page(
        addresses.QUALITY, "Data quality", "Data quality", about, (first, *sections), lead=(Cell(about),), crumbs=(HOME,),
    )  # fmt: skip


def _sections(known: Known) -> Iterator[Section]:
    papers, asked = known.papers, (behind("papers"),)
    for anchor, title, column in (("no-year", "Papers without a year", "year"), ("no-doi", "Papers without a DOI", "doi")):
        lacking = [key for key, row in papers.items() if not row[column]]
        yield _papers(known, anchor, title, lacking, len(papers), asked)
    unread = [key for key, row in papers.items() if not row["assessors"]]
    yield _papers(known, "no-appraisal", "Papers without any appraisal", unread, len(papers), asked)
    yield from _findings(known)
    yield _estimates(known)
    yield _disagreements(known)
    yield _violations(known)
    yield _problems(known)
    yield from _identities(known)
    yield _metadata(known)
    yield _retracted(known)
    yield _derived(known)


def _papers(known: Known, anchor: str, title: str, keys: list[str], of: int, asked: tuple[Question, ...] = ()) -> Section:
    head = f"{title}: {len(keys):,} of {of:,}"
    return Section(
        anchor, head, _listed(known.paper(key, long=True) for key in keys[:_LISTED]) + _more(len(keys)), questions=asked
    )


def _listed(cells: Iterable[Cell]) -> tuple[Block, ...]:
    found = tuple(cells)
    return (Told(found),) if found else (Prose(("None.",)),)


def _more(count: int) -> tuple[Block, ...]:
    return (Prose((f"The first {_LISTED} of {count:,} are listed.",), muted=True),) if count > _LISTED else ()


def _findings(known: Known) -> Iterator[Section]:
    rows = list(ask(known.store, question("completeness")).dicts())
    total = sum(whole(row["findings"]) for row in rows)
    for anchor, title, column in (
        ("no-passage", "Judgements without a passage", "quoted"),
        ("no-place", "Judgements that name no place in the paper", "placed"),
    ):  # fmt: skip
        lacking = [(str(row["paper"]), whole(row["findings"]) - whole(row[column]), whole(row["findings"])) for row in rows]
        lacking = sorted((one for one in lacking if one[1]), key=lambda one: (-one[1], one[0]))
        table = tuple((known.paper(key), of(missing, all_)) for key, missing, all_ in lacking[:_LISTED])
        blocks: tuple[Block, ...] = (Prose(("None.",)),)
        if table:
            blocks = (Grid("By paper", (Column("Paper"), Column("Judgements without")), table),)
        missing_ = sum(missing for _, missing, _ in lacking)
        yield Section(
            anchor, f"{title}: {missing_:,} of {total:,}", blocks + _more(len(lacking)), questions=(behind_own("completeness"),)
        )


def _estimates(known: Known) -> Section:
    rows = list(columns_of(known.store).table(sql("estimates-without")).dicts())
    total = sum(whole(row["estimates"]) for row in rows)
    lacking = [row for row in rows if whole(row["without_interval"]) or whole(row["without_value"])]
    table = tuple(
        (known.paper(str(row["paper"])), *(of(row[name], row["estimates"]) for name in ("without_interval", "without_value")))
        for row in lacking[:_LISTED]
    )  # fmt: skip
    columns = (Column("Paper"), Column("A value but no interval"), Column("No value (often a p alone)"))
    blocks: tuple[Block, ...] = (Grid("By paper", columns, table),) if table else (Prose(("None.",)),)
    lacks = sum(whole(row["without_interval"]) for row in rows)
    return Section(
        "no-interval", f"Entered estimates with a value and no interval: {lacks:,} of {total:,}", blocks + _more(len(lacking))
    )


def _disagreements(known: Known) -> Section:
    rows = [row for found in known.disagreements.values() for row in found]
    table = tuple(
        (known.paper(str(row["paper"])), known.flaw(str(row["flaw"])), Cell(str(row["target"]).replace(":", " ")),
         Cell(str(row["present_says"]), note=presence(str(row["presence"])).lower()),
         Cell(str(row["absent_says"]), note=presence(str(row["absence"])).lower()))
        for row in sorted(rows, key=lambda row: (str(row["paper"]), str(row["flaw"]), str(row["target"])))[:_LISTED]
    )  # fmt: skip
    columns = tuple(map(Column, ("Paper", "Flaw", "Judged of", "Called present by", "Called absent by")))
    blocks: tuple[Block, ...] = (
        (Grid("Pairs of judgements that contradict each other", columns, table),) if table else (Prose(("None.",)),)
    )
    title = f"Judgements that contradict each other: {counted(len(rows), 'pair')}"
    return Section("disagreements", title, blocks + _more(len(rows)), questions=(behind("disagreements"),))


def _violations(known: Known) -> Section:
    if not known.fresh:
        text = "What rules derive is not kept or not up to date in this store."
        return Section("violations", "Numbers that cannot all be true: not known", (Prose((text,)),), origin="derived")
    rows = list(columns_of(known.store).table(sql("violations")).dicts())
    table = tuple(
        (Cell(known.paper(key).text, f"{addresses.paper(key)}#derived"), count(row["violations"]),
         Cell(", ".join(known.rules[rule].title if rule in known.rules else rule for rule in str(row["rules"]).split(", "))))
        for row in rows[:_LISTED]
        for key in (str(row["paper"]),)
    )  # fmt: skip
    columns = (Column("Paper"), Column("Candidates", number=True), Column("Rules"))
    blocks: tuple[Block, ...] = (
        (Grid("Papers with numbers that contradict each other, as rules derive it", columns, table),)
        if table
        else (Prose(("None.",)),)
    )
    total = sum(whole(row["violations"]) for row in rows)
    title = f"Numbers that cannot all be true: {counted(total, 'candidate')} in {counted(len(rows), 'paper')}"
    asked = (behind("derived-findings", command="kg check"),)
    return Section("violations", title, blocks + _more(len(rows)), origin="derived", questions=asked)


def _problems(known: Known) -> Section:
    found = [(document, whole(row["problems"])) for document, row in known.sources.items() if row["problems"]]
    cells = (
        Cell(one.text, one.href, note=counted(number, "problem"))
        for document, number in found[:_LISTED]
        for one in (known.source(document),)
    )
    total = sum(number for _, number in found)
    head = f"Problems noted while reading: {total:,} in {len(found):,} of {counted(len(known.sources), 'source')}"
    return Section("problems", head, _listed(cells) + _more(len(found)), questions=(behind("sources"),))


def _identities(known: Known) -> Iterator[Section]:
    """Which records were found to be of one paper, and which are not although they share an identifier."""
    with Identities(known.store) as identities:
        merges, conflicts = identities.merges(), identities.conflicts()
    cells = (
        Cell(one.text, one.href, note=f"{merge.key}, by the {merge.by} of {merge.other_key}")
        for merge in merges[:_LISTED]
        for one in (known.paper(merge.paper),)
    )
    asked = (behind("identifiers", command="kg merges"),)
    title = f"Records that are of one paper with another: {len(merges):,}"
    yield Section("merged", title, _listed(cells) + _more(len(merges)), origin="derived", questions=asked)
    apart = (
        Cell(", ".join(sorted({known.paper(paper).text for _, paper in conflict.claims})),
             note=f"share the {conflict.by}, and {conflict.reason}")
        for conflict in conflicts[:_LISTED]
    )  # fmt: skip
    title = f"Records that share an identifier and are kept apart: {len(conflicts):,}"
    asked = (behind("identifiers", command="kg merges --conflicts"),)
    yield Section("duplicates", title, _listed(apart) + _more(len(conflicts)), origin="derived", questions=asked)


def _metadata(known: Known) -> Section:
    """Papers of which sources say different things."""
    said: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in ask(known.store, "metadata-conflicts").dicts():
        values = said.setdefault(str(row["paper"]), {}).setdefault(str(row["field"]), {})
        values.setdefault(str(row["value"]), []).append(str(row["source"]))
    cells = (
        Cell(one.text, one.href, note="; ".join(f"{field}: {_values(values)}" for field, values in fields.items()))
        for paper, fields in list(said.items())[:_LISTED]
        for one in (known.paper(paper),)
    )
    head = f"Papers of which sources say different things: {len(said):,} of {len(known.papers):,}"
    return Section("metadata", head, _listed(cells) + _more(len(said)), questions=(behind("metadata-conflicts"),))


def _values(values: Mapping[str, list[str]]) -> str:
    return " or ".join(f"{value} ({', '.join(sorted(set(sources)))})" for value, sources in values.items())


def _retracted(known: Known) -> Section:
    found = [(work, said) for work, told in sorted(known.notices.items()) for said in told]
    lines = tuple(
        Cell(
            known.paper(work).text if work in known.papers else work.removeprefix(f"{BASE}paper/"),
            known.paper(work).href,
            note=said["text"],
        )
        for work, said in found[: _LISTED * 5]
    )
    blocks: tuple[Block, ...] = (Note(lines),) if lines else (Prose(("None is known. kg ingest reads lists of notices.",)),)
    return Section(
        "retracted", f"Editorial notices on works of the graph: {len(found):,}", blocks, questions=(behind("retractions"),)
    )


def _derived(known: Known) -> Section:
    state = "up to date" if known.fresh else "not up to date"
    told = (
        "They are those that the rules derive now."
        if known.fresh
        else "kg check derives them anew, kg ingest keeps them; none is shown here."
    )
    return Section("freshness", f"Candidates that rules derive: {state}", (Prose((told,)),), origin="derived")
