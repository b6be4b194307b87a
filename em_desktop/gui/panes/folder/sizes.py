"""Sizes of nodes, measured in the background one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from em_desktop.domain.paths import NodePath
from em_desktop.errors import CancelledError, EmError
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel, Store

_BATCH = 64


@dataclass(frozen=True, slots=True)
class _Measured:
    path: NodePath
    size: tuple[int, int] | None


class SizeQueue(QObject):
    """One task at a time measures what was asked for last, so that visible rows come first."""

    measured = Signal(object, object)
    """`NodePath`, and (bytes, files) or None where it can't be measured."""
    drained = Signal()
    """Nothing is left to measure."""

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._store: Store | None = None
        self._waiting: dict[NodePath, None] = {}
        self._running = False

    def want(self, store: Store, paths: Iterable[NodePath]) -> None:
        """Measure these before everything that was asked for earlier."""
        self._store = store
        first = dict.fromkeys(paths)
        self._waiting = first | {path: None for path in self._waiting if path not in first}
        self._next()

    def clear(self) -> None:
        """Forget what waits; what is being measured is dropped."""
        self._waiting.clear()
        self._running = False
        self._tasks.cancel_all(self)

    def _next(self) -> None:
        store = self._store
        if self._running or store is None or not self._waiting:
            return
        batch = list(self._waiting)[:_BATCH]
        for path in batch:
            del self._waiting[path]
        self._running = True
        self._tasks.stream(
            self,
            lambda cancel: _measure(store, batch, cancel),
            SizeQueue._take,
            done=SizeQueue._batch_done,
            failed=SizeQueue._failed,
            key="measure",
        )

    def _take(self, measured: _Measured) -> None:
        self.measured.emit(measured.path, measured.size)

    def _failed(self, _error: EmError) -> None:
        self._batch_done()

    def _batch_done(self) -> None:
        self._running = False
        if self._waiting:
            self._next()
        else:
            self.drained.emit()


def _measure(store: Store, paths: list[NodePath], cancel: Cancel) -> Iterator[_Measured]:
    for path in paths:
        try:
            size = store.measure(path, cancel)
        except CancelledError:
            raise
        except EmError:  # removed or forbidden: it has no size, the others do
            yield _Measured(path, None)
        else:
            yield _Measured(path, size)
