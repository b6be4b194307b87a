"""Doing, undoing and redoing gestures in one store."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from em_desktop.domain.gestures import Batch, Description, subject
from em_desktop.domain.operations import Changes, Operation, Outcome, side_by_side
from em_desktop.errors import (
    AlreadyExistsError,
    ConflictError,
    EmError,
    InvalidMoveError,
    NotFoundError,
)
from em_desktop.stores.base import Cancel, Store
from em_desktop.sync.foresight import foresee, inverses_of
from em_desktop.sync.history import Entry, Foreseen, History, State

_SIDE_BY_SIDE = 64
"""Operations that are done at once: enough for the disk, and few for who waits or cancels."""
_STEP_SECONDS = 0.1
_CLOCKS_DIFFER = timedelta(seconds=2)
_NO_USE = (ConflictError, NotFoundError, AlreadyExistsError, InvalidMoveError)
"""Where an undo fails so, the world has gone on, and it isn't offered again."""


@dataclass(frozen=True, slots=True)
class Step:
    """How far a gesture is.

    Attributes:
        done: operations that were done or have failed.
        total: all of them.
        subject: the node that the last one was about, as a path.
    """

    done: int
    total: int
    subject: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A node to which it couldn't be done.

    Attributes:
        subject: its path.
    """

    subject: str
    error: EmError


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a gesture.

    Attributes:
        changes: all that it has changed, for the panes that show it.
        failures: what couldn't be done; each costs only its own node.
        left: the operations that failed or weren't begun, for trying again.
        entry: its number in the history; None where nothing was done.
    """

    description: Description
    changes: Changes
    failures: tuple[Failure, ...] = ()
    left: tuple[Operation, ...] = ()
    cancelled: bool = False
    entry: int | None = None


Progress: TypeAlias = Step | Done


class Editing:
    """The one way in which people's gestures reach a store.

    Safe for several threads: one gesture at a time, the others wait. All that changes
    something may block and is a stream, whose last value is `Done`.

    Args:
        store: what is changed.
        history: of this store; what a crash has cut off in it is settled now.
    """

    def __init__(self, store: Store, history: History) -> None:
        self.store = store
        self._history = history
        self._turn = threading.Lock()
        self._settle()

    @property
    def can_undo(self) -> Description | None:
        """What `undo` would take back."""
        entry = self._history.next_to(State.DONE)
        return None if entry is None else entry.description

    @property
    def can_redo(self) -> Description | None:
        """What `redo` would do again."""
        entry = self._history.next_to(State.UNDONE)
        return None if entry is None else entry.description

    def entries(self) -> tuple[Entry, ...]:
        """What was done, newest first; also in earlier sessions."""
        return self._history.entries()

    def do(self, batch: Batch, cancel: Cancel | None = None) -> Iterator[Progress]:
        """Do a gesture."""
        with self._turn:
            yield from self._run(batch.operations, batch.description, None, cancel)

    def undo(self, cancel: Cancel | None = None) -> Iterator[Progress]:
        """Take back the newest gesture that can be.

        Raises:
            NotFoundError: there is none.
        """
        with self._turn:
            yield from self._back(self._history.next_to(State.DONE), cancel)

    def redo(self, cancel: Cancel | None = None) -> Iterator[Progress]:
        """Do again what was undone last.

        Raises:
            NotFoundError: there is nothing.
        """
        with self._turn:
            yield from self._back(self._history.next_to(State.UNDONE), cancel)

    def undo_entry(self, number: int, cancel: Cancel | None = None) -> Iterator[Progress]:
        """Take back, or do again, any gesture of the history.

        Raises:
            NotFoundError: it isn't known any more, or can't be.
        """
        with self._turn:
            entry = self._history.entry(number)
            is_final = entry is not None and entry.state is State.FINAL
            yield from self._back(None if is_final else entry, cancel)

    @contextmanager
    def recording(self, description: Description) -> Iterator[Recording]:
        """Make one entry of what is done to the store by other means, such as a transfer."""
        with self._turn:
            self._history.begin(description)
            try:
                yield Recording(self._history)
            finally:
                self._history.end()

    def close(self) -> None:
        """Release the history's file."""
        self._history.close()

    def _back(self, entry: Entry | None, cancel: Cancel | None) -> Iterator[Progress]:
        if entry is None:
            raise NotFoundError("", "nothing can be taken back")
        yield from self._run(entry.way, entry.description, entry, cancel)

    def _run(
        self,
        operations: Sequence[Operation],
        description: Description,
        entry: Entry | None,
        cancel: Cancel | None,
    ) -> Iterator[Progress]:
        """Do the operations of a gesture, or those that take back an entry."""
        self._history.begin(description, entry)
        changes, failures = list[Changes](), list[Failure]()
        failed, final = list[Operation](), list[Operation]()
        tried, told = 0, time.monotonic()
        try:
            for group in side_by_side(operations, _SIDE_BY_SIDE):
                if cancel is not None and cancel.is_set:
                    break
                for operation, outcome in zip(group, self._perform(group), strict=True):
                    if isinstance(outcome, Outcome):
                        changes.append(outcome.changes)
                        continue
                    failures.append(Failure(outcome.subject or str(subject(operation)), outcome))
                    (final if isinstance(outcome, _NO_USE) else failed).append(operation)
                tried += len(group)
                if time.monotonic() - told > _STEP_SECONDS:
                    told = time.monotonic()
                    yield Step(tried, len(operations), str(subject(group[-1])))
        finally:
            untried = tuple(operations[tried:])
            known = self._history.unfinished
            self._history.end(() if entry is None else (*failed, *untried))
        is_noted = known is not None and bool(known.inverses)
        yield Done(
            description,
            Changes.all_of(changes),
            tuple(failures),
            (*failed, *final, *untried),
            cancelled=bool(untried),
            entry=known.number if known is not None and is_noted else None,
        )

    def _perform(self, group: Sequence[Operation]) -> list[Outcome | EmError]:
        """Do what doesn't depend on each other, noted before and after."""
        foreseen = [self._foresee(operation) for operation in group]
        self._history.about_to(*(() if isinstance(one, EmError) else one for one in foreseen))
        able = [
            operation
            for operation, one in zip(group, foreseen, strict=True)
            if not isinstance(one, EmError)
        ]
        done = iter(self.store.perform_all(able))
        outcomes = [one if isinstance(one, EmError) else next(done) for one in foreseen]
        self._history.did(*map(_inverses, outcomes))
        return outcomes

    def _foresee(self, operation: Operation) -> tuple[Foreseen, ...] | EmError:
        try:
            return foresee(self.store, operation)
        except EmError as error:
            return error

    def _settle(self) -> None:
        """Find out what the gesture that a crash has cut off has done."""
        unfinished = self._history.unfinished
        if unfinished is None:
            return
        entry = self._history.entry(unfinished.number)
        since = unfinished.when - _CLOCKS_DIFFER
        way = () if entry is None else entry.way
        undone = list[Operation]()
        for foreseen in unfinished.about:
            inverses = self._inverses_of(foreseen, since)
            if foreseen and not inverses:
                undone += way[unfinished.tried : unfinished.tried + 1]
            self._history.did(inverses)
        self._history.end((*undone, *way[unfinished.tried :]))

    def _inverses_of(self, foreseen: Sequence[Foreseen], since: datetime) -> list[Operation]:
        try:
            return inverses_of(self.store, foreseen, since)
        except EmError:
            return []


def _inverses(outcome: Outcome | EmError) -> tuple[Operation, ...]:
    if isinstance(outcome, EmError) or outcome.inverse is None:
        return ()
    return (outcome.inverse,)


class Recording:
    """Notes what a transfer does to a store; see `Editing.recording`."""

    def __init__(self, history: History) -> None:
        self._history = history

    def about_to(self, foreseen: Foreseen) -> None:
        """Note what would undo what is done next."""
        self._history.about_to((foreseen,))

    def did(self, inverse: Operation | None) -> None:
        """Note what undoes what was done; None where it failed or nothing does."""
        self._history.did(() if inverse is None else (inverse,))
