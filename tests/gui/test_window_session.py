"""The window comes back as it was left, and nothing waits for a store that is gone."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from em_desktop.gui.dialogs.name import NameDialog
from em_desktop.gui.panes.folder.pane import FolderPane
from tests.gui.desk import Desk, running


def test_tabs_histories_tree_and_panels_come_back(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    state = tmp_path / "state"
    with running(qtbot, state, recordings) as desk:
        context = desk.application.context
        context.open(desk.location("runs"))
        desk.wait(lambda: desk.is_at("runs"))
        context.open(desk.location("artifacts"), new_tab=True)
        desk.wait(lambda: desk.is_at("artifacts"))
        desk.expand_row("runs")
        desk.wait(lambda: "breast_cancer_gbdt" in desk.rows())
        desk.press("Alt+1")
        desk.press("Ctrl+I")
        desk.press("Ctrl+J")
        desk.wait(desk.window.is_activity_shown)
        desk.window._pages.setSizes([400, 210])
        height = desk.window._pages.activity_height
        rows = desk.rows()
    with running(qtbot, state) as desk:
        desk.wait(lambda: desk.is_at("runs"))
        assert desk.tab_titles() == ["runs", "artifacts"]
        assert not desk.window.is_inspector_shown()
        assert desk.window.is_activity_shown()
        assert desk.window.commands.action("activity").isChecked()
        desk.wait(lambda: desk.window._pages.activity_height == height)
        desk.wait(lambda: desk.rows() == rows)
        assert desk.window.tabs.all_pages()[1].pane is None
        desk.press("Alt+Left")
        desk.wait(lambda: desk.is_at(""))
        assert [each.name for each in desk.window.bookmarks.recent][:2] == ["recordings", "runs"]


def test_a_store_that_is_gone_is_shown_as_not_mounted_and_opens_when_it_is_back(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    state, away = tmp_path / "state", tmp_path / "away"
    with running(qtbot, state, recordings) as desk:
        desk.wait(lambda: len(desk.rows()) == 3)
    recordings.rename(away)
    with running(qtbot, state) as desk:
        desk.wait(lambda: desk.rows() == ["recordings"])
        row = desk.window.navigator.model.row_at(desk.row("recordings"))
        assert row is not None
        assert not row.mounted
        away.rename(recordings)
        desk.wait(lambda: desk.rows() == ["recordings", "artifacts", "runs"], 10_000)
        desk.wait(lambda: desk.is_at(""))


def test_the_session_is_written_while_the_program_runs(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    file = tmp_path / "state" / "config" / "session.json"
    with running(qtbot, tmp_path / "state", recordings) as desk:
        desk.application.context.open(desk.location("runs"), new_tab=True)
        desk.wait(lambda: file.exists() and len(json.loads(file.read_text())["tabs"]) == 2)


def test_a_broken_session_file_is_a_first_start(
    qtbot: QtBot, application: QApplication, tmp_path: Path
) -> None:
    config = tmp_path / "state" / "config"
    config.mkdir(parents=True)
    (config / "session.json").write_bytes(b"\xff{{{")
    with running(qtbot, tmp_path / "state") as desk:
        assert desk.window.first_start.isVisible()


def test_a_smart_folder_is_saved_opened_kept_and_removed(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> None:
    state = tmp_path / "state"
    with running(qtbot, state, recordings) as desk:
        desk.application.context.open(desk.location("runs"))
        desk.wait(lambda: desk.is_at("runs"))
        pane = folder_pane(desk)
        desk.wait(lambda: pane.model.total == 14, timeout=30_000)
        pane.toolbar.field.set_text("labels == torch and status == complete")
        pane.toolbar.field.save_button.click()
        dialog = desk.window.window().findChild(NameDialog)
        assert dialog is not None
        assert dialog.field.text() == "labels == torch and status == complete"
        dialog.field.setText("Done with torch")
        dialog.confirm.click()
        pane.toolbar.clear()
        found = {"Done with torch"}
        desk.wait(lambda: pinned_names(desk) == found)
        context = desk.application.context
        context.open(desk.location("artifacts"))
        desk.wait(lambda: desk.is_at("artifacts"))
    with running(qtbot, state) as desk:
        desk.wait(lambda: desk.is_at("artifacts"))
        desk.wait(lambda: pinned_names(desk) == found)
        pinned = desk.window.navigator.pinned
        index = pinned.model().index(0, 0)
        pinned.opened.emit(index, False)  # noqa: FBT003 - a signal has no keywords
        desk.wait(lambda: desk.is_at("runs"))
        pane = folder_pane(desk)
        desk.wait(lambda: pane.model.rowCount() == 5, timeout=30_000)
        assert pane.toolbar.text == "labels == torch and status == complete"
        menu = QMenu()
        bookmark = desk.window.bookmarks.pinned[0]
        pinned.fill_smart_menu(menu, index, bookmark)
        menu.actions()[-1].trigger()
        menu.deleteLater()
        desk.wait(lambda: not pinned_names(desk))


def folder_pane(desk: Desk) -> FolderPane:
    desk.wait(lambda: isinstance(desk.page.pane, FolderPane), timeout=30_000)
    assert isinstance(desk.page.pane, FolderPane)
    return desk.page.pane


def pinned_names(desk: Desk) -> set[str]:
    model = desk.window.navigator.pinned.model()
    return {str(model.index(row, 0).data()) for row in range(model.rowCount())}
