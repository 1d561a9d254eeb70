"""Writes THIRD_PARTY.md: what of others is in kg and in the pages it writes, and what is installed beside it.

    python scripts/third_party.py

To be run in an environment with the versions of constraints.txt and all extras (the extra `test` has them). A test holds the file
equal to what this writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.metadata import distribution
from pathlib import Path

from licences import Brought, brought

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("remote", "cluster", "shapes", "notebook")
_TITLE = """# What of others is in kg, and what it brings

Written by `python scripts/third_party.py`; a test holds it equal to what is there. kg itself: [LICENSE](LICENSE) (code) and
[LICENSE-DATA](LICENSE-DATA) (`ontology/` and `data/`).
"""
_EDITOR = """
## In the wheel: the editor of the SPARQL page

`kg/views/static/explorer/editor.js` is built from `frontend/` when a wheel is built where npm is, and holds these packages. Their
licence texts are in the wheel beside it, in `editor.licences.txt`. Nothing else in the wheel was written by others.
"""
_PAGES = """
## In the pages that kg writes: vis-network

The graph page holds the drawing library `vis-network.min.js` as the installed pyvis brings it, with its own notice on top:
"""
_NAMED = """
## Named, not copied

- `ontology/mappings.ttl` names domains and items of other schemes by code or number; their texts are not copied:
{schemes}
- `ontology/instruments.ttl` states thresholds as facts, each with the paper it was read in.
- `layouts/` names the columns of robvis and of the Metapsy databases, so that their tables can be read; no row of them is here.
- `data/` holds bibliographic facts, numbers as printed and judgements in our own words:
  [data/ATTRIBUTION.md](data/ATTRIBUTION.md).
- The tests' papers, records and pages are invented. The suites of the W3C are read from outside of the repository, and skipped
  where they are not.
"""
_BESIDE = """
## Installed beside it

What pip installs with kg, and with its extras, each under its own licence: nothing of it is copied into the wheel. Versions are
those of `constraints.txt`. A release has the same as CycloneDX (`docs/release.md`). No package may be under the GPL or the AGPL.
"""


def text() -> str:
    """The whole file."""
    packages = brought("appraisal-kg", _extras())
    own = [one for one in packages if one.name != "appraisal-kg"]
    parts = [
        _TITLE, _EDITOR, table(("package", "version", "licence"), editor()), _PAGES, table(("version", "licence"), drawing()),
        _NAMED.format(schemes="\n".join(f"  - {name}" for name in schemes())), _BESIDE,
        table(("package", "version", "licence", "for"), [(one.name, one.version, one.licence, wanted(one)) for one in own]),
    ]  # fmt: skip
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def editor() -> list[tuple[str, str, str]]:
    """The packages that go into the editor, as they are locked: name, version, licence. Those that only build it are left out."""
    locked = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    return [
        (name.rsplit("node_modules/", 1)[1], about["version"], about["license"])
        for name, about in sorted(locked.items())
        if name and not about.get("dev")
    ]


def drawing() -> list[tuple[str, str]]:
    """Version and licence of vis-network in the installed pyvis, as the file itself says."""
    folders = Path(str(distribution("pyvis").locate_file("pyvis"))) / "lib"
    newest = max(
        folders.glob("vis-*/vis-network.min.js"), key=lambda path: [int(n) for n in re.findall(r"\d+", path.parent.name)]
    )
    head = newest.read_text("utf-8")[:2000]
    version = re.search(r"@version (\S+)", head)
    if version is None or "Apache 2.0" not in head or "MIT License" not in head:
        raise SystemExit(f"{newest} says something else of its licence than before: read it, and mend scripts/third_party.py.")
    return [(version[1], "Apache-2.0 OR MIT")]


def schemes() -> list[str]:
    """The names of the schemes that flaw categories are mapped to."""
    said = (ROOT / "ontology" / "mappings.ttl").read_text("utf-8")
    return sorted(re.findall(r'a kg:Scheme ;\s+skos:notation "[^"]+" ;\s+dcterms:title "([^"]+)"', said))


def wanted(one: Brought) -> str:
    return "always" if "" in one.extras else ", ".join(sorted(one.extras))


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Rows in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))


def _extras() -> tuple[str, ...]:
    offered = distribution("appraisal-kg").metadata.get_all("Provides-Extra") or ()
    return tuple(name for name in EXTRAS if name in offered)


if __name__ == "__main__":
    (ROOT / "THIRD_PARTY.md").write_text(text(), "utf-8")
