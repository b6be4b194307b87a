"""Sharing what is on a server: the dialog, what it says, and what holds afterwards."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from em_desktop.domain.grants import PUBLIC, Permission, Principal, PrincipalKind
from em_desktop.domain.nodes import NodeType
from em_desktop.gui.dialogs.sharing.dialog import ShareDialog
from em_desktop.gui.dialogs.sharing.reach_popup import ReachPopup
from em_desktop.gui.dialogs.sharing.rows import ShareRow
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.stores.remote.places import Place
from tests.gui.serving import LEFT, ServerDesk, connected, dialog_of, started
from tests.server.serving import Person, Server, admin

LIN = Principal(PrincipalKind.USER, "lin")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with started(tmp_path_factory.mktemp("server")) as server:
        for name in ("lin", "zhang"):
            admin("user", "add", name, options=server.options)
        admin("group", "set", "vision-lab", "zhang", options=server.options)
        yield server


@pytest.fixture
def demo(server: Server, request: pytest.FixtureRequest) -> Person:
    """Somebody of the test's own, with a shared folder and a Run in it."""
    name = f"demo{zlib.crc32(request.node.name.encode())}"
    person = server.person(name)
    person.make(person.root, "examples")
    person.make(f"{person.root}/examples", "mnist", NodeType.RUN)
    person.share(f"{person.root}/examples", ("group", "vision-lab", "view"))
    person.share(
        f"{person.root}/examples/mnist", ("group", "vision-lab", "view"), ("user", "lin", "edit")
    )
    return person


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, demo: Person) -> Iterator[ServerDesk]:
    with connected(qtbot, tmp_path / "state", demo) as desk:
        yield desk


@pytest.fixture
def dialog(desk: ServerDesk) -> Iterator[ShareDialog]:
    dialog = desk.share_dialog(desk.at("examples/mnist"))
    yield dialog
    if isValid(dialog):
        dialog.reject()


def row_of(dialog: ShareDialog, name: str) -> ShareRow:
    return next(row for row in dialog.lines() if row.accessibleName() == name)


def wanted(dialog: ShareDialog, principal: Principal) -> Permission | None:
    """What somebody shall be allowed, before it is saved."""
    assert dialog.draft is not None
    return dialog.draft.lines[principal].permission


def texts(dialog: ShareDialog) -> list[tuple[str, str]]:
    """Of each line who it is about, and what they may do."""
    return [
        (row.accessibleName(), row.box.currentText() if hasattr(row, "box") else "Owner")
        for row in dialog.lines()
    ]


def saved(desk: ServerDesk, dialog: ShareDialog) -> None:
    """Press Save, and wait until it holds."""
    with desk.desk.qtbot.waitSignal(dialog.saved):
        QTest.mouseClick(dialog.save_button, LEFT)


def shared(person: Person, path: str) -> set[tuple[str, str, str]]:
    """What the server says."""
    found = person.done("GET", "/apis/v1/nodes/grants", {"node": f"{person.root}/{path}"})
    return {(one["kind"], one["name"], one["permission"]) for one in found["grants"]}


def test_each_line_says_who_what_and_where_from(dialog: ShareDialog, demo: Person) -> None:
    assert texts(dialog) == [
        (f"{demo.name} (you)", "Owner"),
        ("lin", "Can edit"),
        ("vision-lab", "Can view"),
        ("Public", "No access"),
    ]
    assert dialog.windowTitle() == "Share mnist"
    origins = [dialog.draft.origin(row.line).value for row in dialog.lines()[1:]]  # type: ignore[union-attr]
    assert origins == ["here", "above", "nowhere"]


def test_people_are_offered_while_their_names_are_typed(
    desk: ServerDesk, dialog: ShareDialog
) -> None:
    QTest.keyClicks(dialog.people.field, "zha")
    zhang = Principal(PrincipalKind.USER, "zhang")
    desk.desk.wait(lambda: dialog.people.offers == [zhang])
    QTest.keyClick(dialog.people.field, Qt.Key.Key_Return)
    assert dialog.people.chosen == [zhang]
    assert dialog.people.field.text() == ""


def test_what_is_added_changed_and_taken_holds_when_it_is_saved(
    desk: ServerDesk, dialog: ShareDialog, demo: Person
) -> None:
    dialog.people.add(Principal(PrincipalKind.USER, "zhang"))
    dialog.wanted.setCurrentIndex(1)
    QTest.mouseClick(dialog.add, LEFT)
    QTest.mouseClick(row_of(dialog, "lin").remove, LEFT)
    desk.desk.wait(lambda: ("lin", "No access") in texts(dialog))
    public = row_of(dialog, "Public")
    public.box.setCurrentIndex(public.box.findData(Permission.VIEW))
    public.box.activated.emit(public.box.currentIndex())
    desk.desk.wait(lambda: wanted(dialog, PUBLIC) is Permission.VIEW)
    before = shared(demo, "examples/mnist")
    assert before == {("group", "vision-lab", "view"), ("user", "lin", "edit")}
    saved(desk, dialog)
    assert shared(demo, "examples/mnist") == {
        ("group", "vision-lab", "view"),
        ("user", "zhang", "edit"),
        ("public", "", "view"),
    }
    assert shared(demo, "examples") == {("group", "vision-lab", "view")}


def test_of_a_folder_it_is_said_what_happens_below(desk: ServerDesk, demo: Person) -> None:
    dialog = desk.share_dialog(desk.at("examples"))
    assert dialog.note.text().startswith("What you change here holds for everything below, too.")
    dialog.draft = dialog.draft.with_permission(LIN, Permission.VIEW)  # type: ignore[union-attr]
    dialog._show_draft()
    assert "for lin holds for everything below, too, also where it was set otherwise" in (
        dialog.note.text()
    )
    saved(desk, dialog)
    assert ("user", "lin", "view") in shared(demo, "examples/mnist")


def test_who_may_only_look_can_change_nothing_and_is_told_who_may(
    qtbot: QtBot, tmp_path: Path, server: Server, demo: Person
) -> None:
    viewer = server.person(f"v{demo.name}")
    demo.share(f"{demo.root}/examples", ("user", viewer.name, "view"))
    with connected(qtbot, tmp_path / "state", viewer) as desk:
        dialog = desk.share_dialog(desk.at(f"{demo.name}/examples", Place.SHARED))
        desk.desk.wait(lambda: dialog.draft is not None)
        assert not dialog.save_button.isEnabled()
        assert not dialog.people.isEnabled()
        assert all(not row.box.isEnabled() for row in dialog.lines()[1:])
        assert f"Only {demo.name} and those who can edit may share it" in dialog.note.text()
        dialog.reject()


def test_who_can_see_it_is_told_with_the_reason(desk: ServerDesk, dialog: ShareDialog) -> None:
    QTest.mouseClick(dialog.effective, LEFT)
    popup = next(each for each in QApplication.topLevelWidgets() if isinstance(each, ReachPopup))
    assert popup.texts() == ["Can", "Everything", "Because", "It is in their own tree."]
    popup.field.add(LIN)
    found = popup.texts()
    assert found[:2] == ["Can", "View and edit"]
    assert found[3].startswith("lin: Can edit. Set at ")
    popup.field.add(Principal(PrincipalKind.USER, "zhang"))
    assert popup.texts()[1] == "Nothing"
    assert "In these groups they may do more: vision-lab (Can view)." in popup.texts()
    popup.close()


def test_what_the_server_refuses_is_said_and_nothing_is_lost(
    desk: ServerDesk, dialog: ShareDialog, demo: Person
) -> None:
    dialog.draft = dialog.draft.with_permission(PUBLIC, Permission.EDIT)  # type: ignore[union-attr]
    demo.done("DELETE", "/apis/v1/nodes", json={"node": f"{demo.root}/examples/mnist"})
    QTest.mouseClick(dialog.save_button, LEFT)
    desk.desk.wait(lambda: dialog.note.kind == "bad")
    assert dialog.isVisible()
    assert wanted(dialog, PUBLIC) is Permission.EDIT


def test_the_bar_below_the_table_shares_what_is_selected(desk: ServerDesk) -> None:
    desk.open("examples")
    pane = desk.desk.page.pane
    assert isinstance(pane, FolderPane)
    desk.desk.wait(lambda: pane.model.rowCount() == 1)
    pane.table.select_rows([0])
    desk.desk.wait(pane.bar.share_button.isVisible)
    QTest.mouseClick(pane.bar.share_button, LEFT)
    dialog = dialog_of(desk.desk, ShareDialog)
    assert dialog.windowTitle() == "Share mnist"
    desk.desk.wait(lambda: dialog.draft is not None)
    dialog.reject()


def test_only_what_is_on_a_server_can_be_shared(desk: ServerDesk, recordings: Path) -> None:
    desk.desk.window.open_folder(str(recordings))
    stores = desk.desk.application.context.stores
    desk.desk.wait(lambda: str(recordings) in stores and stores.root(str(recordings)) is not None)
    desk.desk.wait(lambda: desk.desk.page.location.store_id == str(recordings))
    action = desk.desk.window.commands.action("share")
    desk.desk.window.commands.update_state()
    assert not action.isEnabled()
    assert action.toolTip() == "Only what is on a server can be shared"
