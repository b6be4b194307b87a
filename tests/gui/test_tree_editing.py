"""Naming, moving and deleting in the navigator, by keyboard, menu and drop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.operations import SetLocked
from em_desktop.domain.paths import NodePath
from em_desktop.gui.dialogs.description import DescriptionDialog
from em_desktop.gui.dialogs.folder_finder import FolderFinder
from em_desktop.gui.dialogs.labels import LabelPopup
from em_desktop.gui.dialogs.name import NameDialog
from em_desktop.gui.dragging import NODES, files_from, is_cut, node_data, picked_from
from em_desktop.gui.dropping import EXPAND_AFTER_MS, DropZone
from em_desktop.gui.gestures import Picked
from em_desktop.gui.models.palette import Item
from em_desktop.gui.name_editor import NameEditor
from em_desktop.stores.local import LocalStore
from tests.gui.desk import CONTROL, Desk, running
from tests.gui.test_editing import RUN, make_store

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class TreeDesk(Desk):
    """The program with a store of two folders and a Run, all expanded."""

    store: Path

    @property
    def zone(self) -> DropZone:
        zone = self.window.navigator.tree.drop_zone
        assert zone is not None
        return zone

    def settle(self) -> None:
        context = self.application.context
        self.wait(lambda: not context.editor.running and context.tasks.idle)

    def names(self, folder: str = "") -> list[str]:
        found = (self.store / folder).iterdir()
        return sorted(each.name for each in found if not each.name.startswith("."))

    def choose(self, text: str) -> None:
        """Make a row the current one, with the focus in the tree."""
        tree = self.window.navigator.tree
        self.wait(lambda: text in self.rows())
        tree.setFocus()
        tree.setCurrentIndex(self.row(text))
        self.window.commands.update_state()

    def do(self, command: str) -> None:
        self.window.commands.update_state()
        self.window.commands.action(command).trigger()

    def place(self, text: str) -> QPoint:
        tree = self.window.navigator.tree
        return tree.visualRect(self.row(text)).center()

    def data(self, *texts: str) -> QMimeData:
        """What is dragged when these rows are."""
        model = self.window.navigator.model
        rows = [model.row_at(self.row(text)) for text in texts]
        nodes = [row.node for row in rows if row is not None and row.node is not None]
        store = self.location("").store_id
        return node_data(self.application.context, Picked.of(store, nodes))

    def drag_over(self, data: QMimeData, place: QPoint, keys: Qt.KeyboardModifier = NONE) -> bool:
        """Drag over a place of the tree; whether it could be dropped there."""
        viewport = self.window.navigator.tree.viewport()
        actions = Qt.DropAction.CopyAction | Qt.DropAction.LinkAction
        button = Qt.MouseButton.LeftButton
        enter = QDragEnterEvent(place, actions, data, button, keys)
        QApplication.sendEvent(viewport, enter)
        move = QDragMoveEvent(place, actions, data, button, keys)
        QApplication.sendEvent(viewport, move)
        return move.isAccepted()

    def drop(self, data: QMimeData, place: QPoint, keys: Qt.KeyboardModifier = NONE) -> bool:
        self.drag_over(data, place, keys)
        actions = Qt.DropAction.CopyAction | Qt.DropAction.LinkAction
        button = Qt.MouseButton.LeftButton
        drop = QDropEvent(QPointF(place), actions, data, button, keys)
        QApplication.sendEvent(self.window.navigator.tree.viewport(), drop)
        return drop.isAccepted()


@pytest.fixture
def desk(qtbot: QtBot, application: QApplication, tmp_path: Path) -> Iterator[TreeDesk]:
    store = tmp_path / "experiments"
    make_store(store)
    with running(qtbot, tmp_path / "state", store) as made:
        desk = TreeDesk(qtbot, made.application)
        desk.store = store
        desk.wait(lambda: "drafts" in desk.rows())
        desk.window.navigator.tree.expand(desk.row("drafts"))
        desk.wait(lambda: "mlp" in desk.rows())
        yield desk
        del desk.application


def test_f2_renames_in_place_and_the_name_is_the_same_on_disk(desk: TreeDesk) -> None:
    desk.choose("paper")
    QTest.keyClick(desk.window.navigator.tree, Qt.Key.Key_F2)
    editor = desk.window.navigator.tree.findChild(NameEditor)
    assert editor is not None
    assert editor.text() == "paper"
    QTest.keyClicks(editor, "article")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: "article" in desk.rows())
    desk.settle()
    assert desk.names() == ["article", "drafts"]
    assert "paper" not in desk.rows()


def test_a_run_keeps_its_time_part_when_it_is_renamed(desk: TreeDesk) -> None:
    desk.choose("mlp")
    desk.do("rename")
    editor = desk.window.navigator.tree.findChild(NameEditor)
    assert editor is not None
    QTest.keyClicks(editor, "best")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    desk.wait(lambda: "best" in desk.rows())
    desk.settle()
    assert desk.names("drafts") == [RUN.replace("mlp", "best")]


def test_escape_and_a_wrong_name_leave_the_name_as_it_was(desk: TreeDesk) -> None:
    tree = desk.window.navigator.tree
    for text in ("x", "a/b"):
        desk.choose("paper")
        desk.do("rename")
        editor = tree.findChild(NameEditor)
        assert editor is not None
        QTest.keyClicks(editor, text)
        if text == "a/b":
            QTest.keyClick(editor, Qt.Key.Key_Return)
            desk.settle()
            assert editor.isVisible()  # with the reason, until it is mended or given up
            assert editor.reason.isVisible()
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        desk.settle()
        assert desk.names() == ["drafts", "paper"]
        desk.qtbot.waitUntil(lambda: tree.findChild(NameEditor) is None)


def test_control_n_makes_a_folder_in_the_selected_one(desk: TreeDesk) -> None:
    desk.choose("paper")
    desk.press("Ctrl+N")
    dialog = desk.window.findChild(NameDialog)
    assert dialog is not None
    dialog.field.setText("figures")
    dialog.confirm.click()
    desk.settle()
    assert desk.names("paper") == ["figures"]
    desk.wait(lambda: "figures" in desk.rows())


def test_delete_moves_to_the_trash_and_control_z_brings_it_back(desk: TreeDesk) -> None:
    desk.choose("drafts")
    QTest.keyClick(desk.window.navigator.tree, Qt.Key.Key_Delete)
    assert "drafts" not in desk.rows()  # at once
    desk.settle()
    assert desk.names() == ["paper"]
    toast = desk.window.notifier.toast
    assert toast.text == "Moved “drafts” to the trash"
    assert desk.window.commands.action("undo").text() == "Undo deletion of “drafts”"
    desk.press("Ctrl+Z")
    desk.settle()
    assert desk.names() == ["drafts", "paper"]
    desk.wait(lambda: "drafts" in desk.rows())
    assert desk.window.commands.action("redo").text() == "Redo deletion of “drafts”"


def test_the_toast_takes_back_what_it_tells(desk: TreeDesk) -> None:
    desk.choose("paper")
    desk.do("trash")
    desk.settle()
    desk.window.notifier.toast._button.click()
    desk.settle()
    assert desk.names() == ["drafts", "paper"]


def test_control_m_finds_the_folder_by_typing(desk: TreeDesk) -> None:
    desk.choose("mlp")
    desk.press("Ctrl+M")
    finder = desk.window.findChild(FolderFinder)
    assert finder is not None
    offered = [finder.model.entry(row) for row in range(finder.model.rowCount())]
    names = [each.text for each in offered if isinstance(each, Item)]
    assert names == ["experiments", "paper"]  # not where it is already
    QTest.keyClicks(finder.field, "pap")
    QTest.keyClick(finder.field, Qt.Key.Key_Return)
    desk.settle()
    assert desk.names("paper") == [RUN]
    assert desk.window.notifier.toast.text == "Moved “mlp” to paper"


def test_cut_and_paste_move_and_copy_and_paste_copy(desk: TreeDesk) -> None:
    desk.choose("mlp")
    desk.do("cut")
    data = QGuiApplication.clipboard().mimeData()
    assert (data.hasFormat(NODES), is_cut(data)) == (True, True)
    desk.choose("paper")
    desk.do("paste")
    desk.settle()
    desk.wait(lambda: desk.names("paper") == [RUN])
    desk.choose("paper")
    desk.do("copy")
    desk.choose("drafts")
    desk.do("paste")
    desk.settle()
    desk.wait(lambda: desk.names("drafts") == ["paper"])
    assert desk.names() == ["drafts", "paper"]


def test_labels_are_added_by_typing(desk: TreeDesk) -> None:
    desk.choose("mlp")
    desk.press("Ctrl+L")
    popup = desk.window.findChild(LabelPopup)
    assert popup is not None
    desk.wait(lambda: popup.list.count() == 1)
    QTest.keyClicks(popup.field, "candidate")
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    desk.settle()
    store = desk.application.context.stores.store(desk.location("").store_id)
    node = store.get(NodePath(("drafts", RUN)))
    assert node.labels == ("baseline", "candidate")


def test_a_description_is_written_in_a_dialog(desk: TreeDesk) -> None:
    desk.choose("mlp")
    desk.do("describe")
    dialog = desk.window.findChild(DescriptionDialog)
    assert dialog is not None
    assert isinstance(dialog.field, QPlainTextEdit)
    dialog.field.setPlainText("The *first* one")
    dialog.confirm.click()
    desk.settle()
    store = desk.application.context.stores.store(desk.location("").store_id)
    assert store.get(NodePath(("drafts", RUN))).description == "The *first* one"


def test_commands_say_why_they_can_not_be_used(desk: TreeDesk) -> None:
    desk.choose("experiments")
    action = desk.window.commands.action("trash")
    assert (action.isEnabled(), action.toolTip()) == (False, "Select something first")
    desk.choose("paper")
    assert action.isEnabled()
    desk.do("lock")
    desk.wait(lambda: not action.isEnabled())
    assert action.toolTip() == "Locked against deletion"


def test_commands_follow_what_another_program_does_to_the_selected_node(desk: TreeDesk) -> None:
    desk.choose("paper")
    action = desk.window.commands.action("trash")
    assert action.isEnabled()
    with closing(LocalStore(desk.store)) as other:
        other.perform(SetLocked(NodePath(("paper",)), locked=True))
    desk.wait(lambda: action.toolTip() == "Locked against deletion")
    assert not action.isEnabled()


def test_a_drop_on_a_folder_moves(desk: TreeDesk) -> None:
    assert desk.drag_over(desk.data("mlp"), desk.place("paper"))
    hint = desk.zone.hint
    assert hint is not None
    assert (hint.text, hint.is_possible) == ("Move here", True)
    desk.drop(desk.data("mlp"), desk.place("paper"))
    assert desk.zone.hint is None
    desk.settle()
    assert (desk.names("paper"), desk.names("drafts")) == ([RUN], [])


@pytest.mark.parametrize(
    ("keys", "words", "left", "came"),
    [
        (CONTROL, "Copy here", [RUN], 1),
        (CONTROL | SHIFT, "Shortcut here", [RUN], 1),
    ],
)
def test_keys_change_what_a_drop_does(
    desk: TreeDesk, keys: Qt.KeyboardModifier, words: str, left: list[str], came: int
) -> None:
    desk.drag_over(desk.data("mlp"), desk.place("paper"), keys)
    assert desk.zone.hint is not None
    assert desk.zone.hint.text == words
    desk.drop(desk.data("mlp"), desk.place("paper"), keys)
    desk.wait(lambda: len(desk.names("paper")) == came)
    desk.settle()
    assert desk.names("drafts") == left
    store = desk.application.context.stores.store(desk.location("").store_id)
    [page] = store.children(NodePath(("paper",)))
    expected = NodeType.SHORTCUT if keys & SHIFT else NodeType.RUN
    assert page[0].type is expected


@pytest.mark.parametrize(
    ("dragged", "target", "why"),
    [
        ("drafts", "mlp", "Not into a run"),
        ("drafts", "drafts", "Not into itself"),
        ("mlp", "drafts", "Is here already"),
    ],
)
def test_an_impossible_drop_is_refused_before_with_the_reason(
    desk: TreeDesk, dragged: str, target: str, why: str
) -> None:
    assert not desk.drag_over(desk.data(dragged), desk.place(target))
    assert desk.zone.hint is not None
    assert (desk.zone.hint.text, desk.zone.hint.is_possible) == (why, False)
    assert not desk.drop(desk.data(dragged), desk.place(target))
    desk.settle()
    assert desk.names() == ["drafts", "paper"]


def test_files_are_added_to_a_run_and_become_an_artifact_in_a_folder(
    desk: TreeDesk, tmp_path: Path
) -> None:
    (tmp_path / "plot.png").write_bytes(b"1")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "plot.png"))])
    desk.drag_over(data, desk.place("mlp"))
    assert desk.zone.hint is not None
    assert desk.zone.hint.text == "Add files"
    desk.drop(data, desk.place("mlp"))
    desk.wait((desk.store / "drafts" / RUN / "plot.png").exists)
    desk.drop(data, desk.place("paper"))
    frame = desk.window.window()
    desk.wait(lambda: frame.findChild(NameDialog) is not None)
    dialog = frame.findChild(NameDialog)
    assert dialog is not None
    dialog.confirm.click()
    desk.wait(lambda: len(desk.names("paper")) == 1)
    assert desk.names("paper")[0].startswith("plot_")


def test_a_folder_opens_when_the_pointer_stays_over_it(desk: TreeDesk) -> None:
    tree = desk.window.navigator.tree
    tree.collapse(desk.row("drafts"))
    assert "mlp" not in desk.rows()
    desk.drag_over(desk.data("paper"), desk.place("drafts"))
    desk.wait(lambda: tree.isExpanded(desk.row("drafts")), EXPAND_AFTER_MS * 5)


def test_what_is_dragged_is_files_for_others(desk: TreeDesk) -> None:
    data = desk.data("mlp")
    assert files_from(data) == [desk.store / "drafts" / RUN]
    picked = picked_from(desk.application.context, data)
    assert picked is not None
    assert picked.paths == (NodePath(("drafts", RUN)),)
    strange = QMimeData()
    strange.setData(NODES, b'{"store": 3, "paths": [[1]]}')
    assert picked_from(desk.application.context, strange) is None
    strange.setData(NODES, b"\xff")
    assert picked_from(desk.application.context, strange) is None


def test_a_shift_click_selects_several_without_opening(desk: TreeDesk) -> None:
    desk.click_row("drafts")
    desk.wait(lambda: desk.is_at("drafts"))
    desk.click_row("paper", keys=SHIFT)
    picked = desk.window.navigator.picked()
    assert picked is not None
    assert [str(path) for path in picked.paths] == ["drafts", "paper"]
    assert desk.is_at("drafts")


def test_a_row_that_is_chosen_while_a_page_is_on_its_way_stays_the_current_one(
    desk: TreeDesk,
) -> None:
    navigator = desk.window.navigator
    navigator.await_page(desk.location("drafts"))
    desk.choose("paper")
    navigator.follow(desk.location("drafts"))
    assert navigator.selected() == desk.location("paper")
    navigator.await_page(desk.location(""))
    navigator.follow(desk.location(""))
    assert navigator.selected() == desk.location("")
