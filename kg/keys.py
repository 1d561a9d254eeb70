"""The keys of works that nobody has named: made of an identifier, so that whoever names the same one means the same work.

People give a paper a key in an appraisal file ("van-dillen-2021"); a record of a bibliography has none. Its key is its PubMed
number, else its DOI, else its PubMed Central number, else its first author, year and title. OpenAlex gives its works numbers of
its own, by which alone it names the works that they cite: its records keep them as their keys.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Literal

__all__ = ["Kind", "given", "kind_of", "made_key", "openalex_key", "plain", "rank", "surname"]

Kind = Literal["given", "pmid", "doi", "pmcid", "title", "openalex"]

_RANK: dict[str, int] = {"given": 0, "pmid": 1, "doi": 2, "pmcid": 3, "title": 4, "openalex": 5}
_MADE = re.compile(
    r"pmid-([1-9][0-9]{0,8})|(doi)-.*-[0-9a-f]{12}|pmcid-(?:[0-9]{1,9})|(title)-.*-[0-9a-f]{12}|(openalex)-w[1-9][0-9]{0,14}"
)
_WORD = re.compile(r"\w+")
_LONGEST = 60  # letters of a DOI or a name in a key; the hash behind them tells apart what they do not


def made_key(
    *,
    pmid: str | None = None,
    doi: str | None = None,
    pmcid: str | None = None,
    title: str | None = None,
    first_author: str | None = None,
    year: int | None = None,
) -> str:
    """A slug: "pmid-33369625", "doi-10-1001-jama-2020-1234-5f0c…" (12 digits of a hash of the DOI in small letters),
    "pmcid-1234567", or "title-smith-2016-91ab…".

    Titles and names count without case, accents and punctuation.
    """
    if pmid:
        return f"pmid-{pmid}"
    if doi:
        return _hashed("doi", doi.lower(), doi.lower())
    if pmcid:
        return f"pmcid-{pmcid.upper().removeprefix('PMC')}"
    family = plain(surname(first_author or ""))
    return _hashed("title", f"{family} {year or ''}", "\0".join((family, str(year or ""), plain(title or ""))))


def openalex_key(work: str) -> str:
    """The key of a work of OpenAlex, of its number: "openalex-w2741809807" for "W2741809807"."""
    return f"openalex-{work.lower()}"


def plain(text: str) -> str:
    """The words in small ASCII letters and digits with single spaces between, so that two ways of printing them are equal."""
    if text.isascii():
        return " ".join(_WORD.findall(text.lower()))
    bare = unicodedata.normalize("NFKD", text).casefold()
    return " ".join(_WORD.findall("".join(c for c in bare if not unicodedata.combining(c))))


def kind_of(key: str) -> Kind:
    """What the key is made of; "given" for one that people gave."""
    found = _MADE.fullmatch(key)
    if found is None:
        return "given"
    return "pmid" if found[1] else "doi" if found[2] else "title" if found[3] else "openalex" if found[4] else "pmcid"


def given(key: str) -> bool:
    """Whether the source itself gives the key, as people do and OpenAlex does, so that nothing else it says could make it."""
    return kind_of(key) in ("given", "openalex")


def rank(key: str) -> tuple[int, str]:
    """Of several keys of one work the least in this order is the one it goes by: given ones first, then by identifier."""
    return _RANK[kind_of(key)], key


def _hashed(kind: str, words: str, content: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", plain(words))[:_LONGEST].strip("-") or "x"
    return f"{kind}-{slug}-{hashlib.sha256(content.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def surname(author: str) -> str:
    """The family name of "van Dillen LR" or "van Dillen, Linda"."""
    before, comma, _ = author.partition(",")
    words = before.split()
    if comma or len(words) < 2 or not (words[-1].isupper() and len(words[-1]) <= 4):
        return before
    return " ".join(words[:-1])
