"""What is shown while a folder is dragged over the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme
from em_desktop.gui.dragging import NODES
from em_desktop.gui.widgets import paint_round, paint_text


def dragged_folders(data: QMimeData) -> list[Path]:
    """The local paths of what is dragged from elsewhere; nothing is looked up on the disk."""
    if data.hasFormat(NODES):
        return []
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropOverlay(QWidget):
    """A tinted frame over the whole window that says what a drop does."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = ""
        self.hide()
        self.retranslate()

    def show_over(self, area: QRect) -> None:
        """Cover this part of the window."""
        self.setGeometry(area)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        tint = theme.color("accent_tint")
        tint.setAlpha(220)
        inside = QRectF(self.rect()).adjusted(12, 12, -12, -12)
        paint_round(painter, inside, tint, theme.radius.popup, "accent", 1.5)
        side = theme.size.icon_state
        middle = inside.center()
        icon = QRectF(middle.x() - side / 2, middle.y() - side - 4, side, side)
        theme.paint_icon(painter, icon, "open_folder", "accent_text")
        words = QRectF(inside.left(), middle.y() + 4, inside.width(), theme.scaled(24))
        paint_text(
            painter, words, self._text, "panel_title", "accent_text", Qt.AlignmentFlag.AlignCenter
        )

    def retranslate(self) -> None:
        """Write the text in the current language."""
        self._text = self.tr("Drop a folder to open it")
        self.setAccessibleName(self._text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
