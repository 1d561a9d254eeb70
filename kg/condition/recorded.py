"""The files of an installed kg against the record that pip keeps of them."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from kg.condition.requirements import DISTRIBUTION

__all__ = ["damaged", "is_checkout"]


def is_checkout() -> bool:
    """Whether kg runs from its sources: installed editable, or not installed at all."""
    try:
        told = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return True
    return bool(told and json.loads(told).get("dir_info", {}).get("editable"))


def damaged() -> tuple[int, list[str]]:
    """How many files are recorded, and those of them that are missing or not what was installed, sorted.

    Raises importlib.metadata.PackageNotFoundError where there is no record.
    """
    files = [file for file in distribution(DISTRIBUTION).files or () if file.hash is not None]
    if not files:
        raise PackageNotFoundError(DISTRIBUTION)
    bad = [str(file) for file in files if file.hash and _digest(Path(str(file.locate())), file.hash.mode) != file.hash.value]
    return len(files), sorted(bad)


def _digest(path: Path, kind: str) -> str | None:
    """The hash of a file as records of installations have it; None where it cannot be read."""
    try:
        found = hashlib.new(kind, path.read_bytes()).digest()
    except OSError:
        return None
    return base64.urlsafe_b64encode(found).decode("ascii").rstrip("=")
