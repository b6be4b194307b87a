"""How far an upload or download is."""

from __future__ import annotations

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
    """Counts the bytes of files on their way.

    Args:
        total: bytes in all.
        told: is told of each step; None where nobody wants to know.
    """

    def __init__(self, total: int, told: Callable[[Step], None] | None) -> None:
        self._total = total
        self._told = told
        self._key = ""
        self._before = 0
        self._in_file = 0

    def begin(self, key: str) -> None:
        """A file comes."""
        self._key, self._in_file = key, 0
        self.add(0)

    def add(self, count: int) -> None:
        """Bytes of the file are there."""
        self._in_file += count
        self._tell(self._key, min(self._before + self._in_file, self._total))

    def end(self, size: int) -> None:
        """The file is there, whether its bytes were told or not."""
        self._before += size

    def finish(self) -> None:
        """All is there."""
        self._tell("", self._total)

    def _tell(self, key: str, done: int) -> None:
        if self._told is not None:
            self._told(Step(key, done, self._total))
