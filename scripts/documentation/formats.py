"""The reference of the source formats: what each reader says of itself, in the order in which they look at a file."""

from __future__ import annotations

import inspect
from importlib import import_module

from documentation.wording import render
from kg.readers import READERS
from kg.readers.layouts import shipped

__all__ = ["page"]


def page() -> str:
    """The page of all formats and of the layouts that ship."""
    readers = [(name, import_module(module)) for name, module in READERS.items()]
    formats = [(name, of.VERSION, of.SUFFIXES, inspect.cleandoc(of.__doc__ or "")) for name, of in readers]
    return render(
        "formats", formats=formats, layouts=[(one.layout.name, one.layout.title, one.layout.columns) for one in shipped()]
    )
