"""Changes folders by hand: what is typed, dragged, dropped and pasted in their table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Slot
from PySide6.QtGui import QGuiApplication

from em_desktop.domain.nodes import Node, StorageType
from em_desktop.domain.paths import unique_name
from em_desktop.errors import EmError
from em_desktop.gui import dragging
from em_desktop.gui.context import Location
from em_desktop.gui.drop_hint import DropHint
from em_desktop.gui.dropping import DropTarget, DropZone
from em_desktop.gui.expecting import Expected
from em_desktop.gui.gestures import Picked
from em_desktop.gui.panes.folder.table import NAME

if TYPE_CHECKING:
    from em_desktop.gui.panes.folder.pane import FolderPane


class FolderEditing(QObject):
    """Turns what is done in a `FolderPane` into gestures."""

    def __init__(self, pane: FolderPane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._context = pane.context
        self._folder: Node | None = None
        self._to_rename: Location | None = None
        table = pane.table
        self.drop_zone = DropZone(table, pane.context, self._drop_target)
        table.drop_zone = self.drop_zone
        self.drop_hint = DropHint(pane.stack)
        self.drop_zone.changed.connect(self._show_hint)
        pane.stack.state.setAcceptDrops(True)
        pane.stack.state.installEventFilter(self)
        table.drag_requested.connect(self.drag)
        table.cut_requested.connect(self.cut)
        table.paste_requested.connect(self.paste)
        table.remove_requested.connect(self.remove)
        pane.bar.share_requested.connect(self.share)
        pane.model.renamed.connect(self._rename)
        pane.model.dataChanged.connect(pane.context.nodes_shown)
        pane.context.editor.expected.connect(self._expect)

    @property
    def is_possible(self) -> bool:
        """Whether the folder can be changed."""
        try:
            return self._pane.store.capabilities.write
        except EmError:
            return False

    def picked(self) -> Picked:
        """The selected nodes; without any, the current one."""
        return Picked.of(self._pane.location.store_id, self._pane.verbs.nodes())

    @property
    def folder(self) -> Node | None:
        """The folder as it was read last; None before."""
        return self._folder

    def take_folder(self, folder: Node) -> None:
        """The folder was read."""
        self._folder = folder
        self._pane.model.set_editable(editable=self.is_possible)
        self._pane.toolbar.set_editable(editable=self.is_possible)

    # Gestures

    @Slot()
    def create_folder(self) -> None:
        """Make a folder, and let the user name it in the table."""
        taken = [node.path.name for node in self._pane.model.nodes()]
        name = unique_name(self.tr("New folder"), taken)
        self._context.gestures.create_folder(self._pane.location, name, self._folder_made)

    def _folder_made(self, location: Location) -> None:
        self._to_rename = location
        self.rename_new()

    def rename_new(self) -> None:
        """Let the user name the folder that was just made, as soon as its row is there."""
        location, pane = self._to_rename, self._pane
        place = None if location is None else pane.model.place(location.path)
        if place is not None and pane.isVisible():
            self._to_rename = None
            pane.table.select_rows([place])
            pane.table.rename_row(place)

    @Slot(object, str)
    def _rename(self, node: Node, name: str) -> None:
        self._context.gestures.rename(self._pane.location.store_id, node, name, self._pane)

    @Slot()
    def remove(self) -> None:
        """Move the selected nodes to the trash."""
        picked = self.picked()
        if picked.nodes and self.is_possible:
            self._context.gestures.remove(picked, self._pane)

    @Slot()
    def toggle_favourite(self) -> None:
        """Make the selected nodes favourites; if all are, they aren't any more."""
        picked = self.picked()
        wanted = not all(node.favourite for node in picked.nodes)
        self._context.gestures.set_favourite(picked, favourite=wanted)

    @Slot()
    def toggle_locked(self) -> None:
        """Lock the selected nodes against deletion; if all are, unlock them."""
        picked = self.picked()
        wanted = not all(node.locked for node in picked.nodes)
        self._context.gestures.set_locked(picked, locked=wanted)

    @Slot()
    def copy(self) -> None:
        """Put the selected nodes on the clipboard; elsewhere they are pasted as files or rows."""
        self._put_on_clipboard(cut=False)

    @Slot()
    def cut(self) -> None:
        """As `copy`; pasting moves them."""
        if self.is_possible:
            self._put_on_clipboard(cut=True)

    def _put_on_clipboard(self, *, cut: bool) -> None:
        picked = self.picked()
        if picked.nodes:
            data = dragging.node_data(self._context, picked, cut=cut)
            data.setText(self._pane.verbs.rows_text())
            QGuiApplication.clipboard().setMimeData(data)

    @Slot()
    def paste(self) -> None:
        """Put what is on the clipboard into this folder."""
        if self.is_possible:
            dragging.paste(self._pane, self._context, self._pane.location)

    @Slot()
    def label(self) -> None:
        """Show the labels of the selected nodes above the bar, to be changed."""
        from em_desktop.gui.dialogs.labels import LabelPopup

        picked, bar = self.picked(), self._pane.bar
        if picked.nodes:
            popup = LabelPopup(self._context, picked, self._pane.window())
            corner = bar.label_button.mapToGlobal(bar.label_button.rect().topLeft())
            popup.adjustSize()
            popup.show_at(corner - QPoint(0, popup.sizeHint().height()))

    @Slot()
    def move(self) -> None:
        """Ask where the selected nodes are to be moved."""
        self._context.command_requested.emit("move_to")

    @Slot()
    def share(self) -> None:
        """Let the user see and change who may do what at the selected node."""
        self._context.command_requested.emit("share")

    # Dragging

    @Slot()
    def drag(self) -> None:
        """Let the user drag the selected rows."""
        picked = self.picked()
        if picked.nodes:
            dragging.drag(self._pane.table, self._context, picked)

    def _drop_target(self, place: QPoint) -> DropTarget | None:
        """The row whose name is below the pointer if it takes something, else the folder."""
        pane = self._pane
        if not self.is_possible:
            return None
        index = pane.table.indexAt(place)
        if index.isValid() and index.column() == NAME:
            node = pane.model.row(index.row()).node
            if node.is_folder or node.storage_type is StorageType.FILES:
                return DropTarget(Location(pane.location.store_id, node.path), node, index)
        if self._folder is None:
            return None
        return DropTarget(pane.location, self._folder, QModelIndex())

    @Slot()
    def _show_hint(self) -> None:
        """Say what a drop into the folder itself does; rows say it themselves."""
        hint = self.drop_zone.hint
        if hint is None or hint.row.isValid():
            self.drop_hint.hide()
        else:
            self.drop_hint.show_hint(hint.text, possible=hint.is_possible)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """An empty folder has no table to drop on: what is shown instead stands for it."""
        drags = (
            QEvent.Type.DragEnter,
            QEvent.Type.DragMove,
            QEvent.Type.DragLeave,
            QEvent.Type.Drop,
        )
        if watched is self._pane.stack.state and event.type() in drags:
            return self.drop_zone.eventFilter(self._pane.table.viewport(), event)
        return super().eventFilter(watched, event)

    # What is foreseen

    @Slot(str, object)
    def _expect(self, store_id: str, expected: Expected) -> None:
        if store_id == self._pane.location.store_id:
            self._pane.model.expect(expected, self._pane.location.path)
            self._pane.show_expected()
