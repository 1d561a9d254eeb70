"""`python -m documentation [FOLDER]`: builds the site (default `build/docs`) and says where it is, or what is wrong with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from documentation.build import ROOT, build


def main() -> int:
    """0 where the site was built, 1 where something is wrong with the pages, 2 where it cannot be written."""
    parser = argparse.ArgumentParser(prog="scripts/docs", description="Builds the documentation as a folder of HTML files.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "docs", help="default: build/docs")
    folder: Path = parser.parse_args().folder.absolute()
    try:
        problems = build(folder)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    if problems:
        sys.stderr.write(f"{len(problems)} problems; nothing was written.\n")
        return 1
    sys.stdout.write(f"{folder / 'index.html'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
