from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from em_desktop.errors import EmError, NotFoundError
from em_desktop.gui.tasks import Lane, MistakeError, Tasks
from em_desktop.stores.base import Cancel

from .conftest import clean_up


class Owner(QObject):
    """Notes what arrives, and on which thread."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []
        self.errors: list[EmError] = []
        self.ended = 0
        self.thread_ids: set[int] = set()

    def take(self, value: object) -> None:
        self.values.append(value)
        self.thread_ids.add(threading.get_ident())

    def fail(self, error: EmError) -> None:
        self.errors.append(error)
        self.thread_ids.add(threading.get_ident())

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def owner(qapp: object) -> Iterator[Owner]:
    own = Owner()
    yield own
    own.deleteLater()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Work waits for it; it is open at the end, so that no thread hangs."""
    event = threading.Event()
    yield event
    event.set()


def behind(gate: threading.Event, value: object) -> Callable[[Cancel], object]:
    """Work that ends when the gate opens."""

    def work(_cancel: Cancel) -> object:
        gate.wait(10)
        return value

    return work


def test_what_is_done_later_is_under_way_until_it_is_done_once(
    qtbot: QtBot, tasks: Tasks, owner: Owner
) -> None:
    for _ in range(2):
        tasks.later(owner, Owner.end, key="end")
    assert (tasks.idle, owner.ended) == (False, 0)
    qtbot.waitUntil(lambda: tasks.idle)
    assert owner.ended == 1


def test_work_is_done_in_a_thread_and_its_result_arrives_on_the_gui_thread(
    tasks: Tasks, owner: Owner, qtbot: QtBot
) -> None:
    tasks.run(owner, lambda _cancel: threading.get_ident(), Owner.take)
    qtbot.waitUntil(lambda: bool(owner.values))
    assert owner.values[0] != threading.get_ident()
    assert owner.thread_ids == {threading.get_ident()}


def test_only_the_newest_answer_of_a_key_counts(
    tasks: Tasks, owner: Owner, qtbot: QtBot, gate: threading.Event
) -> None:
    tasks.run(owner, behind(gate, "old"), Owner.take, key="list")
    tasks.run(owner, behind(gate, "new"), Owner.take, key="list")
    tasks.run(owner, behind(gate, "other"), Owner.take, key="other")
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert sorted(map(str, owner.values)) == ["new", "other"]


def test_the_key_of_another_owner_is_another_key(
    tasks: Tasks, owner: Owner, qtbot: QtBot, gate: threading.Event
) -> None:
    second = Owner()
    tasks.run(owner, behind(gate, 1), Owner.take, key="list")
    tasks.run(second, behind(gate, 2), Owner.take, key="list")
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert (owner.values, second.values) == ([1], [2])


def test_what_was_cancelled_is_dropped(
    tasks: Tasks, owner: Owner, qtbot: QtBot, gate: threading.Event
) -> None:
    task = tasks.run(owner, behind(gate, 1), Owner.take, failed=Owner.fail)
    task.cancel()
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert (owner.values, owner.errors) == ([], [])


def test_work_that_was_cancelled_before_it_began_leaves_nothing_behind(
    tasks: Tasks, owner: Owner, qtbot: QtBot, gate: threading.Event
) -> None:
    for number in range(8):
        tasks.run(owner, behind(gate, number), Owner.take)
    late = tasks.run(owner, behind(gate, "late"), Owner.take, title="Late", key="late")
    late.cancel()
    qtbot.waitUntil(lambda: tasks.running == [])
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert sorted(map(str, owner.values)) == list("01234567")


def test_work_hears_that_it_was_cancelled(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    heard: list[bool] = []
    task = tasks.run(owner, lambda cancel: heard.append(cancel.wait(10)), Owner.take)
    task.cancel()
    qtbot.waitUntil(lambda: tasks.idle)
    assert heard in ([True], [])
    assert owner.values == []


def test_a_result_for_an_owner_that_is_gone_is_dropped(
    tasks: Tasks, qtbot: QtBot, gate: threading.Event
) -> None:
    gone, kept = Owner(), Owner()
    values = gone.values
    tasks.run(gone, behind(gate, 1), Owner.take)
    tasks.run(kept, behind(gate, 2), Owner.take)
    gone.deleteLater()
    clean_up()
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert (values, kept.values) == ([], [2])


def test_work_keeps_no_owner_alive(tasks: Tasks, qtbot: QtBot, gate: threading.Event) -> None:
    owner = Owner()
    destroyed: list[bool] = []
    owner.destroyed.connect(lambda: destroyed.append(True))
    tasks.run(owner, behind(gate, 1), Owner.take)
    del owner
    clean_up()
    assert destroyed == [True]
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)


def test_a_stream_arrives_in_order_and_then_ends(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    tasks.stream(owner, lambda _cancel: range(200), Owner.take, done=Owner.end)
    qtbot.waitUntil(lambda: owner.ended == 1)
    assert owner.values == list(range(200))


def test_the_window_has_turns_between_results_that_arrive_together(
    tasks: Tasks, owner: Owner, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("em_desktop.gui.tasks._TURN", -1.0)  # each of them takes too long
    all_there = threading.Event()

    def work(_cancel: Cancel) -> Iterator[int]:
        yield from range(3)
        all_there.set()

    def take(own: Owner, value: int) -> None:
        own.take(value)
        QTimer.singleShot(0, own, lambda: own.take("turn"))

    tasks.stream(owner, work, take, done=Owner.end)
    assert all_there.wait(10)
    qtbot.waitUntil(lambda: bool(owner.ended))
    assert owner.values == [0, "turn", 1, "turn", 2, "turn"]


def test_work_of_a_widget_that_goes_is_cancelled_with_that_of_its_children(
    tasks: Tasks, owner: Owner, qtbot: QtBot, gate: threading.Event
) -> None:
    child = Owner()
    child.setParent(QObject(owner))
    other = Owner()
    running = {
        each: tasks.run(each, behind(gate, "done"), Owner.take) for each in (owner, child, other)
    }
    tasks.cancel_below(owner)
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert [each.values for each in running] == [[], [], ["done"]]
    other.deleteLater()


def test_a_cancelled_stream_stops_and_never_ends(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    def work(cancel: Cancel) -> Iterator[int]:
        yield 1
        cancel.wait(10)
        yield 2

    task = tasks.stream(owner, work, Owner.take, done=Owner.end)
    qtbot.waitUntil(lambda: owner.values == [1])
    task.cancel()
    qtbot.waitUntil(lambda: tasks.idle)
    assert (owner.values, owner.ended) == ([1], 0)


def fail(error: Exception) -> Callable[[Cancel], None]:
    def work(_cancel: Cancel) -> None:
        raise error

    return work


def test_a_failure_goes_to_who_asked(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    tasks.run(owner, fail(NotFoundError("x")), Owner.take, failed=Owner.fail)
    qtbot.waitUntil(lambda: bool(owner.errors))
    assert isinstance(owner.errors[0], NotFoundError)
    assert owner.errors[0].subject == "x"
    assert owner.thread_ids == {threading.get_ident()}


def test_a_failure_that_nobody_takes_is_unexpected(
    tasks: Tasks, owner: Owner, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(tasks.unexpected) as signal:
        tasks.run(owner, fail(NotFoundError("x")), Owner.take)
    assert isinstance(signal.args[0], NotFoundError)


def test_a_mistake_goes_to_who_asked_and_is_unexpected_too(
    tasks: Tasks, owner: Owner, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(tasks.unexpected) as signal:
        tasks.run(owner, fail(KeyError("x")), Owner.take, failed=Owner.fail)
    assert isinstance(signal.args[0], MistakeError)
    assert isinstance(signal.args[0].__cause__, KeyError)
    assert owner.errors == [signal.args[0]]


def test_a_stream_that_fails_keeps_what_came_before(
    tasks: Tasks, owner: Owner, qtbot: QtBot
) -> None:
    def work(_cancel: Cancel) -> Iterator[int]:
        yield 1
        raise NotFoundError("x")

    tasks.stream(owner, work, Owner.take, done=Owner.end, failed=Owner.fail)
    qtbot.waitUntil(lambda: bool(owner.errors))
    assert (owner.values, owner.ended) == ([1], 0)


def test_a_computation_is_done_in_another_process(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    tasks.compute(owner, math.factorial, (5,), Owner.take)
    qtbot.waitUntil(lambda: bool(owner.values), timeout=20_000)
    assert owner.values == [120]


def test_a_computation_that_fails_says_so(tasks: Tasks, owner: Owner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.unexpected, timeout=20_000):
        tasks.compute(owner, math.factorial, (-1,), Owner.take, failed=Owner.fail)
    assert isinstance(owner.errors[0], MistakeError)
    assert "factorial" in owner.errors[0].reason


def test_a_process_that_is_killed_costs_only_its_own_work(
    tasks: Tasks, owner: Owner, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(tasks.unexpected, timeout=20_000):
        tasks.compute(owner, os._exit, (1,), Owner.take, failed=Owner.fail)
    tasks.compute(owner, math.factorial, (5,), Owner.take)
    qtbot.waitUntil(lambda: bool(owner.values), timeout=20_000)
    assert owner.values == [120]


def test_titles_of_running_work_are_listed_and_watching_is_idle(
    tasks: Tasks, owner: Owner, qtbot: QtBot, gate: threading.Event
) -> None:
    tasks.run(owner, behind(gate, 1), Owner.take, title="Reading 3 runs")
    tasks.run(owner, lambda cancel: cancel.wait(10), Owner.take, key="watch", lane=Lane.WATCH)
    assert tasks.running == ["Reading 3 runs"]
    assert not tasks.idle
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert tasks.running == []


def test_closing_cancels_and_waits_for_the_threads(qapp: object, owner: Owner) -> None:
    own = Tasks()
    ended: list[bool] = []
    began = threading.Event()

    def work(cancel: Cancel) -> None:
        began.set()
        ended.append(cancel.wait(10))

    own.run(owner, work, Owner.take, lane=Lane.WATCH)
    assert began.wait(10)
    own.close()
    assert ended == [True]
    assert not [t for t in threading.enumerate() if t.name.startswith("em-")]
    with pytest.raises(RuntimeError):
        own.run(owner, work, Owner.take)
    own.deleteLater()
