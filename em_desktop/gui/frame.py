"""The bare window. It imports next to nothing, so that it is on the screen at once."""

from __future__ import annotations

import base64

from PySide6.QtCore import QByteArray, QRect, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow

_LEAST = (840, 560)
_FIRST = (1440, 900)
_TOP_BAR, _NAVIGATOR, _STATUS_BAR = 44, 240, 26


class WindowFrame(QMainWindow):
    """A window that paints where its parts will be, until they are there.

    Args:
        is_dark: whether it begins dark.
        geometry: what `geometry_text` gave at the end of the last session, or nothing.
    """

    painted = Signal()
    """It was painted for the first time."""
    closing = Signal()

    def __init__(self, is_dark: bool, geometry: str = "") -> None:
        super().__init__()
        self._is_dark = is_dark
        self._was_painted = False
        self.setWindowTitle("EM Desktop")
        self.setMinimumSize(*_LEAST)
        self.resize(*_FIRST)
        if geometry:
            self.restoreGeometry(QByteArray(base64.b64decode(geometry.encode())))

    def geometry_text(self) -> str:
        """Place and size of the window, for the next session."""
        return base64.b64encode(self.saveGeometry().data()).decode()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        if self.centralWidget() is None:
            self._paint_places()
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def _paint_places(self) -> None:
        from em_desktop.gui.theme.tokens import tokens

        colors = tokens("dark" if self._is_dark else "light")
        painter = QPainter(self)
        area = self.rect()
        painter.fillRect(area, QColor(colors["window"]))
        line = QColor(colors["border"])
        bottom = area.height() - _STATUS_BAR
        painter.fillRect(QRect(0, _TOP_BAR - 1, area.width(), 1), line)
        painter.fillRect(QRect(0, bottom, area.width(), 1), line)
        painter.fillRect(QRect(_NAVIGATOR, _TOP_BAR, 1, bottom - _TOP_BAR), line)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        self.closing.emit()
        super().closeEvent(event)
