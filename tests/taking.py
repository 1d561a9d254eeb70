"""Sources into a store as the pipeline takes them, with nothing but identities between, for the tests of this folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from pyoxigraph import NamedNode

from kg.identity import Identities, Resolution, citing_of, claim_of, renamed
from kg.keys import made_key
from kg.rdf import mint
from kg.rdf.write import quads
from kg.records import Bundle, Citation, Paper, Record, Reference, Source
from kg.store import Store

__all__ = ["bundle", "graph_of", "statements", "take_in"]


def bundle(
    name: str,
    paper: Paper | None = None,
    references: Sequence[Reference] = (),
    cited_by: Sequence[Citation] = (),
    **values: object,
) -> Bundle:
    """One source's word on one paper, under the key that it gives or that its identifiers make."""
    if paper is None:
        authors = values.get("authors") or ()
        first = authors[0] if isinstance(authors, tuple) and authors else None
        made = made_key(
            pmid=values.get("pmid"), doi=values.get("doi"), pmcid=values.get("pmcid"), title=values.get("title"),
            first_author=first, year=values.get("year"),
        )  # type: ignore[arg-type]  # fmt: skip
        paper = Paper.model_validate({"key": made, **values})
    source = Source(name=name, format="ris", sha256=hashlib.sha256(name.encode()).hexdigest(), part=f"record of {name}")
    return Bundle(source=source, record=Record(paper=paper, cited_by=tuple(cited_by)), references=tuple(references))


def graph_of(of: Bundle) -> str:
    return mint.source(of.source).value


def take_in(store: Store, identities: Identities, said: Sequence[Bundle], gone: Iterable[str] = ()) -> Resolution:
    """Take the sources in together, in place of the graphs that are gone; what they call for is rewritten in the same change."""
    gone = list(gone)
    claims = [claim_of(one, graph_of(one)) for one in said]
    found = identities.take(claims, gone, citing_of(said))
    new = []
    for one in said:
        own = one.given_key or one.record.paper.key
        new.append(renamed(one, found.keys.get((graph_of(one), own), own)))
    pairs = identities.rewritten(found.stale)
    drop = [NamedNode(graph) for graph in {*gone, *map(graph_of, said)}] + [graph for graph, _ in pairs]
    told = [*identities.cited(new), *(one for _, again in pairs for one in again)]
    store.replace(drop, [quad for one in told for quad in quads(one)])
    return found


def statements(store: Store) -> frozenset[str]:
    return frozenset(map(str, store.quads()))
