"""Paints the cells of a folder's table."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter

from em_desktop.domain.paths import printable
from em_desktop.gui import theme
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.models.listing_rows import COLUMNS, RIGHT_ALIGNED, Column, Row
from em_desktop.gui.widgets import (
    RowDelegate,
    RowState,
    cell_area,
    paint_check,
    paint_icon_and_text,
    paint_labels,
    paint_number,
    paint_status,
    paint_text,
)


class ListingDelegate(RowDelegate):
    """Check box, icon and name, status, chips, words and numbers."""

    def paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        state: RowState,
    ) -> None:
        model = index.model()
        if not isinstance(model, ListingModel):
            return
        row, column = model.row(index.row()), COLUMNS[index.column()]
        match column:
            case Column.CHECK:
                checked = Qt.CheckState.Checked if state.selected else Qt.CheckState.Unchecked
                paint_check(painter, rect, checked, hovered=state.hovered and not state.selected)
            case Column.NAME:
                _paint_name(painter, rect, row, state)
            case Column.STATUS:
                paint_status(painter, cell_area(rect), row.node.status_at(model.now))
            case Column.LABELS:
                paint_labels(painter, cell_area(rect), row.node.labels)
            case _ if column in RIGHT_ALIGNED:
                paint_number(painter, rect, model.cell_text(row, column), state)
            case _:
                text = model.cell_text(row, column)
                paint_text(painter, cell_area(rect), text, "small", "text2")


def _paint_name(painter: QPainter, rect: QRectF, row: Row, state: RowState) -> None:
    node = row.node
    if node.problems:
        area = cell_area(rect)
        side = theme.size.icon_small
        box = QRectF(area.right() - side, area.top(), side, area.height())
        theme.paint_icon(painter, box, "warning", "st_warning")
        rect = rect.adjusted(0, 0, -side - 4, 0)
    current = state.current and state.active
    paint_icon_and_text(
        painter,
        rect,
        theme.node_icon_name(node.type),
        printable(node.name),
        state,
        note=row.time_part,
        role="small_bold" if current else "small",
    )
