"""Shares as named bars."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.painting import RIGHT, metrics, paint_text, text_width

_BAR = 6
_GAP = 4
_MOST_PITCH = 33
_LEAST_PITCH = 26


class BarsView(QWidget):
    """Name, number and bar of each share, the largest first; as many as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: tuple[tuple[str, float], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.theme().changed.connect(self.update)

    @property
    def shares(self) -> tuple[tuple[str, float], ...]:
        return self._shares

    def set_shares(self, shares: Sequence[tuple[str, float]]) -> None:
        """Show these: names and parts of 1."""
        self._shares = tuple(shares)
        self.setAccessibleDescription(", ".join(f"{name} {share:.2f}" for name, share in shares))
        self.setMinimumHeight(len(self._shares) * theme.scaled(_LEAST_PITCH))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, len(self._shares) * theme.scaled(_MOST_PITCH))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        line = metrics("caption").height()
        room = self.height() / max(len(self._shares), 1)
        pitch = min(max(room, theme.scaled(_LEAST_PITCH)), theme.scaled(_MOST_PITCH))
        most = max((share for _, share in self._shares), default=0.0) or 1.0
        for number, (name, share) in enumerate(self._shares):
            top = round(number * pitch)
            number_text = f"{share:.2f}"
            wide = text_width(number_text, "caption_strong", tabular=True)
            box = QRectF(0, top, self.width() - wide - 8, line)
            paint_text(painter, box, name, "caption", "text2")
            box = QRectF(0, top, self.width(), line)
            paint_text(painter, box, number_text, "caption_strong", "text", RIGHT, tabular=True)
            bar = QRectF(0, top + line + _GAP, self.width(), _BAR)
            painter.fillRect(bar, theme.color("selected_inactive"))
            bar.setWidth(max(share / most * bar.width() * 0.92, 2))
            painter.fillRect(bar, theme.run_color(0))
