"""What a page takes for granted: the corpus in a store, and files of the reader's own, here invented ones of the other tests."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Mapping
from pathlib import Path

from docs.pages import ROOT
from docs.sessions import Corpus

from kg import ingest, open_store, resources

__all__ = ["GIVEN", "WHOLE", "few", "lay_out", "taken"]

TESTS = ROOT / "tests"
WHOLE = frozenset(  # pages that print figures of the shipped corpus; the others do with a few of its papers, which is quicker
    {
        "docs/charts.md",
        "docs/explanation/numbers.md",
        "docs/how-to/ask-in-sparql.md",
        "docs/how-to/check-the-numbers.md",
        "docs/how-to/find-guides-on-flawed-papers.md",
        "docs/how-to/make-a-figure.md",
        "docs/results.md",
    }
)
FEW = ("chang-2017", "fontaine-2010", "kettunen-2007", "steele-2017", "van-dillen-2021")
GIVEN: Mapping[str, Mapping[str, str]] = {  # by page: the name there, and the file below tests/
    "README.md": {
        "search.nbib": "readers/medline/whole/given.nbib",
        "library.ris": "readers/ris/zotero/given.ris",
        "zotero.bib": "readers/bibtex/whole/given.bib",
        "works.json": "readers/openalex/page/given.json",
        "PMC1234567.nxml": "readers/jats/given.nxml",
        "pubmed26n0001.xml.gz": "readers/pubmed_records/given.xml",
        "my-paper.yaml": "data/alpha-2001.yaml",
        "pages/cruz.txt": "readers/painscience/cases/layout-a/page.txt",
        "abstract.txt": "docs/given/abstract.txt",
        "risk-of-bias.csv": "docs/given/risk-of-bias.csv",
        "retraction_watch.csv": "readers/retractions/the-four-kinds/given.csv",
        "pubmed.xml.gz": "readers/pubmed/from-either-side/given.xml",
    },
    "docs/how-to/ingest-pubmed.md": {
        "search.nbib": "readers/medline/whole/given.nbib",
        "pubmed26n0001.xml.gz": "readers/pubmed_records/given.xml",
    },
    "docs/tables.md": {
        "rob2.csv": "docs/given/risk-of-bias.csv",
        "depression.csv": "docs/given/depression.csv",
        "mine.csv": "docs/given/mine.csv",
        "my-layout.yaml": "docs/given/my-layout.yaml",
    },
}


def few(folder: Path) -> Path:
    """A folder like `data/` with a few of the papers, made below the folder given."""
    shipped, data = resources.folder("data"), folder / "data"
    (data / "appraisals").mkdir(parents=True)
    for key in FEW:
        shutil.copyfile(shipped / "appraisals" / f"{key}.yaml", data / "appraisals" / f"{key}.yaml")
    header, *rows = (shipped / "references.csv").read_text("utf-8").splitlines(keepends=True)
    (data / "references.csv").write_text("".join([header, *(row for row in rows if row.split(",")[0] in FEW)]), "utf-8")
    return data


def taken(data: Path, folder: Path) -> Corpus:
    """The sources in a store, which is made below the folder given."""
    store = folder / "store"
    with open_store(store, write=True) as opened:
        ingest(opened, [data])
    return Corpus(data, store)


def lay_out(page: str, folder: Path) -> None:
    """Put the files of a page where it has them; a name that ends in .gz is packed."""
    for name, source in GIVEN.get(page, {}).items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        data = (TESTS / source).read_bytes()
        if name.endswith(".gz"):
            target.write_bytes(gzip.compress(data, mtime=0))
        else:
            shutil.copyfile(TESTS / source, target)
