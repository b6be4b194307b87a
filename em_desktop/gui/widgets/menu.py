"""Menus with our icons, keys in gray and entries that remove in red."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.widgets.compositing import is_composited
from em_desktop.gui.widgets.painting import RIGHT, paint_round, paint_text

_REMOVES = "removes"


class Menu(QMenu):
    """A menu that paints itself; its size comes from the style sheet."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setWindowFlags(
            self.windowFlags()
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.NoDropShadowWindowHint
        )
        self._radius = theme.radius.card if is_composited() else 0
        if self._radius:
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setToolTipsVisible(True)
        theme.set_font(self, "body")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        paint_round(painter, self.rect(), "raised", self._radius, "border_strong")
        for action in self.actions():
            area = QRectF(self.actionGeometry(action))
            if event.rect().intersects(area.toRect()):
                self._paint(painter, area, action)

    def _paint(self, painter: QPainter, area: QRectF, action: QAction) -> None:
        if action.isSeparator():
            line = QRectF(1, round(area.center().y()), self.width() - 2, 1)
            painter.fillRect(line, theme.color("border"))
            return
        enabled = action.isEnabled()
        if action is self.activeAction() and enabled:
            paint_round(painter, area, "selected", theme.radius.control)
        side = theme.size.icon
        box = QRectF(area.left() + 9, area.center().y() - side / 2, side, side)
        token = "disabled" if not enabled else "st_error" if removes(action) else "text"
        if action.isChecked():
            theme.paint_icon(painter, box.adjusted(1, 1, -1, -1), "check", "accent_text")
        elif not action.icon().isNull():
            mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
            action.icon().paint(painter, box.toRect(), Qt.AlignmentFlag.AlignCenter, mode)
        text = area.adjusted(side + 17, 0, -10, 0)
        paint_text(painter, text, wording.plain_text(action.text()), "body", token)
        if action.menu() is not None:
            chevron = QRectF(text.right() - 11, text.top(), theme.size.chevron, text.height())
            theme.paint_icon(painter, chevron, "chevron_right", "text2")
        elif not action.shortcut().isEmpty():
            keys = wording.keys_text(action.shortcut())
            token = "muted" if enabled else "disabled"
            paint_text(painter, text, keys, "small", token, RIGHT)


def mark_as_removing(action: QAction) -> QAction:
    """Paint this action's entry in red in every `Menu`."""
    action.setProperty(_REMOVES, True)  # noqa: FBT003 - Qt's signature
    return action


def removes(action: QAction) -> bool:
    """Whether `mark_as_removing` was called for the action."""
    return bool(action.property(_REMOVES))
