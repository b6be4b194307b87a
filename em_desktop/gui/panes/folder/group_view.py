"""A folder's Runs in groups: means and margins of what they recorded."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QPoint, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from em_desktop.gui import theme
from em_desktop.gui.models.group_rows import Group
from em_desktop.gui.models.groups import COUNT, TITLE, GroupModel
from em_desktop.gui.models.listing_rows import Row
from em_desktop.gui.widgets import (
    HeaderView,
    RowDelegate,
    RowState,
    TableView,
    cell_area,
    paint_icon_and_text,
    paint_number,
    paint_text,
)
from em_desktop.gui.widgets.delegate import AnyIndex

_CHEVRON_ROOM = 20


class GroupHeader(HeaderView):
    """Titles with the arrow of what is sorted by."""

    def __init__(self, model: GroupModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sorted_by(self, logical: int) -> bool | None:
        section, descending = self._model.sorted
        return descending if section == logical else None


class GroupTable(TableView):
    """Groups, which a click on the chevron, Enter, Left or Right opens and closes."""

    rows_selected = Signal(list)
    """The selected Runs: `Row`s, those of selected groups too."""
    open_requested = Signal(object)
    """Show the `Node` of a Run."""
    menu_requested = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups = GroupModel(self)
        header = GroupHeader(self.groups, self)
        self.setHorizontalHeader(header)
        self.setModel(self.groups)
        self.setItemDelegate(_GroupRows(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_requested)
        header.setStretchLastSection(False)
        header.sectionClicked.connect(self.groups.sort_by)
        self.doubleClicked.connect(self._activate)
        self.groups.modelReset.connect(self._fit_columns)

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Groups of runs"))
        self.groups.headerDataChanged.emit(Qt.Orientation.Horizontal, TITLE, COUNT)

    @Slot()
    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        for section in range(header.count()):
            width = 300 if section == TITLE else 56 if section == COUNT else 168
            if header.sectionSize(section) < theme.scaled(width):
                header.resizeSection(section, theme.scaled(width))
        if header.count():
            others = sum(header.sectionSize(section) for section in range(1, header.count()))
            fits = self.viewport().width() - others >= theme.scaled(300)
            mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(TITLE, mode)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit_columns()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        super().selectionChanged(selected, deselected)
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        self.rows_selected.emit(self.groups.rows_of(places))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        place = event.position().toPoint()
        index = self.indexAt(place)
        if index.isValid() and index.column() == TITLE:
            left = self.visualRect(index).left()
            entry = self.groups.entries[index.row()]
            if isinstance(entry, Group) and place.x() - left < theme.scaled(_CHEVRON_ROOM) + 8:
                self.groups.toggle(index.row())
                return
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        index = self.currentIndex()
        entry = self.groups.entries[index.row()] if index.isValid() else None
        key = event.key()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and entry is not None:
            self._activate()
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right} and isinstance(entry, Group):
            if self.groups.is_open(entry) is (key == Qt.Key.Key_Left):
                self.groups.toggle(index.row())
        elif key == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _activate(self) -> None:
        index = self.currentIndex()
        if not index.isValid():
            return
        entry = self.groups.entries[index.row()]
        if isinstance(entry, Row):
            self.open_requested.emit(entry.node)
        else:
            self.groups.toggle(index.row())


class _GroupRows(RowDelegate):
    """A chevron and what a group has in common; means to the right."""

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        model = index.model()
        assert isinstance(model, GroupModel)
        entry, section = model.entries[index.row()], index.column()
        text = model.cell_text(entry, section)
        room = theme.scaled(_CHEVRON_ROOM)
        if section != TITLE:
            paint_number(painter, rect, text, state)
        elif isinstance(entry, Row):
            icon = theme.node_icon_name(entry.node.type)
            note = entry.time_part
            paint_icon_and_text(painter, rect.adjusted(room, 0, 0, 0), icon, text, state, note=note)
        else:
            area = cell_area(rect)
            side = theme.size.chevron
            box = QRectF(area.left(), area.top(), side, area.height())
            name = "chevron_down" if model.is_open(entry) else "chevron_right"
            theme.paint_icon(painter, box, name, "muted")
            area.setLeft(area.left() + room)
            paint_text(painter, area, text, "small_strong", state.text_token)
