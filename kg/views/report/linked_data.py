"""What a page is about in the terms of schema.org, as the JSON-LD that stands in it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from markupsafe import Markup

__all__ = ["embedded"]

_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def embedded(facts: Mapping[str, object]) -> Markup:
    """The content of a script element of type application/ld+json: nothing in it can end the element or open a comment."""
    text = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False, sort_keys=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - no character of markup is left
