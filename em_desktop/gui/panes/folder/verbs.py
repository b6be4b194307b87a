"""What can be done with the selected rows of a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.errors import EmError
from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.context import Location
from em_desktop.gui.models.listing_words import column_title
from em_desktop.gui.panes.folder.views import DATAFLOW, TRIALS
from em_desktop.gui.widgets import Menu, mark_as_removing

if TYPE_CHECKING:
    from em_desktop.gui.panes.folder.pane import FolderPane

_MOST_OPENED = 20


class SelectionActions(QObject):
    """Opens, copies and shows what is selected in a `FolderPane`."""

    def __init__(self, pane: FolderPane) -> None:
        super().__init__(pane)
        self._pane = pane

    @property
    def is_on_disk(self) -> bool:
        """Whether the nodes are files of this computer."""
        try:
            store = self._pane.store
        except EmError:
            return False
        return places_on_disk.node_place(store, self._pane.location.path) is not None

    @property
    def is_shareable(self) -> bool:
        """Whether the nodes are on a server that knows who may see them."""
        try:
            return self._pane.store.capabilities.grants
        except EmError:
            return False

    def nodes(self) -> tuple[Node, ...]:
        """The selected nodes; without any, the current one."""
        table = self._pane.table
        current = table.currentIndex()
        selected = table.selected_nodes()
        if selected or not current.isValid():
            return selected
        return (self._pane.model.row(current.row()).node,)

    @Slot()
    @Slot(bool)
    def open(self, new_tab: bool = False) -> None:
        """Open one node here, several (at most 20) in tabs of their own."""
        nodes = self.nodes()
        for node in nodes[:_MOST_OPENED]:
            location = Location(self._pane.location.store_id, node.path)
            self._pane.context.open(location, new_tab=new_tab or len(nodes) > 1)

    @Slot()
    def open_in_new_tab(self) -> None:
        """Open each in a new tab."""
        self.open(new_tab=True)

    @Slot()
    def show_dataflow(self) -> None:
        """Show the data flow of what is selected."""
        self._pane.viewing.show_selected(DATAFLOW)

    @Slot()
    def compare(self) -> None:
        """Compare the selected Runs."""
        self._pane.context.command_requested.emit("compare")

    @Slot()
    def show_trials(self) -> None:
        """Look at the selected Runs as if they were the trials of a search."""
        self._pane.viewing.show_selected(TRIALS)

    def rows_text(self) -> str:
        """The selected rows, with titles, as text with tabs."""
        model, columns = self._pane.model, self._pane.columns.shown()
        lines = ["\t".join(column_title(column) for column in columns)]
        for place in self._pane.table.selected_rows():
            row = model.row(place)
            cells = (model.cell_text(row, column) for column in columns)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        return "\n".join(lines)

    @Slot()
    def copy_rows(self) -> None:
        """Put the rows on the clipboard as text for a spreadsheet."""
        places_on_disk.copy_text(self.rows_text())

    @Slot()
    def copy_paths(self) -> None:
        """Put the paths on the clipboard, one per line."""
        store = self._pane.store
        paths = [places_on_disk.path_text(store, node.path) for node in self.nodes()]
        places_on_disk.copy_text("\n".join(paths))

    @Slot()
    def show_in_file_manager(self) -> None:
        """Open the directory that holds the first one."""
        for node in self.nodes()[:1]:
            place = places_on_disk.node_place(self._pane.store, node.path)
            if place is not None:
                places_on_disk.show_in_file_manager(place)

    @Slot(QPoint)
    def show_menu(self, place: QPoint) -> None:
        """The context menu of the selected rows."""
        table = self._pane.table
        menu = Menu("", table)
        menu.aboutToHide.connect(menu.deleteLater)
        if table.selectionModel().hasSelection() and table.indexAt(place).isValid():
            self.fill(menu)
        else:
            self.fill_for_folder(menu)
        menu.popup(table.viewport().mapToGlobal(place))

    def fill_selected(self, menu: QMenu) -> None:
        """Fill a menu for what is selected; for the folder where nothing is."""
        if self._pane.table.selectionModel().hasSelection():
            self.fill(menu)
        else:
            self.fill_for_folder(menu)

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with what can be done with the selected nodes."""
        editing, nodes = self._pane.editing, self.nodes()
        add = self._add
        add(menu, "open", self.tr("Open"), self.open, "Return")
        add(menu, "add", self.tr("Open in new tab"), self.open_in_new_tab, "Ctrl+Return")
        self._add(menu, "dataflow", self.tr("Show data flow"), self.show_dataflow)
        compare = add(menu, "compare", self.tr("Compare"), self.compare, "Ctrl+Shift+C")
        compare.setEnabled(any(node.type is NodeType.RUN or node.is_folder for node in nodes))
        trials = self._add(menu, "trials", self.tr("Look at as trials"), self.show_trials)
        trials.setEnabled(any(node.type is NodeType.RUN for node in nodes))
        menu.addSeparator()
        if editing.is_possible:
            rename = add(menu, "rename", self.tr("Rename"), self._pane.table.start_renaming, "F2")
            rename.setEnabled(len(nodes) == 1)
            add(menu, "label", self.tr("Labels..."), editing.label)
            self._add_command(menu, "edit", self.tr("Description..."), "describe")
            self._add_command(menu, "dot", self.tr("Color..."), "color")
            self._fill_marks(menu, nodes)
            menu.addSeparator()
            self._add_command(menu, "move", self.tr("Move to..."), "move_to")
            self._add_command(menu, "copy", self.tr("Copy to..."), "copy_to")
            self._add_command(
                menu, "create_shortcut", self.tr("Create shortcut..."), "create_shortcut"
            )
            menu.addSeparator()
            add(menu, "", self.tr("Cut"), editing.cut, "Ctrl+X")
        add(menu, "copy", self.tr("Copy"), editing.copy, "Ctrl+C")
        if editing.is_possible:
            add(menu, "paste", self.tr("Paste"), editing.paste, "Ctrl+V")
        add(menu, "table", self.tr("Copy rows as text"), self.copy_rows)
        self._pane.exporting.fill(menu)
        add(menu, "link", self.tr("Copy path"), self.copy_paths, "Ctrl+Shift+P")
        shown = add(
            menu, "show_in_folder", self.tr("Show in file manager"), self.show_in_file_manager
        )
        shown.setEnabled(self.is_on_disk and len(nodes) == 1)
        if self.is_shareable and len(nodes) == 1:
            add(menu, "share", self.tr("Share..."), editing.share, "Ctrl+Shift+S")
        if editing.is_possible:
            menu.addSeparator()
            removed = add(menu, "delete", self.tr("Move to trash"), editing.remove, "Del")
            mark_as_removing(removed)

    def _fill_marks(self, menu: QMenu, nodes: Sequence[Node]) -> None:
        editing = self._pane.editing
        favourite = all(node.favourite for node in nodes)
        text = self.tr("Remove from favourites") if favourite else self.tr("Add to favourites")
        star = self._add(menu, "favourite", text, editing.toggle_favourite)
        star.setEnabled(all(node.type is not NodeType.FILE for node in nodes))
        locked = all(node.locked for node in nodes)
        text = self.tr("Unlock") if locked else self.tr("Lock against deletion")
        lock = self._add(menu, "locked", text, editing.toggle_locked)
        singles = {NodeType.FILE, NodeType.SHORTCUT}
        lock.setEnabled(all(node.type not in singles for node in nodes))

    def fill_for_folder(self, menu: QMenu) -> None:
        """Fill a menu with what can be done with the folder itself."""
        editing = self._pane.editing
        if editing.is_possible:
            self._add(menu, "new_folder", self.tr("New folder"), editing.create_folder)
            self._add(menu, "paste", self.tr("Paste"), editing.paste, "Ctrl+V")
            menu.addSeparator()
        self._pane.exporting.fill(menu)
        menu.addSeparator()
        self._add(menu, "refresh", self.tr("Refresh"), self._pane.refresh, "F5")

    def _add_command(self, menu: QMenu, icon: str, text: str, command_id: str) -> None:
        """An entry for a command of the window, which acts on what is selected."""
        self._add(menu, icon, text, partial(self._pane.context.command_requested.emit, command_id))

    def _add(
        self, menu: QMenu, icon: str, text: str, run: Callable[[], object], keys: str = ""
    ) -> QAction:
        action = menu.addAction(text)
        if icon:
            action.setIcon(theme.icon(icon))
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(run)
        return action
