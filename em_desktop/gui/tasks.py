"""The one place that starts threads and processes, and the way back to the GUI thread."""

from __future__ import annotations

import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from em_desktop.errors import CancelledError, EmError, MalformedError, TooLargeError
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

T = TypeVar("T")
Owner = TypeVar("Owner", bound=QObject)

_THREADS = {"store": 4, "screen": 1, "server": 4, "watch": 16, "transfer": 2}
_PROCESSES = 1
_DONE, _FAILED = b"+", b"-"
_LOOK_EVERY = 0.1
_MEMORY_APART = 1 << 30
_TURN = 0.008
"""Seconds of one turn of the event loop that handing over results may take."""


class Lane(StrEnum):
    """Where work runs."""

    STORE = "store"
    """Short work that waits for a disk or server."""
    SCREEN = "screen"
    """What was read made ready to be shown: it doesn't wait behind what is still to be read."""
    SERVER = "server"
    """Work that finds out whether a server answers, which may take long."""
    WATCH = "watch"
    """Work that waits until it is cancelled."""
    TRANSFER = "transfer"
    """Copying that may take hours; more of it waits."""
    PROCESS = "process"
    """Parsing that would hold the interpreter lock: function and arguments are pickled."""


@dataclass(slots=True, eq=False)
class Task(Generic[T]):
    """Work under way. ``cancel`` ends it: its results are dropped from then on."""

    number: int
    title: str
    owner: weakref.ref[QObject]
    key: str
    done: Callable[[Any, T], None]
    failed: Callable[[Any, EmError], None] | None
    cancelled: Cancel = field(default_factory=Cancel)
    future: Future[None] | None = None

    def cancel(self) -> None:
        self.cancelled.set()
        if self.future is not None:
            self.future.cancel()


@dataclass(frozen=True, slots=True)
class _Result:
    task: Task[Any]
    value: Any = None
    error: EmError | None = None
    ended: bool = True


class Tasks(QObject):
    """Runs work off the GUI thread and hands the results back on it.

    A result goes to a plain function ``done(owner, value)``: write
    ``done=Pane._show`` (unbound), so that nothing keeps the owner alive. It is
    dropped when the owner is gone, when the task was cancelled, or when the
    owner has asked anew under the same ``key``: only the newest answer counts.

    Results that arrive together are handed over a few at a time, in their order: the
    window paints and takes input in between.
    """

    running_changed = Signal()
    unexpected = Signal(object)
    """An error that no ``failed`` took: `EmError`, or the exception of a mistake of ours."""
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._running: dict[int, Task[Any]] = {}
        self._newest: dict[tuple[int, str], Task[Any]] = {}
        self._executors: dict[Lane, Executor] = {}
        self._closed = False
        self._waiting: deque[_Result] = deque()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._deliver_some)
        self._arrived.connect(self._wait, Qt.ConnectionType.QueuedConnection)

    @property
    def running(self) -> list[str]:
        """Titles of the work under way that has one, oldest first."""
        return [task.title for task in self._running.values() if task.title]

    @property
    def idle(self) -> bool:
        """Whether nothing but watching goes on."""
        return all(task.key == "watch" for task in self._running.values())

    def run(
        self,
        owner: Owner,
        work: Callable[[Cancel], T],
        done: Callable[[Owner, T], None],
        *,
        failed: Callable[[Owner, EmError], None] | None = None,
        key: str = "",
        title: str = "",
        lane: Lane = Lane.STORE,
    ) -> Task[T]:
        """Do ``work(cancel)`` in a thread; then ``done(owner, value)`` or ``failed(owner, error)``.

        Args:
            owner: whose work it is; the results are dropped when it is gone.
            work: called in the thread.
            done: called on the GUI thread.
            failed: called on the GUI thread; without it the error goes to `unexpected`.
            key: a later task of the same owner and key takes this one's place.
            title: shown in the status bar while it runs, if not empty.
            lane: which threads do it.
        """
        task = self._start(owner, done, failed, key, title)
        self._submit(task, lane, self._work, task, work)
        return task

    def stream(
        self,
        owner: Owner,
        work: Callable[[Cancel], Iterable[T]],
        each: Callable[[Owner, T], None],
        *,
        done: Callable[[Owner], None] | None = None,
        failed: Callable[[Owner, EmError], None] | None = None,
        key: str = "",
        title: str = "",
        lane: Lane = Lane.STORE,
    ) -> Task[T]:
        """As `run`, for work that yields several values; ``done(owner)`` comes after the last."""
        task = self._start(owner, each, failed, key, title)
        self._submit(task, lane, self._iterate, task, work, done)
        return task

    def compute(
        self,
        owner: Owner,
        function: Callable[..., T],
        arguments: tuple[Any, ...],
        done: Callable[[Owner, T], None],
        *,
        failed: Callable[[Owner, EmError], None] | None = None,
        key: str = "",
        title: str = "",
    ) -> Task[T]:
        """Do ``function(*arguments)`` in another process; all of it must be picklable."""
        task = self._start(owner, done, failed, key, title)
        try:
            future = self._executor(Lane.PROCESS).submit(function, *arguments)
        except BrokenExecutor:  # the process was killed: another one does what comes now
            self._executors.pop(Lane.PROCESS).shutdown(wait=False)
            future = self._executor(Lane.PROCESS).submit(function, *arguments)
        future.add_done_callback(lambda finished: self._computed(task, finished))
        return task

    def later(self, owner: Owner, then: Callable[[Owner], None], *, key: str = "") -> Task[None]:
        """Call ``then(owner)`` in a later turn of the event loop; until then something goes on."""
        task = self._start(owner, then, None, key, "")
        self._arrived.emit(_Result(task, _End(then)))
        return task

    def cancel_all(self, owner: QObject) -> None:
        """Cancel all work of one owner."""
        for task in list(self._running.values()):
            if task.owner() is owner:
                task.cancel()

    def cancel_below(self, owner: QObject) -> None:
        """Cancel all work of this owner and of its children at any depth."""
        for task in list(self._running.values()):
            above: QObject | None = task.owner()
            while above is not None and above is not owner:
                above = QObject.parent(above) if isValid(above) else None  # models have another one
            if above is owner:
                task.cancel()

    def close(self) -> None:
        """Take no more work, cancel what runs and wait for it to end."""
        self._closed = True
        for task in list(self._running.values()):
            task.cancel()
        for executor in self._executors.values():
            executor.shutdown(wait=True, cancel_futures=True)
        self._executors.clear()
        self._running.clear()
        self._newest.clear()

    def _start(
        self,
        owner: QObject,
        done: Callable[..., None],
        failed: Callable[..., None] | None,
        key: str,
        title: str,
    ) -> Task[Any]:
        if self._closed:
            raise RuntimeError("no work after close")
        task: Task[Any] = Task(next(self._numbers), title, weakref.ref(owner), key, done, failed)
        if key:
            older = self._newest.get((id(owner), key))
            if older is not None:
                older.cancel()
            self._newest[id(owner), key] = task
        self._running[task.number] = task
        self.running_changed.emit()
        return task

    def _submit(
        self, task: Task[Any], lane: Lane, work: Callable[..., None], *arguments: Any
    ) -> None:
        task.future = self._executor(lane).submit(work, *arguments)
        task.future.add_done_callback(lambda finished: self._skipped(task, finished))

    def _skipped(self, task: Task[Any], finished: Future[None]) -> None:
        """Work that was cancelled while it waited for a thread never says that it ended."""
        if finished.cancelled() and not self._closed:
            self._arrived.emit(_Result(task, error=CancelledError()))

    def _executor(self, lane: Lane) -> Executor:
        if lane not in self._executors:
            self._executors[lane] = (
                _process_pool()
                if lane is Lane.PROCESS
                else ThreadPoolExecutor(_THREADS[lane], thread_name_prefix=f"em-{lane}")
            )
        return self._executors[lane]

    def _work(self, task: Task[T], work: Callable[[Cancel], T]) -> None:
        try:
            task.cancelled.check()
            result = _Result(task, work(task.cancelled))
        except Exception as error:  # noqa: BLE001 - every failure is told on the GUI thread
            result = _Result(task, error=_as_em_error(error))
        self._arrived.emit(result)

    def _iterate(
        self,
        task: Task[T],
        work: Callable[[Cancel], Iterable[T]],
        done: Callable[[Any], None] | None,
    ) -> None:
        try:
            for value in work(task.cancelled):
                task.cancelled.check()
                self._arrived.emit(_Result(task, value, ended=False))
            result = _Result(task, _End(done))
        except Exception as error:  # noqa: BLE001 - as in _work
            result = _Result(task, error=_as_em_error(error))
        self._arrived.emit(result)

    def _computed(self, task: Task[T], finished: Future[T]) -> None:
        if self._closed:
            return
        if finished.cancelled():
            result = _Result(task, error=CancelledError())
        elif (error := finished.exception()) is not None:
            result = _Result(task, error=_as_em_error(error))
        else:
            result = _Result(task, finished.result())
        self._arrived.emit(result)

    @Slot(object)
    def _wait(self, result: _Result) -> None:
        self._waiting.append(result)
        if not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _deliver_some(self) -> None:
        """Hand over what arrived, until this has taken long enough for one turn."""
        until = time.perf_counter() + _TURN
        while self._waiting:
            self._deliver(self._waiting.popleft())
            if time.perf_counter() > until:
                break
        if self._waiting:
            self._soon.start()

    def _deliver(self, result: _Result) -> None:
        task = result.task
        if self._closed:
            return
        if result.ended:
            self._running.pop(task.number, None)
            self.running_changed.emit()
        owner = task.owner()
        alive = owner is not None and isValid(owner)
        newest = self._newest.get((id(owner), task.key)) is task if task.key else True
        if result.ended and task.key and newest:
            self._newest.pop((id(owner), task.key), None)
        if not alive or not newest or task.cancelled.is_set:
            return
        if result.error is not None:
            if isinstance(result.error, CancelledError):
                return
            if task.failed is not None:
                task.failed(owner, result.error)
            if task.failed is None or isinstance(result.error, MistakeError):
                self.unexpected.emit(result.error)
        elif isinstance(result.value, _End):
            if result.value.done is not None:
                result.value.done(owner)
        else:
            task.done(owner, result.value)


@dataclass(frozen=True, slots=True)
class _End:
    done: Callable[[Any], None] | None


class MistakeError(EmError):
    """An exception that nobody raised on purpose: a mistake in the program."""

    code = "mistake"


def _process_pool() -> Executor:
    # Imported here: start-up doesn't pay for it.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(_PROCESSES, multiprocessing.get_context("spawn"))


def apart(
    function: Callable[[bytes], bytes], data: bytes, cancel: Cancel, *, seconds: float
) -> bytes:
    """``function(data)`` in a process of its own: what it does to itself costs only that.

    Called in a thread that may wait. Only bytes come back, which are taken for nothing else.

    Args:
        function: picklable. What it raises becomes the reason of the error.
        data: what it is called with.
        cancel: ends it.
        seconds: what takes longer is ended.

    Raises:
        MalformedError: it raised something, or its process has died.
        TooLargeError: it took too long.
        CancelledError: on cancel.
    """
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_answer, args=(there, function), daemon=True)
    process.start()
    there.close()
    try:
        here.send_bytes(data)
        return _wait_for_answer(here, cancel, monotonic() + seconds)
    except (EOFError, OSError) as error:
        raise MalformedError(reason="nothing can be made of it") from error
    finally:
        process.kill()
        process.join()
        here.close()


def _wait_for_answer(here: Connection, cancel: Cancel, end: float) -> bytes:
    while not here.poll(_LOOK_EVERY):
        cancel.check()
        if monotonic() > end:
            raise TooLargeError(reason="it takes too long")
    answer = here.recv_bytes()
    if answer.startswith(_FAILED):
        raise MalformedError(reason=answer[len(_FAILED) :].decode("utf-8", "replace"))
    return answer[len(_DONE) :]


def _answer(there: Connection, function: Callable[[bytes], bytes]) -> None:
    """The whole life of a process of `apart`."""
    _limit_memory()
    try:
        there.send_bytes(_DONE + function(there.recv_bytes()))
    except Exception as error:  # noqa: BLE001 - it is told where somebody can see it
        reason = error.reason if isinstance(error, EmError) else type(error).__name__
        there.send_bytes(_FAILED + reason.encode("utf-8", "replace"))


def _limit_memory() -> None:
    """Let this process fail where it would otherwise take the computer's memory."""
    try:
        import resource
    except ImportError:  # the time limit is all that there is on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (_MEMORY_APART, _MEMORY_APART))


def _as_em_error(error: BaseException) -> EmError:
    if isinstance(error, EmError):
        return error
    mistake = MistakeError(reason=f"{type(error).__name__}: {error}")
    mistake.__cause__ = error
    return mistake
