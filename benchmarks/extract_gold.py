"""Predictions of the extractor on a gold set, as JSON lines for the scorer.

    python benchmarks/extract_gold.py GOLD.jsonl > PREDICTIONS.jsonl

Each gold line has `id` and `text`; nothing else of it is read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kg.extract import as_rows


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with Path(sys.argv[1]).open(encoding="utf-8") as lines:
        for line in lines:
            gold = json.loads(line)
            print(json.dumps({"id": gold["id"], "estimates": as_rows(gold["text"])}))


if __name__ == "__main__":
    main()
