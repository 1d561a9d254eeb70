"""The one Jinja environment of the views, and what makes a page safe to open: escaping, links, inline blocks with hashes."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from kg.resources import read_text
from kg.tables import visible

__all__ = ["Inline", "clean", "one_line", "render", "safe_link", "script", "static", "style"]


@dataclass(frozen=True, slots=True)
class Inline:
    """The text of a script or style element and the source expression that lets a content security policy admit it."""

    text: Markup
    source: str


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: read_text("views", "templates", name)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: object) -> str:
    """The template of that name in `templates/`, filled; every value is escaped unless it is Markup."""
    return _environment().get_template(template).render(**values)


def static(*names: str) -> str:
    """The texts of files in `static/`, one after the other."""
    return "".join(read_text("views", "static", name) for name in names)


def clean(value: Any) -> Any:
    """The same value with control and bidirectional characters of every text in it replaced by U+FFFD."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, dict):
        return {str(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def one_line(value: str) -> str:
    """The text cleaned, with every run of white space made one space."""
    return " ".join(visible(value).split())


def safe_link(url: str | None) -> str | None:
    """The address where it is http or https with a host, else None."""
    if not url or url != clean(url) or any(c.isspace() for c in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def _inline(text: str, end: str) -> Inline:
    if end in text.lower():
        raise ValueError(f"text to be inlined holds {end!r}")
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return Inline(Markup(text), f"'sha256-{digest}'")  # noqa: S704 - our own files and the drawing library, never data


def script(text: str) -> Inline:
    """A script of ours to be inlined; raises ValueError where the text would end its element early."""
    return _inline(text, "</script")


def style(text: str) -> Inline:
    """A stylesheet of ours to be inlined; raises ValueError where the text would end its element early."""
    return _inline(text, "</style")
