"""`kg merges`: which records are one paper and why, and which are kept apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

Call = Callable[..., tuple[int, str, str]]

FILES = {
    "a.yaml": "format: 1\npaper: {key: rossi-2019, doi: 10.5555/One}\n",
    "b.ris": (
        "TY  - JOUR\nTI  - Neck exercise against rest\nAU  - Rossi, A\nPY  - 2019\nDO  - 10.5555/one\nER  - \n\n"
        "TY  - JOUR\nTI  - On backs\nAU  - Rossi, A\nPY  - 2020\nDO  - 10.5555/two\nER  - \n"
    ),
    "c.yaml": "format: 1\npaper: {key: verdi-2020, doi: 10.5555/three, pmid: '7'}\n",
    "d.yaml": "format: 1\npaper: {key: bianchi-2020, doi: 10.5555/three, pmid: '8'}\n",
}


def test_what_is_merged_and_what_is_not(kg: Call, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    store = tmp_path / "store"
    assert kg("ingest", *(tmp_path / name for name in FILES), store=store)[0] in (0, 1)
    code, out, _ = kg("merges", "--format", "json", store=store)
    (row,) = json.loads(out)
    assert code == 0
    assert row.pop("key").startswith("doi-10-5555-one-")
    assert row == {
        "paper": "rossi-2019", "source": "b.ris", "place": "record 1, line 1", "by": "DOI 10.5555/one",
        "joined_with": "rossi-2019 in a.yaml",
    }  # fmt: skip
    code, out, _ = kg("merges", "--conflicts", "--format", "json", store=store)
    assert code == 0
    assert [(row["paper"], row["source"], row["by"], row["reason"]) for row in json.loads(out)] == [
        ("bianchi-2020", "d.yaml", "DOI 10.5555/three", "they have different PMIDs: 7, 8"),
        ("verdi-2020", "c.yaml", "DOI 10.5555/three", "they have different PMIDs: 7, 8"),
    ]
    assert "DOI 10.5555/one" in kg("merges", store=store)[1]


def test_nothing_to_tell(kg: Call, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(FILES["a.yaml"], "utf-8")
    kg("ingest", tmp_path / "a.yaml", store=tmp_path / "store")
    assert "No two records are of one paper." in kg("merges", store=tmp_path / "store")[2]
    assert "No record contradicts another." in kg("merges", "--conflicts", store=tmp_path / "store")[2]
