"""Choices side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from em_desktop.gui import theme
from em_desktop.gui.widgets.painting import (
    CENTER,
    paint_focus_ring,
    paint_round,
    paint_text,
    text_width,
)

_PADDING = 9
_SWATCH = 10


class Segments(QWidget):
    """Options of which one is chosen: one border, the chosen one tinted.

    Left and Right choose by keyboard.
    """

    chosen = Signal(str)
    """The key of the option that the user chose."""

    def __init__(
        self,
        options: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
        *,
        small: bool = True,
    ) -> None:
        super().__init__(parent)
        self._options: list[tuple[str, str]] = []
        self._key = ""
        self._named = False
        self._hovered = -1
        self._small = small
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)
        self.set_options(options)

    @property
    def key(self) -> str:
        """The key of the chosen option."""
        return self._key

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for key, _ in self._options)

    def choose(self, key: str) -> None:
        """Show this option as chosen; no signal. An unknown key changes nothing."""
        if key in self.keys:
            self._key = key
            self._tell()
            self.update()

    def _tell(self) -> None:
        """Say to screen readers what is chosen."""
        chosen = dict(self._options).get(self._key, "")
        self.setAccessibleDescription(chosen)
        if not self._named:
            super().setAccessibleName(chosen)

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Say what is chosen here; without it the chosen option is the name."""
        self._named = bool(name)
        super().setAccessibleName(name)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Other options; the chosen one stays if it is among them."""
        self._options = list(options)
        if self._key not in self.keys:
            self._key = self._options[0][0] if self._options else ""
        self._tell()
        self.updateGeometry()
        self.update()

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Write the options' texts anew."""
        self.set_options([(key, texts.get(key, text)) for key, text in self._options])

    def sizeHint(self) -> QSize:  # noqa: N802
        height = theme.size.control_small if self._small else theme.size.control
        return QSize(sum(self._widths()) + 2, height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def _widths(self) -> list[int]:
        return [text_width(text, "small_strong") + 2 * _PADDING for _, text in self._options]

    def _boxes(self) -> list[QRectF]:
        boxes, left = [], 1.0
        for width in self._widths():
            boxes.append(QRectF(left, 1, width, self.height() - 2))
            left += width
        return boxes

    def _take(self, position: int) -> None:
        if 0 <= position < len(self._options) and self._options[position][0] != self._key:
            self._key = self._options[position][0]
            self._tell()
            self.update()
            self.chosen.emit(self._key)

    def _at(self, event: QMouseEvent) -> int:
        place = event.position()
        return next((i for i, box in enumerate(self._boxes()) if box.contains(place)), -1)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(self._at(event))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        hovered = self._at(event)
        if hovered != self._hovered:
            self._hovered = hovered
            self.update()

    def leaveEvent(self, event: object) -> None:  # noqa: N802, ARG002
        self._hovered = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if step and self._key in self.keys:
            self._take(self.keys.index(self._key) + step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        radius = theme.radius.control
        paint_round(painter, self.rect(), "surface", radius, "border_strong")
        boxes = self._boxes()
        for position, ((key, text), box) in enumerate(zip(self._options, boxes, strict=True)):
            chosen = key == self._key
            if chosen or (position == self._hovered and self.isEnabled()):
                painter.save()
                painter.setClipRect(box)
                whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                paint_round(
                    painter, whole, "accent_tint" if chosen else "hover_surface", radius - 1
                )
                painter.restore()
            token = "accent_text" if chosen else "text2"
            paint_text(
                painter,
                box,
                text,
                "small_strong" if chosen else "small",
                token if self.isEnabled() else "disabled",
                CENTER,
            )
            if position:
                painter.fillRect(
                    QRectF(box.left() - 0.5, 1, 1, box.height()), theme.color("border_strong")
                )
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())


class Toggle(QAbstractButton):
    """A button that stays pressed, of the same look; perhaps with the swatch of a series."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatch: int | None = None
        self.setCheckable(True)
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme().changed.connect(self.updateGeometry)

    def set_swatch(self, run_color: int | None) -> None:
        """Show the run color of this number (from 0) before the text."""
        self._swatch = run_color
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = text_width(self.text(), "small_strong") + 2 * _PADDING + 2
        if self._swatch is not None:
            width += _SWATCH + 6
        return QSize(width, theme.size.control_small)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        on, enabled = self.isChecked(), self.isEnabled()
        fill = "accent_tint" if on else "hover_surface" if self.underMouse() else "surface"
        border = "accent_tint" if on else "border_strong" if enabled else "border"
        paint_round(painter, self.rect(), fill, theme.radius.control, border)
        area = QRectF(self.rect()).adjusted(_PADDING, 0, -_PADDING, 0)
        if self._swatch is not None:
            top = round(area.center().y() - _SWATCH / 2)
            color = QColor(theme.run_color(self._swatch))
            if not on:
                color.setAlphaF(0.4)
            paint_round(
                painter, QRectF(area.left(), top, _SWATCH, _SWATCH), color, theme.radius.check
            )
            area.setLeft(area.left() + _SWATCH + 6)
        token = "accent_text" if on else "text2"
        paint_text(
            painter, area, self.text(), "small_strong", token if enabled else "disabled", CENTER
        )
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())
