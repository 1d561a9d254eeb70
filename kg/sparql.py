"""The catalogue of named questions, free questions, and their answers as tables.

A named question is a file `kg/queries/NAME.rq`: whole, parseable SPARQL under a header of comments

    # title: Flaws of a paper
    # about: one paragraph on what the rows mean
    # param paper key van-dillen-2021: the paper's key        (name, kind, example: meaning)
    # column flaw: the flaw's identifier

and a slot `VALUES ?paper { UNDEF }` wherever a parameter is to be bound (see `kg.store.binding`): as it
stands the file is a valid query with the parameter open. Kinds of parameters: key, flaw, instrument,
text, integer, year, iri, the values to choose one from, written a|b|c, or some from, written a,b,c.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg import resources
from kg.errors import NotFound, UsageError, nearest
from kg.rdf import vocab as v
from kg.rdf.vocab import BASE, PREFIXES
from kg.store import Store
from kg.store.guard import check
from kg.tables import Cell, Table

if TYPE_CHECKING:
    from kg.store import Answer

__all__ = [
    "Parameter",
    "Query",
    "ask",
    "bindings",
    "catalogue",
    "cell",
    "checked",
    "free",
    "named",
    "names",
    "raw",
    "with_prefixes",
]

_XSD = "http://www.w3.org/2001/XMLSchema#"
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Parameter(NamedTuple):
    """A value the question needs: its name, what kind of value it is, an example and what it means."""

    name: str
    kind: str
    example: str
    about: str


class Query(NamedTuple):
    """A named question: its text and what its header says. `columns` maps each column to its meaning."""

    name: str
    text: str
    title: str
    about: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]


@cache
def names() -> tuple[str, ...]:
    """The names of the questions, sorted."""
    return tuple(resources.names("queries", ".rq"))


@cache
def named(name: str) -> Query:
    """The question of that name; raises NotFound, naming the nearest."""
    if name not in names():
        raise NotFound(f"There is no named query {name!r}.", hint=nearest(name, names()) or "kg query --list shows them all.")
    return _parse(name, resources.read_text("queries", f"{name}.rq"))


def _parse(name: str, text: str) -> Query:
    title, about = name, []
    parameters: list[Parameter] = []
    columns: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        word, _, rest = line.lstrip("# ").partition(" ")
        if word == "title:":
            title = rest
        elif word == "param":
            head, _, meaning = rest.partition(": ")
            parameters.append(Parameter(*head.split(" ", 2), meaning))  # type: ignore[call-arg]
        elif word == "column":
            column, _, meaning = rest.partition(": ")
            columns[column] = meaning
        else:
            about.append(rest if word == "about:" else f"{word} {rest}".strip())
    return Query(name, text, title, " ".join(about).strip(), tuple(parameters), columns)


def ask(store: Store, question: str | Query, /, limit: int | None = None, **parameters: str | int | None) -> Table:
    """The answer to a named SELECT question; raises UsageError for an unknown, missing or malformed parameter."""
    query = named(question) if isinstance(question, str) else question
    answer = _asked(store, query.text, bindings(query, parameters))
    table = _table(answer, limit)
    if query.columns and tuple(query.columns) != table.columns:
        raise AssertionError(f"{query.name}.rq says {tuple(query.columns)} and answers {table.columns}")
    return table


def free(store: Store, text: str, limit: int | None = None) -> Table | bool | ox.QueryTriples:
    """The answer to any SPARQL question: a table, a yes or no, or triples; raises UsageError where it cannot be parsed."""
    answer = _asked(store, with_prefixes(text))
    if isinstance(answer, ox.QuerySolutions):
        return _table(answer, limit)
    return bool(answer) if isinstance(answer, ox.QueryBoolean) else answer


_RESULTS = {"srj": ox.QueryResultsFormat.JSON, "srx": ox.QueryResultsFormat.XML}
_TRIPLES = {"turtle": ox.RdfFormat.TURTLE, "nquads": ox.RdfFormat.N_QUADS}


def raw(store: Store, question: str | Query, form: str, **parameters: str | int | None) -> bytes:
    """The answer in a standard format: srj or srx for SELECT and ASK, turtle or nquads for CONSTRUCT and DESCRIBE.

    Raises UsageError where the format does not fit the kind of query.
    """
    if isinstance(question, Query):
        answer = _asked(store, question.text, bindings(question, parameters))
    else:
        answer = _asked(store, with_prefixes(question))
    if isinstance(answer, ox.QueryTriples):
        if form not in _TRIPLES:
            raise UsageError(f"This query gives triples, which {form} cannot hold.", hint="Use --format turtle or nquads.")
        prefixes = PREFIXES if form == "turtle" else None
        written = ox.serialize(answer, format=_TRIPLES[form], prefixes=prefixes)
    else:
        if form not in _RESULTS:
            raise UsageError(f"This query gives rows, which {form} cannot hold.", hint="Use --format srj, srx or csv.")
        written = answer.serialize(format=_RESULTS[form])
    return written or b""


def _asked(store: Store, text: str, bindings: Mapping[str, ox.Literal | ox.NamedNode] | None = None) -> Answer:
    """The store's answer; a query that calls functions of `kg.arithmetic` gets them, the others do not pay for their import."""
    if v.CALC.iri not in text:
        return store.query(text, bindings)
    from kg.arithmetic import Calls

    return store.query(text, bindings, Calls().functions)


def with_prefixes(text: str) -> str:
    """The query with the prefixes of kg that it uses and does not declare, on its first line so that line numbers hold."""
    tokens = check(text)
    declared = {after.text.partition(":")[0] for word, after in pairwise(tokens) if word.says("PREFIX")}
    used = {token.text.partition(":")[0] for token in tokens if token.kind == "name"} & PREFIXES.keys() - declared
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in sorted(used)) + text


def checked(query: Query, given: Mapping[str, str | int | None]) -> dict[str, str]:
    """The values of all parameters as text; raises UsageError for one that is unknown, missing or malformed."""
    known = {p.name: p for p in query.parameters}
    for name in given:
        if name not in known:
            raise UsageError(f"{query.name} has no parameter {name!r}.", hint=f"It has: {', '.join(known) or 'none'}.")
    missing = [p for p in query.parameters if given.get(p.name) is None]
    if missing:
        wanted = "; ".join(f"--param {p.name}={p.example} ({p.about})" for p in missing)
        raise UsageError(f"{query.name} needs a value: {wanted}")
    texts = {name: str(value) for name, value in given.items()}
    for parameter in query.parameters:
        _term(parameter, texts[parameter.name])
    return texts


def bindings(query: Query, given: Mapping[str, str | int | None]) -> dict[str, ox.Literal | ox.NamedNode]:
    """The values of all parameters as terms; raises UsageError as `checked` does."""
    texts = checked(query, given)
    return {p.name: _term(p, texts[p.name]) for p in query.parameters}


def _term(parameter: Parameter, value: str) -> ox.Literal | ox.NamedNode:
    kind = parameter.kind
    if "|" in kind:
        if value not in kind.split("|"):
            known = nearest(value, kind.split("|")) or f"One of: {', '.join(kind.split('|'))}."
            raise UsageError(f"{parameter.name} cannot be {value!r}.", hint=known)
        return ox.Literal(value)
    if "," in kind:
        for word in value.split(","):
            if word not in kind.split(","):
                known = nearest(word, kind.split(",")) or f"Some of {kind.replace(',', ', ')}; commas without spaces between."
                raise UsageError(f"{parameter.name} cannot hold {word!r}.", hint=known)
        return ox.Literal(value)
    if kind == "text":
        try:
            return ox.Literal(value)
        except ValueError:  # half a surrogate pair, as the shell makes of a byte that is not UTF-8
            raise UsageError(f"{parameter.name} is not UTF-8 text: {value!r}.") from None
    if kind in ("integer", "year"):
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise UsageError(f"{parameter.name} has to be a whole number, not {value!r}.")
        return ox.Literal(value, datatype=ox.NamedNode(_XSD + ("gYear" if kind == "year" else "integer")))
    if value.startswith(("http://", "https://")):
        try:
            return ox.NamedNode(value)
        except ValueError:
            raise UsageError(f"{parameter.name} is no valid IRI: {value!r}.") from None
    if kind == "iri" or not _KEY.fullmatch(value):
        raise UsageError(f"{parameter.name} has to be {'an IRI' if kind == 'iri' else f'a key such as {parameter.example}'}.")
    return ox.NamedNode(f"{BASE}{'paper' if kind == 'key' else kind}/{value}")


def _table(answer: object, limit: int | None) -> Table:
    if not isinstance(answer, ox.QuerySolutions):
        raise UsageError("This query gives no rows; a SELECT query is needed here.")
    columns = tuple(variable.value for variable in answer.variables)
    rows: list[tuple[Cell, ...]] = []
    truncated = False
    for solution in answer:
        if limit is not None and len(rows) == limit:
            truncated = True
            break
        rows.append(tuple(cell(solution[name]) for name in columns))
    return Table(columns, tuple(rows), truncated)


def cell(term: object) -> Cell:
    """An RDF term as a table's cell: numbers and booleans as such, IRIs and other literals as text."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return _literal(term)
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _literal(term: ox.Literal) -> Cell:
    kind = term.datatype.value.removeprefix(_XSD)
    if kind in ("integer", "gYear", "int", "long", "nonNegativeInteger"):
        return int(term.value) if re.fullmatch(r"[-+]?\d+", term.value) else term.value
    if kind == "decimal":
        return Decimal(term.value)
    if kind in ("double", "float"):
        return float(term.value)
    if kind == "boolean":
        return term.value in ("true", "1")
    return term.value


def catalogue() -> Iterator[Query]:
    """Every named question, by name."""
    return (named(name) for name in names())
