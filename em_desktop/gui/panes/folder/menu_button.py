"""A button that opens a menu: icon, text, count, chevron."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QIcon, QPaintEvent
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionButton, QStylePainter, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.widgets import Button, badge_width, paint_badge, paint_text, text_width

_EDGE = 11
_GAP = 6


class MenuButton(Button):
    """Looks like a plain button, and says by a chevron that it opens a menu.

    Attributes:
        choices: the menu; fill it when it is about to show.
    """

    def __init__(self, icon: str, parent: QWidget | None = None) -> None:
        super().__init__("push", "", "", parent)
        self._icon_name = icon
        self._count: int | None = None
        self._role: theme.FontRole = "strong"
        self.choices = QMenu(self)
        self.setMenu(self.choices)

    def set_small(self, *, small: bool = True) -> None:
        super().set_small(small=small)
        self._role = "small_strong" if small else "strong"
        self.updateGeometry()

    def set_count(self, count: int | None) -> None:
        """Show a count behind the text."""
        self._count = count
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = 2 * _EDGE + theme.size.icon + _GAP + text_width(self.text(), self._role)
        width += _GAP + theme.size.chevron
        if self._count is not None:
            width += _GAP + badge_width(wording.count_text(self._count))
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        option.icon = QIcon()
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        area = QRectF(self.rect()).adjusted(_EDGE, 0, -_EDGE, 0)
        side = theme.size.icon
        box = QRectF(area.left(), area.top(), side, area.height())
        theme.paint_icon(painter, box, self._icon_name, "text2")
        left = box.right() + _GAP
        width = text_width(self.text(), self._role)
        paint_text(painter, QRectF(left, area.top(), width, area.height()), self.text(), self._role)
        if self._count is not None:
            badge = QRectF(left + width + _GAP, area.top(), area.width(), area.height())
            paint_badge(painter, badge, wording.count_text(self._count))
        side = theme.size.chevron
        chevron = QRectF(area.right() - side, area.top(), side, area.height())
        theme.paint_icon(painter, chevron, "chevron_down", "text2")
        painter.end()
