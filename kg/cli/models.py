"""Models that propose estimates: callables that other packages offer as entry points of the group `kg.extract.models`.

None ships with kg. What a model proposes counts only as far as `kg.extract.proposals` finds it in the text.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from importlib.metadata import EntryPoint, entry_points
from typing import NamedTuple

from kg.errors import KgError, UsageError, nearest
from kg.extract import EstimateMention, Refusal, accept
from kg.extract.proposals import ask

__all__ = ["GROUP", "Model", "model_named"]

GROUP = "kg.extract.models"


class Model(NamedTuple):
    """A callable from text to proposals, and its name and version as they stand in the rule of what is accepted."""

    name: str
    propose: Callable[[str], Iterable[object]]

    def read(self, text: str, estimates: Iterable[EstimateMention]) -> tuple[tuple[EstimateMention, ...], tuple[Refusal, ...]]:
        """What is accepted of its proposals, and what is refused. What it prints goes to stderr: stdout is for results."""
        with redirect_stdout(sys.stderr):
            return accept(text, ask(self.propose, text), estimates, model=self.name)


def model_named(name: str) -> Model:
    """The installed model of that name; raises UsageError where it is not one, KgError where it cannot be loaded."""
    offered = entry_points(group=GROUP)
    found = [point for point in offered if point.name == name]
    if not found:
        names = sorted({point.name for point in offered})
        none = f"None is installed: a package offers one as entry point of {GROUP}."
        known = f"Installed: {', '.join(names)}." if names else none
        raise UsageError(f"There is no model {name!r}.", hint=" ".join(filter(None, (nearest(name, names), known))))
    if len({point.value for point in found}) > 1:
        raise UsageError(f"More than one package offers a model {name!r}: {', '.join(sorted(p.value for p in found))}.")
    try:
        with redirect_stdout(sys.stderr):
            propose = found[0].load()
    except (Exception, SystemExit) as error:  # the package is not ours: whatever fails in it is its failure
        raise KgError(f"The model {name!r} cannot be loaded: {type(error).__name__}: {error}") from None
    if not callable(propose):
        raise KgError(f"The model {name!r} cannot be called: {found[0].value} is {type(propose).__name__}.")
    return Model(" ".join(filter(None, (name, _version(found[0])))), propose)


def _version(point: EntryPoint) -> str:
    return point.dist.version if point.dist else ""
