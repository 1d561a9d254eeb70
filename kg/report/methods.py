"""The page of methods: what was read and by what, who judged, what counts as what, how shares are made, which rules derive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kg.report.assessors import assessors
from kg.report.cells import HOME, count
from kg.report.downloads import whole
from kg.report.known import Known
from kg.report.own import question
from kg.report.questions import behind, behind_own
from kg.sparql import ask
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Block, Cell, Column, Fact, Facts, Grid, Page, Prose, Section, Told

__all__ = ["DOWNLOADS", "methods"]

DOWNLOADS = {
    "graph.ttl": "All statements of sources, programs and rules, as Turtle",
    "papers.csv": "All papers", "papers.json": "The same as JSON",
    "flaws.csv": "Shares of flaws with denominators and intervals", "flaws.json": "The same as JSON",
    "findings.csv": "Every judgement: paper, flaw, presence, severity, target, assessor", "findings.json": "The same as JSON",
    "estimates.csv": "Every estimate; what was entered and what a program read told apart", "estimates.json": "The same as JSON",
    "citations.csv": "Every citation of a paper here, with its intent", "citations.json": "The same as JSON",
    "sources.csv": "Every source with its SHA-256", "sources.json": "The same as JSON",
}  # fmt: skip

_COUNTS = (
    "A paper is counted for a flaw when some assessor calls the flaw present or likely present. It counts once, however many do.",
    "Judged: some assessor calls the flaw (likely) present or (likely) absent in the paper. An unclear judgement judges nothing.",
    "Appraised: the paper has any appraisal.",
    "A share is papers with the flaw, of papers judged for it.",
    "A percentage stands only beside flaws that were looked for: judged in half of the appraised papers, and absent in some.",
    "A flaw that is written down only where it is found would else get 100%.",
    "Intervals are Wilson's, 95%. They know nothing of how papers were selected.",
    "Judged either way: papers with a judgement of each kind, by another assessor or on another target.",
    "Asserted: a person, organisation or program is named as assessor, or someone entered the number.",
    "Read: a program read it from prose, and the sentence it stands in is told. Derived: a rule computed it from what is stated.",
    "The three are never mixed; only what is asserted is counted in shares.",
)  # fmt: skip


def methods(known: Known) -> Page:
    """The page; each rule has an anchor of its name."""
    return Page(
        addresses.METHODS, "Methods and provenance", "Methods and provenance",
        "What was read, who judged, what counts as what, and how every number here is made.",
        tuple(_sections(known)), crumbs=(HOME,),
        lead=(Cell("What was read, who judged, what counts as what, and how every number here is made."),),
    )  # fmt: skip


def _sections(known: Known) -> Iterator[Section]:
    yield Section("counts", "What counts as what", (Prose(_COUNTS),), questions=(behind("recurrence", command="kg flaws"),))
    yield _read(known)
    yield _judges(known)
    yield _passages(known)
    yield _ontology(known)
    yield from _rules(known)
    offered = (one for one in DOWNLOADS.items() if one[0] != "graph.ttl" or whole(known))
    yield Section(
        "downloads",
        "Downloads",
        (Told(tuple(Cell(file, addresses.download(file), note=about) for file, about in offered)),),
    )


def _read(known: Known) -> Section:
    rows = tuple(
        (Cell(str(row["reader"])), Cell(str(row["version"])), count(row["sources"]))
        for row in ask(known.store, question("readers")).dicts()
    )
    columns = (Column("Reader"), Column("Version, with that of the extractor"), Column("Sources", number=True))
    told = Prose((
        f"{counted(len(known.sources), 'source')}, each with its SHA-256 on the page of all sources. {known.site.read}".strip(),
        f"Made by {known.site.made_by}. The same store gives the same pages, byte for byte.",
    ))  # fmt: skip
    blocks: tuple[Block, ...] = (told, Grid("Readers", columns, rows)) if rows else (told,)
    links = Told((Cell("All sources", addresses.SOURCES),))
    return Section("read", "What was read", (*blocks, links), questions=(behind_own("readers"),))


def _judges(known: Known) -> Section:
    about = Prose((
        "A finding is a judgement with a named assessor and a reason, not a verdict on the paper.",
        "Software is a language model or another program; that two programs agree is no evidence that they are right.",
    ))  # fmt: skip
    return Section("judges", "Who judged", (about, assessors(known)), questions=(behind("assessors"),))


def _passages(known: Known) -> Section:
    licences = Counter(str(row["licence"] or "not stated") for row in ask(known.store, question("licences")).dicts())
    rows = tuple((Cell(licence), count(number)) for licence, number in licences.most_common())
    text = {
        "none": "Passages of others were left out; the place they stand in is told.",
        "short": "Passages of others, and reasons that come from tables of others, are cut at 30 words, here and in downloads. "
        "Offsets are those of the whole passage.",
        "full": "Passages of others are shown whole.",
    }[known.passages]
    blocks: tuple[Block, ...] = (Prose((text,)),)
    if rows:
        blocks += (Grid("Licences of papers, as sources state them", (Column("Licence"), Column("Papers", number=True)), rows),)
    return Section("passages", "Words of others, and licences", blocks)


def _ontology(known: Known) -> Section:
    rows = tuple(
        (
            Cell(file.title, url=file.iri),
            Cell(file.version or "none of its own", url=file.version_iri),
            Cell(file.licence or "not stated", url=file.licence),
        )
        for file in known.book.files
    )
    return Section(
        "ontology",
        "Ontology",
        (Grid("Files of the ontology", tuple(map(Column, ("File", "Version", "Licence"))), rows, sortable=False),),
    )


def _rules(known: Known) -> Iterator[Section]:
    told = Prose(
        ("Rules derive candidates from what is stated. A candidate names its rule and shows its arithmetic; it is no finding.",)
    )
    yield Section("rules", "Rules", (told,), origin="derived")
    for rule in known.book.rules:
        name = rule.name.iri.rsplit("/", 1)[-1]
        facts = [Fact("What it looks for", (Cell(rule.about),)), Fact("What it cannot know", (Cell(rule.caution),))]
        facts += (
            [Fact("Limit", tuple(Cell(f"{one.name} = {one.default}", note=f"{one.about} {one.source}") for one in rule.limits))]
            if rule.limits
            else []
        )
        facts.append(Fact("Version", (Cell(str(rule.version)),)))
        yield Section(f"rule-{name}", rule.name.label, (Facts(tuple(facts)),), origin="derived")
