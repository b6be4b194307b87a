"""Paints the cells of a folder's table."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import printable
from em_desktop.domain.query import Function
from em_desktop.domain.run_columns import RunColumn
from em_desktop.gui import theme
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.models.listing_rows import RIGHT_ALIGNED, Column, Row
from em_desktop.gui.name_editor import NameEditor
from em_desktop.gui.naming_delegate import NamingDelegate
from em_desktop.gui.node_color import shown_color
from em_desktop.gui.widgets import (
    AnyIndex,
    RowState,
    cell_area,
    paint_check,
    paint_dot,
    paint_icon_and_text,
    paint_labels,
    paint_number,
    paint_status,
    paint_text,
)

_BAR_FROM = 100
"""Pixels of width from which on a metric's cell has a bar."""


class ListingDelegate(NamingDelegate):
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
        row, column = model.row(index.row()), model.columns[index.column()]
        match column:
            case RunColumn():
                _paint_recorded(painter, rect, model, index, state)
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

    # Renaming

    def name_editor(self, index: AnyIndex, parent: QWidget) -> NameEditor | None:
        model = index.model()
        if not isinstance(model, ListingModel):
            return None
        node = model.row(index.row()).node
        editor = NameEditor(node.name, partial(model.why_not, node), parent)
        if node.type is NodeType.FILE:
            editor.select_stem()
        return editor

    def name_left(self, option: QStyleOptionViewItem) -> int:
        left = cell_area(QRectF(option.rect)).left() + theme.size.icon + 1
        return round(left) - option.rect.left()


def _paint_recorded(
    painter: QPainter,
    rect: QRectF,
    model: ListingModel,
    index: QModelIndex | QPersistentModelIndex,
    state: RowState,
) -> None:
    row, column = model.row(index.row()), model.columns[index.column()]
    assert isinstance(column, RunColumn)
    text = model.cell_text(row, column)
    if column.is_metric and column.function is not Function.COUNT:
        fraction = model.fraction(row, column) if rect.width() >= theme.scaled(_BAR_FROM) else None
        best = model.is_best(row, column)
        paint_number(painter, rect, text, state, fraction=fraction, best=best)
    elif model.is_numeric(column):
        paint_number(painter, rect, text, state)
    else:
        paint_text(painter, cell_area(rect), text, "small", "text2")


def _paint_name(painter: QPainter, rect: QRectF, row: Row, state: RowState) -> None:
    node = row.node
    rect = _paint_marks(painter, rect, node)
    current = state.current and state.active
    paint_icon_and_text(
        painter,
        rect,
        theme.node_icon_name(node.type),
        printable(node.name),
        state,
        note="  ".join(part for part in (row.time_part, printable(row.folder)) if part),
        role="small_bold" if current else "small",
    )


def _paint_marks(painter: QPainter, rect: QRectF, node: Node) -> QRectF:
    """Paint at the right what people and readers noted on a node; the room that is left."""
    area = cell_area(rect)
    right, side = area.right(), theme.size.icon_small
    marks = []
    if node.problems:
        marks.append(("warning", "st_warning"))
    if node.locked:
        marks.append(("locked", "muted"))
    if node.favourite:
        marks.append(("favourite_on", "ty_folder"))
    for name, token in marks:
        theme.paint_icon(
            painter, QRectF(right - side, area.top(), side, area.height()), name, token
        )
        right -= side + 4
    color = shown_color(node.color)
    if color is not None:
        paint_dot(painter, QPointF(right - side / 2, area.center().y()), color, 8)
        right -= side + 4
    return rect.adjusted(0, 0, right - area.right(), 0)
