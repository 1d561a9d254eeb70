"""Invented PubMed records for tests of what happens to a file of many."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

__all__ = ["BROKEN", "article", "articles"]

BROKEN = "<PubmedArticle><MedlineCitation><PMID>77</PMID><unclosed></MedlineCitation></PubmedArticle>\n"


def article(
    number: int, title: str = "", cites: Sequence[int] = (), *, doi: str = "", retracted_by: int = 0, effect: str = ""
) -> str:
    """One record: PubMed number `number`, an abstract with an effect where one is given, the works it cites by number."""
    effect = effect and (
        "<Abstract><AbstractText>Pain was lower after walking than after rest "
        f"(mean difference {effect}).</AbstractText></Abstract>"
    )
    references = "".join(
        f'<Reference><ArticleIdList><ArticleId IdType="pubmed">{one}</ArticleId></ArticleIdList></Reference>' for one in cites
    )
    link = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Inv. 2020 May 1</RefSource>'
        f"<PMID>{retracted_by}</PMID></CommentsCorrections></CommentsCorrectionsList>"
        if retracted_by
        else ""
    )
    ids = f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    return (
        f"<PubmedArticle><MedlineCitation><PMID>{number}</PMID><Article><Journal><JournalIssue><PubDate><Year>2001</Year></PubDate>"
        "</JournalIssue><Title>Journal of Invention</Title></Journal>"
        f"<ArticleTitle>{title or f'On invention {number}'}</ArticleTitle>"
        f"{effect}<AuthorList><Author><LastName>Ek</LastName><Initials>A</Initials></Author></AuthorList></Article>{link}"
        f"</MedlineCitation><PubmedData><ReferenceList>{references}</ReferenceList><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{number}</ArticleId>{ids}</ArticleIdList></PubmedData></PubmedArticle>\n'
    )


def articles(path: Path, found: Iterable[str]) -> Path:
    """A file of these records, packed where its name ends in .gz."""
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n{"".join(found)}</PubmedArticleSet>\n'
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0) if path.suffix == ".gz" else text.encode())
    return path
