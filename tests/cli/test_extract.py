"""`kg extract`: lines in, lines out, in order, as they come, in little memory, whole until something goes wrong."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kg.extract import KINDS

Call = Callable[..., Any]
JOBS = pytest.mark.parametrize("jobs", [1, 2])

PAIN = "Pain was lower with walking than with rest (mean difference, -{n}.5; 95% CI, -{n}.9 to -0.2; P = .03)."


def passages(*texts: str) -> bytes:
    return b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(texts))


def many(count: int) -> bytes:
    return passages(*(PAIN.format(n=n % 90 + 1) for n in range(count)))


def values(out: str) -> list[tuple[object, list[str]]]:
    return [(row["id"], [e["value"] for e in row["estimates"]]) for row in map(json.loads, out.splitlines())]


# ---- what a line holds


def test_the_keys_of_a_line(command: Call) -> None:
    done = command("extract", "--format", "jsonl", given=passages("Nothing."))
    assert json.loads(done.out) == {"id": 0, **{kind: [] for kind in KINDS}}
    done = command("extract", "--format", "jsonl", "--only", "durations", "--only", "estimates", given=passages("Nothing."))
    assert json.loads(done.out) == {"id": 0, "estimates": [], "durations": []}


def test_a_kind_that_is_not_known(kg: Call, tmp_path: Path) -> None:
    code, out, err = kg("extract", "--only", "everything", tmp_path / "none.txt")
    assert (code, out) == (2, "")
    assert all(kind in err for kind in KINDS)


def test_plain_text_is_one_line_with_the_name_of_the_file(kg: Call, tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text(PAIN.format(n=3), "utf-8")
    code, out, err = kg("extract", tmp_path / "paper.txt")
    assert (code, err, values(out)) == (0, "", [("paper.txt", ["-3.5"])])


# ---- what may stand in a line


LINES: list[tuple[bytes, object]] = [
    (b'\xef\xbb\xbf{"id": 1, "text": "x"}', 1),  # only where the input begins
    (b'{"id": "a", "text": "x"}', "a"),
    (b'{"text": "x", "id": [1, {"b": null}], "more": 1}', [1, {"b": None}]),
    (b'{"id": null, "text": ""}', None),
    (b'{"id": 1, "text": "a \\u0000 b"}', 1),
    (b'{"id": 1, "text": "a \x00 \t b"}', 1),
    (b'{"id": "\\ud800", "text": "half a pair \\udc00 CI 1 to 2"}', "\ud800"),
    ('{"id": "\u00fc\u2028", "text": "a\u2028b\u0085c"}'.encode(), "\u00fc\u2028"),
    (b'  {"id": 1, "text": "x"} \r', 1),
    (b'{"id": 1, "id": 2, "text": "x"}', 2),
    (b'{"id": 1e3, "text": "x"}', 1000.0),
    (b'{"id": 12345678901234567890123, "text": "x"}', 12345678901234567890123),
]


@JOBS
def test_lines_that_are_read(command: Call, jobs: int) -> None:
    given = b"\n".join(line for line, _ in LINES)
    done = command("extract", "--format", "jsonl", "--jobs", jobs, "--only", "estimates", given=given)
    assert (done.code, done.err) == (0, "")
    assert [row["id"] for row in map(json.loads, done.raw.decode().splitlines())] == [number for _, number in LINES]


def test_ids_may_come_twice_and_blank_lines_do_not_count(command: Call) -> None:
    done = command("extract", "--format", "jsonl", given=b'\n{"id": 1, "text": "a"}\n \r\n\n{"id": 1, "text": "b"}')
    assert (done.code, [json.loads(line)["id"] for line in done.out.splitlines()]) == (0, [1, 1])


def test_offsets_count_characters_also_beside_half_a_pair(command: Call) -> None:
    text = f"\ud83d {PAIN.format(n=3)}"
    done = command("extract", "--format", "jsonl", given=passages(text))
    (estimate,) = json.loads(done.out)["estimates"]
    assert text[estimate["start"] : estimate["end"]].startswith("-3.5")


BROKEN = [
    b"nonsense",
    b"[1]",
    b"1",
    b'{"id": 1}',
    b'{"text": "x"}',
    b'{"id": 1, "text": 1}',
    b'{"id": 1, "text": null}',
    b'{"id": 1, "text": "x"',
    b'{"id": 1, "text": "x"} {"id": 2, "text": "y"}',
    b'{"id": NaN, "text": "x"}',
    b'{"id": 1e999, "text": "x"}',
    b'{"id": -Infinity, "text": "x"}',
    b'{"id": 1, "text": "\xff"}',
    b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b', "text": "x"}',
    b'{"id": ' + b"1" * 10_000 + b', "text": "x"}',
    '{"id": 1, "text": "x"}'.encode("utf-16"),
    b"\x00",
]


@pytest.mark.parametrize("line", BROKEN, ids=lambda line: repr(line[:24]))
def test_a_broken_line_ends_it_with_what_was_before_printed(kg: Call, tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(b"\n" + many(3) + line + b"\n" + many(3))
    code, out, err = kg("extract", "--format", "jsonl", "--only", "estimates", file)
    assert (code, [number for number, _ in values(out)]) == (2, [0, 1, 2])
    assert err.startswith("lines.jsonl: line 5: ")
    assert len(err.splitlines()) <= 2


def test_a_broken_line_ends_it_the_same_way_in_several_processes(command: Call, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(many(500) + b"nonsense\n" + many(500))
    one, three = (command("extract", "--format", "jsonl", "--jobs", jobs, file) for jobs in (1, 3))
    assert (one.code, three.code) == (2, 2)
    assert one.err == three.err
    assert "line 501" in one.err
    assert one.out == three.out
    assert [number for number, _ in values(one.out)] == list(range(500))


def test_a_line_too_long_to_be_a_paper(kg: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.cli.passages.LONGEST", 1_000)
    file = tmp_path / "lines.jsonl"
    file.write_bytes(passages("a", "b" * 2_000))
    code, out, err = kg("extract", "--format", "jsonl", file)
    assert (code, len(out.splitlines())) == (2, 1)
    assert "line 2" in err


@pytest.mark.parametrize("given", [b"", b"\n \n", b"\xef\xbb\xbf"], ids=["nothing", "blank", "mark"])
@JOBS
def test_nothing_to_read_is_told(command: Call, given: bytes, jobs: int) -> None:
    done = command("extract", "--format", "jsonl", "--jobs", jobs, given=given)
    assert (done.code, done.out) == (2, "")
    assert done.err == "standard input: the file is empty\n"


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_what_cannot_be_opened(kg: Call, tmp_path: Path, form: str) -> None:
    for place in (tmp_path, tmp_path / "nowhere.jsonl", tmp_path / "nowhere" / "x.jsonl"):
        code, out, err = kg("extract", "--format", form, place)
        assert (code, out, len(err.splitlines())) == (2, "", 1)
        assert str(place) in err


# ---- gzip


@JOBS
def test_gzip(command: Call, tmp_path: Path, jobs: int) -> None:
    file = tmp_path / "lines.jsonl.gz"
    file.write_bytes(gzip.compress(many(20)) + gzip.compress(many(20)))  # two members are one file
    arguments = ["extract", "--format", "jsonl", "--only", "estimates", "--jobs", jobs]
    named, piped = command(*arguments, file), command(*arguments, "-", given=file.read_bytes())
    assert (named.code, piped.code, len(named.out.splitlines())) == (0, 0, 40)
    assert named.out == piped.out


def test_gzip_of_plain_text(kg: Call, tmp_path: Path) -> None:
    file = tmp_path / "paper.txt.gz"
    file.write_bytes(gzip.compress(PAIN.format(n=4).encode()))
    assert values(kg("extract", file)[1]) == [("paper.txt.gz", ["-4.5"])]


def test_damaged_gzip(kg: Call, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl.gz"
    packed = gzip.compress(os.urandom(40_000).hex().encode() + b"\n")
    for bad in (packed[:-20_000], b"\x1f\x8b nonsense", packed[:200] + b"x" + packed[201:]):
        file.write_bytes(bad)
        code, out, err = kg("extract", "--format", "jsonl", file)
        assert (code, out) == (2, "")
        assert "lines.jsonl.gz" in err


# ---- as it comes


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_result_comes_before_the_input_ends(jobs: int) -> None:
    with running("--jobs", str(jobs)) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for n in range(5):
            child.stdin.write(passages(PAIN.format(n=n)))
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["estimates"][0]["value"] == f"-{n}.5"
        child.stdin.close()
        assert child.stdout.read() == b""
        assert child.wait(30) == 0


def running(*arguments: str, program: list[str] | None = None) -> subprocess.Popen[bytes]:
    start = program or ["-m", "kg"]
    return subprocess.Popen(
        [sys.executable, *start, "extract", "--format", "jsonl", *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def test_the_order_is_that_of_the_input(command: Call) -> None:
    """Long texts among short ones: later chunks are done before earlier ones."""
    texts = [PAIN.format(n=n % 90 + 1) * (400 if n in {0, 33, 64} else 1) for n in range(300)]
    one, two, three = (command("extract", "--format", "jsonl", "--jobs", n, given=passages(*texts)) for n in (1, 2, 3))
    assert [(run.code, run.err) for run in (two, three)] == [(0, "")] * 2
    assert one.out == two.out == three.out
    assert [number for number, _ in values(one.out)] == list(range(300))


PEAK = """
import resource, sys
from kg.cli.main import run
code = run(sys.argv[1:])
print(code, *(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)), file=sys.stderr)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("jobs", "longest"), [(1, 120_000), (2, 36_000)])
def test_memory_does_not_grow_with_the_input(tmp_path: Path, jobs: int, longest: int) -> None:
    pytest.importorskip("resource")
    peaks = []
    for count in (2_000, longest):
        file = tmp_path / f"{count}.jsonl"
        with file.open("wb") as out:
            for n in range(count):  # no two texts are the same
                out.write(b'{"id": %d, "text": "Pain in patient %d was lower after %d weeks of exercise."}\n' % (n, n, n % 50))
        arguments = ["extract", "--format", "jsonl", "--jobs", jobs, file, "--only", "durations"]
        done = subprocess.run(
            [sys.executable, "-c", PEAK, *map(str, arguments)],
            capture_output=True,
            check=False,
            timeout=300,
        )
        code, *used = map(int, done.stderr.split())
        assert (code, done.stdout.count(b"\n")) == (0, count)
        peaks.append(used)
    few, most = peaks
    assert all(after < before * 1.1 + 4_000 for before, after in zip(few, most, strict=True)), peaks  # kilobytes


# ---- how it ends


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_reader_that_has_seen_enough(tmp_path: Path, jobs: int) -> None:
    """`kg extract | head -1`."""
    file = tmp_path / "lines.jsonl"
    file.write_bytes(many(20_000))
    with running("--jobs", str(jobs), str(file)) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        json.loads(child.stdout.readline())
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(30) in (0, 141)


def test_a_full_disk(command: Call, tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    (tmp_path / "lines.jsonl").write_bytes(many(3))
    with full.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "kg", "extract", "--format", "jsonl", str(tmp_path / "lines.jsonl")],
            stdout=out, stderr=subprocess.PIPE, check=False, timeout=60,
        )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are told otherwise there")
@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("waiting", [True, False], ids=["waiting", "working"])
def test_an_interrupt_leaves_whole_lines_and_no_process(tmp_path: Path, jobs: int, waiting: bool) -> None:
    """Ctrl-C goes to all processes of the group, as a terminal sends it."""
    file = tmp_path / "lines.jsonl"
    file.write_bytes(many(20_000))
    with running("--jobs", str(jobs), "-" if waiting else str(file)) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        if waiting:
            child.stdin.write(many(3))
            child.stdin.flush()
        first = child.stdout.readline()
        os.killpg(child.pid, signal.SIGINT)
        lines = (first + child.stdout.read()).splitlines()
        told = child.stderr.read()
        assert (child.wait(30), told.strip()) == (130, b"Interrupted.")
        assert [json.loads(line)["id"] for line in lines] == list(range(len(lines)))
        assert list(others(child.pid)) == []


def others(group: int) -> Iterator[int]:
    """Processes of the group that are still alive after a moment."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    yield group


FALLING = """
import os, sys
import kg.cli.extract as command
def reader(wanted):
    def tell(passage):
        if "{word}" in passage.text:
            {end}
        return command.Told((passage.text + "\\n").encode(), (), 0, "")
    return tell
command.reader = reader
from kg.cli.main import main
if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("end", "how"), [("os.kill(os.getpid(), 9)", "signal 9"), ("os._exit(3)", "exit code 3")], ids=["killed", "gone"]
)
def test_a_process_that_dies_is_told_once(tmp_path: Path, end: str, how: str) -> None:
    program = tmp_path / "falling.py"
    program.write_text(FALLING.format(word="deadly", end=end), "utf-8")
    file = tmp_path / "lines.jsonl"
    file.write_bytes(passages(*(["fine"] * 200), "deadly", *(["fine"] * 200)))
    with running("--jobs", "2", str(file), program=[str(program)]) as child:
        out, err = child.communicate(timeout=60)
    assert child.returncode == 2
    first, hint = err.decode().splitlines()
    assert first.startswith(f"A process ended early ({how}) while it read one of the passages ")
    assert "--jobs" in hint
    assert set(out.splitlines()) <= {b"fine"}
    assert out.count(b"\n") <= 200


# ---- for people


def test_a_table_of_the_estimates(kg: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "lines.jsonl"
    file.write_bytes(passages(PAIN.format(n=3), "nothing", "The OR was 1.4 at 12 weeks (95% CI, 1.1 to 1.9)."))
    code, out, err = kg("extract", "--format", "jsonl", "--table", file)
    head, _, first, second = out.splitlines()
    assert (code, err) == (0, "")
    assert head.split("  ")[0].strip() == "id"
    assert head.split()[1:] == ["value", "[low,", "high]", "level", "p", "measure", "outcome", "arms", "time", "grade"]
    for cell in ("0", "-3.5 [-3.9, -0.2]", "95%", ".03", "MD", "Pain", "walking vs rest"):
        assert cell in first
    assert "1.4 [1.1, 1.9]" in second
    (tmp_path / "one.txt").write_text(PAIN.format(n=3), "utf-8")
    assert kg("extract", "--table", tmp_path / "one.txt")[1].startswith("value [low, high]")
    (tmp_path / "one.txt").write_text("nothing", "utf-8")
    assert kg("extract", "--table", tmp_path / "one.txt") == (0, "", "No estimate was found.\n")
    for option in (["--explain"], ["--only", "durations"]):
        code, out, err = kg("extract", "--table", *option, tmp_path / "one.txt")
        assert (code, out) == (2, "")
        assert "--table" in err
