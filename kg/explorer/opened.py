"""A store opened for the explorer: what a server keeps of it between requests."""

from __future__ import annotations

from kg.report.known import Known
from kg.store import Store

__all__ = ["opened"]


def opened(store: Store, passages: str, title: str) -> Known:
    """What is known of the store, with what every page says at its head and foot at hand. The store must not change."""
    known = Known(store, passages, title)
    _ = known.site
    return known
