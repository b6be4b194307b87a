"""Paints rows of tables and trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from em_desktop.gui import theme
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets.painting import LEFT, RIGHT, paint_bar, paint_text, text_width

AnyIndex: TypeAlias = QModelIndex | QPersistentModelIndex

PADDING = 8


@dataclass(frozen=True, slots=True)
class RowState:
    """How a row stands at the moment of painting."""

    selected: bool
    active: bool
    hovered: bool
    current: bool
    enabled: bool

    @property
    def text_token(self) -> str:
        return "text" if self.enabled else "disabled"


class RowDelegate(QStyledItemDelegate):
    """Paints selection, hover and the current row's mark; subclasses paint the cell.

    Override `paint_cell`. The background of trees is painted by `TreeView`.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        row_height: int = 30,
        paints_row: bool = True,
        role: FontRole | None = None,
    ) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self._paints_row = paints_row
        self.role: FontRole = role or ("small" if paints_row else "body")

    def set_row_height(self, pixels: int) -> None:
        """Rows of this many pixels of the design."""
        self._row_height = pixels

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802, ARG002
        text = index.data(Qt.ItemDataRole.DisplayRole)
        width = text_width(str(text), self.role) if text is not None else 0
        if index.data(Qt.ItemDataRole.DecorationRole) is not None:
            width += theme.size.icon + 8
        return QSize(width + 2 * PADDING, theme.scaled(self._row_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        state = row_state(option, index)
        painter.save()
        if self._paints_row:
            paint_row_background(painter, option.rect, state)
        self.paint_cell(painter, QRectF(option.rect), index, state)
        painter.restore()

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        """Paint the contents of one cell: icon and text as the model's standard roles say."""
        area = cell_area(rect) if self._paints_row else rect.adjusted(4, 0, -PADDING, 0)
        decoration = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(decoration, QIcon):
            side = theme.size.icon
            box = QRectF(area.left(), area.center().y() - side / 2, side, side).toRect()
            mode = QIcon.Mode.Normal if state.enabled else QIcon.Mode.Disabled
            decoration.paint(painter, box, Qt.AlignmentFlag.AlignCenter, mode)
            area.setLeft(area.left() + side + 8)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if text is not None:
            alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
            right = alignment is not None and int(alignment) & int(Qt.AlignmentFlag.AlignRight)
            paint_text(
                painter,
                area,
                str(text),
                self.role,
                state.text_token,
                RIGHT if right else LEFT,
                tabular=bool(right),
            )


def row_state(option: QStyleOptionViewItem, index: AnyIndex) -> RowState:
    """The state of the row that a cell belongs to."""
    view = option.widget
    flags = option.state
    hovered = bool(flags & QStyle.StateFlag.State_MouseOver)
    current = False
    active = bool(flags & QStyle.StateFlag.State_Active)
    if isinstance(view, QAbstractItemView):
        hovered = getattr(view, "hovered_row", index.row() if hovered else -1) == index.row()
        current_index = view.currentIndex()
        current = current_index.row() == index.row() and current_index.parent() == index.parent()
        active = view.hasFocus()
    return RowState(
        selected=bool(flags & QStyle.StateFlag.State_Selected),
        active=active,
        hovered=hovered,
        current=current,
        enabled=bool(flags & QStyle.StateFlag.State_Enabled),
    )


def paint_row_background(painter: QPainter, rect: QRect, state: RowState) -> None:
    """Paint selection or hover, the line below, and the mark at the left edge of the row."""
    if state.selected:
        token = "selected" if state.active else "selected_inactive"
        painter.fillRect(rect, theme.color(token))
    elif state.hovered:
        painter.fillRect(rect, theme.color("hover_surface"))
    line = QRectF(rect.left(), rect.bottom(), rect.width(), 1)
    painter.fillRect(line, theme.color("divider"))
    if state.current and state.active and rect.left() <= 0 < rect.right():
        painter.fillRect(QRectF(rect.left(), rect.top(), 2, rect.height()), theme.color("accent"))


def cell_area(rect: QRectF) -> QRectF:
    """The inside of a table cell."""
    return rect.adjusted(PADDING, 0, -PADDING, -1)


def paint_icon_and_text(
    painter: QPainter,
    rect: QRectF,
    icon: tuple[str, str],
    text: str,
    state: RowState,
    *,
    note: str = "",
    role: FontRole = "small",
) -> None:
    """Paint a name with its type's icon, and perhaps a small gray note behind it."""
    area = cell_area(rect)
    side = theme.size.icon
    name, token = icon
    box = QRectF(area.left(), area.top(), side, area.height())
    theme.paint_icon(painter, box, name, token if state.enabled else "disabled")
    area.setLeft(area.left() + side + 8)
    reserved = text_width(note, "caption") + 8 if note else 0
    width = min(text_width(text, role), area.width() - reserved)
    title = QRectF(area.left(), area.top(), width, area.height())
    paint_text(painter, title, text, role, state.text_token)
    if note:
        behind = QRectF(title.right() + 8, area.top(), reserved, area.height())
        paint_text(painter, behind, note, "caption", "muted")


def paint_number(
    painter: QPainter,
    rect: QRectF,
    text: str,
    state: RowState,
    *,
    fraction: float | None = None,
    best: bool = False,
) -> None:
    """Paint a number to the right, perhaps with its bar; the best of its column is bold."""
    area = cell_area(rect)
    role: FontRole = "small_bold" if best else "small"
    paint_text(painter, area, text, role, state.text_token, RIGHT, tabular=True)
    if fraction is not None:
        width = text_width(text, role, tabular=True)
        paint_bar(
            painter, area.adjusted(area.width() - width - 8 - theme.scaled(30), 0, 0, 0), fraction
        )
