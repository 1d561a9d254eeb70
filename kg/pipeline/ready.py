"""One source made ready for the store, wherever that was done: its statements, and what stands beside them.

`Ready` crosses processes and machines as a line of JSON with its statements behind it, so that a run that was cut short finds
its work again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.columns.reading import rows
from kg.columns.rows import Cells, cells
from kg.errors import Problem
from kg.identity import Claim, Name, claim_of, keyed
from kg.rdf import read
from kg.rdf.statements import Statement, Statements
from kg.rdf.write import graphs
from kg.readings import Counts
from kg.records import Bundle, Notice, Register
from kg.search.entry import Entry
from kg.search.recorded import recorded

__all__ = ["Ready", "counted", "made", "notices_of"]

Said = Sequence[Bundle | Register]


@dataclass(frozen=True)
class Ready:
    """What one source says: `graph` is the IRI of its graph, `statements` are N-Quads, those of its extraction among them.

    `rows` are those of the columns by graph, with 0 for their source (only of records of a file of many), `entries` those of the
    search index, `cited` names by which works that it cites may be known, each with the key that it has here. `problems` and
    `notices` are told of the file that it stands in.
    """

    graph: str
    name: str
    statements: bytes
    claims: tuple[Claim, ...]
    counts: Counts
    cited: tuple[tuple[Name, str], ...] = ()
    entries: tuple[Entry, ...] = ()
    rows: tuple[tuple[str, Cells], ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    def packed(self) -> bytes:
        """The whole as a line of JSON that ends with the length of the statements, and behind it these."""
        told = json.dumps(
            [self.graph, self.name, self.claims, self.counts, self.cited, self.entries, self.rows, self.problems,
             [notice.model_dump(mode="json", exclude_defaults=True) for notice in self.notices], len(self.statements)],
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip
        return b"%s\n%s" % (told.encode(), self.statements)

    @classmethod
    def unpacked(cls, line: bytes, rest: Callable[[int], bytes]) -> Ready:
        """What was `packed` as this line and so many bytes of the `rest`; raises ValueError for anything else."""
        graph, name, claims, counts, cited, entries, rows, problems, notices, length = json.loads(line)
        return cls(
            graph,
            name,
            rest(length),
            tuple(Claim(*claim) for claim in claims),
            Counts(*counts),
            tuple((Name(*name), key) for name, key in cited),
            tuple(Entry(*entry) for entry in entries),
            tuple((of, cells) for of, cells in rows),
            tuple(Problem(*problem) for problem in problems),
            tuple(Notice.model_validate(notice) for notice in notices),
        )

    def quads(self) -> list[ox.Quad]:
        """The statements."""
        return list(ox.parse(self.statements, format=ox.RdfFormat.N_QUADS))

    def bundles(self) -> list[Bundle | Register]:
        """The statements as records again."""
        found = self.quads()
        graph = ox.NamedNode(self.graph)
        return list(read.bundles((q for q in found if q.graph_name == graph), (q for q in found if q.graph_name != graph)))


def made(said: Said, *, columns: bool) -> Ready:
    """What one source says, ready for the store; with its rows for the `columns` where it is one of very many."""
    source = said[0].source
    found = [graph for one in said for graph in graphs(one)]
    name = found[0].name.value
    return Ready(
        name,
        source.name,
        "".join(line for graph in found for line in graph.lines()).encode(),
        tuple(claim_of(one, name) for one in said if isinstance(one, Bundle)),
        counted(said),
        tuple({pair: None for one in said if isinstance(one, Bundle) for pair in keyed(one)}),
        tuple(recorded(said)),
        tuple(_rows(found)) if columns else (),
        tuple(problem for one in said for problem in one.problems),
    )


def _rows(found: Iterable[Statements]) -> Iterator[tuple[str, Cells]]:
    by_graph: dict[ox.NamedNode, list[Statement]] = {}
    for graph in found:
        by_graph.setdefault(graph.name, []).extend(graph.said)
    for name, said in by_graph.items():
        if some := cells(rows(name, dict.fromkeys(said), 0)):  # a source may say a thing twice
            yield name.value, some


def notices_of(said: Said) -> tuple[Notice, ...]:
    """The editorial notices that a record of a file tells of."""
    return tuple(notice for one in said if isinstance(one, Register) for notice in one.notices)


def counted(said: Said) -> Counts:
    """How many things of each kind there are."""
    bundles = [one for one in said if isinstance(one, Bundle)]
    drawn = [o for b in bundles if b.extracted for o in b.extracted.outcomes]
    outcomes = [o for b in bundles for o in b.record.outcomes] + drawn
    return Counts(
        papers=len({b.record.paper.key for b in bundles}),
        findings=sum(len(a.findings) for b in bundles for a in b.record.appraisals),
        estimates=sum(len(o.estimates) for o in outcomes),
        citations=sum(len(b.record.cited_by) + len(b.references) for b in bundles),
        notices=sum(len(one.notices) for one in said if isinstance(one, Register)),
    )
