"""Every path has an answer, or an error in words."""

from __future__ import annotations

import pytest

from kg.errors import NotFound
from kg.explorer.asked import Asked
from kg.explorer.routes import answer
from kg.report.known import Known
from kg.store import Store


@pytest.mark.parametrize(
    "path", ["", "*", "http://evil.example/", "/a\n", "/paper/a\n.html", "/a.html\n", "/\n", "/static/a.css\n"]
)
def test_a_path_that_no_part_answers_is_not_there(world: Store, path: str) -> None:
    with pytest.raises(NotFound):
        answer(Known(world, "short", "A title"), Asked(path))
