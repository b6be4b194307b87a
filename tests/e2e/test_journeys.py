"""What a user does in one sitting, from the first start to the next morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.gui.dialogs.command_palette import CommandPalette
from em_desktop.gui.panes.artifact.pane import ArtifactPane
from em_desktop.gui.panes.autotune.pane import AutoTunePane
from em_desktop.gui.panes.autotune.table import TrialTable
from em_desktop.gui.panes.autotune.trial_panel import TrialPanel
from em_desktop.gui.panes.files.image_view import ImageView
from em_desktop.gui.panes.run.pane import TABS, RunPane
from tests.gui.desk import Desk, running
from tests.gui.run_desk import ShownRun, settle, state_title

RUN = "digits/digits_train_mlp_261123_115932_eicjg9"
REPORT = "digits/digits_eval_report_261123_115939_mtw5h6"
SEARCH = "tuning/sklearn-digits-autotune_1795406959"
NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton

W = TypeVar("W", bound=QWidget)


@pytest.fixture
def first(qtbot: QtBot, application: QApplication, tmp_path: Path) -> Iterator[Desk]:
    """The program of somebody who starts it for the first time."""
    with running(qtbot, tmp_path / "state") as made:
        yield made


def pane(desk: Desk, kind: type[W]) -> W:
    """The pane of the current tab, once it is of this kind and has read everything."""
    desk.wait(lambda: isinstance(desk.page.pane, kind))
    settle(desk)
    found = desk.page.pane
    assert isinstance(found, kind)
    return found


def part(parent: QWidget, kind: type[W]) -> W:
    """The one visible widget of a kind."""
    [found] = [each for each in parent.findChildren(kind) if each.isVisible()]
    return found


def open_sample(desk: Desk) -> None:
    """Click the button of the first start."""
    button = next(
        each
        for each in desk.window.first_start.findChildren(QPushButton)
        if "sample" in each.text().lower()
    )
    QTest.mouseClick(button, LEFT)
    desk.wait(lambda: "digits" in desk.rows())


def open_run_in_the_tree(desk: Desk) -> ShownRun:
    desk.expand_row("digits")
    desk.click_row("digits_train_mlp")
    return ShownRun(desk, pane(desk, RunPane))


def find_and_open(desk: Desk, text: str, path: str) -> None:
    """Ctrl+K, type, Return; a store that wasn't read yet is read meanwhile."""
    desk.press("Ctrl+K")
    palette = desk.window.findChild(CommandPalette)
    assert palette is not None
    QTest.keyClicks(palette.field, text)
    desk.wait(lambda: any(str(each.node.path) == path for each in palette._found), 2000)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    desk.wait(lambda: desk.is_at(path))


def click_tab(run: ShownRun, tab: str) -> None:
    row = run.page_tabs._row
    box = row.boxes()[run.page_tabs.keys.index(tab)]
    QTest.mouseClick(row, LEFT, NONE, box.center().toPoint())
    assert run.pane.current_tab == tab
    settle(run.desk)


def test_from_the_first_start_to_the_same_window_the_next_day(
    first: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    desk = first
    open_sample(desk)
    assert desk.tab_titles() == ["sample-store"]
    run = open_run_in_the_tree(desk)
    for tab in TABS:
        click_tab(run, tab)
        assert state_title(run.page_tabs.widget(tab)) in {"", "Choose a file"}
    zoom_into_a_chart(run)

    desk.press("Alt+Left")
    desk.wait(lambda: desk.is_at(""))
    desk.press("Alt+Right")
    run = ShownRun(desk, pane(desk, RunPane))
    assert run.pane.current_tab == "metrics"

    desk.press("Ctrl+T")
    find_and_open(desk, "eval_report", REPORT)
    look_at_an_image(desk, pane(desk, ArtifactPane))

    desk.application.context.open(desk.location(SEARCH), new_tab=True)
    trial = choose_a_trial(pane(desk, AutoTunePane))

    left = desk.tab_titles(), desk.rows(), desk.window.windowTitle()
    desk.press("Ctrl+Q")
    desk.wait(lambda: not desk.window.isVisible())

    with running(qtbot, tmp_path / "state") as again:
        # A window is made to fit the screen again, and that of the offscreen platform is small.
        again.application.frame.resize(desk.application.frame.size())
        again.wait(lambda: again.is_at(SEARCH))
        search = pane(again, AutoTunePane)
        again.wait(lambda: chosen(search) == trial)
        again.wait(lambda: again.rows() == left[1])
        assert (again.tab_titles(), again.rows(), again.window.windowTitle()) == left
        again.press("Alt+2")
        files = pane(again, ArtifactPane).files
        again.wait(lambda: files.tree.current_key.endswith("confusion_matrix.png"))
        again.press("Alt+1")
        assert pane(again, RunPane).current_tab == "metrics"
        again.press("Alt+Left")
        again.wait(lambda: again.is_at(""))


def zoom_into_a_chart(run: ShownRun) -> None:
    """Drag a box over a chart; a double click takes it back."""
    click_tab(run, "metrics")
    run.desk.wait(lambda: run.pane.metrics.page.chart("loss") is not None)
    settle(run.desk)
    chart = run.pane.metrics.page.chart("loss")
    assert chart is not None
    run.desk.wait(chart.isVisible)
    whole = chart.plot.x_range
    area = chart.plot.area
    start = (area.topLeft() + QPointF(area.width() * 0.25, area.height() * 0.25)).toPoint()
    end = (area.topLeft() + QPointF(area.width() * 0.75, area.height() * 0.75)).toPoint()
    QTest.mousePress(chart.surface, LEFT, NONE, start)
    QTest.mouseMove(chart.surface, end)
    QTest.mouseRelease(chart.surface, LEFT, NONE, end)
    low, high = chart.plot.x_range
    assert high - low == pytest.approx((whole[1] - whole[0]) / 2, rel=0.05)
    QTest.mouseDClick(chart.surface, LEFT, NONE, area.center().toPoint())
    assert chart.plot.x_range == whole


def look_at_an_image(desk: Desk, shown: ArtifactPane) -> None:
    """Choose a picture among the files by keyboard; it is previewed."""
    shown.tabs.set_current("files")
    settle(desk)
    tree = shown.files.tree
    desk.wait(lambda: tree.model().rowCount() > 0)
    tree.setFocus()
    tree.expandAll()
    QTest.keySequence(tree, "Home")
    for _ in range(20):
        if tree.current_key.endswith("figures/confusion_matrix.png"):
            break
        QTest.keySequence(tree, "Down")
    desk.wait(lambda: any(each.isVisible() for each in shown.findChildren(ImageView)))


def choose_a_trial(shown: AutoTunePane) -> str:
    """Click the third trial of the table; its panel shows it."""
    before, table = chosen(shown), part(shown, TrialTable)
    index = table.model().index(2, 0)
    QTest.mouseClick(table.viewport(), LEFT, NONE, table.visualRect(index).center())
    assert chosen(shown) != before
    return chosen(shown)


def chosen(shown: AutoTunePane) -> str:
    """The trial whose panel is shown; empty before one is."""
    [panel] = shown.findChildren(TrialPanel)
    return "" if panel.trial is None or not panel.isVisible() else panel.trial.id


def test_nothing_of_a_visit_stays_behind_in_the_store(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    def everything() -> dict[str, tuple[int, int]]:
        files = (path for path in recordings.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}

    before = everything()
    with running(qtbot, tmp_path / "state", recordings) as desk:
        for place in sorted((recordings / "runs").iterdir()):
            path = f"runs/{place.name}"
            desk.application.context.open(desk.location(path))
            desk.wait(lambda path=path: desk.is_at(path))  # type: ignore[misc]
            run = ShownRun(desk, pane(desk, RunPane))
            for tab in TABS:
                run.pane.show_tab(tab)
            settle(desk)
    assert everything() == before


def test_quitting_while_everything_is_still_loading_ends_at_once(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    with (recordings / RUN.replace("digits/", "runs/") / "stdout.log").open("a") as log:
        log.write("a line of text\n" * 2_000_000)
    with running(qtbot, tmp_path / "state", recordings) as desk:
        path = RUN.replace("digits/", "runs/")
        desk.application.context.open(desk.location(path))
        desk.wait(lambda: isinstance(desk.page.pane, RunPane))
        shown = desk.page.pane
        assert isinstance(shown, RunPane)
        shown.show_tab("log")
        desk.press("Ctrl+Q")
        assert not desk.window.isVisible()
