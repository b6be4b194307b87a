"""The field at the top that says where one is, and goes elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QMenu, QStackedLayout, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.comparison_place import is_comparison
from em_desktop.gui.context import Context, Location
from em_desktop.gui.models.first_nodes import FirstNodes
from em_desktop.gui.path_segments import PathSegments
from em_desktop.gui.places import find_location, plain_path
from em_desktop.gui.server_names import store_icon
from em_desktop.stores.base import Cancel, Store

_LISTED = 200


@dataclass(frozen=True, slots=True)
class _Listing:
    """The first nodes of a folder."""

    folder: Location
    nodes: tuple[Node, ...]


class PathField(QWidget):
    """Segments as buttons with chevrons between them; F4 makes it a text field.

    A click on a segment opens that folder, a chevron lists what is in it. Where the
    path is too long, the middle folds into one button.
    """

    entered = Signal(object)
    """Go to this `Location`."""
    folder_entered = Signal(str)
    """A path was typed that is in no open store: open this folder."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._location: Location | None = None
        self._kind = NodeType.FOLDER
        self._name = ""
        self._menu = QMenu(self)
        self._menu.triggered.connect(self._chosen)
        self._menu_at = QPoint()
        self.edit = QLineEdit(self)
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._segments = PathSegments(self)
        self._layout = QStackedLayout(self)
        self._layout.addWidget(self._segments)
        self._layout.addWidget(self.edit)
        self._set_up_editing()
        self._segments.opened.connect(self._open_segment)
        self._segments.listed.connect(self._list_segment)
        self._segments.edited.connect(self.start_editing)
        self._apply_size()
        theme.theme().changed.connect(self._apply_size)
        self.retranslate()

    def _set_up_editing(self) -> None:
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.edit.setCompleter(self._completer)
        self.edit.textEdited.connect(self._complete)
        self.edit.returnPressed.connect(self._enter)
        self.edit.installEventFilter(self)

    @Slot()
    def _apply_size(self) -> None:
        self.setFixedHeight(theme.size.control)
        self._show()

    def set_location(self, location: Location | None, kind: NodeType, name: str = "") -> None:
        """Show where one is; None: no store is open. ``name`` is what people call the node."""
        if (location, kind, name) != (self._location, self._kind, self._name):
            self._location, self._kind, self._name = location, kind, name
            self.stop_editing()
            self._show()

    @property
    def is_editing(self) -> bool:
        return self._layout.currentWidget() is self.edit

    @Slot()
    def start_editing(self) -> None:
        """Turn into a text field with the plain path."""
        location = self._place
        if location is not None and location.store_id in self._context.stores:
            info = self._context.stores.info(location.store_id)
            self.edit.setText(plain_path(info, location.path))
        else:
            self.edit.clear()
        self._names.setStringList([])
        self._layout.setCurrentWidget(self.edit)
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.edit.selectAll()

    @Slot()
    def stop_editing(self) -> None:
        """Show the segments again."""
        self._layout.setCurrentWidget(self._segments)

    # Segments

    @property
    def _place(self) -> Location | None:
        """Where one is among the stores; of a comparison, the folder from which it was made."""
        location = self._location
        if location is not None and is_comparison(location.path):
            return self._context.comparisons.origin(location)
        return location

    def _show(self) -> None:
        location, stores = self._location, self._context.stores
        if location is not None and is_comparison(location.path):
            self._show_comparison()
            return
        if location is None or location.store_id not in stores:
            self._segments.show_parts((), self.tr("No store open"), NodeType.FOLDER)
            return
        parts = [stores.title(location.store_id), *location.path.parts]
        if self._name and not location.path.is_root:
            parts[-1] = self._name
        shown = tuple(printable(part) for part in parts)
        self._segments.show_parts(shown, "", self._kind, store_icon(location.store_id))

    def _show_comparison(self) -> None:
        place, stores = self._place, self._context.stores
        parts = [self._name]
        if place is not None and place.store_id in stores:
            parts = [stores.title(place.store_id), *place.path.parts, self._name]
        self._segments.show_parts(tuple(printable(part) for part in parts), "")

    @Slot(int)
    def _open_segment(self, depth: int) -> None:
        place = self._place
        if place is not None and depth <= len(place.path.parts):
            self.entered.emit(self._at(place, depth))

    @Slot(int, QPoint)
    def _list_segment(self, depth: int, corner: QPoint) -> None:
        place = self._place
        if place is None:
            return
        self._menu_at = corner
        self._list(self._at(place, depth), PathField._show_menu)

    def _show_menu(self, listing: _Listing) -> None:
        self._menu.clear()
        for node in listing.nodes:
            action = QAction(theme.node_icon(node.type), _escaped(node.name), self._menu)
            action.setData(Location(listing.folder.store_id, node.path))
            self._menu.addAction(action)
        if not listing.nodes:
            self._menu.addAction(self.tr("Empty")).setEnabled(False)
        self._menu.popup(self._menu_at)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        if isinstance(action.data(), Location):
            self.entered.emit(action.data())

    @staticmethod
    def _at(location: Location, depth: int) -> Location:
        return Location(location.store_id, NodePath(location.path.parts[:depth]))

    # Typing

    @Slot(str)
    def _complete(self, text: str) -> None:
        folder, _, _ = text.rpartition(os.sep)
        location = find_location(folder or os.sep, self._context.stores.infos(), self._place)
        if location is not None:
            self._list(location, PathField._show_names)

    def _show_names(self, listing: _Listing) -> None:
        if not self.is_editing:
            return
        info = self._context.stores.info(listing.folder.store_id)
        self._names.setStringList([plain_path(info, node.path) for node in listing.nodes])
        if self.edit.hasFocus():
            self._completer.complete()

    @Slot()
    def _enter(self) -> None:
        text = self.edit.text()
        location = find_location(text, self._context.stores.infos(), self._place)
        self.stop_editing()
        if location is not None:
            self.entered.emit(location)
        elif text.strip():
            self.folder_entered.emit(text.strip())

    # Parts

    def _list(self, folder: Location, show: Callable[[PathField, _Listing], None]) -> None:
        try:
            store = self._context.stores.store(folder.store_id)
        except EmError as error:
            self._context.report(error, folder)
            return
        self._context.tasks.run(
            self,
            lambda cancel: _Listing(folder, _first_nodes(store, folder.path, cancel)),
            show,
            failed=PathField._list_failed,
            key="list",
        )

    def _list_failed(self, error: EmError) -> None:
        if not self.is_editing:
            self._context.report(error, self._location)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is not self.edit:
            return False
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() is QEvent.Type.KeyPress:
                self.stop_editing()
                self._segments.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if event.type() is QEvent.Type.FocusOut and not self._is_completing():
            self.stop_editing()
        return False

    def _is_completing(self) -> bool:
        popup = self._completer.popup()
        return popup is not None and popup.isVisible()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Path"))
        self.edit.setAccessibleName(self.tr("Path"))
        self._segments.setAccessibleName(self.tr("Path"))
        self._segments.set_words(self.tr("What is in {name}"), self.tr("Folders in between"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _first_nodes(store: Store, path: NodePath, cancel: Cancel) -> tuple[Node, ...]:
    first = FirstNodes(_LISTED)
    for page in store.children(path, cancel):
        first.take(page)
        if first.has_enough:
            break
    return tuple(first.in_order())


def _escaped(name: str) -> str:
    return printable(name).replace("&", "&&")
