"""What an arm is there for, read from its label and from the arms beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["roles"]

_NAMES = {
    "placebo": (
        r"\bplacebo\b(?!-controlled)|\bvehicle\b|\bdummy\s(?:pill|tablet)|\b(?:normal\s|isotonic\s)?saline\b"
        r"|\binert\b|sugar\spill"
    ),
    "sham": r"\bsham\b|\bsimulated\b|\bdetuned\b|\bdisconnected\b|\binactive\b|\bswitched\soff\b|\bmock\b|\bfake\b",
    "waiting-list": (
        r"\bwait(?:ing)?[\s-]?list(?:ed)?\b|\bwait(?:ing)?[\s-]controls?\b|\bdelayed[\s-](?:treatment|intervention|start)"
        r"|\bdeferred\b|\bwaitlist(?:ed)?\b|\bwlc?\b"
    ),
    "usual-care": (
        r"\b(?:usual|routine)\b|\bstandard(?:\smedical)?\scare\b|\btreatment\sas\susual\b|\bcare\sas\susual\b|\b(?:tau|cau)\b"
        r"|\bact[\s-]as[\s-]usual\b"
    ),
    "attention-control": (
        r"\battention[\s-](?:\w+\s)?(?:control|placebo|matched)|\battention-control\b|\beducation(?:al)?\s(?:\w+\s)?control\b"
        r"|\bhealth\seducation\b"
    ),
    "no-treatment": (
        r"\bno(?:n)?[\s-](?:treatment|intervention|therapy|exercise|training)\b|\buntreated\b|\bnothing\b"
        r"|\bno\s(?:additional|further|specific|active)\s\w+|\bnon-?treated\b"
    ),
}
_TOLD = tuple((role, re.compile(pattern, re.ASCII)) for role, pattern in _NAMES.items())
_DEVICE = re.compile(
    r"ultrasound|\btens\b|\bifc\b|stimulat|\btdcs\b|\brtms\b|\btms\b|laser|acupunct|needl|\btap(?:e|ing)\b"
    r"|manipulat|mobili[sz]|massage|current|electro|magnet"
    r"|light|shock\s?wave|traction|brace|insole|orthos|device|therapy|surgery|arthroscop|technique|exercise",
    re.ASCII,
)
_PLUS = re.compile(r"\b(?:plus|with|combined|and|in\saddition|added|additional)\b|\+", re.ASCII)
_CONTROL = re.compile(
    r"\bcontrols?\b|\bcomparators?\b|\bcomparison\b|\balone\b|\bonly\b|\bconventional\b|\btraditional\b"
    r"|\bstandard\b|\breference\b|\bminimal\b",
    re.ASCII,
)
_TREATED = re.compile(r"\b(?:intervention|experimental|treatment|active)\b", re.ASCII)


def roles(labels: Sequence[str]) -> list[str | None]:
    """The role of each of the arms that stand together, in the codes of the appraisal file.

    What is not told by a label follows from the others: beside a control whose role is told, the rest are experimental; of
    labels that tell nothing, the first is experimental and the others are what it is compared with. A bare "control" with
    nothing beside it that says what it was given has none.
    """
    plain = [label.lower() for label in labels]
    told = [_told(label) for label in plain]
    controls = [bool(role) or _CONTROL.search(label) is not None for role, label in zip(told, plain, strict=True)]
    found: list[str | None] = []
    for i, (label, role) in enumerate(zip(plain, told, strict=True)):
        if role is not None:
            found.append(role)
        elif label.split() in (["control"], ["controls"], ["comparison"]):
            found.append(None)
        elif controls[i] and not all(controls):
            found.append("active-comparator")
        elif _TREATED.search(label) or any(controls[:i] + controls[i + 1 :]) or i == 0:
            found.append("experimental")
        else:
            found.append("active-comparator")
    return found


def _told(label: str) -> str | None:
    """The role that the words of one label tell; what is given on top of usual care is no usual care."""
    for role, pattern in _TOLD:
        match = pattern.search(label)
        if match is None:
            continue
        if role == "usual-care" and _PLUS.search(label[: match.start()]):
            continue
        if role == "usual-care" and _PLUS.search(label[match.end() : match.end() + 12]):
            continue
        return "sham" if role == "placebo" and _DEVICE.search(label) else role
    return None
