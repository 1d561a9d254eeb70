"""What the report knows of the whole store: tables that many pages need, each asked when it is first needed, and kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, TypeVar

from kg.columns import answered, columns_of
from kg.handbook.whole import handbook
from kg.rdf.vocab import BASE
from kg.recurrence import recurrence, sought
from kg.report.documents import Documents
from kg.report.log import sources, wholes
from kg.report.own import sql
from kg.report.wording import elsewhere
from kg.retraction import Said, notices, notices_of
from kg.rules.catalogue import Rule, catalogue
from kg.rules.derive import fresh
from kg.sparql import ask
from kg.store import Store
from kg.tables import Cell as Value
from kg.tables import Table, counted
from kg.views.report import addresses
from kg.views.report.entries import Cell, Mark, Site
from kg.views.report.passages import MODES

if TYPE_CHECKING:
    from kg.figures.thresholds import Thresholds
    from kg.handbook.entries import Flaw, Handbook, Instrument
    from kg.synthesis.stated import Stated

__all__ = ["Known", "Row"]

Row = dict[str, Value]
Kept = TypeVar("Kept")
_EVERY = 2_000  # papers up to which each has a page, whatever there is to tell of it

_PASSAGES = {
    "none": "Words of others are not shown, only where they stand.",
    "short": "Words of others are shown shortened to 30 words, with the place they stand in.",
    "full": "Words of others are shown whole, with the place they stand in.",
}


class Known:
    """A store, as far as its pages need it. `passages` is none, short or full; the store must not change meanwhile.

    `every` paper has a page of its own, or in a store of many papers only those of which there is more to tell (`paged`).
    """

    def __init__(self, store: Store, passages: str = "short", title: str = "Critical appraisals", *, every: bool = True) -> None:
        if passages not in MODES:
            raise ValueError(f"no mode of passages: {passages!r}")
        self.store, self.passages, self.title, self.every = store, passages, title, every
        self.documents = Documents(store)
        self._cited: dict[str, list[Row]] = {}
        self._listed: dict[str, tuple[int, int]] = {}
        self._kept: dict[str, Any] = {}
        self._many = False

    def kept(self, name: str, make: Callable[[], Kept]) -> Kept:
        """What `make` gives, made once under that name: for what is slow, and is asked again while the store stays as it is."""
        if name not in self._kept:
            self._kept[name] = make()
        made: Kept = self._kept[name]
        return made

    # ---- papers

    @cached_property
    def papers(self) -> dict[str, Row]:
        """Every paper by its key, as the question `papers` has it, without its address and PubMed Central number."""
        return {str(row["paper"]): row for row in columns_of(self.store).table(sql("papers")).dicts()}

    @cached_property
    def paged(self) -> frozenset[str]:
        """The keys of the papers that have a page of their own.

        All, or of more than 2,000 only those that are appraised, have estimates that people entered, numbers that cannot all be
        true or notices, or are cited by one of these: a page of a title tells no more than a line of a list.
        """
        if self.every or len(self.papers) <= _EVERY:
            return frozenset(self.papers)
        told = columns_of(self.store).table(sql("papers-told")).column("paper")
        return frozenset(self.papers.keys() & set(map(str, told)))

    @cached_property
    def notices(self) -> dict[str, list[Said]]:
        return notices(self.store)

    def notices_on(self, key: str) -> list[Said]:
        """What notices say of one paper."""
        return self.notices.get(key, []) if self._many else notices_of(self.store, key)

    def paper(self, key: str, *, long: bool = False) -> Cell:
        """The paper by its name, with its page where it has one; `long` adds the title."""
        row = self.papers.get(key)
        if row is None:
            return Cell(key)
        gone = (Mark("retracted", "warn"),) if row["retracted"] else ()
        title = str(row["title"] or "") if long else ""
        if key in self.paged:
            return Cell(str(row["name"] or key), addresses.paper(key), note=title, marks=gone)
        return Cell(str(row["name"] or key), url=elsewhere(row["doi"], row["pmid"]), note=title, marks=gone)

    def block(self, keys: list[str]) -> None:
        """Have what the columns know of these papers at hand, and let go of what they knew of others.

        For more than one, what is asked of a paper is from then on asked of all papers at once.
        """
        columns = columns_of(self.store)
        self._many = self._many or len(keys) > 1
        self.documents.many = self._many and len(self.paged) > len(self.papers) // 2  # else one after the other is less
        self._cited, self._listed = {key: [] for key in keys}, dict.fromkeys(keys, (0, 0))
        for row in columns.table(sql("cited-by"), {"keys": keys}).dicts():
            self._cited[str(row["paper"])].append(row)
        for row in columns.table(sql("references"), {"keys": keys}).dicts():
            self._listed[str(row["paper"])] = int(str(row["entries"])), int(str(row["here"]))

    def cited_by(self, key: str) -> list[Row]:
        """The papers here that cite it, with the intent where one is stated."""
        if key not in self._cited:
            self.block([key])
        return self._cited[key]

    def references(self, key: str) -> tuple[int, int]:
        """The works that it cites in the reference lists that were read, and how many of them are papers here."""
        if key not in self._listed:
            self.block([key])
        return self._listed[key]

    # ---- flaws and instruments

    @cached_property
    def book(self) -> Handbook:
        return handbook()

    @cached_property
    def flaws(self) -> dict[str, Flaw]:
        """The categories by their identifiers, domains among them, in the order of the ontology."""
        return {flaw.name.iri.removeprefix(f"{BASE}flaw/"): flaw for flaw in self.book.flaws}

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        return {one.name.iri.removeprefix(f"{BASE}instrument/"): one for one in self.book.instruments}

    @cached_property
    def rules(self) -> dict[str, Rule]:
        return {rule.name: rule for rule in catalogue()}

    def flaw(self, identifier: str) -> Cell:
        known = self.flaws.get(identifier)
        return Cell(known.name.label, addresses.flaw(identifier)) if known else Cell(identifier)

    def domain(self, identifier: str) -> str:
        """The identifier of the domain that the flaw belongs to; of a domain its own; "" for what the ontology has not."""
        known = self.flaws.get(identifier)
        if known is None:
            return ""
        return known.path[0].iri.removeprefix(f"{BASE}flaw/") if known.path else identifier

    def instrument(self, identifier: str) -> Cell:
        known = self.instruments.get(identifier)
        if known is None:
            return Cell(identifier)
        short = known.abbreviations[0] if known.abbreviations else ""
        return Cell(known.name.label, addresses.instrument(identifier), note=f"({short})" if short else "")

    @cached_property
    def measured(self) -> dict[str, int]:
        """How many papers have estimates on each instrument."""
        rows = columns_of(self.store).table(sql("instruments-measured")).dicts()
        return {str(row["instrument"]): int(str(row["papers"])) for row in rows}

    @cached_property
    def effects(self) -> dict[str, list[Stated]]:
        """The estimates that people entered, by the key of their paper."""
        from kg.synthesis.stated import stated

        found: dict[str, list[Stated]] = defaultdict(list)
        for one in stated(self.store):
            if one.origin != "extracted":
                found[one.paper].append(one)
        return dict(found)

    @cached_property
    def thresholds(self) -> Thresholds:
        """The thresholds of importance of all outcomes."""
        from kg.figures.thresholds import Thresholds

        return Thresholds(self.store)

    def effects_of(self, key: str) -> tuple[Sequence[Stated], Thresholds]:
        """The estimates that people entered of one paper, and the thresholds of its outcomes."""
        from kg.report.effects import ThresholdsOfPaper, effects_of

        if self._many:
            return self.effects.get(key, ()), self.thresholds
        return effects_of(self.store, key), ThresholdsOfPaper(self.store, key)

    @cached_property
    def compared(self) -> dict[str, list[Row]]:
        """How effects compare with the thresholds of each instrument."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in answered(columns_of(self.store), "effects-against-thresholds", about="").dicts():
            found[str(row["instrument"])].append(row)
        return found

    @cached_property
    def recurring(self) -> Table:
        """The shares of all flaws, as `kg flaws` has them."""
        return recurrence(self.store)

    @cached_property
    def shares(self) -> dict[str, Row]:
        return {str(row["flaw"]): row for row in self.recurring.dicts()}

    @cached_property
    def sought(self) -> frozenset[str]:
        """The flaws that were looked for, whose shares may be shown."""
        return sought(self.recurring)

    @cached_property
    def pairs(self) -> dict[str, list[tuple[str, Row]]]:
        """The flaws found together with each flaw in some paper, those in most papers first."""
        found: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        for row in answered(columns_of(self.store), "co-occurrence", level="category").dicts():
            one, other = str(row["flaw_a"]), str(row["flaw_b"])
            if row["both"]:
                found[one].append((other, row))
                found[other].append((one, row | {"a": row["b"], "b": row["a"]}))
        for pairs in found.values():
            pairs.sort(key=lambda pair: (-int(str(pair[1]["both"])), pair[0]))
        return found

    # ---- sources and people

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Every source by the IRI of the document, as the question `sources` has it; of one read twice the first."""
        return sources(self.store)

    @cached_property
    def wholes(self) -> dict[str, str]:
        """The IRI of the file by that of each of its records, of files of many records."""
        return wholes(self.store)

    @cached_property
    def spoken_of(self) -> dict[str, list[str]]:
        """The keys of the papers that each source speaks of, sorted; those of its records count as a file's."""
        found: dict[str, set[str]] = defaultdict(set)
        for document, paper in columns_of(self.store).table(sql("papers-of-sources")).rows:
            found[self.wholes.get(str(document), str(document))].add(str(paper))
        return {document: sorted(keys) for document, keys in found.items()}

    def source(self, document: str, name: str = "") -> Cell:
        whole = self.wholes.get(document, document)
        row = self.sources.get(whole)
        shown = name or (str(row["source"]).rsplit("/", 1)[-1] if row else document)
        return Cell(shown, addresses.source(whole) if row else None)

    @cached_property
    def assessors(self) -> Table:
        return ask(self.store, "assessors")

    @cached_property
    def disagreements(self) -> dict[str, list[Row]]:
        """Where assessors disagree, by the flaw."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in ask(self.store, "disagreements").dicts():
            found[str(row["flaw"])].append(row)
        return found

    @cached_property
    def fresh(self) -> bool:
        """Whether what rules derive is kept in the store and up to date."""
        return fresh(self.store)

    @cached_property
    def site(self) -> Site:
        said = ("papers", "findings", "estimates")
        count = {name: sum(int(str(row[name])) for row in self.sources.values()) for name in said}
        last = max((str(row["ingested"]) for row in self.sources.values()), default="")
        return Site(
            title=self.title,
            made_by=f"appraisal-kg {version('appraisal-kg')}",
            counts=f"From {counted(len(self.sources), 'source')}: {counted(len(self.papers), 'paper')}, "
            f"{counted(count['findings'], 'judgement')}, {counted(count['estimates'], 'estimate')}.",
            read=f"Last read {last[:10]}." if last else "",
            passages=_PASSAGES[self.passages],
            licence="Judgements and passages belong to those they are by; what may be done with them, each source says.",
        )
