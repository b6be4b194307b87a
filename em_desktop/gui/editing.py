"""The one place through which the window changes stores: gestures, undo, transfers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from em_desktop.domain.gestures import Batch, Deed, Description
from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes, Operation
from em_desktop.errors import EmError, UnavailableError
from em_desktop.gui.carrying import Carrier
from em_desktop.gui.desks import (
    Desks,
    Remembered,
    Stream,
    gesture_work,
    take_back,
)
from em_desktop.gui.expecting import expectation
from em_desktop.gui.gesture_words import doing_text
from em_desktop.gui.jobs import Job, JobKind, JobState, newest_gesture
from em_desktop.stores.base import Cancel, Store

if TYPE_CHECKING:
    from em_desktop.gui.context import Context
    from em_desktop.sync.editing import Progress
    from em_desktop.sync.history import Entry
    from em_desktop.sync.plans import Plan

_MOST_JOBS = 200


class Editor(QObject):
    """Does what people do to nodes, one gesture after another in each store.

    Views show a gesture's effect at once, when `expected` is emitted; what comes of it is
    told by `OpenStores.changed`, also where it has to be turned back.
    """

    expected = Signal(str, object)
    """Show this in a store, though it isn't so yet: `Expected`."""
    activity_changed = Signal()
    """A job began, went on or ended; see `jobs`."""
    undo_changed = Signal()
    """Something else can be undone or done again."""
    ended = Signal(object)
    """A `Job` ended: done, failed or cancelled."""

    def __init__(self, context: Context, state_directory: Path) -> None:
        super().__init__(context)
        self._context = context
        self._desks = Desks(state_directory / "history")
        self._jobs: dict[int, Job] = {}
        self._carrier = Carrier(self, context, self._desks, state_directory / "transfers")
        self._numbers = count(1)
        stores = context.stores
        stores.opened.connect(self._store_opened)
        stores.closed.connect(self._store_closed)
        stores.availability_changed.connect(self._store_opened)
        for info in stores.infos():
            self._store_opened(info.id)

    # Gestures

    def do(
        self,
        store_id: str,
        what: Batch | Sequence[Operation],
        *,
        nodes: Sequence[Node] = (),
        deed: Deed | None = None,
        target: str = "",
        then: Callable[[Job], None] | None = None,
    ) -> Job:
        """Do a gesture; it is one step of undo.

        Args:
            store_id: in which store.
            what: what is to be done (at least one operation).
            nodes: the nodes that it is done to, as they are shown: so the effect can be
                shown at once, and the gesture be named.
            deed: what people call it, if the operations don't tell.
            target: the folder where things go, for the words; empty if of no interest.
            then: called on the GUI thread when it has ended, however.
        """
        batch = what if isinstance(what, Batch) else Batch.of(what, nodes, deed)
        foreseen = expectation(batch.operations, {node.path: node for node in nodes})
        job = self.new_job(JobKind.GESTURE, store_id, batch.description, target)
        job.total, job.expected, job.then = len(batch.operations), foreseen, then
        self._enqueue(job, lambda editing, cancel: editing.do(batch, cancel))
        if foreseen:
            self.expected.emit(store_id, foreseen)
        return job

    def undo(self, store_id: str | None = None) -> Job | None:
        """Take back the newest gesture, of one store or of all; None where there is none.

        One that isn't over yet is taken back as soon as it is.
        """
        newest = newest_gesture(self.running, store_id)
        if newest is not None and newest.kind is not JobKind.UNDO:
            job = self.new_job(JobKind.UNDO, newest.store_id, newest.description)
            self._enqueue(job, lambda editing, cancel: take_back(editing, newest, cancel))
            return job
        found = self._desks.next_to_undo(store_id)
        if found is None:
            return None
        store, description = found
        job = self.new_job(JobKind.UNDO, store, description)
        self._enqueue(job, lambda editing, cancel: editing.undo(cancel))
        return job

    def redo(self, store_id: str | None = None) -> Job | None:
        """Do again what was undone last; None where there is nothing."""
        found = self._desks.next_to_redo(store_id)
        if found is None:
            return None
        store, description = found
        job = self.new_job(JobKind.REDO, store, description)
        self._enqueue(job, lambda editing, cancel: editing.redo(cancel))
        return job

    def undo_entry(self, store_id: str, entry: Entry) -> Job:
        """Take back one gesture of the history, or do it again if it is undone."""
        from em_desktop.sync.history import State

        kind = JobKind.REDO if entry.state is State.UNDONE else JobKind.UNDO
        job = self.new_job(kind, store_id, entry.description)
        number = entry.number
        self._enqueue(job, lambda editing, cancel: editing.undo_entry(number, cancel))
        return job

    @property
    def can_undo(self) -> Description | None:
        """What `undo` would take back."""
        newest = newest_gesture(self.running)
        if newest is not None and newest.kind is not JobKind.UNDO:
            return newest.description
        found = self._desks.next_to_undo(None)
        return None if found is None else found[1]

    @property
    def can_redo(self) -> Description | None:
        """What `redo` would do again."""
        found = self._desks.next_to_redo(None)
        return None if found is None else found[1]

    def remembered(self, store_id: str) -> Remembered:
        """What the history of a store offers."""
        return self._desks.remembered(store_id)

    def entry_of(self, job: Job) -> Entry | None:
        """What the history says of a job that was done."""
        entries = self.remembered(job.store_id).entries
        return next((each for each in entries if each.number == job.entry), None)

    # Transfers

    def ask(
        self,
        store_id: str,
        find_out: Callable[[Store, Cancel], object],
        then: Callable[..., None],
        *,
        title: str = "",
    ) -> None:
        """Find something out in a store, in a worker; a failure is told to the user."""
        try:
            store = self._context.stores.store(store_id)
        except EmError as error:
            self._context.report(error)
            return
        self._context.tasks.run(
            self,
            lambda cancel: find_out(store, cancel),
            lambda _editor, answer: then(answer),
            failed=Editor._report,
            title=title,
        )

    def start_transfer(
        self,
        store_id: str,
        plan: Plan,
        *,
        target: str = "",
        then: Callable[[Job], None] | None = None,
    ) -> Job:
        """Start to copy what a settled plan says.

        Args:
            plan: whose questions are answered.
            store_id: the store that it goes into, whose history notes it; of an export,
                the one that it comes from.
            target: where it goes, for the words.
            then: called on the GUI thread when it has ended, however.
        """
        return self._carrier.start(store_id, plan, target, then)

    # What goes on

    def jobs(self) -> tuple[Job, ...]:
        """What runs and what ended since the program began, newest first."""
        return tuple(reversed(self._jobs.values()))

    @property
    def running(self) -> tuple[Job, ...]:
        """What isn't over yet, oldest first."""
        return tuple(job for job in self._jobs.values() if job.is_running)

    def cancel(self, job: Job) -> None:
        """Stop a job; of a gesture what is done stays done and can be undone."""
        job.cancel.set()
        self._carrier.resume(job)
        desk = self._desks.find(job.store_id)
        if desk is not None and desk.withdraw(job):
            self.end(job, JobState.CANCELLED)
        self.activity_changed.emit()

    def pause(self, job: Job) -> None:
        """Let a transfer stand still."""
        if self._carrier.pause(job):
            self.activity_changed.emit()

    def resume(self, job: Job) -> None:
        """Let a paused transfer go on."""
        if self._carrier.resume(job):
            job.state = JobState.RUNNING
            self.activity_changed.emit()

    def try_again(self, job: Job) -> None:
        """Do what failed or wasn't done; the failed job is forgotten."""
        if job.again is not None:
            job.again()  # first, for it takes what the failed one has kept
            self.forget(job)

    def forget(self, job: Job) -> None:
        """Take an ended job off the list."""
        if not job.is_running and self._drop(job):
            self.activity_changed.emit()

    def close(self) -> None:
        """Stop everything at the end of the program; histories are closed by `release`."""
        self._carrier.leave()
        for job in self._jobs.values():
            job.cancel.set()

    def release(self) -> None:
        """Give files back, when no task runs any more; what isn't copied is for a later session."""
        self._carrier.close()
        self._desks.close()

    # How gestures run

    def new_job(
        self, kind: JobKind, store_id: str, description: Description, target: str = ""
    ) -> Job:
        """A job of the list."""
        job = Job(next(self._numbers), kind, store_id, description, target, datetime.now(UTC))
        self._jobs[job.number] = job
        for old in [each for each in self._jobs.values() if not each.is_running][:-_MOST_JOBS]:
            self._drop(old)
        return job

    def _drop(self, job: Job) -> bool:
        """Know nothing of a job any more; False where nothing was known of it."""
        self._carrier.forget(job)
        return self._jobs.pop(job.number, None) is not None

    def _enqueue(self, job: Job, stream: Stream) -> None:
        desk = self._desks.of(job.store_id)
        desk.waiting.append((job, stream))
        self.activity_changed.emit()
        self.undo_changed.emit()
        if desk.current is None:
            self._start_next(job.store_id)

    def _start_next(self, store_id: str) -> None:
        desk = self._desks.find(store_id)
        if desk is None or desk.current is not None or not desk.waiting:
            return
        job, stream = desk.waiting.popleft()
        desk.current, job.state = job, JobState.RUNNING
        try:
            store = self._context.stores.store(store_id)
        except EmError as error:
            self.fail(job, error)
            return
        self._context.stores.hold(store_id)
        self._context.tasks.stream(
            self,
            partial(gesture_work, partial(desk.editing, store), job, stream),
            lambda editor, value: editor.take(job, value),
            done=lambda editor: editor.finish(job),
            failed=lambda editor, error: editor.fail(job, error),
            title=doing_text(job.description),
        )

    def take(self, job: Job, value: Progress | Remembered) -> None:
        """Progress of a gesture, from the worker."""
        if isinstance(value, Remembered):
            self.remember(job.store_id, value)
            return
        job.take(value)
        if job.outcome is not None and job.kind is JobKind.GESTURE and job.outcome.left:
            batch = Batch(job.outcome.left, job.description)
            job.again = partial(self._do_again, job, batch)
        self.activity_changed.emit()

    def _do_again(self, job: Job, batch: Batch) -> None:
        self.do(job.store_id, batch, target=job.target, then=job.then)

    def finish(self, job: Job) -> None:
        """The stream of a gesture has ended."""
        outcome = job.outcome
        state = JobState.DONE
        if outcome is not None and outcome.failures:
            state = JobState.FAILED
        elif outcome is not None and outcome.cancelled:
            state = JobState.CANCELLED
        self._conclude(job, state)

    def fail(self, job: Job, error: EmError) -> None:
        """A gesture broke off as a whole."""
        job.error = error
        if isinstance(error, UnavailableError):
            self._context.stores.suspect(job.store_id)
        self._conclude(job, JobState.FAILED)

    def _conclude(self, job: Job, state: JobState) -> None:
        # What broke off as a whole may have been done in part.
        changes = Changes(reset=True) if job.outcome is None else job.outcome.changes
        if state is not JobState.DONE and job.expected:
            changes = changes.merged(job.expected.taken_back())
        changes = changes.merged(self._context.stores.let_go(job.store_id))
        if changes and job.store_id in self._context.stores:
            self._context.stores.changed.emit(job.store_id, changes)
        desk = self._desks.find(job.store_id)
        if desk is not None and desk.current is job:
            desk.current = None
        self.end(job, state)
        self._start_next(job.store_id)

    def end(self, job: Job, state: JobState) -> None:
        """A job is over."""
        job.state, job.ended = state, datetime.now(UTC)
        then, job.then = job.then, None
        if state is JobState.DONE and job.kind is not JobKind.TRANSFER and job.entry is None:
            self._drop(job)  # nothing was changed
        self.activity_changed.emit()
        self.undo_changed.emit()
        self.ended.emit(job)
        if then is not None:
            then(job)

    # Histories

    @Slot(str)
    def _store_opened(self, store_id: str) -> None:
        """Find out what an earlier session left to undo."""
        if self._context.stores.root(store_id) is None:
            return
        store = self._context.stores.store(store_id)
        desk = self._desks.of(store_id)
        if desk.current is None and store.capabilities.write:
            self._context.tasks.run(
                self,
                lambda _cancel: Remembered.of(desk.editing(store)),
                lambda editor, found: editor.remember(store_id, found),
                failed=Editor._unknown,
                key=f"history {store_id}",
            )
            self._carrier.look_for_unfinished(store_id)

    @Slot(str)
    def _store_closed(self, store_id: str) -> None:
        desk = self._desks.remove(store_id)
        if desk is None:
            return
        for job in [each for each in self._jobs.values() if each.store_id == store_id]:
            job.cancel.set()
        for job, _ in desk.waiting:
            self.end(job, JobState.CANCELLED)
        self._context.tasks.run(self, lambda _cancel: desk.close(), Editor._unknown)
        self.undo_changed.emit()

    def remember(self, store_id: str, found: Remembered) -> None:
        """Take what the history of a store offers now, from the worker."""
        if self._desks.remember(store_id, found):
            self.undo_changed.emit()
            self.activity_changed.emit()

    def _report(self, error: EmError) -> None:
        self._context.report(error)

    def _unknown(self, _value: object) -> None:
        """Without its history a store can be looked at; a gesture will tell what is wrong."""
