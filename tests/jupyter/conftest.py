"""A store of hostile words, what an HTML fragment is made of, and a running IPython without a terminal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

import kg
from kg.store import Store, open_store

NASTY = (
    "</script><script>alert(1)</script>",
    '<img src=x onerror=alert(1)>"><svg/onload=alert(2)>',
    'javascript:alert(3)" href="javascript:alert(4)',
    "cost $5 and $10, \\(x\\) {{ 7*7 }}{% raw %}",
    "a\u202etxt.exe\u2066b",
    "\x9b31m red \x1b[31m",
)


@pytest.fixture(scope="session")
def nasty() -> tuple[str, ...]:
    return NASTY


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A paper of whom everything is said in hostile words."""
    place = tmp_path_factory.mktemp("hostile") / "hostile-1999.yaml"
    content = {
        "format": 1,
        "paper": {"key": "hostile-1999", "title": " ".join(NASTY), "authors": [*NASTY], "year": 1999, "label": NASTY[0]},
        "study": {"design": "other", "condition": NASTY[1], "arms": [{"id": f"a-{i}", "label": NASTY[i]} for i in range(6)]},
        "outcomes": [{"id": "o", "label": NASTY[1], "estimates": [
            {"timepoint": NASTY[0], "measure": "MD", "arms": ["a-0", "a-1"], "value": "1", "ci": ["-1", "3"], "printed": NASTY[0]}
        ]}],
        "appraisals": [
            {
                "assessor": {"name": one, "kind": "person"},
                "source": {"kind": "other", "title": one},
                "findings": [{"flaw": "spin", "presence": ("present", "absent")[i % 2], "why": one}],
            }
            for i, one in enumerate(NASTY)
        ],
    }  # fmt: skip
    place.write_text(yaml.safe_dump(content), "utf-8")
    with open_store() as store:
        assert [result.status for result in kg.ingest(store, [place])] == ["added"]
        yield store


@dataclass
class Markup:
    """Elements with their attributes, and all text, of a fragment of HTML."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    text: str = ""

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


@pytest.fixture(scope="session")
def parsed() -> Callable[[str], Markup]:
    """`parsed(html)`: the fragment, after checks that hold for each: nothing runs, nothing is loaded, no colour of its own."""

    def parse(html: str) -> Markup:
        found = Markup()

        class Reader(HTMLParser):
            def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
                found.elements.append((tag, dict(attrs)))

            def handle_data(self, data: str) -> None:
                found.text += data

        reader = Reader(convert_charrefs=True)
        reader.feed(html)
        reader.close()
        for tag, attributes in found.elements:
            assert tag not in ("script", "style", "link", "object", "embed", "form", "base", "meta", "svg")
            assert not any(name.startswith("on") for name in attributes), (tag, attributes)
            assert (attributes.get("href") or "https:").startswith(("https://", "http://", "https:"))
            assert (attributes.get("src") or "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
            assert not re.search(r"url\(|background|#[0-9a-f]{3}|rgb|\bcolor:(?! inherit)", attributes.get("style") or "")
        return found

    return parse


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """An IPython with `%load_ext kg`, as a kernel has it."""
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    folder: Path = tmp_path_factory.mktemp("ipython")
    running = InteractiveShell(config=config, ipython_dir=str(folder))
    running.run_line_magic("load_ext", "kg")
    yield running
    running.run_line_magic("unload_ext", "kg")
