"""Colours, shapes and words of the views: one place, so that legend, drawing, export and stylesheet agree.

The hues of nodes are those of Okabe and Ito, told apart with any common colour vision; a shape says the same once more.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["KINDS", "KIND_KEYS", "PRESENCES", "STRENGTH", "Kind", "Presence", "stylesheet", "theme"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a node can be. `shape` is a name vis-network knows; `light` and `dark` fill it in either theme."""

    key: str
    one: str
    many: str
    shape: str
    glyph: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Presence:
    """A class of judgement as the filter offers it; `values` are the judgements that belong to it."""

    key: str
    label: str
    values: tuple[str, ...]
    drawn: bool
    light: str
    dark: str


# Flaws come first: they are what the page is about, and lists and labels follow this order.
KINDS = (
    Kind("flaw", "Flaw", "Flaws", "triangle", "▲", "#D55E00", "#E8793A"),
    Kind("paper", "Paper", "Papers", "dot", "●", "#0072B2", "#56B4E9"),
    Kind("citing", "Citing article", "Citing articles", "square", "■", "#B65C8F", "#CC79A7"),
    Kind("outcome", "Outcome", "Outcomes", "diamond", "◆", "#009E73", "#22B08A"),
)
KIND_KEYS = tuple(kind.key for kind in KINDS)

PRESENCES = (
    Presence("present", "Present", ("present",), True, "#4A5563", "#B4BECB"),
    Presence("likely", "Likely present", ("likely-present",), True, "#7C8896", "#78838F"),
    Presence("unclear", "Unclear", ("unclear",), False, "#9A7400", "#E0B43C"),
    Presence("absent", "Absent or likely absent", ("absent", "likely-absent"), False, "#2F86B8", "#56B4E9"),
)
STRENGTH = ("present", "likely-present", "unclear", "likely-absent", "absent")

# Text on page and panel keeps 4.5:1, control borders and node outlines 3:1.
_THEMES: dict[str, dict[str, str]] = {
    "light": {
        "page": "#FFFFFF",
        "panel": "#F7F8FA",
        "card": "#FFFFFF",
        "ink": "#1A1F26",
        "muted": "#58616C",
        "line": "#DDE2E8",
        "control": "#838C97",
        "accent": "#00578A",
        "tint": "#E6F0F7",
        "hull": "#F5F6F8",
        "hull-line": "#E4E8EC",
        "hull-ink": "#626C78",
        "outline": "#FFFFFF",
        "warn": "#8A4B00",
        "warn-tint": "#FFF3E0",
    },
    "dark": {
        "page": "#12161B",
        "panel": "#191E25",
        "card": "#20262F",
        "ink": "#E7EAEE",
        "muted": "#A5AFBB",
        "line": "#303842",
        "control": "#74808D",
        "accent": "#7CC3EE",
        "tint": "#1C3345",
        "hull": "#181D23",
        "hull-line": "#262D36",
        "hull-ink": "#929DAA",
        "outline": "#12161B",
        "warn": "#FFC27A",
        "warn-tint": "#3A2A14",
    },
}


def theme(name: str) -> dict[str, str]:
    """The colours of the parts of a page in the theme "light" or "dark"."""
    return dict(_THEMES[name])


def _variables(theme: str) -> str:
    values = dict(_THEMES[theme])
    values |= {f"kind-{kind.key}": getattr(kind, theme) for kind in KINDS}
    values |= {f"edge-{presence.key}": getattr(presence, theme) for presence in PRESENCES}
    return f"color-scheme: {theme}; " + " ".join(f"--{name}: {value};" for name, value in values.items())


_PAPER = {
    **dict.fromkeys(("page", "panel", "card", "tint"), "#FFFFFF"),
    **dict.fromkeys(("ink", "accent", "warn"), "#000000"),
    "muted": "#444444", "line": "#BBBBBB", "warn-tint": "#EEEEEE",
}  # fmt: skip


def stylesheet() -> str:
    """The colours as custom properties of the page: light or dark as the system asks or on demand, black on paper."""
    light, dark = _variables("light"), _variables("dark")
    paper = " ".join(f"--{name}: {value};" for name, value in _PAPER.items())
    return (
        f":root {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"
        f':root[data-theme="light"] {{ {light} }}\n'
        f':root[data-theme="dark"] {{ {dark} }}\n'
        f"@media print {{ :root, :root[data-theme] {{ color-scheme: light; {paper} }} }}\n"
    )
