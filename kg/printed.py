"""Numbers as papers print them: the text is the evidence, the decimal is what we compute with.

"4.70" is not "4.7" (the decimals carry the rounding), so records keep the text and everything that
needs a value asks here. Papers print U+2212 for minus, a middle dot for the decimal point, a comma or
a thin space between thousands.
"""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["PLAIN", "PValue", "decimal", "p_value", "plain"]

# One printed character to one plain character: lengths, and so offsets, are preserved.
PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u00ad", "-"),
        **dict.fromkeys("\u00b7\u2219\u22c5\u2027", "."),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f", " "),
        "\uff1c": "<",
        "\uff1e": ">",
        "\uff1d": "=",
        "\u2264": "\u2264",
        "\u2a7d": "\u2264",
        "\u2266": "\u2264",
        "\u2a7e": "\u2265",
        "\u2267": "\u2265",
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
    }
)

_NUMBER = re.compile(r"[-+]? ?(?:\d{1,3}(?:[, ]\d{3})+|\d+)?(?:\.\d+)?", re.ASCII)
_P = re.compile(r"(?:p ?)?(?P<op><=|>=|=<|=>|[<>=\u2264\u2265])? ?(?P<number>\d*\.?\d+(?:e-\d{1,3})?)", re.ASCII | re.IGNORECASE)
_OPERATORS = {None: "=", "=<": "<=", "=>": ">=", "\u2264": "<=", "\u2265": ">="}


def plain(text: str) -> str:
    """The same text, same length, with typographic digits' company (dashes, dots, spaces) made plain."""
    return text.translate(PLAIN)


def decimal(text: str) -> Decimal:
    """The value of a printed number, scale kept: `decimal("\u22124.70") == Decimal("-4.70")`.

    Raises ValueError for anything that is not one finite number.
    """
    bare = plain(text).strip()
    if not any(c.isdigit() for c in bare) or not _NUMBER.fullmatch(bare):
        raise ValueError(f"{text!r} is not a number")
    return Decimal(bare.replace(",", "").replace(" ", ""))


class PValue(tuple[str, Decimal]):
    """A comparison operator (one of `=`, `<`, `<=`, `>`, `>=`) and the number printed, which should be a probability."""

    __slots__ = ()

    @property
    def op(self) -> str:
        return self[0]

    @property
    def value(self) -> Decimal:
        return self[1]


def p_value(text: str) -> PValue | None:
    """What a printed p says: `p_value("<.001")` is `("<", 0.001)`; None for "NS" and other words.

    A number above 1 is kept as printed (papers do print them); raises ValueError where digits stand in
    a text that is no p value.
    """
    bare = plain(text).strip().rstrip(".")
    match = _P.fullmatch(bare)
    if match is None:
        if any(c.isdigit() for c in bare):
            raise ValueError(f"{text!r} is not a p value such as 0.03, <.001 or NS")
        return None
    return PValue((_OPERATORS.get(match["op"], match["op"] or "="), Decimal(match["number"])))
