"""What readers of editorial notices share: a notice made of what can be read of it, and everything else told."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from kg.errors import Problem
from kg.fields import refusal
from kg.records import Notice

__all__ = ["usable"]


def usable(values: Mapping[str, object], where: str, names: Mapping[str, str], problems: list[Problem]) -> Notice | None:
    """The notice with these fields, without those that cannot be read, or None where no work is left that it concerns.

    `where` is the place in the source and `names` what it calls the fields; what is left out is added to `problems`.
    """
    kept = dict(values)
    for _ in range(2):
        try:
            return Notice.model_validate(kept)
        except ValidationError as error:
            wrong = {str(e["loc"][0]): refusal(e) for e in error.errors() if e["loc"]}
        if not wrong:
            break
        for field, said in wrong.items():
            problems.append(Problem(f"{where}, {names.get(field, field)}", f"{said}; left out"))
            kept.pop(field, None)
    problems.append(Problem(where, "the notice is left out: neither a DOI nor a PubMed number says which paper it concerns"))
    return None
