"""Who cites whom and why, as arrays, with the names of the works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg import resources
from kg.columns import Columns
from kg.errors import NotFound, nearest
from kg.exposure.weights import INTENTS, NOT_STATED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

__all__ = ["CODES", "Citations", "Work", "citations", "named", "place_of"]

CODES = tuple(INTENTS)


@dataclass(frozen=True, eq=False)
class Citations:
    """m citations among n works, each pair once, by the cited and then by the citing work.

    `works` are the numbers of the works (see `kg.columns.rows.number`), ascending, shape (n,); a work is its place among them.
    `citing`, `cited` and `intent` (a place in `CODES`) have shape (m,). Works that are known by the same DOI or PubMed number are
    one: `stands` has the number that is among `works` for each that is not.
    """

    works: NDArray[np.int64]
    citing: Places
    cited: Places
    intent: Places
    stands: Mapping[int, int]

    def place(self, work: int) -> int | None:
        """The place of a work by its number; None where it neither cites nor is cited."""
        work = self.stands.get(work, work)
        found = int(self.works.searchsorted(work))
        return found if found < len(self.works) and self.works[found] == work else None


class Work(NamedTuple):
    """A work as rows name it: `ref` is its key, or its IRI where it has none, `name` its key, else its title, else its IRI."""

    ref: str
    name: str
    kind: str | None
    title: str | None


def citations(columns: Columns) -> Citations:
    """All citations with their intents, but those of a work that cites itself.

    Where sources differ on why one work cites another, the intent that carries most counts; a source that states none yields to
    one that does.
    """
    import numpy as np

    found = columns.arrays(resources.read_text("exposure", "citations.sql"), {"intents": ",".join(CODES)})
    same = columns.arrays(resources.read_text("exposure", "same.sql"))
    numbers = np.concatenate((found["citing"], found["cited"]))
    if len(same["work"]):
        at = np.searchsorted(same["work"], numbers).clip(max=len(same["work"]) - 1)
        numbers = np.where(same["work"][at] == numbers, same["stands"][at], numbers)
    works, places = np.unique(numbers, return_inverse=True)
    citing, cited = np.split(places, 2)
    silent = len(CODES)
    size, codes = max(len(works), 1), silent + 1
    stated = np.where(found["intent"] < 0, silent, found["intent"])
    # One number for a citation sorts faster than three; the first of each pair has the strongest intent.
    pairs, intent = np.divmod(np.sort((cited * size + citing)[citing != cited] * codes + stated[citing != cited]), codes)
    first = np.diff(pairs, prepend=-1) > 0
    cited, citing = np.divmod(pairs[first], size)
    intent = np.where(intent[first] == silent, CODES.index(NOT_STATED), intent[first])
    return Citations(works, citing, cited, intent, dict(zip(same["work"].tolist(), same["stands"].tolist(), strict=True)))


def named(columns: Columns, works: Iterable[int]) -> dict[int, Work]:
    """How the works of these numbers are named."""
    found = columns.table(resources.read_text("exposure", "works.sql"), {"wanted": list(works)})
    said = {}
    for work, key, iri, kind, title in found.rows:
        texts = [None if cell is None else str(cell) for cell in (key, iri, kind, title)]
        said[int(str(work))] = Work(texts[0] or str(iri), texts[0] or texts[3] or str(iri), texts[2], texts[3])
    return said


def place_of(columns: Columns, found: Citations, article: str) -> int | None:
    """The place of a work by its key, IRI or title; None where it neither cites nor is cited. Raises NotFound."""
    wanted = article.strip()
    rows = columns.table(resources.read_text("exposure", "titles.sql")).rows
    for work, *texts in rows:
        if wanted in texts or wanted.casefold() == str(texts[-1]).casefold():
            return found.place(int(str(work)))
    known = [str(text) for _, key, _, title in rows for text in (key, title) if text is not None]
    raise NotFound(f"There is no article {article!r} here.", hint=nearest(wanted, known) or "kg query citations lists articles.")
