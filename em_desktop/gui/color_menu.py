"""A menu of the colors that people may give to nodes and labels."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme
from em_desktop.gui.node_color import CHOICES, shown_color
from em_desktop.gui.widgets import Menu, paint_round


class ColorMenu(Menu):
    """The automatic color and those of `node_color.CHOICES`; the present one is checked."""

    chosen = Signal(str)
    """A value of `node_color.CHOICES`; empty for the automatic color."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)

    def offer(self, present: Collection[str]) -> None:
        """Fill the menu.

        Args:
            present: the values that there are now; several are as none.
        """
        self.clear()
        self.setAccessibleName(self.tr("Color"))
        for number, value in enumerate(("", *CHOICES)):
            text = self.tr("Color {number}") if value else self.tr("Automatic color")
            action = self.addAction(text.format(number=number))
            action.setIcon(_swatch(value))
            action.setData(value)
            action.setCheckable(True)
            action.setChecked(set(present) == {value})
            action.triggered.connect(self._choose)

    @Slot()
    def _choose(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.chosen.emit(action.data())


def _swatch(value: str) -> QIcon:
    side = theme.size.icon
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    area = QRect(2, 2, side - 4, side - 4)
    color = shown_color(value)
    paint_round(painter, area, color, 3, None if color is not None else "text2", 1.5)
    painter.end()
    return QIcon(pixmap)
