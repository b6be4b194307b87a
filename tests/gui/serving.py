"""A real server for tests of the window, and windows that are connected to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location
from em_desktop.gui.dialogs.connect import ConnectDialog
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.dialogs.sharing.dialog import ShareDialog
from em_desktop.gui.server_names import store_id_of
from em_desktop.stores.remote.places import Place
from em_desktop.stores.remote.store import RemoteStore
from tests.gui.desk import Desk, running
from tests.server.serving import Person, Server

__all__ = ["RemoteStore"]
"""Imported here: a worker imports slowly while a test's event loop holds the interpreter."""

D = TypeVar("D", bound=DialogFrame)
LEFT = Qt.MouseButton.LeftButton


@contextmanager
def started(directory: Path) -> Iterator[Server]:
    """A server until the end."""
    server = Server.start(["--data", str(directory)])
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def dialog_of(desk: Desk, kind: type[D]) -> D:
    """The dialog of this kind, once it is open."""
    frame = desk.application.frame
    desk.wait(lambda: any(each.isVisible() for each in frame.findChildren(kind)))
    return next(each for each in frame.findChildren(kind) if each.isVisible())


def open_connect(desk: Desk) -> ConnectDialog:
    """Ask for the connect dialog by its keys."""
    desk.window.commands.action("connect").trigger()
    dialog = dialog_of(desk, ConnectDialog)
    desk.qtbot.waitExposed(dialog)
    return dialog


class ServerDesk:
    """A window that is connected as somebody."""

    def __init__(self, desk: Desk, person: Person) -> None:
        self.desk = desk
        self.person = person
        self.account = f"{person.server.base}#{person.name}"

    def at(self, path: str, place: Place = Place.MINE) -> Location:
        """Where a node is."""
        return Location(store_id_of(self.account, place), NodePath.parse(path))

    def open(self, path: str, place: Place = Place.MINE) -> None:
        """Show a node, and wait until it is."""
        location = self.at(path, place)
        self.desk.application.context.open(location)
        page = self.desk.window.tabs
        self.desk.wait(
            lambda: (
                page.page is not None
                and page.page.pane is not None
                and page.page.pane.location == location
            )
        )

    def do(self, command: str, location: Location) -> None:
        """Do a command of a node's menu."""
        commands = self.desk.window.window_commands
        commands.choose(location)
        self.desk.window.commands.action(command).trigger()
        commands.choose(None)

    def share_dialog(self, location: Location) -> ShareDialog:
        """Open the dialog that shares a node, and wait for what the server says."""
        self.do("share", location)
        self.desk.wait(lambda: bool(self.desk.window.findChildren(ShareDialog)))
        dialog = self.desk.window.findChildren(ShareDialog)[-1]
        self.desk.wait(lambda: dialog.draft is not None)
        return dialog

    def is_offline(self, place: Place = Place.MINE) -> bool:
        stores = self.desk.application.context.stores
        return stores.offline(store_id_of(self.account, place)) is not None


@contextmanager
def connected(qtbot: QtBot, state: Path, person: Person) -> Iterator[ServerDesk]:
    """A window whose user has connected through the dialog."""
    with running(qtbot, state) as desk:
        dialog = open_connect(desk)
        QTest.keyClicks(dialog.address, person.server.address)
        QTest.keyClicks(dialog.key, person.key)
        QTest.mouseClick(dialog.connect_button, LEFT)
        stores = desk.application.context.stores
        desk.wait(lambda: sum(stores.root(info.id) is not None for info in stores.infos()) == 3)
        desk.wait(lambda: desk.window.tabs.page is not None and desk.page.pane is not None)
        yield ServerDesk(desk, person)


def key_is_nowhere(key: str, folder: Path) -> bool:
    """Whether no file below a folder holds a key."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return not any(key.encode() in path.read_bytes() for path in files)
