"""What a page worker does: an address of the explorer to a page or to data. It keeps what is known of the store."""

from __future__ import annotations

from kg.explorer.asked import Answer
from kg.explorer.opened import opened
from kg.explorer.routes import answer
from kg.serve.jobs import Job, asked
from kg.serve.settings import Settings
from kg.store import Store

__all__ = ["Pages"]


class Pages:
    """Answers jobs of the kind `page` from one store, which does not change."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.known = opened(store, settings.passages, settings.title)

    def answer(self, job: Job) -> Answer:
        """Raises KgError for what cannot be answered as it was asked."""
        return answer(self.known, asked(job))
