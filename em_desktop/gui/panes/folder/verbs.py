"""What can be done with the selected rows of a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from em_desktop.domain.nodes import Node
from em_desktop.errors import EmError
from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.context import Location
from em_desktop.gui.models.listing import column_title
from em_desktop.gui.models.listing_rows import COLUMNS, Column

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
    def copy_rows(self) -> None:
        """Put the rows on the clipboard, with titles, as text with tabs."""
        header, model = self._pane.table.header, self._pane.model
        order = [header.logicalIndex(place) for place in range(header.count())]
        columns = [COLUMNS[logical] for logical in order if not header.isSectionHidden(logical)]
        columns.remove(Column.CHECK)
        lines = ["\t".join(column_title(column) for column in columns)]
        for place in self._pane.table.selected_rows():
            row = model.row(place)
            cells = (model.cell_text(row, column) for column in columns)
            lines.append("\t".join(" ".join(cell.split()) for cell in cells))
        places_on_disk.copy_text("\n".join(lines))

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
        if table.selectionModel().hasSelection():
            menu = QMenu(table)
            menu.aboutToHide.connect(menu.deleteLater)
            self.fill(menu)
            menu.popup(table.viewport().mapToGlobal(place))

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with what can be done."""
        self._add(menu, "open", self.tr("Open"), "Return").triggered.connect(self.open)
        new_tab = self._add(menu, "add", self.tr("Open in new tab"), "Ctrl+Return")
        new_tab.triggered.connect(self.open_in_new_tab)
        menu.addSeparator()
        self._add(menu, "copy", self.tr("Copy rows"), "Ctrl+C").triggered.connect(self.copy_rows)
        path = self._add(menu, "link", self.tr("Copy path"), "Ctrl+Shift+P")
        path.triggered.connect(self.copy_paths)
        shown = self._add(menu, "show_in_folder", self.tr("Show in file manager"))
        shown.setEnabled(self.is_on_disk and len(self.nodes()) == 1)
        shown.triggered.connect(self.show_in_file_manager)

    def _add(self, menu: QMenu, icon: str, text: str, keys: str = "") -> QAction:
        action = menu.addAction(theme.icon(icon), text)
        if keys:
            action.setShortcut(QKeySequence(keys))
        return action
