"""The packages that kg brings, with their licences, as the environment of this interpreter has them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

__all__ = ["READ", "Brought", "brought", "forbidden", "licence"]

READ = {"ahocorasick-rs": "Apache-2.0", "asttokens": "Apache-2.0", "owlrl": "W3C-20150513", "pyvis": "BSD-3-Clause"}
"""What we read in the licence files of packages whose metadata names no licence that a program understands."""

FORBIDDEN = ("GPL-", "AGPL-", "GNU General Public", "GNU Affero")  # how they begin, in SPDX and in classifiers


class Brought(NamedTuple):
    """A package, its version, its licence ("" where it says none), and for which extras of kg it is needed ("" is always)."""

    name: str
    version: str
    licence: str
    extras: frozenset[str]


def brought(package: str, extras: tuple[str, ...] = ()) -> list[Brought]:
    """All that a package needs, directly or not, always or for one of its extras; sorted by name.

    Raises importlib.metadata.PackageNotFoundError where one of them is not installed.
    """
    found: dict[str, set[str]] = {}
    for extra in ("", *extras):
        waiting = [(package, frozenset((extra,)))]
        seen = set(waiting)
        while waiting:
            for needed in _needs(*waiting.pop()):
                found.setdefault(needed[0], set()).add(extra)
                if needed not in seen:
                    seen.add(needed)
                    waiting.append(needed)
    made = []
    for name, wanted in found.items():
        of = distribution(name)
        made.append(Brought(of.name, of.version, licence(of), frozenset(("",) if "" in wanted else wanted)))
    return sorted(made, key=lambda one: canonicalize_name(one.name))


def _needs(package: str, extras: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for line in distribution(package).requires or ():
        one = Requirement(line)
        if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in extras or ("",)):
            yield canonicalize_name(one.name), frozenset(one.extras)


def licence(of: Distribution) -> str:
    """What the metadata of a package says: the SPDX expression, else what we read, else the classifiers, else a short text."""
    said = of.metadata.get_all("License-Expression") or ()
    if said:
        return str(said[0])
    if canonicalize_name(of.name) in READ:
        return READ[canonicalize_name(of.name)]
    classified = [c.rsplit(" :: ", 1)[1] for c in map(str, of.metadata.get_all("Classifier") or ()) if c.startswith("License ::")]
    short = [text for text in map(str, of.metadata.get_all("License") or ()) if len(text) < 40]
    return ", ".join(classified or short)


def forbidden(said: str) -> bool:
    """Whether a licence leaves no choice but one that kg may not bring. The Lesser GPL is none of those."""
    return all(any(word in choice.replace("LGPL-", "") for word in FORBIDDEN) for choice in said.split(" OR "))
