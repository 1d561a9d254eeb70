"""SPARQL 1.1 Protocol, the side that reads requests: what a client asks, and in which format it wants the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kg.serve import jobs
from kg.serve.negotiation import GRAPHS, RESULTS, Offer, best, named
from kg.serve.problems import Refused

__all__ = ["FORM", "QUERY", "Question", "asked", "based", "job", "pairs"]

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MAX_PARAMETERS = 200

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_RELATIVE = re.compile(r"<(?![A-Za-z][A-Za-z0-9+.-]*:)[^\x00-\x20<>\"{}|^`\\]*>")
_READ_ONLY = "This server only answers queries; it has no update."

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A query and the graphs it is asked of, which overrule FROM and FROM NAMED; `form` is the value of `format=`."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    form: str = ""


def pairs(raw: bytes) -> list[tuple[str, str]]:
    """Names and values of a query string or form; raises Refused (400) for what is not UTF-8 or has too many."""
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise Refused(400, "The parameters are not UTF-8 text in percent-encoding.") from None
    except ValueError:
        raise Refused(400, f"There are more than {MAX_PARAMETERS} parameters.") from None


def asked(method: str, address: Pairs, content_type: str, body: bytes) -> Question | None:
    """The question in a GET, a POST of a form or a POST of the query itself; None for a GET without one.

    `address` holds the pairs of the query string. Raises Refused: 400 for what is malformed, 403 for an update, 415 for
    another media type.
    """
    if method in ("GET", "HEAD"):
        _check_no_update(address)
        return None if not _values(address, "query") else _question(_only(address), address)
    kind, charset = _content_type(content_type)
    if kind not in (FORM, QUERY, UPDATE):
        hint = f"Send a form ({FORM}) with the field query, or the query itself as {QUERY}."
        said = f"not as {kind}" if kind else "and this request names no media type"
        raise Refused(415, f"A query is read from a form or as {QUERY}, {said}.", hint=hint)
    if charset not in ("", "utf-8", "utf8"):
        raise Refused(
            415 if kind == FORM else 400, "The body has to be UTF-8.", hint="Leave the charset out, or say charset=utf-8."
        )
    if kind == FORM:
        form = pairs(body)
        _check_no_update(form)
        _check_no_update(address)
        if _values(address, "query"):
            raise Refused(400, "With a form the query stands in the form, not in the address.")
        return _question(_only(form), [*form, *address])
    text = _decoded(body)
    if kind == UPDATE:
        raise _update(text)
    _check_no_update(address)
    if _values(address, "query"):
        raise Refused(400, "There is a query in the address and another in the body.", hint="Send one of them.")
    return _question(text, address)


def job(question: Question, accept: str, endpoint: str) -> jobs.Job:
    """The work that answers it, in the formats that `format=` or else the Accept header choose; raises Refused (400, 406)."""
    rows, triples = _format(question.form, RESULTS), _format(question.form, GRAPHS)
    if question.form:
        if rows is None and triples is None:
            raise Refused(400, f"There is no format {question.form[:40]!r}.", hint=f"format= knows {_names()}.")
    else:
        rows, triples = best(accept, RESULTS), best(accept, GRAPHS)
        if rows is None and triples is None:
            raise Refused(406, "None of the formats there are is in the Accept header.", hint=f"There are {_types()}.")
    return jobs.query(
        based(question.text, endpoint),
        rows=rows.name if rows else None,
        triples=triples.name if triples else None,
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
    )


def based(text: str, endpoint: str) -> str:
    """The query with the endpoint's address as its base where it may hold a relative IRI (SPARQL 1.1 Query, 4.1.1.2).

    Stands on the first line, so that line numbers hold, and before a BASE of the query's own, which so prevails.
    """
    return f"BASE <{endpoint}> {text}" if _RELATIVE.search(text) else text


def _question(text: str, address: Pairs) -> Question:
    if not text.strip():
        raise Refused(400, "The query is empty.")
    form = _values(address, "format")
    if len(form) > 1:
        raise Refused(400, "There are several parameters format; one is read.")
    graphs = [tuple(dict.fromkeys(_values(address, name))) for name in ("default-graph-uri", "named-graph-uri")]
    for iri in (*graphs[0], *graphs[1]):
        if not _IRI.fullmatch(iri):
            raise Refused(400, f"{iri[:200]!r} is no absolute IRI, so it names no graph.")
    return Question(text, graphs[0], graphs[1], form[0] if form else "")


def _only(given: Pairs) -> str:
    """The one query among the pairs."""
    found = _values(given, "query")
    if len(found) != 1:
        said = "There is no parameter query." if not found else f"There are {len(found)} parameters query; one is read."
        raise Refused(400, said)
    return found[0]


def _check_no_update(given: Pairs) -> None:
    found = _values(given, "update")
    if len(found) > 1:
        raise Refused(400, f"There are {len(found)} parameters update.", hint=_READ_ONLY)
    if found:
        raise _update(found[0])


def _update(text: str) -> Refused:
    if not text.strip():
        return Refused(400, "The update is empty.", hint=_READ_ONLY)
    return Refused(403, _READ_ONLY, hint="kg ingest and kg remove change a store.")


def _values(given: Pairs, name: str) -> list[str]:
    return [value for known, value in given if known == name]


def _content_type(header: str) -> tuple[str, str]:
    """The media type and the charset, in small letters."""
    kind, *parameters = (part.strip().lower() for part in header.split(";"))
    charsets = (p.partition("=")[2].strip().strip('"') for p in parameters if p.partition("=")[0].strip() == "charset")
    return kind, next(charsets, "")


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(400, f"The body is not UTF-8: byte {error.start + 1} is not.") from None


def _format(form: str, offers: Sequence[Offer]) -> Offer | None:
    return named(form, offers) if form else None


def _names() -> str:
    return ", ".join(dict.fromkeys(offer.name for offer in (*RESULTS, *GRAPHS)))


def _types() -> str:
    def listed(offers: Sequence[Offer]) -> str:
        return ", ".join(offer.media_types[0] for offer in offers)

    return f"for SELECT and ASK {listed(RESULTS)}; for CONSTRUCT and DESCRIBE {listed(GRAPHS)}"
