"""The reference of flaws, instruments, rules, terms and functions: the handbook's own entries as pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from documentation.wording import Markdown, code, escaped, joined, render
from kg.handbook.entries import Flaw, Handbook, Name, Relation
from kg.handbook.whole import handbook

__all__ = ["Book", "pages"]


class Book:
    """The handbook with the place on the site of each entry."""

    def __init__(self) -> None:
        self.all: Handbook = handbook()

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each entry by IRI: what a link within the site leads to."""
        book = self.all
        found = {one.name.iri: f"flaw-{_own(one.name)}" for one in book.flaws}
        found |= {one.name.iri: f"scheme-{_own(one.name)}" for one in book.schemes}
        found |= {one.name.iri: f"instrument-{_own(one.name)}" for one in book.instruments}
        found |= {one.name.iri: f"rule-{_own(one.name)}" for one in book.rules}
        found |= {one.term.name.iri: f"class-{_own(one.term.name)}" for one in book.classes}
        found |= {one.term.name.iri: f"property-{_own(one.term.name)}" for one in book.properties}
        found |= {code.name.iri: f"codes-{one.prefix}" for one in book.lists for code in one.codes}
        found |= {one.name.iri: f"codes-{one.prefix}" for one in book.lists}
        found |= {one.name.iri: f"calc-{_own(one.name)}" for one in book.functions}
        return {iri: label.lower() for iri, label in found.items()}

    def label(self, name: Name) -> Markdown:
        """The label that stands before an entry's heading."""
        return Markdown(self.labels[name.iri])

    def to(self, name: Name) -> Markdown:
        """A name with a link to its entry, or to its IRI where there is none."""
        return self._link(escaped(name.label), name)

    def term(self, name: Name) -> Markdown:
        """The same by the short form, for those who write queries."""
        return self._link(code(name.short), name)

    def terms(self, names: Iterable[Name]) -> Markdown:
        """Several by their short forms."""
        return joined(map(self.term, names))

    def names(self, names: Iterable[Name], between: str = "; ") -> Markdown:
        """Several by their labels."""
        return joined(map(self.to, names), between)

    def elsewhere(self, relations: Iterable[Relation]) -> Markdown:
        """What a term is in other vocabularies."""
        return joined((Markdown(f"{escaped(one.words)} {self.term(one.other)}") for one in relations), "; ")

    def _link(self, text: Markdown, name: Name) -> Markdown:
        if name.iri in self.labels:
            return Markdown(f"[{text}](#{self.labels[name.iri]})")
        return out(name.iri, code(name.short))


def out(url: str | None, text: object) -> Markdown:
    """A link out of the site where the address is one, else the text alone."""
    safe = url is not None and url.startswith(("http://", "https://")) and not set(url) & set(' <>"\n')
    return Markdown(f"[{escaped(text)}](<{url}>)") if safe else escaped(text)


def how_many(least: int | None, most: int | None) -> str:
    """How often a property stands on a thing, in words."""
    if most is None:
        return f"{least} or more" if least else "any number"
    if least == most:
        return f"exactly {most}"
    return f"{least} to {most}" if least else f"at most {most}"


def _own(name: Name) -> str:
    return name.short.partition(":")[2]


def pages() -> Iterator[tuple[str, str]]:
    """All pages of the handbook by their places in the site."""
    book = Book()
    known = {"book": book, "all": book.all, "out": out, "how_many": how_many}
    domains = [flaw for flaw in book.all.flaws if flaw.depth == 0]
    yield "reference/flaws/index.md", render("flaws", **known, domains=[(one, _below(book.all, one)) for one in domains])
    for domain in domains:
        flaws = [domain, *_below(book.all, domain)]
        yield f"reference/flaws/{_own(domain.name)}.md", render("domain", **known, domain=domain, flaws=flaws)
    bases = Counter(threshold.basis for instrument in book.all.instruments for threshold in instrument.thresholds)
    yield "reference/instruments.md", render("instruments", **known, bases=bases.most_common())
    yield "reference/rules/index.md", render("rules", **known)
    for rule in book.all.rules:
        yield f"reference/rules/{_own(rule.name)}.md", render("rule", **known, rule=rule)
    for name in ("model", "classes", "properties", "codes", "functions", "schemes"):
        yield f"reference/{name}.md", render(name, **known)


def _below(book: Handbook, domain: Flaw) -> list[Flaw]:
    return [flaw for flaw in book.flaws if flaw.path and flaw.path[0] == domain.name]
