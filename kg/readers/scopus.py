"""The works that a record of Scopus cites: one line each in a note of RIS, one cell of them in CSV.

"Wool, A., Yarn, B.J., On mittens: a review (2013) Annals of Thumbs, 14, pp. 3-9;"
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.errors import Problem
from kg.readers import authors
from kg.readers.entry import Entry
from kg.readers.markup import plain

__all__ = ["HEADING", "refer"]

HEADING = "References: "

_LONGEST = 4_000  # characters of one entry
_NAME = r"[^,;()]{1,60}, (?:[^\W\d_]{1,2}\.[ -]?){1,6}(?:, (?:Jr|Sr|II|III|IV|[2-9](?:nd|rd|th))\b\.?)?"
_CITED = re.compile(
    rf"(?P<first>{_NAME}), (?:{_NAME}, )*+(?P<title>\S.*?) \((?P<year>1[5-9]\d\d|20\d\d)\)(?:,| (?P<journal>[^\W\d][^,]*))"
)
_NEXT = re.compile(rf";\s+(?={_NAME}, )")  # more than one of them on a line
_STILL_NAMES = re.compile(r"(?:^|, )[A-Z]\.(?:[ -]?[A-Z]\.)*, ")  # what looks like a title begins with authors


def refer(entry: Entry, place: str, cited: Iterable[str]) -> None:
    """Add the works to the entry; how many could not be told apart into author, title and year is told."""
    total = unknown = 0
    for text in (part.strip("; ") for line in cited for part in _NEXT.split(plain(line))):
        if not text:
            continue
        total += 1
        found = _CITED.match(text[:_LONGEST])
        if found is None or _STILL_NAMES.search(found["title"]):
            unknown += 1
            continue
        (first,) = authors.named([found["first"]])
        journal = (found["journal"] or "").strip()
        values = {"first_author": first, "title": found["title"], "year": int(found["year"]), "journal": journal}
        unknown += not entry.reference(place, values)
    if unknown:
        said = f"{unknown} of {total} works cited have no author, title and year that can be told apart; left out"
        entry.problems.append(Problem(place, said))
