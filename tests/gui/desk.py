"""The whole program in a test, driven as a user does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.gui.app import Application, Folders, build
from em_desktop.gui.context import Location
from em_desktop.gui.main_window import MainWindow
from em_desktop.gui.page import Page

CONTROL = Qt.KeyboardModifier.ControlModifier


class Desk:
    """The running program, and short words for what a user does and sees."""

    def __init__(self, qtbot: QtBot, application: Application) -> None:
        self.qtbot = qtbot
        self.application = application

    @property
    def window(self) -> MainWindow:
        return self.application.window

    @property
    def page(self) -> Page:
        page = self.window.tabs.page
        assert page is not None
        return page

    def wait(self, until: Callable[[], bool], timeout: int = 20000) -> None:
        self.qtbot.waitUntil(until, timeout=timeout)

    def tab_titles(self) -> list[str]:
        return [page.title for page in self.window.tabs.all_pages()]

    # The tree

    def rows(self) -> list[str]:
        """The texts of the rows that are shown in the navigator, from the top."""
        tree, found = self.window.navigator.tree, []
        index = tree.model().index(0, 0)
        while index.isValid():
            found.append(str(index.data()))
            index = tree.indexBelow(index)
        return found

    def row(self, text: str) -> QModelIndex:
        tree = self.window.navigator.tree
        index = tree.model().index(0, 0)
        while index.isValid() and index.data() != text:
            index = tree.indexBelow(index)
        assert index.isValid(), f"{text} isn't among {self.rows()}"
        return index

    def click_row(
        self,
        text: str,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        tree = self.window.navigator.tree
        self.wait(lambda: text in self.rows())
        tree.scrollTo(self.row(text))
        place = tree.visualRect(self.row(text)).center()
        QTest.mouseClick(tree.viewport(), button, keys, place)

    def expand_row(self, text: str) -> None:
        """Click the chevron of a row."""
        tree = self.window.navigator.tree
        self.wait(lambda: text in self.rows())
        area = tree.visualRect(self.row(text))
        place = QPoint(area.left() - 7, area.center().y())
        QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)

    # Keys and places

    def press(self, keys: str) -> None:
        QTest.keySequence(self.focused(), keys)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focused(), text)

    def focused(self) -> QWidget:
        focus = self.window.focusWidget()
        return focus or self.window  # type: ignore[truthy-bool]

    def location(self, path: str) -> Location:
        return Location(self.application.context.stores.infos()[0].id, NodePath.parse(path))

    def wait_until_watched(self, path: str, store: Path) -> None:
        """Write into a node until the program hears of it."""
        heard: list[Changes] = []
        node = NodePath.parse(path)
        self.application.context.stores.changed.connect(lambda _store, each: heard.append(each))

        def is_heard() -> bool:
            (store / path / "touched.txt").write_text(str(len(heard)))
            return any(each.touches(node) for each in heard)

        self.wait(is_heard, 10_000)

    def is_at(self, path: str) -> bool:
        page = self.window.tabs.page
        return page is not None and page.pane is not None and str(page.pane.location.path) == path


@contextmanager
def running(qtbot: QtBot, state: Path, store: Path | None = None) -> Iterator[Desk]:
    """The program with its settings below ``state``, until it is closed."""
    application = build(Folders.inside(state), None if store is None else str(store))
    desk = Desk(qtbot, application)
    with qtbot.waitSignal(application.frame.painted):
        application.show()
    application.frame.activateWindow()
    try:
        if store is not None:
            desk.wait(lambda: desk.is_at(""))
        yield desk
    finally:
        application.close()
        application.deleteLater()
        del desk.application  # pytest keeps the desk until all fixtures are done
