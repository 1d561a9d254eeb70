"""The store as a NetworkX MultiDiGraph: papers, citing articles, flaw categories and outcomes.

Findings are folded into one edge per paper and flaw, estimates into their outcome. Node keys are IRIs.

    node  kind (paper, citing, flaw, outcome), label, title, year, group, weight, note, link, facts, estimates, retracted, notices
    edge  kind (finding, cites, reports), label, origin (asserted, derived), and for findings: findings, presence, disputed; for
          citations: intent (all that are stated), said (the intent and source of each statement)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.columns import answer
from kg.rdf.vocab import BASE
from kg.recurrence import recurrence
from kg.retraction import MARK, Said, notices
from kg.store import Store
from kg.tables import counted, percent

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "KINDS", "add_citations", "add_effects", "add_findings", "add_flaws", "add_notices", "add_papers", "in_words", "place",
    "project", "strongest",
]  # fmt: skip

KINDS = ("paper", "citing", "flaw", "outcome")
_STRENGTH = ("present", "likely-present", "unclear", "likely-absent", "absent")

Row = Mapping[str, object]


def project(store: Store, papers: Container[str] | None = None) -> nx.MultiDiGraph:
    """The whole graph, or that of the papers with these keys and what is said of them; an empty store gives an empty graph."""
    import networkx as nx

    def of_papers(name: str, **parameters: str) -> Iterator[Row]:
        rows = answer(store, name, **parameters).dicts()
        return (row for row in rows if papers is None or str(row["paper"]) in papers)

    graph = nx.MultiDiGraph()
    add_papers(graph, of_papers("papers"))
    add_flaws(graph, recurrence(store).dicts())
    add_findings(graph, of_papers("judgements"), _finding)
    add_citations(graph, of_papers("citations"))
    add_effects(graph, of_papers("effects-of-outcome", about=""))
    add_notices(graph, notices(store))
    return graph


def strongest(presences: Iterable[object]) -> str:
    """The presence that says most for the flaw among those given."""
    return min((str(p) for p in presences), key=_STRENGTH.index)


def add_papers(graph: nx.MultiDiGraph, rows: Iterable[Row]) -> None:
    """A node for each row of the question `papers`."""
    for row in rows:
        doi, pmcid = row["doi"], row["pmcid"]
        link = f"https://doi.org/{doi}" if doi else f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/" if pmcid else row["url"]
        facts = {
            "Key": row["paper"], "Journal": row["journal"], "Year": row["year"], "Design": in_words(row["design"]),
            "Condition": row["condition"], "Randomized": row["randomized"], "Assessors": row["assessors"], "DOI": doi,
            "PubMed": row["pmid"],
        }  # fmt: skip
        graph.add_node(
            f"{BASE}paper/{row['paper']}",
            kind="paper",
            label=row["name"],
            title=row["title"],
            year=row["year"],
            group=None,
            weight=row["flaws"],
            note=f"{counted(int(str(row['flaws'])), 'flaw')} present or likely present" if row["assessors"] else "not appraised",
            link=link,
            facts=[(name, str(value)) for name, value in facts.items() if value not in (None, "")],
            estimates=[],
        )


def add_flaws(graph: nx.MultiDiGraph, rows: Iterable[Row]) -> None:
    """A node for each row of the shares of flaws (`kg.recurrence`)."""
    for row in rows:
        note = f"{row['papers']} of {row['judged']} judged"
        if isinstance(row["low"], float) and isinstance(row["high"], float) and (row["papers"] != row["judged"] or row["mixed"]):
            note += f", {percent(str(row['share']))} (95% CI {percent(row['low'], sign='')} to {percent(row['high'], sign='')}%)"
        note += f"; {row['appraised']} appraised"
        graph.add_node(
            f"{BASE}flaw/{row['flaw']}",
            kind="flaw",
            label=row["label"],
            title=None,
            year=None,
            group=row["domain"],
            weight=row["papers"],
            note=note,
            link=None,
            facts=[("Domain", str(row["domain"])), ("Identifier", str(row["flaw"]))],
            estimates=[],
        )


def add_findings(graph: nx.MultiDiGraph, rows: Iterable[Row], told: Callable[[Row], dict[str, object]]) -> None:
    """One edge a paper and flaw, with what `told` makes of each judgement."""
    folded: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        folded[f"{BASE}paper/{row['paper']}", f"{BASE}flaw/{row['flaw']}"].append(row)
    for (paper, flaw), findings in folded.items():
        presences = {str(row["presence"]) for row in findings}
        graph.add_edge(
            paper,
            flaw,
            key="finding",
            kind="finding",
            label=in_words(strongest(presences)),
            origin="asserted",
            presence=strongest(presences),
            disputed=bool(presences & {"present", "likely-present"}) and bool(presences & {"absent", "likely-absent"}),
            findings=[told(row) for row in findings],
        )


def _finding(row: Row) -> dict[str, object]:
    return {
        "presence": row["presence"], "severity": row["severity"], "why": row["why"], "quote": row["quote"],
        "where": place(row), "assessor": row["assessor"], "source": row["published"] or row["source"],
        "source_url": row["url"], "origin": "asserted", "target": row["target"],
    }  # fmt: skip


def add_citations(graph: nx.MultiDiGraph, rows: Iterable[Row]) -> None:
    """One edge a pair, with every intent that a source states; a source that is silent takes none of them away."""
    folded: dict[tuple[str, str], list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        citing, paper = str(row["citing"]), f"{BASE}paper/{row['paper']}"
        if citing not in graph:
            facts = {"Published by": row["publisher"], "Year": row["year"], "Kind": row["kind"], "Read from": row["source"]}
            graph.add_node(
                citing,
                kind="citing",
                label=row["title"],
                title=None,
                year=row["year"],
                group=None,
                weight=0,
                note=None,
                link=row["url"],
                facts=[(name, str(value)) for name, value in facts.items() if value not in (None, "")],
                estimates=[],
            )
        said = {"intent": row["intent"] or None, "source": row["source"]}
        if said not in folded[citing, paper]:
            folded[citing, paper].append(said)
    kinds = graph.nodes(data="kind")
    for (citing, paper), stated in folded.items():
        if kinds[citing] == "citing":
            graph.nodes[citing]["weight"] += 1
        why = ", ".join(sorted({str(said["intent"]) for said in stated if said["intent"]}))
        label = f"cites ({why})" if why else "cites"
        graph.add_edge(citing, paper, key="cites", kind="cites", label=label, origin="asserted", intent=why or None, said=stated)


def add_effects(graph: nx.MultiDiGraph, rows: Iterable[Row]) -> None:
    """A node for each outcome, with its estimates, from rows of the question `effects-of-outcome`."""
    for row in rows:
        node = str(row["outcome"])
        if node not in graph:
            facts = {"Instrument": row["instrument"], "Better": row["better"], "Paper": row["paper"]}
            graph.add_node(
                node,
                kind="outcome",
                label=row["outcome_label"],
                title=None,
                year=None,
                group=None,
                weight=0,
                note=None,
                link=None,
                facts=[(name, str(value)) for name, value in facts.items() if value not in (None, "")],
                estimates=[],
            )
        paper, origin = f"{BASE}paper/{row['paper']}", "asserted" if row["origin"] == "asserted" else "derived"
        if not graph.has_edge(paper, node, key="reports"):
            graph.add_edge(paper, node, key="reports", kind="reports", label="reports", origin=origin)
        if origin == "asserted":
            graph.edges[paper, node, "reports"]["origin"] = origin
        graph.nodes[node]["weight"] += 1
        estimate = {"text": _effect(row), "timepoint": row["timepoint"] or "", "source": row["source"], "origin": origin}
        graph.nodes[node]["estimates"].append(estimate)


def add_notices(graph: nx.MultiDiGraph, found: Mapping[str, list[Said]]) -> None:
    """Every node says whether it is retracted, and what notices there are; one that is says so in its label too."""
    for _, attributes in graph.nodes(data=True):
        attributes.update(retracted=False, notices=[])
    for work, said in found.items():
        node = work if work in graph else f"{BASE}paper/{work}"
        if node in graph:
            attributes = graph.nodes[node]
            attributes["notices"] = [{"text": notice["text"], "link": notice["link"]} for notice in said]
            if any(notice["in_force"] for notice in said):
                attributes.update(retracted=True, label=f"{MARK}: {attributes['label']}")


def _effect(row: Row) -> str:
    """An estimate as people read it: "MD 7.9 [4.7, 11.0] (95% CI; p < .001), A minus B"."""
    number = str(row["as_printed"])
    inside = []
    if row["low"] is not None:
        inside.append(f"{float(str(row['level'])):g}% CI" if row["level"] is not None else "CI")
    if row["p"]:
        inside.append(f"p {row['p']}" if str(row["p"])[0] in "<>=\u2264\u2265" else f"p = {row['p']}")
    text = f"{row['measure'] or 'effect'} {number}" + (f" ({'; '.join(inside)})" if inside else "")
    if row["first_arm"]:
        over = "over" if row["measure"] in ("OR", "RR", "HR", "IRR") else "minus"
        text += f", {row['first_arm']} {over} {row['second_arm']}"
    return text.replace(" -", " \u2212").replace("[-", "[\u2212")


def place(row: Row) -> str | None:
    """Where in its source something stands: "Discussion, paragraph 3"; None where nothing is stated."""
    parts = [str(row["section"])] if row["section"] else []
    if row["paragraph"] is not None:
        parts.append(f"paragraph {row['paragraph']}")
    return ", ".join(parts) or None


def in_words(code: object) -> str:
    """A code as words: `likely-present` is "likely present"."""
    return str(code).replace("-", " ") if code else ""
