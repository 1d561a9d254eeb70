"""What an installed kg requires, as its own metadata has it: packages by name, from which version on, for which extra."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, distribution, version
from typing import NamedTuple

__all__ = ["DISTRIBUTION", "Requirement", "installed", "module_of", "new_enough", "requirements"]

DISTRIBUTION = "appraisal-kg"
_FORM = re.compile(r"(?P<name>[A-Za-z0-9][\w.-]*)\s*(?:>=\s*(?P<least>\d[\w.]*))?\s*(?:;\s*(?P<marker>.*))?")
_EXTRA = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_MODULES = {"pyyaml": "yaml"}  # where the module is not called as the package


class Requirement(NamedTuple):
    """A package that kg needs: from version `least` on ("" for any), always or for an extra ("" for always)."""

    package: str
    least: str
    extra: str


def requirements() -> Iterator[Requirement]:
    """All of them; raises importlib.metadata.PackageNotFoundError where kg runs without being installed.

    Lower bounds are all that kg's metadata has, which a test holds.
    """
    for line in distribution(DISTRIBUTION).requires or ():
        found = _FORM.fullmatch(line.strip())
        if found is None:
            continue
        extra = _EXTRA.search(found["marker"] or "")
        yield Requirement(found["name"], found["least"] or "", extra[1] if extra else "")


def installed(package: str) -> str | None:
    """The version of a package; None where it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def new_enough(found: str, least: str) -> bool:
    """Whether a version is that one or a later one, by the numbers it begins with."""
    return _numbers(found) >= _numbers(least)


def module_of(package: str) -> str:
    """The name that a package is imported by."""
    return _MODULES.get(package.lower(), package.lower().replace("-", "_"))


def _numbers(text: str) -> tuple[int, ...]:
    found = re.match(r"\d+(?:\.\d+)*", text)
    numbers = [int(part) for part in found[0].split(".")] if found else []
    while numbers and not numbers[-1]:  # 2.0 is 2
        numbers.pop()
    return tuple(numbers)
