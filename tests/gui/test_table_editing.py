"""Changing a folder in its table: names, keys, drags and drops, on a real store."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath
from em_desktop.gui import dragging
from em_desktop.gui.dialogs.folder_finder import FolderFinder
from em_desktop.gui.dialogs.labels import LabelPopup
from em_desktop.gui.dialogs.name import NameDialog
from em_desktop.gui.dialogs.taken import TakenDialog
from em_desktop.gui.dragging import NODES, node_data
from em_desktop.gui.gestures import Picked
from em_desktop.gui.inspector import Inspector
from em_desktop.gui.jobs import JobState
from em_desktop.gui.name_editor import NameEditor
from em_desktop.gui.node_color import CHOICES
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.panes.folder.table import NAME
from em_desktop.gui.tasks import Tasks
from tests.gui.desk import running
from tests.gui.drops import drag_over, drop, files_data
from tests.gui.stage import Stage, staged

CONTROL = Qt.KeyboardModifier.ControlModifier
CONTROL_SHIFT = CONTROL | Qt.KeyboardModifier.ShiftModifier
RUN = "mlp_261123_115932_eicjg9"
OTHER = "cnn_261123_115933_abcdef"


def make_run(folder: Path, segment: str) -> Path:
    run = folder / segment
    run.mkdir(parents=True)
    name = segment.partition("_")[0]
    (run / "metadata.yaml").write_text(
        f"name: {name}\nstatus: Complete\nlabels: [baseline]\n"
        f"alternativeName: {segment}\nkind: Run\n"
    )
    (run / "hyperparameters.yaml").write_text("lr: 0.001\n")
    (run / "stdout.log").write_text("hello\n")
    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with two Runs and two folders."""
    place = tmp_path / "store"
    for name in ("drafts", "paper"):
        (place / name).mkdir(parents=True)
    make_run(place, RUN)
    make_run(place, OTHER)
    return place


@pytest.fixture
def stage(qtbot: QtBot, application: QApplication, tasks: Tasks, folder: Path) -> Iterator[Stage]:
    with staged(qtbot, tasks, folder) as made:
        made.stores.changed.connect(lambda _store, changes: made.tell(changes))
        yield made


@pytest.fixture
def pane(stage: Stage) -> FolderPane:
    made = stage.pane(FolderPane, "")
    made.window().activateWindow()
    made.table.setFocus()
    stage.listeners.append(made)
    return made


def names(pane: FolderPane) -> list[str]:
    return [pane.model.row(place).node.name for place in range(pane.model.rowCount())]


def place_of(pane: FolderPane, name: str) -> int:
    return names(pane).index(name)


def node(pane: FolderPane, name: str) -> Node:
    return pane.model.row(place_of(pane, name)).node


def choose(pane: FolderPane, *wanted: str) -> None:
    pane.table.select_rows([place_of(pane, name) for name in wanted])
    last = pane.model.index(place_of(pane, wanted[-1]), NAME)
    pane.table.selectionModel().setCurrentIndex(
        last, pane.table.selectionModel().SelectionFlag.NoUpdate
    )


def over(pane: FolderPane, name: str) -> QPoint:
    """The middle of a name in the table."""
    return pane.table.visualRect(pane.model.index(place_of(pane, name), NAME)).center()


def below(pane: FolderPane) -> QPoint:
    """Where there are no rows."""
    area = pane.table.viewport().rect()
    return QPoint(area.center().x(), area.bottom() - 20)


def on_disk(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir() if not place.name.startswith("."))


def editor(pane: FolderPane) -> NameEditor:
    [found] = pane.table.viewport().findChildren(NameEditor)
    return found


def press(pane: FolderPane, key: Qt.Key, keys: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(pane.table, key, keys or Qt.KeyboardModifier.NoModifier)


def button(widget: QWidget, text: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text)


# Names


def test_f2_renames_in_place_and_the_row_has_its_new_name_at_once(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    choose(pane, "mlp")
    press(pane, Qt.Key.Key_F2)
    field = editor(pane)
    assert field.selectedText() == "mlp"
    QTest.keyClicks(field, "wide")
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: "wide" in names(pane))
    assert [each.name for each in pane.selected()] == ["wide"]
    stage.edited()
    assert on_disk(folder) == [OTHER, "drafts", "paper", "wide_261123_115932_eicjg9"]
    assert "wide" in names(pane)


def test_a_name_that_cant_be_is_framed_with_the_reason_and_enter_keeps_it_open(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    choose(pane, "drafts")
    press(pane, Qt.Key.Key_F2)
    field = editor(pane)
    for wrong in ("a/b", ".hidden", "paper", "PAPER"):
        field.setText(wrong)
        assert field.wrong
        assert field.reason.isVisible()
        assert field.accessibleDescription() == field.reason.text() != ""
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.isVisible()
    bubble = field.reason.parentWidget()
    assert bubble is not None
    assert bubble.geometry().top() > field.geometry().bottom()
    field.setText("fine")
    assert not field.wrong
    assert not field.reason.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    stage.settle()
    assert "drafts" in on_disk(folder)


def test_a_refused_name_turns_back(pane: FolderPane, stage: Stage, folder: Path) -> None:
    choose(pane, "drafts")
    press(pane, Qt.Key.Key_F2)
    (folder / "taken").mkdir()  # after the table was read
    shown: list[list[str]] = []
    stage.context.editor.expected.connect(lambda _store, _what: shown.append(names(pane)))
    field = editor(pane)
    field.setText("taken")
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.qtbot.waitUntil(lambda: bool(shown))
    assert "taken" in shown[0]
    [job] = stage.edited()
    assert job.state is JobState.FAILED
    stage.qtbot.waitUntil(lambda: "drafts" in names(pane))
    assert "drafts" in on_disk(folder)


def test_new_makes_a_folder_and_lets_it_be_named(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    button(pane.toolbar, "New").click()
    stage.qtbot.waitUntil(lambda: bool(pane.table.viewport().findChildren(NameEditor)))
    field = editor(pane)
    assert field.text() == "New folder"
    QTest.keyClicks(field, "ablations")
    QTest.keyClick(field, Qt.Key.Key_Return)
    stage.edited()
    stage.qtbot.waitUntil(lambda: "ablations" in on_disk(folder))
    assert "New folder" not in on_disk(folder)


# Keys and bar


def test_delete_moves_to_the_trash_and_undo_brings_back(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    choose(pane, "mlp", "cnn")
    press(pane, Qt.Key.Key_Delete)
    assert names(pane) == ["drafts", "paper"]  # at once
    stage.edited()
    assert on_disk(folder) == ["drafts", "paper"]
    stage.context.editor.undo()
    stage.edited()
    assert on_disk(folder) == [OTHER, "drafts", RUN, "paper"]
    stage.qtbot.waitUntil(lambda: len(names(pane)) == 4)


def test_the_bar_deletes_all_that_is_selected(pane: FolderPane, stage: Stage, folder: Path) -> None:
    choose(pane, "mlp", "cnn")
    stage.settle()
    stage.qtbot.waitUntil(lambda: button(pane.bar, "Delete").isVisible())
    button(pane.bar, "Delete").click()
    stage.edited()
    assert on_disk(folder) == ["drafts", "paper"]


def test_the_bar_asks_the_window_where_to_move(pane: FolderPane, stage: Stage) -> None:
    commands: list[str] = []
    stage.context.command_requested.connect(commands.append)
    choose(pane, "mlp")
    stage.qtbot.waitUntil(lambda: button(pane.bar, "Move...").isVisible())
    button(pane.bar, "Move...").click()
    assert commands == ["move_to"]


def test_cut_and_paste_move_and_copy_and_paste_copy(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    choose(pane, "mlp")
    press(pane, Qt.Key.Key_X, CONTROL)
    inside = stage.pane(FolderPane, "paper")
    inside.table.setFocus()
    press(inside, Qt.Key.Key_V, CONTROL)
    stage.edited()
    assert on_disk(folder / "paper") == [RUN]
    choose(pane, "cnn")
    press(pane, Qt.Key.Key_C, CONTROL)
    press(inside, Qt.Key.Key_V, CONTROL)
    stage.edited()
    assert on_disk(folder / "paper") == [OTHER, RUN]
    assert OTHER in on_disk(folder)


def test_copied_nodes_are_files_and_rows_for_other_programs(pane: FolderPane, folder: Path) -> None:
    choose(pane, "mlp")
    press(pane, Qt.Key.Key_C, CONTROL)
    data = QGuiApplication.clipboard().mimeData()
    assert [url.toLocalFile() for url in data.urls()] == [str(folder / RUN)]
    assert data.text().splitlines()[1].startswith("mlp\t")


def test_files_are_pasted_into_a_new_artifact(
    pane: FolderPane, stage: Stage, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "weights.pt"
    file.write_bytes(b"w" * 1000)
    QGuiApplication.clipboard().setMimeData(files_data([file]))
    press(pane, Qt.Key.Key_V, CONTROL)
    name_artifact(stage, pane, "weights", "checkpoint")
    stage.edited()
    [made] = [place for place in folder.iterdir() if place.name.startswith("checkpoint_")]
    assert (made / "weights.pt").read_bytes() == b"w" * 1000
    stage.qtbot.waitUntil(lambda: "checkpoint" in names(pane))


def name_artifact(stage: Stage, pane: FolderPane, offered: str, name: str) -> None:
    """Answer the question for the name of the new Artifact."""
    stage.qtbot.waitUntil(lambda: pane.window().findChild(NameDialog) is not None)
    dialog = pane.window().findChild(NameDialog)
    assert isinstance(dialog, NameDialog)
    assert dialog.field.text() == offered
    dialog.field.setText(name)
    dialog.confirm.click()


def test_in_the_window_the_bar_finds_a_folder_and_labels(
    qtbot: QtBot, application: QApplication, own_home: Path, folder: Path, tmp_path: Path
) -> None:
    with running(qtbot, tmp_path / "state", folder) as desk:
        pane = desk.page.pane
        assert isinstance(pane, FolderPane)
        desk.wait(lambda: "mlp" in names(pane))
        choose(pane, "mlp", "cnn")
        desk.wait(lambda: button(pane.bar, "Label").isVisible())
        button(pane.bar, "Label").click()
        desk.wait(lambda: desk.application.frame.findChild(LabelPopup) is not None)
        popup = desk.application.frame.findChild(LabelPopup)
        assert isinstance(popup, LabelPopup)
        QTest.keyClicks(popup.field, "paper")
        QTest.keyClick(popup.field, Qt.Key.Key_Return)
        popup.close()
        desk.wait(lambda: node(pane, "mlp").labels == ("baseline", "paper"))
        desk.wait(lambda: not desk.application.context.editor.running)
        button(pane.bar, "Move...").click()
        desk.wait(lambda: desk.window.findChild(FolderFinder) is not None)
        finder = desk.window.findChild(FolderFinder)
        assert isinstance(finder, FolderFinder)
        finder.field.setText("paper")
        desk.wait(finder.confirm.isEnabled)
        finder.confirm.click()
        desk.wait(lambda: on_disk(folder / "paper") == [OTHER, RUN])
        desk.wait(lambda: names(pane) == ["drafts", "paper"])
        desk.wait(lambda: not desk.application.context.editor.running)


def test_the_inspector_stays_with_what_is_selected_when_the_folder_is_read_again(
    qtbot: QtBot, application: QApplication, tmp_path: Path, folder: Path
) -> None:
    with running(qtbot, tmp_path / "state", folder) as desk:
        desk.wait(lambda: desk.is_at(""))
        pane = desk.page.pane
        assert isinstance(pane, FolderPane)
        desk.wait(lambda: "mlp" in names(pane))
        choose(pane, "mlp")
        inspector = desk.window.inspector
        assert isinstance(inspector, Inspector)
        desk.wait(lambda: inspector.current == desk.location(RUN), 10_000)
        context = desk.application.context
        context.gestures.rename(desk.location("").store_id, node(pane, "mlp"), "best")
        renamed = desk.location(f"best{RUN.removeprefix('mlp')}")
        desk.wait(lambda: not context.editor.running and context.tasks.idle, 10_000)
        desk.wait(lambda: inspector.current == renamed, 10_000)
        context.gestures.create_folder(desk.location(""), "new")
        desk.wait(lambda: "new" in names(pane) and context.tasks.idle, 10_000)
        assert inspector.current == renamed


# Marks


def test_favourite_lock_and_color_are_set_for_all_and_painted(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    choose(pane, "mlp", "cnn")
    pane.editing.toggle_favourite()
    assert node(pane, "mlp").favourite  # at once
    pane.editing.toggle_locked()
    stage.context.gestures.set_color(pane.editing.picked(), CHOICES[3])
    stage.edited()
    for name in ("mlp", "cnn"):
        shown = node(pane, name)
        assert (shown.favourite, shown.locked, shown.color) == (True, True, CHOICES[3])
    assert "locked: true" in (folder / RUN / ".em-node.yaml").read_text()
    index = pane.model.index(place_of(pane, "mlp"), NAME)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Name: mlp, Favourite, Locked against deletion"
    before = pane.table.grab().toImage()
    pane.editing.toggle_favourite()
    stage.edited()
    assert not node(pane, "mlp").favourite
    assert pane.table.grab().toImage() != before


def test_what_is_locked_stays(pane: FolderPane, stage: Stage, folder: Path) -> None:
    choose(pane, "mlp")
    pane.editing.toggle_locked()
    stage.edited()
    press(pane, Qt.Key.Key_Delete)
    [job] = stage.edited()
    assert job.state is JobState.FAILED
    assert RUN in on_disk(folder)
    stage.qtbot.waitUntil(lambda: "mlp" in names(pane))


# Drags and drops


def test_a_drag_carries_all_selected_rows_and_a_picture(
    pane: FolderPane, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Picked] = []
    monkeypatch.setattr(dragging, "drag", lambda _view, _context, picked: taken.append(picked))
    choose(pane, "mlp", "cnn")
    start = over(pane, "mlp")
    viewport = pane.table.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for step in (8, 16, 24):
        QTest.mouseMove(viewport, start + QPoint(step, step))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=start)
    assert [sorted(each.path.name for each in picked.nodes) for picked in taken] == [[OTHER, RUN]]
    value = json.loads(bytes(node_data(stage.context, taken[0]).data(NODES).data()))
    assert value["store"] == stage.store_id
    many = dragging.ghost(taken[0].nodes * 500)
    assert many.width() > dragging.ghost(taken[0].nodes[:1]).width()


def test_rows_are_dropped_onto_a_folder(pane: FolderPane, stage: Stage, folder: Path) -> None:
    choose(pane, "mlp", "cnn")
    data = node_data(stage.context, pane.editing.picked())
    viewport = pane.table.viewport()
    assert drag_over(viewport, over(pane, "paper"), data)
    hint = pane.editing.drop_zone.hint
    assert hint is not None
    assert (hint.text, hint.row.row()) == ("Move here", place_of(pane, "paper"))
    assert drop(viewport, over(pane, "paper"), data)
    stage.edited()
    assert on_disk(folder / "paper") == [OTHER, RUN]
    assert names(pane) == ["drafts", "paper"]


def test_impossible_drops_are_refused_with_the_reason(pane: FolderPane, stage: Stage) -> None:
    viewport, zone = pane.table.viewport(), pane.editing.drop_zone
    choose(pane, "drafts")
    data = node_data(stage.context, pane.editing.picked())
    reasons = []
    for place in (over(pane, "drafts"), over(pane, "mlp"), below(pane)):
        assert not drag_over(viewport, place, data)
        assert zone.hint is not None
        reasons.append(zone.hint.text)
    assert reasons == ["Not into itself", "Not into a run", "Is here already"]


def test_control_copies_and_control_shift_makes_a_shortcut(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    choose(pane, "mlp")
    data = node_data(stage.context, pane.editing.picked())
    assert drop(pane.table.viewport(), over(pane, "paper"), data, CONTROL)
    stage.edited()
    assert drop(pane.table.viewport(), over(pane, "drafts"), data, CONTROL_SHIFT)
    stage.edited()
    assert on_disk(folder / "paper") == [RUN]
    assert on_disk(folder / "drafts") == ["mlp.shortcut.yaml"]
    assert RUN in on_disk(folder)


def test_a_drop_from_another_store_copies_into_this_folder(
    pane: FolderPane, stage: Stage, folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    make_run(other, "far_261123_115932_qwerty")
    stage.stores.open_folder(other)
    stage.qtbot.waitUntil(lambda: len(stage.stores.infos()) == 2)
    picked = Picked(str(other), (NodePath(("far_261123_115932_qwerty",)),))
    data = node_data(stage.context, picked)
    assert drag_over(pane.table.viewport(), below(pane), data)
    hint = pane.editing.drop_zone.hint
    assert hint is not None
    assert (hint.text, hint.row.isValid()) == ("Copy here", False)
    assert drop(pane.table.viewport(), below(pane), data)
    stage.edited()
    assert "far_261123_115932_qwerty" in on_disk(folder)
    assert (other / "far_261123_115932_qwerty").is_dir()
    stage.qtbot.waitUntil(lambda: "far" in names(pane))


def test_recordings_from_the_file_manager_become_nodes(
    pane: FolderPane, stage: Stage, folder: Path, tmp_path: Path
) -> None:
    source = make_run(tmp_path / "elsewhere", "new_261123_120000_zzzzzz")
    assert drop(pane.table.viewport(), below(pane), files_data([source]))
    stage.edited()
    assert "new_261123_120000_zzzzzz" in on_disk(folder)
    stage.qtbot.waitUntil(lambda: "new" in names(pane))
    assert node(pane, "new").status == "Complete"


def test_an_empty_folder_takes_drops_too(stage: Stage, folder: Path, tmp_path: Path) -> None:
    pane = stage.pane(FolderPane, "paper")
    source = make_run(tmp_path / "elsewhere", "new_261123_120000_zzzzzz")
    state, data = pane.stack.state, files_data([source])
    assert state.isVisible()
    assert drag_over(state, state.rect().center(), data)
    assert (pane.editing.drop_hint.text, pane.editing.drop_hint.isVisible()) == ("Copy here", True)
    assert drop(state, state.rect().center(), data)
    assert not pane.editing.drop_hint.isVisible()
    stage.edited()
    assert on_disk(folder / "paper") == ["new_261123_120000_zzzzzz"]


def test_a_taken_name_is_asked_and_both_are_kept(
    pane: FolderPane, stage: Stage, folder: Path
) -> None:
    shutil.copytree(folder / RUN, folder / "paper" / RUN)
    choose(pane, "mlp")
    data = node_data(stage.context, pane.editing.picked())
    assert drop(pane.table.viewport(), over(pane, "paper"), data)
    stage.qtbot.waitUntil(lambda: pane.window().findChild(TakenDialog) is not None)
    dialog = pane.window().findChild(TakenDialog)
    assert isinstance(dialog, TakenDialog)
    dialog.keep_both.click()
    stage.edited()
    assert len(on_disk(folder / "paper")) == 2
    assert RUN not in on_disk(folder)


def test_a_store_that_cant_be_changed_takes_nothing(
    pane: FolderPane, stage: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(type(pane.editing), "is_possible", False)
    pane.refresh()
    stage.settle()
    file = tmp_path / "a.txt"
    file.write_text("a")
    drag_over(pane.table.viewport(), below(pane), files_data([file]))
    assert pane.editing.drop_zone.hint is None
    choose(pane, "mlp")
    press(pane, Qt.Key.Key_F2)
    assert pane.table.viewport().findChildren(NameEditor) == []
    assert not button(pane.toolbar, "New").isVisible()


def test_a_thousand_rows_are_moved_in_one_gesture(stage: Stage, folder: Path) -> None:
    for number in range(1000):
        (folder / "drafts" / f"f{number:04}").mkdir()
    pane = stage.pane(FolderPane, "drafts")
    stage.listeners.append(pane)
    stage.qtbot.waitUntil(lambda: len(names(pane)) == 1000)
    pane.table.selectAll()
    data = node_data(stage.context, pane.editing.picked())
    target = stage.pane(FolderPane, "paper")
    assert drop(target.table.viewport(), below(target), data)
    stage.qtbot.waitUntil(lambda: not names(pane), timeout=20_000)
    jobs = stage.edited()
    assert len(jobs) == 1
    assert len(on_disk(folder / "paper")) == 1000
    assert stage.context.editor.can_undo is not None
    assert stage.context.editor.can_undo.count == 1000
