"""The pictures that the README shows are those of the shipped corpus, to the byte."""

from __future__ import annotations

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from kg.store import Store

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "pictures"
NAMES = ("course", "matrix", "recurrence")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that draws them, which has no ending."""
    if not SCRIPT.is_file():
        pytest.skip("scripts/ is not part of this copy")
    spec = spec_from_loader("pictures_script", SourceFileLoader("pictures_script", str(SCRIPT)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_folder_holds_the_pictures_of_the_script_and_no_other(script: ModuleType) -> None:
    assert sorted(script.FIGURES) == list(NAMES)
    assert sorted(path.stem for path in script.FOLDER.iterdir()) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_is_fresh(script: ModuleType, corpus: Store, name: str) -> None:
    drawn = script.FIGURES[name](corpus).wide.svg()
    assert (script.FOLDER / f"{name}.svg").read_text("utf-8") == drawn, "scripts/pictures draws it anew"
