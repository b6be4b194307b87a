"""How the rows of the command palette look."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from em_desktop.gui import theme
from em_desktop.gui.models.palette import ENTRY_ROLE, CommandEntry, Entry, Item, Title
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets import paint_key, paint_round, paint_text, text_width

ROW_HEIGHT = 36
_TITLE_HEIGHT = 30


class PaletteDelegate(QStyledItemDelegate):
    """Icon, name with what fits in bold, its folder in gray, and the key at the right."""

    def sizeHint(  # noqa: N802
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        is_title = isinstance(index.data(ENTRY_ROLE), Title)
        return QSize(0, theme.scaled(_TITLE_HEIGHT if is_title else ROW_HEIGHT))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        entry: Entry = index.data(ENTRY_ROLE)
        area = QRectF(option.rect)
        if isinstance(entry, Title):
            paint_text(painter, area.adjusted(16, 4, -16, 0), entry.text, "small_strong", "text2")
            return
        is_current = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_current:
            paint_round(painter, area.adjusted(6, 0, -6, 0), "selected", theme.radius.control)
        inside = area.adjusted(16, 0, -16, 0)
        keys = _keys(entry, is_current=is_current)
        if keys:
            width = text_width(keys, "caption") + 12
            height = theme.scaled(20)
            box = QRectF(inside.right() - width, area.center().y() - height / 2, width, height)
            paint_key(painter, box, keys)
            inside.setRight(box.left() - 8)
        _paint_entry(painter, inside, entry)


def _keys(entry: Item | CommandEntry, *, is_current: bool) -> str:
    if isinstance(entry, CommandEntry):
        return entry.keys
    return QCoreApplication.translate("CommandPalette", "Enter") if is_current else ""


def _paint_entry(painter: QPainter, area: QRectF, entry: Item | CommandEntry) -> None:
    side = theme.size.icon
    name, token = entry.icon, "text2"
    if isinstance(entry, Item) and not entry.icon:
        name, token = theme.node_icon_name(entry.type)
    if name:
        box = QRectF(area.left(), area.top(), side, area.height())
        theme.paint_icon(painter, box, name, token)
    area.setLeft(area.left() + side + 10)
    left = _paint_matched(painter, area, entry.text, entry.spans)
    if isinstance(entry, Item) and entry.place and left + 40 < area.right():
        place = QRectF(left + 10, area.top(), area.right() - left - 10, area.height())
        paint_text(
            painter, place, entry.place, "small", "muted", elide=Qt.TextElideMode.ElideMiddle
        )


def _paint_matched(
    painter: QPainter, area: QRectF, text: str, spans: tuple[tuple[int, int], ...]
) -> float:
    """Paint a text with its spans in bold; where it ends."""
    left, at = area.left(), 0
    for begin, end in (*spans, (len(text), len(text))):
        pieces: tuple[tuple[str, FontRole], ...] = (
            (text[at:begin], "body"),
            (text[begin:end], "section"),
        )
        for piece, role in pieces:
            width = min(text_width(piece, role) if piece else 0, area.right() - left)
            if width > 0:
                box = QRectF(left, area.top(), width, area.height())
                paint_text(painter, box, piece, role, "text")
                left += width - 1
        at = end
    return left
