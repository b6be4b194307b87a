"""Parallel coordinates, scatter plot, export and the list of comparisons, by mouse."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.trial_axes import AxisScale
from em_desktop.gui.dialogs.run_finder import RunFinder
from em_desktop.gui.panes.compare.export import TableFormat
from em_desktop.gui.plots.lines import Shade
from tests.gui.compare_desk import ShownComparison, compare, make_run
from tests.gui.desk import running

LRS = {"one": 0.001, "two": 0.01, "three": 0.1, "four": 1.0}
LR, TARGET = "parameter:lr", "metric:val/accuracy"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store" / "runs"
    for number, (name, lr) in enumerate(LRS.items()):
        metrics = {"val": {"accuracy": [0.2, 0.5 + number / 10]}}
        suffix = f"12000{number}_aaaaa{number}"
        make_run(folder, name, suffix, {"lr": lr, "opt": "adam" if number % 2 else "sgd"}, metrics)
    return folder.parent


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def drag_on_axis(shown: ShownComparison, number: int, start: float, end: float) -> None:
    """Brush a part of an axis, given as fractions, with the mouse."""
    view = shown.pane.space.parallel
    layout = view.layout_of_axes
    x = int(layout.axis_x(number))
    places = [QPoint(x, int(layout.y(part))) for part in (start, (start + end) / 2, end)]
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view, left, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(view, place)
    QTest.mouseRelease(view, left, pos=places[-1])


def test_axes_are_the_differing_parameters_and_the_target(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        axes = shown.pane.space.parallel.axes
        assert [axis.key for axis in axes] == [LR, "parameter:opt", TARGET]
        assert axes[0].scale is AxisScale.LOG
        assert shown.pane.space.parallel.texts[LR].note == "log"
        assert 10.0 ** axes[0].positions == pytest.approx([LRS[n] for n in shown.names()])


def test_a_brush_leaves_out_curves_points_and_chips(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        drag_on_axis(shown, 0, -0.05, 0.5)
        inside = [name for name in shown.names() if LRS[name] < 0.05]
        taken = frozenset(shown.key(name) for name in inside)
        assert shown.pane.linked.brushed == taken
        assert shown.drawn("accuracy val") == inside
        assert shown.pane.space.scatter._focus.brushed is not None
        QTest.mouseClick(shown.pane.space.clear, Qt.MouseButton.LeftButton)
        desk.wait(lambda: shown.pane.linked.brushed is None)
        assert shown.drawn("accuracy val") == shown.names()


def test_brushing_in_the_scatter_plot_brushes_both_axes(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        shown.pane.space.restore_state({"view": "scatter"})
        desk.wait(shown.pane.space.scatter.isVisible)
        shown.pane.space.choose_xy(LR, TARGET)
        view = shown.pane.space.scatter
        number = shown.names().index("four")
        at = view.pixels[number]
        assert not np.isnan(at).any()
        corner = QPoint(int(at[0]) - 14, int(at[1]) - 14)
        other = QPoint(int(at[0]) + 14, int(at[1]) + 14)
        left = Qt.MouseButton.LeftButton
        QTest.mousePress(view, left, pos=corner)
        QTest.mouseMove(view, other)
        QTest.mouseRelease(view, left, pos=other)
        assert shown.pane.linked.brushed == frozenset({shown.key("four")})
        assert set(shown.pane.space.brushes) == {LR, TARGET}
        assert shown.drawn("accuracy val") == ["four"]
        QTest.mouseDClick(view, left, pos=other)
        assert shown.pane.linked.brushed is None


def test_a_point_that_is_clicked_is_selected_everywhere(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        shown.pane.space.restore_state({"view": "scatter"})
        desk.wait(shown.pane.space.scatter.isVisible)
        at = shown.pane.space.scatter.pixels[1]
        place = QPoint(int(at[0]), int(at[1]))
        QTest.mouseClick(shown.pane.space.scatter, Qt.MouseButton.LeftButton, pos=place)
        key = shown.pane.comparison.members[1].key
        assert shown.pane.linked.selected == key
        assert shown.chart("accuracy val").plot.raised == key


def test_other_runs_of_the_folder_are_gray_and_one_that_is_clicked_joins(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["one", "two"])
        QTest.mouseClick(shown.pane.space.others, Qt.MouseButton.LeftButton)
        shown.settle()
        assert len(shown.pane.space.parallel.places) == 4
        assert "three" in {each.newcomer.name for each in shown.pane.others.runs}
        place = next(n for n in range(4) if shown.pane.space.words(n).startswith("three"))
        adds = False
        shown.pane.space.parallel.clicked.emit(place, adds)
        shown.settle()
        assert shown.names() == ["one", "two", "three"]
        assert len(shown.pane.space.parallel.places) == 4
        desk.press("Ctrl+Z")
        desk.wait(lambda: shown.names() == ["one", "two"])


def test_axes_brushes_and_view_come_back(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        shown.pane.space.show_axis("parameter:opt", shown=False)
        drag_on_axis(shown, 0, -0.05, 0.5)
        taken = shown.pane.linked.brushed
        assert taken
    with running(qtbot, state) as desk:
        shown = ShownComparison(desk)
        assert [axis.key for axis in shown.pane.space.parallel.axes] == [LR, TARGET]
        assert shown.pane.linked.brushed == taken


def test_runs_are_colored_by_a_parameter_and_back(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        own = {line.name: line.color for line in shown.chart("accuracy val").lines}
        assert own == shown.looks()

        def colors() -> dict[str, object]:
            return {line.name: line.color for line in shown.chart("accuracy val").lines}

        shown.pane.coloring.choose(LR)
        desk.wait(lambda: all(isinstance(each, Shade) for each in colors().values()))
        parts = [colors()[name].part for name in LRS]  # type: ignore[attr-defined]
        assert parts == pytest.approx([0.0, 1 / 3, 2 / 3, 1.0])
        assert shown.pane.head.color.text() == "Color: lr"
        shown.pane.coloring.choose("parameter:opt")
        desk.wait(lambda: colors()["one"] == colors()["three"] != colors()["two"])
        shown.pane.coloring.choose(LR)
        looks = shown.looks()
    with running(qtbot, state) as desk:
        shown = ShownComparison(desk)
        desk.wait(lambda: isinstance(shown.chart("accuracy val").lines[0].color, Shade))
        shown.pane.coloring.choose("")
        desk.wait(
            lambda: {line.name: line.color for line in shown.chart("accuracy val").lines} == looks
        )


def test_runs_are_found_by_name_and_added(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["one", "two"])
        QTest.mouseClick(shown.pane.chips.add, Qt.MouseButton.LeftButton)
        finder = desk.application.frame.findChild(RunFinder)
        assert finder is not None
        desk.wait(lambda: finder.model.rowCount() == 2, 10_000)
        QTest.keyClicks(finder.field, "four")
        desk.wait(lambda: finder.model.rowCount() == 1, 10_000)
        QTest.keyClick(finder.field, Qt.Key.Key_Return)
        desk.wait(lambda: shown.names() == ["one", "two", "four"], 10_000)


def test_saved_comparisons_are_in_the_navigator_and_the_palette(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        desk.application.context.comparisons.save(shown.pane.comparison.id, "learning rates")
        rows = desk.window.navigator.comparisons
        desk.wait(lambda: [each.text() for each in rows.buttons] == ["learning rates"])
        names = shown.names()
        desk.press("Ctrl+W")
        QTest.mouseClick(rows.buttons[0], Qt.MouseButton.LeftButton)
        assert ShownComparison(desk).names() == names
        desk.press("Ctrl+K")
        desk.type("learning r")
        palette = desk.window._palette
        assert palette is not None
        model = palette.model  # type: ignore[attr-defined]
        texts = [model.index(row, 0).data() for row in range(model.rowCount())]
        assert "learning rates" in texts
        QTest.keyClick(desk.focused(), Qt.Key.Key_Escape)


def test_a_comparison_taken_off_the_list_goes_on_and_can_be_put_back(
    qtbot: QtBot, application: QApplication, store: Path, state: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs")
        comparisons = desk.application.context.comparisons
        comparisons.save(shown.pane.comparison.id, "kept")
        QTest.mouseClick(shown.pane.head.forget, Qt.MouseButton.LeftButton)
        assert comparisons.saved() == []
        assert desk.page.title == "Compare 4"
        desk.window.notifier._undo.trigger()
        assert [each.name for each in comparisons.saved()] == ["kept"]


def test_tables_are_copied_and_exported(
    qtbot: QtBot, application: QApplication, store: Path, state: Path, tmp_path: Path
) -> None:
    with running(qtbot, state, store) as desk:
        shown = compare(desk, "runs", ["one", "two"])
        shown.pane.verbs.copy_table(TableFormat.MARKDOWN)
        first, _, *rows = QGuiApplication.clipboard().text().splitlines()
        assert first == "| Hyperparameter | one | two |"
        assert rows[0] == "| val/accuracy best | 0.5 | **0.6** |"
        shown.pane.verbs.copy_table(TableFormat.LATEX)
        assert r"\textbf{0.6}" in QGuiApplication.clipboard().text()
        file = tmp_path / "tables.csv"
        shown.pane.verbs.export_to("csv", str(file))
        desk.wait(file.exists, 10_000)
        shown.settle()
        lines = list(csv.reader(file.read_text("utf-8").splitlines()))
        assert ["Metric", "one", "two"] in lines
        assert ["lr", "0.001", "0.01"] in lines
        picture = tmp_path / "page.png"
        shown.pane.verbs.export_to("png", str(picture))
        desk.wait(picture.exists, 10_000)
        shown.settle()
        assert QImage(str(picture)).width() == shown.pane.width()
