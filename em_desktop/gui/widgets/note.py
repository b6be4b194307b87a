"""A box with something to know: an icon and a few sentences."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.labels import Paragraph

NoteKind: TypeAlias = Literal["info", "good", "bad", "warning", "waiting"]

_LOOK: Final[dict[NoteKind, tuple[str, str, str]]] = {
    "info": ("info", "muted", "hover_surface"),
    "good": ("complete", "st_complete", "st_complete_bg"),
    "bad": ("alert", "st_error", "st_error_bg"),
    "warning": ("alert", "st_warning", "st_warning_bg"),
    "waiting": ("loading", "muted", "hover_surface"),
}
"""Icon, its color, and that of the ground."""


class NoteBox(QWidget):
    """Says it in plain text, on a ground that tells how it is meant."""

    def __init__(self, kind: NoteKind = "info", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: NoteKind = kind
        self._text = Paragraph("small", "text2", self)
        side = theme.space.card
        row = QHBoxLayout(self)
        row.setContentsMargins(side + theme.size.icon_small + theme.space.control, side, side, side)
        row.addWidget(self._text)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def kind(self) -> NoteKind:
        return self._kind

    def text(self) -> str:
        return self._text.text()

    def show_note(self, kind: NoteKind, text: str) -> None:
        """Say something else; an empty text hides it."""
        self._kind = kind
        self.set_text(text)
        self.update()

    def set_text(self, text: str) -> None:
        """Say it in other words; an empty text hides it."""
        self._text.set_text(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        icon, token, ground = _LOOK[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(self.rect(), theme.radius.card, theme.radius.card)
        side = theme.size.icon_small
        top = theme.space.card
        area = QRect(theme.space.card, top, side, theme.line_height("small"))
        theme.paint_icon(painter, area, icon, token)
