"""The command line called in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.cli.main import run


@pytest.fixture
def kg(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str, str]]:
    """`kg("query", "papers", store=)`: exit code, standard output, standard error."""
    monkeypatch.delenv("KG_STORE", raising=False)

    def call(*arguments: object, store: Path | None = None) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        options = ["--store", str(store)] if store is not None else []
        code = run([*options, *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return call
