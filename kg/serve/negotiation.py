"""Content negotiation: which of the media types there are is the one that a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kg.serve.formats import ROWS, TRIPLES

__all__ = ["GRAPHS", "RESULTS", "Offer", "best", "named", "prefers_html"]

MAX_RANGES = 100  # what an Accept header lists beyond that is not read


class Offer(NamedTuple):
    """A format: its name in `format=`, the media types that ask for it, the first being the one it is sent as."""

    name: str
    media_types: tuple[str, ...]


_ALSO = {  # further media types that ask for a format
    "json": ("application/json",),
    "xml": ("application/xml", "text/xml"),
    "turtle": ("application/x-turtle",),
    "ntriples": ("text/plain",),
    "jsonld": ("application/json",),
    "rdfxml": ("application/xml", "text/xml"),
}


def _offers(formats: Mapping[str, str]) -> tuple[Offer, ...]:
    return tuple(Offer(name, (kind.partition(";")[0], *_ALSO.get(name, ()))) for name, kind in formats.items())


# In each list the first is what a client gets that takes anything.
RESULTS = _offers(ROWS)
GRAPHS = _offers(TRIPLES)
_OTHER_NAMES = {
    "srj": "json", "srx": "xml", "ttl": "turtle", "nt": "ntriples", "json-ld": "jsonld", "rdf": "rdfxml", "rdf+xml": "rdfxml",
    "nq": "nquads",
}  # fmt: skip
_RANGE = re.compile(r"\s*([!#$%&'*+.^_`|~\w-]+)/([!#$%&'*+.^_`|~\w-]+)\s*", re.ASCII)
_Q = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.ASCII | re.IGNORECASE)


class _Range(NamedTuple):
    kind: str
    subtype: str
    q: float
    parameters: int


def best(accept: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer that the header rates highest, the earlier of two that are rated alike; None where it takes none of them.

    An empty header takes anything. Ranges that are not well-formed are passed over; where none is, the header counts as empty.
    """
    ranges = _ranges(accept)
    if not ranges:
        return offers[0]
    rated = [(max(_quality(media_type, ranges) for media_type in offer.media_types), offer) for offer in offers]
    quality, chosen = max(rated, key=lambda pair: pair[0])
    return chosen if quality > 0 else None


def named(name: str, offers: Sequence[Offer]) -> Offer | None:
    """The offer that `format=` names: by its short name, a usual file ending, or one of its media types."""
    wanted = name.strip().lower()
    wanted = _OTHER_NAMES.get(wanted, wanted)
    return next((offer for offer in offers if wanted == offer.name or wanted in offer.media_types), None)


def prefers_html(accept: str) -> bool:
    """Whether the header names HTML and likes nothing else better: what browsers send when somebody opens an address."""
    ranges = _ranges(accept)
    html = max(
        (one.q for one in ranges if (one.kind, one.subtype) in (("text", "html"), ("application", "xhtml+xml"))), default=0.0
    )
    return html > 0 and html >= max(one.q for one in ranges)


def _ranges(accept: str) -> list[_Range]:
    found = []
    for text in accept.split(",")[:MAX_RANGES]:
        media, *parameters = text.split(";")
        match = _RANGE.fullmatch(media)
        if match is None:
            continue
        weights = [_Q.fullmatch(parameter) for parameter in parameters]
        q = next((float(weight[1]) for weight in weights if weight), 1.0)
        # A charset says nothing of which format is meant.
        others = sum(1 for p, w in zip(parameters, weights, strict=True) if not w and not p.strip().lower().startswith("charset"))
        found.append(_Range(match[1].lower(), match[2].lower(), q, others))
    return found


def _quality(media_type: str, ranges: Sequence[_Range]) -> float:
    """What the most specific range that covers the type says of it; 0 where none does."""
    kind, _, subtype = media_type.partition("/")
    rank, quality = 0, 0.0
    for one in ranges:
        if one.parameters:
            continue  # it asks for a variant of the type that is not offered
        covers = 3 if (one.kind, one.subtype) == (kind, subtype) else 2 if (one.kind, one.subtype) == (kind, "*") else 0
        covers = covers or (1 if (one.kind, one.subtype) == ("*", "*") else 0)
        if covers > rank:
            rank, quality = covers, one.q
    return quality
