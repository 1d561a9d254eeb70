"""kill -9 in the middle of a write: after reopening, each graph is whole, old or new, and what was acknowledged is there."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.store import open_store

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")]

SIZE = 2000
KILLS = 14
WRITER = """
import sys
import pyoxigraph as ox
from kg.store import open_store
place, way, first, size = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
N = ox.NamedNode
with open_store(place, write=True) as store:
    for version in range(first, first + 1000):
        graph = N("urn:live" if way != "add" else f"urn:v{version}")
        # of a patched graph half the quads stay the same
        texts = [f"v{version if way != 'patch' or i % 2 else 'all'} quad {i}" for i in range(size)]
        quads = [ox.Quad(N(f"urn:s{i // 8}"), N(f"urn:p{i % 8}"), ox.Literal(text), graph) for i, text in enumerate(texts)]
        print("begin", version, flush=True)
        if way == "add":
            store.add(quads)
        else:
            store.replace([graph], quads)
        print("done", version, flush=True)
"""


def versions(place: Path) -> dict[int, int]:
    """How many quads there are of each version; the half that all share is left out."""
    found: dict[int, int] = {}
    with open_store(place) as store:
        for quad in store.quads():
            assert isinstance(quad.object, ox.Literal)
            word = quad.object.value.split()[0].removeprefix("v")
            if word != "all":
                found[int(word)] = found.get(int(word), 0) + 1
    return found


@pytest.mark.parametrize("way", ["add", "replace", "patch"])
def test_a_kill_leaves_old_or_new(tmp_path: Path, way: str) -> None:
    dice = random.Random(7)  # noqa: S311 - any spread will do
    place = tmp_path / "kg"
    whole = SIZE // 2 if way == "patch" else SIZE
    acknowledged: set[int] = set()
    duration, inside, first, held = 0.0, 0, 0, 0
    for kill in range(KILLS + 1):
        command = [sys.executable, "-c", WRITER, str(place), way, str(first), str(SIZE)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            said = [writer.stdout.readline()]
            start = time.monotonic()
            if kill == 0:  # learn how long a write takes
                said += [writer.stdout.readline() for _ in range(6)]
                duration = (time.monotonic() - start) / 3
            time.sleep(dice.uniform(0, 1.5) * duration)
            writer.send_signal(signal.SIGKILL)
            said += writer.stdout.read().splitlines()
        words = [line.split() for line in said if len(line.split()) == 2]
        acknowledged |= {int(number) for word, number in words if word == "done"}
        begun = max(int(number) for word, number in words if word == "begin")
        inside += begun not in acknowledged
        found = versions(place)
        assert set(found.values()) <= {whole}, f"torn: {found}"
        if way == "add":
            assert acknowledged <= set(found), "an acknowledged write is lost"
        else:
            assert len(found) == 1
            assert max(found) in (max(held, *acknowledged), begun), "neither the version before nor the one being written"
            held = max(found)
        first = begun + 1
    assert inside >= KILLS // 3, "too few kills fell into a write to show anything"
