"""A part of a list: its items, how many there are in all, and where the next part is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from kg.explorer.asked import Asked

__all__ = ["listed", "next_address"]


def listed(asked: Asked, items: Sequence[Any], limit: int, offset: int) -> dict[str, Any]:
    """`total`, `limit`, `offset`, `next` (an address, or None at the end) and the `items` of this part."""
    more = offset + limit < len(items)
    return {
        "total": len(items),
        "limit": limit,
        "offset": offset,
        "next": next_address(asked, limit, offset) if more else None,
        "items": list(items[offset : offset + limit]),
    }


def next_address(asked: Asked, limit: int, offset: int) -> str:
    """The address of the part after this one, from the root of the server."""
    kept = [(name, value) for name, value in asked.query if name not in ("limit", "offset")]
    return f"{asked.path}?{urlencode([*kept, ('limit', limit), ('offset', offset + limit)], errors='replace')}"
