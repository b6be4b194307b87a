"""Work on stores that people started, as the activity panel tells of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from em_desktop.domain.gestures import Description
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.gui.expecting import Expected
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from em_desktop.sync.editing import Done, Failure
    from em_desktop.sync.editing import Progress as GestureProgress
    from em_desktop.sync.meter import Progress
    from em_desktop.sync.transfers import TransferResult


class JobKind(Enum):
    """What is being done."""

    GESTURE = "gesture"
    UNDO = "undo"
    REDO = "redo"
    TRANSFER = "transfer"


class JobState(Enum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(slots=True, eq=False)
class Job:
    """One gesture, undo, redo or transfer.

    Attributes:
        target: the folder where things go, for people; empty if of no interest.
        into: the node in the store that a transfer goes into.
        done, total: operations of a gesture, bytes of a transfer.
        subject: what it is at.
        progress: of a transfer, as told last.
        error: why it broke off as a whole.
        outcome: of a gesture that ended.
        result: of a transfer that ended.
        entry: its number in the store's history, with which it is undone.
        expected: what the views show already.
        again: does what failed or was left.
    """

    number: int
    kind: JobKind
    store_id: str
    description: Description
    target: str
    began: datetime
    state: JobState = JobState.WAITING
    done: int = 0
    total: int = 0
    subject: str = ""
    progress: Progress | None = None
    error: EmError | None = None
    outcome: Done | None = None
    result: TransferResult | None = None
    entry: int | None = None
    ended: datetime | None = None
    into: NodePath | None = None
    expected: Expected = field(default_factory=Expected)
    cancel: Cancel = field(default_factory=Cancel)
    then: Callable[[Job], None] | None = None
    again: Callable[[], None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it isn't over yet."""
        return self.state in {JobState.WAITING, JobState.RUNNING, JobState.PAUSED}

    @property
    def failures(self) -> tuple[Failure, ...]:
        """What couldn't be done, apart from `error`."""
        if self.outcome is not None:
            return self.outcome.failures
        return () if self.result is None else tuple(self.result.failures)

    @property
    def first_error(self) -> EmError | None:
        """Why it failed; the first reason of several."""
        if self.error is not None:
            return self.error
        return self.failures[0].error if self.failures else None

    @property
    def fraction(self) -> float | None:
        """How much is done, from 0 to 1; None if unknown."""
        return min(self.done / self.total, 1.0) if self.total else None

    def take(self, value: GestureProgress) -> None:
        """Note how far a gesture is, or how it ended."""
        from em_desktop.sync.editing import Step

        if isinstance(value, Step):
            self.done, self.total, self.subject = value.done, value.total, value.subject
        else:
            self.outcome, self.entry, self.done = value, value.entry, self.total

    def take_progress(self, value: Progress) -> None:
        """Note how far a transfer is."""
        self.progress, self.subject = value, str(value.current)
        self.done, self.total = value.bytes, value.total_bytes
        if self.state is not JobState.PAUSED or not value.paused:
            self.state = JobState.PAUSED if value.paused else JobState.RUNNING


def newest_gesture(under_way: Sequence[Job], store_id: str | None = None) -> Job | None:
    """What was begun last and can be undone when it is over; None where there is nothing.

    Args:
        under_way: jobs that wait or run, oldest first.
        store_id: of one store alone.
    """
    gestures = [
        job
        for job in under_way
        if job.kind is not JobKind.TRANSFER and store_id in {None, job.store_id}
    ]
    return gestures[-1] if gestures else None
