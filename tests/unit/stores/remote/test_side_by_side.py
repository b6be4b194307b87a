"""Several files at a time, and how far they are."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from em_desktop.errors import UnavailableError
from em_desktop.stores.remote.meter import Meter, Step
from em_desktop.stores.remote.side_by_side import CONNECTIONS, side_by_side


def test_files_wait_together() -> None:
    all_here = threading.Barrier(CONNECTIONS, timeout=30)
    side_by_side(lambda _: all_here.wait(), range(CONNECTIONS))


def test_each_item_is_done_once() -> None:
    done: list[int] = []
    side_by_side(done.append, range(1000))
    assert sorted(done) == list(range(1000))


def test_the_first_error_ends_it() -> None:
    done: list[int] = []

    def work(item: int) -> None:
        if item == 3:
            raise UnavailableError("the server", "gone")
        done.append(item)

    with pytest.raises(UnavailableError, match="gone"):
        side_by_side(work, range(100_000))
    assert len(done) < 100_000


AT_THE_END = """
import atexit
from em_desktop.stores.remote.side_by_side import side_by_side
done = []
atexit.register(lambda: (side_by_side(done.append, [1, 2, 3]), print(sorted(done))))
"""


def test_it_works_when_python_is_ending_and_has_no_more_threads() -> None:
    words = [sys.executable, "-c", AT_THE_END]
    printed = subprocess.run(words, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == "[1, 2, 3]", printed.stderr


def test_steps_of_files_beside_each_other_add_up_and_never_go_back() -> None:
    steps: list[Step] = []
    meter = Meter(8 * 100, steps.append)

    def carry(number: int) -> None:
        of_file = meter.begin(str(number), 100)
        for _ in range(12):  # some of it comes twice
            of_file.add(10)
        of_file.end()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(carry, range(8)))
    meter.finish()
    told = [step.done for step in steps]
    assert told == sorted(told)
    assert (told[-1], steps[-1].current) == (800, "")
    assert {step.total for step in steps} == {800}
