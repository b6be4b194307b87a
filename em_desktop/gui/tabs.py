"""The tabs of the window and the pages under them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from em_desktop.domain.paths import ROOT
from em_desktop.gui import theme
from em_desktop.gui.comparison_place import comparison_id
from em_desktop.gui.context import Context, Location
from em_desktop.gui.page import Page, blank_visit, new_page
from em_desktop.gui.session import TabState
from em_desktop.gui.widgets import IconButton

_CLOSED_LIMIT = 20


class TabBar(QTabBar):
    """Tabs that are at most 190 wide, close with the middle button and carry a close button."""

    close_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setMovable(True)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.setUsesScrollButtons(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._apply_size()
        theme.theme().changed.connect(self._apply_size)

    @Slot()
    def _apply_size(self) -> None:
        self.setIconSize(theme.icon_size(16))
        self.setFixedHeight(theme.size.tab_bar)

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        hint = super().tabSizeHint(index)
        return QSize(min(hint.width(), theme.size.tab_most), theme.size.tab_bar)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        return QSize(theme.scaled(90), self.tabSizeHint(index).height())

    def sizeHint(self) -> QSize:  # noqa: N802
        width = sum(self.tabSizeHint(index).width() for index in range(self.count()))
        return QSize(width, theme.size.tab_bar)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        index = self.tabAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.MiddleButton and index >= 0:
            self.close_requested.emit(index)
            return
        super().mouseReleaseEvent(event)


class Tabs(QWidget):
    """A row of tabs over the page of the current one."""

    current_changed = Signal()
    """Another page is current, or the current page shows something else."""
    visited = Signal(object, object)
    """A `Location` was opened in any tab, and its `Node` was read."""
    changed = Signal()
    """Tabs were opened, closed or moved, or went somewhere."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._closed: list[TabState] = []
        self._bar_area = QWidget(self)
        self._bar_area.setProperty("area", "window")
        self.bar = TabBar(self._bar_area)
        self._new = IconButton("add", "")
        self._list = IconButton("chevron_down", "")
        self._list_menu = QMenu(self)
        self.pages = QStackedWidget(self)
        self._lay_out()
        self.bar.currentChanged.connect(self._current_changed)
        self.bar.tabMoved.connect(self._tab_moved)
        self.bar.close_requested.connect(self.close_tab)
        self._new.clicked.connect(self.new_tab)
        self._list.clicked.connect(self._show_list)
        self._list_menu.triggered.connect(self._list_chosen)
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self._bar_area)
        row.setContentsMargins(0, 0, theme.space.control, 0)
        row.setSpacing(theme.space.icon)
        row.addWidget(self.bar)
        row.addWidget(self._new)
        row.addStretch(1)
        row.addWidget(self._list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._bar_area)
        column.addWidget(self.pages, 1)

    # What is open

    @property
    def page(self) -> Page | None:
        """The current page."""
        page = self.pages.currentWidget()
        return page if isinstance(page, Page) else None

    def all_pages(self) -> list[Page]:
        """The pages in the order of their tabs."""
        pages = (self.pages.widget(index) for index in range(self.pages.count()))
        return [page for page in pages if isinstance(page, Page)]

    def states(self) -> tuple[TabState, ...]:
        """All tabs, as `restore` takes them."""
        return tuple(page.tab_state() for page in self.all_pages())

    def show_details(self, *, shown: bool) -> bool:
        """Show the current pane's own panel of details or not; False where it has none."""
        pane = None if self.page is None else self.page.pane
        if pane is None or not pane.has_details:
            return False
        pane.show_details(shown=shown)
        return True

    @property
    def can_reopen(self) -> bool:
        return bool(self._closed)

    # Opening

    def open(self, location: Location, *, new_tab: bool = False) -> None:
        """Show a node: in the current tab, or in a new one beside it."""
        page = self.page
        if page is None or new_tab:
            self._add(blank_visit(location), self.bar.currentIndex() + 1)
        else:
            page.visit(location)
        self.changed.emit()

    @Slot(Location, object, bool)
    def open_view(self, location: Location, state: dict[str, Any], new_tab: bool) -> None:
        """Show a node in a way that its pane can take."""
        page = self.page
        if page is None or new_tab:
            self._add(blank_visit(location, state), self.bar.currentIndex() + 1)
        else:
            page.visit_view(location, state)
        self.changed.emit()

    @Slot()
    def new_tab(self) -> None:
        """A second tab at the current place."""
        page = self.page
        if page is not None:
            self.open(page.location, new_tab=True)
            return
        infos = self._context.stores.infos()
        if infos:
            self.open(Location(infos[0].id, ROOT), new_tab=True)

    def restore(self, states: tuple[TabState, ...], current: int) -> None:
        """Bring back the tabs of an earlier session; only the current one is read.

        Comparisons that nobody saved, and that none of them shows, are forgotten.
        """
        with QSignalBlocker(self.bar):
            for state in states:
                self._insert(state, self.bar.count())
            self.bar.setCurrentIndex(min(max(current, 0), self.bar.count() - 1))
        visits = (visit for page in self.all_pages() for visit in page.history.visits)
        self._context.comparisons.keep_drafts({comparison_id(each.location) for each in visits})
        self._current_changed()

    @Slot()
    def reopen(self) -> None:
        """Open the tab that was closed last, with its history."""
        if self._closed:
            self._add(self._closed.pop(), self.bar.currentIndex() + 1)
            self.changed.emit()

    # Closing

    @Slot(int)
    def close_tab(self, index: int) -> None:
        """Close a tab; it can be reopened."""
        page = self.pages.widget(index)
        if not isinstance(page, Page):
            return
        self._closed.append(page.tab_state())
        del self._closed[:-_CLOSED_LIMIT]
        page.close_page()
        self.pages.removeWidget(page)
        self.bar.removeTab(index)
        page.deleteLater()
        self._current_changed()
        self.changed.emit()

    @Slot()
    def close_current(self) -> None:
        self.close_tab(self.bar.currentIndex())

    @Slot()
    def close_others(self) -> None:
        """Close all tabs but the current one."""
        current = self.page
        for index in reversed(range(self.bar.count())):
            if self.pages.widget(index) is not current:
                self.close_tab(index)

    def close_store(self, store_id: str) -> None:
        """Close the tabs of a store that is being closed; they can't be reopened."""
        for index in reversed(range(self.bar.count())):
            page = self.pages.widget(index)
            if isinstance(page, Page) and page.location.store_id == store_id:
                self.close_tab(index)
        self._closed = [
            state
            for state in self._closed
            if all(visit.location.store_id != store_id for visit in state.visits)
        ]

    # Moving between them

    @Slot()
    def show_next(self) -> None:
        self._step(1)

    @Slot()
    def show_previous(self) -> None:
        self._step(-1)

    def show_number(self, number: int) -> None:
        """Show the tab with this number, from 1; 9 is the last one."""
        last = self.bar.count() - 1
        self.bar.setCurrentIndex(last if number == 9 else min(number - 1, last))

    # Parts

    def _step(self, by: int) -> None:
        if self.bar.count():
            self.bar.setCurrentIndex((self.bar.currentIndex() + by) % self.bar.count())

    def _add(self, state: TabState, index: int) -> None:
        self._insert(state, index)
        self.bar.setCurrentIndex(index)
        self._current_changed()

    def _insert(self, state: TabState, index: int) -> None:
        page = new_page(self._context, state)
        page.changed.connect(self._page_changed)
        page.opened.connect(self.visited)
        self.pages.insertWidget(index, page)
        self.bar.insertTab(index, "")
        close = IconButton("close", self.tr("Close tab"), side=18, icon_side=12)
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(self._close_clicked)
        self.bar.setTabButton(index, QTabBar.ButtonPosition.RightSide, close)
        self._write_tab(index)

    def _write_tab(self, index: int) -> None:
        page = self.pages.widget(index)
        if not isinstance(page, Page):
            return
        self.bar.setTabText(index, page.title.replace("&", "&&"))
        self.bar.setTabIcon(index, page.icon)
        self.bar.setTabToolTip(index, page.place)

    @Slot(object)
    def _page_changed(self, page: Page) -> None:
        self._write_tab(self.pages.indexOf(page))
        if page is self.page:
            self.current_changed.emit()
        self.changed.emit()

    @Slot()
    def _current_changed(self) -> None:
        self.pages.setCurrentIndex(self.bar.currentIndex())
        self.current_changed.emit()
        self.changed.emit()

    @Slot(int, int)
    def _tab_moved(self, start: int, end: int) -> None:
        page = self.pages.widget(start)
        if page is None:
            return
        self.pages.removeWidget(page)
        self.pages.insertWidget(end, page)
        self.pages.setCurrentIndex(self.bar.currentIndex())
        self.changed.emit()

    @Slot()
    def _close_clicked(self) -> None:
        for index in range(self.bar.count()):
            if self.bar.tabButton(index, QTabBar.ButtonPosition.RightSide) is self.sender():
                self.close_tab(index)
                return

    @Slot()
    def _show_list(self) -> None:
        self._list_menu.clear()
        for index, page in enumerate(self.all_pages()):
            action = QAction(self.bar.tabIcon(index), page.title.replace("&", "&&"), self)
            action.setData(index)
            self._list_menu.addAction(action)
        corner = QPoint(self._list.width() - self._list_menu.sizeHint().width(), 0)
        self._list_menu.popup(self._list.mapToGlobal(corner + self._list.rect().bottomLeft()))

    @Slot(QAction)
    def _list_chosen(self, action: QAction) -> None:
        self.bar.setCurrentIndex(action.data())

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.bar.setAccessibleName(self.tr("Open tabs"))
        self._new.set_name(self.tr("New tab"))
        self._list.set_name(self.tr("List of tabs"))
        for name, words in (
            ("ScrollLeftButton", self.tr("Earlier tabs")),
            ("ScrollRightButton", self.tr("Further tabs")),
        ):
            button = self.bar.findChild(QToolButton, name)
            if button is not None:
                button.setAccessibleName(words)
        for index in range(self.bar.count()):
            close = self.bar.tabButton(index, QTabBar.ButtonPosition.RightSide)
            if isinstance(close, IconButton):
                close.set_name(self.tr("Close tab"))
            self._write_tab(index)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
