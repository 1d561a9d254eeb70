"""Makes what is published of a version, and checks it as a stranger would.

    python scripts/release.py FOLDER

1. The source distribution is built from this folder, and the wheel from that.
2. Both are built once more from the unpacked source distribution, elsewhere and with other times: all bytes have to be equal.
3. The wheel is installed into an empty environment with the versions of constraints.txt.
4. `kg doctor` and the main job run there, outside of the sources.
5. What was installed is written down as CycloneDX, with licences; one that kg may not bring is an error.
6. SHA256SUMS of all of it.

Needs build, hatchling, cyclonedx-bom and packaging in the environment that it runs in (the extra `test` has them).
Exit code 1 where a check fails.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from licences import READ, forbidden
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
EPOCH = "1580601600"  # 2020-02-02, what hatchling takes where nobody says: a rebuild needs to be told nothing


def main(out: Path) -> None:
    """All of it; raises SystemExit where a step fails, and then there is nothing new in `out`."""
    with tempfile.TemporaryDirectory(prefix="kg-release-") as scratch:
        for path in released(Path(scratch)):
            out.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, out / path.name)


def released(scratch: Path) -> list[Path]:
    """All steps in order in an empty folder; returns the files to publish. Raises SystemExit where a step fails."""
    sdist, wheel = built(ROOT, scratch / "first")
    same((sdist, wheel), built(unpacked(sdist, scratch / "elsewhere"), scratch / "second"))
    environment = installed(wheel, scratch / "environment")
    works(environment, scratch / "empty")
    bill = scratch / f"{wheel.name.split('-py3')[0]}.cdx.json"
    listed(environment, bill)
    permitted(bill)
    published = sorted((sdist, wheel, bill))
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in published)
    (scratch / "SHA256SUMS").write_text(sums, "ascii")
    said(sums.rstrip())
    return [*published, scratch / "SHA256SUMS"]


def built(sources: Path, out: Path) -> tuple[Path, Path]:
    """The source distribution of a folder of sources, and the wheel of that source distribution."""
    said(f"Building from {sources}")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, sources, SOURCE_DATE_EPOCH=EPOCH)
    return next(out.glob("*.tar.gz")), next(out.glob("*.whl"))


def unpacked(sdist: Path, place: Path) -> Path:
    """The sources of a source distribution in a folder, all with times and rights of their own."""
    with tarfile.open(sdist) as archive:
        archive.extractall(place, filter="data")
    (sources,) = place.iterdir()
    for number, path in enumerate(sorted(sources.rglob("*"))):
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
        path.chmod(path.stat().st_mode & 0o700)  # as under a strict umask; what is executable stays so
    return sources


def same(first: tuple[Path, ...], second: tuple[Path, ...]) -> None:
    """Raises SystemExit where a file of one build is not that of the other to the byte."""
    for one, other in zip(first, second, strict=True):
        if one.name != other.name or one.read_bytes() != other.read_bytes():
            here, there = (set(members(path)) for path in (one, other))
            names = sorted({name for name, _ in here ^ there}) or ["the order or the headers"]
            raise SystemExit(f"{one.name}: built twice, the second time another file. What differs: {', '.join(names[:10])}")
    said("Built twice, equal to the byte.")


def members(archive: Path) -> Iterator[tuple[str, str]]:
    """The files in a wheel or a source distribution, with the hash of each."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            yield from ((name, hashlib.sha256(opened.read(name)).hexdigest()) for name in opened.namelist())
    else:
        with tarfile.open(archive) as packed:
            for member in packed:
                file = packed.extractfile(member)
                yield member.name, f"{member.mode:o} {hashlib.sha256(file.read() if file else b'').hexdigest()}"


def installed(wheel: Path, place: Path) -> Path:
    """A new environment with the wheel and what it needs, and nothing else, not even pip."""
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    command = (sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile", "--disable-pip-version-check")
    run(*command, "-c", ROOT / "constraints.txt", wheel)
    return place


def works(environment: Path, empty: Path) -> None:
    """The wheel's own checks, and the main job, in an empty folder."""
    empty.mkdir()
    said(run(environment / "bin" / "kg", "doctor", cwd=empty).splitlines()[-1])
    run(environment / "bin" / "kg", "demo", cwd=empty)
    said(run(environment / "bin" / "kg", "--store", "kg-demo/store", "doctor", cwd=empty).splitlines()[-1])


def listed(environment: Path, bill: Path) -> None:
    """Write down what the environment holds, kg being what it is all for; with the licences that we read ourselves."""
    program = Path(sys.executable).parent / "cyclonedx-py"
    options = ("--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--of", "JSON", "-o", bill)
    run(program, "environment", *options, environment / "bin" / "python")
    said_of = json.loads(bill.read_text("utf-8"))
    for component in said_of["components"]:
        read = READ.get(canonicalize_name(component["name"]))
        if read and not component.get("licenses"):
            component["licenses"] = [{"license": {"id": read, "acknowledgement": "concluded"}}]
    bill.write_text(json.dumps(said_of, indent=2, ensure_ascii=False) + "\n", "utf-8")


def permitted(bill: Path) -> None:
    """Raises SystemExit for a package without a licence, or with one that kg may not bring."""
    wrong = []
    for component in json.loads(bill.read_text("utf-8"))["components"]:
        licences = [named(one) for one in component.get("licenses", ())]
        if not licences or any(forbidden(one) for one in licences):
            wrong.append(f"{component['name']} {component['version']}: {', '.join(licences) or 'no licence'}")
    if wrong:
        raise SystemExit("kg may not bring:\n" + "\n".join(wrong))


def named(licence: dict[str, Any]) -> str:
    """A licence of a CycloneDX component as text: its expression, its SPDX identifier or its name."""
    about = licence.get("license", {})
    return str(licence.get("expression") or about.get("id") or about.get("name") or "")


def run(*command: str | Path, cwd: Path | None = None, **variables: str) -> str:
    """What a command prints; raises SystemExit with its last words where it fails."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("KG_STORE") and k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(  # noqa: S603 - commands of this file
        [*map(str, command)], cwd=cwd, env=kept | variables, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command[0]}: exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def said(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program for people


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").resolve())
