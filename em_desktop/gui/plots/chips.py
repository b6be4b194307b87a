"""The small chips in the header of a chart."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.painting import paint_round, paint_text, text_width

_PADDING = 6
_ICON = 12


class Chip(QWidget):
    """A short text; with a warning sign or without. Hidden while it is empty."""

    def __init__(self, parent: QWidget | None = None, *, warns: bool = False) -> None:
        super().__init__(parent)
        self._text = ""
        self._warns = warns
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def set_text(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.updateGeometry()
            self.update()
        if self._warns:
            self.setVisible(bool(text))

    def sizeHint(self) -> QSize:  # noqa: N802
        icon = _ICON + 4 if self._warns else 0
        width = text_width(self._text, "caption_strong") + 2 * _PADDING + icon
        return QSize(width, theme.size.chip)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(min(self.sizeHint().width(), 60), theme.size.chip)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        background, color = (
            ("st_warning_bg", "st_warning") if self._warns else ("selected_inactive", "text2")
        )
        paint_round(painter, self.rect(), background, theme.radius.control)
        area = QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING + 1, 0)
        if self._warns:
            icon = QRectF(area.left(), 0, _ICON, self.height())
            theme.paint_icon(painter, icon, "warning", color)
            area.setLeft(area.left() + _ICON + 4)
        paint_text(painter, area, self._text, "caption_strong", color)
