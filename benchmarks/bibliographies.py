"""How fast the exports of reference managers become records, beside the libraries that only take such files apart.

    python benchmarks/bibliographies.py

CPU seconds of one process, the least of three runs, on the same invented records: cut and read to what goes into the graph (kg),
taken apart into dictionaries (rispy, bibtexparser). The ratio is the price of names, identifiers, types, LaTeX and checks.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, cast

import bibtexparser
import rispy

from kg.readers import READERS
from kg.readers.collection import Collection, records
from kg.readers.document import Document
from kg.taxonomy import Taxonomy

COUNT = 2_000
ABSTRACT = (
    "BACKGROUND: Thumbs get cold in winter. METHODS: We randomized 120 thumbs to mittens or none. RESULTS: At 12 weeks thumbs "
    "in mittens were 2.1 degrees warmer (95% CI 1.0 to 3.2; p = 0.004), and 45 of 60 had no pain, against 20 of 60. "
) * 5

RECORDS = {
    "ris": (
        "TY  - JOUR\nTI  - Warm mittens for cold thumbs, part {n}\nAU  - van der Wool, Anna B.\nAU  - Thimble, Jo\n"
        "AU  - García-Muff, L.\nT2  - Annals of Thumbs\nPY  - 2019\nDO  - 10.5555/thumbs.{n}\nVL  - 3\nSP  - 1\nEP  - 9\n"
        "UR  - https://example.org/{n}\nKW  - thumb\nKW  - mitten\nAB  - {abstract}\nER  -\n\n"
    ),
    "medline": (
        "PMID- {n}\nDP  - 2019 May\nTI  - Warm mittens for cold thumbs.\nLID - 10.5555/thumbs.{n} [doi]\nAB  - {abstract}\n"
        "AU  - van der Wool AB\nAU  - Thimble J\nPT  - Randomized Controlled Trial\nJT  - Annals of Thumbs\nSO  - 2019.\n\n"
    ),
    "bibtex": (
        "@article{{wool{n},\n  title = {{Warm mittens for {{\\'e}}tudes of thumbs}},\n  author = {{van der Wool, Anna B. and "
        "Thimble, Jo}},\n  journal = {{Annals of Thumbs}},\n  year = 2019,\n  doi = {{10.5555/thumbs.{n}}},\n"
        "  abstract = {{{abstract}}}\n}}\n\n"
    ),
    "bibliography-csv": '{n},"Warm mittens","van der Wool AB, Thimble J","Ann Thumbs",2019,10.5555/thumbs.{n},"{abstract}"\n',
}
HEADS = {"bibliography-csv": "PMID,Title,Authors,Journal,Year,DOI,Abstract\n"}


def main() -> None:
    logging.getLogger().setLevel(logging.CRITICAL)
    peers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "ris": ("rispy", rispy.loads),
        "bibtex": ("bibtexparser", bibtexparser.parse_string),
    }
    print(f"{'format':<18}{'kg, records/s':>15}{'peer, records/s':>17}  {'peer':<14}{'times the CPU':>13}")
    for name, record in RECORDS.items():
        text = HEADS.get(name, "") + "".join(record.format(n=n, abstract=ABSTRACT) for n in range(1, COUNT + 1))
        mine = _seconds(lambda name=name, text=text: _read(name, text))
        if name in peers:
            peer, read = peers[name]
            theirs = _seconds(lambda read=read, text=text: read(text))
            print(f"{name:<18}{COUNT / mine:>15,.0f}{COUNT / theirs:>17,.0f}  {peer:<14}{mine / theirs:>13.1f}")
        else:
            print(f"{name:<18}{COUNT / mine:>15,.0f}")


def _read(name: str, text: str) -> None:
    reader = cast("Collection", import_module(READERS[name]))
    found = sum(1 for _ in records(reader, Document("invented", "", text.encode()), Taxonomy(flaws={})))
    assert found == COUNT


def _seconds(call: Callable[[], object]) -> float:
    least = float("inf")
    for _ in range(3):
        start = time.process_time()
        call()
        least = min(least, time.process_time() - start)
    return least


if __name__ == "__main__":
    main()
