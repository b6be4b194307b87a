"""Charts: preparing, first paint, pan, zoom, crosshair; the event loop while a Run is opened."""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from em_desktop.domain.curves import Recipe, curve
from em_desktop.domain.facts import table_facts
from em_desktop.domain.metrics import Column, MetricTable, Series
from em_desktop.domain.pyramid import Pyramid
from em_desktop.domain.smoothing import Smoothing, smooth
from em_desktop.formats.metrics import Progress
from em_desktop.gui import theme
from em_desktop.gui.panes.run.metrics_feed import MetricsFeed
from em_desktop.gui.plots.chart import Chart, ChartOptions
from em_desktop.gui.plots.lines import DrawnLine, Line
from em_desktop.gui.plots.links import Crosshair, XLink
from em_desktop.gui.plots.plot import Plot
from em_desktop.gui.plots.surface import Surface
from em_desktop.gui.tasks import Tasks
from em_desktop.index.column_file import read_columns, write_columns
from tests.bench.bench_metrics import RECORDS, write_records
from tests.bench.framework import Result, in_fresh_processes, seconds
from tests.bench.other_tools import installed_tools

POINTS = 1_000_000
MANY_POINTS = 10_000_000
CURVES, CURVE_POINTS = 200, 10_000
FEW = 5  # curves for the tools that take long; the time is that of all
WIDE = (1600, 600)
FRAMES = 40
CARD = (381, 174)


def bench_charts_prepare() -> Iterator[Result]:
    """What a worker does with a million points, and the smallest part of it in plain NumPy."""
    series = noisy(POINTS)
    plain = seconds(lambda: np.cumsum(series.value)) * 1e3
    for kind in Smoothing:
        took = seconds(partial(smooth, series.value, 0.9, kind)) * 1e3
        yield Result(f"smooth, {kind}", took, "ms", plain, "cumulated sum", target=30)
    took = seconds(lambda: Pyramid.over(series.value)) * 1e3
    least = seconds(lambda: (series.value.min(), series.value.max())) * 1e3
    yield Result("build a pyramid", took, "ms", least, "min and max")
    took = seconds(lambda: curve(series, Recipe(smoothing=0.9))) * 1e3
    yield Result("prepare a curve", took, "ms")
    shown = curve(series, Recipe())
    took = seconds(lambda: shown.trace.drawn(shown.track, 0, POINTS, CARD[0])) * 1e3
    whole = seconds(lambda: np.fmin.reduceat(series.value, np.arange(0, POINTS, 2500))) * 1e3
    yield Result("points of a window", took, "ms", whole, "minima of all values")


def bench_charts_ten_million() -> Iterator[Result]:
    """One curve of ten million points, from its columns in the cache to the screen."""
    application()
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "table.columns"
        store_table(path)
        first = seconds(lambda: first_chart(path)) * 1e3
        plain = seconds(lambda: plain_chart([noisy(MANY_POINTS)]), runs=1) * 1e3
        yield Result("first chart", first, "ms", plain, "plain pyqtgraph", target=300)
        for name, value, reference in frames_of([stored_series(path)], MANY_POINTS):
            yield Result(name, value, "ms", reference, "plain pyqtgraph", target=33)
        columns = 2 * MANY_POINTS * 8 / 1e6
        idle = in_fresh_processes(first_chart_of_few).peak
        peak = in_fresh_processes(first_chart, path).peak - idle
        yield Result(
            "memory",
            peak,
            "MB",
            columns,
            "the two columns",
            target=1.5 * columns,
            note="peak of a new process, less that of one with 1,000 points",
        )


def bench_charts_many_curves() -> Iterator[Result]:
    """200 curves of 10,000 points in one chart, as in a comparison."""
    application()
    series = [noisy(CURVE_POINTS, seed) for seed in range(CURVES)]
    tasks = Tasks()
    plain = seconds(lambda: plain_chart(series), runs=3) * 1e3
    first = seconds(lambda: first_paint(series, tasks), runs=3) * 1e3
    yield Result("first paint", first, "ms", plain, "plain pyqtgraph", target=500)
    for name, value, reference in frames_of(series, CURVE_POINTS):
        yield Result(name, value, "ms", reference, "plain pyqtgraph", target=50)
    tasks.close()
    for name, tool in installed_tools().items():
        with tempfile.TemporaryDirectory() as directory:
            few = [each.value for each in series[:FEW]]
            read = tool(Path(directory), few)
            took = seconds(read, runs=3) * 1e3 * CURVES / FEW
            yield Result(f"first paint, beside {name}'s reading", first, "ms", took, name)


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
        table = Path(directory) / "table.columns"
        store_table(table)
        yield Result(
            "longest pause, smoothing 10,000,000 points",
            pause_while_smoothing(app, tasks, stored_series(table)) * 1e3,
            "ms",
            target=50,
            note="from the cache to the chart, smoothed in a thread",
        )
    tasks.close()


def longest_pause(app: QApplication, tasks: Tasks, run: Path, cache: Path) -> float:
    """Seconds between two beats of a timer, while a feed reads a Run for the first time."""
    from em_desktop.formats.source import DirectorySource

    owner = QWidget()
    feed = MetricsFeed(tasks, lambda: DirectorySource(run), cache, owner)
    return pause_until(app, owner, feed.refresh, lambda: bool(feed.tables) and feed.complete)


def pause_while_smoothing(app: QApplication, tasks: Tasks, series: Series) -> float:
    """Seconds between two beats while a chart of a large curve is made ready and painted."""
    link = XLink()
    chart = Chart("loss", tasks, Crosshair(), link)
    chart.resize(*WIDE)
    chart.show()
    link.set_extent((0.0, len(series) - 1.0))
    line = Line("train", "train", 0, series)

    def show() -> None:
        chart.show_lines([line], ChartOptions(smoothing=0.9))

    return pause_until(app, chart, show, lambda: bool(chart.plot.lines))


def pause_until(
    app: QApplication, owner: QWidget, begin: Callable[[], None], done: Callable[[], bool]
) -> float:
    """The longest time between two beats of a timer until something is done."""
    app.processEvents()
    gc.collect()
    gc.disable()  # as in the program, which collects between events
    beats: list[float] = [time.perf_counter()]
    timer = QTimer(owner)
    timer.setInterval(1)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    begin()
    while not done():
        app.processEvents()
        time.sleep(0.0005)
    app.processEvents()
    timer.stop()
    gc.enable()
    owner.hide()
    owner.deleteLater()
    return max(np.diff(beats))


def application() -> QApplication:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.theme().apply(app)
    return app


def noisy(points: int, seed: int = 0) -> Series:
    x = np.arange(points, dtype=np.float64)
    value = np.exp(-x / points * 6) + np.random.default_rng(seed).normal(0, 0.02, points)
    return Series(x, x, x, value)


def store_table(path: Path) -> None:
    series = noisy(MANY_POINTS)
    table = MetricTable("train", series.step, series.epoch, series.time)
    table.columns["loss"] = Column(series.value)
    table = MetricTable(
        "train", table.step, table.epoch, table.time, table.columns, table_facts(table)
    )
    with path.open("wb") as file:
        write_columns(file, table, Progress(), 1 << 40)


def stored_series(path: Path) -> Series:
    found = read_columns(path, "train")
    assert found is not None
    return found[0].series("loss")


def first_chart(path: Path) -> None:
    """Open the columns, prepare the curve and paint it."""
    application()
    shown_once([stored_series(path)])


def first_chart_of_few() -> None:
    application()
    shown_once([noisy(1000)])


def shown_once(series: list[Series]) -> None:
    plot, link = wide_plot(series)
    plot.show()
    QApplication.processEvents()
    assert len(plot.drawn_points("0")[0])
    dispose(plot)
    del link


def wide_plot(series: list[Series]) -> tuple[Plot, XLink]:
    link = XLink()
    plot = Plot(link)
    plot.setFixedSize(*WIDE)
    lines = [
        DrawnLine(Line(f"{n}", f"{n}", n, each), curve(each, Recipe()))
        for n, each in enumerate(series)
    ]
    plot.set_lines(lines, Recipe())
    link.set_extent(lines[0].curve.track.extent)
    return plot, link


def first_paint(series: list[Series], tasks: Tasks) -> None:
    """A whole card with its legend, from recorded series to pixels."""
    link = XLink()
    chart = Chart("loss", tasks, Crosshair(), link)
    chart.setFixedSize(WIDE[0], WIDE[1] + 200)
    chart.show_lines([Line(f"{n}", f"{n}", n, s) for n, s in enumerate(series)], ChartOptions())
    link.set_extent((0.0, len(series[0]) - 1.0))
    chart.show()
    while not chart.plot.lines:
        QApplication.processEvents()
    QApplication.processEvents()
    dispose(chart)


def plain_chart(series: list[Series]) -> None:
    plot = plain_plot(series)
    plot.show()
    QApplication.processEvents()
    dispose(plot)


def plain_plot(series: list[Series]) -> pg.PlotWidget:
    """The same lines as pyqtgraph draws them with the settings that it recommends."""
    plot = pg.PlotWidget(background="w")
    plot.setFixedSize(*WIDE)
    plot.setDownsampling(auto=True, mode="peak")
    plot.setClipToView(True)
    for each in series:
        plot.plot(each.step, each.value, pen=pg.mkPen("b", width=1), antialias=True)
    return plot


def frames_of(series: list[Series], points: int) -> Iterator[tuple[str, float, float]]:
    """Milliseconds of the median frame of panning and zooming: ours and plain pyqtgraph's."""
    plot, link = wide_plot(series)
    plain = plain_plot(series)
    plot.show()
    plain.show()
    QApplication.processEvents()
    for name, window in (("pan", panned), ("zoom", zoomed)):

        def ours(number: int, window: Window = window) -> None:
            link.choose(window(number, points))

        def theirs(number: int, window: Window = window) -> None:
            plain.setXRange(*window(number, points), padding=0)

        yield name, median_frame(ours), median_frame(theirs, frames=8)
    dispose(plot)
    dispose(plain)


Window = Callable[[int, int], tuple[float, float]]


def panned(number: int, points: int) -> tuple[float, float]:
    return number * points * 1e-3, points * (0.9 + number * 1e-3)


def zoomed(number: int, points: int) -> tuple[float, float]:
    return points * 0.01 * number, points - points * 0.01 * number


def median_frame(act: Callable[[int], object], frames: int = FRAMES) -> float:
    """Milliseconds of the median of a change and all painting after it."""
    times = []
    for number in range(frames):
        start = time.perf_counter()
        act(number)
        QApplication.processEvents()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def dispose(widget: QWidget) -> None:
    widget.close()
    widget.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Page:
    """Charts that share x and the crosshair."""

    def __init__(self, count: int) -> None:
        self.window = QWidget()
        self.link, self.crosshair = XLink(self.window), Crosshair(self.window)
        grid = QGridLayout(self.window)
        series = noisy(POINTS)
        drawn = DrawnLine(Line("train", "train", 0, series), curve(series, Recipe(smoothing=0.9)))
        for number in range(count):
            plot = Plot(self.link, self.window)
            plot.setFixedSize(*CARD)
            Surface(plot, self.crosshair)
            plot.set_lines((drawn,), Recipe())
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
        return median_frame(act)
