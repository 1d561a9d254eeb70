"""The articles that rest on flawed papers, as the rows `kg exposure` prints, and out of how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kg import resources
from kg.columns import Columns, columns_of
from kg.errors import UsageError
from kg.exposure.chains import Chains, Links, chains
from kg.exposure.citations import CODES, Citations, citations, named, place_of
from kg.exposure.flawed import Flawed, flawed
from kg.exposure.weights import DECAY, INTENTS, NOT_STATED
from kg.store import Store
from kg.tables import Cell, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Shares = NDArray[np.float64]

__all__ = ["COLUMNS", "MOST_HOPS", "Exposure", "exposure"]

COLUMNS = (
    "article", "kind", "paper", "hops", "path", "intents", "flaws", "weight", "gravest", "presence", "severity", "disputed",
    "direct", "title",
)  # fmt: skip
MOST_HOPS = 10


@dataclass(frozen=True)
class Exposure:
    """`table` has a row for each article, with the columns `COLUMNS`; `found` says how many there are before any bound,
    and `stated` how many of them have a chain in which every citation has a stated intent.

    The other counts are the denominators, of the whole store. `citing` articles cite a paper with a record here or a retracted
    work, in `citations`, of which `not_stated` have no stated intent. They cite `cited` such works, of which `appraised` are
    appraised and `flawed` carry something.
    """

    table: Table
    found: int
    stated: int
    citing: int
    citations: int
    not_stated: int
    cited: int
    appraised: int
    flawed: int


def exposure(
    store: Store,
    flaw: str | None = None,
    hops: int = 3,
    *,
    retracted: bool = False,
    derived: bool = False,
    decay: float = DECAY,
    paper: str | None = None,
    article: str | None = None,
    most: int | None = None,
) -> Exposure:
    """Articles by weight of their strongest chain of at most `hops` citations to a flawed paper; of equals the shortest first.

    `weight` is from 0 to 1: that of the gravest flaw of the paper (see `kg.exposure.weights`), times what each intent carries,
    times `decay` for each citation after the first. `path` leads from the article to the flawed paper, by keys or IRIs,
    `intents` say why each cites the next, `flaws` are all those found in the paper, the gravest first; all of them by spaces.
    `gravest` is the one that counts, with its presence and severity; `disputed` where an assessor calls it absent. `direct` is
    the number of flawed papers that the article itself cites with an intent that carries.

    `paper` (a key or IRI) leaves only chains to that paper; `article` (key, IRI or title) gives a row for each flawed paper
    that it rests on. `most` bounds the rows. Other options as in `kg.exposure.flawed`, with its errors; UsageError for `hops` or
    `decay` out of bounds, NotFound for an unknown article.
    """
    import numpy as np

    if not 1 <= hops <= MOST_HOPS:
        raise UsageError(f"A chain has 1 to {MOST_HOPS} citations, not {hops}.")
    if not 0 < decay <= 1:
        raise UsageError(f"The decay has to be above 0 and at most 1, not {decay:g}.")
    columns = columns_of(store)
    works = flawed(store, columns, flaw, retracted=retracted, derived=derived)
    found = citations(columns)
    graded = _graded(found, works)
    starts = np.zeros(len(found.works))
    for place, work in graded.items():
        starts[place] = work.weight if paper in (None, work.work) else 0
    carrying, of = _Carrying.of(found), None if article is None else place_of(columns, found, article)

    def met(among: _Carrying) -> _Met:
        return _outward(among, starts, decay, hops) if article is None else _inward(among, starts, of, decay, hops)

    every = met(carrying)
    stated = met(carrying.only(found.intent[carrying.taken] != CODES.index(NOT_STATED)))
    table = _rows(columns, found, graded, every, most)
    return Exposure(table, len(every.ends), len(stated.ends), *_denominators(columns, found, graded))


def _graded(found: Citations, works: Mapping[int, Flawed]) -> dict[int, Flawed]:
    """The flawed works that cite or are cited, by their places; flaws of one work under two names are all its own."""
    graded: dict[int, Flawed] = {}
    for key, work in works.items():
        place = found.place(key)
        if place is not None:
            graded[place] = graded[place].with_(work) if place in graded else work
    return graded


class _Carrying(NamedTuple):
    """The citations whose intent carries anything: as places among all, and as arrays of the same length."""

    taken: Places
    citing: Places
    cited: Places
    share: Shares

    @classmethod
    def of(cls, found: Citations) -> _Carrying:
        import numpy as np

        share = np.array([INTENTS[code].share for code in CODES])[found.intent]
        taken = np.flatnonzero(share)
        return cls(taken, found.citing[taken], found.cited[taken], share[taken])

    def only(self, chosen: NDArray[np.bool_]) -> _Carrying:
        return _Carrying(self.taken[chosen], self.citing[chosen], self.cited[chosen], self.share[chosen])


class _Met(NamedTuple):
    """Chains between articles and flawed papers: for each an article, a paper, what is carried, and how many citations.

    `chains` has the steps of each, into `ends`: from the paper to the article, or the other way where they are `turned`.
    `direct` is the number of flawed papers that each work cites, shape (n,).
    """

    article: Places
    paper: Places
    carried: Shares
    hops: Places
    chains: Chains
    ends: Places
    turned: bool
    carrying: _Carrying
    direct: Places


def _outward(carrying: _Carrying, starts: Shares, decay: float, hops: int) -> _Met:
    """From all flawed papers to the articles that rest on them: each article with its strongest chain."""
    import numpy as np

    met = chains(Links(carrying.cited, carrying.citing, carrying.share), starts, decay, hops)
    ends = np.flatnonzero(met.hops)
    return _Met(ends, met.start[ends], met.carried[ends], met.hops[ends], met, ends, False, carrying, _direct(carrying, starts))


def _inward(carrying: _Carrying, starts: Shares, article: int | None, decay: float, hops: int) -> _Met:
    """From one article back to every flawed paper that it rests on."""
    import numpy as np

    begin = np.zeros(len(starts))
    if article is not None:
        begin[article] = 1
    met = chains(Links(carrying.citing, carrying.cited, carrying.share), begin, decay, hops)
    carried = met.carried * starts
    ends = np.flatnonzero(carried)
    return _Met(met.start[ends], ends, carried[ends], met.hops[ends], met, ends, True, carrying, _direct(carrying, starts))


def _direct(carrying: _Carrying, starts: Shares) -> Places:
    import numpy as np

    return np.bincount(carrying.citing[starts[carrying.cited] > 0], minlength=len(starts))


def _rows(columns: Columns, found: Citations, graded: Mapping[int, Flawed], met: _Met, most: int | None) -> Table:
    """The rows, at most so many."""
    chosen = _first(met, graded, most)
    paths = []
    for place, steps in zip(chosen.tolist(), met.chains.steps(met.ends[chosen]), strict=True):
        works = [int(met.ends[place]), *(work for work, _ in steps)]
        links = [int(met.carrying.taken[link]) for _, link in steps]
        paths.append((place, works[::-1], links[::-1]) if met.turned else (place, works, links))
    names = named(columns, {int(found.works[work]) for _, works, _ in paths for work in works})
    rows: list[tuple[Cell, ...]] = []
    for place, works, links in paths:
        refs = [names[int(found.works[work])] for work in works]
        source, article = graded[int(met.paper[place])], refs[0]
        worst = source.flaws[0]
        rows.append((
            article.name, article.kind, source.work, len(links), " ".join(work.ref for work in refs),
            " ".join(CODES[found.intent[link]] for link in links), " ".join(flaw.name for flaw in source.flaws),
            float(met.carried[place]), worst.name, worst.presence, worst.severity, worst.disputed,
            int(met.direct[works[0]]), article.title,
        ))  # fmt: skip
    order = sorted(range(len(rows)), key=lambda i: (*_rank(met, graded, paths[i][0]), str(rows[i][0]), str(rows[i][4])))
    return Table.of(COLUMNS, [rows[i] for i in order[:most]])


def _rank(met: _Met, graded: Mapping[int, Flawed], place: int) -> tuple[float, int, int]:
    return (-float(met.carried[place]), int(met.hops[place]), -len(graded[int(met.paper[place])].flaws))


def _first(met: _Met, graded: Mapping[int, Flawed], most: int | None) -> Places:
    """The chains to be shown: the first so many by rank, and those that tie with the last of them."""
    import numpy as np

    flaws = np.array([len(graded[paper].flaws) for paper in met.paper.tolist()], np.int64)
    order = np.lexsort((-flaws, met.hops, -met.carried))
    if most is None or most >= len(order):
        return order
    if most == 0:
        return order[:0]
    ranks = np.stack((met.carried, met.hops, flaws))[:, order]
    tied = (ranks == ranks[:, [most - 1]]).all(axis=0)
    return order[: int(np.flatnonzero(tied)[-1]) + 1]


def _denominators(columns: Columns, found: Citations, graded: Mapping[int, Flawed]) -> tuple[int, int, int, int, int, int]:
    """`Exposure` from `citing` on."""
    import numpy as np

    papers = columns.arrays(resources.read_text("exposure", "papers.sql"))
    here, appraised = np.zeros((2, len(found.works)), np.bool_)
    for work, judged in zip(papers["paper"].tolist(), papers["appraised"].tolist(), strict=True):
        place = found.place(work)
        if place is not None:
            here[place], appraised[place] = True, judged
    here[list(graded)] = True
    of = here[found.cited]
    cited = np.unique(found.cited[of])
    silent = found.intent[of] == CODES.index(NOT_STATED)
    carries = np.isin(cited, list(graded))
    return (
        len(np.unique(found.citing[of])), int(of.sum()), int(silent.sum()), len(cited), int(appraised[cited].sum()),
        int(carries.sum()),
    )  # fmt: skip
