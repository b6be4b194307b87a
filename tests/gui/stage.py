"""What a pane needs around it in a test: tasks, an open store and a context that notes requests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Context, Location
from em_desktop.gui.jobs import Job
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores, StoreFactory, local_store
from em_desktop.gui.tasks import Tasks

P = TypeVar("P", bound=Pane)
W = TypeVar("W", bound=QWidget)


class Stage:
    """One open store.

    Attributes:
        opened: the locations that a pane asked to open, and whether in a new tab.
        inspected: the paths that were inspected last.
        messages: what was told to the user.
        listeners: panes that are told of changes, as the window does.
    """

    def __init__(self, qtbot: QtBot, tasks: Tasks, folder: Path, make: StoreFactory) -> None:
        self.qtbot = qtbot
        self.tasks = tasks
        self.stores = OpenStores(tasks, make)
        self.settings = Settings(folder.parent / "settings.json")
        self.context = Context(
            tasks,
            self.stores,
            self.settings,
            cache_directory=folder.parent / "cache",
            state_directory=folder.parent / "state",
        )
        self.opened: list[tuple[str, bool]] = []
        self.inspected: list[str] = []
        self.messages: list[str] = []
        self.listeners: list[Pane] = []
        self._ended: list[Job] = []
        ids: list[str] = []
        self.stores.open_folder(folder, ids.append)
        qtbot.waitUntil(lambda: bool(ids), timeout=60_000)
        self.store_id = self.stores.infos()[0].id
        self.context.open_requested.connect(self._note_open)
        self.context.inspect_requested.connect(self._note_inspected)
        self.context.message_raised.connect(self.messages.append)
        self.context.editor.ended.connect(self._ended.append)

    def _note_open(self, location: Location, new_tab: bool) -> None:
        self.opened.append((str(location.path), new_tab))

    def _note_inspected(self, locations: tuple[Location, ...]) -> None:
        self.inspected = [str(location.path) for location in locations]

    def location(self, path: str) -> Location:
        return Location(self.store_id, NodePath.parse(path))

    def pane(self, kind: type[P], path: str, width: int = 921, height: int = 832) -> P:
        """A pane that has read its node."""
        pane = kind(self.context, self.location(path))
        pane.retranslate()
        self.show(pane, width, height)
        pane.refresh()
        self.settle()
        return pane

    def show(self, widget: W, width: int = 921, height: int = 832) -> W:
        self.qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        return widget

    def settle(self) -> None:
        """Wait until all work is done, also that which its results set off."""
        for _ in range(2):
            self.qtbot.waitUntil(lambda: self.tasks.idle, timeout=60_000)

    def edited(self) -> list[Job]:
        """Wait until all gestures are done; those that ended since this was asked last."""
        editor = self.context.editor
        self.settle()
        for _ in range(2):
            self.qtbot.waitUntil(lambda: not editor.running and self.tasks.idle, timeout=60_000)
        ended = list(self._ended)
        self._ended.clear()
        return ended

    def tell(self, changes: Changes) -> None:
        """Tell the listening panes that the store changed."""
        for pane in self.listeners:
            pane.apply_changes(changes)

    def change(self, pane: Pane, changes: Changes) -> None:
        """Tell a pane that the store changed."""
        pane.apply_changes(changes)
        self.settle()


@contextmanager
def staged(
    qtbot: QtBot, tasks: Tasks, folder: Path, make: StoreFactory = local_store
) -> Iterator[Stage]:
    """An open store, closed at the end."""
    stage = Stage(qtbot, tasks, folder, make)
    yield stage
    stage.context.editor.close()
    tasks.close()
    stage.context.editor.release()
    stage.stores.close_all()
    stage.context.close_index()
    stage.context.deleteLater()
    stage.stores.deleteLater()
