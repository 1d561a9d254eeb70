"""The columns written out for other programs: a folder with a file for each table, and `schema.sql`, which says what they hold.

The rows are sorted and readings numbered by their graphs, so that the same content gives the same bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kg import resources
from kg.columns.parts import filled
from kg.columns.reading import read_graphs
from kg.columns.rows import TABLES
from kg.errors import KgError
from kg.store import Store

__all__ = ["FORMS", "write_tables"]

FORMS = ("parquet", "csv")
_SCHEMA = "schema.sql"


def write_tables(store: Store, folder: Path, form: str) -> dict[str, int]:
    """Write every table that has rows into the folder, whole or not at all; returns the number of rows by table.

    Raises KgError where the folder holds other files or cannot be written.
    """
    ours = {_SCHEMA, *(f"{table}.{form}" for table in TABLES)}
    if folder.exists() and (not folder.is_dir() or any(path.name not in ours for path in folder.iterdir())):
        raise KgError(f"{folder} is there and holds other files.", hint="Choose another place with -o.")
    rows = {table: sorted(found, key=repr) for table, found in read_graphs(store).items()}
    con = filled(rows)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            draft.chmod(0o755)
            for table, found in rows.items():
                path = str(draft / f"{table}.{form}")
                if found and form == "csv":
                    con.table(table).write_csv(path, header=True)
                elif found:
                    con.table(table).write_parquet(path, compression="zstd")
            draft.joinpath(_SCHEMA).write_text(resources.read_text("columns", "schema.sql"), "utf-8")
            if folder.exists():
                shutil.rmtree(folder)
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    except OSError as error:
        raise KgError(f"{folder} cannot be written: {error.strerror or error}", hint="Choose another place with -o.") from None
    return {table: len(found) for table, found in rows.items() if found}
