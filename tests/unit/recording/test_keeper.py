"""Work at intervals beside the training."""

from __future__ import annotations

import threading
import time

import pytest

from em_desktop.recording.keeper import Duty, Keeper


def test_duties_are_done_again_and_again_until_the_end() -> None:
    done = threading.Semaphore(0)
    keeper = Keeper([Duty(0.001, done.release), Duty(60, lambda: pytest.fail("early"))])
    keeper.start()
    for _ in range(3):
        assert done.acquire(timeout=10)
    keeper.stop()
    while done.acquire(blocking=False):
        pass
    assert not done.acquire(timeout=0.05)


def test_it_never_keeps_python_alive() -> None:
    keeper = Keeper([Duty(60, lambda: None)])
    keeper.start()
    (thread,) = [thread for thread in threading.enumerate() if thread.name == "em-recording"]
    assert thread.daemon
    start = time.monotonic()
    keeper.stop()
    assert time.monotonic() - start < 30
    assert not thread.is_alive()


def test_a_duty_may_stop_its_keeper() -> None:
    stopped = threading.Event()

    def work() -> None:
        keeper.stop()
        stopped.set()

    keeper = Keeper([Duty(0.001, work)])
    keeper.start()
    assert stopped.wait(10)


def test_without_a_thread_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    keeper = Keeper([Duty(0.001, lambda: None)])
    keeper.start()
    keeper.stop()
