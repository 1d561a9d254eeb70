"""The magics `%%sparql`, `%sparql` and `%kg`. The only module that imports IPython, and only a running IPython imports it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.display_functions import display
from IPython.core.magic import Magics, line_cell_magic, line_magic, magics_class

from kg.errors import UsageError
from kg.jupyter import answers
from kg.jupyter.words import asked, meant, split

if TYPE_CHECKING:
    from kg.tables import Table

__all__ = ["QuestionMagics"]


@magics_class
class QuestionMagics(Magics):
    """Questions to a store, from a cell."""

    @property
    def _variables(self) -> dict[str, Any]:
        """Those of the notebook."""
        return self.shell.user_ns if self.shell else {}

    @line_cell_magic
    def sparql(self, line: str, cell: str | None = None) -> Table | bool | answers.Turtle | None:
        """Ask a store in SPARQL, or a named question.

        %%sparql [--store S] [--limit N] [-o NAME]
        SELECT ...

        %sparql NAME [--param NAME=VALUE ...] [--store S] [--limit N] [-o NAME]
        %sparql

        The prefixes of kg are known. Without anything, the named questions are listed. The answer is a kg.Table; of ASK a bool,
        of CONSTRUCT and DESCRIBE triples as Turtle.

        --store S, -s S   the name of a variable that holds an open store, a folder, or an address. Without it: the variable
                          `store` where that is a store, else KG_STORE of the environment, else the folder kg-store.
        --limit N, -n N   at most so many rows; the table says so when there are more.
        --param N=V, -p   a value for a parameter of the named question; may be repeated.
        --output NAME, -o keep the answer in this variable and show nothing.
        """
        words = asked(line)
        if cell is not None and words.name is not None:
            raise _misuse(f"%%sparql takes no question by name, and {words.name!r} is one.", f"%sparql {words.name} asks it.")
        if cell is not None and words.params:
            raise _misuse("--param goes with a named question.", "In a query of your own, write the value into the text.")
        if cell is not None and not cell.strip():
            raise _misuse("%%sparql needs a query below its first line.", "%sparql without anything lists the named questions.")
        found: Table | bool | answers.Turtle
        if cell is None and words.name is None:
            found = answers.questions()
        else:
            with answers.opened(meant(words.store, self._variables)) as store:
                if cell is not None:
                    found = answers.own(store, cell, words.limit)
                else:
                    found, notes = answers.named(store, words)
                    for note in notes:
                        print(note)  # noqa: T201 - said above the answer
        if words.output is None:
            return found
        self._variables[words.output] = found
        return None

    @line_magic
    def kg(self, line: str) -> None:
        """Run a command of kg, as in a terminal, on the store of this notebook.

        %kg flaws --min-papers 5
        %kg check --paper van-dillen-2021

        The store is the variable `store` where that is one, else KG_STORE of the environment, else the folder kg-store.
        """
        from kg.cli.inside import call

        call(split(line), meant(None, self._variables), _show)


def _show(table: Table, caption: str) -> None:
    from kg.jupyter.told import Told, unfilled

    display(Told(table, unfilled(caption)))  # type: ignore[no-untyped-call, unused-ignore]


def _misuse(message: str, hint: str) -> UsageError:
    return UsageError(message, hint=hint)
