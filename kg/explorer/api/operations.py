"""Every operation of the API: its address, what it may be asked with, what answers, and the schema of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kg.explorer.api import catalogue, graph, hits, papers, questions
from kg.explorer.api.parameters import LIMIT, OFFSET, Parameter, Values
from kg.explorer.around.neighbours import KINDS, MOST
from kg.explorer.asked import Asked
from kg.report.known import Known
from kg.search.entry import KINDS as FOUND

__all__ = ["OPERATIONS", "Operation"]

Answering = Callable[[Known, Asked, str, Values], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` may end in a name in braces, which `answer` gets as its third argument. `free`: it reads its own parameters."""

    path: str
    name: str
    about: str
    answer: Answering
    schema: str
    parameters: tuple[Parameter, ...] = ()
    part: str = ""
    free: bool = False


_FIRST, _LAST = 1500, 2200  # years
_REF = "an IRI, the key, DOI or PubMed number of a paper, or the identifier of a flaw"

OPERATIONS = (
    Operation("/api", "index", "What this store holds, and the addresses of the API.", catalogue.index, "Index"),
    Operation("/api/openapi.json", "openapi", "This interface as an OpenAPI 3.1 document.", catalogue.described, "OpenAPI"),
    Operation(
        "/api/search",
        "search",
        "Full text: what has all words of a query in its title, label, notes or passages, the best first.",
        hits.search,
        "Search",
        (
            Parameter("q", 'Words, "phrases" in quotes, and beginnings with a star: random*.', required=True),
            Parameter("kind", "Only things of these kinds.", choices=FOUND, many=len(FOUND)),
            Parameter("limit", "At most so many items.", "integer", default=20, least=1, most=100),
            Parameter("offset", "How many items to pass over.", "integer", default=0, least=0, most=900),
        ),
    ),
    Operation(
        "/api/suggest",
        "suggest",
        "The few best hits for what is typed so far: the last word may go on.",
        hits.suggest,
        "Suggestions",
        (
            Parameter("q", "What is typed.", required=True),
            Parameter("limit", "At most so many items.", "integer", default=8, least=1, most=20),
        ),
    ),
    Operation(
        "/api/papers",
        "papers",
        "Papers with a record of their own, by key, narrowed down by what is given; `of` counts all of them.",
        papers.papers,
        "Papers",
        (
            Parameter("flaw", "Only papers in which some assessor calls this flaw present or likely present (its identifier)."),
            Parameter("domain", "Only papers with some flaw of this domain (its identifier)."),
            Parameter("design", "Only papers of this design, such as randomized-trial."),
            Parameter("year_from", "Only papers published in this year or later.", "integer", least=_FIRST, most=_LAST),
            Parameter("year_to", "Only papers published in this year or earlier.", "integer", least=_FIRST, most=_LAST),
            Parameter("retracted", "Only papers with a retraction in force, or only those without.", "boolean"),
            LIMIT,
            OFFSET,
        ),
    ),
    Operation(
        "/api/papers/{key}",
        "paper",
        "All that the sources say of one paper: records as entered; apart from them what a program drew and what rules derive.",
        papers.paper,
        "Paper",
        part="The paper's key.",
    ),
    Operation(
        "/api/flaws",
        "flaws",
        "The categories of flaws, with the papers that have each and those judged for it.",
        catalogue.flaws,
        "Flaws",
        (LIMIT, OFFSET),
    ),
    Operation(
        "/api/flaws/{id}",
        "flaw",
        "One category: what it means, what it is called elsewhere, and in how many papers it was found, of how many judged.",
        catalogue.flaw,
        "Flaw",
        part="The identifier of the flaw.",
    ),
    Operation(
        "/api/instruments",
        "instruments",
        "Outcome instruments with their published thresholds of importance, and the papers with estimates on them.",
        catalogue.instruments,
        "Instruments",
        (LIMIT, OFFSET),
    ),
    Operation("/api/sources", "sources", "What was read, and when.", catalogue.sources, "Sources", (LIMIT, OFFSET)),
    Operation(
        "/api/questions",
        "questions",
        "The named questions, with their parameters and columns.",
        questions.questions,
        "Questions",
        (LIMIT, OFFSET),
    ),
    Operation(
        "/api/questions/{name}",
        "question",
        "The answer to a named question as rows. Its parameters are those that /api/questions names, and limit and offset.",
        questions.question,
        "Rows",
        part="The name of the question.",
        free=True,
    ),
    Operation(
        "/api/compare",
        "compare",
        "Two to six papers side by side: the judgements of each on every flaw that any was judged for, and their estimates.",
        papers.compare,
        "Comparison",
        (Parameter("paper", "The key, DOI or PubMed number of a paper.", required=True, many=6, fewest=2),),
    ),
    Operation(
        "/api/node",
        "node",
        "One node of the graph in detail: facts, notices, and the links to its first neighbours with reasons and passages.",
        graph.node,
        "Node",
        (
            Parameter("id", f"The node: {_REF}.", required=True),
            Parameter("limit", "Links told in full.", "integer", default=50, least=1, most=MOST),
        ),
    ),
    Operation(
        "/api/neighbours",
        "neighbours",
        "The nodes beside a node, and all links among them and the node.",
        graph.neighbours,
        "Neighbours",
        (
            Parameter("node", f"The node: {_REF}.", required=True),
            Parameter("kind", "Only neighbours of this kind.", choices=KINDS),
            Parameter("limit", "At most so many neighbours.", "integer", default=MOST, least=1, most=MOST),
            OFFSET,
            Parameter("among", "Nodes whose neighbours are at hand already: links to those are told, too.", many=50),
            Parameter("hops", "How far what is at hand reaches from the first of them.", "integer", default=1, least=1, most=2),
        ),
    ),
    Operation(
        "/api/vocabulary",
        "vocabulary",
        "Prefixes, classes, properties and things that a SPARQL query may name.",
        catalogue.words,
        "Vocabulary",
    ),
)
