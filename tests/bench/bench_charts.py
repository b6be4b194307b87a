"""Charts: preparing, pan, zoom and crosshair; the event loop while a Run is opened."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from em_desktop.domain.curves import XAxis, curve, smooth
from em_desktop.domain.metrics import Series
from em_desktop.gui import theme
from em_desktop.gui.panes.run.metrics_feed import MetricsFeed
from em_desktop.gui.plots.lines import DrawnLine, Line
from em_desktop.gui.plots.links import Crosshair, XLink
from em_desktop.gui.plots.plot import Plot
from em_desktop.gui.plots.surface import Surface
from em_desktop.gui.tasks import Tasks
from tests.bench.bench_metrics import RECORDS, write_records
from tests.bench.framework import Result, seconds

POINTS = 1_000_000
FRAMES = 40
CARD = (381, 174)


def bench_charts_prepare() -> Iterator[Result]:
    """What a worker does with a million points, and the smallest part of it in plain NumPy."""
    series = noisy(POINTS)
    plain = seconds(lambda: np.cumsum(series.value)) * 1e3
    took = seconds(lambda: smooth(series.value, 0.9)) * 1e3
    yield Result("smooth", took, "ms", plain, "cumulated sum", target=30)
    took = seconds(lambda: curve(series, XAxis.STEP, smoothing=0.9)) * 1e3
    yield Result("prepare a curve", took, "ms")
    shown = curve(series, XAxis.STEP)
    took = seconds(lambda: shown.track.drawn(shown.line, 0, POINTS, CARD[0])) * 1e3
    yield Result("points of a window", took, "ms")


def bench_charts_repaint() -> Iterator[Result]:
    """Repainting charts of a million points, raw and smoothed line, as on a screen."""
    application()
    for count in (1, 6):
        page = Page(count)
        name = f"{count} chart{'s' if count > 1 else ''}"
        target = 33 if count == 1 else None
        yield Result(f"pan, {name}", page.frame(page.pan), "ms", target=target)
        yield Result(f"zoom, {name}", page.frame(page.zoom), "ms", target=target)
        yield Result(f"crosshair, {name}", page.frame(page.move_crosshair), "ms", target=target)
        page.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def bench_charts_stall() -> Iterator[Result]:
    """The longest pause of the event loop while a large metric file is read."""
    app = application()
    tasks = Tasks()
    with tempfile.TemporaryDirectory() as directory:
        run = Path(directory) / "run_240101_120000_abcdef"
        (run / "metrics").mkdir(parents=True)
        (run / "index.yaml").write_text("metrics:\n  train: metrics/train.yaml\n")
        with (run / "metrics" / "train.yaml").open("w") as file:
            write_records(file.write, 0, RECORDS)
        yield Result(
            "longest pause, 1,000,000 records",
            longest_pause(app, tasks, run, Path(directory) / "cache") * 1e3,
            "ms",
            target=50,
            note="parsed in another process",
        )
    tasks.close()


def longest_pause(app: QApplication, tasks: Tasks, run: Path, cache: Path) -> float:
    """Seconds between two beats of a timer, while a feed reads a Run for the first time."""
    from em_desktop.formats.source import DirectorySource

    owner = QWidget()
    feed = MetricsFeed(tasks, lambda: DirectorySource(run), cache, owner)
    gc.collect()
    gc.disable()  # as in the program, which collects between events
    beats: list[float] = [time.perf_counter()]
    timer = QTimer(owner)
    timer.setInterval(1)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    feed.refresh()
    while not (feed.tables and feed.complete):
        app.processEvents()
        time.sleep(0.0005)
    timer.stop()
    gc.enable()
    owner.deleteLater()
    return max(np.diff(beats))


def application() -> QApplication:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.theme().apply(app)
    return app


def noisy(points: int) -> Series:
    x = np.arange(points, dtype=np.float64)
    value = np.exp(-x / points * 6) + np.random.default_rng(0).normal(0, 0.02, points)
    return Series(x, x, x, value)


class Page:
    """Charts that share x and the crosshair."""

    def __init__(self, count: int) -> None:
        self.window = QWidget()
        self.link, self.crosshair = XLink(self.window), Crosshair(self.window)
        grid = QGridLayout(self.window)
        series = noisy(POINTS)
        drawn = DrawnLine(
            Line("train", "train", 0, series), curve(series, XAxis.STEP, smoothing=0.9)
        )
        for number in range(count):
            plot = Plot(self.link, self.window)
            plot.setFixedSize(*CARD)
            Surface(plot, self.crosshair)
            plot.set_lines((drawn,), XAxis.STEP, log=False)
            grid.addWidget(plot, number // 3, number % 3)
        self.link.set_extent((0.0, POINTS - 1.0))
        self.window.show()
        QApplication.processEvents()

    def pan(self, number: int) -> None:
        self.link.choose((number * POINTS * 1e-3, POINTS * (0.9 + number * 1e-3)))

    def zoom(self, number: int) -> None:
        part = POINTS * 0.01 * number
        self.link.choose((part, POINTS - part))

    def move_crosshair(self, number: int) -> None:
        self.crosshair.move(POINTS * (0.2 + number / 100))

    def frame(self, act: Callable[[int], None]) -> float:
        """Milliseconds of the median frame: the change and all painting after it."""
        times = []
        for number in range(FRAMES):
            start = time.perf_counter()
            act(number)
            QApplication.processEvents()
            times.append(time.perf_counter() - start)
        return statistics.median(times) * 1e3
