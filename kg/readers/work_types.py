"""What kind of work the words of an export name, and what they surely say of the study in it.

| words                                                             | stated                     |
|-------------------------------------------------------------------|----------------------------|
| RIS JOUR EJOUR MGZN NEWS ABST INPR JFULL; article, letter, ...    | journal-article            |
| RIS BOOK EBOOK EDBOOK CHAP ECHAP SER; book, inbook, book section  | book                       |
| RIS ELEC WEB BLOG ICOMM; webpage, online, blog post               | web-page                   |
| review, systematic review, meta-analysis                          | review                     |
| guideline, practice guideline                                     | guideline                  |
| preprint, posted content                                          | preprint                   |
| anything else (RIS GEN THES CONF RPRT, BibTeX misc, ...)          | nothing; told as a problem |

Several words may say what one work is ("Journal Article", "Review"): the most special one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["design", "kind", "retracted", "words"]

# The most special first. Words are compared in small letters, with blanks for hyphens.
_KINDS: dict[str, frozenset[str]] = {
    "guideline": frozenset({"guideline", "practice guideline", "clinical guideline"}),
    "preprint": frozenset({"preprint", "posted content"}),
    "review": frozenset({
        "review", "review article", "systematic review", "scoping review", "meta analysis", "network meta analysis",
    }),
    "book": frozenset({
        "book", "ebook", "edbook", "chap", "echap", "ser", "inbook", "incollection", "booklet", "collection", "mvbook", "b",
        "book section", "book chapter", "booksection", "bookchapter", "edited book", "electronic book",
        "electronic book section", "serial", "book series",
    }),
    "web-page": frozenset({
        "elec", "web", "blog", "icomm", "online", "electronic", "www", "webpage", "web page", "website", "web site",
        "blogpost", "blog post",
    }),
    "journal-article": frozenset({
        "jour", "ejour", "mgzn", "news", "abst", "inpr", "jfull", "j", "article", "journal", "journal article",
        "journalarticle", "article journal", "electronic article", "magazine article", "magazinearticle",
        "newspaper article", "newspaperarticle", "letter", "editorial", "editorial material", "comment", "note",
        "short survey", "article in press", "in press", "data paper", "case reports", "case report", "clinical trial",
        "randomized controlled trial", "controlled clinical trial", "clinical trial protocol", "observational study",
        "multicenter study", "comparative study", "evaluation study", "validation study", "published erratum", "erratum",
        "retracted publication", "retraction of publication",
    }),
}  # fmt: skip

_DESIGNS: dict[str, frozenset[str]] = {
    "protocol": frozenset({"clinical trial protocol"}),
    "meta-analysis": frozenset({"meta analysis", "network meta analysis"}),
    "systematic-review": frozenset({"systematic review"}),
    "randomized-trial": frozenset({"randomized controlled trial", "randomised controlled trial"}),
}
_RETRACTED = frozenset({"retracted publication", "retracted"})

_BETWEEN = re.compile(r"\s*[;|]\s*|,\s+")
_JOINTS = re.compile(r"[\s_-]+")


def words(printed: Iterable[str]) -> list[str]:
    """Each type by itself, as compared: "Article; Retracted Publication" names two."""
    return [_JOINTS.sub(" ", part).strip().lower() for text in printed for part in _BETWEEN.split(text) if part.strip()]


def kind(found: Iterable[str]) -> str | None:
    """The kind of work (`kg.fields.PaperType`) that these words name; None where they name none that is known."""
    said = set(found)
    return next((name for name, known in _KINDS.items() if said & known), None)


def design(found: Iterable[str]) -> str | None:
    """The design of the study where a database states it as the type of the publication; None for all that is not sure.

    A work marked as a randomized trial and as a synthesis is none of the two for certain.
    """
    said = set(found)
    designs = [name for name, known in _DESIGNS.items() if said & known]
    if len(designs) > 1 and "randomized-trial" in designs and designs[0] != "protocol":
        return None
    return designs[0] if designs else None


def retracted(found: Iterable[str]) -> bool:
    """Whether the database marks the work as retracted."""
    return not _RETRACTED.isdisjoint(found)
