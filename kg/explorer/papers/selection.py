"""A selection of papers as an address says it: facets, all of which a paper has to fit, with values, one of which is enough."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from kg.errors import UsageError, nearest
from kg.explorer.asked import Asked
from kg.report.known import Known
from kg.search.question import tokens

__all__ = ["CLOSED", "FACETS", "SORTS", "Selection", "selection"]

FACETS = (
    "flaw", "absent", "appraised", "assessor", "design", "condition", "instrument", "effect", "retracted", "journal", "source",
)  # fmt: skip
CLOSED = {"appraised": ("yes", "no"), "retracted": ("yes", "no"), "effect": ("smaller", "between", "beyond")}
SORTS = {
    "newest": "Newest first", "oldest": "Oldest first", "name": "Name", "flaws": "Most flaws found",
    "people": "Most people randomized",
}  # fmt: skip
NONE = "none"  # in an address, the value of a fact that a paper does not have
_OTHERS = ("title", "from", "to", "sort", "page", "format")
_MOST, _LONGEST, _YEARS, _PAGES = 40, 300, 9999, 1_000_000


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen. `values` by facet, `title` words that key, name or title hold, years from `first` to `last`."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    first: int | None = None
    last: int | None = None
    sort: str = "newest"
    page: int = 1

    @property
    def bound(self) -> dict[str, object]:
        """The values as the questions over the columns take them."""
        facets = {name: ["" if value == NONE else value for value in self.values.get(name, ())] for name in FACETS}
        years = {"first": self.first or 0, "last": _YEARS if self.last is None else self.last}
        return {**facets, **years, "any_year": self.first is None and self.last is None, "words": list(tokens(self.title))}

    @property
    def anything(self) -> bool:
        """Whether anything is chosen at all."""
        return bool(any(self.values.values()) or self.title or self.first is not None or self.last is not None)

    def pairs(self) -> list[tuple[str, str]]:
        """Names and values of the address, in one order, what is usual left out."""
        found = [(name, value) for name in FACETS for value in self.values.get(name, ())]
        found += [("title", self.title)] if self.title else []
        found += [(name, str(year)) for name, year in (("from", self.first), ("to", self.last)) if year is not None]
        found += [("sort", self.sort)] if self.sort != "newest" else []
        return found + ([("page", str(self.page))] if self.page != 1 else [])

    def address(self, page: str, **more: str) -> str:
        """The address of the page with this selection."""
        query = urlencode([*self.pairs(), *more.items()])
        return f"{page}?{query}" if query else page

    def without(self, name: str, value: str = "") -> Selection:
        """The same from its first page, without one value of a facet, or without the title's words or a year."""
        if name in FACETS:
            kept = tuple(one for one in self.values.get(name, ()) if one != value)
            return replace(self, values={**self.values, name: kept}, page=1)
        gone: dict[str, object] = {"title": ""} if name == "title" else {"first": None} if name == "from" else {"last": None}
        return replace(self, page=1, **gone)  # type: ignore[arg-type]


def selection(known: Known, asked: Asked) -> Selection:
    """What the address chooses; raises UsageError for a name or value that means nothing, so that no typo chooses everything."""
    names = (*FACETS, *_OTHERS)
    for name, value in asked.query:
        if name not in names:
            raise UsageError(
                f"Papers cannot be chosen by {name!r}.", hint=nearest(name, names) or f"Known are {', '.join(names)}."
            )
        if len(value) > _LONGEST:
            raise UsageError(f"The value of {name!r} is longer than {_LONGEST} characters.", hint="Give a shorter one.")
    values = {name: asked.every(name) for name in FACETS}
    for name, chosen in values.items():
        if len(chosen) > _MOST:
            raise UsageError(f"{name!r} has {len(chosen)} values.", hint=f"At most {_MOST} can be chosen at once.")
        allowed = known.flaws if name in ("flaw", "absent") else known.instruments if name == "instrument" else CLOSED.get(name)
        for value in chosen if allowed is not None else ():
            if value not in allowed:  # type: ignore[operator]
                told = nearest(value, allowed) if allowed else ""
                raise UsageError(f"{name!r} has no value {value!r}.", hint=told or "The list of papers offers those there are.")
    sort = asked.first("sort") or "newest"
    if sort not in SORTS:
        raise UsageError(f"Papers cannot be sorted by {sort!r}.", hint=f"Known are {', '.join(SORTS)}.")
    first, last = (_number(asked, name, 0, _YEARS) for name in ("from", "to"))
    return Selection(values, asked.first("title").strip(), first, last, sort, _number(asked, "page", 1, _PAGES) or 1)


def _number(asked: Asked, name: str, least: int, most: int) -> int | None:
    text = asked.first(name).strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and least <= int(text) <= most):
        raise UsageError(f"{name!r} has to be a whole number from {least} to {most}, not {text!r}.")
    return int(text)
