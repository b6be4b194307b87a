"""The whole window at work: large folders, logs, metric files and trees."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.gui.app import Application, Folders, build
from em_desktop.gui.context import Location
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from tests.bench.bench_metrics import RECORDS, write_records
from tests.bench.bench_store import RUNS, many_runs
from tests.bench.framework import Result

if TYPE_CHECKING:  # imported when the first one is opened, which is part of what is measured
    from em_desktop.gui.panes.folder.pane import FolderPane
    from em_desktop.gui.panes.folder.table import ListingTable
    from em_desktop.gui.panes.run.pane import RunPane

SIZE = (1440, 900)
PAUSE = 50
"""Milliseconds for which the window may stand still."""
LOG_SIZE = 1_000_000_000
FANOUT = 100
"""Children of each folder of the tree that is measured; three levels make a million."""
EXPANDED = 50
FRAMES = 200
RUN = "run_240101_120000_abcdef"


class Pulse(QObject):
    """Beats each millisecond in the GUI thread, once in each turn of its event loop.

    A pause is what one turn works: its processor time, which what else the machine does lengthens
    little. The time by the clock goes with it, since it tells also of waiting for other threads.
    """

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop(self)
        self._until: Callable[[], bool] = bool
        self._begin()
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def wait(self, until: Callable[[], bool], act: Callable[[], object] | None = None) -> float:
        """Let the window work until something holds; the milliseconds that this took.

        What is to be done first counts as work of the window too.
        """
        start = time.perf_counter()
        self._until = until
        if act is not None:
            QTimer.singleShot(0, self, act)
        self._loop.exec()
        return (time.perf_counter() - start) * 1e3

    def settle(self, tasks: Tasks, quiet: float = 0.5) -> None:
        """Let the window work until no task has run for some seconds."""
        until = time.perf_counter() + quiet

        def is_quiet() -> bool:
            nonlocal until
            now = time.perf_counter()
            if not tasks.idle:
                until = now + quiet
            return now >= until

        self.wait(is_quiet)

    def rest(self) -> float:
        """Milliseconds of the longest pause so far; the next one is measured from now on."""
        longest = self._longest * 1e3
        self._begin()
        return longest

    def rest_both(self) -> tuple[float, float]:
        """The longest pause so far by the clock and by the processor, in milliseconds."""
        longest, busiest = self._longest_by_clock * 1e3, self._longest * 1e3
        self._begin()
        return longest, busiest

    def pause(self, what: str = "longest pause") -> Result:
        """As `rest`, as a figure."""
        note = f"of the processor; {self._longest_by_clock * 1e3:.0f} ms by the clock"
        return Result(what, self.rest(), "ms", target=PAUSE, note=note)

    def _begin(self) -> None:
        self._longest = self._longest_by_clock = 0.0
        self._worked, self._clock = time.thread_time(), time.perf_counter()

    @Slot()
    def _beat(self) -> None:
        worked, clock = time.thread_time(), time.perf_counter()
        self._longest = max(self._longest, worked - self._worked)
        self._longest_by_clock = max(self._longest_by_clock, clock - self._clock)
        if self._until():
            self._loop.quit()
        self._worked, self._clock = time.thread_time(), time.perf_counter()


@contextmanager
def window(state: Path, store: Path) -> Iterator[tuple[Application, Pulse]]:
    """The program with a store open and nothing more to do."""
    application = Application(Folders.inside(state), str(store))
    application.keeps_imports = True
    application.fill()
    application.window.resize(*SIZE)
    pulse = Pulse()
    application.show()
    tasks = application.context.tasks
    pulse.wait(lambda: page_path(application) == "" and tasks.idle)
    pulse.rest()
    try:
        yield application, pulse
    finally:
        application.close()
        application.deleteLater()
        pulse.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def page_path(application: Application) -> str | None:
    """The path of the node whose pane is shown."""
    page = application.window.tabs.page
    return None if page is None or page.pane is None else str(page.pane.location.path)


def go(application: Application, path: str) -> None:
    store_id = application.context.stores.infos()[0].id
    application.context.open(Location(store_id, NodePath.parse(path)))


def bench_window_folder() -> Iterator[Result]:
    """A folder of ten thousand Runs: first rows, all rows, and scrolling."""
    with many_runs() as root, tempfile.TemporaryDirectory() as state:
        for how, target in (("never seen", 1000), ("indexed", 300)):
            with window(Path(state), root) as (application, pulse):
                go(application, "runs")
                first = pulse.wait(lambda app=application: rows(app) > 0)  # type: ignore[misc]
                yield Result(f"first rows, {how}", first, "ms", target=target)
                rest = pulse.wait(lambda app=application: rows(app) == RUNS)  # type: ignore[misc]
                yield Result(f"all rows, {how}", first + rest, "ms")
                pulse.wait(lambda app=application: app.context.tasks.idle)  # type: ignore[misc]
                yield pulse.pause(f"longest pause, {how}")
                if how == "indexed":
                    yield from scrolling(application)


def rows(application: Application) -> int:
    """How many rows the table of the page has."""
    if page_path(application) != "runs":
        return 0
    return table(application).model().rowCount()


def table(application: Application) -> ListingTable:
    page = application.window.tabs.page
    assert page is not None
    return cast("FolderPane", page.pane).table


def scrolling(application: Application) -> Iterator[Result]:
    view = table(application)
    bar = view.verticalScrollBar()
    for name, step in (("by line", view.rowHeight(0)), ("by thousands", bar.maximum() // FRAMES)):
        times = []
        for number in range(FRAMES):
            start = time.perf_counter()
            bar.setValue(number * step)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            times.append((time.perf_counter() - start) * 1e3)
        yield Result(f"scroll {name}, frame", statistics.median(times), "ms", target=16)
        yield Result(f"scroll {name}, 19 of 20 frames", sorted(times)[-FRAMES // 20], "ms")


def bench_window_log() -> Iterator[Result]:
    """A log of a gigabyte: opened to its end, and searched."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        write_log(make_run(root) / "stdout.log")
        with window(Path(name, "state"), root) as (application, pulse):
            log = run_pane(application, pulse, "log").log
            first = pulse.wait(lambda: log._view.line(0) is not None)
            yield Result("first lines", first, "ms", target=300)
            size = pulse.wait(lambda: log._known is not None and log._known.complete)
            yield Result("all lines counted", first + size, "ms")
            yield pulse.pause("longest pause, counting")
            log._search.setText("Traceback")
            tasks = application.context.tasks
            took = pulse.wait(lambda: tasks.idle and log._search._result.startswith("1 of"))
            yield Result("search", took, "ms", note="words that stand at the end alone")
            yield pulse.pause("longest pause, searching")


def write_log(path: Path) -> None:
    lines = [f"epoch {n // 100:4d} step {n:6d} loss {1 / (n + 1):.6f}\n" for n in range(100_000)]
    block = "".join(lines).encode()
    with path.open("wb") as file:
        for _ in range(LOG_SIZE // len(block)):
            file.write(block)
        file.write(b"Traceback (most recent call last):\n")


def bench_window_metrics() -> Iterator[Result]:
    """A metric file of a million records, read for the first time and drawn."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        run = make_run(root)
        (run / "metrics").mkdir()
        (run / "index.yaml").write_text("metrics:\n  train: metrics/train.yaml\n")
        with (run / "metrics" / "train.yaml").open("w") as file:
            write_records(file.write, 0, RECORDS)
        with window(Path(name, "state"), root) as (application, pulse):
            start = time.perf_counter()
            metrics = run_pane(application, pulse, "metrics").metrics
            tasks = application.context.tasks
            feed = metrics.feed
            pulse.wait(lambda: bool(feed.tables) and feed.complete and tasks.idle)
            took = (time.perf_counter() - start) * 1e3
            yield Result(f"{RECORDS:,} records drawn", took, "ms")
            yield pulse.pause()


def make_run(root: Path) -> Path:
    run = root / RUN
    run.mkdir(parents=True)
    (run / "metadata.yaml").write_text("kind: Run\nname: run\nstatus: Complete\n")
    return run


def run_pane(application: Application, pulse: Pulse, tab: str) -> RunPane:
    """The pane of the one Run, with a tab that has only just been asked for."""
    go(application, RUN)
    pulse.wait(lambda: page_path(application) == RUN)
    page = application.window.tabs.page
    assert page is not None
    pane = cast("RunPane", page.pane)
    pane.show_tab(tab)
    return pane


class EndlessStore(LocalStore):
    """Folders in folders, made when they are asked for: a million nodes on three levels."""

    def get(self, path: NodePath) -> Node:
        return Node(path, NodeType.FOLDER, path.name or "endless")

    def children(
        self,
        path: NodePath,
        cancel: Cancel | None = None,  # noqa: ARG002
    ) -> Iterator[Sequence[Node]]:
        if len(path.parts) < 3:
            yield [self.get(path.child(f"node {number:02}")) for number in range(FANOUT)]


def bench_window_tree() -> Iterator[Result]:
    """A tree over a million nodes: what expanding some of it takes."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        expand, grown, pause = pool.submit(expand_some).result()
    yield Result(f"expand a folder of {FANOUT}", expand, "ms", target=100)
    rows = f"{FANOUT * EXPANDED:,} of {FANOUT**3:,} rows"
    yield Result(f"memory of {rows}", grown, "MB", target=20)
    yield Result("longest pause", pause, "ms", target=PAUSE)


def expand_some() -> tuple[float, float, float]:
    """Milliseconds of the median folder, megabytes of all of them, longest pause."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name, "store")
        root.mkdir()
        application = build(Folders.inside(Path(name, "state")))
        application.context.stores._make_store = EndlessStore
        application.window.resize(*SIZE)
        application.show()
        pulse = Pulse()
        application.window.open_folder(str(root))
        navigator, tasks = application.window.navigator, application.context.tasks
        model = navigator.tree.model()
        store = model.index(0, 0)
        pulse.wait(lambda: model.rowCount(model.index(0, 0)) == FANOUT and tasks.idle)
        store, before = model.index(0, 0), resident()
        pulse.rest()
        times = []
        for number in range(EXPANDED):
            path = NodePath((f"node {number:02}",))
            folder = model.index(number, 0, store)
            navigator.expand([Location(str(root), path)])
            times.append(pulse.wait(lambda at=folder: model.rowCount(at) == FANOUT))  # type: ignore[misc]
        figures = statistics.median(times), resident() - before, pulse.rest()
        application.close()
        application.deleteLater()
        return figures


def resident() -> float:
    """Megabytes of memory that the process has now; NaN where the system doesn't tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6
