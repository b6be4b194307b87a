"""Work at intervals beside the training: signs of life, second attempts, measuring."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

SIGN_OF_LIFE = 60.0
"""Seconds between two; readers call a recording stalled after ten minutes of silence."""

SECOND_ATTEMPT = 5.0
"""Seconds between two attempts to write what a disk refused."""

_LONGEST_WAIT_AT_END = 5.0  # seconds; the driver's tool may be in the middle of an answer


@dataclass(slots=True)
class Duty:
    """Something to do again and again.

    Attributes:
        interval: seconds between two times.
        work: must not raise; takes a short time.
    """

    interval: float
    work: Callable[[], None]
    due: float = 0.0


class Keeper:
    """One thread that does some duties until it is stopped. It never keeps Python alive."""

    def __init__(self, duties: Sequence[Duty]) -> None:
        self._duties = duties
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        now = time.monotonic()
        for duty in self._duties:
            duty.due = now + duty.interval
        thread = threading.Thread(target=self._run, name="em-recording", daemon=True)
        with suppress(RuntimeError):  # no more threads, or Python is ending: it goes without
            thread.start()
            self._thread = thread

    def stop(self) -> None:
        """Stop; what is being done is finished first, within limits."""
        self._stopped.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join(_LONGEST_WAIT_AT_END)

    def forget_thread(self) -> None:
        """In a forked child: the thread isn't there."""
        self._thread = None

    def _run(self) -> None:
        while True:
            first = min(duty.due for duty in self._duties)
            if self._stopped.wait(max(first - time.monotonic(), 0.0)):
                return
            now = time.monotonic()
            for duty in self._duties:
                if duty.due <= now:
                    duty.work()
                    duty.due = time.monotonic() + duty.interval
