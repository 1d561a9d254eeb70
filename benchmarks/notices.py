"""What a register of 60,000 editorial notices costs: reading, ingest, exchange for a newer one, and the questions beside it.

    python benchmarks/notices.py [ROWS]

The register is made up, in the layout of Retraction Watch and with rows about as long as it has; every 200th row concerns a work
that the shipped corpus holds. Questions are timed on the corpus alone and on the corpus with the register.
"""

from __future__ import annotations

import csv
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import kg
from kg import resources
from kg.readers import find
from kg.readers.document import open_document
from kg.sparql import ask
from kg.store import Store
from kg.taxonomy import Taxonomy

COLUMNS = (
    "Record ID", "Title", "Subject", "Institution", "Journal", "Publisher", "Country", "Author", "URLS", "ArticleType",
    "RetractionDate", "RetractionDOI", "RetractionPubMedID", "OriginalPaperDate", "OriginalPaperDOI", "OriginalPaperPubMedID",
    "RetractionNature", "Reason", "Paywalled", "Notes",
)  # fmt: skip
REASONS = ("Concerns about Data", "Duplication of Image", "Unreliable Results", "Investigation by Journal", "Error in Analyses")
KINDS = ("Retraction",) * 18 + ("Expression of concern", "Correction", "Reinstatement")
WORDS = ("effects", "of", "early", "graded", "exercise", "programme", "pain", "function", "adults", "chronic", "low", "back")
TIMED: dict[str, dict[str, str]] = {
    "papers": {}, "papers-with-flaw": {"flaw": "below-mcid"}, "papers-without-appraisal": {}, "citing-articles": {},
    "citations": {}, "effects-of-outcome": {"about": ""}, "effects-including-no-effect": {}, "retractions": {},
}  # fmt: skip


def register(place: Path, rows: int, works: list[tuple[str, str]], seed: int = 1) -> None:
    """A list of that many notices; `works` are pairs of DOI and PubMed number."""
    chance = random.Random(seed)  # noqa: S311 - invented data
    with place.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for number in range(rows):
            doi, pmid = f"10.5555/invented.{seed}.{number}", str(90_000_000 + number)
            if number % 200 == 0 and works:
                doi, pmid = works[(number // 200) % len(works)]
            title = " ".join(chance.choices(WORDS, k=14))
            people = ";".join(f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()}" for _ in range(6))
            year, month, day = 1990 + number % 35, 1 + number % 12, 1 + number % 28
            row = [
                number, title, "(HSC) Medicine - Rehabilitation;" * 2, "Department of Inventions, University of Nowhere;" * 3,
                "Journal of Invented Results", "Inventors", "Nowhere", people, "", "Research Article;",
                f"{month}/{day}/{year} 0:00", f"10.5555/notice.{number}", "0", f"{month}/{day}/{year - 3} 0:00",
                doi or "unavailable", pmid or "0", chance.choice(KINDS),
                "".join(f"+{reason};" for reason in chance.sample(REASONS, 2)), "No", "See also " * 20,
            ]  # fmt: skip
            out.writerow(row)


def told(what: str, start: tuple[float, float]) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{what}: {time.process_time() - start[0]:.1f} s CPU, {time.perf_counter() - start[1]:.1f} s, peak {peak:.0f} MB",
        flush=True,
    )


def now() -> tuple[float, float]:
    return time.process_time(), time.perf_counter()


def timed(store: Store) -> dict[str, float]:
    """CPU seconds that each question takes, the quickest of five."""
    found = {}
    for name, parameters in TIMED.items():
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            ask(store, name, **parameters)
            best = min(best, time.process_time() - start)
        found[name] = best
    start = time.process_time()
    kg.project(store)
    return found | {"projection of the graph": time.process_time() - start}


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place, first, second = Path(folder) / "store", Path(folder) / "first.csv", Path(folder) / "second.csv"
        with kg.open_store(place, write=True) as store:
            kg.ingest(store, [resources.folder("data")])
            works = [(str(r["doi"] or ""), str(r["pmid"] or "")) for r in ask(store, "papers-without-appraisal").dicts()]
        with kg.open_store(place) as store:
            before = timed(store)
        register(first, rows, [work for work in works if any(work)])
        print(f"register: {rows:,} rows, {first.stat().st_size / 2**20:.0f} MB")
        start = now()
        document = open_document(first)
        (found,) = find(document).read(document, Taxonomy(flaws={}))
        told("read", start)
        del found, document
        with kg.open_store(place, write=True) as store:
            start, size = now(), len(store)
            kg.ingest(store, [first])
            told(f"ingest, {len(store) - size:,} quads", start)
        with kg.open_store(place) as store:
            after = timed(store)
        register(second, rows, [work for work in works if any(work)], seed=2)
        second.replace(first)
        with kg.open_store(place, write=True) as store:
            start = now()
            kg.ingest(store, [first])
            told("ingest of a newer register in its place", start)
    width = max(map(len, before))
    print(f"{'':{width}}  corpus  with the register")
    for name in before:
        print(f"{name:{width}}  {1000 * before[name]:5.0f} ms  {1000 * after[name]:5.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60_000)
