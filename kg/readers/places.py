"""YAML as plain data with the line of every value, so that a problem can name its place.

Stricter than YAML where that protects people: scalars stay the text they were written as (4.70 is not
4.7, NO is not false), anchors and tags are refused, keys may not repeat, depth and size are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from kg.errors import InputError, Problem

__all__ = ["Loc", "Places", "load"]

Loc = tuple[str | int, ...]
Value = dict[str, "Value"] | list["Value"] | str | bool | None

MAX_DEPTH = 30  # the format needs 8
MAX_VALUES = 500_000  # the largest appraisal of the corpus has about 4,000

_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "true": True, "false": False}


class Places(dict[Loc, int]):
    """Line numbers (from 1) by location; an unknown location falls back to what holds it."""

    def where(self, loc: Loc) -> str:
        """The place in words: `line 12, outcomes[0].better`."""
        known = loc
        while known and known not in self:
            known = known[:-1]
        line = self.get(known, 1)
        path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
        return f"line {line}, {path}" if path else f"line {line}"


def load(name: str, text: str) -> tuple[Value, Places]:
    """The one YAML document in `text` and the line of each of its values; raises InputError with the place."""
    places = Places()
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        value = _Builder(name, places, events).document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(name, [Problem(where, f"this is not YAML: {error.problem or error.context}")]) from None
    except yaml.YAMLError as error:
        raise InputError(name, [Problem("", f"this is not YAML: {error}")]) from None
    return value, places


class _Builder:
    def __init__(self, name: str, places: Places, events: Iterator[yaml.Event]) -> None:
        self.name = name
        self.places = places
        self.events = events
        self.problems: list[Problem] = []

    def document(self) -> Value:
        value: Value = None
        seen = 0
        for event in self.events:
            if isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentStartEvent | yaml.DocumentEndEvent):
                continue
            if seen:
                raise InputError(self.name, [self._at(event, "a second document starts here; one file describes one paper")])
            value = self._value(event, ())
            seen += 1
        if self.problems:
            raise InputError(self.name, self.problems)
        return value

    def _at(self, event: yaml.Event, message: str) -> Problem:
        return Problem(f"line {_line(event)}, column {event.start_mark.column + 1 if event.start_mark else 1}", message)

    def _value(self, event: yaml.Event, loc: Loc) -> Value:
        self.places[loc] = _line(event)
        if len(self.places) > MAX_VALUES:
            raise InputError(self.name, [self._at(event, f"more than {MAX_VALUES} values; this is no appraisal of one paper")])
        if len(loc) > MAX_DEPTH:
            raise InputError(self.name, [self._at(event, f"nested more than {MAX_DEPTH} deep")])
        if isinstance(event, yaml.AliasEvent):
            raise InputError(self.name, [self._at(event, "aliases (*name) are not read; write the value out")])
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            raise InputError(self.name, [self._at(event, f"anchors (&{anchor}) are not read; write the value out")])
        if tag not in (None, "!"):
            raise InputError(self.name, [self._at(event, f"tags ({tag}) are not read")])
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0]
            return _WORDS.get(event.value, event.value) if plain else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(loc)
        return self._mapping(loc)

    def _sequence(self, loc: Loc) -> Value:
        items: list[Value] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._value(event, (*loc, len(items))))
        return items

    def _mapping(self, loc: Loc) -> Value:
        result: dict[str, Value] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise InputError(self.name, [self._at(event, "a key has to be a word")])
            key = str(event.value)
            if key in result:
                self.problems.append(self._at(event, f"{key!r} stands here a second time"))
            result[key] = self._value(next(self.events), (*loc, key))
            self.places[(*loc, key)] = _line(event)
        return result


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
