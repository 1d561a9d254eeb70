"""One source made ready for the store, wherever that was done: its statements, and what stands beside them.

`Ready` crosses processes and machines as a line of JSON, so that a run that was cut short finds its work again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.columns.reading import rows
from kg.columns.rows import TABLE_OF, TABLES, Row
from kg.errors import Problem
from kg.identity import Claim, Name, claim_of, keyed
from kg.rdf import mint, read
from kg.rdf.write import quads
from kg.readings import Counts
from kg.records import Bundle, Notice, Register
from kg.search.entry import Entry
from kg.search.recorded import recorded

__all__ = ["Ready", "counted", "made", "notices_of"]

Said = Sequence[Bundle | Register]


@dataclass(frozen=True)
class Ready:
    """What one source says: `graph` is the IRI of its graph, `statements` are N-Quads, those of its extraction among them.

    `rows` are those of the columns with 0 for their source (only of records of a file of many), `entries` those of the search
    index, `cited` names by which works that it cites may be known, each with the key that it has here. `problems` and `notices`
    are told of the file that it stands in.
    """

    graph: str
    name: str
    statements: bytes
    claims: tuple[Claim, ...]
    counts: Counts
    cited: tuple[tuple[Name, str], ...] = ()
    entries: tuple[Entry, ...] = ()
    rows: tuple[tuple[str, Row], ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()

    def line(self) -> str:
        """The whole as a line of JSON."""
        return json.dumps(
            [self.graph, self.name, self.statements.decode(), self.claims, self.counts, self.cited, self.entries, self.rows,
             self.problems, [notice.model_dump(mode="json", exclude_defaults=True) for notice in self.notices]],
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip

    @classmethod
    def of(cls, line: str) -> Ready:
        """What `line` made; raises ValueError for anything else."""
        graph, name, statements, claims, counts, cited, entries, cells, problems, notices = json.loads(line)
        return cls(
            graph,
            name,
            statements.encode(),
            tuple(Claim(*claim) for claim in claims),
            Counts(*counts),
            tuple((Name(*name), key) for name, key in cited),
            tuple(Entry(*entry) for entry in entries),
            tuple((table, TABLES[table](*row)) for table, row in cells),
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
    graph = mint.source(said[0].source)
    found = [quad for one in said for quad in quads(one)]
    return Ready(
        graph.value,
        said[0].source.name,
        _statements(found),
        tuple(claim_of(one, graph.value) for one in said if isinstance(one, Bundle)),
        counted(said),
        tuple({pair: None for one in said if isinstance(one, Bundle) for pair in keyed(one)}),
        tuple(recorded(said)),
        tuple(_rows(found)) if columns else (),
        tuple(problem for one in said for problem in one.problems),
    )


def _statements(found: Iterable[ox.Quad]) -> bytes:
    return ox.serialize(found, format=ox.RdfFormat.N_QUADS) or b""


def _rows(found: Iterable[ox.Quad]) -> Iterable[tuple[str, Row]]:
    by_graph: dict[ox.NamedNode, dict[ox.Quad, None]] = {}
    for quad in found:
        by_graph.setdefault(quad.graph_name, {})[quad] = None  # type: ignore[arg-type]
    return ((TABLE_OF[type(row)], row) for graph, said in by_graph.items() for row in rows(graph, said, 0))


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
