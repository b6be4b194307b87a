"""Work of the GUI thread in pieces, so that no turn of the event loop is long."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic

from PySide6.QtCore import QObject, QTimer

_ENOUGH = 0.01
"""Seconds after which the next piece waits for the next turn."""


class Turns(QObject):
    """Does pieces of work in the order in which they were asked for, some in each turn.

    The timer of its own lets what people do, and painting, come in between.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._asked: dict[Hashable, Callable[[], object]] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to do."""
        return not self._asked

    def ask(self, key: Hashable, work: Callable[[], object]) -> None:
        """Do this in one of the next turns, once: what was asked for under the key is dropped."""
        self._asked[key] = work
        if not self._timer.isActive():
            self._timer.start()

    def forget(self, key: Hashable) -> None:
        """Don't do what was asked for under this key."""
        self._asked.pop(key, None)

    def _go_on(self) -> None:
        end = monotonic() + _ENOUGH
        while self._asked and monotonic() < end:
            work = self._asked.pop(next(iter(self._asked)))
            work()
        if self._asked:
            self._timer.start()
