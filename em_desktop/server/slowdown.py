"""Guessing keys is slow: after some wrong ones, an address waits."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

_FREE = 5
_LONGEST = 2.0
_FORGOTTEN_AFTER = 60.0
_MOST_ADDRESSES = 10_000


class Slowdown:
    """Counts wrong keys by the address that they came from. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def pause(self, address: str) -> float:
        """Seconds that a request from there waits before its key is looked at."""
        with self._lock:
            count, since = self._failures.get(address, (0, 0.0))
            if time.monotonic() - since > _FORGOTTEN_AFTER:
                self._failures.pop(address, None)
                return 0.0
        return 0.0 if count <= _FREE else min(_LONGEST, 0.1 * 2 ** (count - _FREE - 1))

    def failed(self, address: str) -> None:
        """A wrong key came from there."""
        with self._lock:
            count, _ = self._failures.pop(address, (0, 0.0))
            self._failures[address] = (count + 1, time.monotonic())
            while len(self._failures) > _MOST_ADDRESSES:
                self._failures.popitem(last=False)

    def succeeded(self, address: str) -> None:
        """A right key came from there."""
        with self._lock:
            self._failures.pop(address, None)
