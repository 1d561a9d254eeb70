"""What the explorer is asked and what it answers: plain data, so that any server can carry it."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Answer", "Asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request to read something.

    `path` starts with a slash and is decoded; `query` holds names and values in their order. `accept` is the header of that
    name, `origin` the address of the server as its client writes it, without a slash at its end (`http://127.0.0.1:7878`).
    `given` is what another part of the server found beforehand: the results of a free query, of media type `given_type`.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()
    accept: str = ""
    origin: str = ""
    given: bytes = b""
    given_type: str = ""

    def first(self, name: str, default: str = "") -> str:
        """The first value of that name."""
        return next((value for known, value in self.query if known == name), default)

    def every(self, name: str) -> tuple[str, ...]:
        """All values of that name that are not empty, each once."""
        return tuple(dict.fromkeys(value for known, value in self.query if known == name and value))


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: an HTTP status, a media type, the bytes, and headers beside them."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def html(cls, text: str, status: int = 200) -> Answer:
        return cls(status, "text/html; charset=utf-8", text.encode("utf-8", "replace"))

    @classmethod
    def moved(cls, address: str) -> Answer:
        """A look at another address (303), which starts with a slash or is a path relative to the one asked."""
        return cls(303, "text/plain; charset=utf-8", b"", {"Location": address})
