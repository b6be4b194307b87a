"""Changes the files of a node by hand: dropped, pasted, chosen, deleted and dragged out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDrag, QDragMoveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from em_desktop.domain.nodes import Node, NodeType, StorageType
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError, InvalidNameError
from em_desktop.gui import places_on_disk, theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.counted import files_text
from em_desktop.gui.dragging import clipboard_data, files_from, ghost, picked_from
from em_desktop.gui.drop_hint import DropHint
from em_desktop.gui.dropping import accept_drop
from em_desktop.gui.gesture_words import quoted
from em_desktop.gui.panes.files.moving import FilesMoving
from em_desktop.gui.widgets import mark_as_removing
from em_desktop.stores.protected import check_replaceable

if TYPE_CHECKING:
    from em_desktop.gui.panes.files.view import FilesView


class FilesEditing(QObject):
    """Turns what is done in a `FilesView`, and dropped around it, into gestures."""

    def __init__(self, context: Context, view: FilesView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._hints: dict[QWidget, DropHint] = {}
        self._dragged: tuple[str, ...] = ()  # files of this node, which stay in it
        self.moving = FilesMoving(self, view)
        tree = view.tree
        tree.cut_requested.connect(self.cut)
        tree.paste_requested.connect(self.paste)
        tree.copy_requested.connect(self.copy)
        tree.remove_requested.connect(self.remove)
        tree.drag_requested.connect(self.drag_out)
        self.take_drops_on(view)

    @property
    def _node(self) -> Node | None:
        return self._view.node

    @property
    def is_possible(self) -> bool:
        """Whether files can be added and deleted."""
        node = self._node
        try:
            store = self._context.stores.store(self._view.location.store_id)
        except EmError:
            return False
        return (
            store.capabilities.files and node is not None and node.storage_type is StorageType.FILES
        )

    def why_kept(self, key: str) -> str:
        """Why a file can't be replaced or deleted; empty where it can."""
        node = self._node
        try:
            check_replaceable(NodeType.FILE if node is None else node.type, key.rstrip("/"))
        except InvalidNameError:
            name = quoted(key.rstrip("/").rpartition("/")[2])
            return wording.filled(self.tr("The recorder keeps {name}"), name=name)
        return ""

    # Adding

    def take_drops_on(self, widget: QWidget) -> None:
        """Let files be dropped on a widget; while they hang over it, it says what happens."""
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)
        self._hints[widget] = DropHint(widget)

    def hint_over(self, widget: QWidget) -> DropHint:
        """What is said over a widget."""
        return self._hints[widget]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if not isinstance(watched, QWidget) or watched not in self._hints:
            return super().eventFilter(watched, event)
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove if isinstance(event, QDragMoveEvent):
                self._over(watched, event)
                return True
            case QEvent.Type.DragLeave:
                self._hints[watched].hide()
                return True
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._drop(watched, event)
                return True
        return super().eventFilter(watched, event)

    def _over(self, widget: QWidget, event: QDragMoveEvent) -> None:
        inside = self._directory_at(widget, event)
        why_not = self._why_not_dropped(event, inside)
        if why_not is None:
            event.ignore()
            return
        hint = self._hints[widget]
        if why_not:
            hint.show_hint(why_not, possible=False)
            event.ignore()
            return
        hint.show_hint(self._dropping_text(event, inside), possible=True)
        accept_drop(event)

    def _drop(self, widget: QWidget, event: QDropEvent) -> None:
        self._hints[widget].hide()
        inside = self._directory_at(widget, event)
        if self._why_not_dropped(event, inside) != "":
            event.ignore()
            return
        accept_drop(event)
        if self._dragged:
            self.moving.move(self._dragged, inside)
        else:
            self.add(files_from(event.mimeData()), inside)

    def _why_not_dropped(self, event: QDropEvent, inside: str) -> str | None:
        if self._dragged and self.is_possible:
            return self.moving.why_not(self._dragged, inside)
        return self._refusal(event.mimeData(), inside)

    def _dropping_text(self, event: QDropEvent, inside: str) -> str:
        if self._dragged:
            return self.moving.text(self._dragged, inside)
        return self._adding_text(files_from(event.mimeData()), inside)

    def _directory_at(self, widget: QWidget, event: QDropEvent) -> str:
        """The directory of the tree below the pointer, without a slash; empty for none."""
        view = self._view.tree.viewport()
        if not view.isVisible():
            return ""
        place = view.mapFrom(
            self._view.window(), widget.mapTo(self._view.window(), event.position().toPoint())
        )
        key = self._view.model.entry(self._view.tree.indexAt(place)).key
        return key.rstrip("/") if view.rect().contains(place) and key.endswith("/") else ""

    def _adding_text(self, files: Sequence[Path], inside: str) -> str:
        name = "" if self._node is None else printable(self._node.name)
        name = printable(inside) or name
        things = quoted(files[0].name) if len(files) == 1 else files_text(len(files))
        return wording.filled(self.tr("Add {things} to {name}"), things=things, name=name)

    def _refusal(self, data: QMimeData, inside: str = "") -> str | None:
        """Why data can't be added; empty where it can, None where it is of no concern."""
        files = files_from(data)
        if not files and picked_from(self._context, data) is None:
            return None
        if not self.is_possible:
            return None
        if picked_from(self._context, data) is not None:
            return self.tr("Only files can be added, no nodes")
        own = self._own_place()
        if own is not None and all(file.is_relative_to(own) for file in files):
            return self.tr("Is here already")
        keys = [f"{inside}/{file.name}" if inside else file.name for file in files]
        kept = [why for key in keys if (why := self.why_kept(key))]
        return kept[0] if len(kept) == len(files) else ""

    def _own_place(self) -> Path | None:
        try:
            store = self._context.stores.store(self._view.location.store_id)
        except EmError:
            return None
        return places_on_disk.node_place(store, self._view.location.path)

    def add(self, files: Sequence[Path], inside: str = "") -> None:
        """Copy files and folders into the node, or a directory of it.

        It is asked where names are taken.
        """
        if files and self.is_possible:
            self._context.gestures.bring_in(self._view, files, self._view.location, inside)

    @Slot()
    def choose_files(self) -> None:
        """Ask for files, and add them."""
        dialog = QFileDialog(self._view, self.tr("Add files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self.add_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def add_chosen(self, names: list[str]) -> None:
        """Add files by their names on this computer."""
        self.add([Path(name) for name in names])

    @Slot()
    def paste(self) -> None:
        """Add the files that are on the clipboard; those that were cut here are moved."""
        data = clipboard_data()
        if self.is_possible and self.moving.take_cut(data):
            return
        why_not = self._refusal(data)
        if why_not:
            self._context.message_raised.emit(why_not)
        elif why_not == "":
            self.add(files_from(data))

    # Deleting and taking out

    @Slot()
    def remove(self) -> None:
        """Move the selected files to the trash, except those that the recorder keeps."""
        node, keys = self._node, self._view.tree.selected_keys
        if node is None or not keys or not self.is_possible:
            return
        kept = [why for key in keys if (why := self.why_kept(key))]
        if kept:
            self._context.message_raised.emit(kept[0])
        free = [key.rstrip("/") for key in keys if not self.why_kept(key)]
        if free:
            store_id = self._view.location.store_id
            self._context.gestures.remove_files(store_id, node, free)

    def _places(self) -> list[Path]:
        own = self._own_place()
        return [] if own is None else [own / key for key in self._view.tree.selected_keys]

    def _data(self) -> QMimeData:
        """The selected files as other programs take them."""
        data, places = QMimeData(), self._places()
        data.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
        texts = [str(place) for place in places] or self._view.tree.selected_keys
        data.setText("\n".join(texts))
        return data

    @Slot()
    def copy(self) -> None:
        """Put the selected files on the clipboard; as text it is their paths."""
        if self._view.tree.selected_keys:
            QGuiApplication.clipboard().setMimeData(self._data())

    @Slot()
    def cut(self) -> None:
        """As `copy`; pasting in this node moves them."""
        if self._view.tree.selected_keys and self.is_possible:
            QGuiApplication.clipboard().setMimeData(self.moving.mark_cut(self._data()))

    @Slot()
    def drag_out(self) -> None:
        """Let the user drag the selected files to other programs, or onto another node."""
        keys = self._view.tree.selected_keys
        if not self._places():
            return
        drag = QDrag(self._view.tree)
        drag.setMimeData(self._data())
        path = self._view.location.path
        kinds = [NodeType.FOLDER if key.endswith("/") else NodeType.FILE for key in keys]
        names = [key.rstrip("/").rpartition("/")[2] for key in keys]
        files = [Node(path, kind, name) for kind, name in zip(kinds, names, strict=True)]
        drag.setPixmap(ghost(files, self._view.devicePixelRatioF()))
        self._dragged = tuple(keys)
        drag.exec(Qt.DropAction.CopyAction)
        self._dragged = ()

    def fill(self, menu: QMenu) -> None:
        """Add to a menu what can be done with the selected files and the clipboard."""
        keys = self._view.tree.selected_keys
        if not self.is_possible:
            return
        if not menu.isEmpty():
            menu.addSeparator()
        add = menu.addAction(theme.icon("add"), self.tr("Add files..."))
        add.triggered.connect(self.choose_files)
        paste = menu.addAction(theme.icon("paste"), self.tr("Paste"))
        paste.setEnabled(bool(files_from(clipboard_data())))
        paste.triggered.connect(self.paste)
        if keys:
            kept = [why for key in keys if (why := self.why_kept(key))]
            rename = menu.addAction(theme.icon("edit"), self.tr("Rename"))
            rename.setEnabled(len(keys) == 1 and not kept)
            rename.triggered.connect(self._view.tree.start_renaming)
            menu.addSeparator()
            remove = mark_as_removing(
                menu.addAction(theme.icon("delete"), self.tr("Move to trash"))
            )
            remove.setEnabled(len(kept) < len(keys))
            remove.setToolTip(kept[0] if kept else "")
            remove.triggered.connect(self.remove)
