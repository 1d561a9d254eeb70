"""Pages and data of the explorer on their way to a client: kept for as long as the store stays as it is, and sent once each."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace

from kg.explorer.asked import Answer, Asked
from kg.serve import jobs

__all__ = ["Documents", "conditional"]

MOST = 64 * 2**20  # bytes kept
LARGEST = 4 * 2**20  # bytes of an answer that is worth keeping
_OVERHEAD = 1_000  # bytes an entry costs beside its body, about
_STEADY = (".css", ".js")

Key = tuple[str, Asked]


class Documents:
    """Asks `work` for each page once a revision. `revision` tells which state of the store is being served."""

    def __init__(self, work: Callable[[jobs.Job], Awaitable[Answer]], revision: Callable[[], str], most: int = MOST) -> None:
        self._work, self._revision, self._most = work, revision, most
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self.size = 0  # bytes of what is kept

    async def answer(self, asked: Asked) -> Answer:
        """The page or data, with a validator. Raises what the workers raise; what is not a success is not kept."""
        revision = self._revision()
        key = (revision, asked)
        if (kept := self._kept.get(key)) is not None:
            self._kept.move_to_end(key)
            return kept
        made = _with_validator(await self._work(jobs.page(asked)), asked.path)
        # What was given came from a query of somebody's own, and is asked again rather than kept for all.
        if made.status == 200 and not asked.given_type and len(made.body) <= LARGEST and self._revision() == revision:
            self._keep(key, made)
        return made

    def __len__(self) -> int:
        """How many pages are kept."""
        return len(self._kept)

    def _keep(self, key: Key, answer: Answer) -> None:
        if self._kept and next(iter(self._kept))[0] != key[0]:
            self._kept.clear()
            self.size = 0
        self.size += _weight(key, answer) - (_weight(key, self._kept[key]) if key in self._kept else 0)
        self._kept[key] = answer
        while self.size > self._most:
            self.size -= _weight(*self._kept.popitem(last=False))


def conditional(answer: Answer, if_none_match: str) -> Answer:
    """The answer, or 304 without a body where the client has it already (RFC 9110, 13.1.2)."""
    tag = answer.headers.get("ETag")
    known = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    if answer.status != 200 or tag is None or not ({tag, "*"} & known):
        return answer
    return Answer(304, answer.media_type, b"", answer.headers)


def _with_validator(answer: Answer, path: str) -> Answer:
    # Of the bytes, and not of the revision: it holds over a restart, and a new version of kg makes a new one.
    seconds = "max-age=60" if path.endswith(_STEADY) else "no-cache"
    headers = {"Cache-Control": f"private, {seconds}" if answer.status == 200 else "no-store", "Vary": "Accept"}
    if answer.status == 200:
        digest = hashlib.sha256(answer.media_type.encode() + b"\n" + answer.body).hexdigest()
        headers["ETag"] = f'"{digest[:32]}"'
    return replace(answer, headers=headers | answer.headers)


def _weight(key: Key, answer: Answer) -> int:
    return len(answer.body) + len(key[1].path) + sum(len(n) + len(v) for n, v in key[1].query) + len(key[1].accept) + _OVERHEAD
