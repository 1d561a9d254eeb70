"""An answer as an HTTP response."""

from __future__ import annotations

from starlette.responses import Response

from kg.explorer.asked import Answer

__all__ = ["sent"]

_BODYLESS = (204, 304)


def sent(answer: Answer) -> Response:
    """The response that carries the answer; 204 and 304 have neither body nor media type.

    Raises ValueError for a header that could not be sent, before any of the answer is.
    """
    for name, value in (*answer.headers.items(), ("Content-Type", answer.media_type)):
        if not (f"{name}{value}".isascii() and f"{name}{value}".isprintable()):
            raise ValueError(f"the header {name!r} holds what no header can")
    if answer.status in _BODYLESS:
        return Response(status_code=answer.status, headers=answer.headers)
    return Response(answer.body, answer.status, answer.headers | {"Content-Type": answer.media_type})
