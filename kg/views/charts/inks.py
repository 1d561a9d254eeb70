"""The colours of charts by the part they play: light ones stand in the file, so that any program draws it; dark come by rule.

Hues are those of Okabe and Ito, as in the other views; beside every colour stands a symbol or a word.
"""

from __future__ import annotations

from kg.views import palette

__all__ = ["INKS", "dark_rules", "light", "page_rules", "properties"]

_LIGHT, _DARK = palette.theme("light"), palette.theme("dark")

# Part to (light, dark). Text parts keep 4.5:1 on the page, marks 3:1.
INKS: dict[str, tuple[str, str]] = {
    **{
        part: (_LIGHT[part], _DARK[part])
        for part in ("page", "panel", "ink", "muted", "line", "control", "accent", "tint", "warn")
    },
    **{kind.key: (kind.light, kind.dark) for kind in palette.KINDS},
    "present": ("#B84A00", "#E8793A"),
    "likely": ("#D9934F", "#B8703A"),
    "unclear": ("#8F6B00", "#E0B43C"),
    "absent": ("#0072B2", "#56B4E9"),
    "critical": ("#7A1F00", "#FF9E73"),
    "present-tint": ("#F7D3BC", "#5A3014"),
    "unclear-tint": ("#F3E3B3", "#4A3A0C"),
    "absent-tint": ("#C5E1F2", "#12405C"),
    "derived": ("#7B4B94", "#B894D0"),
    "threshold": ("#9A5B00", "#F0B458"),
    "on-mark": ("#FFFFFF", "#12161B"),
}


def light(part: str) -> str:
    """The colour that the part has in a file; raises KeyError for a part that no chart has."""
    return INKS[part][0]


def _rules(of: dict[str, str], scope: str) -> str:
    return "".join(f"{scope} .f-{part}{{fill:{value}}}{scope} .s-{part}{{stroke:{value}}}" for part, value in of.items())


def dark_rules(scope: str = "svg.kg-chart") -> str:
    """Rules for a file of its own: where the reader's system is dark, so is the picture; on paper it never is."""
    dark = _rules({part: pair[1] for part, pair in INKS.items()}, scope)
    return f"@media screen and (prefers-color-scheme:dark){{{dark}}}"


def page_rules() -> str:
    """Rules for pictures inside a page, which has a switch of its own: by the system, by the switch, and light on paper."""
    return (
        "@media screen{@media (prefers-color-scheme:dark){"
        + _rules({part: pair[1] for part, pair in INKS.items()}, ":root:not([data-theme=light]) svg.kg-chart")
        + "}"
        + _rules({part: pair[1] for part, pair in INKS.items()}, ":root[data-theme=dark] svg.kg-chart")
        + "}\n"
    )


def properties() -> str:
    """The colours of marks as custom properties `--mark-PART` of a page, for the marks in its tables; light on paper."""
    light, dark = ("".join(f"--mark-{part}:{pair[i]};" for part, pair in INKS.items()) for i in (0, 1))
    return (
        f":root{{{light}}}@media screen{{@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}}}\n"
    )
