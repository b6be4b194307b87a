"""How the window runs transfers, and goes on with those that an earlier session has left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from em_desktop.errors import CutOffError, EmError
from em_desktop.gui.desks import Desks, Remembered, transfer_work
from em_desktop.gui.gesture_words import doing_text
from em_desktop.gui.jobs import Job, JobKind, JobState
from em_desktop.gui.tasks import Lane

if TYPE_CHECKING:
    from em_desktop.gui.context import Context
    from em_desktop.gui.editing import Editor
    from em_desktop.sync.editing import Editing
    from em_desktop.sync.meter import Progress
    from em_desktop.sync.plans import Plan
    from em_desktop.sync.transfers import Transfer
    from em_desktop.sync.unfinished import Unfinished


class Carrier(QObject):
    """Runs the transfers among an editor's jobs.

    Args:
        editor: whose jobs they are.
        context: of the window.
        desks: whose histories note what has arrived.
        notes: where transfers are noted while they are under way.
    """

    def __init__(self, editor: Editor, context: Context, desks: Desks, notes: Path) -> None:
        super().__init__(editor)
        self._editor = editor
        self._context = context
        self._desks = desks
        self._notes = notes
        self._transfers: dict[int, Transfer] = {}
        self._unfinished: dict[int, Unfinished] = {}

    def start(
        self, store_id: str, plan: Plan, target: str, then: Callable[[Job], None] | None
    ) -> Job:
        """See `Editor.start_transfer`."""
        from em_desktop.sync.deliveries import transfer_of
        from em_desktop.sync.unfinished import Notebook

        notebook = Notebook(self._notes, store_id)

        def make(editing: Editing) -> Transfer:
            return transfer_of(plan, None if plan.store is None else editing, notebook)

        job = self._editor.new_job(JobKind.TRANSFER, store_id, plan.description, target)
        job.total, job.then = plan.size, then
        job.into = None if plan.store is None else plan.target
        self._run(job, make)
        return job

    def pause(self, job: Job) -> bool:
        """Let a transfer stand still; whether it ran."""
        transfer = self._transfers.get(job.number)
        if transfer is None or job.state is not JobState.RUNNING:
            return False
        transfer.pause()
        job.state = JobState.PAUSED
        return True

    def resume(self, job: Job) -> bool:
        """Let a paused transfer go on; whether it stood still."""
        transfer = self._transfers.get(job.number)
        if transfer is None or job.state is not JobState.PAUSED:
            return False
        transfer.resume()
        return True

    def forget(self, job: Job) -> None:
        """Delete what a job that nobody wants to try again has copied."""
        transfer = self._transfers.pop(job.number, None)
        if transfer is not None:
            self._context.tasks.run(self, lambda _cancel: transfer.discard(), _nothing)
        unfinished = self._unfinished.pop(job.number, None)
        if unfinished is not None:
            self._context.tasks.run(self, lambda _cancel: unfinished.discard(), _nothing)

    def leave(self) -> None:
        """The program ends: what is cancelled from now on is kept for a later session."""
        for transfer in self._transfers.values():
            transfer.leave()
            transfer.resume()

    def close(self) -> None:
        """Let go of what is kept, when no task runs any more."""
        for transfer in self._transfers.values():
            transfer.close()
        for unfinished in self._unfinished.values():
            unfinished.leave()

    def look_for_unfinished(self, store_id: str) -> None:
        """Find out what an earlier session has left undone in a store, and offer it."""
        from em_desktop.sync.unfinished import Notebook

        notebook = Notebook(self._notes, store_id)
        known = [each.notes.file for each in self._unfinished.values()]
        self._context.tasks.run(
            self,
            lambda _cancel: notebook.unfinished(known),
            lambda carrier, found: carrier.offer(store_id, found),
            key=f"unfinished {store_id}",
        )

    def offer(self, store_id: str, found: Sequence[Unfinished]) -> None:
        """Let what an earlier session has left undone be tried again."""
        for unfinished in found:
            job = self._editor.new_job(JobKind.TRANSFER, store_id, unfinished.description)
            job.began = job.ended = unfinished.began
            only = unfinished.description.names[0] if unfinished.description.count == 1 else ""
            job.state, job.error = JobState.FAILED, CutOffError(only)
            job.again = partial(self._go_on, job, unfinished)
            self._unfinished[job.number] = unfinished
        if found:
            self._editor.activity_changed.emit()

    def _go_on(self, job: Job, unfinished: Unfinished) -> None:
        from em_desktop.sync.transfers import Transfer
        from em_desktop.sync.unfinished import Notebook

        taken = unfinished.taken_over()
        if self._context.stores.root(job.store_id) is None:  # its drive is away
            self.offer(job.store_id, [taken])
            return
        again = self._editor.new_job(JobKind.TRANSFER, job.store_id, job.description)
        again.into = None if unfinished.plan.directory else unfinished.plan.target
        notebook = Notebook(self._notes, job.store_id)

        def make(editing: Editing) -> Transfer:
            try:
                return Transfer.going_on(taken, editing.store, editing, notebook, again.cancel)
            except EmError:
                taken.leave()
                raise

        self._run(again, make)

    def _run(self, job: Job, make: Callable[[Editing], Transfer]) -> None:
        self._editor.activity_changed.emit()
        try:
            store = self._context.stores.store(job.store_id)
        except EmError as error:
            self._editor.fail(job, error)
            return
        desk = self._desks.of(job.store_id)
        editing = partial(desk.editing, store)
        self._context.tasks.stream(
            self,
            lambda _cancel: transfer_work(editing, job, make, self._transfers),
            lambda carrier, value: carrier.take(job, value),
            done=lambda carrier: carrier.finish(job),
            failed=lambda carrier, error: carrier.fail(job, error),
            title=doing_text(job.description),
            lane=Lane.TRANSFER,
        )

    def take(self, job: Job, value: Progress | Remembered) -> None:
        """Progress of a transfer, from the worker."""
        if isinstance(value, Remembered):
            self._editor.remember(job.store_id, value)
            return
        job.take_progress(value)
        self._editor.activity_changed.emit()

    def finish(self, job: Job) -> None:
        """The stream of a transfer has ended."""
        transfer = self._transfers.get(job.number)
        result = None if transfer is None else transfer.result
        job.result = result
        state = JobState.DONE
        if result is not None and transfer is not None:
            if result.failures or result.cancelled:
                state = JobState.FAILED if result.failures else JobState.CANCELLED
                job.again = partial(self._again, job, transfer)
            if result.changes and job.store_id in self._context.stores:
                self._context.stores.changed.emit(job.store_id, result.changes)
        self._note_entry(job)
        self._editor.end(job, state)

    def fail(self, job: Job, error: EmError) -> None:
        """A transfer broke off as a whole."""
        self._editor.fail(job, error)

    def _again(self, job: Job, transfer: Transfer) -> None:
        again = self._editor.new_job(JobKind.TRANSFER, job.store_id, job.description, job.target)
        again.total, again.into = job.total, job.into
        second = transfer.again()
        self._run(again, lambda _editing: second)

    def _note_entry(self, job: Job) -> None:
        """The newest entry is this transfer's, if it is newer than the transfer's beginning."""
        entries = self._editor.remembered(job.store_id).entries
        if entries and entries[0].description == job.description and entries[0].when >= job.began:
            job.entry = entries[0].number


def _nothing(_carrier: Carrier, _value: object) -> None:
    """What came of it doesn't matter."""
