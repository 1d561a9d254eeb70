"""What says of kg which version it is, whose it is and under what licence: all of one mind, and each in its own form."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from licences import brought, forbidden
from third_party import text

CFFCONVERT = "cffconvert==2.0.0"  # which holds the schema of the Citation File Format; it cannot be installed beside jsonschema 4


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]


@pytest.fixture(scope="module")
def citation(root: Path) -> dict[str, Any]:
    return yaml.safe_load((root / "CITATION.cff").read_text("utf-8"))


@pytest.fixture(scope="module")
def codemeta(root: Path) -> dict[str, Any]:
    return json.loads((root / "codemeta.json").read_text("utf-8"))


def test_one_version_everywhere(project: dict[str, Any], citation: dict[str, Any], codemeta: dict[str, Any], root: Path) -> None:
    headings = re.findall(r"^## \[?(\d+\.\d+\.\d+)\]?", (root / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert {project["version"], citation["version"], codemeta["version"], headings[0]} == {version("appraisal-kg")}
    assert re.fullmatch(r"\d+\.\d+\.\d+", project["version"])


def test_one_licence_one_author_one_set_of_words(
    project: dict[str, Any], citation: dict[str, Any], codemeta: dict[str, Any]
) -> None:
    assert project["license"].split(" AND ") == citation["license"] == [url.rpartition("/")[2] for url in codemeta["license"]]
    assert project["keywords"] == citation["keywords"] == codemeta["keywords"]
    authors = [one["name"] for one in project["authors"]]
    assert authors == [one["name"] for one in citation["authors"]] == [one["name"] for one in codemeta["author"]]
    assert project["description"] == codemeta["description"]
    assert citation["abstract"].startswith(project["description"])
    assert codemeta["runtimePlatform"] == f"Python {project['requires-python'].removeprefix('>=')} or later"


def test_the_citation_fits_its_schema(citation: dict[str, Any], tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--disable-pip-version-check",
        "--no-deps",
        "-d",
        tmp_path,
        CFFCONVERT,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        pytest.skip(f"the schema of the Citation File Format cannot be had: {done.stderr[-200:]}")
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as archive:
        schema = json.loads(archive.read("cffconvert/schemas/1.2.0/schema.json"))
    jsonschema.validate(citation, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(citation | {"authors": []}, schema)


def test_the_code_metadata_uses_the_terms_of_its_context(codemeta: dict[str, Any]) -> None:
    """CodeMeta 3.0 takes these from schema.org; `developmentStatus` is its own."""
    assert codemeta["@context"] == "https://w3id.org/codemeta/3.0"
    assert codemeta["@type"] == "SoftwareSourceCode"
    assert set(codemeta) - {"@context", "@type"} <= {
        "applicationCategory", "author", "dateModified", "datePublished", "description", "developmentStatus", "identifier",
        "isAccessibleForFree", "keywords", "license", "name", "operatingSystem", "programmingLanguage", "runtimePlatform", "url",
        "version",
    }  # fmt: skip


# ---- others


def test_the_list_of_what_is_of_others_is_as_things_are(root: Path) -> None:
    assert (root / "THIRD_PARTY.md").read_text("utf-8") == text(), "python scripts/third_party.py writes it anew"


def test_nothing_that_kg_needs_to_run_is_under_the_gpl() -> None:
    packages = brought("appraisal-kg", ("remote", "cluster", "shapes"))
    assert {"pyoxigraph", "pyvis", "httpx", "pyshacl", "distributed"} <= {one.name for one in packages}
    assert [one for one in packages if not one.licence or forbidden(one.licence)] == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("GPL-3.0-only", True), ("AGPL-3.0-or-later", True), ("GNU General Public License v3 (GPLv3)", True), ("MIT", False),
        ("GNU Affero General Public License v3", True), ("LGPL-2.1-only", False), ("GPL-2.0-only OR MIT", False),
        ("MIT AND GPL-2.0-only", True), ("GNU Lesser General Public License v3 (LGPLv3)", False), ("MPL-2.0", False),
    ],
)  # fmt: skip
def test_which_licences_are_forbidden(said: str, wrong: bool) -> None:
    assert forbidden(said) is wrong


def test_the_matrix_names_the_pythons_that_are_not_there_and_fails_for_none_of_them(root: Path) -> None:
    done = subprocess.run(
        ["sh", root / "scripts" / "matrix", "3.98", "3.99"], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "3.98: not on the path\n3.99: not on the path\n"
    assert done.returncode == 2
