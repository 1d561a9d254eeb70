"""A backend that answers what a test tells it to, so that the HTTP side can be tested without processes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from kg.explorer.asked import Answer
from kg.serve.access import Access
from kg.serve.access_log import AccessLog
from kg.serve.app import application
from kg.serve.jobs import Job
from kg.serve.pool import Counts
from kg.serve.rate import Rate

__all__ = ["Scripted", "ask"]

HOST = "127.0.0.1:7878"


class _Pool:
    def __init__(self) -> None:
        self.counts = Counts(workers=2)


class Scripted:
    """`answers` is called with each job; what it raises is raised. `jobs` holds all that was asked."""

    def __init__(self, answers: Callable[[Job], Answer]) -> None:
        self.answers, self.jobs = answers, list[Job]()
        self.queries, self.pages = _Pool(), _Pool()
        self.revision, self.taken, self.isolated = "a-1", 1_700_000_000.0, True

    async def ask(self, job: Job) -> Answer:
        self.jobs.append(job)
        await asyncio.sleep(0)
        return self.answers(job)


def ask(
    backend: Scripted,
    *requests: tuple[str, str, dict[str, str], bytes],
    access: Access | None = None,
    rate: Rate | None = None,
    log: AccessLog | None = None,
    address: str = "",
) -> list[httpx.Response]:
    """The responses to requests (method, address, headers, body), one after the other, of one application."""

    async def run() -> list[httpx.Response]:
        limit = Rate(0) if rate is None else rate
        app = application(backend, access or Access(), limit, log or AccessLog(None), address)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=f"http://{HOST}") as client:
            return [
                await client.request(method, address, headers=headers, content=body)
                for method, address, headers, body in requests
            ]

    with ThreadPoolExecutor(1) as thread:  # the main thread may have a loop already: that of the browser
        return thread.submit(lambda: asyncio.run(run())).result()
