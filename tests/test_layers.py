"""The rooms of docs/house.md against the imports that the modules of kg really have."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kg.readers import READERS

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "kg"
HOUSE = ROOT / "docs" / "house.md"
LONGEST = 300  # lines of a module
SHAPELESS = {"util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "managers", "handler", "handlers"}
PURE = {"ahocorasick_rs", "numpy"}  # what a pure room may import besides the standard library, kg.printed and itself


@dataclass(frozen=True)
class Room:
    """A row of the table: the modules it holds, and the siblings that may be used across it (None: all of them)."""

    layer: int
    name: str
    modules: tuple[str, ...]
    siblings: tuple[str, ...] | None


@cache
def rooms() -> tuple[Room, ...]:
    found = []
    for line in HOUSE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 4 and re.match(r"\d", cells[0]):
            modules = tuple(re.findall(r"`(kg[\w./]*)`", cells[1]))
            said = cells[2]
            siblings = None if said == "each other" else tuple(re.findall(r"`(kg[\w./]*)`", said))
            assert said in ("each other", "nothing beside it") or siblings, f"unclear: {line}"
            found.append(Room(int(cells[0].split()[0]), cells[0].split()[1], modules, siblings))
    return tuple(found)


@cache
def modules() -> dict[str, Path]:
    """Every module of kg by its dotted name."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text("utf-8"))


def _holds(pattern: str, module: str) -> bool:
    """Whether `kg.extract/` (a package and all in it) or `kg.errors` (one module) names the module."""
    package = pattern.removesuffix("/")
    return module == package or (pattern.endswith("/") and module.startswith(f"{package}."))


def _room(module: str) -> Room:
    homes = [room for room in rooms() if any(_holds(pattern, module) for pattern in room.modules)]
    assert len(homes) == 1, f"{module} is in {[room.name for room in homes] or 'no room'} of docs/house.md"
    return homes[0]


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes that run: the bodies of `if TYPE_CHECKING:` left out."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for child in node.orelse:
            yield from _statements(child)
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _statements(child)


@cache
def imports(module: str) -> frozenset[tuple[str, bool]]:
    """The modules it imports, and whether only inside a function."""
    found = set()

    def visit(node: ast.AST, inside: bool) -> None:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.orelse:
                visit(child, inside)
            return
        if isinstance(node, ast.Import):
            found.update((alias.name, inside) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add((inner if inner in modules() else str(node.module), inside))
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("import_module", "importlib.import_module"):
            found.update((a.value, True) for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
        within = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, within)

    visit(tree(module), False)
    return frozenset(found)


def _own(module: str) -> Iterator[str]:
    """The modules of kg that a module imports; a package's own name counts as that package."""
    return (name for name, _ in sorted(imports(module)) if name == "kg" or name.startswith("kg."))


def _outside(module: str) -> set[str]:
    return {name.partition(".")[0] for name, _ in imports(module)} - {"kg"}


# ---- the table


def test_the_table_is_read_whole() -> None:
    assert len(rooms()) >= 10
    assert [room.layer for room in rooms()] == sorted(room.layer for room in rooms())
    assert len({room.name for room in rooms()}) == len(rooms())


def test_every_room_exists() -> None:
    for room in rooms():
        for pattern in room.modules:
            assert any(_holds(pattern, module) for module in modules()), f"docs/house.md has {pattern}, the package has not"


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_belongs_to_one_room_and_imports_only_what_stands_above_it(module: str) -> None:
    here = _room(module)
    for name in _own(module):
        target = _room(name)
        beside = here.siblings is None if target is here else False
        named = here.siblings is not None and any(_holds(pattern, name) for pattern in here.siblings)
        if target.layer < here.layer or name == module or (target.layer == here.layer and (beside or named)):
            continue
        pytest.fail(f"{module} ({here.name}) imports {name} ({target.name}), which docs/house.md does not allow")


def test_no_format_knows_another() -> None:
    formats = set(READERS.values())
    for module in sorted(formats):
        assert not (formats - {module}) & set(_own(module)), f"{module} imports the reader of another format"


def test_no_circles() -> None:
    """Imports at module level never lead back."""
    done: set[str] = set()

    def walk(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, f"a circle: {' -> '.join((*way, module))}"
        if module in done:
            return
        for name, inside in sorted(imports(module)):
            if not inside and name in modules() and name != module:
                walk(name, (*way, module))
        done.add(module)

    for module in modules():
        walk(module, ())


# ---- rules of the house


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_stays_short_and_says_what_it_is(module: str) -> None:
    lines = modules()[module].read_text("utf-8").count("\n")
    assert lines <= LONGEST, f"{module} has {lines} lines"
    assert modules()[module].stem not in SHAPELESS
    if lines:
        assert ast.get_docstring(tree(module)), f"{module} has no docstring"


def test_one_module_imports_pyvis_and_only_when_a_page_is_made() -> None:
    users = {(module, inside) for module in modules() for name, inside in imports(module) if name.partition(".")[0] == "pyvis"}
    assert users == {("kg.views.network", True)}


def test_click_is_the_command_lines_alone() -> None:
    assert {module for module in modules() if "click" in _outside(module)} <= {m for m in modules() if m.startswith("kg.cli")}


def test_the_engine_stays_below_the_views_and_the_readers() -> None:
    for module in modules():
        if module.startswith(("kg.views", "kg.readers", "kg.extract", "kg.stats", "kg.cli")):
            assert not _outside(module) & {"pyoxigraph", "rdflib", "oxrdflib"}, module


def test_views_know_neither_store_nor_vocabulary_and_write_no_file() -> None:
    for module in modules():
        if module.startswith("kg.views"):
            assert not any(name.startswith(("kg.store", "kg.rdf", "kg.sparql")) for name in _own(module)), module
            assert not _touches_files(module), module


def test_the_store_knows_no_vocabulary() -> None:
    for module in modules():
        if module.startswith("kg.store"):
            assert set(_own(module)) <= {m for m in modules() if m.startswith("kg.store")} | {"kg.errors", "kg.resources"}, module
    for path in (PACKAGE / "store").rglob("*.rq"):
        assert "kg:" not in path.read_text("utf-8"), path


def _touches_files(module: str) -> list[str]:
    """Calls that open or write a file, or ask the clock."""
    wanted = {
        "open",
        "read_text",
        "read_bytes",
        "write_text",
        "write_bytes",
        "mkdir",
        "unlink",
        "now",
        "today",
        "time",
        "monotonic",
    }
    found = []
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.rpartition(".")[2] in wanted:
                found.append(f"{name} in line {node.lineno}")
    own = ("read_text",)  # of what the package ships
    allowed = {"kg.views.network": ("found[-1].read_text", *own), "kg.views.render": own, "kg.views.handbook": own}
    return [call for call in found if call.partition(" ")[0] not in allowed.get(module, ())]


@pytest.mark.parametrize(
    "module", [m for m in sorted(modules()) if m.startswith(("kg.extract", "kg.stats")) and m != "kg.extraction"]
)
def test_pure_rooms_import_next_to_nothing_and_touch_neither_file_nor_clock(module: str) -> None:
    room = ".".join(module.split(".")[:2])
    assert set(_own(module)) <= {m for m in modules() if m.startswith(room)} | {"kg.printed"}
    assert _outside(module) <= set(sys.stdlib_module_names) | PURE
    assert not _outside(module) & {"os", "pathlib", "time", "datetime", "random", "socket", "subprocess", "io", "tempfile"}
    assert not _touches_files(module)


def test_sparql_lives_in_files() -> None:
    """No text of a question in Python, except in the store, which takes questions apart."""
    question = re.compile(r"\b(?:SELECT|CONSTRUCT|ASK|DESCRIBE|INSERT|DELETE)\b[^{}]*\{|\bWHERE\s*\{|\bFROM\s*<", re.DOTALL)
    for module in modules():
        if module.startswith("kg.store"):
            continue
        documentation = {id(n.value) for n in ast.walk(tree(module)) if isinstance(n, ast.Expr)}
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
                assert not question.search(node.value), f"{module}, line {node.lineno}: {node.value[:60]!r}"


def test_shipped_files_are_found_by_one_module() -> None:
    users = {module for module in modules() for name, _ in imports(module) if name.startswith("importlib.resources")}
    users |= {
        module for module in modules() for node in ast.walk(tree(module)) if isinstance(node, ast.Name) and node.id == "__file__"
    }
    assert users == {"kg.resources"}


def test_public_names_are_sorted_and_there() -> None:
    for module in modules():
        for node in tree(module).body:
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
                names = [ast.literal_eval(e) for e in node.value.elts]  # type: ignore[attr-defined]
                assert len(set(names)) == len(names), module


# ---- what a call costs


def _loaded_by(code: str, *names: str) -> set[str]:
    """Which of these are loaded after the code, in a fresh interpreter."""
    program = f"import sys\n{code}\nprint(*[n for n in {names!r} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


HEAVY = ("pydantic", "rdflib", "networkx", "pyvis", "numpy", "jinja2", "lxml", "yaml", "IPython", "pandas", "polars")


@pytest.mark.parametrize("code", ["import kg", "import kg.cli.main", "from kg.cli.main import run; run(['--help'])"])
def test_starting_is_light(code: str) -> None:
    assert not _loaded_by(code, *HEAVY, "pyoxigraph")


def test_a_named_question_is_light(corpus_place: Path) -> None:
    call = (
        f"from kg.cli.main import run; assert run(['--store', {str(corpus_place)!r}, 'query', 'papers', '--format', 'csv']) == 0"
    )
    assert not _loaded_by(call, *HEAVY)
    call = f"from kg.cli.main import run; assert run(['--store', {str(corpus_place)!r}, 'flaws', '--format', 'json']) == 0"
    assert not _loaded_by(call, *HEAVY)


def test_public_face() -> None:
    """Every name of `kg` is there whatever was imported before, also where a module has the same name."""
    code = """
import kg, importlib, pkgutil
for found in pkgutil.walk_packages(kg.__path__, 'kg.'):
    if '__main__' not in found.name:
        importlib.import_module(found.name)
assert sorted(kg.__all__) == kg.__all__ and set(kg.__all__) <= set(dir(kg))
wrong = [n for n in kg.__all__ if not callable(getattr(kg, n))]
again = [n for n in kg.__all__ if not callable(getattr(kg, n))]
print(*wrong, *again)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [], "modules hide the functions of the same name"
