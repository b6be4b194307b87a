"""Labels as chips, in as many rows as they need."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets import chip_width, paint_chip

_GAP = 6


class ChipFlow(QWidget):
    """All labels of a node."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.theme().changed.connect(self.updateGeometry)

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    def set_labels(self, labels: Sequence[str]) -> None:
        """Show these."""
        self._labels = tuple(labels)
        self.setAccessibleName(", ".join(labels))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        bottom = 0.0
        for area, _ in self._places(width):
            bottom = area.bottom()
        return round(bottom) + 2

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, theme.size.chip + 2)

    def _places(self, width: int) -> Iterator[tuple[QRectF, str]]:
        left, top, height = 0.0, 1.0, theme.size.chip
        for label in self._labels:
            wide = min(chip_width(label), width)
            if left and left + wide > width:
                left, top = 0.0, top + height + _GAP
            yield QRectF(left, top, wide, height), label
            left += wide + _GAP

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        for area, label in self._places(self.width()):
            paint_chip(painter, area, label, theme.label_color(label))
        painter.end()
