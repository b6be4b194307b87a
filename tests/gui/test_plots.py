"""Charts: what reaches the screen, mouse and keyboard."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.curves import XAxis, joined
from em_desktop.domain.metrics import Floats, Series
from em_desktop.gui import theme
from em_desktop.gui.plots.chart import AT_ONCE, Chart, ChartOptions
from em_desktop.gui.plots.curve import CurveView
from em_desktop.gui.plots.export import csv_text, png_bytes, svg_bytes
from em_desktop.gui.plots.lines import Line
from em_desktop.gui.plots.links import Crosshair, PageScroll, XLink
from em_desktop.gui.plots.table import RecordsModel
from em_desktop.gui.tasks import Tasks

nan, inf = math.nan, math.inf
START = 1_700_000_000.0


def series(values: list[float] | Floats, steps: list[float] | Floats | None = None) -> Series:
    value = np.asarray(values, dtype=np.float64)
    step = np.arange(len(value), dtype=np.float64) if steps is None else np.asarray(steps, float)
    return Series(step, step / 10, START + step, value)


class Bench:
    """Charts of one page."""

    def __init__(self, qtbot: QtBot, tasks: Tasks) -> None:
        self.qtbot, self.tasks = qtbot, tasks
        self.crosshair, self.link, self.scroll = Crosshair(), XLink(), PageScroll()

    def chart(self, *lines: Series, options: ChartOptions | None = None) -> Chart:
        chart = Chart("loss", self.tasks, self.crosshair, self.link, scroll=self.scroll)
        self.qtbot.addWidget(chart)
        chart.resize(381, 285)
        named = [
            Line(name, name, color, each)
            for color, (name, each) in enumerate(zip(("train", "val", "test"), lines, strict=False))
        ]
        chart.show_lines(named, options or ChartOptions(start=START))
        extents = [drawn.curve.track.extent for drawn in chart.plot.lines]
        self.link.set_extent(joined([self.link.extent, *extents]))
        chart.show()
        self.qtbot.waitExposed(chart)
        QApplication.processEvents()
        return chart


@pytest.fixture
def bench(application: QApplication, qtbot: QtBot, tasks: Tasks) -> Bench:
    return Bench(qtbot, tasks)


def wheel(chart: Chart, at: QPointF, turns: int, modifiers: Qt.KeyboardModifier) -> bool:
    event = QWheelEvent(
        at,
        chart.surface.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003
    )
    event.ignore()
    chart.surface.wheelEvent(event)
    return event.isAccepted()


NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_recorded_points_reach_the_screen(bench: Bench) -> None:
    chart = bench.chart(series([3, 1, 2]))
    x, y = chart.plot.drawn_points("train")
    assert x.tolist() == [0, 1, 2]
    assert y.tolist() == [3, 1, 2]
    low, high = chart.plot.y_range
    assert low <= 1
    assert high >= 3


def test_nan_is_a_gap_with_a_note_in_the_header(bench: Bench) -> None:
    chart = bench.chart(series([3, nan, 2]))
    np.testing.assert_array_equal(chart.plot.drawn_points("train")[1], [3, nan, 2])
    assert chart._note.text == "1 of 3 points are NaN"
    assert chart._note.isVisible()


def test_infinities_are_gaps_too_and_the_legend_names_the_last_value(bench: Bench) -> None:
    chart = bench.chart(series([3, 4, inf]))
    np.testing.assert_array_equal(chart.plot.drawn_points("train")[1], [3, 4, nan])
    assert chart._note.text == "1 of 3 points are NaN or infinite"
    assert chart.legend.values("train").last == "∞"
    assert chart.plot.y_range[1] < 10


def test_going_back_in_steps_starts_a_new_segment(bench: Bench) -> None:
    chart = bench.chart(series([5, 4, 3, 4.5, 3.5], steps=[0, 1, 2, 1, 2]))
    np.testing.assert_array_equal(chart.plot.drawn_points("train")[0], [0, 1, 2, nan, 1, 2])


def test_a_spike_among_a_million_points_is_on_the_screen(bench: Bench) -> None:
    values = np.zeros(1_000_000)
    values[654_321] = 9.0
    chart = bench.chart(series(values))
    assert len(values) > AT_ONCE
    bench.qtbot.waitUntil(lambda: len(chart.plot.lines) == 1)
    bench.link.set_extent((0, 999_999))
    x, y = chart.plot.drawn_points("train")
    assert len(x) < 2000
    assert np.nanmax(y) == 9.0


def test_smoothing_draws_both_the_raw_and_the_smoothed_line(bench: Bench) -> None:
    chart = bench.chart(series([0, 1, 0, 1]), options=ChartOptions(smoothing=0.5))
    assert chart.plot.drawn_points("train", raw=True)[1].tolist() == [0, 1, 0, 1]
    smoothed = chart.plot.drawn_points("train")[1]
    np.testing.assert_allclose(smoothed, [0, 2 / 3, 2 / 7, 2 / 3])


def test_a_logarithmic_chart_leaves_out_what_isnt_positive_and_says_so(bench: Bench) -> None:
    chart = bench.chart(series([100, 0, 0.01]), options=ChartOptions(log=True))
    np.testing.assert_array_equal(chart.plot.drawn_points("train")[1], [2, nan, -2])
    assert chart._note.text == "1 value ≤ 0 left out"
    assert chart._log_chip.isVisible()


def test_the_legend_tells_last_smallest_and_largest(bench: Bench) -> None:
    chart = bench.chart(series([0.5, 0.25, 0.75, 0.5]), series([0.1]))
    values = chart.legend.values("train")
    assert (values.at, values.last, values.minimum, values.maximum) == (
        "",
        "0.5000",
        "0.2500",
        "0.7500",
    )
    assert chart.legend.values("val").last == "0.1000"


def test_outliers_can_be_ignored(bench: Bench) -> None:
    values = np.linspace(0, 1, 1000)
    values[500] = 1e6
    chart = bench.chart(series(values), options=ChartOptions(ignore_outliers=True))
    assert chart.plot.y_range[1] < 2
    chart.show_lines(chart.lines, ChartOptions(ignore_outliers=False))
    assert chart.plot.y_range[1] >= 1e6


def test_the_wheel_zooms_x_around_the_pointer_and_shift_zooms_y(bench: Bench) -> None:
    chart = bench.chart(series(np.linspace(0, 1, 101)))
    before_x, before_y = chart.plot.x_range, chart.plot.y_range
    center = chart.plot.area.center()
    x = chart.plot.from_pixel(center)[0]
    assert wheel(chart, center, 1, NONE)
    low, high = chart.plot.x_range
    assert high - low == pytest.approx(0.8 * (before_x[1] - before_x[0]))
    assert chart.plot.from_pixel(center)[0] == pytest.approx(x)
    chart.plot.reset()
    assert wheel(chart, center, 1, SHIFT)
    assert chart.plot.x_range == pytest.approx(before_x)
    low, high = chart.plot.y_range
    assert high - low == pytest.approx(0.8 * (before_y[1] - before_y[0]))


def test_while_the_page_scrolls_the_wheel_doesnt_zoom(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]))
    bench.scroll.note()
    assert not wheel(chart, chart.plot.area.center(), 1, NONE)
    assert bench.link.chosen is None


def test_dragging_a_box_zooms_to_it_and_a_double_click_resets(bench: Bench) -> None:
    chart = bench.chart(series(np.linspace(0, 100, 101)))
    whole = (chart.plot.x_range, chart.plot.y_range)
    start, end = chart.plot.to_pixel(20, 80), chart.plot.to_pixel(60, 30)
    QTest.mousePress(chart.surface, Qt.MouseButton.LeftButton, NONE, start.toPoint())
    QTest.mouseMove(chart.surface, end.toPoint())
    QTest.mouseRelease(chart.surface, Qt.MouseButton.LeftButton, NONE, end.toPoint())
    assert chart.plot.x_range == pytest.approx((20, 60), abs=1)
    assert chart.plot.y_range == pytest.approx((30, 80), abs=1)
    center = chart.plot.area.center().toPoint()
    QTest.mouseDClick(chart.surface, Qt.MouseButton.LeftButton, NONE, center)
    assert (chart.plot.x_range, chart.plot.y_range) == whole


def test_a_flat_box_zooms_only_x(bench: Bench) -> None:
    chart = bench.chart(series(np.linspace(0, 100, 101)))
    start = chart.plot.to_pixel(20, 50).toPoint()
    end = chart.plot.to_pixel(60, 50).toPoint()
    QTest.mousePress(chart.surface, Qt.MouseButton.LeftButton, NONE, start)
    QTest.mouseRelease(chart.surface, Qt.MouseButton.LeftButton, NONE, end)
    assert chart.plot.x_range == pytest.approx((20, 60), abs=1)
    low, high = chart.plot.y_range
    assert low <= 20  # y fits what is visible
    assert 60 <= high <= 75


def test_a_click_doesnt_zoom(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]))
    at = chart.plot.area.center().toPoint()
    QTest.mouseClick(chart.surface, Qt.MouseButton.LeftButton, NONE, at)
    assert bench.link.chosen is None
    assert chart.hasFocus() or not chart.isActiveWindow()


def test_dragging_with_the_middle_button_pans(bench: Bench) -> None:
    chart = bench.chart(series(np.linspace(0, 100, 101)))
    low, high = chart.plot.x_range
    start = chart.plot.area.center()
    surface = chart.surface
    QTest.mousePress(surface, Qt.MouseButton.MiddleButton, NONE, start.toPoint())
    QTest.mouseMove(surface, start.toPoint() + QPoint(30, 0))
    QTest.mouseRelease(surface, Qt.MouseButton.MiddleButton, NONE, start.toPoint())
    moved = chart.plot.x_range
    assert moved[0] < low
    assert moved[1] - moved[0] == pytest.approx(high - low)


def test_charts_of_a_section_keep_x_in_step(bench: Bench) -> None:
    one, other = bench.chart(series([1, 2, 3])), bench.chart(series([5, 6, 7]))
    wheel(one, one.plot.area.center(), 2, NONE)
    assert other.plot.x_range == one.plot.x_range
    assert bench.link.chosen is not None


def test_a_click_in_the_legend_hides_a_line_and_y_fits_the_others(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]), series([100, 200, 300]))
    told: list[tuple[str, frozenset[str]]] = []
    chart.hidden_changed.connect(lambda name, keys: told.append((name, keys)))
    QTest.mouseClick(chart.legend.row("val"), Qt.MouseButton.LeftButton)
    assert [drawn.line.key for drawn in chart.plot.visible_lines] == ["train"]
    assert chart.plot.y_range[1] < 10
    assert told == [("loss", frozenset({"val"}))]
    QTest.keyClick(chart.legend.row("val"), Qt.Key.Key_Space)
    assert chart.plot.y_range[1] >= 300


def test_hovering_a_legend_row_raises_its_line(bench: Bench) -> None:
    chart = bench.chart(series([1, 2]), series([3, 4]))
    strokes, raised = chart.plot._strokes, chart.plot._raised_strokes
    chart.legend.row("val").entered.emit("val")  # type: ignore[attr-defined]
    assert [(each.pen.widthF(), each.pen.color()) for each in raised._strokes] == [
        (2.4, theme.run_color(1))
    ]
    assert strokes.opacity() < 0.5
    chart.legend.row("val").left.emit()  # type: ignore[attr-defined]
    assert raised._strokes == ()
    assert strokes.opacity() == 1
    assert chart.plot.raised is None


def test_curves_of_data_that_stays_are_kept_when_others_come(bench: Bench) -> None:
    chart = bench.chart(series([1, 2]), series([3, 4]))
    before = [drawn.curve.trace for drawn in chart.plot.lines]
    grown = [replace(chart.lines[0], color=5), replace(chart.lines[1], series=series([3, 4, 5]))]
    chart.show_lines(grown, chart.page_options)
    kept, new = (drawn.curve.trace for drawn in chart.plot.lines)
    assert kept is before[0]
    assert new.values.tolist() == [3, 4, 5]
    assert chart.plot.drawn_points("val")[1].tolist() == [3, 4, 5]
    chart.show_lines(grown, replace(chart.page_options, smoothing=0.5))
    assert chart.plot.lines[0].curve.is_smooth


def test_the_crosshair_snaps_to_a_record_and_is_in_all_charts(bench: Bench) -> None:
    one = bench.chart(series([0.1, 0.2, 0.3], steps=[0, 100, 200]))
    other = bench.chart(series([0.7, 0.8, 0.9], steps=[0, 100, 200]))
    place = one.plot.to_pixel(110, 0.2)
    one.surface.hovered.emit(place)
    place_before: float | None = bench.crosshair.x
    assert place_before == 100
    assert one.legend.values("train").at == "0.2000"
    assert other.legend.values("train").at == "0.8000"
    assert other.surface.chip_text() == "100"
    assert (one.tip.isVisible(), other.tip.isVisible()) == (True, False)
    assert one.tip.title == "Step 100"
    assert one.tip.facts == "epoch 10 · 1m 40s"
    assert [(row.name, row.raw) for row in one.tip.rows] == [("train", "0.2000")]
    one.surface.hovered.emit(None)
    place_now: float | None = bench.crosshair.x
    assert place_now is None
    assert not one.tip.isVisible()
    assert one.legend.values("train").at == ""


def test_the_tooltip_has_smoothed_and_raw(bench: Bench) -> None:
    chart = bench.chart(series([0.0, 1.0]), options=ChartOptions(smoothing=0.5))
    chart.surface.hovered.emit(chart.plot.to_pixel(1, 0.5))
    assert [(row.smoothed, row.raw) for row in chart.tip.rows] == [("0.6667", "1.0000")]


def test_outside_of_a_series_the_legend_has_no_value(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3], steps=[0, 5, 10]), series([4, 5], steps=[6, 8]))
    bench.crosshair.move(0.0)
    assert chart.legend.values("train").at == "1.0000"
    assert chart.legend.values("val").at == "–"


def test_left_and_right_move_the_crosshair_by_records(bench: Bench) -> None:
    chart = bench.chart(series(np.arange(50.0)))
    bench.crosshair.move(10.0)
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert bench.crosshair.x == 11
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert bench.crosshair.x == 1
    QTest.keyClick(chart, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert bench.crosshair.x == 0


def test_r_resets_and_f_asks_for_the_full_page(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]))
    bench.link.choose((0.5, 1.0))
    chart.plot.choose_y((1, 2))
    QTest.keyClick(chart, Qt.Key.Key_R)
    assert bench.link.chosen is None
    assert chart.plot.y_range[1] >= 3
    with bench.qtbot.waitSignal(chart.full_page_requested) as asked:
        QTest.keyClick(chart, Qt.Key.Key_F)
    assert asked.args == ["loss"]


def test_new_points_move_an_automatic_range_and_leave_a_chosen_one(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]))
    longer = [Line("train", "train", 0, series([1, 2, 3, 4, 50]))]
    bench.link.choose((0.0, 1.5))
    chart.show_lines(longer, ChartOptions())
    bench.link.set_extent((0, 4))
    assert chart.plot.x_range == (0.0, 1.5)
    bench.link.choose(None)
    assert chart.plot.x_range[1] > 4
    assert chart.plot.y_range[1] >= 50


def test_a_new_theme_changes_the_colors_of_lines_and_background(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]))
    theme.theme().mode = "dark"
    QApplication.processEvents()
    pen = chart.plot._strokes._strokes[0].pen
    assert pen.color() == theme.run_color(0)
    picture = chart.grab().toImage()
    assert QColor(picture.pixel(picture.width() - 6, 100)) == theme.color("surface")


def test_a_chart_without_points_says_why(bench: Bench) -> None:
    absent = np.full(2, nan)
    unplaced = Series(absent, absent, absent, np.array([1.0, 2.0]))
    chart = bench.chart(unplaced)
    assert not chart.plot.has_points
    assert chart.surface._message == "Recorded without steps"
    chart.grab()
    chart.show_lines(chart.lines, ChartOptions(axis=XAxis.EPOCH))
    assert chart.surface._message == "Recorded without epochs"


def test_extreme_values_are_drawn_without_a_word_from_qt(bench: Bench) -> None:
    chart = bench.chart(series([1e308, -1e308, 0, 5e-324]), series([1e-300]), series([7, 7]))
    chart.grab()
    for log in (True, False):
        chart.set_own_log(log)
        chart.grab()


def test_a_line_of_enormous_values_is_visible(bench: Bench) -> None:
    chart = bench.chart(series(np.geomspace(1, 1e298, 80)))
    chart.plot.link.choose((70.0, 79.0))
    color = theme.run_color(0)
    picture = chart.plot.grab().toImage()
    places = [(x, y) for x in range(picture.width()) for y in range(picture.height())]
    assert sum(picture.pixelColor(*place) == color for place in places) > 50


def test_those_who_dont_see_the_chart_hear_its_series_and_values(bench: Bench) -> None:
    chart = bench.chart(series([0.5, 0.25, nan]), series([0.75]))
    assert chart.accessibleName() == "loss"
    assert chart.accessibleDescription() == (
        "train: last NaN. val: last 0.7500. 1 of 4 points are NaN"
    )
    spoken = chart.legend.row("val").accessibleName()
    assert spoken == "val: last 0.7500, smallest 0.7500, largest 0.7500"
    model = RecordsModel("loss", chart.lines)
    cells = [str(model.index(3, column).data()) for column in range(5)]
    assert cells == ["val", "0", "0", "2023-11-14T22:13:20+00:00", "0.75"]
    assert model.rowCount() == 4


def test_the_menu_resets_and_switches_the_scale(bench: Bench) -> None:
    chart = bench.chart(series([1, 10, 100]))
    actions = {action.text(): action for action in chart.actions_menu.menu().actions()}
    actions["Logarithmic y"].trigger()
    assert chart.plot.log
    assert chart.plot.drawn_points("train")[1].tolist() == [0, 1, 2]
    bench.link.choose((0.0, 1.0))
    actions["Reset range"].trigger()
    assert bench.link.chosen is None


def test_records_are_copied_as_csv(bench: Bench) -> None:
    chart = bench.chart(series([0.5, nan]))
    chart.actions_menu.copy_data()
    expected = (
        "series,step,epoch,time,loss\r\n"
        "train,0,0,2023-11-14T22:13:20+00:00,0.5\r\n"
        "train,1,0.1,2023-11-14T22:13:21+00:00,nan\r\n"
    )
    bench.qtbot.waitUntil(lambda: QGuiApplication.clipboard().text().startswith("series"))
    assert csv_text("loss", chart.lines, lambda: None) == expected
    assert QGuiApplication.clipboard().text().replace("\r\n", "\n") == expected.replace(
        "\r\n", "\n"
    )


def test_pictures_are_png_and_svg(bench: Bench) -> None:
    chart = bench.chart(series([1, 2, 3]))
    assert png_bytes(chart).startswith(b"\x89PNG")
    vectors = svg_bytes(chart, "loss")
    assert b"<svg" in vectors
    assert b"polyline" in vectors or b"<path" in vectors


def test_a_curve_in_a_panel_shows_points_and_describes_itself(
    application: QApplication, qtbot: QtBot
) -> None:
    view = CurveView()
    qtbot.addWidget(view)
    view.set_axis_label("val/accuracy")
    assert view.accessibleDescription() == "No points recorded"
    view.set_points([1, 2, 3], [0.5, 0.25, 0.75])
    assert view.plot.drawn_points("curve")[1].tolist() == [0.5, 0.25, 0.75]
    assert view.accessibleName() == "val/accuracy"
    assert view.accessibleDescription() == (
        "3 points, last 0.7500, smallest 0.2500, largest 0.7500"
    )
    view.resize(300, 140)
    view.show()
    qtbot.waitExposed(view)
    view._surface.hovered.emit(view.plot.to_pixel(2, 0.3))
    assert view._surface.toolTip() == "val/accuracy 0.2500  ·  2"
