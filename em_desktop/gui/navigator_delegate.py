"""How the navigator's rows look."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from em_desktop.domain.naming import new_segment
from em_desktop.domain.nodes import NodeType, Status
from em_desktop.errors import InvalidNameError
from em_desktop.gui import theme, wording
from em_desktop.gui.models.tree import ROW_ROLE, TreeModel, not_mounted_text
from em_desktop.gui.models.tree_row import Row, RowKind
from em_desktop.gui.name_editor import NameEditor
from em_desktop.gui.naming_delegate import NamingDelegate
from em_desktop.gui.navigator_tree import ServersHeading
from em_desktop.gui.server_names import is_server, store_icon
from em_desktop.gui.widgets import (
    AnyIndex,
    RowState,
    paint_dot,
    paint_text,
    text_width,
)

_DOT = 7
_RIGHT = 12
_HEADING_LEFT = -7
"""A heading begins where those outside of the tree do."""
_DOTS = {
    Status.RUNNING: "st_running",
    Status.STALLED: "st_warning",
    Status.COMPLETE: "st_complete",
    Status.ERROR: "st_error",
}


class NavigatorDelegate(NamingDelegate):
    """Icon, name, what tells it from its namesakes, and at the right edge its state."""

    def __init__(self, model: TreeModel) -> None:
        super().__init__(row_height=26, paints_row=False)
        self.setParent(model)
        self._model = model
        self.is_refused: Callable[[Row], bool] = _never

    def paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        state: RowState,
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row):
            super().paint_cell(painter, rect, index, state)
            return
        area = rect.adjusted(2, 0, -_RIGHT, 0)
        text = str(index.data())
        if row.kind in {RowKind.STORE, RowKind.NODE, RowKind.ACCOUNT}:
            self._paint_node(painter, area, row, text)
        elif row.kind is RowKind.SERVERS:
            paint_text(painter, rect.adjusted(_HEADING_LEFT, 0, 0, 0), text, "section", "text2")
        else:
            _paint_note(painter, area, row, text)

    def name_editor(self, index: AnyIndex, parent: QWidget) -> NameEditor | None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, Row) or row.node is None:
            return None
        kind, segment = row.node.type, row.path.name
        field = NameEditor(row.title, lambda text: why_not_named(kind, segment, text), parent)
        if kind is NodeType.FILE:
            field.select_stem()
        return field

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> None:
        if isinstance(editor, ServersHeading):  # as wide as the row, it is no editor
            editor.setGeometry(option.rect)
        else:
            super().updateEditorGeometry(editor, option, index)

    def name_left(self, _option: QStyleOptionViewItem) -> int:
        return theme.size.icon + 6

    def _paint_node(self, painter: QPainter, area: QRectF, row: Row, text: str) -> None:
        token = "text" if row.mounted else "disabled"
        if self.is_refused(row):
            token = "muted"
        side = theme.size.icon
        theme.paint_icon(painter, QRectF(area.left(), area.top(), side, area.height()), *_icon(row))
        area.setLeft(area.left() + side + 8)
        if row.kind in {RowKind.STORE, RowKind.ACCOUNT} and self._model.offline(row) is not None:
            token = "muted"
        area.setRight(area.right() - self._paint_state(painter, area, row))
        suffix = self._model.name_suffix(row)
        reserved = min(text_width(suffix, "caption") + 6, area.width() / 2) if suffix else 0
        width = min(text_width(text, "body"), area.width() - reserved)
        name = QRectF(area.left(), area.top(), width, area.height())
        paint_text(painter, name, text, "body", token)
        if suffix:
            behind = QRectF(name.right() + 6, area.top() + 1, reserved, area.height())
            paint_text(painter, behind, suffix, "caption", "muted")

    def _paint_state(self, painter: QPainter, area: QRectF, row: Row) -> float:
        """Paint what stands at the right edge; the width that it takes."""
        if row.kind is RowKind.ACCOUNT and self._model.offline(row) is not None:
            side = theme.size.icon
            place = QRectF(area.right() - side + 2, area.top(), side, area.height())
            theme.paint_icon(painter, place, "server_offline", "st_warning")
            return side + 6
        if row.kind is RowKind.ACCOUNT:
            return _paint_dot(painter, area, "st_complete")
        if not row.mounted and not is_server(row.store_id):
            words = not_mounted_text()
            width = text_width(words, "caption")
            place = QRectF(area.right() - width, area.top(), width, area.height())
            paint_text(painter, place, words, "caption", "muted")
            return width + 8
        status = None if row.node is None else row.node.status_at(datetime.now(UTC))
        token = None if status is None else _DOTS.get(status)
        return 0 if token is None else _paint_dot(painter, area, token)


def _paint_dot(painter: QPainter, area: QRectF, token: str) -> float:
    center = QPointF(area.right() - _DOT / 2, area.center().y() + 0.5)
    paint_dot(painter, center, theme.color(token), _DOT)
    return _DOT + 8


def _never(_row: Row) -> bool:
    return False


def why_not_named(kind: NodeType, segment: str, name: str) -> str:
    """Why a node can't be given a name, for people; empty where it can."""
    try:
        new_segment(kind, segment, name)
    except InvalidNameError as error:
        return wording.error_words(error).message
    return ""


def _icon(row: Row) -> tuple[str, str]:
    if row.kind is RowKind.ACCOUNT:
        return "server", "text2"
    if row.kind is RowKind.STORE and is_server(row.store_id):
        return store_icon(row.store_id), "text2"
    if not row.mounted or row.node is None:
        return "store", "disabled"
    if row.kind is RowKind.STORE and row.node.type is NodeType.FOLDER:
        return "store", "text2"
    return theme.node_icon_name(row.node.type)


def _paint_note(painter: QPainter, area: QRectF, row: Row, text: str) -> None:
    names = {RowKind.MORE: "more", RowKind.FAILED: "alert", RowKind.READING: "loading"}
    side = theme.size.icon
    name = names.get(row.kind)
    if name is not None:
        token = "st_error" if row.kind is RowKind.FAILED else "muted"
        theme.paint_icon(painter, QRectF(area.left(), area.top(), side, area.height()), name, token)
    area.setLeft(area.left() + side + 8)
    if row.kind is not RowKind.FAILED:
        paint_text(painter, area, text, "body", "muted")
        return
    retry = QCoreApplication.translate("TreeModel", "Retry")
    width = text_width(retry, "body")
    room = area.adjusted(0, 0, -width - 8, 0)
    paint_text(painter, room, text, "body", "muted")
    left = room.left() + min(text_width(text, "body"), room.width()) + 8
    paint_text(
        painter, QRectF(left, area.top(), width, area.height()), retry, "body", "accent_text"
    )
