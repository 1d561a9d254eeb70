"""The editor of the SPARQL page: what is locked, how it is built, and the page with it in a browser."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

import pytest
from sparql_site import Visit

from kg.explorer.asking import sparql_page
from kg.report.known import Known
from kg.store import Store

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    plugin = ModuleType("hatchling.builders.hooks.plugin.interface")  # what builds wheels is not installed beside the tests
    plugin.BuildHookInterface = type("BuildHookInterface", (), {"__class_getitem__": classmethod(lambda cls, _: cls)})  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, plugin.__name__, plugin)
        spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built editor."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not on the path")
    place = tmp_path_factory.mktemp("frontend")
    shutil.copytree(FRONTEND, place / "frontend", ignore=shutil.ignore_patterns("node_modules"))
    command = [npm, "ci", "--no-audit", "--no-fund", "--fetch-retries=0", "--fetch-timeout=20000"]
    got = subprocess.run(command, cwd=place / "frontend", capture_output=True, text=True, timeout=120, check=False)
    if got.returncode:
        said = got.stderr.strip().splitlines() or [""]
        if any(word in got.stderr for word in ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENOTCACHED", "network")):
            pytest.skip(f"the registry cannot be reached: {said[0][:200]}")
        pytest.fail(got.stderr[-2000:])
    build = [npm, "run", "build", "--silent", "--", str(place)]
    done = subprocess.run(build, cwd=place / "frontend", capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return place


# ---- what is locked


def test_the_lock_file_has_checksums_and_no_addresses_and_only_licences_that_may_be_bundled() -> None:
    text = (FRONTEND / "package-lock.json").read_text("utf-8")
    assert "://" not in text
    packages = {name: one for name, one in json.loads(text)["packages"].items() if name}
    wanted = json.loads((FRONTEND / "package.json").read_text("utf-8"))
    assert {**wanted["dependencies"], **wanted["devDependencies"]}.items() <= {
        name.removeprefix("node_modules/"): one["version"] for name, one in packages.items()
    }.items()
    for name, one in packages.items():
        assert one["integrity"].startswith("sha512-"), name
        assert one["license"] == "MIT", name


# ---- the build


def test_it_goes_on_without_npm_and_says_why(hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "npm and node are not on the path" in hook._build(FRONTEND, tmp_path)
    monkeypatch.undo()
    monkeypatch.setenv("KG_EDITOR", "0")
    assert hook._build(FRONTEND, tmp_path) == "KG_EDITOR is 0."


def test_it_goes_on_where_npm_fails_and_says_what_failed(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("npm", "node"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\necho no network here >&2\nexit 7\n", "utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    said = hook._build(FRONTEND, tmp_path)
    assert said.startswith("npm ci failed (")
    assert "no network here" in said
    assert "\n" not in said


def test_the_bundle_comes_with_the_licence_of_every_package_in_it(bundle: Path) -> None:
    told = (bundle / "editor.licences.txt").read_text("utf-8")
    locked = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    for name in ("@codemirror/view", "@lezer/lr", "codemirror-lang-sparql", "style-mod"):
        assert f"{name} {locked[f'node_modules/{name}']['version']} (MIT)" in told
    assert told.count("Permission is hereby granted") == told.count("(MIT)\n") >= 10
    script = (bundle / "editor.js").read_text("utf-8")
    assert len(script) < 500_000
    assert "eval(" not in script
    assert "new Function" not in script


# ---- in a browser


@pytest.fixture
def visit(browser: Any, world: Store, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Visit]:
    monkeypatch.setattr(sparql_page, "_has_editor", lambda: True)
    context = browser.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    seen = Visit(context.new_page(), Known(world), {"editor.js": bundle / "editor.js"})
    yield seen
    assert [said for said in seen.complaints if "status of 400" not in said] == []
    context.close()


EDITOR = ".editor .cm-content"


@pytest.mark.browser
def test_the_field_is_an_editor_and_what_it_holds_is_sent(visit: Visit) -> None:
    visit.to("sparql.html")
    assert not visit.page.is_visible("#query")
    visit.page.keyboard.press("Control+a")  # the field has the focus from the start
    visit.page.keyboard.press("Delete")
    visit.page.keyboard.press("Tab")
    visit.page.click("label[for=query]")
    visit.page.keyboard.type("ASK { ?paper a kg:Paper ")  # the bracket that was opened closes itself
    assert visit.page.input_value("#query").startswith("ASK { ?paper a kg:Paper ")
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Control+Enter")
    assert visit.page.inner_text("#answer .lead") == "Yes."
    assert "ASK" in visit.page.inner_text(EDITOR)


@pytest.mark.browser
def test_tab_leaves_the_editor_and_undo_works_in_it(visit: Visit) -> None:
    visit.to("sparql.html")
    before = visit.page.input_value("#query")
    visit.page.focus(EDITOR)
    visit.page.keyboard.press("Control+Home")
    visit.page.keyboard.type("# words ")
    assert visit.page.input_value("#query") == f"# words {before}"
    visit.page.keyboard.press("Control+z")
    assert visit.page.input_value("#query") == before
    visit.page.keyboard.press("Tab")
    assert visit.page.evaluate("document.activeElement.id") == "view"


@pytest.mark.browser
def test_it_completes_terms_by_name_and_by_label_and_variables(visit: Visit) -> None:
    visit.to("sparql.html")
    visit.page.focus(EDITOR)
    visit.page.keyboard.press("Control+a")
    visit.page.keyboard.press("Delete")
    visit.page.keyboard.type("ASK { ?finding kg:flaw spin")
    option = visit.page.locator(".editor .cm-tooltip-autocomplete li", has_text="flaw:spin")
    option.first.wait_for()
    visit.page.keyboard.press("Escape")
    for _ in "spin":
        visit.page.keyboard.press("Backspace")
    visit.page.keyboard.type("?f")
    visit.page.locator(".editor .cm-tooltip-autocomplete li", has_text="?finding").first.wait_for()
    visit.page.keyboard.press("Escape")
    assert [url for _, url in visit.asked if url.endswith("/api/vocabulary")]


@pytest.mark.browser
def test_the_place_of_an_error_is_marked(visit: Visit) -> None:
    visit.to(f"sparql.html?{urlencode({'query': 'SELECT ?a WHERE {' + chr(10) + '  ?a kg:key }'})}")
    marked = visit.page.locator(".editor .cm-lintRange-error")
    assert marked.inner_text() == "}"
    assert visit.page.get_attribute(EDITOR, "aria-invalid") == "true"


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_editor(visit: Visit, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    visit.page.emulate_media(color_scheme=scheme)
    query = 'SELECT ?a WHERE { # all\n ?a kg:key "x"@en ; rdfs:label <http://a/b> . FILTER(STR(?a) > 5.0 && true) }'
    visit.to(f"sparql.html?{urlencode({'query': query})}")
    found = axe.Axe().run(visit.page, options={"preload": False}).response["violations"]
    assert found == [], json.dumps([(one["id"], one["nodes"][0]["html"][:200]) for one in found])
