"""A message of the search or of a trial."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets import TextLabel, paint_round


class Note(QWidget):
    """A text on a tinted box, red where something failed; hidden without a text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._failed = False
        self._label = TextLabel("", "small", "text2", self, wrap=True, selectable=True)
        self._label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.addWidget(self._label)
        self.hide()

    @property
    def text(self) -> str:
        return self._label.text()

    def set_text(self, text: str, *, failed: bool = False) -> None:
        """Show this text; none hides the box."""
        self._failed = failed
        self._label.setText(text)
        theme.set_tone(self._label, "st_error" if failed else "text2")
        self.setVisible(bool(text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        token = "st_error_bg" if self._failed else "hover_surface"
        paint_round(QPainter(self), self.rect(), token, theme.radius.control)
