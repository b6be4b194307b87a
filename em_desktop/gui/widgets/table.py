"""Tables and trees with the look of the design."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyleOptionViewItem,
    QTableView,
    QTreeView,
    QWidget,
)

from em_desktop.gui import theme
from em_desktop.gui.widgets.delegate import AnyIndex, RowDelegate
from em_desktop.gui.widgets.painting import LEFT, paint_round, paint_text, text_width

HEADER_NOTE_ROLE: Final = Qt.ItemDataRole.UserRole + 900
"""Header data: a second word in gray behind the title, such as "best"."""
HEADER_ICON_ROLE: Final = Qt.ItemDataRole.UserRole + 901
"""Header data: the name of an icon that stands for the title."""
_ROW_MARGIN = 4


class HeaderView(QHeaderView):
    """Column titles: numbers to the right, the sort arrow left of the title.

    Attributes:
        is_scaling: columns are resized because the interface size changes, not by the user.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setDefaultAlignment(LEFT)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setMinimumSectionSize(26)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.is_scaling = False
        self._percent = theme.theme().scale
        theme.set_lengths(self, height="table_header")
        theme.theme().changed.connect(self._scale_columns)

    @Slot()
    def _scale_columns(self) -> None:
        before, self._percent = self._percent, theme.theme().scale
        if before == self._percent:
            return
        self.is_scaling = True
        for section in range(self.count()):
            if not self.isSectionHidden(section) and not self._is_stretched(section):
                width = round(self.sectionSize(section) * self._percent / before)
                self.resizeSection(section, width)
        self.is_scaling = False

    def _is_stretched(self, section: int) -> bool:
        """Whether a column takes the room that the others leave."""
        if self.stretchLastSection() and self.visualIndex(section) == self.count() - 1:
            return True
        return self.sectionResizeMode(section) is QHeaderView.ResizeMode.Stretch

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802
        if not rect.isValid():
            return
        painter.save()
        over = rect.contains(self.viewport().mapFromGlobal(self.cursor().pos()))
        hovered = over and self.underMouse() and self.sectionsClickable()
        painter.fillRect(rect, theme.color("hover_surface" if hovered else "sunken"))
        border = theme.color("border")
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), border)
        if self.visualIndex(logical) < self.count() - 1:
            painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), border)
        self._paint_title(painter, QRectF(rect).adjusted(8, 0, -8, -1), logical)
        painter.restore()

    def sorted_by(self, logical: int) -> bool | None:
        """Whether the rows are sorted by a column, the largest first; None if they aren't."""
        if not self.isSortIndicatorShown() or self.sortIndicatorSection() != logical:
            return None
        return self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder

    def _paint_title(self, painter: QPainter, area: QRectF, logical: int) -> None:
        title = self._data(logical, Qt.ItemDataRole.DisplayRole)
        icon = self._data(logical, HEADER_ICON_ROLE)
        if icon:
            side = theme.size.icon_small
            area = QRectF(area.center().x() - side / 2, area.top(), side, area.height())
            theme.paint_icon(painter, area, icon, "muted")
            return
        note = self._data(logical, HEADER_NOTE_ROLE)
        descending = self.sorted_by(logical)
        sorted_here = descending is not None
        arrow = theme.size.chevron + 4 if sorted_here else 0
        note_width = text_width(note, "small") + 4 if note else 0
        width = min(text_width(title, "small_strong"), area.width() - arrow - note_width)
        alignment = self.model().headerData(
            logical, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole
        )
        left = area.left()
        if alignment is not None and int(alignment) & int(Qt.AlignmentFlag.AlignRight):
            left = area.right() - arrow - width - note_width
        if sorted_here:
            box = QRectF(left, area.top(), theme.size.chevron, area.height())
            name = "sort_down" if descending else "sort_up"
            theme.paint_icon(painter, box, name, "accent_text")
            left += arrow
        token = "text" if sorted_here else "muted"
        text = QRectF(left, area.top(), width, area.height())
        paint_text(painter, text, title, "small_strong", token)
        if note:
            text = QRectF(left + width + 4, area.top(), note_width, area.height())
            paint_text(painter, text, note, "small", "muted")

    def _data(self, logical: int, role: int) -> str:
        value = self.model().headerData(logical, Qt.Orientation.Horizontal, role)
        return value if isinstance(value, str) else ""


class TableView(QTableView):
    """A table of rows: no grid, whole rows are selected, hovered and current."""

    def __init__(self, parent: QWidget | None = None, *, row_height: int = 30) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self.hovered_row = -1
        self.setHorizontalHeader(HeaderView(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(RowDelegate(self))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit()
        theme.theme().changed.connect(self._fit)

    def set_row_height(self, pixels: int) -> None:
        """Rows of this many pixels of the design (26, 30 or 36)."""
        self._row_height = pixels
        self._fit()

    def _fit(self) -> None:
        height = theme.scaled(self._row_height)
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            self._repaint_row(self.hovered_row)
            self._repaint_row(row)
            self.hovered_row = row

    def _repaint_row(self, row: int) -> None:
        if row >= 0:
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self.viewport().update(0, top, self.viewport().width(), height)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hover(-1)
        super().leaveEvent(event)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802
        super().currentChanged(current, previous)
        self._repaint_row(previous.row())
        self._repaint_row(current.row())


class TreeView(QTreeView):
    """A tree: round selection over the whole row, our chevrons."""

    def __init__(self, parent: QWidget | None = None, *, row_height: int = 26) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._pointer = -1
        self.setHeader(HeaderView(self))
        self.header().setStretchLastSection(True)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setAnimated(False)
        self.setMouseTracking(True)
        self.setExpandsOnDoubleClick(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(RowDelegate(self, row_height=row_height, paints_row=False))
        self._fit()
        theme.theme().changed.connect(self._fit)

    def _fit(self) -> None:
        self.setIndentation(theme.size.tree_indent)
        self.scheduleDelayedItemsLayout()

    def _point(self, y: int) -> None:
        """Note where the pointer is and repaint the rows that it left and reached, whole."""
        for place in (self._pointer, y):
            index = self.indexAt(QPoint(0, place)) if place >= 0 else QModelIndex()
            if index.isValid():
                row = self.visualRect(index)
                self.viewport().update(0, row.top(), self.viewport().width(), row.height())
        self._pointer = y

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._point(event.position().toPoint().y())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point(-1)
        super().leaveEvent(event)

    def drawRow(  # noqa: N802
        self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        row = option.rect
        area = QRectF(
            _ROW_MARGIN, row.top(), self.viewport().width() - 2 * _ROW_MARGIN, row.height()
        )
        selected = self.selectionModel().isSelected(index)
        hovered = row.top() <= self._pointer <= row.bottom()
        if selected:
            active = self.hasFocus() or self.state() == QAbstractItemView.State.EditingState
            paint_round(painter, area, "selected" if active else "selected_inactive", 4)
        elif hovered:
            paint_round(painter, area, "hover", 4)
        if (
            self.hasFocus()
            and index.row() == self.currentIndex().row()
            and index.parent() == self.currentIndex().parent()
        ):
            mark = QRectF(area.left(), area.top() + 4, 2, area.height() - 8)
            paint_round(painter, mark, "accent", 1)
        super().drawRow(painter, option, index)

    def drawBranches(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:  # noqa: N802
        model: QAbstractItemModel | None = self.model()
        if model is None or not model.hasChildren(index):
            return
        side = theme.size.chevron
        area = QRectF(rect.right() - side - 1, rect.top(), side, rect.height())
        name = "chevron_down" if self.isExpanded(index) else "chevron_right"
        theme.paint_icon(painter, area, name, "muted")

    def sizeHintForIndex(self, index: AnyIndex) -> QSize:  # noqa: N802
        hint = super().sizeHintForIndex(index)
        return QSize(hint.width(), theme.scaled(self._row_height))
