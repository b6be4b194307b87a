"""What the window's commands do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFileDialog

from em_desktop.domain.nodes import Node
from em_desktop.errors import EmError
from em_desktop.gui import places_on_disk, settings
from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.actions.comparing import CompareCommands
from em_desktop.gui.actions.servers import ServerCommands
from em_desktop.gui.comparison_place import is_comparison
from em_desktop.gui.context import Location
from em_desktop.gui.places import plain_path
from em_desktop.gui.server_names import account_of, is_server

if TYPE_CHECKING:
    from em_desktop.gui.main_window import MainWindow

_SAMPLE = "sample-store"


class WindowCommands(QObject):
    """Binds the commands of the table to a window's parts.

    Args:
        data: the user's folder for the program's data; the sample store is copied there,
            so that it can be changed.
    """

    def __init__(self, window: MainWindow, commands: Commands, data: Path) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._commands = commands
        self._data = data
        self._chosen: Location | None = None
        self._servers = ServerCommands(window, commands)
        self._bind_stores_and_nodes()
        self._context.command_requested.connect(self.run)
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Alt+{number}"), window)
            shortcut.setProperty("number", number)
            shortcut.activated.connect(self.show_tab_number)

    def bind_rest(self) -> None:
        """Bind what needs the window's parts; they need the first commands."""
        self._bind_places()
        self._bind_view()
        self._servers.bind_rest()
        CompareCommands(self._window, self._commands, self._window.edit_commands)
        self._commands.update_state()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    @Slot()
    def _focus_moved(self) -> None:
        """Another part has the focus, and what is selected there is meant now."""
        self._commands.update_state()

    def _bind_stores_and_nodes(self) -> None:
        bind = self._commands.bind
        bind("open_folder", self.open_folder)
        bind("open_sample", self.open_sample)
        bind("quit", self.quit)
        bind("open", self.open_node, self._has_node)
        bind("open_new_tab", self.open_node_in_new_tab, self._has_node)
        bind("pin", self.pin, self._can_pin)
        bind("unpin", self.unpin, self._can_unpin)
        bind("copy_path", self.copy_path, self._has_node)
        bind("show_in_files", self.show_in_files, self._is_on_disk)
        bind("palette", self._window.open_palette)
        bind("settings", self.open_settings)
        bind("shortcuts", self.open_shortcuts)
        bind("about", self.open_about)
        for name in ("back", "forward", "up", "navigator", "inspector", "activity"):
            self._bind_frame(name)

    def _bind_frame(self, name: str) -> None:
        bind = self._commands.bind
        match name:
            case "back":
                bind(name, self.go_back, self._can_go_back)
            case "forward":
                bind(name, self.go_forward, self._can_go_forward)
            case "up":
                bind(name, self.go_up, self._can_go_up)
            case "navigator":
                shown = self._window.is_navigator_shown
                bind(name, self._window.toggle_navigator, checked_when=shown)
            case "inspector":
                shown = self._window.is_inspector_shown
                bind(name, self._window.toggle_inspector, checked_when=shown)
            case "activity":
                shown = self._window.is_activity_shown
                bind(name, self._window.toggle_activity, checked_when=shown)

    def _bind_places(self) -> None:
        bind, tabs = self._commands.bind, self._window.tabs
        bind("close_store", self.close_store, self._has_node, words=self._close_words)
        bind("edit_path", self._window.top_bar.path.start_editing)
        bind("find", self.find, self._has_pane)
        bind("new_tab", tabs.new_tab, self._has_stores)
        bind("close_tab", tabs.close_current, self._has_page)
        bind("close_other_tabs", tabs.close_others, self._has_page)
        bind("reopen_tab", tabs.reopen, self._can_reopen)
        bind("next_tab", tabs.show_next, self._has_page)
        bind("previous_tab", tabs.show_previous, self._has_page)

    def _bind_view(self) -> None:
        bind = self._commands.bind
        bind("refresh", self.refresh, self._has_stores)
        bind("dataflow", self.show_dataflow, self._offers("dataflow"))
        bind("as_trials", self.show_as_trials, self._offers("trials"))
        bind("next_panel", self._window.focus_next_panel)
        bind("previous_panel", self._window.focus_previous_panel)
        bind("theme_system", self.use_system_theme, checked_when=self._is_theme("system"))
        bind("theme_light", self.use_light_theme, checked_when=self._is_theme("light"))
        bind("theme_dark", self.use_dark_theme, checked_when=self._is_theme("dark"))

    @Slot(str)
    def run(self, command_id: str) -> None:
        """Do a command, if it can be done now."""
        self._commands.update_state()
        self._commands.action(command_id).trigger()

    # Which node is meant

    def choose(self, location: Location | None) -> None:
        """Let the commands act on this node, whose menu is open; None: on what is selected."""
        self._chosen = location
        self._commands.update_state()

    def target(self) -> Location | None:
        """The node that commands act on: the menu's, else the selected one, else the page's."""
        if self._chosen is not None:
            return self._chosen
        focused = self._window.navigator.focused_node()
        if focused is not None:
            return focused
        page = self._window.tabs.page
        if page is None:
            return None
        if page.pane is not None and page.pane.selected():
            return Location(page.location.store_id, page.pane.selected()[0].path)
        return None if is_comparison(page.location.path) else page.location

    def targets(self) -> list[Location]:
        """All nodes that are selected on the page, if they are meant; else the one `target`."""
        page, target = self._window.tabs.page, self.target()
        if target is None:
            return []
        if page is not None and page.pane is not None:
            store_id = page.location.store_id
            selected = [Location(store_id, node.path) for node in page.pane.selected()]
            if target in selected:
                return selected
        return [target]

    def _target_node(self) -> Node | None:
        location = self.target()
        if location is None:
            return None
        row = self._window.navigator.model.rows.find(location.store_id, location.path)
        if row is not None and row.node is not None:
            return row.node
        page = self._window.tabs.page
        if page is None:
            return None
        known = (page.node, *(page.pane.selected() if page.pane is not None else ()))
        return next((each for each in known if each and each.path == location.path), None)

    # When a command can be used

    def _has_node(self) -> bool:
        return self.target() is not None

    def _has_stores(self) -> bool:
        return bool(self._context.stores.infos())

    def _has_page(self) -> bool:
        return self._window.tabs.page is not None

    def _has_pane(self) -> bool:
        page = self._window.tabs.page
        return page is not None and page.pane is not None

    def _offers(self, view: str) -> Callable[[], bool]:
        tabs = self._window.tabs

        def offered() -> bool:
            page = tabs.page
            return page is not None and page.pane is not None and view in page.pane.offers

        return offered

    def _can_reopen(self) -> bool:
        return self._window.tabs.can_reopen

    def _can_go_back(self) -> bool:
        page = self._window.tabs.page
        return page is not None and page.history.can_go_back

    def _can_go_forward(self) -> bool:
        page = self._window.tabs.page
        return page is not None and page.history.can_go_forward

    def _can_go_up(self) -> bool:
        page = self._window.tabs.page
        return page is not None and not page.location.path.is_root

    def _can_pin(self) -> bool:
        location = self.target()
        return (
            location is not None
            and self._target_node() is not None
            and not self._window.bookmarks.is_pinned(location)
        )

    def _can_unpin(self) -> bool:
        location = self.target()
        return location is not None and self._window.bookmarks.is_pinned(location)

    def _is_on_disk(self) -> bool:
        location = self.target()
        stores = self._context.stores
        return (
            location is not None
            and location.store_id in stores
            and not stores.info(location.store_id).is_remote
        )

    def _is_theme(self, name: str) -> Callable[[], bool]:
        values = self._context.settings
        return lambda: values.get(settings.THEME) == name

    # Stores

    @Slot()
    def open_folder(self) -> None:
        """Ask for a folder and open it."""
        dialog = QFileDialog(self._window, self.tr("Open folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._window.open_folder)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def open_sample(self) -> None:
        """Open the user's own copy of the sample store; make it first."""
        target = self._data / _SAMPLE
        self._context.tasks.run(
            self,
            lambda _cancel: _copy_sample(target),
            WindowCommands._open_copied,
            failed=WindowCommands._report,
            key="sample",
            title=self.tr("Copying the sample store"),
        )

    def _open_copied(self, folder: Path) -> None:
        self._window.open_folder(str(folder))

    def _report(self, error: EmError) -> None:
        self._context.report(error)

    @Slot()
    def close_store(self) -> None:
        """Take the node's store, or account, out of the list; nothing in it changes."""
        location = self.target()
        if location is not None and is_server(location.store_id):
            self._servers.disconnect_account(account_of(location.store_id))
        elif location is not None:
            self._window.tabs.close_store(location.store_id)
            self._context.stores.close(location.store_id)

    def _close_words(self) -> str:
        location = self.target()
        if location is not None and is_server(location.store_id):
            return self.tr("Disconnect")
        return self.tr("Close store")

    @Slot()
    def quit(self) -> None:
        self._window.window().close()

    # Nodes

    @Slot()
    def open_node(self) -> None:
        location = self.target()
        if location is not None:
            self._context.open(location)

    @Slot()
    def open_node_in_new_tab(self) -> None:
        location = self.target()
        if location is not None:
            self._context.open(location, new_tab=True)

    @Slot()
    def pin(self) -> None:
        location, node = self.target(), self._target_node()
        if location is not None and node is not None:
            self._window.bookmarks.pin(location, node)

    @Slot()
    def unpin(self) -> None:
        location = self.target()
        if location is not None:
            self._window.bookmarks.unpin(location)

    @Slot()
    def copy_path(self) -> None:
        """Put the paths of the nodes on the clipboard, one a line."""
        stores = self._context.stores
        paths = [plain_path(stores.info(each.store_id), each.path) for each in self.targets()]
        places_on_disk.copy_text("\n".join(paths))
        self._context.message_raised.emit(self.tr("The path is on the clipboard"))

    @Slot()
    def show_in_files(self) -> None:
        """Open the folder that holds the node in the system's file manager."""
        location = self.target()
        if location is not None:
            info = self._context.stores.info(location.store_id)
            places_on_disk.show_in_file_manager(Path(plain_path(info, location.path)))

    # Places

    @Slot()
    def go_back(self) -> None:
        if self._window.tabs.page is not None:
            self._window.tabs.page.go(-1)

    @Slot()
    def go_forward(self) -> None:
        if self._window.tabs.page is not None:
            self._window.tabs.page.go(1)

    @Slot()
    def go_up(self) -> None:
        if self._window.tabs.page is not None:
            self._window.tabs.page.open_parent()

    @Slot()
    def show_tab_number(self) -> None:
        self._window.tabs.show_number(self.sender().property("number"))

    @Slot()
    def find(self) -> None:
        """Move the focus to the page's search or filter."""
        page = self._window.tabs.page
        if page is not None and page.pane is not None:
            page.pane.start_search()

    @Slot()
    def refresh(self) -> None:
        """Read again what is shown."""
        self._context.stores.check()
        self._window.navigator.refresh()
        if self._window.tabs.page is not None:
            self._window.tabs.page.refresh()

    @Slot()
    def show_dataflow(self) -> None:
        """Show the data flow of the page's node."""
        self._show_view("dataflow")

    @Slot()
    def show_as_trials(self) -> None:
        """Show the Runs of the page's folder as if they were a search."""
        self._show_view("trials")

    def _show_view(self, view: str) -> None:
        page = self._window.tabs.page
        if page is not None and page.pane is not None:
            page.pane.show_view(view)

    # Dialogs

    @Slot()
    def open_settings(self) -> None:
        from em_desktop.gui.dialogs.settings import SettingsDialog

        SettingsDialog(self._context.settings, self._window).open()

    @Slot()
    def open_shortcuts(self) -> None:
        from em_desktop.gui.dialogs.shortcuts import ShortcutsDialog

        ShortcutsDialog(self._commands, self._window).open()

    @Slot()
    def open_about(self) -> None:
        from em_desktop.gui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()

    # Appearance

    @Slot()
    def use_system_theme(self) -> None:
        self._context.settings.set(settings.THEME, "system")

    @Slot()
    def use_light_theme(self) -> None:
        self._context.settings.set(settings.THEME, "light")

    @Slot()
    def use_dark_theme(self) -> None:
        self._context.settings.set(settings.THEME, "dark")


def _copy_sample(target: Path) -> Path:
    # Imported here: start-up doesn't pay for it.
    from em_desktop.stores.local.sample import copy_sample_store

    return copy_sample_store(target)
