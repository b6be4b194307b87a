"""Telling the user of a training script what goes wrong, once, without stopping it."""

from __future__ import annotations

import threading


class Notices:
    """Warnings of one recording; each kind is told once.

    They go to the logger ``em_desktop.recording``, which prints them on standard error
    where the script hasn't set up logging.
    """

    def __init__(self, subject: str) -> None:
        self._subject = subject
        self._told: set[str] = set()
        self._lock = threading.Lock()

    def warn(self, kind: str, text: str) -> None:
        """Tell ``text``, unless a notice of this kind was told before. Never raises."""
        with self._lock:
            if kind in self._told:
                return
            self._told.add(kind)
        import logging

        logging.getLogger("em_desktop.recording").warning("%s: %s", self._subject, text)

    def renew_lock(self) -> None:
        """After a fork: a thread that isn't there any more may have held the lock."""
        self._lock = threading.Lock()
