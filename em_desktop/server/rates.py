"""So many requests a second, and not more: for each user, in this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from em_desktop.errors import EmError, Fault

_BURST_SECONDS = 10
"""Who was silent may ask at once what they could have asked in this time."""


class TooManyRequestsError(EmError):
    """A user asks more often than the server allows.

    Attributes:
        wait: whole seconds after which it may be tried again.
    """

    code = "unavailable"
    fault = Fault.USER

    def __init__(self, user: str, wait: int) -> None:
        super().__init__(user, f"too many requests: try again in {wait} s")
        self.wait = wait


class Rates:
    """A bucket for each user, which fills steadily. Safe for several threads.

    Args:
        rate: requests a second; 0 means as many as they like.
        clock: seconds that never go back.
    """

    def __init__(self, rate: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._most = max(rate * _BURST_SECONDS, 1.0)
        self._clock = clock
        self._lock = threading.Lock()
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, user: str) -> None:
        """Count a request.

        Raises:
            TooManyRequestsError: it is one too many.
        """
        if not self._rate:
            return
        with self._lock:
            now = self._clock()
            left, since = self._left.get(user, (self._most, now))
            left = min(self._most, left + (now - since) * self._rate)
            if left < 1:
                self._left[user] = left, now
                raise TooManyRequestsError(user, max(1, round((1 - left) / self._rate + 0.5)))
            self._left[user] = left - 1, now
