"""Whether another program counts the same: PubMed's records and JATS articles in one store, beside their XML read anew.

    python benchmarks/counts.py PUBMED.xml[.gz] [JATS-FOLDER] [--store STORE] [--pubmed-parser PYTHON]

The command `kg ingest` reads the file and the folder into one store (`--store` takes one that was made of them before). What the
store states is asked by SPARQL of pyoxigraph, without kg; what the sources say is read by xml.etree, which shares no line with
kg's readers (benchmarks/xml_counts.py), and by pubmed_parser (MIT) where PYTHON is the interpreter of an environment with it.

Each line compares lists, not totals: the DOI of each PMID, the authors of each, each pair of PMIDs that cite. What differs is
printed with its reason, which is looked up in the XML; the program ends with 1 where something differs without one.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pyoxigraph as ox
import xml_counts
from xml_counts import Lists, Reason

PREFIXES = """PREFIX kg: <https://w3id.org/appraisal-kg/ontology#> PREFIX schema: <https://schema.org/>
PREFIX fabio: <http://purl.org/spar/fabio/> PREFIX cito: <http://purl.org/spar/cito/> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX prism: <http://prismstandard.org/namespaces/basic/2.0/>
"""
SOURCE = "GRAPH ?source { ?source a kg:Source ; kg:format ?format ; kg:fileName ?file . OPTIONAL { ?source kg:part ?part } %s }"
# Of each list: the things it names, after the record that says so.
ASKED = {
    "records": "?source schema:about ?it",
    "DOIs": "?source schema:about ?paper . ?paper prism:doi ?it",
    "PMIDs": "?source schema:about ?paper . ?paper fabio:hasPubMedId ?it",
    "PMCIDs": "?source schema:about ?paper . ?paper fabio:hasPubMedCentralId ?it",
    "abstracts": "?source schema:about ?paper ; kg:textSha256 ?it",
    "authors": "?source schema:about ?paper . ?paper kg:authorship ?one . ?one kg:name ?it",
    "entries of reference lists": "?it a cito:Citation ; cito:hasCitingEntity ?paper . ?source schema:about ?paper",
    "references with a PMID": "?one a cito:Citation ; fabio:hasPubMedId ?it",
    "references with a DOI": "?one a cito:Citation ; prism:doi ?it",
    "randomized trials": "?paper kg:study ?study . ?study kg:design ?it",
    "notices by PMID": """?one a kg:Notice ; kg:noticeKind ?kind ; kg:concerns ?work . FILTER(CONTAINS(STR(?work), "pubmed"))
        OPTIONAL { ?one fabio:hasPubMedId ?by }
        BIND(REPLACE(STR(?work), ".*/([0-9]+)/?$", "$1") AS ?of)
        BIND(CONCAT(REPLACE(STR(?kind), ".*/", ""), " of ", ?of, " in ", COALESCE(?by, "none")) AS ?it)""",
}
OF_PUBMED = frozenset(
    {"abstracts", "randomized trials", "notices by PMID"}
)  # articles say these in words, which are read otherwise
BY_NUMBER = frozenset({"records", "entries of reference lists", "abstracts", "authors"})  # their names are kg's own
PARSER = """
import json, sys, pubmed_parser
for a in pubmed_parser.parse_medline_xml(sys.argv[1], author_list=True, reference_list=True):
    names = sum(bool(one["lastname"]) for one in a["authors"])
    cited = [one["pmid"] for one in a["references"] if one["pmid"]]
    print(json.dumps([a["pmid"], a["doi"], bool(a["abstract"]), names, cited, "D016449:" in a["publication_types"]]))
"""


def ingested(sources: list[Path], place: Path) -> None:
    """The sources in a store, by the command; its last line, and what it took."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "kg", "--store", str(place), "ingest", "--no-rules", *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    print(f"kg ingest: {(done.stderr or done.stdout).strip().splitlines()[-1]} ({time.perf_counter() - began:.0f} s)\n")


def stated(place: Path) -> Lists:
    """What the store states of each source: (list, PMID or file) to the things named, each as often as it is there."""
    store = ox.Store.read_only(str(place / "oxigraph"))
    found: Lists = defaultdict(Counter)
    for what, pattern in ASKED.items():
        query = f"{PREFIXES} SELECT ?format ?file ?part ?it WHERE {{ {SOURCE % pattern} }}"
        for row in store.query(query):
            record, name = _record(row), row["it"].value
            if what in OF_PUBMED and row["format"].value != "pubmed":
                continue
            if what in BY_NUMBER:
                name = ""
            elif what == "notices by PMID":  # told once in a file, whether by the paper, by the notice or by both
                record = ""
            elif what == "randomized trials":
                name = name.rpartition("/")[2]
                if name != "randomized-trial":
                    continue
            found[what, row["format"].value][record, name.casefold()] += 1
    return found


def joined(place: Path) -> dict[str, set[str]]:
    """Each work of the store that has a record of its own: the records of it."""
    store = ox.Store.read_only(str(place / "oxigraph"))
    works: dict[str, set[str]] = defaultdict(set)
    for row in store.query(f"{PREFIXES} SELECT ?format ?file ?part ?it WHERE {{ {SOURCE % ASKED['records']} }}"):
        works[row["it"].value].add(_record(row))
    return works


def _record(row: ox.QuerySolution) -> str:
    """The PMID of a record of PubMed, else the name of the file."""
    return row["part"].value.removeprefix("PMID ") if row["part"] is not None else row["file"].value


def parsed_elsewhere(python: str, path: Path) -> Lists:
    """What pubmed_parser makes of the file."""
    done = subprocess.run([python, "-c", PARSER, str(path)], capture_output=True, text=True, check=True)
    found: Lists = defaultdict(Counter)
    for line in done.stdout.splitlines():
        pmid, doi, abstract, authors, cited, randomized = json.loads(line)
        found["records", "pubmed"][pmid, ""] += 1
        found["PMIDs", "pubmed"][pmid, pmid] += 1
        for what, names in (("DOIs", [doi] if doi else []), ("references with a PMID", cited)):
            found[what, "pubmed"].update((pmid, name.casefold()) for name in names)
        found["abstracts", "pubmed"][pmid, ""] += abstract
        found["authors", "pubmed"][pmid, ""] += authors
        found["randomized trials", "pubmed"][pmid, "randomized-trial"] += randomized
    return found


def compared(ours: Lists, theirs: Lists, program: str, reason: Callable[..., Reason]) -> int:
    """Print the lists side by side, and each difference with its reason; how many have none."""
    without = 0
    print(f"{'':34}{'store':>12}{program:>16}{'differ':>9}")
    lists = [*theirs, *(one for one in ours if one not in theirs)] if program == "xml.etree" else [*theirs]
    for what, form in lists:
        here, there = ours[what, form], theirs[what, form]
        differ = {item: (here[item], there[item]) for item in here.keys() | there.keys() if here[item] != there[item]}
        print(f"{what + ', ' + form:34}{here.total():>12,}{there.total():>16,}{len(differ):>9,}")
        reasons: dict[str, list[str]] = defaultdict(list)
        for (record, name), (a, b) in sorted(differ.items()):
            reasons[reason(program, what, record, name, a, b) or "WITHOUT A REASON"].append(
                f"{record} {name} {a}/{b}".replace("  ", " ")
            )
        for why, items in sorted(reasons.items()):
            without += len(items) if why == "WITHOUT A REASON" else 0
            print(f"    {len(items):,} {why}: {', '.join(items[:6])}{' ...' if len(items) > 6 else ''}")
    print()
    return without


def works_compared(place: Path, said: xml_counts.Sources) -> int:
    """Print how many works there are, beside the records joined by their identifiers here; how many differ without a reason."""
    ours = {frozenset(records) for records in joined(place).values()}
    theirs = said.works()
    print(f"{'works with a record':34}{len(ours):>12,}{len(theirs):>16,}{len(ours ^ theirs):>9,}")
    without = 0
    for records in sorted(map(sorted, ours - theirs)):
        why = said.why_joined(records)
        without += not why
        print(f"    {' and '.join(records)}: {why or 'WITHOUT A REASON'}")
    for records in sorted(map(sorted, theirs - ours)):
        if not any(set(records) & whole for whole in ours - theirs):
            without += 1
            print(f"    {' and '.join(records)} are one work by their identifiers: WITHOUT A REASON")
    print()
    return without


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pubmed", type=Path)
    parser.add_argument("jats", type=Path, nargs="?")
    parser.add_argument("--store", type=Path)
    parser.add_argument("--pubmed-parser", metavar="PYTHON")
    asked = parser.parse_args(arguments if arguments is None else list(arguments))
    with tempfile.TemporaryDirectory() as folder:
        place = asked.store or Path(folder) / "store"
        if asked.store is None:
            ingested([asked.pubmed, *([asked.jats] if asked.jats else [])], place)
        said = xml_counts.Sources(asked.pubmed, sorted(asked.jats.glob("*.nxml")) if asked.jats else [])
        ours = stated(place)
        without = compared(ours, said.lists, "xml.etree", said.reason)
        without += works_compared(place, said)
        if asked.pubmed_parser:
            without += compared(ours, parsed_elsewhere(asked.pubmed_parser, asked.pubmed), "pubmed_parser", said.reason)
    print(f"{without:,} differences without a reason" if without else "Every difference has its reason.")
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
