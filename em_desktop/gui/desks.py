"""What belongs to each open store while it is changed: what waits, what can be undone."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

from em_desktop.domain.gestures import Description
from em_desktop.gui.jobs import Job
from em_desktop.stores.base import Cancel, Store

if TYPE_CHECKING:
    from em_desktop.sync.editing import Editing, Progress
    from em_desktop.sync.history import Entry
    from em_desktop.sync.meter import Progress as TransferProgress
    from em_desktop.sync.transfers import Transfer

Stream: TypeAlias = "Callable[[Editing, Cancel], Iterator[Progress]]"
"""Does a gesture, in a worker."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the history of a store offers now."""

    undo: Description | None = None
    redo: Description | None = None
    entries: tuple[Entry, ...] = ()

    @classmethod
    def of(cls, editing: Editing) -> Remembered:
        """Ask the history; in a worker."""
        return cls(editing.can_undo, editing.can_redo, editing.entries())


@dataclass(slots=True, eq=False)
class Desk:
    """What belongs to one open store.

    Attributes:
        directory: where histories are kept.
        waiting: gestures that aren't begun, oldest first.
        current: the gesture that runs.
        turn: the higher, the later something was done in it.
    """

    directory: Path
    waiting: deque[tuple[Job, Stream]] = field(default_factory=deque)
    current: Job | None = None
    remembered: Remembered = field(default_factory=Remembered)
    turn: int = 0
    _editing: Editing | None = None
    _lock: Lock = field(default_factory=Lock)

    def editing(self, store: Store) -> Editing:
        """The way to change the store; in a worker, for its history is read.

        The store is another one after its folder was away.
        """
        from em_desktop.sync.editing import Editing
        from em_desktop.sync.history import History

        with self._lock:
            if self._editing is None or self._editing.store is not store:
                self.close()
                self._editing = Editing(store, History(self.directory, store.info.id))
            return self._editing

    def withdraw(self, job: Job) -> bool:
        """Take a job out of what waits; False if it doesn't wait (any more)."""
        kept = deque(each for each in self.waiting if each[0] is not job)
        withdrawn = len(kept) < len(self.waiting)
        self.waiting = kept
        return withdrawn

    def close(self) -> None:
        """Give the history's file back."""
        if self._editing is not None:
            self._editing.close()
            self._editing = None


class Desks:
    """The desks of all stores, and in which of them something was done last.

    Args:
        directory: where histories are kept.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._desks: dict[str, Desk] = {}
        self._turns = count(1)

    def find(self, store_id: str) -> Desk | None:
        """The desk of a store; None if it has none (any more)."""
        return self._desks.get(store_id)

    def of(self, store_id: str) -> Desk:
        """The desk of a store, set up if it has none."""
        return self._desks.setdefault(store_id, Desk(self._directory))

    def remove(self, store_id: str) -> Desk | None:
        """Take the desk of a store away; it is still to be closed, in a worker."""
        return self._desks.pop(store_id, None)

    def close(self) -> None:
        """Give the histories' files back."""
        for desk in self._desks.values():
            desk.close()
        self._desks.clear()

    def remember(self, store_id: str, found: Remembered) -> bool:
        """Note what the history of a store offers now; False if the store is closed."""
        desk = self._desks.get(store_id)
        if desk is None:
            return False
        if found != desk.remembered:
            desk.turn = next(self._turns)
        desk.remembered = found
        return True

    def remembered(self, store_id: str) -> Remembered:
        """What the history of a store offers; nothing of a closed one."""
        desk = self._desks.get(store_id)
        return Remembered() if desk is None else desk.remembered

    def next_to_undo(self, store_id: str | None) -> tuple[str, Description] | None:
        """The newest gesture, of one store or of all, and in which store it was done."""
        desks = self._chosen(store_id)
        return _latest((desk.turn, each, desk.remembered.undo) for each, desk in desks)

    def next_to_redo(self, store_id: str | None) -> tuple[str, Description] | None:
        """What was undone last, in one store or in all, and in which store it was."""
        desks = self._chosen(store_id)
        return _latest((desk.turn, each, desk.remembered.redo) for each, desk in desks)

    def _chosen(self, store_id: str | None) -> Iterable[tuple[str, Desk]]:
        return [each for each in self._desks.items() if store_id in {None, each[0]}]


def _latest(
    offered: Iterable[tuple[int, str, Description | None]],
) -> tuple[str, Description] | None:
    able = [(turn, store_id, what) for turn, store_id, what in offered if what is not None]
    return max(able, key=lambda each: each[0])[1:] if able else None


def gesture_work(
    editing: Callable[[], Editing], job: Job, stream: Stream, _cancel: Cancel
) -> Iterator[Progress | Remembered]:
    """In the worker: a gesture, and then what the history says."""
    desk = editing()
    yield from stream(desk, job.cancel)
    yield Remembered.of(desk)


def take_back(editing: Editing, job: Job, cancel: Cancel) -> Iterator[Progress]:
    """In the worker: undo a gesture that was under way when that was asked for."""
    if job.entry is not None:  # else it has changed nothing
        yield from editing.undo_entry(job.entry, cancel)


def transfer_work(
    editing: Callable[[], Editing],
    job: Job,
    make: Callable[[Editing], Transfer],
    transfers: dict[int, Transfer],
) -> Iterator[TransferProgress | Remembered]:
    """In the worker: a transfer, and then what the history says."""
    desk = editing()
    transfer = make(desk)
    transfers[job.number] = transfer
    yield from transfer.run(job.cancel)
    yield Remembered.of(desk)
