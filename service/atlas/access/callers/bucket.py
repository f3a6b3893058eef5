"""A bucket of tokens for each client: so many requests a second, with a reserve for bursts. Knows no request."""

import math
import time
from collections import OrderedDict
from typing import Final

from atlas.errors import BusyError

CLIENTS_KEPT: Final = 20_000


class Buckets:
    """The buckets of one app. rate: requests a second, 0 for no bound; burst: the size of a full bucket."""

    def __init__(self, rate: float, burst: int) -> None:
        self._rate, self._burst = rate, burst
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, client: str, now: float | None = None) -> None:
        """Take one token out of a client's bucket; now: monotonic seconds.

        Raises BusyError, which says when there will be one, when the bucket is empty.
        """
        if not self._rate:
            return
        at = time.monotonic() if now is None else now
        held, since = self._held.pop(client, (float(self._burst), at))
        held = min(self._burst, held + (at - since) * self._rate)
        allowed = held >= 1
        self._held[client] = (held - 1 if allowed else held, at)
        if len(self._held) > CLIENTS_KEPT:
            self._held.popitem(last=False)
        if not allowed:
            raise BusyError(
                "Too many requests came from this address.",
                found="more than that",
                expected=f"at most {self._rate:g} a second, {self._burst} at once",
                retry_after_s=max(1, math.ceil((1 - held) / self._rate)),
            )
