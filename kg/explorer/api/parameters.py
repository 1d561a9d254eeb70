"""What an address may be asked with: names, kinds and bounds, for reading a request and for telling of it in OpenAPI."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import UsageError, nearest
from kg.explorer.asked import Asked

__all__ = ["LIMIT", "OFFSET", "Parameter", "Values", "read"]

LONGEST = 500  # characters of a text
_TRUE, _FALSE = "true", "false"

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that may be given. `kind` is text, integer or boolean; `choices` are all that a text may be.

    A text has between 1 and `longest` characters; its `pattern` is told, and left to who reads the value. A parameter that may be
    given `many` times, and has to be `fewest`, is read as a tuple.
    `default` is what holds where it is not given; a parameter that is `required` has none.
    """

    name: str
    about: str
    kind: str = "text"
    required: bool = False
    default: Any = None
    least: int = 0
    most: int = 0
    longest: int = LONGEST
    pattern: str = r"\S"
    choices: tuple[str, ...] = ()
    many: int = 0
    fewest: int = 0

    def schema(self) -> dict[str, Any]:
        """What a value has to be, as JSON Schema."""
        one: dict[str, Any] = {"type": {"text": "string"}.get(self.kind, self.kind)}
        if self.kind == "integer":
            one |= {"minimum": self.least, "maximum": self.most}
        elif self.choices:
            one |= {"enum": list(self.choices)}
        elif self.kind == "text":
            one |= {"minLength": 1, "maxLength": self.longest, "pattern": self.pattern}
        if self.many:
            few = {"minItems": self.fewest} if self.fewest else {}
            return {"type": "array", "items": one, "maxItems": self.many, "uniqueItems": True} | few
        return one if self.default is None else one | {"default": self.default}

    def openapi(self) -> dict[str, Any]:
        """The parameter as an OpenAPI 3.1 object."""
        told: dict[str, Any] = {"name": self.name, "in": "query", "description": self.about, "required": self.required}
        return told | ({"style": "form", "explode": True} if self.many else {}) | {"schema": self.schema()}

    def value(self, text: str) -> Any:
        """The value that the text stands for; raises UsageError where it is none."""
        if self.kind == "integer":
            if not re.fullmatch(r"-?[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
                raise UsageError(f"{self.name} has to be a whole number from {self.least:,} to {self.most:,}, not {text[:40]!r}.")
            return int(text)
        if self.kind == "boolean":
            if text not in (_TRUE, _FALSE):
                raise UsageError(f"{self.name} has to be true or false, not {text[:40]!r}.")
            return text == _TRUE
        if self.choices and text not in self.choices:
            hint = nearest(text, self.choices) or f"One of: {', '.join(self.choices[:20])}."
            raise UsageError(f"{self.name} cannot be {text[:40]!r}.", hint=hint)
        if len(text) > self.longest:
            raise UsageError(f"{self.name} has {len(text):,} characters; at most {self.longest} are read.")
        if not text.strip():
            raise UsageError(f"{self.name} is empty.", hint=self.about)
        return text


LIMIT = Parameter("limit", "At most so many items.", "integer", default=50, least=1, most=500)
OFFSET = Parameter("offset", "How many items to pass over.", "integer", default=0, least=0, most=1_000_000)


def read(asked: Asked, parameters: Sequence[Parameter]) -> Values:
    """The values by name; raises UsageError for what is unknown, missing, given too often or not what it has to be."""
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, list[Any]] = {}
    for name, text in asked.query:
        if name not in known:
            told = nearest(name, known) or (f"It has: {', '.join(known)}." if known else "It has none.")
            raise UsageError(f"{asked.path} has no parameter {name[:60]!r}.", hint=told)
        given.setdefault(name, []).append(known[name].value(text))
    values: Values = {}
    for name, parameter in known.items():
        found = list(dict.fromkeys(given.get(name, [])))
        if parameter.required and not found:
            raise UsageError(f"{asked.path} needs {name}: {parameter.about}")
        if parameter.many:
            if found and not parameter.fewest <= len(found) <= parameter.many:
                raise UsageError(f"{name} may be given {parameter.fewest or 1} to {parameter.many} times, not {len(found)}.")
            values[name] = tuple(found)
        elif len(given.get(name, [])) > 1:
            raise UsageError(f"{name} is given {len(given[name])} times; one value is read.")
        else:
            values[name] = found[0] if found else parameter.default
    return values
