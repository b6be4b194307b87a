"""The menu of one of the compared."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from em_desktop.domain.comparison import Member
from em_desktop.gui import theme
from em_desktop.gui.node_color import CHOICES
from em_desktop.gui.widgets import Menu, paint_dot

_DOT = 10


class MemberMenu(Menu):
    """What can be done with a member; the page connects it. Deleted when it closes."""

    color_chosen = Signal(str)
    """One of `CHOICES`."""

    def __init__(self, parent: QWidget, member: Member, *, is_baseline: bool) -> None:
        super().__init__("", parent)
        self.aboutToHide.connect(self.deleteLater)
        self.open_action = QAction(theme.icon("open"), self.tr("Open in new tab"), self)
        self.baseline_action = QAction(self.tr("Make it the baseline"), self)
        self.baseline_action.setEnabled(not is_baseline)
        hide = self.tr("Show curves") if member.hidden else self.tr("Hide curves")
        self.hide_action = QAction(theme.icon("visible" if member.hidden else "hidden"), hide, self)
        self.remove_action = QAction(theme.icon("close"), self.tr("Remove from comparison"), self)
        self.colors = QMenu(self.tr("Color"), self)
        for number, color in enumerate(CHOICES, 1):
            action = self.colors.addAction(self.tr("Color %1").replace("%1", str(number)))
            action.setIcon(_dot(number - 1))
            action.setData(color)
        self.colors.triggered.connect(self._choose_color)
        self.addAction(self.open_action)
        self.addAction(self.baseline_action)
        self.addAction(self.hide_action)
        self.addMenu(self.colors)
        self.addSeparator()
        self.addAction(self.remove_action)

    def _choose_color(self, action: QAction) -> None:
        self.color_chosen.emit(str(action.data()))


def _dot(number: int) -> QIcon:
    side = theme.size.icon
    pixmap = QPixmap(side, side)
    pixmap.fill("transparent")
    painter = QPainter(pixmap)
    middle = QRectF(pixmap.rect()).center()
    paint_dot(painter, QPointF(middle), theme.run_color(number), _DOT)
    painter.end()
    return QIcon(pixmap)
