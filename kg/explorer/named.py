"""What the name of a file in an address stands for: a paper, a flaw, an instrument, a source, an article."""

from __future__ import annotations

from kg.columns import columns_of
from kg.errors import NotFound, nearest
from kg.rdf.vocab import BASE
from kg.report.known import Known
from kg.report.own import question
from kg.resources import read_text
from kg.sparql import ask
from kg.views.report import addresses

__all__ = ["article", "flaw", "instrument", "missing_paper", "paper", "source"]

_HASHED = "~"  # what the names of files begin with that are hashes (see addresses)


def paper(known: Known, name: str) -> str:
    """The key of the paper, also for one that only a source gives it; raises NotFound with keys that look alike."""
    key = name
    if name.startswith(_HASHED):
        key = known.kept("papers by address", lambda: {addresses.paper(key): key for key in known.papers}).get(
            f"paper/{name}.html", name
        )
    if key in known.papers:
        return key
    merged = ask(known.store, "papers-with-given-key", given=key).column("paper")
    if len(merged) != 1 or merged[0] not in known.papers:
        raise missing_paper(known, key)
    return str(merged[0])


def missing_paper(known: Known, key: str) -> NotFound:
    """The error that says there is no such paper, with keys that look alike."""
    near = columns_of(known.store).table(read_text("explorer", "near-keys.sql"), {"key": key}).column("key")
    hint = nearest(key, map(str, near)) or "The list of papers has them all, and the search finds them by words."
    return NotFound(f"No paper here has the key {key!r}.", hint=hint)


def flaw(known: Known, name: str) -> str:
    """The identifier of the category."""
    if name not in known.flaws:
        hint = nearest(name, known.flaws) or "The page of flaws has them all."
        raise NotFound(f"The ontology has no flaw {name!r}.", hint=hint)
    return name


def instrument(known: Known, name: str) -> str:
    """The identifier of the instrument."""
    if name not in known.instruments:
        hint = nearest(name, known.instruments) or "The page of instruments has them all."
        raise NotFound(f"The ontology has no instrument {name!r}.", hint=hint)
    return name


def source(known: Known, name: str) -> str:
    """The IRI of the document as read."""
    iri = f"{BASE}source/{name}"
    if iri not in known.sources:
        raise NotFound(f"No source here has the address source/{name}.", hint="The page of sources has them all.")
    return iri


def article(known: Known, name: str) -> str:
    """The IRI of the article or cited work."""
    if not name.startswith(_HASHED):
        return f"{BASE}article/{name}"
    found = known.kept("articles by address", lambda: _articles(known)).get(f"article/{name}.html")
    if found is None:
        raise NotFound(f"No source names an article {name}.", hint="The page of citing articles has them all.")
    return found


def _articles(known: Known) -> dict[str, str]:
    rows = ask(known.store, question("articles")).dicts()
    return {addresses.article(str(row["article"])): str(row["article"]) for row in rows}
