"""How far a transfer is, and how fast."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from em_desktop.domain.paths import printable
from em_desktop.formats.file_copy import Copied
from em_desktop.sync.plans import Item, Plan

_TOLD_SECONDS = 0.1
_SPEED_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a transfer is.

    Attributes:
        current: the file that is copied, as people see it.
        speed: bytes in a second, of the last few seconds.
        seconds_left: None as long as it can't be told.
        finished: the last one; `Transfer.result` is there.
    """

    bytes: int
    total_bytes: int
    files: int
    total_files: int
    current: str = ""
    speed: float = 0.0
    seconds_left: float | None = None
    paused: bool = False
    finished: bool = False


class Meter:
    """Counts the pieces of a transfer."""

    def __init__(self, plan: Plan) -> None:
        self._total_bytes = plan.size
        self._total_files = plan.files
        self._bytes = self._files = 0
        self._current = ""
        self._told = 0.0
        self._seen: deque[tuple[float, int]] = deque()

    def count(self, item: Item, piece: Copied) -> None:
        """Add a piece."""
        self._bytes += piece.size
        if piece.finished is not None:
            self._files += 1
            self._current = f"{item.name}/{piece.finished}" if piece.finished else item.name

    def start_anew(self) -> None:
        """Forget the speed: nothing went on for a while."""
        self._seen.clear()

    @property
    def is_time(self) -> bool:
        """Whether nothing was told for long enough."""
        return time.monotonic() - self._told >= _TOLD_SECONDS

    def progress(self, *, paused: bool = False, finished: bool = False) -> Progress:
        """How far it is now."""
        self._told = now = time.monotonic()
        self._seen.append((now, self._bytes))
        while now - self._seen[0][0] > _SPEED_SECONDS and len(self._seen) > 2:
            self._seen.popleft()
        began, before = self._seen[0]
        speed = (self._bytes - before) / (now - began) if now > began else 0.0
        left = self._total_bytes - self._bytes
        return Progress(
            self._bytes,
            self._total_bytes,
            self._files,
            self._total_files,
            printable(self._current),
            0.0 if paused else speed,
            max(left, 0) / speed if speed and not paused else None,
            paused,
            finished,
        )
