"""Invented PubMed records, as many as asked for, as PubMed's XML: titles, authors, structured abstracts with effects, references.

python benchmarks/invented_pubmed.py 30000 out.xml.gz

The same number gives the same file. A tenth of the records have no abstract, as in PubMed; each cites 20 works, half of them
records of the same file.
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

__all__ = ["records", "write"]

FIRST = 40_000_000  # of the PubMed numbers: beyond those in use when this was written
NAMES = ("Abel", "Brandt", "Castro", "Duval", "Ek", "Ferri", "Gomez", "Hale", "Ito", "Jansen", "Koch", "Lund", "Meyer", "Novak")
TREATMENTS = ("walking", "motor skill training", "manual therapy", "yoga", "graded activity", "dry needling", "advice", "taping")
CONDITIONS = ("chronic low back pain", "neck pain", "knee osteoarthritis", "shoulder pain", "fibromyalgia", "tendinopathy")
OUTCOMES = ("pain intensity", "disability", "quality of life", "function", "sleep quality", "kinesiophobia")
JOURNALS = ("Journal of Invented Trials", "Annals of Made-up Medicine", "Rehabilitation Fictions", "Imaginary Pain")
TYPES = ("Journal Article", "Randomized Controlled Trial", "Clinical Trial", "Review", "Meta-Analysis", "Observational Study")


def records(count: int, seed: int = 7) -> Iterator[str]:
    """The records as XML elements, one a string."""
    chance = random.Random(seed)  # noqa: S311
    for number in range(count):
        yield _record(number, chance)


def write(path: Path, count: int) -> None:
    """The records as one file, packed where its name ends in .gz."""
    with (
        gzip.open(path, "wt", encoding="utf-8", compresslevel=3)
        if path.suffix == ".gz"
        else path.open("w", encoding="utf-8") as out
    ):
        out.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        out.writelines(records(count))
        out.write("</PubmedArticleSet>\n")


def _record(number: int, chance: random.Random) -> str:
    pmid, year = FIRST + number, 1995 + number % 30
    treatment, condition, outcome = chance.choice(TREATMENTS), chance.choice(CONDITIONS), chance.choice(OUTCOMES)
    title = f"{treatment.capitalize()} for {condition}: effects on {outcome}, report {number}"
    authors = "".join(
        f"<Author><LastName>{chance.choice(NAMES)}</LastName><Initials>{chance.choice('ABCDEFGH')}</Initials></Author>"
        for _ in range(chance.randint(1, 8))
    )
    kinds = "".join(f"<PublicationType>{kind}</PublicationType>" for kind in {TYPES[0], chance.choice(TYPES)})
    cited = [FIRST + chance.randrange(number + 1) if half else chance.randrange(1_000_000, 30_000_000) for half in (0, 1) * 10]
    references = "".join(
        f'<Reference><Citation>{chance.choice(NAMES)} A. J Inv. {year - 3}.</Citation><ArticleIdList><ArticleId IdType="pubmed">{one}'
        "</ArticleId></ArticleIdList></Reference>"
        for one in dict.fromkeys(cited)
        if one != pmid
    )
    abstract = "" if number % 10 == 0 else f"<Abstract>{_abstract(treatment, condition, outcome, chance)}</Abstract>"
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{pmid}</PMID><Article PubModel="Print"><Journal><JournalIssue>'
        f"<PubDate><Year>{year}</Year></PubDate></JournalIssue><Title>{chance.choice(JOURNALS)}</Title></Journal>"
        f"<ArticleTitle>{escape(title)}.</ArticleTitle>{abstract}<AuthorList>{authors}</AuthorList>"
        f"<PublicationTypeList>{kinds}</PublicationTypeList></Article></MedlineCitation><PubmedData><ReferenceList>{references}"
        f'</ReferenceList><ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.5555/inv.{number}'
        "</ArticleId></ArticleIdList></PubmedData></PubmedArticle>\n"
    )


def _abstract(treatment: str, condition: str, outcome: str, chance: random.Random) -> str:
    people, weeks = chance.randint(30, 400), chance.choice((4, 6, 8, 12, 26, 52))
    effect = chance.randint(-90, 30) / 10
    low, high = effect - chance.randint(5, 40) / 10, effect + chance.randint(5, 40) / 10
    parts = {
        "BACKGROUND": f"People with {condition} are often offered {treatment}, though few trials have asked whether it changes "
        f"{outcome} more than usual care does. Earlier reports were small and short.",
        "METHODS": f"We randomly allocated {people} adults with {condition} to {treatment} or usual care for {weeks} weeks. The primary "
        f"outcome was {outcome} on a scale from 0 to 100, taken by assessors who knew the allocation. Analysis was by intention to treat.",
        "RESULTS": f"At {weeks} weeks, {outcome} was lower in the {treatment} group than in the usual care group (mean difference "
        f"{effect:.1f}, 95% CI {low:.1f} to {high:.1f}; p = 0.0{chance.randint(10, 99)}). {chance.randint(3, 40)} people were lost to "
        "follow-up. No serious adverse events were seen.",
        "CONCLUSIONS": f"{treatment.capitalize()} may improve {outcome} in {condition}; whether the difference matters to people is unclear.",
    }
    return "".join(f'<AbstractText Label="{label}">{escape(text)}</AbstractText>' for label, text in parts.items())


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
