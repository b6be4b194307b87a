"""A part of a panel that opens and closes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.gui import theme, wording
from em_desktop.gui.widgets.painting import (
    badge_width,
    paint_badge,
    paint_focus_ring,
    paint_text,
    text_width,
)

_GAP = 7
"""Between chevron and title; the body begins below the title."""


class _Header(QAbstractButton):
    """Chevron, title and count; a click or Space opens and closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.count: int | None = None
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(text_width(self.text(), "section") + 80, theme.size.section_header)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(60, theme.size.section_header)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        side = theme.size.chevron
        name = "chevron_down" if self.isChecked() else "chevron_right"
        theme.paint_icon(painter, QRectF(0, 0, side, self.height()), name, "text2")
        left = side + _GAP
        reserved = badge_width(wording.count_text(self.count)) + 8 if self.count is not None else 0
        room = self.width() - left - reserved - 4
        width = min(text_width(self.text(), "section"), room)
        paint_text(painter, QRectF(left, 0, width, self.height()), self.text(), "section", "text")
        if self.count is not None:
            badge = QRectF(left + width + 8, 0, reserved, self.height())
            paint_badge(painter, badge, wording.count_text(self.count))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())


class Section(QWidget):
    """A header with a chevron over a body that it shows or hides.

    Attributes:
        body: the layout that takes the section's contents.
    """

    opened = Signal(bool)
    """The user opened (True) or closed it."""

    def __init__(
        self, title: str = "", parent: QWidget | None = None, *, is_open: bool = True
    ) -> None:
        super().__init__(parent)
        self._header = _Header(self)
        self._header.setText(title)
        self._header.setChecked(is_open)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.space.icon)
        self._contents = QWidget(self)
        self._contents.setVisible(is_open)
        self.body = QVBoxLayout(self._contents)
        self.body.setContentsMargins(theme.size.chevron + _GAP, 0, 0, theme.space.card)
        self.body.setSpacing(theme.space.icon)
        top = QHBoxLayout()
        top.setSpacing(theme.space.icon)
        top.addWidget(self._header, 1)
        top.addLayout(self._actions)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._contents)
        self._header.toggled.connect(self._toggle)

    @property
    def is_open(self) -> bool:
        return self._header.isChecked()

    def set_open(self, *, is_open: bool) -> None:
        """Open or close it, without the signal."""
        if is_open != self.is_open:
            with QSignalBlocker(self._header):
                self._header.setChecked(is_open)
            self._contents.setVisible(is_open)
            self._header.update()

    def set_title(self, text: str) -> None:
        """Write the title."""
        self._header.setText(text)

    def set_count(self, count: int | None) -> None:
        """Show a count behind the title."""
        self._header.count = count
        self._header.update()

    def add_action_widget(self, widget: QWidget) -> None:
        """Put a button at the right end of the header."""
        self._actions.addWidget(widget)

    def _toggle(self, is_open: bool) -> None:
        self._contents.setVisible(is_open)
        self.opened.emit(is_open)
