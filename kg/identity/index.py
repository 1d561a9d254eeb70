"""The claims of all sources as one SQLite database, in a file beside the store or in memory: what is known by which name.

Names are looked up by 64 bits of their hash; what is found is compared with the name itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import count
from typing import NamedTuple

from kg.identity.claim import Claim, Name, names, title_name
from kg.store.index_file import IndexFile

__all__ = ["Index", "Known"]


class Known(NamedTuple):
    """A claim in the index: its number there, what it is, and the key that its paper goes by."""

    number: int
    claim: Claim
    paper: str


@lru_cache(maxsize=16_384)  # a name is looked up, and looked up again, before it is put
def _number(name: Name) -> int:
    text = f"{name.kind} {name.value}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), signed=True)


class Index(IndexFile):
    """The claims, and the articles known to cite."""

    ROOM = "identity"
    FORMAT = "1"
    CACHE = 32_768

    # ---- claims

    def put(self, claims: Mapping[Claim, str]) -> None:
        """Add claims with the keys that their papers go by."""
        numbers = count(self._open.execute(self._sql("last")).fetchone()[0] + 1)
        self._open.executemany(self._sql("put-claim"), ((*claim, paper) for claim, paper in claims.items()))
        pairs = ((_number(name), n) for n, claim in zip(numbers, claims, strict=False) for name in names(claim))
        self._open.executemany(self._sql("put-name"), sorted(pairs))

    def drop(self, gone: Iterable[Known]) -> None:
        """Take claims out."""
        found = list(gone)
        pairs = ((_number(name), known.number) for known in found for name in names(known.claim))
        self._open.executemany(self._sql("drop-name"), pairs)
        self._open.executemany(self._sql("drop-claim"), ((known.number,) for known in found))

    def rename(self, papers: Mapping[int, str]) -> None:
        """Give the claims with these numbers other keys of their papers."""
        self._open.executemany(self._sql("rename"), ((paper, number) for number, paper in papers.items()))

    def of_graphs(self, graphs: Iterable[str]) -> list[Known]:
        """The claims of these graphs."""
        return self._claims("of-graphs", graphs=list(graphs))

    def of_names(self, wanted: Iterable[Name]) -> list[Known]:
        """The claims that have at least one of these names; very rarely others too."""
        return self._claims("of-names", names=sorted(map(_number, wanted)))

    def papers(self, wanted: Iterable[Name]) -> Iterator[tuple[Name, str]]:
        """Each of the names that is known with the key of a paper that goes by it; a name may come more than once."""
        names_of = {_number(name): name for name in wanted}
        rows = self._open.execute(self._sql("papers-of-names"), {"names": json.dumps(sorted(names_of))})
        for number, key, doi, pmid, pmcid, title, author, year, paper in rows:
            name = names_of[number]
            said = {"key": key, "doi": doi, "pmid": pmid, "pmcid": pmcid}
            if title_name(title, author, year) == name if name.kind == "title" else said[name.kind] == name.value:
                yield name, paper

    def shared(self) -> list[Known]:
        """The claims that share a name with another."""
        return self._claims("shared")

    def _claims(self, question: str, **lists: list[str] | list[int]) -> list[Known]:
        given = {name: json.dumps(values) for name, values in lists.items()}
        rows: Iterator[tuple[object, ...]] = self._open.execute(self._sql(question), given)
        return [Known(row[0], Claim(*row[1:-1]), row[-1]) for row in rows]  # type: ignore[arg-type]

    # ---- articles known to cite

    def put_citing(self, names_of: Iterable[tuple[Name, str]]) -> None:
        """Note articles that sources know to cite: a name of the article and the graph that speaks of it."""
        self._open.executemany(self._sql("put-citing"), ((_number(name), graph) for name, graph in names_of))

    def drop_citing(self, graphs: Iterable[str]) -> None:
        """Take out what these graphs say of citing articles."""
        self._open.execute(self._sql("drop-citing"), {"graphs": json.dumps(list(graphs))})

    def graphs_citing(self, wanted: Iterable[Name]) -> set[str]:
        """The graphs that speak of a citing article with one of these names."""
        rows = self._open.execute(self._sql("citing-of-names"), {"names": json.dumps(sorted(map(_number, wanted)))})
        return {graph for (graph,) in rows}
