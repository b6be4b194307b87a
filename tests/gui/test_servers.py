"""Servers in the window: when they go and come back, what they can't do, where things are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import ROOT
from em_desktop.gui.context import Location
from em_desktop.gui.panes.folder.pane import FolderPane
from em_desktop.gui.places import find_location
from em_desktop.stores.remote.places import Place
from tests.gui.desk import running
from tests.gui.serving import LEFT, ServerDesk, connected, open_connect, started
from tests.gui.test_folder_pane import names
from tests.server.serving import Person, Server
from tests.unit.stores.remote.plain_server import KEY, plain_server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with started(tmp_path / "server") as server:
        yield server


@pytest.fixture
def demo(server: Server) -> Person:
    person = server.person("demo")
    person.make("/demo", "examples")
    person.make("/demo/examples", "mnist", NodeType.RUN)
    return person


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, demo: Person) -> Iterator[ServerDesk]:
    with connected(qtbot, tmp_path / "state", demo) as desk:
        yield desk


def shown_names(desk: ServerDesk) -> list[str]:
    """The nodes of the folder that is shown."""
    pane = desk.desk.page.pane
    assert isinstance(pane, FolderPane)
    return names(pane)


def test_what_was_loaded_stays_visible_when_the_server_goes_and_works_when_it_is_back(
    desk: ServerDesk, server: Server, tmp_path: Path
) -> None:
    desk.open("examples")
    desk.desk.wait(lambda: shown_names(desk) == ["mnist"])
    rows = desk.desk.rows()
    port = server.address.rpartition(":")[2]
    server.kill()
    desk.desk.wait(desk.is_offline, 60_000)
    banner = desk.desk.window.offline
    assert "demo @ 127.0.0.1:" in banner.text()
    assert "What was loaded stays visible" in banner.text()
    assert shown_names(desk) == ["mnist"]
    assert desk.desk.rows() == rows
    commands = desk.desk.window.commands
    commands.update_state()
    assert commands.action("new_folder").toolTip() == "The server can’t be reached"
    again = Server.start(["--data", str(tmp_path / "server")], "--port", port)
    QTest.mouseClick(banner.retry, LEFT)
    desk.desk.wait(lambda: not desk.is_offline(), 60_000)
    person = Person(again, "demo", desk.person.key)
    person.make("/demo/examples", "later", NodeType.RUN)
    desk.desk.wait(lambda: shown_names(desk) == ["later", "mnist"], 60_000)
    desk.desk.wait(banner.isHidden, 60_000)
    again.stop()


def test_what_others_change_appears_by_itself(desk: ServerDesk, demo: Person) -> None:
    desk.open("examples")
    desk.desk.wait(lambda: shown_names(desk) == ["mnist"])
    demo.make("/demo/examples", "cifar", NodeType.RUN)
    desk.desk.wait(lambda: shown_names(desk) == ["cifar", "mnist"])


def test_the_session_remembers_the_account_and_asks_for_its_key(
    qtbot: QtBot, tmp_path: Path, demo: Person
) -> None:
    with connected(qtbot, tmp_path / "state", demo) as desk:
        desk.open("examples")
        desk.desk.application.save()
    with running(qtbot, tmp_path / "state") as again:
        later = ServerDesk(again, demo)
        again.wait(later.is_offline, 60_000)
        banner = again.window.offline
        assert "Signed out since" in banner.text()
        assert banner.sign_in.isVisible()
        QTest.mouseClick(banner.sign_in, LEFT)
        from em_desktop.gui.dialogs.connect import ConnectDialog

        again.wait(lambda: bool(again.window.findChildren(ConnectDialog)))
        dialog = again.window.findChildren(ConnectDialog)[-1]
        assert dialog.address.text() == demo.server.base
        QTest.keyClicks(dialog.key, demo.key)
        QTest.mouseClick(dialog.connect_button, LEFT)
        again.wait(lambda: not later.is_offline() and not later.is_offline(Place.PUBLIC), 60_000)
        again.wait(banner.isHidden)
        again.wait(lambda: again.page.pane is not None)


def test_what_a_plain_server_cannot_do_is_disabled_with_the_reason(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with plain_server() as (address, world), running(qtbot, tmp_path / "state") as desk:
        world.add("/demo/examples", "Folder")
        dialog = open_connect(desk)
        QTest.keyClicks(dialog.address, address)
        QTest.keyClicks(dialog.key, KEY)
        QTest.mouseClick(dialog.connect_button, LEFT)
        desk.wait(lambda: "examples" in desk.rows())
        desk.click_row("examples")
        desk.wait(lambda: desk.window.tabs.page is not None and desk.page.title == "examples")
        commands = desk.window.commands
        commands.update_state()
        reasons = {name: commands.action(name).toolTip() for name in ("move_to", "share")}
        assert reasons == {
            "move_to": "This server can’t move items; copy them instead",
            "share": "This server can’t share items",
        }
        assert not commands.action("create_shortcut").isEnabled()
        assert commands.action("rename").isEnabled()


def test_paths_are_those_that_all_clients_of_the_server_know(desk: ServerDesk) -> None:
    stores = desk.desk.application.context.stores
    desk.do("copy_path", desk.at("examples/mnist"))
    assert QApplication.clipboard().text() == "/demo/examples/mnist"
    found = find_location("/demo/examples/mnist", stores.infos(), desk.at(""))
    assert found == desk.at("examples/mnist")
    assert find_location("/demo/examples/mnist", stores.infos(), None) is None


def test_an_account_has_a_menu_of_its_own(desk: ServerDesk) -> None:
    menu = desk.desk.window
    from PySide6.QtCore import QPoint
    from PySide6.QtWidgets import QMenu

    menu.navigator.account_menu_wanted.emit(desk.account, QPoint(10, 10))
    popups = [each for each in menu.findChildren(QMenu) if each.isVisible()]
    texts = [action.text() for action in popups[-1].actions() if action.text()]
    assert texts == ["Refresh", "Share...", "Use another key...", "Disconnect"]
    assert menu.window_commands.target() == Location(desk.account, ROOT)
    popups[-1].close()
