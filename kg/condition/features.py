"""What is optional: which of it is there, and how to get the rest."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, entry_points

from kg import resources
from kg.condition.item import ABSENT, FEATURES, NOTE, OK, Item
from kg.condition.requirements import DISTRIBUTION, Requirement, installed, new_enough, requirements

__all__ = ["PURPOSES", "items"]

PURPOSES = {
    "remote": "stores on a server",
    "cluster": "kg ingest --cluster",
    "shapes": "kg check --shapes",
    "notebook": "kg in notebooks",
}  # by extra
_NOT_FOR_USERS = ("test", "docs", "release")  # extras for those who work on kg
_EDITOR = ("views", "static", "explorer", "editor.js")
_MODELS = "kg.extract.models"
_BACKENDS = "networkx.backends"
_OWN_BACKENDS = ("nx_loopback",)  # for networkx's tests


def items() -> Iterator[Item]:
    """What is found of each."""
    try:
        of_extras: dict[str, list[Requirement]] = {}
        for one in requirements():
            if one.extra and one.extra not in _NOT_FOR_USERS:
                of_extras.setdefault(one.extra, []).append(one)
    except PackageNotFoundError:  # run without being installed
        of_extras = {}
    yield from (_extra(name, packages) for name, packages in sorted(of_extras.items()))
    yield from _frames()
    yield _editor()
    yield _offered("NetworkX backends", _BACKENDS, _OWN_BACKENDS)
    yield _offered("models for kg extract", _MODELS)


def _extra(name: str, packages: list[Requirement]) -> Item:
    found = {one.package: installed(one.package) for one in packages}
    missing = [one.package for one in packages if found[one.package] is None]
    old = [one.package for one in packages if (v := found[one.package]) and one.least and not new_enough(v, one.least)]
    purpose, remedy = PURPOSES.get(name, f"extra {name}"), f"pip install '{DISTRIBUTION}[{name}]'"
    if missing:
        return Item(FEATURES, purpose, ABSENT, f"needs {', '.join(missing)}", remedy)
    told = ", ".join(f"{package} {version}" for package, version in found.items())
    if old:
        return Item(FEATURES, purpose, NOTE, f"{told}: {', '.join(old)} is too old", f"{remedy} --upgrade")
    return Item(FEATURES, purpose, OK, told)


def _frames() -> Iterator[Item]:
    for package in ("pandas", "polars"):
        found = installed(package)
        if found:
            yield Item(FEATURES, f"tables as {package}", OK, found)
        else:
            yield Item(FEATURES, f"tables as {package}", ABSENT, f"needs {package}", f"pip install {package}")


def _editor() -> Item:
    name = "editor of the SPARQL page"
    try:
        resources.read_text(*_EDITOR)
    except OSError:
        return Item(
            FEATURES, name, ABSENT, "not built; the page works without", "Build the wheel where npm is (frontend/README.md)."
        )
    return Item(FEATURES, name, OK, "built in")


def _offered(name: str, group: str, without: tuple[str, ...] = ()) -> Item:
    found = sorted({point.name for point in entry_points(group=group)} - {*without})
    return Item(FEATURES, name, OK if found else ABSENT, ", ".join(found) or "none installed")
