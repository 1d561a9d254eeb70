"""What stands where on the site: the pages of the checkout and the order of all pages, by what a reader came for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

__all__ = ["checkout", "sections"]

SECTIONS = {
    "Start": ("tutorial/*", "readme"),
    "Notebooks": ("notebooks/*",),
    "How-to guides": ("how-to/*", "tables", "servers", "clusters", "serve", "explorer"),
    "Reference": (
        "interface", "reference/commands", "reference/queries/index", "appraisal-format", "reference/records", "sources",
        "reference/formats", "reference/flaws/index", "reference/instruments", "reference/rules/index", "reference/schemes",
        "reference/model", "reference/classes", "reference/properties", "reference/codes", "reference/functions", "columns",
        "api", "reference/python",
    ),
    "Explanation": (
        "explanation/*", "ontology", "charts", "report", "extraction", "identity", "rules", "pooling", "exposure", "results",
        "performance", "attribution",
    ),
    "Architecture": ("architecture", "house", "threat-model", "security", "w3id", "frontend"),
    "The project": ("contributing", "versions", "release", "changes", "ontology-changes", "third-party"),
}  # fmt: skip

_TITLES = {
    "readme": "The README",
    "changes": "Changes",
    "ontology-changes": "Changes of the ontology",
    "ontology": "The model in a page",
}

_ROOT = {
    "README.md": "readme.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changes.md",
    "SECURITY.md": "security.md",
    "THREAT_MODEL.md": "threat-model.md",
    "THIRD_PARTY.md": "third-party.md",
    "ontology/README.md": "ontology.md",
    "ontology/CHANGELOG.md": "ontology-changes.md",
    "ontology/w3id/README.md": "w3id.md",
    "data/ATTRIBUTION.md": "attribution.md",
    "frontend/README.md": "frontend.md",
    "notebooks/README.md": "notebooks/index.md",
}


def checkout(root: Path) -> dict[str, str]:
    """The pages of the checkout by their paths, each with its place on the site."""
    found = {name: place for name, place in _ROOT.items() if (root / name).is_file()}
    for path in sorted((root / "docs").rglob("*.md")):
        name = path.relative_to(root).as_posix()
        found[name] = name.removeprefix("docs/")
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        found[path.relative_to(root).as_posix()] = f"notebooks/{path.stem}.md"
    return found


def sections(pages: Mapping[str, str]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """The sections with the title and place of each page that is there. `pages` are the texts by place.

    A page that no section names stands in none, and Sphinx tells so.
    """
    for section, names in SECTIONS.items():
        found = [place for name in names for place in _places(name, pages)]
        if found:
            yield section, [(_title(place, pages[f"{place}.md"]), place) for place in found]


def _title(place: str, text: str) -> str:
    """The first heading as far as a colon, which is what a list of pages has room for."""
    heading = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return _TITLES.get(place) or (heading[1].partition(": ")[0].replace("`", "") if heading else place)


def _places(name: str, pages: Mapping[str, str]) -> list[str]:
    """The page of that name, or those of a folder: its index, then what that links to in its order, then the others."""
    folder, star, _ = name.partition("/*")
    if not star:
        return [name] if f"{name}.md" in pages else []
    inside = sorted(place.removesuffix(".md") for place in pages if place.rpartition("/")[0] == folder)
    order = [f"{folder}/{link}" for link in re.findall(r"\]\(([\w-]+)\.md", pages.get(f"{folder}/index.md", ""))] + inside
    return sorted(inside, key=[f"{folder}/index", *order].index)
