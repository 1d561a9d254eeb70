"""One named graph in the making: statements of one kind each, so that the writer reads like the record."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from kg.printed import decimal
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.records import Passage, Place

__all__ = ["VERSION", "Statement", "Statements"]

VERSION = 2  # of what records become: raised when the same record gives other statements, so that its source is read again

Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]  # subject, predicate, object


class Statements:
    """What is `said` in the graph `name`, in the order it was stated; a missing value states nothing."""

    def __init__(self, name: NamedNode, document: NamedNode) -> None:
        self.name = name
        self.document = document
        self.said: list[Statement] = []
        self._seen: dict[NamedNode, int] = {}

    def quads(self) -> Iterator[Quad]:
        """The statements as quads of the graph."""
        return (Quad(*statement, self.name) for statement in self.said)

    def lines(self) -> Iterator[str]:
        """The statements as lines of N-Quads: the same as of the quads, which take far longer to make."""
        end = f" {self.name} .\n"
        before: NamedNode | None = None
        begin = ""
        for subject, predicate, value in self.said:
            if subject is not before:
                before, begin = subject, str(subject)
            yield "%s %s %s%s" % (begin, predicate, value, end)  # noqa: UP031 - quicker with terms of the engine

    def once(self, node: NamedNode) -> NamedNode:
        """The node, or a further one where the source says the very same thing again."""
        times = self._seen[node] = self._seen.get(node, 0) + 1
        return node if times == 1 else NamedNode(f"{node.value}.{times}")

    def node(self, subject: NamedNode, *types: NamedNode) -> NamedNode:
        for kind in types:
            self.said.append((subject, v.RDF.type, kind))
        return subject

    def link(self, subject: NamedNode, predicate: NamedNode, other: NamedNode | None) -> None:
        if other is not None:
            self.said.append((subject, predicate, other))

    def text(self, subject: NamedNode, predicate: NamedNode, value: str | None) -> None:
        if value is not None:
            self.said.append((subject, predicate, Literal(value)))

    def typed(self, subject: NamedNode, predicate: NamedNode, value: object, datatype: NamedNode) -> None:
        if value is not None:
            lexical = str(value).lower() if isinstance(value, bool) else str(value)
            self.said.append((subject, predicate, Literal(lexical, datatype=datatype)))

    def count(self, subject: NamedNode, predicate: NamedNode, value: int | None) -> None:
        self.typed(subject, predicate, value, v.XSD.integer)

    def flag(self, subject: NamedNode, predicate: NamedNode, value: bool | None) -> None:
        self.typed(subject, predicate, value, v.XSD.boolean)

    def day(self, subject: NamedNode, predicate: NamedNode, value: str | None) -> None:
        """A date as far as it is known: a day, a month or a year."""
        if value is not None:
            self.typed(subject, predicate, value, {4: v.XSD.gYear, 7: v.XSD.gYearMonth}.get(len(value), v.XSD.date))

    def measured(self, subject: NamedNode, predicate: NamedNode, value: float | None) -> None:
        if value is not None:
            self.typed(subject, predicate, format(Decimal(repr(value)).normalize(), "f"), v.XSD.decimal)

    def printed(self, subject: NamedNode, term: str, text: str | None) -> None:
        """The value as xsd:decimal, and beside it the text as printed (stores drop trailing zeros)."""
        if text is not None:
            self.typed(subject, v.KG[term], format(decimal(text), "f"), v.XSD.decimal)
            self.text(subject, v.KG[f"{term}Text"], text)

    def interval(self, subject: NamedNode, limits: tuple[str, str] | None) -> None:
        """The limits of a confidence interval, the lower one as ciLow; says so where they are printed the other way round."""
        if limits is not None:
            low, high = sorted(limits, key=decimal)
            self.printed(subject, "ciLow", low)
            self.printed(subject, "ciHigh", high)
            if (low, high) != limits:
                self.flag(subject, v.KG.limitsReversed, True)

    def code(self, subject: NamedNode, predicate: NamedNode, codes: v.Namespace, value: str | None) -> None:
        if value is not None:
            self.link(subject, predicate, codes[value])

    def place(self, subject: NamedNode, where: Place | None) -> None:
        if where is not None:
            self.text(subject, v.KG.section, where.section)
            self.count(subject, v.KG.paragraph, where.paragraph)

    def passage(self, subject: NamedNode, passage: Passage | None, predicate: NamedNode = v.KG.passage) -> None:
        """A Web Annotation selection of the source: its exact text and its offsets."""
        if passage is None:
            return
        node = self.node(mint.passage(self.document, passage.start, passage.end), v.KG.Passage, v.OA.SpecificResource)
        self.link(subject, predicate, node)
        self.link(node, v.OA.hasSource, self.document)
        selector = self.node(mint.selector(node), v.OA.TextQuoteSelector, v.OA.TextPositionSelector)
        self.link(node, v.OA.hasSelector, selector)
        self.text(selector, v.OA.exact, passage.exact)
        self.count(selector, v.OA.start, passage.start)
        self.count(selector, v.OA.end, passage.end)

    def same(self, work: NamedNode, doi: str | None, pmid: str | None) -> None:
        """What other sources know the work by."""
        for address in mint.same(doi, pmid):
            self.link(work, v.SCHEMA.sameAs, address)

    def target(self, node: NamedNode, paper: NamedNode, key: str, of: str) -> None:
        """What is judged, as text and, unless it is a citation, as a node."""
        kind, _, name = of.partition(":")
        if kind != "citation":
            targets = {"study": mint.study(key), "outcome": mint.outcome(paper, name)}
            self.link(node, v.KG.target, targets.get(kind, paper))
        self.text(node, v.KG.targetText, of)

    def derived(self, node: NamedNode) -> None:
        """Which document this is from and, where a program drew it, by which activity."""
        self.link(node, v.PROV.wasDerivedFrom, self.document)
        if self.name != self.document:
            self.link(node, v.PROV.wasGeneratedBy, self.name)
