"""Records made of what fits their fields: a value that does not is left out and told, and the rest stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kg.errors import Problem
from kg.fields import refusal

__all__ = ["fitted"]

Record = TypeVar("Record", bound=BaseModel)


def fitted(
    model: type[Record], values: Mapping[str, object], names: Mapping[str, str], problems: list[Problem], where: str = ""
) -> Record | None:
    """The record with the values that are there and fit; None where it cannot be made of them.

    `names` are what the source calls the fields; what is left out is added to `problems`, at `where` in the source. Of a list
    the entries that do not fit are left out.
    """
    kept = {field: value for field, value in values.items() if value is not None and value != ""}
    try:
        return model.model_validate(kept)
    except ValidationError as error:
        wrong = error.errors()
    entries: dict[str, set[int]] = {}
    for one in wrong:
        field = str(one["loc"][0]) if one["loc"] else ""
        place = ", ".join(filter(None, (where, names.get(field, field))))
        problems.append(Problem(place, f"{refusal(one)}; left out"))
        if len(one["loc"]) > 1 and isinstance(kept.get(field), tuple | list):
            entries.setdefault(field, set()).add(int(one["loc"][1]))
        else:
            kept.pop(field, None)
    for field, places in entries.items():
        listed = kept.get(field)
        if isinstance(listed, tuple | list):
            kept[field] = tuple(value for place, value in enumerate(listed) if place not in places)
    try:
        return model.model_validate(kept)
    except ValidationError:
        return None
