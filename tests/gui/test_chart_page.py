"""Arranging charts, computed metrics, notes, ranges and further axes: what the user sees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from em_desktop.domain.autotune import Direction
from em_desktop.domain.curves import XAxis
from em_desktop.domain.smoothing import Smoothing, smooth
from em_desktop.gui.panes.run.metrics import MetricsTab
from em_desktop.gui.plots.dialogs import DerivedDialog, NoteDialog
from em_desktop.gui.plots.figure import FigureDialog, FigureStyle
from em_desktop.gui.plots.page import PINNED
from em_desktop.gui.plots.values import ValuesDialog
from em_desktop.gui.plots.view import ChartSize
from tests.gui.metric_pages import Opener, chart, records


def choose(menu: QMenu, *texts: str) -> None:
    """Trigger the action of a menu that is reached by these texts."""
    [action] = [each for each in menu.actions() if each.text() == texts[0]]
    if len(texts) == 1:
        action.trigger()
        return
    inner = action.menu()
    assert isinstance(inner, QMenu)
    choose(inner, *texts[1:])


def dialog_of(tab: QWidget, kind: type[QDialog]) -> QDialog:
    [found] = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind)]
    return found


def names(tab: MetricsTab, section: str) -> list[str]:
    return list(tab.page.grid(section)._places)


def test_a_pinned_metric_stands_on_top_until_that_is_undone(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    choose(chart(tab, "lr").actions_menu.menu(), "Pin to the top")
    opener.settle(tab)
    assert tab.page.section_names[0] == PINNED
    assert names(tab, PINNED) == ["lr"]
    assert "lr" not in names(tab, "")
    assert chart(tab, "lr").plot.has_points
    tab.states.history.undo()
    opener.settle(tab)
    assert PINNED not in tab.page.section_names
    assert "lr" in names(tab, "")


def test_ctrl_z_in_a_chart_undoes_the_layout_and_ctrl_shift_z_does_it_again(
    opener: Opener,
) -> None:
    tab = opener.sample("digits_train_mlp")
    tab.activateWindow()
    before = names(tab, "")
    choose(chart(tab, "accuracy").actions_menu.menu(), "Move forward")
    opener.settle(tab)
    moved = names(tab, "")
    assert moved == ["accuracy", "loss", *before[2:]]
    chart(tab, "loss").setFocus()
    opener.qtbot.waitUntil(chart(tab, "loss").hasFocus, timeout=10_000)
    QTest.keyClick(chart(tab, "loss"), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert names(tab, "") == before
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(chart(tab, "loss"), Qt.Key.Key_Z, both)
    assert names(tab, "") == moved


def test_a_computed_metric_has_a_chart_of_its_own(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    choose(tab.toolbar.menu(), "Computed metric...")
    dialog = dialog_of(tab, DerivedDialog)
    assert isinstance(dialog, DerivedDialog)
    dialog.name.setText("perplexity")
    dialog.expression.setText("exp(los)")
    assert dialog.why.text() == "No metric has the name los. (character 5)"
    assert not dialog.confirm.isEnabled()
    dialog.expression.setText("exp(loss)")
    assert dialog.why.text() == ""
    dialog.confirm.click()
    opener.settle(tab)
    opener.qtbot.waitUntil(lambda: "perplexity" in names(tab, ""), timeout=10_000)
    tab.show_full_page("perplexity")
    opener.settle(tab)
    assert tab.full_page_chart is not None
    opener.qtbot.waitUntil(lambda: bool(tab.full_page_chart.plot.lines), timeout=10_000)  # type: ignore[union-attr]
    by_key = {line.key: line.series for line in tab.full_page_chart.lines}
    for key, series in by_key.items():
        expected = np.exp(tab.feed.tables[key].series("loss").value)
        np.testing.assert_allclose(series.value, expected)
    tab.leave_full_page()
    choose(tab.toolbar.menu(), "Remove perplexity = exp(loss)")
    opener.settle(tab)
    assert "perplexity" not in names(tab, "")


def test_a_computed_metric_cant_take_a_recorded_name(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    tab.ask_for_derived()
    dialog = dialog_of(tab, DerivedDialog)
    assert isinstance(dialog, DerivedDialog)
    dialog.name.setText("loss")
    dialog.expression.setText("1 + loss")
    assert dialog.why.text() == "There is a metric with this name already."
    dialog.reject()


def test_a_note_is_shown_in_all_charts_of_its_axis(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    loss = chart(tab, "loss")
    loss.actions_menu.at = 100.0
    loss.actions_menu.write_note()
    dialog = dialog_of(tab, NoteDialog)
    assert isinstance(dialog, NoteDialog)
    dialog.field.setText("learning rate halved")
    dialog.confirm.click()
    opener.settle(tab)
    for each in tab.page.charts():
        assert each.surface.notes == ((100.0, "learning rate halved"),)
    tab.toolbar.choose_axis(XAxis.EPOCH)
    opener.settle(tab)
    assert chart(tab, "loss").surface.notes == ()
    tab.toolbar.choose_axis(XAxis.STEP)
    tab.toolbar.set_log_x(True)
    opener.settle(tab)
    assert chart(tab, "loss").surface.notes == ((2.0, "learning rate halved"),)


def test_ctrl_drag_sums_up_a_range_in_all_charts_of_the_section(opener: Opener) -> None:
    tab = opener.run(train=records(0, 50, loss=4.0, lr=0.5))
    loss, lr = chart(tab, "loss"), chart(tab, "lr")
    start, end = (loss.plot.to_pixel(x, 4.0).toPoint() for x in (9.6, 20.4))
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mousePress(loss.surface, Qt.MouseButton.LeftButton, control, start)
    QTest.mouseMove(loss.surface, end)
    QTest.mouseRelease(loss.surface, Qt.MouseButton.LeftButton, control, end)
    opener.qtbot.waitUntil(lambda: loss.legend.titles[2] == "mean", timeout=10_000)
    opener.qtbot.waitUntil(lambda: lr.legend.titles[2] == "mean", timeout=10_000)
    assert loss.legend.values("train").texts == ("4.0000", "4.0000", "4.0000", "0.0000")
    assert lr.legend.values("train").texts[2] == "0.5000"
    assert " – " in loss.legend.note
    loss.setFocus()
    QTest.keyClick(loss, Qt.Key.Key_Escape)
    opener.settle(tab)
    assert loss.legend.titles[1] == "last"
    assert loss.legend.note == "exact"


def test_the_best_end_is_named_and_can_be_chosen(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    assert chart(tab, "loss").legend.titles[2:] == ("min, best", "max")
    assert chart(tab, "accuracy").legend.titles[2:] == ("min", "max, best")
    assert chart(tab, "rss_mib").legend.titles[2:] == ("min", "max")
    choose(chart(tab, "rss_mib").actions_menu.menu(), "Best value", "Smallest")
    opener.settle(tab)
    assert chart(tab, "rss_mib").legend.titles[2:] == ("min, best", "max")
    assert chart(tab, "rss_mib").direction is Direction.MINIMIZE


def test_charts_get_larger_and_fewer_stand_side_by_side(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    before = tab.page.grid("").place("loss")
    choose(tab.toolbar.menu(), "Size of charts", "Large")
    opener.settle(tab)
    after = tab.page.grid("").place("loss")
    assert after.width() > before.width()
    assert after.height() > before.height()
    assert tab.states.history.view.size is ChartSize.LARGE


def test_zoom_is_free_when_it_isnt_linked(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    choose(tab.toolbar.menu(), "Zoom charts together")
    loss, accuracy = chart(tab, "loss"), chart(tab, "accuracy")
    before = accuracy.plot.x_range
    loss.plot.link.choose((10.0, 20.0))
    assert loss.plot.x_range == (10.0, 20.0)
    assert accuracy.plot.x_range == before
    choose(tab.toolbar.menu(), "Zoom charts together")
    assert loss.plot.link is accuracy.plot.link


@pytest.mark.parametrize(
    ("text", "kind"), [("Gaussian", Smoothing.GAUSSIAN), ("Running mean", Smoothing.MEAN)]
)
def test_another_kind_of_smoothing_is_drawn(opener: Opener, text: str, kind: Smoothing) -> None:
    tab = opener.sample("digits_train_mlp")
    tab.toolbar.set_smoothing(0.9)
    choose(tab.toolbar.menu(), "Kind of smoothing", text)
    opener.settle(tab)
    loss = chart(tab, "loss")
    opener.qtbot.waitUntil(lambda: loss.plot.lines[0].curve.is_smooth, timeout=10_000)
    drawn = loss.plot.lines[0]
    np.testing.assert_array_equal(drawn.curve.smoothed, smooth(drawn.line.series.value, 0.9, kind))


def test_another_metric_runs_along_x(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    choose(tab.toolbar.menu(), "Metric on the x axis", "lr")
    opener.settle(tab)
    accuracy = chart(tab, "loss")
    [train] = [drawn for drawn in accuracy.plot.lines if drawn.line.key == "train"]
    low, high = train.curve.track.extent or (0, 0)
    values = tab.feed.tables["train"].columns["lr"].values
    assert (low, high) == (np.nanmin(values), np.nanmax(values))
    assert tab.toolbar.axes.keys[-1] == "metric"


def test_pauses_are_left_out_of_the_time_since_the_start(opener: Opener) -> None:
    tab = opener.run(train=records(0, 100, loss=1.0) + records(500_000, 100, loss=2.0))
    choose(tab.toolbar.menu(), "X axis", "Relative without pauses")
    opener.settle(tab)
    loss = chart(tab, "loss")
    opener.qtbot.waitUntil(lambda: loss.plot.x_range[1] < 1000, timeout=10_000)
    assert loss.plot.lines[0].curve.track.extent == (0.0, 198.0)


def test_a_logarithmic_x_axis_says_what_it_leaves_out(opener: Opener) -> None:
    tab = opener.run(train=records(0, 101, loss=1.0))
    choose(tab.toolbar.menu(), "Log x")
    opener.settle(tab)
    loss = chart(tab, "loss")
    assert loss.plot.log_x
    assert loss.plot.x_range[0] == 0.0
    assert loss._note.text == "1 point has no place on a logarithmic x axis"
    tab.crosshair.move(2.0)
    assert loss.surface.chip_text() == "100"


def test_the_layout_comes_back_with_the_tab(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    choose(chart(tab, "lr").actions_menu.menu(), "Pin to the top")
    choose(tab.toolbar.menu(), "Size of charts", "Small")
    tab.toolbar.choose_x_metric("loss")
    tab.toolbar.set_kind(Smoothing.MEAN)
    tab.states.set_linked(False)
    state = tab.save_state()
    again = opener.sample("digits_train_mlp")
    again.restore_state(state)
    opener.settle(again)
    assert again.save_state() == state
    assert names(again, PINNED) == ["lr"]
    assert not again.states.history.can_undo


def test_the_table_of_values_sorts_follows_the_crosshair_and_hides(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    loss = chart(tab, "loss")
    table = loss.show_values()
    assert isinstance(table, ValuesDialog)
    table.model.sort(4, Qt.SortOrder.DescendingOrder)
    maxima = [table.model.index(row, 4).data() for row in range(table.model.rowCount())]
    assert [float(each) for each in maxima] == sorted(map(float, maxima), reverse=True)
    tab.crosshair.move(100.0)
    assert table.model.headerData(1, Qt.Orientation.Horizontal) == "at 100"
    key = table.model.keys()[0]
    table.model.setData(table.model.index(0, 0), 0, Qt.ItemDataRole.CheckStateRole)
    assert loss.legend.hidden == {key}
    assert key not in [drawn.line.key for drawn in loss.plot.visible_lines]
    table.close()


def test_a_figure_has_the_width_that_was_asked_for(opener: Opener, tmp_path: Path) -> None:
    tab = opener.sample("digits_train_mlp")
    loss = chart(tab, "loss")
    for name in ("figure.svg", "figure.pdf", "figure.png"):
        path = tmp_path / name
        loss.actions_menu.save_figure(str(path), FigureStyle(width=89.0, height=60.0))
        opener.qtbot.waitUntil(path.exists, timeout=10_000)
    opener.settle(tab)
    assert b'width="89' in (tmp_path / "figure.svg").read_bytes()
    assert b"loss" in (tmp_path / "figure.svg").read_bytes()
    pdf = (tmp_path / "figure.pdf").read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/MediaBox [0 0 252" in pdf  # 89 mm in points
    picture = QWidget().grab()
    assert picture.load(str(tmp_path / "figure.png"))
    assert abs(picture.width() / 600 * 25.4 - 89) < 0.2


def test_the_dialog_of_a_figure_has_widths_of_columns(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    chart(tab, "loss").actions_menu.ask_for_figure()
    dialog = dialog_of(tab, FigureDialog)
    assert isinstance(dialog, FigureDialog)
    QTest.mouseClick(
        dialog.preset, Qt.MouseButton.LeftButton, pos=QPoint(dialog.preset.width() - 6, 8)
    )
    assert dialog.style_chosen.width == 183.0
    dialog.font_field.setValue(10)
    assert dialog.style_chosen.font == 10
    dialog.reject()


def test_a_chart_is_saved_as_pdf_and_its_data_as_csv(opener: Opener, tmp_path: Path) -> None:
    tab = opener.run(train=records(0, 3, loss=1.5))
    loss = chart(tab, "loss")
    loss.actions_menu.save_picture(str(tmp_path / "chart.pdf"))
    loss.actions_menu.save_data(str(tmp_path / "chart.csv"))
    opener.qtbot.waitUntil((tmp_path / "chart.csv").exists, timeout=10_000)
    opener.settle(tab)
    assert (tmp_path / "chart.pdf").read_bytes().startswith(b"%PDF")
    rows = (tmp_path / "chart.csv").read_text().splitlines()
    assert rows[0] == "series,step,epoch,time,loss"
    assert rows[1].startswith("train,0,,2024-01-01T00:00:00")
    assert rows[3].endswith(",1.5")


def test_every_entry_of_the_menus_has_a_text(opener: Opener) -> None:
    tab = opener.sample("digits_train_mlp")
    menus = [tab.toolbar.menu(), chart(tab, "loss").actions_menu.menu()]
    for menu in menus:
        for action in menu.findChildren(QAction):
            assert action.isSeparator() or action.text() or action.menu() is not None
