"""What the window holds: bar, navigator, pages, inspector, status line; how they work together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QMenu,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.actions.editing import EditCommands
from em_desktop.gui.actions.menus import main_menu, node_menu
from em_desktop.gui.actions.window import WindowCommands
from em_desktop.gui.attention import Attention
from em_desktop.gui.bookmarks import Bookmarks
from em_desktop.gui.context import Context, Location
from em_desktop.gui.drop_overlay import DropOverlay, dragged_folders
from em_desktop.gui.dropping import accept_drop
from em_desktop.gui.finding import Finder, Found
from em_desktop.gui.first_start import FirstStart
from em_desktop.gui.focus import focus_inside
from em_desktop.gui.frame import WindowFrame
from em_desktop.gui.i18n import Translator
from em_desktop.gui.navigator import Navigator
from em_desktop.gui.notify import Notifier
from em_desktop.gui.offline_banner import OfflineBanner
from em_desktop.gui.pages_splitter import PagesSplitter
from em_desktop.gui.places import find_location
from em_desktop.gui.session import Session
from em_desktop.gui.status_bar import StatusBar
from em_desktop.gui.tabs import Tabs
from em_desktop.gui.top_bar import TopBar
from em_desktop.gui.widgets import StateView

_INSPECTOR_FROM = 1180
_NAVIGATOR_FROM = 900


class MainWindow(QWidget):
    """Everything that the user sees, inside a `WindowFrame`."""

    changed = Signal()
    """Something that a session keeps is another one now."""

    def __init__(
        self,
        context: Context,
        finder: Finder,
        translator: Translator,
        data: Path,
        frame: WindowFrame,
    ) -> None:
        super().__init__(frame)
        self._frame = frame
        self.context = context
        self._finder = finder
        self._restoring = False
        self._wanted = {"navigator": True, "inspector": True}
        self._narrow = {"navigator": False, "inspector": False}
        self.bookmarks = Bookmarks(self)
        self.commands = Commands(self)
        self.window_commands = WindowCommands(self, self.commands, data)
        self.top_bar = TopBar(context, self.commands, self)
        self.navigator = Navigator(context, self.bookmarks, self)
        self.tabs = Tabs(context, self)
        self.inspector: QWidget | None = None
        self.status = StatusBar(context, self)
        self.offline = OfflineBanner(context, self)
        self.first_start = FirstStart(self.commands, context.settings, translator, self)
        self.nothing_open = StateView(self)
        self._center = QStackedWidget(self)
        self._pages = PagesSplitter(context, self._center, self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._overlay = DropOverlay(self)
        self._open_last = QAction(self)
        self._palette: QWidget | None = None
        self._lay_out()
        self.edit_commands = EditCommands(self, self.commands)
        self.edit_commands.add_keys(self.navigator.tree)
        self.window_commands.bind_rest()
        self._attention = Attention(context, self)
        self.notifier = Notifier(context, self, self._center)
        self._connect()
        self.retranslate()
        self._show_place()

    def _lay_out(self) -> None:
        self.setAcceptDrops(True)
        for page in (self.first_start, self.nothing_open, self.tabs):
            self._center.addWidget(page)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self._splitter.addWidget(self.navigator)
        self._splitter.addWidget(self._pages)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setSizes([theme.size.navigator, self._frame.width()])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.offline)
        column.addWidget(self._splitter, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        context, stores = self.context, self.context.stores
        context.open_requested.connect(self._open)
        context.view_requested.connect(self.tabs.open_view)
        context.smart_folder_requested.connect(self.bookmarks.add_smart_folder)
        stores.opened.connect(self._stores_changed)
        stores.closed.connect(self._stores_changed)
        stores.failed.connect(self._opening_failed)
        stores.changed.connect(self._store_changed)
        self.tabs.current_changed.connect(self._show_place)
        self.tabs.changed.connect(self.changed)
        self.tabs.visited.connect(self._visited)
        self.navigator.add_wanted.connect(self.commands.action("open_folder").trigger)
        self.navigator.menu_wanted.connect(self._show_node_menu)
        self.navigator.files_dropped.connect(self.open_dropped)
        context.editor.activity_changed.connect(self._count_activity)
        self.navigator.changed.connect(self.changed)
        self.bookmarks.changed.connect(self.changed)
        self._splitter.splitterMoved.connect(self.changed)
        self._pages.splitterMoved.connect(self.changed)
        self._pages.close_wanted.connect(self.commands.action("activity").trigger)
        self.top_bar.menu_wanted.connect(self._show_menu)
        self.top_bar.path.entered.connect(self._go)
        self.top_bar.path.folder_entered.connect(self.open_folder)
        self._open_last.triggered.connect(self.tabs.new_tab)
        context.inspect_requested.connect(self._inspected)
        context.command_requested.connect(self._do_command)

    # Opening

    @Slot(str)
    def open_folder(self, folder: str) -> None:
        """Open a folder as a store and show it in a tab."""
        self.context.stores.open_place(Path(folder), self._show_opened)

    def _show_opened(self, location: Location) -> None:
        self._open(location, bool(self.tabs.all_pages()))
        self.navigator.expand([Location(location.store_id, ROOT)])

    @Slot(Location, bool)
    def _open(self, location: Location, new_tab: bool) -> None:
        self.tabs.open(location, new_tab=new_tab)

    @Slot(object)
    def _go(self, location: Location) -> None:
        self._open(location, new_tab=False)
        page = self.tabs.page
        if page is not None:
            focus_inside(page)

    @Slot(object, object)
    def _visited(self, location: Location, node: Node) -> None:
        self.bookmarks.note_visit(location, node)

    @Slot(str, object)
    def _opening_failed(self, folder: str, error: EmError) -> None:
        self.context.report(error if error.subject else type(error)(folder, error.reason))

    @Slot(str, object)
    def _store_changed(self, store_id: str, changes: Changes) -> None:
        self.bookmarks.follow(store_id, changes)

    @Slot()
    def _stores_changed(self) -> None:
        self._show_center()
        self._show_place()
        self.changed.emit()

    # What the frame shows

    def _show_center(self) -> None:
        if self.tabs.all_pages():
            self._center.setCurrentWidget(self.tabs)
        elif self.context.stores.infos():
            self._center.setCurrentWidget(self.nothing_open)
        else:
            self._center.setCurrentWidget(self.first_start)

    @Slot()
    def _show_place(self) -> None:
        page = self.tabs.page
        if not self._restoring:
            self._show_center()
        location = None if page is None else page.location
        kind = NodeType.FOLDER if page is None or page.node is None else page.node.type
        self.top_bar.path.set_location(location, kind, "" if page is None else page.title)
        self._frame.setWindowTitle("EM Desktop" if page is None else f"{page.title} - EM Desktop")
        self.status.set_store(self._shown_store())
        self._place_panels()
        node = None if page is None or page.is_comparison else page.node
        if page is not None and node is not None and node.path == page.location.path:
            self.navigator.follow(page.location)
            chosen = page.pane.selected() if page.pane is not None and node.is_folder else ()
            store_id = page.location.store_id
            shown = tuple(Location(store_id, each.path) for each in chosen)
            self.context.inspect_requested.emit(shown or (page.location,))
        else:
            if page is not None and not page.is_comparison:
                self.navigator.await_page(page.location)
            self.commands.update_state()

    def _shown_store(self) -> str:
        page = self.tabs.page
        infos = self.context.stores.infos()
        if page is not None:
            return page.location.store_id
        return infos[0].id if infos else ""

    @Slot(object)
    def _inspected(self, _locations: object) -> None:
        self.commands.update_state()

    # Panels

    def add_inspector(self) -> None:
        """Bring in the inspector; it isn't needed for the first picture of the window."""
        from em_desktop.gui.inspector import Inspector

        if self.inspector is None:
            inspector = Inspector(self.context)
            inspector.setMinimumWidth(theme.size.inspector_least)
            inspector.setMaximumWidth(theme.size.inspector_most)
            self.inspector = inspector
            self._splitter.addWidget(inspector)
            self._splitter.setStretchFactor(2, 0)
            self.context.inspect_requested.connect(inspector.show_nodes)
            self._fit_panels()

    @property
    def activity(self) -> QWidget | None:
        """The activity panel; None as long as nobody has asked for it."""
        return self._pages.activity

    def is_activity_shown(self) -> bool:
        return self._pages.is_activity_shown

    @Slot()
    def toggle_activity(self) -> None:
        """Show or hide what runs and what was done."""
        self._pages.show_activity(shown=not self.is_activity_shown())
        self.commands.update_state()
        self.changed.emit()

    @Slot()
    def _count_activity(self) -> None:
        self.top_bar.set_activity(self.context.editor.jobs())

    def find_nodes(self, text: str) -> list[Found]:
        """Folders of all open stores with such a name; in a worker."""
        stores = [info.id for info in self.context.stores.infos()]
        return [each for each in self._finder.search(text, 200, stores) if each.node.is_folder]

    def is_navigator_shown(self) -> bool:
        return self._wanted["navigator"] and not self._narrow["navigator"]

    def is_inspector_shown(self) -> bool:
        return self._wanted["inspector"] and not self._narrow["inspector"]

    @Slot()
    def toggle_navigator(self) -> None:
        self._toggle("navigator", shown=not self.is_navigator_shown())

    @Slot()
    def toggle_inspector(self) -> None:
        self._toggle("inspector", shown=not self.is_inspector_shown())

    def _toggle(self, panel: str, *, shown: bool) -> None:
        self._wanted[panel] = shown
        self._narrow[panel] = False
        self._fit_panels()
        self.changed.emit()

    def _fit_panels(self) -> None:
        self._place_panels()
        self.commands.update_state()

    def _place_panels(self) -> None:
        self.navigator.setVisible(self.is_navigator_shown())
        if self.inspector is not None:
            has_page = self._center.currentWidget() is self.tabs
            shown = self.is_inspector_shown() and has_page
            self.inspector.setVisible(not self.tabs.show_details(shown=shown) and shown)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where it gets narrow, the inspector closes first, then the navigator."""
        super().resizeEvent(event)
        before, now = event.oldSize().width(), event.size().width()
        limits = (("inspector", _INSPECTOR_FROM), ("navigator", _NAVIGATOR_FROM))
        for panel, least in limits:
            if (before < least) != (now < least) or before < 0:
                self._narrow[panel] = now < least
        self._fit_panels()
        self.changed.emit()

    @Slot()
    def focus_next_panel(self) -> None:
        self._step_panel(1)

    @Slot()
    def focus_previous_panel(self) -> None:
        self._step_panel(-1)

    def _step_panel(self, step: int) -> None:
        center = self._center.currentWidget() or self._center
        panels = [self.navigator, center, self.activity, self.inspector, self.top_bar]
        shown = [panel for panel in panels if panel is not None and panel.isVisible()]
        focus = self.focusWidget()
        here = next((i for i, panel in enumerate(shown) if _holds(panel, focus)), -1)
        for number in range(1, len(shown) + 1):
            if focus_inside(shown[(here + step * number) % len(shown)]):
                return

    # Menus and dialogs

    @Slot(QToolButton)
    def _show_menu(self, button: QToolButton) -> None:
        self.commands.update_state()
        self._pop_up(main_menu(self.commands, self), button.mapToGlobal(QPoint(0, button.height())))

    @Slot(object, QPoint)
    def _show_node_menu(self, location: Location, place: QPoint) -> None:
        is_pinned, is_store = self.bookmarks.is_pinned(location), location.path.is_root
        menu = node_menu(self.commands, self, is_pinned=is_pinned, is_store=is_store)
        self.show_menu_for(location, menu, place)

    def show_menu_for(self, location: Location, menu: QMenu, place: QPoint) -> None:
        """Show a menu whose commands are about this node."""
        self.window_commands.choose(location)
        menu.aboutToHide.connect(self._menu_closed)
        self._pop_up(menu, place)

    def _pop_up(self, menu: QMenu, place: QPoint) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    @Slot()
    def _menu_closed(self) -> None:
        QTimer.singleShot(0, self, self._forget_chosen)  # the chosen command runs first

    @Slot()
    def _forget_chosen(self) -> None:
        self.window_commands.choose(None)

    @Slot()
    def open_palette(self) -> None:
        """Show the command palette; it is made when first asked for."""
        from em_desktop.gui.dialogs.command_palette import CommandPalette

        if not isinstance(self._palette, CommandPalette):
            self._palette = CommandPalette(
                self.context, self.commands, self.bookmarks, self._finder, self
            )
            self._palette.chosen.connect(self._open)
        self.commands.update_state()
        self._palette.open_palette()

    @Slot(str)
    def _do_command(self, command_id: str) -> None:
        self.commands.update_state()
        self.commands.action(command_id).trigger()

    # The session

    def session(self) -> Session:
        """The window as it is now."""
        return Session(
            navigator_width=self.navigator.width(),
            inspector_width=0 if self.inspector is None else self.inspector.width(),
            navigator=self._wanted["navigator"],
            inspector=self._wanted["inspector"],
            activity=self.is_activity_shown(),
            activity_height=self._pages.activity_height,
            stores=tuple(info.id for info in self.context.stores.infos()),
            expanded=self.navigator.expanded(),
            tabs=self.tabs.states(),
            current_tab=self.tabs.bar.currentIndex(),
            pinned=self.bookmarks.pinned,
            recent=self.bookmarks.recent,
        )

    def restore_panels(self, session: Session) -> None:
        """Take the panels of a session."""
        self._wanted = {"navigator": session.navigator, "inspector": session.inspector}
        if session.stores:
            self._center.setCurrentWidget(self.tabs)
        self._fit_panels()
        width = session.navigator_width or theme.size.navigator
        self._splitter.setSizes([width, max(self.width() - width, 1)])

    def restore_contents(self, session: Session) -> None:
        """Open the stores and tabs of a session; nothing waits for them."""
        self._restoring = True
        self.bookmarks.restore(session.pinned, session.recent)
        self.context.stores.remember(session.stores)
        self.navigator.expand(session.expanded)
        self.tabs.restore(session.tabs, session.current_tab)
        self._restoring = False
        if session.inspector_width and self.inspector is not None:
            sizes = self._splitter.sizes()
            over = session.inspector_width - sizes[2]
            self._splitter.setSizes([sizes[0], sizes[1] - over, sizes[2] + over])
        self._show_place()
        self._pages.show_activity(shown=session.activity, height=session.activity_height)
        self.commands.update_state()
        focus_inside(self._center)

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        match event.button():
            case Qt.MouseButton.BackButton:
                self.window_commands.go_back()
            case Qt.MouseButton.ForwardButton:
                self.window_commands.go_forward()
            case _:
                super().mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        if dragged_folders(event.mimeData()):
            accept_drop(event)
            self._overlay.show_over(self.rect())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, ARG002
        self._overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped: a folder of an open store in it, another one as a store."""
        self._overlay.hide()
        self.open_dropped(dragged_folders(event.mimeData()))
        accept_drop(event)

    @Slot(object)
    def open_dropped(self, folders: Sequence[Path]) -> None:
        """Open folders: one of an open store in it, another one as a store."""
        for folder in folders:
            infos = self.context.stores.infos()
            location = find_location(str(folder), infos, None)
            if location is None:
                self.open_folder(str(folder))
            else:
                self._open(location, bool(self.tabs.all_pages()))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._open_last.setText(self.tr("Open the first folder"))
        self.nothing_open.show_state(
            "folder",
            self.tr("No tab is open"),
            self.tr("Choose something in the navigator, or search for it with Ctrl K."),
            [self._open_last],
        )
        self._center.setAccessibleName(self.tr("Page"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _holds(panel: QWidget, focus: QWidget | None) -> bool:
    return focus is not None and panel.isAncestorOf(focus)
