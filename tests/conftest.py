"""The shipped corpus in a store, read once; the invented papers of `tests/data`; appraisal files made to order."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import settings
from plain_yaml import loaded
from pyoxigraph import Quad

import kg
from kg import resources
from kg.store import Store, open_store

HERE = Path(__file__).parent
NOTICE_COLUMNS = (
    "RetractionNature", "OriginalPaperDOI", "OriginalPaperPubMedID", "RetractionDate", "RetractionDOI", "Title", "Reason",
)  # fmt: skip
SEED = HERE.parents[1] / "shared" / "seed" / "van-dillen-2021.txt"


ATTEMPTS = 6
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# Compiled modules are kept, whatever the machine says: hundreds of tests start a process that loads kg.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_configure() -> None:
    """The examples of hypothesis are the same in each run, so that one commit has one result; KG_EXPLORE=1 draws new ones.

    A shell lets what it starts in the background ignore Ctrl-C, and that is inherited: tests of interrupts need it heard.
    """
    explore = bool(os.environ.get("KG_EXPLORE"))
    settings.register_profile("ours", derandomize=not explore, deadline=None)  # no test is timed: machines are busy
    settings.load_profile("ours")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones come first, so that no worker is left with one at the end while the others have nothing to do."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: no collection of garbage has to look at them again."""
    gc.collect()
    gc.freeze()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes name no test: packed ones hold the time they were packed at, and workers must agree on the names."""
    return argname if isinstance(val, bytes) else None


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of a call, never less than 2 ms; the garbage of other tests is not collected in its time."""
    gc.collect()
    gc.disable()
    try:
        start = time.process_time()
        work()
        return max(time.process_time() - start, 0.002)
    finally:
        gc.enable()


@pytest.fixture(scope="session")
def grows() -> Callable[[Callable[[], object], Callable[[], object], float], float]:
    """How many times longer the second call takes than the first: work on more of the same, for growth and not for speed.

    The least of several attempts, the first that is small enough ending them: a busy machine may spoil one, work that
    grows with the square of its size spoils all.
    """

    def ratio(small: Callable[[], object], large: Callable[[], object], enough: float) -> float:
        least = float("inf")
        for _ in range(ATTEMPTS):
            quick = min(spent(small), spent(small))
            least = min(least, spent(large) / quick)
            if least < enough:
                break
        return least

    return ratio


@pytest.fixture(scope="session")
def corpus_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store with the shipped corpus. Copy it to write.

    Of several processes that run tests the first makes it, and each has a copy of its own.
    """
    base = tmp_path_factory.getbasetemp()
    made = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "corpus-made"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            draft = tmp_path_factory.mktemp("corpus-draft") / "store"
            with open_store(draft, write=True) as store:
                results = kg.ingest(store, [resources.folder("data")])
                assert {result.status for result in results} == {"added"}
            draft.rename(made)
    place = tmp_path_factory.mktemp("corpus") / "store"
    shutil.copytree(made, place)
    return place


@pytest.fixture(scope="session")
def corpus(corpus_place: Path) -> Iterator[Store]:
    """The shipped corpus, open for reading."""
    with open_store(corpus_place) as store:
        yield store


@pytest.fixture(scope="session")
def shipped_yaml() -> dict[str, Any]:
    """The shipped appraisal files by name, as a parser reads them that knows nothing of kg."""
    files = sorted((resources.folder("data") / "appraisals").iterdir())
    return {file.name: loaded(file.read_text("utf-8")) for file in files}


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of the invented papers."""
    return HERE / "data"


@pytest.fixture(scope="session")
def world(data: Path) -> Iterator[Store]:
    """The invented papers in a store in memory. Nobody writes to it."""
    with open_store() as store:
        assert {result.status for result in kg.ingest(store, [data])} == {"added"}
        yield store


Kept = Callable[[str, Callable[[Store], object]], Store]


@pytest.fixture(scope="session")
def kept() -> Kept:
    """`kept(name, fill)`: a store in memory to read and write, as `fill` leaves an empty one, which is done once for all tests.

    `name` is that of the module and fixture.
    """
    known: dict[str, list[Quad]] = {}

    def copied(name: str, fill: Callable[[Store], object]) -> Store:
        if name not in known:
            with open_store() as first:
                fill(first)
                known[name] = list(first.quads())
        store = open_store()
        store.add(known[name])
        return store

    return copied


@pytest.fixture
def seed() -> Path:
    """The page the project started from, which is not the project's to ship."""
    if not SEED.is_file():
        pytest.skip("the page ../shared/seed/van-dillen-2021.txt is not here")
    return SEED


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(key, folder=, name=, paper={}, **parts)` makes an appraisal file and returns its path."""

    def make(
        key: str, *, folder: Path | None = None, name: str | None = None, paper: Mapping[str, Any] | None = None, **parts: Any
    ) -> Path:
        place = (folder or tmp_path / "sources") / (name or f"{key}.yaml")
        place.parent.mkdir(parents=True, exist_ok=True)
        content = {"format": 1, "paper": {"key": key, "title": f"The paper {key}", **(paper or {})}, **parts}
        place.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")
        return place

    return make


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., Path]:
    """`register(("Retraction", {"doi": ...}), name=)` makes a list of notices."""

    def make(*rows: tuple[str, dict[str, str]], name: str = "list.csv") -> Path:
        lines = [",".join(NOTICE_COLUMNS)]
        for kind, said in rows:
            cells = [kind, *(said.get(key, "") for key in ("doi", "pmid", "date", "notice", "title", "reasons"))]
            lines.append(",".join(cells))
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def judged() -> Callable[..., dict[str, Any]]:
    """`judged("Ann", flaw="present", ...)`: an appraisal by that assessor."""

    def make(who: str, **findings: str) -> dict[str, Any]:
        return {
            "assessor": {"name": who, "kind": "person"},
            "source": {"kind": "other", "title": f"What {who} said"},
            "findings": [{"flaw": flaw.replace("_", "-"), "presence": said} for flaw, said in findings.items()],
        }

    return make


@dataclass
class Run:
    """What a call of the command gave."""

    code: int
    out: str
    err: str
    raw: bytes = field(repr=False, default=b"")

    @property
    def traceback(self) -> bool:
        return "Traceback" in self.err or "Traceback" in self.out


@pytest.fixture(scope="session")
def command() -> Callable[..., Run]:
    """`command("query", "papers", store=, cwd=, given=)` runs `python -m kg` in a process of its own."""

    def call(
        *arguments: object,
        store: Path | None = None,
        cwd: Path | None = None,
        given: bytes = b"",
        timeout: float = 120,
        **variables: str,
    ) -> Run:
        options = ["--store", str(store)] if store is not None else []
        environment = {k: v for k, v in os.environ.items() if not k.startswith("KG_")} | variables
        done = subprocess.run(
            [sys.executable, "-m", "kg", *options, *map(str, arguments)],
            cwd=cwd, input=given, env=environment, capture_output=True, timeout=timeout, check=False,
        )  # fmt: skip
        run = Run(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), done.stdout)
        assert not run.traceback, run.err
        return run

    return call


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for all tests of a process, in which playwright cannot start a second.

    Without one they skip, or fail where KG_REQUIRE_BROWSER is 1.
    """

    def missing(reason: str) -> None:
        if os.environ.get("KG_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)

    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    program = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if program is None:
        missing("no chromium, chromium-browser or google-chrome on the path")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield running
        running.close()
