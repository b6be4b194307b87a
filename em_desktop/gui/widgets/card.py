"""Frames: cards on a page and popups over it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from em_desktop.gui import theme
from em_desktop.gui.widgets.compositing import is_composited
from em_desktop.gui.widgets.labels import ElidedLabel

_SHADOW = 24


class Card(QFrame):
    """A frame with a title and a body.

    Attributes:
        body: the layout that takes the contents.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme.set_look(self, card=True)
        self._title = ElidedLabel(title, "strong", "text", self)
        self._header = QWidget(self)
        self._row = QHBoxLayout(self._header)
        self._row.setContentsMargins(theme.space.card, 0, theme.space.icon, 0)
        self._row.setSpacing(theme.space.icon)
        self._row.addWidget(self._title, 1)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(theme.space.card, 0, theme.space.card, theme.space.card)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addLayout(self.body, 1)
        self._fit()
        theme.theme().changed.connect(self._fit)

    def set_title(self, text: str) -> None:
        """Write the title."""
        self._title.setText(text)

    def add_title_widget(self, widget: QWidget) -> None:
        """Put a chip right behind the title."""
        if self._row.stretch(0):
            self._row.setStretch(0, 0)
            self._row.insertStretch(1, 1)
        self._row.insertWidget(1, widget)

    def add_header_widget(self, widget: QWidget) -> None:
        """Put a chip or a button at the right end of the header."""
        self._row.addWidget(widget)

    def set_header_spacing(self, pixels: int) -> None:
        """Put what is in the header further apart."""
        self._row.setSpacing(pixels)

    def _fit(self) -> None:
        self._header.setFixedHeight(theme.size.card_header)


class Popup(QWidget):
    """A frame over everything, closed by Escape or a click beside it.

    It has round corners and a shadow where windows can be transparent.

    Attributes:
        body: the layout that takes the contents.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self._frame = QFrame(self)
        self._shadow = _SHADOW if is_composited() else 0
        if self._shadow:
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
            theme.set_look(self._frame, popup=True)
            add_shadow(self._frame)
        else:
            theme.set_look(self._frame, popup="square")
        self.body = QVBoxLayout(self._frame)
        self.body.setContentsMargins(1, 1, 1, 1)
        self.body.setSpacing(0)
        layout = QVBoxLayout(self)
        side = self._shadow
        layout.setContentsMargins(side, side // 2, side, side + side // 2)
        layout.addWidget(self._frame)

    def show_at(self, corner: QPoint, *, align_right: bool = False) -> None:
        """Show it with its upper left (or right) corner at this place of the screen."""
        self.adjustSize()
        frame, side = self.sizeHint(), self._shadow
        left = corner.x() - (frame.width() - side if align_right else side)
        place = QRect(QPoint(left, corner.y() - side // 2), frame)
        screen = self.screen().availableGeometry()
        rightmost = screen.right() - frame.width() + side
        place.moveLeft(min(max(place.left(), screen.left() - side), rightmost))
        place.moveTop(min(place.top(), screen.bottom() - frame.height() + side))
        self.setGeometry(place)
        self.show()

    def show_below(self, widget: QWidget, *, align_right: bool = False) -> None:
        """Show it 4 pixels below a widget."""
        corner = widget.rect().bottomRight() if align_right else widget.rect().bottomLeft()
        self.show_at(widget.mapToGlobal(corner) + QPoint(0, 5), align_right=align_right)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def add_shadow(widget: QWidget) -> None:
    """Give a floating frame its shadow."""
    shadow = QGraphicsDropShadowEffect(widget)
    shadow.setBlurRadius(32)
    shadow.setOffset(0, 12)
    shadow.setColor(QColor(0, 0, 0, 56))
    widget.setGraphicsEffect(shadow)


class Scrim(QWidget):
    """Dims the window behind a dialog; delete it with the dialog."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        QPainter(self).fillRect(self.rect(), theme.color("scrim"))
