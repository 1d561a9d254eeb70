"""The index as one SQLite database with FTS5: in a file or in memory. It knows entries, and no store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from kg.errors import StoreError, nearest
from kg.search.entry import BREAK, Entry
from kg.search.question import LONGEST, Term, match, tokens
from kg.store.index_file import IndexFile

__all__ = ["Found", "Hit", "Index"]

PLACES = 4  # sources of one hit that are told by name

_WORDS = 24  # of a snippet
_HINTS = 2000  # words of the vocabulary, the most frequent first, among which a similar one is looked for


class Hit(NamedTuple):
    """One thing that was found.

    `where`: the key of its paper, the file and the section, for each source that has it, the first four by name. `snippet`: its
    words around those that were asked for, with marks about these. `score`: how well it fits, above 0, more is better: BM25
    with a word of a title counting ten, one of a name four times one of the text; comparable within one answer only.
    """

    kind: str
    id: str
    label: str
    where: str
    snippet: str
    score: float


class Found(NamedTuple):
    """The hits, best first; `more`: whether there are others."""

    hits: tuple[Hit, ...]
    more: bool


class Index(IndexFile):
    """The entries of all sources."""

    ROOM = "search"
    FORMAT = "1"
    CACHE = 65_536

    @classmethod
    def made(cls, place: Path | None = None) -> Self:
        try:
            return super().made(place)
        except sqlite3.OperationalError as error:
            if "fts5" not in str(error):
                raise
            raise StoreError("this Python's SQLite has no full-text search", hint="It needs a SQLite built with FTS5.") from None

    @classmethod
    def _settings(cls, *, write: bool) -> str:
        # Unspilled, nothing is written, and no reader kept out, before the end.
        return f"{super()._settings(write=True)} PRAGMA cache_spill = OFF;" if write else ""

    @property
    def ontology(self) -> str | None:
        """What the store's log said of its ontology when the entries of that were kept."""
        return self._read("ontology")

    @ontology.setter
    def ontology(self, said: str) -> None:
        self._state("ontology", said)

    # ---- entries

    def put(self, iri: str, file: str, entries: Iterable[Entry]) -> None:
        """Add entries of a source, named by the IRI of its graph."""
        self._open.execute(self._sql("put-source"), {"iri": iri, "file": file})
        last = self._open.execute(self._sql("last-entry")).fetchone()[0]
        source = self._open.execute(self._sql("source-number"), {"iri": iri}).fetchone()[0]
        self._open.executemany(self._sql("put-entry"), ((source, entry.same, *entry) for entry in entries))
        self._open.execute(self._sql("put-words"), {"after": last})

    def drop(self, iri: str) -> None:
        """Take out all entries of a source."""
        for name in ("drop-words", "drop-entries", "drop-source"):
            self._open.execute(self._sql(name), {"iri": iri})

    def entries(self, iri: str | None = None) -> Iterator[tuple[str, str, Entry]]:
        """The IRI and file of a source and an entry of it, for one source or all, in one order."""
        for source, file, *columns in self._open.execute(self._sql("entries"), {"iri": iri}):
            yield source, file, Entry(*columns)

    def optimize(self) -> None:
        """Put what came in pieces in order."""
        self._open.execute(self._sql("optimize"))

    # ---- questions

    def find(
        self, terms: tuple[Term, ...], kinds: Iterable[str] = (), limit: int = 20, marks: tuple[str, str] = ("\u00ab", "\u00bb")
    ) -> Found:
        """What has all the terms, of these kinds or of all, as it was at one moment.

        The same thing of several sources is one hit. Which of several hits that fit equally well are cut by `limit` is open.
        """
        if not terms:
            return Found((), more=False)
        chosen = " ".join(kinds)
        given = {"question": match(terms), "kinds": f" {chosen} " if chosen else "", "start": marks[0], "end": marks[1],
                 "length": _WORDS}  # fmt: skip
        own = not self._open.in_transaction
        if own:
            self._open.execute("BEGIN")
        try:
            hits: dict[bytes, Hit] = {}
            more = False
            for kind, name, label, same, rank, title, words in self._open.execute(self._sql("find"), given):
                if same in hits:
                    continue
                if len(hits) == limit:
                    more = True
                    break
                whole = title.count(marks[0]) >= len(terms)  # the title is what people know it by, where it has all terms
                hits[same] = Hit(kind, name, label, self._where(same), _shown(title if whole else words), -rank)
        finally:
            if own:
                self._open.execute("ROLLBACK")
        return Found(tuple(sorted(hits.values(), key=lambda hit: (-hit.score, hit.label, hit.id))), more)

    def _where(self, same: bytes) -> str:
        places = sorted(set(self._open.execute(self._sql("places"), {"same": same})))
        told = [", ".join(part for part in place if part) for place in places[:PLACES]]
        return "; ".join(told) + (f"; and {len(places) - PLACES} more" if len(places) > PLACES else "")

    def hint(self, terms: tuple[Term, ...]) -> str:
        """What to try where these terms found nothing: similar words, or fewer."""
        unknown = [term for term in terms[:LONGEST] if not self._any(term)]
        for term in unknown:
            *whole, last = tokens(term.text)
            for part in (*(Term(token, prefix=False) for token in whole), Term(last, term.prefix)):
                if not self._any(part):
                    return self._instead(part.text)
        if unknown:
            return "The words are there, but not side by side; without quotes they are looked for anywhere in a text."
        return "Each is found, but nothing has them all; fewer words find more." if len(terms) > 1 else ""

    def _any(self, term: Term) -> bool:
        return self._open.execute(self._sql("any"), {"question": match((term,))}).fetchone() is not None

    def _instead(self, token: str) -> str:
        if self._any(Term(token, prefix=True)):
            return f"Nothing has {token!r} as a whole word; {token}* finds words that begin so."
        similar = nearest(token, self._near(token))
        return f"Nothing has {token!r}. {similar}".strip()

    def _near(self, token: str) -> list[str]:
        bounds = {"low": token[0], "high": chr(min(ord(token[0]) + 1, 0x10FFFF)), "shortest": len(token) - 3,
                  "longest": len(token) + 3, "limit": _HINTS}  # fmt: skip
        return [term for (term,) in self._open.execute(self._sql("near"), bounds)]


def _shown(snippet: str) -> str:
    return snippet.replace(f" {BREAK} ", "; ").replace(BREAK, "").strip(" ;")
