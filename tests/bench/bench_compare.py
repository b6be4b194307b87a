"""Comparing 200 Runs: opened, brushed, hidden; and what a single Run costs beside it."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from em_desktop.domain.paths import NodePath
from em_desktop.gui.app import Application
from em_desktop.gui.comparison_place import comparison_location
from em_desktop.gui.context import Location
from em_desktop.gui.panes.compare.pane import ComparePane
from em_desktop.gui.panes.compare.reading import gather
from em_desktop.stores.base import Cancel
from tests.bench.bench_window import PAUSE, Pulse, window
from tests.bench.framework import Result

RUNS, PARAMETERS, METRICS, RECORDS = 200, 20, 10, 100
FRAMES = 20
USABLE = 2000
"""Milliseconds until all curves are there."""


def bench_compare() -> Iterator[Result]:
    """From the command to the last curve, and how long the window stands still meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        for number in range(RUNS):
            write_run(root / "runs", number)
        with window(Path(name, "state"), root) as (application, pulse):
            alone = opened(application, pulse, 2)
            took = opened(application, pulse, RUNS)
            yield Result(f"{RUNS} Runs, all curves", took, "ms", alone, "2 Runs", target=USABLE)
            yield from pauses(pulse, "opening")
            page = pane(application)
            keys = [member.key for member in page.comparison.members]
            half = frozenset(keys[::2])
            brushes = cycle((half, None))
            raised = cycle(keys)
            yield from worked(pulse, "brush half of them", lambda: page.linked.brush(next(brushes)))
            yield from worked(pulse, "raise one", lambda: page.linked.hover(next(raised)))
            yield from worked(pulse, "hide one", lambda: page.toggle_hidden(keys[3]))


def opened(application: Application, pulse: Pulse, count: int) -> float:
    """Compare so many Runs; the milliseconds until everything is read and drawn."""
    context = application.context
    store_id = context.stores.infos()[0].id
    store, folder = context.stores.store(store_id), NodePath(("runs",))
    paths = [node.path for page in store.children(folder) for node in page][:count]
    made = context.comparisons.create(gather(store, paths, Cancel()), Location(store_id, folder))
    pulse.rest()
    place = comparison_location(made.id)

    def is_drawn() -> bool:
        page = application.window.tabs.page
        shown = None if page is None else page.pane
        return (
            isinstance(shown, ComparePane)
            and shown.comparison.id == made.id
            and context.tasks.idle
            and shown.is_settled
            and all(len(chart.plot.lines) == count for chart in shown.charts.charts())
        )

    return pulse.wait(is_drawn, lambda: context.open(place, new_tab=True))


def pane(application: Application) -> ComparePane:
    page = application.window.tabs.page
    assert page is not None
    assert isinstance(page.pane, ComparePane)
    return page.pane


def pauses(pulse: Pulse, what: str) -> Iterator[Result]:
    """How long the window has stood still at most, and how long the processor took for that."""
    longest, busiest = pulse.rest_both()
    yield Result(f"longest pause, {what}", longest, "ms", target=PAUSE)
    yield Result(f"busiest turn, {what}", busiest, "ms", target=PAUSE, note="processor time")


def worked(pulse: Pulse, name: str, act: Callable[[], None]) -> Iterator[Result]:
    """The median processor time of doing something and painting it, and the longest frame."""
    times, used = [], []
    for _ in range(FRAMES):
        start, begun = time.perf_counter(), time.thread_time()
        act()
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        times.append((time.perf_counter() - start) * 1e3)
        used.append((time.thread_time() - begun) * 1e3)
    pulse.rest()
    yield Result(name, statistics.median(used), "ms", note="processor time")
    yield Result(f"{name}, longest frame", max(times), "ms", target=PAUSE)
    yield Result(f"{name}, busiest frame", max(used), "ms", target=PAUSE, note="processor time")


def write_run(folder: Path, number: int) -> None:
    run = folder / f"run{number}_240101_12{number:04}_abcdef"
    (run / "metrics").mkdir(parents=True)
    (run / "metadata.yaml").write_text(
        f"name: run{number}\nstatus: Complete\nkind: Run\nlabels: []\n"
    )
    parameters = {f"p{n}": number * n % 7 for n in range(PARAMETERS)}
    (run / "hyperparameters.yaml").write_text(json.dumps(parameters))
    records = []
    for step in range(RECORDS):
        values = "".join(f"    m{n}: {(number + n) / (step + 1)!r}\n" for n in range(METRICS))
        records.append(
            f"- value:\n{values}  sequence:\n    epoch: null\n    step: {step}\n"
            f"    timestamp: '2024-01-01T12:{step // 60:02}:{step % 60:02}+00:00'\n"
        )
    (run / "metrics" / "val.yaml").write_text("".join(records))
