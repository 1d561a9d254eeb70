"""Counts and durations of requests in the text format that Prometheus reads (version 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

__all__ = ["BUCKETS", "MEDIA_TYPE", "Metrics", "sample"]

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # seconds

Labels = Mapping[str, str]


class Metrics:
    """What was counted since the server started. Routes are named by us, so that no client can make new rows."""

    def __init__(self) -> None:
        self.in_flight = 0
        self._requests: Counter[tuple[str, int]] = Counter()
        self._events: Counter[str] = Counter()
        self._buckets: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def answered(self, route: str, status: int, seconds: float) -> None:
        """Count a request of a route that took so long."""
        self._requests[route, status] += 1
        self._buckets.setdefault(route, [0] * (len(BUCKETS) + 1))[bisect_left(BUCKETS, seconds)] += 1
        self._seconds[route] += seconds

    def happened(self, event: str) -> None:
        """Count an event, such as `truncated`."""
        self._events[event] += 1

    def text(self, further: Iterable[str] = ()) -> str:
        """Everything, one sample a line; `further` are lines of others, made with `sample`."""
        return "\n".join([*self._lines(), *further, ""])

    def _lines(self) -> Iterator[str]:
        yield from _head("kg_requests_total", "counter", "Requests answered, by route and status.")
        for (route, status), count in sorted(self._requests.items()):
            yield _row("kg_requests_total", {"route": route, "status": str(status)}, count)
        yield from sample("kg_requests_in_flight", "gauge", "Requests being answered.", self.in_flight)
        yield from _head("kg_events_total", "counter", "What happened to requests: truncated, refused, timed out and others.")
        for event, count in sorted(self._events.items()):
            yield _row("kg_events_total", {"event": event}, count)
        name = "kg_request_seconds"
        yield from _head(name, "histogram", "Time from the request to the end of its answer.")
        for route, counts in sorted(self._buckets.items()):
            total = 0
            for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
                total += count
                yield _row(f"{name}_bucket", {"route": route, "le": bound}, total)
            yield _row(f"{name}_sum", {"route": route}, round(self._seconds[route], 6))
            yield _row(f"{name}_count", {"route": route}, total)


def sample(name: str, kind: str, about: str, value: float, labels: Labels | None = None) -> Iterator[str]:
    """The lines of one value: what it is and how much it is."""
    yield from _head(name, kind, about)
    yield _row(name, labels or {}, value)


def _head(name: str, kind: str, about: str) -> Iterator[str]:
    yield f"# HELP {name} {about}"
    yield f"# TYPE {name} {kind}"


def _row(name: str, labels: Labels, value: float) -> str:
    inner = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels.items())
    return f"{name}{{{inner}}} {value}" if inner else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
