"""Runs rules over a store: the findings of each as the quads of one graph, and whether a store's graphs are those of now.

A rule reads the graphs of sources and of the ontology, never those of other rules, so the order of rules does not matter.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from kg.arithmetic import Calls
from kg.rdf import mint
from kg.rdf import vocab as v
from kg.readings import readings
from kg.rules.catalogue import Rule, Settings, catalogue, settings
from kg.store import Store
from kg.store.folder import write_whole

__all__ = ["derived", "drop", "fresh", "keep", "stamp"]

_FORMAT = 2  # of what findings say and are called: raised when that changes, so that stores derive anew
_UNNAMED = (v.KG.message, v.KG.arithmetic)  # better words do not make another finding

Statement = tuple[ox.NamedNode, ox.NamedNode | ox.Literal]
Said = list[Statement]


def derived(store: Store, rule: Rule, using: Settings | None = None) -> list[ox.Quad]:
    """What the rule derives from the store, sorted, with the rule and its run described; nothing where it derives nothing.

    Parameters as given, else their defaults.
    """
    values = using or settings()
    calls = Calls()
    bound = {name: ox.Literal(format(values[name], "f"), datatype=v.XSD.decimal) for name in rule.parameters}
    answer = store.query(rule.text, bound, calls.functions)
    assert isinstance(answer, ox.QueryTriples)  # noqa: S101 - a test holds every rule to be a CONSTRUCT
    nodes: dict[ox.BlankNode | ox.NamedNode, Said] = defaultdict(list)
    for triple in answer:
        nodes[triple.subject].append((triple.predicate, triple.object))
    calls.check()
    return [*_described(rule, values), *_findings(rule, nodes)] if nodes else []


def _described(rule: Rule, values: Settings) -> Iterator[ox.Quad]:
    graph, node, program = mint.derivation(rule.name), mint.rule(rule.name), mint.software("kg.rules")
    said: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (node, v.RDF.type, v.KG.Rule),
        (node, v.SKOS.prefLabel, ox.Literal(rule.title, language="en")),
        (node, v.SKOS.definition, ox.Literal(rule.about, language="en")),
        (node, v.SKOS.note, ox.Literal(rule.caution, language="en")),
        (node, v.KG.ruleVersion, ox.Literal(str(rule.version), datatype=v.XSD.integer)),
        (graph, v.RDF.type, v.PROV.Activity),
        (graph, v.PROV.used, node),
        (graph, v.PROV.wasAssociatedWith, program),
        (program, v.RDF.type, v.PROV.SoftwareAgent),
        (program, v.KG.name, ox.Literal("kg.rules")),
    ]
    said += [(graph, v.KG.parameter, ox.Literal(f"{name} = {values[name]:f}")) for name in rule.parameters]
    return (ox.Quad(*triple, graph) for triple in said)


def _findings(rule: Rule, nodes: Mapping[ox.BlankNode | ox.NamedNode, Said]) -> Iterator[ox.Quad]:
    graph, seen = mint.derivation(rule.name), Counter[str]()
    for node, statements in _named(rule, _joined(nodes)):
        seen[node.value] += 1
        if seen[node.value] > 1:
            node = ox.NamedNode(f"{node.value}.{seen[node.value]}")
        said = dict(statements)
        always: Said = [
            (v.RDF.type, v.KG.DerivedFinding),
            (v.KG.derivedBy, mint.rule(rule.name)),
            (v.KG.status, v.STATUS.candidate),
            (v.PROV.wasGeneratedBy, graph),
        ]
        if v.KG.message not in said:  # a part of its sentence was missing; the finding is none the less there
            always.append((v.KG.message, ox.Literal(f"{rule.title}.")))
        if v.KG.arithmetic not in said:
            always.append((v.KG.arithmetic, ox.Literal("")))
        if v.KG.alert not in said:
            always.append((v.KG.alert, v.ALERT[rule.alert]))
        if v.KG.flaw not in said and rule.flaw:
            always.append((v.KG.flaw, mint.flaw(rule.flaw)))
        yield from (ox.Quad(node, p, o, graph) for p, o in (*always, *statements))


class _Found(NamedTuple):
    """What the rule calls it, whether it rests on prose that a program read, and what is said of it, its graphs left out."""

    called: str
    drawn: bool
    said: tuple[Statement, ...]


def _joined(nodes: Mapping[ox.BlankNode | ox.NamedNode, Said]) -> list[tuple[_Found, list[str]]]:
    """What is found with the graphs it rests on, sorted: what several sources give in the same words is one finding.

    What rests on prose that a program read stays apart from what rests on statements alone.
    """
    found: dict[_Found, set[str]] = defaultdict(set)
    for node, said in nodes.items():
        graphs = {value.value for name, value in said if name == v.PROV.wasDerivedFrom}
        called = node.value if isinstance(node, ox.NamedNode) else ""
        for graph in graphs:  # rules put the graph at the end of what they call a finding
            called = called.removesuffix(f"/{graph.removeprefix(v.BASE)}")
        rest = tuple(sorted({one for one in said if one[0] != v.PROV.wasDerivedFrom}, key=str))
        found[_Found(called, any(map(mint.is_extraction, graphs)), rest)] |= graphs
    return sorted(((one, sorted(graphs)) for one, graphs in found.items()), key=str)


def _named(rule: Rule, found: Sequence[tuple[_Found, Sequence[str]]]) -> Iterator[tuple[ox.NamedNode, Said]]:
    """Each with its name and all its statements.

    A name is of what a finding rests on, not of the files that state it, so that it outlives their next edition. Only where
    several rest on the same, as where two sources state different numbers of one study, the graphs tell them apart.
    """
    contents = [(one.called, one.drawn, [(str(p), str(o)) for p, o in one.said if p not in _UNNAMED]) for one, _ in found]
    names = [mint.derived(rule.name, *content) for content in contents]
    times = Counter(names)
    for name, content, (one, graphs) in zip(names, contents, found, strict=True):
        node = mint.derived(rule.name, *content, *graphs) if times[name] > 1 else name
        yield node, [*one.said, *((v.PROV.wasDerivedFrom, ox.NamedNode(graph)) for graph in graphs)]


# ---- what a store keeps


def stamp(store: Store) -> str:
    """A hash of all that the default findings depend on: the sources by content and reader, the ontology, the rules."""
    kept = {*_kept(store), mint.LOG}
    graphs = [graph.value for graph in store.graphs() if graph not in kept]
    readers = sorted((one.graph.value, one.version) for one in readings(store).values())
    ontology = [str(quad) for quad in store.quads(mint.LOG) if quad.subject == mint.knowledge("ontology")]
    rules = [(rule.name, rule.text) for rule in catalogue()]
    values = [f"{name} = {value}" for name, value in settings().items()]
    return hashlib.sha256(repr((graphs, readers, sorted(ontology), rules, values, _FORMAT)).encode()).hexdigest()


def fresh(store: Store) -> bool:
    """Whether the findings that the store keeps are those its rules would derive now.

    That takes a look at every source, so the answer is remembered for as long as neither store nor rules change, and what `keep`
    found is noted beside the store for the next process.
    """
    state, known = _state(store), _KNOWN.get(store)
    if known is None or known[0] != state:
        known = _KNOWN[store] = state, _noted(store) == state or _marks(store) == [_mark(stamp(store))]
    return known[1]


def keep(store: Store) -> int:
    """Derive everything anew and keep it, each rule in its graph; does nothing where that is fresh. Returns the findings."""
    if fresh(store):
        _note(store)
        return 0
    quads = [quad for rule in catalogue() for quad in derived(store, rule)]
    mark = _mark(stamp(store))
    store.replace(_kept(store), [*quads, mark], remove=_marks(store))
    _note(store)
    return sum(quad.object == v.KG.DerivedFinding for quad in quads)


def drop(store: Store) -> None:
    """Take out what rules derived."""
    store.replace(_kept(store), [], remove=_marks(store))


_KNOWN: WeakKeyDictionary[Store, tuple[str, bool]] = WeakKeyDictionary()
_NOTE = "rules"  # a file beside a store: the state in which it was fresh


def _state(store: Store) -> str:
    """The store's revision, and a hash of the rules with their parameters."""
    return f"{store.revision()} {_hashed(tuple((one.name, one.text) for one in catalogue()), tuple(settings().items()), _FORMAT)}"


@lru_cache(maxsize=2)
def _hashed(*program: object) -> str:
    return hashlib.sha256(repr(program).encode()).hexdigest()


def _noted(store: Store) -> str | None:
    try:
        return None if store.place is None else (store.place / _NOTE).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _note(store: Store) -> None:
    """Note that the store is fresh; where that cannot be written, the next process reckons it anew."""
    state = _state(store)
    if store.place is not None and _noted(store) != state:
        with contextlib.suppress(OSError):
            write_whole(store.place / _NOTE, f"{state}\n", sync=False)


def _kept(store: Store) -> list[ox.NamedNode]:
    """The graphs that rules filled, those of this version of kg or of another."""
    return [graph for graph in store.graphs() if graph.value.startswith(mint.derivation("").value)]


def _mark(value: str) -> ox.Quad:
    return ox.Quad(mint.knowledge("rules"), v.KG.sha256, ox.Literal(value), mint.LOG)


def _marks(store: Store) -> list[ox.Quad]:
    return [quad for quad in store.quads(mint.LOG) if quad.subject == mint.knowledge("rules")]
