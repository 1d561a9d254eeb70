"""Sites written to folders: of the invented papers, and of a paper whose every text would like to be markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import kg
from kg.cli.folders import Written
from kg.report.known import Known
from kg.report.site import files
from kg.store import Store, open_store

NASTY = (
    "</script><script>window.bad=1</script>", "<img src=x onerror=window.bad=1>", '" onmouseover="window.bad=1',
    "<!-- <script>",
    "]]></style><svg/onload=window.bad=1>",
    "javascript:window.bad=1", "{{ 7*7 }}{% raw %}", "a\u202etxt\u2066b", "l\u2028s\u2029e",
    "\n@prefix x: <y> .\n",
)  # fmt: skip


def write_site(store: Store, folder: Path, passages: str = "short") -> Path:
    folder.mkdir(parents=True)
    written = Written(folder)
    for file in files(Known(store, passages)):
        written.add(file.address, file.text)
    return folder


@pytest.fixture(scope="session")
def written() -> Callable[..., Path]:
    """`written(store, folder, passages)`: the site of a store, in a folder."""
    return write_site


@pytest.fixture(scope="session")
def site(world: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the invented papers."""
    return write_site(world, tmp_path_factory.mktemp("report") / "site")


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store whose one paper has a nasty text in every field that takes one."""
    import yaml

    content = {
        "format": 1,
        "paper": {"key": "con", "title": " ".join(NASTY), "authors": list(NASTY), "year": 1999, "journal": NASTY[0],
                  "label": NASTY[1],
                  "url": "https://example.org/?q='(x)&y="},
        "study": {"design": "other", "condition": NASTY[2],
                  "arms": [{"id": f"arm-{i}", "label": text} for i, text in enumerate(NASTY)]},
        "outcomes": [
            {"id": f"o-{i}", "label": text, "scale": text, "estimates": [
                {"timepoint": text, "measure": "MD", "arms": ["arm-0", "arm-1"], "value": "1",
                 "ci": ["-1", "3"], "printed": text, "p": "NS"}]}
            for i, text in enumerate(NASTY)
        ],
        "appraisals": [
            {"assessor": {"name": text, "kind": "person"}, "source": {"kind": "other", "title": text},
             "findings": [
                {"flaw": "spin", "presence": ("present", "absent")[i % 2], "why": text,
                 "where": {"section": text, "paragraph": 1}}]}
            for i, text in enumerate(NASTY)
        ],
        "cited_by": [{"title": text, "publisher": text, "kind": "web-page"} for text in NASTY],
        "notes": "\n".join(NASTY),
    }  # fmt: skip
    path = tmp_path_factory.mktemp("hostile") / "nasty.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    with open_store() as store:
        assert {result.status for result in kg.ingest(store, [path])} == {"added"}
        yield store


@pytest.fixture(scope="session")
def hostile_site(hostile: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(hostile, tmp_path_factory.mktemp("report") / "hostile")
