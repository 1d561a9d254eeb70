"""Whether a threshold of importance was found in people like those of a study, by the words of both."""

from __future__ import annotations

import re

from kg.arithmetic import register

__all__: list[str] = []

# Words that many conditions share: they do not make two populations alike.
_ANY_CONDITION = frozenset(
    re.findall(
        r"[a-z]+",
        """
        pain chronic acute subacute of the and or with in after to non specific nonspecific disorder disorders disease syndrome
        patients people adults women men children trial trials study surgery surgical physical therapy rehabilitation treatment
        weeks less than cohort work related severe mild moderate mechanical persistent early late clinic outpatients inpatient
        low lower upper degenerative traumatic registry version
        """,
    )
)
_OF_ONE_CONDITION = (
    "back", "oswestry", "roland", "fibromyalgia", "osteoarthritis", "knee", "hip", "shoulder", "neck", "headache",
)  # fmt: skip


@register("like-population")
def like_population(population: str, condition: str, instrument: str) -> bool:
    """Whether a threshold found in one population may be held against a study of a condition.

    True where they share a word that names a condition or a place of the body, where both are of chronic pain at large, where
    the instrument is made for one condition, or where either is not known.
    """
    if not population or not condition or any(word in instrument.lower() for word in _OF_ONE_CONDITION):
        return True
    one, other = (set(re.findall(r"[a-z]{3,}", text.lower())) for text in (population, condition))
    at_large = population.lower().startswith("chronic pain") and "chronic" in other
    return at_large or bool((one & other) - _ANY_CONDITION)
