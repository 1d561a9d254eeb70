"""What the theme leaves out of its pages and people who hear or key them need; each is looked for, so a new theme is noticed."""

from __future__ import annotations

import re
from pathlib import Path

__all__ = ["complete"]

_EVERYWHERE = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
}
_WHERE_IT_IS = {"<pre>": '<pre tabindex="0">'}  # what scrolls has to be reached by key
_FRAMED = re.compile(r'(srcdoc="[^"]*")')  # a page within the page is whole as it is, and names its scripts by their hashes


def complete(site: Path) -> list[str]:
    """Mends every page of the site; returns what was to be mended and was not found."""
    missing = []
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        missing += [f"{path.name}: the theme writes no {tag} any more" for tag in _EVERYWHERE if tag not in text]
        parts = _FRAMED.split(text)
        for tag, better in (_EVERYWHERE | _WHERE_IT_IS).items():
            parts[::2] = [part.replace(tag, better) for part in parts[::2]]
        path.write_text("".join(parts), "utf-8")
    return missing
