"""Sample graphs for the views: invented papers, judged by nobody."""

from __future__ import annotations

import random
from collections.abc import Iterable

import networkx as nx

DOMAINS = {
    "Randomisation": [
        "Allocation not concealed",
        "Groups differ at baseline",
        "Sequence not described",
        "Randomised too late",
    ],
    "Deviations from the plan": [
        "Protocol changed midway",
        "Co-interventions differ",
        "Adherence not reported",
        "Crossover ignored",
    ],
    "Missing data": [
        "High dropout",
        "Dropout differs between groups",
        "Last observation carried forward",
        "Completers only",
    ],
    "Measurement": [
        "Unblinded self-report",
        "Instrument not validated",
        "Assessor knew the group",
        "Recall over months",
    ],
    "Selective reporting": [
        "Outcome switched",
        "Primary outcome not named",
        "Subgroup found afterwards",
        "No registration",
    ],
    "Statistics": [
        "No correction for many tests",
        "Within-group tests only",
        "Wrong unit of analysis",
        "Baseline tested for significance",
    ],
    "Precision": [
        "Too few people",
        "Interval spans benefit and harm",
        "No sample size calculation",
        "Power claimed afterwards",
    ],
    "Importance of the effect": [
        "Damned with faint praise",
        "Below what patients notice",
        "No threshold given",
        "Relative risk alone",
    ],
    "Comparator": [
        "Straw man comparator",
        "Waiting list control",
        "Dose not matched",
        "Usual care undefined",
    ],
    "Interpretation": [
        "Spin in the abstract",
        "Causal words, observational data",
        "Absence of evidence",
        "Conclusion beyond the data",
    ],
    "Applicability": [
        "Narrow population",
        "Setting unlike practice",
        "Expert providers",
        "Surrogate outcome",
    ],
    "Interests": [
        "Funder had a hand",
        "Undeclared interest",
        "Guru effect",
        "Allegiance to the method",
    ],
}
AUTHORS = [
    "Abel",
    "Brandt",
    "Castell",
    "Dorn",
    "Eriksen",
    "Fabre",
    "Gallo",
    "Hale",
    "Ivers",
    "Jonas",
    "Kemp",
    "Lund",
    "Marsh",
    "Nyberg",
    "Okoye",
    "Palm",
    "Quist",
    "Rossi",
    "Saito",
    "Thorne",
]
OUTCOMES = [
    "disability (MODQ)",
    "pain now (NRS)",
    "pain on moving (VAS)",
    "quality of life (SF-36)",
    "fear of movement (TSK)",
    "6-minute walk",
]
PRESENCES = ["present", "likely-present", "unclear", "likely-absent", "absent"]
WHY = [
    "The groups improved alike; the difference is smaller than what patients notice.",
    "The registry names another primary outcome than the paper does.",
    "One in three people left the trial, most of them from one group, and the analysis leaves them out.",
]
QUOTE = [
    "It is true that the exercise group improved more, but not a lot more.",
    "There were no statistically significant differences between the groups at any of the time points we looked at.",
    "Participants were allotted in the order in which they came to the clinic.",
]
ROOT = "https://example.org/kg/"


def sample(
    *, papers: int, flaws: int, citing: int, outcomes: int, judged: int, domains: int = 12, seed: int = 7
) -> nx.MultiDiGraph:
    """A graph of that many nodes, `judged` flaws a paper; the same for the same arguments."""
    draw = random.Random(seed)  # noqa: S311 - invented data
    graph = nx.MultiDiGraph(
        title="What goes wrong in exercise trials",
        subtitle="Invented papers, for testing the page",
        generated="kg 0.1.0; sources: 3",
        about=[
            ("Sources", "None: every paper here is invented."),
            ("Licence", "CC BY 4.0"),
            ("What counts", "Present and likely present."),
        ],
    )
    names = list(DOMAINS)[:domains]
    flaw_names = []
    for place in range(flaws):
        domain = names[place % len(names)]
        known = DOMAINS[domain]
        turn = place // len(names)
        label = known[turn] if turn < len(known) else f"{known[turn % len(known)]}, again"
        flaw_names.append((f"{ROOT}flaw/{place:03}", label, domain))
    paper_names = [f"{ROOT}paper/{place:03}" for place in range(papers)]
    for place, name in enumerate(paper_names):
        year = 1998 + draw.randrange(26)
        author = AUTHORS[place % len(AUTHORS)]
        graph.add_node(
            name,
            kind="paper",
            label=f"{author} {year}",
            title=f"{author} and others: effects of a graded exercise programme on pain and function, a randomised trial",
            year=year,
            group=None,
            weight=0,
            note=None,
            link=f"https://doi.org/10.1000/{place}",
            facts=[
                ("Design", "randomised trial"),
                ("People", str(40 + draw.randrange(300))),
                ("Journal", "Journal of Invented Results"),
            ],
            estimates=[],
        )
    _judge(graph, draw, paper_names, flaw_names, judged)
    for place in range(outcomes):
        name = f"{ROOT}outcome/{place:03}"
        effect = -draw.randrange(5, 90) / 10
        graph.add_node(
            name,
            kind="outcome",
            label=OUTCOMES[place % len(OUTCOMES)],
            title=None,
            year=None,
            group=None,
            weight=1,
            note=None,
            link=None,
            facts=[("Better", "lower")],
            estimates=[
                {"text": f"MD {effect} [{effect - 3:.1f}, {effect + 3:.1f}]", "timepoint": "12 weeks", "source": "table 2"}
            ],
        )
        graph.add_edge(paper_names[place % papers], name, kind="reports", label="reports", origin="asserted", findings=[])
    for place in range(citing):
        name = f"{ROOT}citing/{place:03}"
        graph.add_node(
            name,
            kind="citing",
            label=f"Essay {place + 1} on exercise",
            title=f"Essay {place + 1}: what the exercise trials do not say",
            year=2010 + place,
            group=None,
            weight=2,
            note=None,
            link="https://example.org/essay",
            facts=[],
            estimates=[],
        )
        for paper in draw.sample(paper_names, 2):
            graph.add_edge(
                name, paper, kind="cites", label="cites", origin="asserted", intent=draw.choice(["critiques", None]), findings=[]
            )
    return graph


def _judge(
    graph: nx.MultiDiGraph, draw: random.Random, papers: list[str], flaws: list[tuple[str, str, str]], judged: int
) -> None:
    found: dict[str, list[str]] = {name: [] for name, _, _ in flaws}
    lean = {name: draw.random() ** 1.6 for name, _, _ in flaws}  # some flaws recur, most do not
    for paper in papers:
        for name, _, _ in sorted(draw.sample(flaws, judged)):
            chance = lean[name]
            weights = [chance * 5, chance * 2, 1.5, 1, 3 * (1 - chance)]
            presence = draw.choices(PRESENCES, weights)[0]
            found[name].append(presence)
            derived = draw.random() < 0.15
            finding = {
                "presence": presence,
                "severity": draw.choice(["minor", "major", None]),
                "why": draw.choice(WHY),
                "quote": draw.choice([*QUOTE, None]),
                "where": "Results, paragraph 3",
                "assessor": "rule: small-effect 1" if derived else draw.choice(["A. Reader", "B. Reader"]),
                "source": "Invented appraisals",
                "source_url": "https://example.org/appraisals",
                "origin": "derived" if derived else "asserted",
                "target": draw.choice(["report", "report", "outcome:modq"]),
            }
            findings = [finding]
            if draw.random() < 0.06:
                findings.append({**finding, "presence": "absent", "assessor": "C. Reader", "origin": "asserted", "quote": None})
            if presence in PRESENCES[:2]:
                graph.nodes[paper]["weight"] += 1
            graph.add_edge(
                paper,
                name,
                kind="finding",
                label="has finding",
                origin=finding["origin"],
                presence=presence,
                disputed=len(findings) > 1 and presence != "absent",
                findings=findings,
            )
    for name, label, domain in flaws:
        hits = sum(presence in PRESENCES[:2] for presence in found[name])
        graph.add_node(
            name,
            kind="flaw",
            label=label,
            title=f"{label}: what this means, in a sentence.",
            year=None,
            group=domain,
            weight=hits,
            note=f"present in {hits} of {len(found[name])} papers judged" if found[name] else None,
            link=None,
            facts=[("Also called", f"{label.lower()} (invented)")],
            estimates=[],
        )


def small() -> nx.MultiDiGraph:
    """30 nodes."""
    return sample(papers=9, flaws=12, citing=3, outcomes=6, judged=6, domains=5)


def large() -> nx.MultiDiGraph:
    """About 430 nodes and 1,800 edges."""
    return sample(papers=49, flaws=70, citing=10, outcomes=300, judged=30)


def hostile() -> nx.MultiDiGraph:
    """A graph in which every text tries to break out of its place."""
    markup = "</script><script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
    texts = [markup, "\u202etaorht\u202c \u2066x\u2069", "bell\x07 null\x00 escape\x1b[31m", "${alert(1)}{{ 7*7 }}", "-->]]><!--"]
    addresses = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>1</script>",
        "https://x/\u202ey",
        " https://x",
    ]
    graph = sample(papers=3, flaws=3, citing=2, outcomes=2, judged=2, domains=2)
    turn = iter(range(10_000))

    def spoilt(value: object, key: str = "") -> object:
        if key in ("kind", "presence", "origin", "year", "weight", "disputed"):
            return value
        if key in ("link", "source_url"):
            return addresses[next(turn) % len(addresses)]
        if isinstance(value, str):
            return texts[next(turn) % len(texts)]
        if isinstance(value, dict):
            return {name: spoilt(item, name) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return [spoilt(item) for item in value]
        return value

    attributes: Iterable[dict[str, object]] = [
        *(data for _, data in graph.nodes(data=True)),
        *(data for _, _, data in graph.edges(data=True)),
    ]
    for data in attributes:
        data.update({key: spoilt(value, key) for key, value in data.items()})
    graph.graph.update({"title": f"Hostile {markup}", "subtitle": texts[1], "generated": markup, "about": [(markup, markup)]})
    return nx.relabel_nodes(graph, {name: f"{name}#{markup}\u202e" for name in list(graph)[:4]})
