"""Says over a part of the window what a drop does there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets import paint_round, paint_text, text_width


class DropHint(QWidget):
    """A frame around a widget with a few words; it follows the widget's size."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text = ""
        self._possible = True
        self.hide()
        over.installEventFilter(self)

    def show_hint(self, text: str, *, possible: bool) -> None:
        """Say what a drop does, or why it can't be."""
        self.text, self._possible = text, possible
        self.setAccessibleName(text)
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self._possible:
            tint = theme.color("accent_tint")
            tint.setAlpha(90)
            inside = area.adjusted(1, 1, -1, -1)
            paint_round(painter, inside, tint, theme.radius.control, "accent", 1.5)
        width = min(text_width(self.text, "strong") + 28, area.width() - 16)
        height = theme.size.control_dialog
        left, top = area.center().x() - width / 2, area.center().y() - height / 2
        box = QRectF(round(left), round(top), width, height)
        fill, token = ("accent", "on_accent") if self._possible else ("raised", "text2")
        border = "accent" if self._possible else "border_strong"
        paint_round(painter, box, fill, theme.radius.control, border)
        paint_text(painter, box, self.text, "strong", token, Qt.AlignmentFlag.AlignCenter)
        painter.end()
