"""The rules of `ontology/rules/` and their parameters.

A rule is a file `NN-name.rq`: a whole CONSTRUCT query under a header of comments

    # title: Few of those screened were randomized
    # flaw: heavy-screening                 (the category that a finding is a candidate for; a rule may have none)
    # alert: warning                        (violation: cannot all be true; warning: a likely flaw; note: good to know)
    # version: 1
    # about: what it looks for, why it matters, where that is said
    # caution: what it cannot know

with a slot `VALUES ?percent_randomized { UNDEF }` for each parameter of `parameters.toml` that it uses. It constructs one node
for each finding: a blank one, or one with an IRI where the same inputs may give two, so that each has an id of its own.

    CONSTRUCT { [] kg:paper ?paper ; kg:target ?target ; kg:message ?message ; kg:arithmetic ?steps ;
                   prov:used ?estimate, ?threshold ; prov:wasDerivedFrom ?graph }

`kg:flaw` and `kg:alert` may be stated there too, where they depend on what is found.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple, cast, get_args

from kg import resources
from kg.errors import NotFound, UsageError, nearest

__all__ = ["ALERTS", "Alert", "Parameter", "Rule", "Settings", "catalogue", "parameters", "rule", "settings"]

Alert = Literal["violation", "warning", "note"]
ALERTS: tuple[Alert, ...] = get_args(Alert)
_HEADER = re.compile(r"# (title|flaw|alert|version|about|caution): (.*)")
_STATED = re.compile(rf"\balert:({'|'.join(ALERTS)})\b")
_SLOT = re.compile(r"VALUES \?(\w+) \{ UNDEF \}")


class Parameter(NamedTuple):
    """A number that a rule depends on: its default, what it means, where the default is from, and between what it makes sense."""

    name: str
    default: Decimal
    about: str
    source: str
    least: Decimal
    most: Decimal


class Rule(NamedTuple):
    """A rule as its file says it. `parameters` are the names of those it uses, in alphabetical order."""

    name: str
    title: str
    flaw: str | None
    alert: Alert
    version: int
    about: str
    caution: str
    parameters: tuple[str, ...]
    text: str

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """The severities that its findings can have, the usual one first: a query that says the alert itself names them."""
        said = _STATED.findall(self.text) if "kg:alert ?" in self.text.partition("WHERE")[0] else []
        return tuple(dict.fromkeys((self.alert, *said)))


Settings = Mapping[str, Decimal]


@cache
def parameters() -> Mapping[str, Parameter]:
    """The parameters of all rules by name, from `ontology/rules/parameters.toml`."""
    found = tomllib.loads(resources.shipped("ontology", "rules", "parameters.toml").read_text("utf-8"), parse_float=Decimal)
    return {
        name: Parameter(
            name, Decimal(of["default"]), of["about"], of["source"], Decimal(of.get("least", 0)), Decimal(of.get("most", 10**9))
        )
        for name, of in found.items()
    }


@cache
def catalogue() -> tuple[Rule, ...]:
    """The rules, in the order of their files."""
    files = sorted(resources.folder("ontology", "rules").glob("*.rq"))
    return tuple(_parse(path.stem.partition("-")[2], path.read_text("utf-8")) for path in files)


def rule(name: str) -> Rule:
    """The rule of that name; raises NotFound, naming the nearest."""
    for one in catalogue():
        if one.name == name:
            return one
    known = [one.name for one in catalogue()]
    raise NotFound(f"There is no rule {name!r}.", hint=nearest(name, known) or "kg check --list shows them all.")


def settings(given: Mapping[str, str] | None = None) -> Settings:
    """Every parameter with its value: the default, or the one given as text; raises UsageError for what is none."""
    found = {name: parameter.default for name, parameter in parameters().items()}
    for name, text in (given or {}).items():
        if name not in found:
            raise UsageError(f"No rule has a parameter {name!r}.", hint=nearest(name, found) or "kg check --list names them.")
        if not re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", text):
            raise UsageError(f"{name} has to be a number from 0 on, such as {found[name]}, not {text!r}.")
        known, value = parameters()[name], Decimal(text)
        if not known.least <= value <= known.most:
            bound = f"at least {known.least}" if value < known.least else f"at most {known.most}"
            raise UsageError(f"{name} has to be {bound}, not {text}.", hint=known.about)
        found[name] = value
    return found


def _parse(name: str, text: str) -> Rule:
    said: dict[str, str] = {}
    last = ""
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if found := _HEADER.fullmatch(line):
            last = found[1]
            said[last] = found[2]
        else:
            said[last] += " " + line.lstrip("# ")
    return Rule(
        name,
        said["title"],
        said.get("flaw"),
        cast("Alert", said["alert"]),
        int(said["version"]),
        said["about"],
        said["caution"],
        tuple(sorted(set(_SLOT.findall(text)) & set(parameters()))),
        text,
    )
