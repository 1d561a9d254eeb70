"""The page of one paper: what every source says of it, each part with who says it, where, and in which words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from pyoxigraph import NamedNode

from kg.rdf import mint
from kg.records import Paper
from kg.report import citing, judged, measured
from kg.report.cells import HOME
from kg.report.documents import Said
from kg.report.known import Known
from kg.report.questions import behind, behind_own
from kg.report.wording import spaced
from kg.retraction import Said as Notice
from kg.study import Study
from kg.tables import counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Column, Fact, Facts, Grid, Note, Page, Prose, Section, Told

__all__ = ["best", "of_study", "paper"]

_SEVERITIES = {"violation": "cannot all be true", "warning": "a likely flaw", "note": "good to know"}


def paper(known: Known, key: str, said: list[Said] | None = None) -> Page:
    """The page of the paper with that key; `said` is what documents say of it, read from the store unless given."""
    found = list(known.documents.of(key)) if said is None else said
    of = best(known, key, found)
    node = mint.paper(key)
    row = known.papers.get(key, {})
    title = next((one.bundle.record.paper.title for one in found if one.bundle.record.paper.title), None)
    headline = next((one.bundle.source.title for one in found if one.bundle.source.title), None)
    name = str(row.get("name") or of.name)
    lead = [Cell(title)] if title else [Cell(f"Its source is headed \u201c{headline}\u201d.")] if headline else []
    told = known.notices_on(key)
    gone = any(one["in_force"] for one in told)
    sections = [
        _notices(told),
        Section("paper", "The paper", (Facts(tuple(_facts(known, of))),)),
        *_study(found),
        *judged.sections(known, found, key),
        *measured.sections(known, found, node),
        measured.course(known, key),
        _derived(known, key, node),
        *judged.mentions(known, found),
        *citing.sections(known, key, found),
        _sources(known, key, found),
    ]
    address = addresses.paper(key)
    return Page(
        address=address,
        title=f"{name}: {title}" if title else name,
        heading=name,
        kicker="Paper, retracted" if gone else "Paper",
        lead=tuple(lead),
        about=f"What is said of {name}: judgements of flaws, estimates, who cites it.",
        sections=tuple(section for section in sections if section),
        crumbs=(HOME, Cell("Papers", addresses.PAPERS)),
        current=addresses.PAPERS,
        files=(Cell("JSON", addresses.beside(address, ".json")), Cell("Turtle", addresses.beside(address, ".ttl"))),
        facts=_linked(of, found),
    )


def best(known: Known, key: str, found: list[Said]) -> Paper:
    """The description of the paper that says most; where no document describes it, what the graph has."""
    papers = [one.bundle.record.paper for one in found]
    if papers:
        return max(papers, key=lambda one: len(one.model_dump(exclude_none=True)))
    name = known.papers.get(key, {}).get("name")
    return Paper(key=key, label=str(name) if name else None)


def _notices(told: list[Notice]) -> Section | None:
    """Retractions stand first on the page, with the other notices."""
    if not told:
        return None
    lines = tuple(Cell(one["text"], url=one["link"]) for one in told)
    in_force = any(one["in_force"] for one in told)
    title = "Retracted" if in_force else "Editorial notices"
    return Section("notices", title, (Note(lines),), questions=(behind("retractions"),))


def _facts(known: Known, of: Paper) -> Iterator[Fact]:
    if of.authors:
        yield Fact("Authors", (Cell(", ".join(of.authors)),))
    published = [of.journal, str(of.year) if of.year else None]
    if any(published):
        yield Fact("Published", (Cell(", ".join(part for part in published if part)),))
    if of.doi:
        yield Fact("DOI", (Cell(of.doi, url=next(mint.same(of.doi, None)).value),))
    if of.pmid:
        yield Fact("PubMed", (Cell(of.pmid, url=next(mint.same(None, of.pmid)).value),))
    if of.pmcid:
        yield Fact("PubMed Central", (Cell(of.pmcid, url=f"https://pmc.ncbi.nlm.nih.gov/articles/{of.pmcid}/"),))
    if of.url:
        yield Fact("Address", (Cell(of.url, url=of.url),))
    if of.licence:
        yield Fact("Licence of the paper", (Cell(of.licence),))
    yield Fact("Key here", (Cell(of.key),))


def _study(found: list[Said]) -> Iterator[Section]:
    """What was done, by each source that says so."""
    for place, one in enumerate([one for one in found if one.bundle.record.study], 1):
        study = one.bundle.record.study
        if study:
            title = "The study" if place == 1 else f"The study, by {one.bundle.source.name}"
            facts = tuple(of_study(study))
            blocks: list[Facts | Grid] = [Facts(facts)] if facts else []
            if study.arms:
                blocks.append(_arms(study))
            if blocks:
                yield Section("study" if place == 1 else f"study-{place}", title, tuple(blocks))


def of_study(study: Study) -> Iterator[Fact]:
    """What a source says of the study, its arms left out."""
    for name, value in (
        ("Design", spaced(study.design)), ("Condition", study.condition), ("Registered", study.registration),
        ("Country", ", ".join(study.country)), ("Funding", spaced(study.funding)),
        ("Conflicts of interest", spaced(study.conflicts)),
    ):  # fmt: skip
        if value:
            yield Fact(name, (Cell(value),))
    people = [f"{count:,} {word}" for word, count in _flow(study).items() if count is not None]
    if people:
        yield Fact("People", (Cell(", ".join(people)),))
    if study.blinding:
        told = (f"{who} {answer}" for who, answer in study.blinding.model_dump().items())
        yield Fact("Blinded", (Cell(", ".join(told)),))


def _flow(study: Study) -> Mapping[str, int | None]:
    return {"screened": study.screened, "randomized": study.randomized, "analysed": study.analysed}


def _arms(study: Study) -> Grid:
    rows = tuple(
        (Cell(arm.label), Cell(spaced(arm.role)), Cell("" if arm.n is None else f"{arm.n:,}", value=arm.n)) for arm in study.arms
    )
    columns = (Column("Arm"), Column("Role"), Column("Allocated", number=True))
    return Grid("Arms of the study", columns, rows, sortable=False)


def _derived(known: Known, key: str, node: NamedNode) -> Section | None:
    """What rules derive stands apart from what people said, with rule and arithmetic."""
    from kg.report.own import question
    from kg.sparql import ask

    if not known.fresh:
        told = Prose(("What rules derive is not up to date in this store: kg check derives it, kg ingest keeps it.",))
        return Section("derived", "Derived by rules", (told,), origin="derived")
    rows = []
    for one in ask(known.store, question("derived"), paper=key).dicts():
        rule, flaw = str(one["rule"]), str(one["flaw"] or "")
        title = known.rules[rule].title if rule in known.rules else rule
        rows.append((
            Cell(str(one["message"])),
            Cell(str(one["severity"]), note=f"({_SEVERITIES.get(str(one['severity']), '')})"),
            known.flaw(flaw) if flaw else Cell("none"),
            Cell(str(one["arithmetic"] or "")),
            Cell(title, f"{addresses.METHODS}#rule-{rule}", note=f"version {one['version']}"),
        ))  # fmt: skip
    if not rows:
        return None
    columns = tuple(map(Column, ("Candidate", "Severity", "Flaw it would be", "Arithmetic", "Rule")))
    grid = Grid(f"{counted(len(rows), 'candidate')} that rules derive from the numbers above", columns, tuple(rows))
    intro = Prose(("Candidates: a program computed them, nobody asserted them, and none is counted in any share.",))
    return Section(
        "derived", "Derived by rules", (intro, grid), origin="derived", questions=(behind_own("derived", {"paper": node}),)
    )


def _sources(known: Known, key: str, found: list[Said]) -> Section:
    lines = []
    for one in found:
        of = one.bundle.source
        lines.append(Cell(of.name, known.source(one.document).href, note=f"{of.format}; SHA-256 {of.sha256}"))
    described = {one.document for one in found}
    for document in known.documents.naming(key):
        if document not in described:
            cell = known.source(document)
            lines.append(Cell(cell.text, cell.href, note="names the paper in reference lists"))
    notes = tuple(one.bundle.record.notes for one in found if one.bundle.record.notes)
    blocks: tuple[Told | Prose, ...] = (Told(tuple(lines)),)
    if notes:
        blocks += (Prose(tuple(f"Notes: {note}" for note in notes)),)
    return Section("sources", "Read from", blocks, questions=(behind("documents-of-paper", {"paper": key}),))


def _linked(of: Paper, found: list[Said]) -> dict[str, object]:
    """The paper in terms of schema.org, with a review for each appraisal."""
    same = [node.value for node in mint.same(of.doi, of.pmid)]
    reviews = [
        {
            "@type": "Review",
            "author": {"@type": _AGENTS[appraisal.assessor.kind], "name": appraisal.assessor.name},
            "name": appraisal.source.title,
            "url": appraisal.source.url,
            "datePublished": appraisal.source.date,
            "reviewAspect": sorted({finding.flaw for finding in appraisal.findings}),
        }
        for appraisal in chain.from_iterable(one.bundle.record.appraisals for one in found)
    ]
    facts = {
        "@type": "ScholarlyArticle", "@id": mint.paper(of.key).value, "name": of.title or of.name, "author": [
            {"@type": "Person", "name": name} for name in of.authors],
        "datePublished": str(of.year) if of.year else None,
        "isPartOf": {"@type": "Periodical", "name": of.journal} if of.journal else None,
        "identifier": of.doi, "sameAs": same, "license": of.licence,
        "review": [{k: value for k, value in one.items() if value} for one in reviews],
    }  # fmt: skip
    return {name: value for name, value in facts.items() if value}


_AGENTS = {"person": "Person", "organisation": "Organization", "software": "SoftwareApplication"}
