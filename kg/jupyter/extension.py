"""What `%load_ext kg` adds to a running IPython, and takes out again with `%unload_ext kg`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kg.errors import KgError, lines
from kg.tables import visible

__all__ = ["load", "unload"]

_STORES = (("kg.store.embedded", "EmbeddedStore"), ("kg.store.remote.store", "RemoteStore"))
_FIGURE = ("kg.views.figure", "Figure")
_FOUND = {  # what `kg.jupyter.told` tells of each
    ("kg.synthesis.agreement", "Agreements"): "agreements",
    ("kg.synthesis.strata", "Contrasts"): "contrasts",
    ("kg.synthesis.pools", "Pooling"): "pooling",
}


def load(shell: Any) -> None:
    """Add the magics, the views of stores and figures, completion of the names of questions, and errors told in words."""
    from kg.jupyter.magics import QuestionMagics

    shell.register_magics(QuestionMagics)
    formatters = shell.display_formatter.formatters
    for place in _STORES:
        formatters["text/html"].for_type_by_name(*place, _store_html)
        formatters["text/plain"].for_type_by_name(*place, _plain(_store))
    formatters["text/html"].for_type_by_name(*_FIGURE, _figure_html)
    formatters["text/plain"].for_type_by_name(*_FIGURE, _plain(lambda figure: f"Figure {figure.name}: {figure.title}"))
    for place, name in _FOUND.items():
        formatters["text/html"].for_type_by_name(*place, partial(_found_html, name))
        formatters["text/plain"].for_type_by_name(*place, _plain(partial(_found, name)))
    shell.set_hook("complete_command", _completed, str_key="%sparql")
    setattr(KgError, _RENDERED, _in_words)


_RENDERED = "_render_traceback_"  # what IPython asks an error for before it makes a traceback


def unload(shell: Any) -> None:
    """Take out again what `load` added; names of questions go on being completed."""
    formatters = shell.display_formatter.formatters
    for place in (*_STORES, _FIGURE, *_FOUND):
        for kind in ("text/html", "text/plain"):
            formatters[kind].pop(".".join(place), None)
    for kind in ("line", "cell"):
        for name in ("sparql", "kg"):
            shell.magics_manager.magics[kind].pop(name, None)
    if hasattr(KgError, _RENDERED):
        delattr(KgError, _RENDERED)


def _store(store: Any) -> Any:
    from kg.jupyter.entries import store as entry

    return entry(store)


def _store_html(store: Any) -> str:
    html: str = _store(store)._repr_html_()
    return html


def _figure_html(figure: Any) -> str:
    from kg.jupyter.pictures import picture

    return str(picture(figure))


def _found(name: str, found: Any) -> Any:
    from kg.jupyter import told

    return getattr(told, name)(found)


def _found_html(name: str, found: Any) -> str:
    html: str = _found(name, found)._repr_html_()
    return html


def _plain(told: Callable[[Any], object]) -> Callable[[Any, Any, bool], None]:
    """A printer of IPython's: it writes what `told` makes of the object."""
    return partial(_printed, told)


def _printed(told: Callable[[Any], object], thing: Any, printer: Any, _cycle: bool) -> None:
    printer.text(str(told(thing)))


def _in_words(error: KgError) -> list[str]:
    """What, where and what to do next, instead of a traceback."""
    first, *rest = lines(error)
    return [visible(line) for line in (f"{type(error).__name__}: {first}", *rest)]


def _completed(_shell: Any, event: Any) -> list[str]:
    """The names of questions that may follow `%sparql`."""
    from kg.sparql import names

    return [name for name in names() if name.startswith(event.symbol)]
