"""The reference of the Python package: every public name with its signature and docstring."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sphinx.util.inspect import stringify_signature

import kg
from documentation.wording import render

__all__ = ["page"]


@dataclass(frozen=True)
class Entry:
    """A name: what kind of thing it is to Sphinx, how it is called, its docstring, and the names in it."""

    kind: str
    call: str
    about: str
    inside: tuple[Entry, ...] = ()


def page() -> str:
    """The page of all names of `kg`: functions, then classes, then errors."""
    entries = [_entry(name, getattr(kg, name)) for name in kg.__all__]
    groups = [("Functions", "function"), ("Classes", "class"), ("Errors", "exception")]
    return render(
        "python",
        about=inspect.cleandoc(kg.__doc__ or ""),
        groups=[(title, [entry for entry in entries if entry.kind == kind]) for title, kind in groups],
    )


def _entry(name: str, of: Any) -> Entry:
    about = inspect.getdoc(of) or ""
    if inspect.isclass(of):
        kind = "exception" if issubclass(of, Exception) else "class"
        bare = issubclass(of, BaseModel) or getattr(of, "_is_protocol", False)
        return Entry(kind, f"kg.{name}" + ("" if bare else _signature(of)), about, tuple(_inside(of)))
    return Entry("function", f"kg.{name}{_signature(of)}", about)


def _inside(of: type) -> Iterator[Entry]:
    """The public methods and properties that the class itself defines."""
    for name, member in vars(of).items():
        if name.startswith(("_", "model_")):
            continue
        if isinstance(member, property):
            yield Entry("property", name, inspect.getdoc(member) or "")
        elif isinstance(member, classmethod | staticmethod) or inspect.isfunction(member):
            call = getattr(of, name)
            yield Entry("method", f"{name}{_signature(call)}", inspect.getdoc(call) or "")


def _signature(of: Callable[..., object]) -> str:
    signature = inspect.signature(of)
    kept = [one for one in signature.parameters.values() if one.name != "self"]
    return stringify_signature(signature.replace(parameters=kept), unqualified_typehints=True)
