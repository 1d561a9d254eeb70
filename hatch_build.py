"""Builds the editor of the SPARQL page into the wheel where npm is there; a wheel without it lacks nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SECONDS = 180
_FILES = ("editor.js", "editor.licences.txt")
_PLACE = "kg/views/static/explorer"


class Hook(BuildHookInterface[Any]):
    """`KG_EDITOR=0` in the environment leaves the editor out without trying."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the built files into the wheel, from a folder of their own: the source tree stays as it is."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory(prefix="kg-editor-")
        built = Path(self._folder.name)
        missing = _build(Path(self.root) / "frontend", built)
        if missing:
            self.app.display_warning(f"The SPARQL page will have no editor: {missing}")
            return
        build_data["force_include"].update({str(built / name): f"{_PLACE}/{name}" for name in _FILES})

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take the folder away."""
        folder = getattr(self, "_folder", None)
        if folder is not None:
            folder.cleanup()


def _build(sources: Path, out: Path) -> str:
    """Why there is no editor, in a line; "" where it was built into `out`."""
    if os.environ.get("KG_EDITOR") == "0":
        return "KG_EDITOR is 0."
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        return "npm and node are not on the path."
    if not (sources / "package-lock.json").is_file():
        return "its sources in frontend/ are not here."
    place = out / "frontend"
    shutil.copytree(sources, place, ignore=shutil.ignore_patterns("node_modules"))
    for name, command in {
        "npm ci": [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000"],
        "npm run build": [npm, "run", "build", "--silent", "--", str(out)],
    }.items():
        try:
            done = subprocess.run(  # noqa: S603 - two fixed commands in a folder of our own
                command, cwd=place, capture_output=True, text=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return f"{name} did not end well ({error.__class__.__name__})."
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            return f"{name} failed ({said[:200]})."
    return ""
