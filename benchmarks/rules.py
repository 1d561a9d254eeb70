"""Whether the rules take time in proportion to what there is to look at: CPU seconds of each at 1,000, 10,000 and 100,000 papers.

    python benchmarks/rules.py [papers ...]

The papers are invented: copies under other names of ten small trials, so that 100,000 fit into memory. The last column is the
growth of time from the first size to the last over the growth of papers: 1 is linear.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from kg.pipeline import ingest
from kg.rdf.vocab import BASE
from kg.rules.catalogue import catalogue
from kg.rules.derive import derived
from kg.store import Store, open_store

OWN = ("paper", "source", "finding", "appraisal", "estimate", "group-value", "citation")  # the rest is shared, as in life


TRIAL = """
format: 1
paper: {{key: invented-{key}, title: An invented trial, authors: [Invented A], year: {year}, doi: 10.5555/invented.{key}}}
study:
  design: randomized-trial
  condition: chronic low back pain
  screened: {screened}
  randomized: {people}
  analysed: {analysed}
  blinding: {{participants: "no", assessors: "no"}}
  arms:
    - {{id: one, label: exercise, role: experimental, n: {half}}}
    - {{id: two, label: {other}, role: {role}, n: {half}}}
outcomes:
  - id: disability
    label: disability
    instrument: modq
    better: lower
    primary: true
    measured_by: self-report
    estimates:
      - timepoint: 6 weeks
        weeks: 6
        measure: MD
        arms: [one, two]
        value: "-7.{digit}"
        ci: ["-11.{digit}", "-3.{digit}"]
        level: 95
        p: "{p}"
      - timepoint: 6 months
        weeks: 26
        measure: MD
        arms: [one, two]
        value: "-4.{digit}"
        ci: ["-9.{digit}", "0.{digit}"]
        level: 95
    groups:
      - {{timepoint: baseline, weeks: 0, arm: one, n: {half}, mean: "32.{digit}", sd: "9.5"}}
      - {{timepoint: 6 weeks, weeks: 6, arm: one, n: {left}, mean: "14.{digit}", sd: "8.5"}}
      - {{timepoint: 6 weeks, weeks: 6, arm: two, n: {half}, mean: "21.1", sd: "9.1"}}
appraisals:
  - assessor: {{name: Reader One, kind: person}}
    source: {{kind: other, title: An invented review}}
    findings:
      - {{flaw: small-sample, presence: {presence}, target: study}}
      - {{flaw: no-intention-to-treat, presence: likely-present, target: study}}
  - assessor: {{name: Reader Two, kind: person}}
    source: {{kind: other, title: Another invented review}}
    findings:
      - {{flaw: small-sample, presence: absent, target: study}}
"""


def trials(folder: Path) -> list[Path]:
    """Ten small trials that differ in what rules look at."""
    paths = []
    for i in range(10):
        half = 20 + 7 * i
        text = TRIAL.format(
            key=f"200{i}", year=2000 + i, screened=2 * half + 150 * i, people=2 * half, analysed=2 * half - 3 * i, half=half,
            left=half - i, other="stretching" if i % 2 else "waiting", role="active-comparator" if i % 2 else "waiting-list",
            digit=i, p="<.001" if i % 3 else "0.2", presence="present" if i % 2 else "likely-present",
        )  # fmt: skip
        paths.append(folder / f"invented-200{i}.yaml")
        paths[-1].write_text(text, "utf-8")
    return paths


def corpus() -> tuple[list[str], list[str], int]:
    """The quads of the ontology and those of the papers, as lines of N-Quads, and the number of papers."""
    with open_store() as store, tempfile.TemporaryDirectory() as folder:
        results = ingest(store, trials(Path(folder)), rules=False)
        if any(result.status != "added" for result in results):
            raise SystemExit(results)
        known, own = [], []
        for quad in store.quads():
            line = f"{quad} .\n"
            (known if quad.graph_name.value.startswith(f"{BASE}graph/") else own).append(line)
    return known, own, sum(result.papers for result in results)


def large(papers: int, known: list[str], own: list[str], each: int) -> Store:
    store = open_store()
    inner: ox.Store = store._inner  # type: ignore[attr-defined]  # noqa: SLF001 - bulk loading is no business of kg's
    inner.bulk_load("".join(known).encode(), format=ox.RdfFormat.N_QUADS)
    text = "".join(own)
    for copy in range(round(papers / each)):
        renamed = text
        for name in OWN:
            renamed = renamed.replace(f"<{BASE}{name}/", f"<{BASE}{name}/c{copy}-")
        inner.bulk_load(renamed.encode(), format=ox.RdfFormat.N_QUADS)
    return store


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    known, own, each = corpus()
    seconds: dict[str, list[float]] = {rule.name: [] for rule in catalogue()}
    for size in sizes:
        with large(size, known, own, each) as store:
            print(f"{size:,} papers: {len(store):,} quads", flush=True)
            for rule in catalogue():
                start = time.process_time()
                derived(store, rule)
                seconds[rule.name].append(time.process_time() - start)
                print(f"  {rule.name}: {seconds[rule.name][-1]:.2f}", flush=True)
    print(f"\n{'rule':<42}" + "".join(f"{size:>10,}" for size in sizes) + f"{'growth':>10}")
    for name, found in [*seconds.items(), ("all", [sum(column) for column in zip(*seconds.values(), strict=True)])]:
        growth = found[-1] / max(found[0], 0.005) / (sizes[-1] / sizes[0])
        print(f"{name:<42}" + "".join(f"{second:>10.2f}" for second in found) + f"{growth:>10.2f}")


if __name__ == "__main__":
    main()
