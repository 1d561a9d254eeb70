"""How often one client may ask: a bucket of requests that fills up again with time."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

from kg.serve.problems import Refused

__all__ = ["Rate"]

MOST_CLIENTS = 10_000  # remembered at once; the one not seen for longest is forgotten first
BURST = 5  # seconds' worth of requests that a client may send at once


class Rate:
    """At most `per_second` requests a second from one client in the long run; 0 sets no limit. `clock` gives seconds."""

    def __init__(self, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_second = per_second
        self.burst = max(1.0, per_second * BURST)
        self._clock = clock
        self._clients: OrderedDict[str, tuple[float, float]] = OrderedDict()  # what is left in the bucket, and when

    def take(self, client: str) -> None:
        """Count a request; raises Refused (429, with the seconds to wait) where the bucket is empty."""
        if self.per_second <= 0:
            return
        now = self._clock()
        left, seen = self._clients.pop(client, (self.burst, now))
        left = min(self.burst, left + (now - seen) * self.per_second)
        if left < 1:
            self._keep(client, left, now)
            wait = math.ceil((1 - left) / self.per_second)
            hint = f"Try again in {wait} s."
            raise Refused(429, "Too many requests from this address.", hint=hint, headers={"Retry-After": str(wait)})
        self._keep(client, left - 1, now)

    def __len__(self) -> int:
        """How many clients are remembered."""
        return len(self._clients)

    def _keep(self, client: str, left: float, now: float) -> None:
        self._clients[client] = (left, now)
        if len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)
