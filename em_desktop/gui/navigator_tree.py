"""The view that the navigator's trees and lists share."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QStyleOptionViewItem, QWidget

from em_desktop.gui.dropping import DropZone
from em_desktop.gui.widgets import AnyIndex, IconButton, TreeView

_ROW_MARGIN = 4


class StoreTree(TreeView):
    """A tree of nodes: a click or Enter opens, with Ctrl in a new tab; Shift selects several.

    Attributes:
        drop_zone: takes what is dropped, if something may be.
    """

    opened = Signal(QModelIndex, bool)
    """Open this row; True: in a new tab."""
    menu_wanted = Signal(QModelIndex, QPoint)
    drag_wanted = Signal()
    """The user drags the selected rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("area", "window")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.drop_zone: DropZone | None = None

    def rowsInserted(self, parent: AnyIndex, first: int, last: int) -> None:  # noqa: N802
        """Lay out the rows of this parent alone: Qt would ask all rows of the tree again.

        It does so only where the parent is expanded.
        """
        is_naming = self.state() is QAbstractItemView.State.EditingState
        if is_naming or not parent.isValid() or not self.isExpanded(parent):
            super().rowsInserted(parent, first, last)
            return
        bar = self.verticalScrollBar()
        place = bar.value()
        with QSignalBlocker(self):
            self.collapse(parent)
            super().rowsInserted(parent, first, last)
            self.expand(parent)
        bar.setValue(place)

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802
        self.drag_wanted.emit()

    def selectionCommand(  # noqa: N802
        self, index: AnyIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Ctrl with the mouse opens a new tab, so it doesn't add to the selection."""
        if isinstance(event, QMouseEvent) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            flags = QItemSelectionModel.SelectionFlag
            in_selection = index.isValid() and self.selectionModel().isSelected(index)
            return flags.NoUpdate if in_selection else flags.ClearAndSelect
        return super().selectionCommand(index, event)

    def drawRow(  # noqa: N802
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        zone = self.drop_zone
        if zone is None or zone.hint is None or zone.hint.row != index:
            super().drawRow(painter, option, index)
            return
        row = QRect(
            _ROW_MARGIN,
            option.rect.top(),
            self.viewport().width() - 2 * _ROW_MARGIN,
            option.rect.height(),
        )
        zone.paint_ground(painter, row)
        super().drawRow(painter, option, index)
        zone.paint_hint(painter, row, self.visualRect(index).left() + 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        is_naming = self.state() is QAbstractItemView.State.EditingState
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not is_naming:
            new_tab = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.opened.emit(self.currentIndex(), new_tab)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.position().x() < self.visualRect(index).left():
            return
        if event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            return
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.button():
            case Qt.MouseButton.LeftButton:
                self.opened.emit(index, control)
            case Qt.MouseButton.MiddleButton:
                self.opened.emit(index, True)  # noqa: FBT003 - a signal has no keywords

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseDoubleClickEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.visualRect(index).bottomLeft()
        else:
            index = self.indexAt(event.pos())
            place = event.pos()
        if index.isValid():
            if not self.selectionModel().isSelected(index):
                self.setCurrentIndex(index)
            self.menu_wanted.emit(index, self.viewport().mapToGlobal(place))


class ServersHeading(QWidget):
    """What stands at the right end of the heading above the accounts: the button that adds one."""

    connect_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._button = IconButton("add", "", self, side=24, icon_side=14)
        self._button.clicked.connect(self.connect_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 2, 0)
        row.addStretch()
        row.addWidget(self._button)
        self.retranslate()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._button.set_name(self.tr("Connect to a server"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
