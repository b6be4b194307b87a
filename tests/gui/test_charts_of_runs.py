"""A chart with lines of several Runs: colors, dashes, bands, a sorted tooltip."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.curves import Band, joined
from em_desktop.domain.metrics import Floats, Series
from em_desktop.gui import theme
from em_desktop.gui.plots.chart import Chart, ChartOptions
from em_desktop.gui.plots.lines import Line, Shade, line_color, line_pen
from em_desktop.gui.plots.links import Crosshair, XLink
from em_desktop.gui.tasks import Tasks

nan = math.nan


def series(values: list[float] | Floats) -> Series:
    value = np.asarray(values, dtype=np.float64)
    steps = np.arange(len(value), dtype=np.float64)
    return Series(steps, steps, steps, value)


def shown(qtbot: QtBot, tasks: Tasks, *lines: Line, options: ChartOptions | None = None) -> Chart:
    link = XLink()
    chart = Chart("loss", tasks, Crosshair(), link)
    link.setParent(chart)
    qtbot.addWidget(chart)
    chart.resize(600, 400)
    chart.show_lines(lines, options or ChartOptions())
    link.set_extent(joined(drawn.curve.track.extent for drawn in chart.plot.lines))
    chart.show()
    qtbot.waitExposed(chart)
    QApplication.processEvents()
    return chart


def inside(chart: Chart, x: float, y: float) -> QColor:
    """The color of the picture at a place of the axes."""
    at = chart.plot.mapTo(chart, chart.plot.to_pixel(x, y).toPoint())
    return chart.grab().toImage().pixelColor(at)


@pytest.mark.usefixtures("application")
def test_a_line_has_the_color_that_its_run_has(qtbot: QtBot, tasks: Tasks) -> None:
    chart = shown(qtbot, tasks, Line("a", "run", "#ff00ff", series([1.0] * 100)))
    image = chart.plot.grab().toImage()
    colors = [image.pixelColor(300, y) for y in range(image.height())]
    assert any(c.red() > 240 and c.green() < 200 and c.blue() > 240 for c in colors)


@pytest.mark.usefixtures("application")
def test_colors_are_numbers_shades_or_what_a_user_gave() -> None:
    assert line_color(12) == theme.run_color(2)
    low, high = theme.theme().ordered_colors()[0], theme.theme().ordered_colors()[-1]
    assert line_color(Shade(0)).name() == low.name()
    assert line_color(Shade(1.5)).name() == high.name()
    assert line_color(Shade(0.1)).name() not in {low.name(), high.name()}
    assert line_color("#123456").name() == "#123456"
    assert line_color("nonsense") == theme.color("muted")


@pytest.mark.usefixtures("application")
def test_a_dash_is_chosen_or_follows_from_the_number() -> None:
    few = series([1.0])
    assert line_pen(Line("a", "a", 3, few)).style() is Qt.PenStyle.SolidLine
    assert line_pen(Line("a", "a", 13, few)).style() is Qt.PenStyle.CustomDashLine
    assert line_pen(Line("a", "a", 13, few, dash=0)).style() is Qt.PenStyle.SolidLine
    dashed, dotted = (line_pen(Line("a", "a", "#112233", few, dash=dash)) for dash in (1, 2))
    assert dashed.dashPattern() != dotted.dashPattern()


@pytest.mark.usefixtures("application")
def test_a_band_is_filled_behind_its_line(qtbot: QtBot, tasks: Tasks) -> None:
    mean = np.full(200, 5.0)
    gap = np.where((np.arange(200) > 120) & (np.arange(200) < 180), nan, mean)
    band = Band(gap - 3, gap + 3)
    chart = shown(qtbot, tasks, Line("a", "mean of 5", 0, series(mean), band=band))
    surface = theme.color("surface").name()
    low, high = chart.plot.y_range
    assert low <= 2
    assert high >= 8
    assert inside(chart, 52, 6.6).name() != surface
    assert inside(chart, 52, 3.4).name() != surface
    assert inside(chart, 152, 6.6).name() == surface  # nothing is known there


@pytest.mark.usefixtures("application")
def test_a_band_on_a_logarithmic_scale_leaves_out_what_isnt_positive(
    qtbot: QtBot, tasks: Tasks
) -> None:
    mean = np.full(10, 1.0)
    line = Line("a", "a", 0, series(mean), band=Band(np.full(10, -1.0), np.full(10, 10.0)))
    chart = shown(qtbot, tasks, line, options=ChartOptions(log=True))
    band = chart.plot.lines[0].curve.band
    assert band is not None
    assert np.isnan(band.lower.line).all()
    assert chart.plot.y_range[1] >= 1


@pytest.mark.usefixtures("application")
def test_many_lines_are_sorted_by_value_in_the_tooltip_and_bounded(
    qtbot: QtBot, tasks: Tasks
) -> None:
    lines = [Line(f"{n}", f"run {n}", n, series([float(n * 7 % 30)] * 9)) for n in range(30)]
    chart = shown(qtbot, tasks, *lines)
    at = chart.plot.to_pixel(4, 29).toPoint()
    QTest.mouseMove(chart.surface, at)
    qtbot.waitUntil(chart.tip.isVisible, timeout=10_000)
    values = [float(row.raw) for row in chart.tip.rows]
    assert values == [29 - place for place in range(12)]
    assert chart.tip.more == "and 18 more"


@pytest.mark.usefixtures("application")
def test_a_few_lines_keep_their_order_in_the_tooltip(qtbot: QtBot, tasks: Tasks) -> None:
    lines = [Line(name, name, n, series([float(n)] * 9)) for n, name in enumerate("abc")]
    chart = shown(qtbot, tasks, *lines)
    QTest.mouseMove(chart.surface, chart.plot.to_pixel(4, 1).toPoint())
    qtbot.waitUntil(chart.tip.isVisible, timeout=10_000)
    assert [row.name for row in chart.tip.rows] == ["a", "b", "c"]
    assert chart.tip.more == ""


@pytest.mark.usefixtures("application")
def test_a_plot_of_many_lines_that_waits_its_turn_follows_when_it_is_told(
    qtbot: QtBot, tasks: Tasks
) -> None:
    many = [Line(f"{n}", f"{n}", n, series([n, n + 1.0, n + 2.0])) for n in range(30)]
    chart = shown(qtbot, tasks, *many)
    plot, late = chart.plot, list[None]()
    plot.late.connect(lambda: late.append(None))
    plot.link.choose((0.0, 1.0))
    assert plot.x_range == (0.0, 1.0)
    plot.is_patient = True
    plot.link.choose((1.0, 2.0))
    assert (plot.x_range, late) == ((0.0, 1.0), [None])
    plot.choose_x((0.5, 1.5))  # what people do here is seen at once
    assert plot.x_range == (0.5, 1.5)
    plot.link.choose((1.0, 2.0))
    assert plot.set_active(active=True)
    assert plot.x_range == (1.0, 2.0)
    assert not plot.set_active(active=True)
    chart.show_lines(many[:3], chart.page_options)
    plot.link.choose((0.0, 2.0))
    assert plot.x_range == (0.0, 2.0)


@pytest.mark.usefixtures("application")
def test_of_very_many_lines_no_more_points_are_painted_than_there_is_time_for(
    qtbot: QtBot, tasks: Tasks
) -> None:
    values = np.random.default_rng(0).normal(0, 1, 600)
    many = [Line(f"{n}", f"{n}", n, series(values + n)) for n in range(200)]
    chart = shown(qtbot, tasks, *many)
    chart.plot.link.set_extent((0.0, 599.0))
    qtbot.waitUntil(lambda: len(chart.plot.lines) == 200)
    painted = [chart.plot.drawn_points(f"{n}")[1] for n in range(200)]
    assert sum(map(len, painted)) <= 100_000
    for n, each in enumerate(painted):  # and the extremes are there all the same
        assert (each.min(), each.max()) == ((values + n).min(), (values + n).max())
