"""How far an upload or download is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """How far an upload or download is.

    Attributes:
        current: the file that is next.
        done: bytes that are there by now.
        total: bytes in all.
    """

    current: str
    done: int
    total: int


class Meter:
    """Counts the bytes of files on their way, several at a time. Safe for several threads.

    Args:
        total: bytes in all.
        told: is told of each step, by one thread at a time; None where nobody wants to know.
    """

    def __init__(self, total: int, told: Callable[[Step], None] | None) -> None:
        self._total = total
        self._told = told
        self._lock = threading.Lock()
        self._done = 0

    def begin(self, key: str, size: int) -> FileMeter:
        """A file of this many bytes comes."""
        self.advance(key, 0)
        return FileMeter(self, key, size)

    def advance(self, key: str, count: int) -> None:
        """Bytes of a file are there."""
        with self._lock:
            self._done += count
            if self._told is not None:
                self._told(Step(key, min(self._done, self._total), self._total))

    def finish(self) -> None:
        """All is there."""
        if self._told is not None:
            self._told(Step("", self._total, self._total))


class FileMeter:
    """Counts the bytes of one file; see `Meter.begin`."""

    def __init__(self, meter: Meter, key: str, size: int) -> None:
        self._meter = meter
        self._key = key
        self._left = size

    def add(self, count: int) -> None:
        """Bytes of the file are there. Those that come again aren't counted twice."""
        count = min(count, self._left)
        self._left -= count
        self._meter.advance(self._key, count)

    def end(self) -> None:
        """The file is there, whether its bytes were told or not."""
        self.add(self._left)
