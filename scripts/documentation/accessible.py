"""What the theme leaves out of its pages and people who hear or key them need; each is looked for, so a new theme is noticed."""

from __future__ import annotations

from pathlib import Path

__all__ = ["complete"]

_EVERYWHERE = {
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer': '<aside aria-label="On this page" class="toc-drawer',
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
}
_WHERE_IT_IS = {"<pre>": '<pre tabindex="0">'}  # what scrolls has to be reached by key


def complete(site: Path) -> list[str]:
    """Mends every page of the site; returns what was to be mended and was not found."""
    missing = []
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        missing += [f"{path.name}: the theme writes no {tag} any more" for tag in _EVERYWHERE if tag not in text]
        for tag, better in (_EVERYWHERE | _WHERE_IT_IS).items():
            text = text.replace(tag, better)
        path.write_text(text, "utf-8")
    return missing
