"""What charts of two axes share: rulers with ticks, the grid, places in pixels, the pointer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.trial_axes import LARGEST
from em_desktop.gui import theme
from em_desktop.gui.plots import ticks
from em_desktop.gui.plots.axes import Scale
from em_desktop.gui.widgets.painting import (
    CENTER,
    RIGHT,
    metrics,
    paint_focus_ring,
    paint_text,
    text_width,
)

_LEAST_LEFT = 37
_MOST_LEFT = 96
_GAP = 7
_BOTTOM = 22
_TOP = 6
_RIGHT = 12
_APART = 25
_NEAR = 9.0
_FAR_OUTSIDE = 50.0
_TICK_SCALES = {
    Scale.NUMBER: (ticks.number_ticks, ticks.number_texts),
    Scale.LOG: (ticks.log_ticks, ticks.log_texts),
    Scale.DURATION: (ticks.duration_ticks, ticks.duration_texts),
    Scale.CLOCK: (ticks.clock_ticks, ticks.clock_texts),
}


@dataclass(frozen=True, slots=True)
class Ruler:
    """One axis of a chart.

    Attributes:
        low, high: its ends; low < high. Exponents of ten where the scale is logarithmic.
        scale: what its numbers are.
        names: what is written at 0, 1, 2... instead of numbers.
    """

    low: float = 0.0
    high: float = 1.0
    scale: Scale = Scale.NUMBER
    names: tuple[str, ...] = ()

    def parts(self, values: Floats) -> Floats:
        """Where values are between the ends, 0 to 1; never so far outside that Qt can't draw."""
        inside = np.clip(values, -LARGEST, LARGEST)
        return np.clip((inside - self.low) / (self.high - self.low), -_FAR_OUTSIDE, _FAR_OUTSIDE)

    def marks(self, room: float) -> list[tuple[float, str]]:
        """Where the ticks are and what they say, as many as ``room`` pixels hold."""
        most = max(2, min(ticks.MOST_TICKS, int(room // _APART)))
        if self.names:
            step = max(1, math.ceil(len(self.names) / max(room // 16, 1)))
            return [(float(n), name) for n, name in enumerate(self.names)][::step]
        make, say = _TICK_SCALES[self.scale]
        values = make(self.low, self.high, most)
        return list(zip(values, say(values), strict=True))


def ruler_around(values: Floats, scale: Scale = Scale.NUMBER) -> Ruler:
    """A ruler with some room around all finite values."""
    known = np.clip(values[np.isfinite(values)], -LARGEST, LARGEST)
    if not len(known):
        return Ruler(scale=scale)
    low, high = float(known.min()), float(known.max())
    margin = (high - low) * 0.06
    if not margin > abs(high) * 1e-12:
        margin = abs(low) * 0.1 or 1.0
    return Ruler(low - margin, high + margin, scale)


class XYView(QWidget):
    """Paints axes and a grid; a subclass paints what is between them.

    What seldom changes is painted into a kept picture (`paint_still`), what follows the
    pointer on top of it (`paint_live`).
    """

    hovered = Signal(int)
    """The place of the trial under the pointer; -1 for none."""
    clicked = Signal(int, bool)
    """A trial was clicked: its place, and whether to add it to the selection."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._x = self._y = Ruler()
        self._left = _LEAST_LEFT
        self._message = ""
        self._still: QPixmap | None = None
        self._hovered = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        theme.theme().changed.connect(self.redraw)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(240, theme.scaled(150))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(100, 90)

    @property
    def x_ruler(self) -> Ruler:
        return self._x

    @property
    def y_ruler(self) -> Ruler:
        return self._y

    @property
    def message(self) -> str:
        return self._message

    def set_rulers(self, x: Ruler, y: Ruler) -> None:
        """Give it other axes."""
        self._x, self._y = x, y
        texts = (text for _, text in y.marks(self.height() - _TOP - _BOTTOM))
        widest = max((text_width(text, "caption", tabular=True) for text in texts), default=0)
        self._left = min(max(widest + _GAP + 3, _LEAST_LEFT), _MOST_LEFT)
        self.redraw()

    def set_message(self, text: str) -> None:
        """Say in the middle why there is nothing to see; empty for nothing."""
        self._message = text
        self.redraw()

    def redraw(self) -> None:
        """Paint everything anew."""
        self._still = None
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the contents are, in pixels."""
        return QRectF(self.rect()).adjusted(self._left, _TOP, -_RIGHT, -_BOTTOM)

    def to_pixels(self, x: Floats, y: Floats) -> NDArray[np.float64]:
        """Places of the axes as pixels: an array of shape (n, 2)."""
        area = self.area
        across = area.left() + self._x.parts(x) * area.width()
        up = area.bottom() - self._y.parts(y) * area.height()
        return np.column_stack((across, up))

    def to_pixel(self, x: float, y: float) -> QPointF:
        """One place of the axes as a pixel."""
        across, up = self.to_pixels(np.array([x]), np.array([y]))[0].tolist()
        return QPointF(across, up)

    # What a subclass does

    def paint_still(self, painter: QPainter) -> None:
        """Paint what is kept."""

    def paint_live(self, painter: QPainter) -> None:
        """Paint what changes often."""

    def trial_at(self, position: QPointF) -> int:
        """The place of the trial at a pixel; -1 for none."""
        raise NotImplementedError

    def describe(self, place: int) -> str:
        """The tooltip of a trial."""
        raise NotImplementedError

    def step(self, by: int) -> int:
        """The trial that the Left and Right keys go to; -1 for none."""
        raise NotImplementedError

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        ratio = self.devicePixelRatioF()
        if self._still is None or self._still.size() != self.size() * ratio:
            self._still = QPixmap(self.size() * ratio)
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(theme.color("surface"))
            painter = QPainter(self._still)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_axes(painter)
            painter.setClipRect(self.area.adjusted(-4, -4, 4, 4))
            self.paint_still(painter)
            painter.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._still)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(self.area.adjusted(-6, -6, 6, 6))
        self.paint_live(painter)
        painter.restore()
        if self._message:
            self._paint_message(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint_axes(self, painter: QPainter) -> None:
        area = self.area
        grid, axis = theme.color("plot_grid"), theme.color("plot_axis")
        line = metrics("caption").height()
        for value, text in self._y.marks(area.height()):
            y = round(self.to_pixel(self._x.low, value).y())
            if area.top() - 1 <= y <= area.bottom() + 1:
                painter.fillRect(QRectF(area.left(), y, area.width(), 1), grid)
                box = QRectF(0, y - line / 2, self._left - _GAP, line)
                paint_text(painter, box, text, "caption", "muted", RIGHT, tabular=True)
        widest = 0
        for value, text in self._x_marks(area):
            x = round(self.to_pixel(value, self._y.low).x())
            painter.fillRect(QRectF(x, area.top(), 1, area.height()), grid)
            widest = text_width(text, "caption", tabular=True)
            left = min(max(x - widest / 2, 0), self.width() - widest)
            box = QRectF(left, area.bottom() + 4, widest + 2, line)
            paint_text(painter, box, text, "caption", "muted", CENTER, tabular=True)
        painter.fillRect(QRectF(area.left(), area.top(), 1, area.height()), axis)
        painter.fillRect(QRectF(area.left(), area.bottom(), area.width() + 1, 1), axis)

    def _x_marks(self, area: QRectF) -> list[tuple[float, str]]:
        """The ticks that have room for their texts."""
        marks = self._x.marks(area.width())
        widths = [text_width(text, "caption", tabular=True) + 8 for _, text in marks]
        room = area.width() / max(len(marks) - (not self._x.names), 1)
        every = max(1, math.ceil(max(widths, default=1) / max(room, 1)))
        return [
            (value, text) for value, text in marks[::every] if self._x.low <= value <= self._x.high
        ]

    def _paint_message(self, painter: QPainter) -> None:
        width = min(text_width(self._message, "small") + 16, self.area.width())
        box = QRectF(0, 0, width, 24)
        box.moveCenter(self.area.center())
        painter.fillRect(box, theme.color("surface"))
        paint_text(painter, box, self._message, "small", "muted", CENTER)

    # The pointer and the keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._point(self.trial_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._point(-1)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            place = self.trial_at(event.position())
            if place >= 0:
                self.clicked.emit(place, bool(event.modifiers() & ADDING))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        place = self.step(by) if by else -1
        if place >= 0:
            adds = False
            self.clicked.emit(place, adds)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.trial_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.describe(place) if place >= 0 else "", self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self.redraw()

    def _point(self, place: int) -> None:
        if place != self._hovered:
            self._hovered = place
            self.hovered.emit(place)


@dataclass(frozen=True, slots=True, eq=False)
class Focus:
    """Which trials stand out, as places; the same in all charts.

    Attributes:
        current: the one in the panel; -1 for none.
        hovered: the one under the pointer, in any chart or the table; -1 for none.
        selected: those that are selected in the table.
        brushed: those that all brushes take; None without a brush.
    """

    current: int = -1
    hovered: int = -1
    selected: tuple[int, ...] = ()
    brushed: Flags | None = None


ADDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
"""Keys that add to a selection or brush instead of replacing it."""


def nearest(pixels: NDArray[np.float64], position: QPointF, within: float = _NEAR) -> int:
    """Which of these pixels is nearest to a position, if it is near; else -1."""
    if not len(pixels):
        return -1
    apart = np.hypot(pixels[:, 0] - position.x(), pixels[:, 1] - position.y())
    apart = np.where(np.isnan(apart), np.inf, apart)
    found = int(np.argmin(apart))
    return found if apart[found] <= within else -1


def mixed(color: QColor, part: float) -> QColor:
    """A color over the surface, ``part`` of it; opaque, as that is drawn faster."""
    below = theme.color("surface")
    return QColor.fromRgbF(
        *(
            part * above + (1 - part) * under
            for above, under in zip(_parts(color), _parts(below), strict=True)
        )
    )


def _parts(color: QColor) -> tuple[float, float, float]:
    return color.redF(), color.greenF(), color.blueF()


def polygon(pixels: NDArray[np.float64]) -> list[QPointF]:
    """Pixels as Qt's points, without those that are nowhere."""
    known = pixels[~np.isnan(pixels).any(axis=1)]
    return [QPointF(x, y) for x, y in known.tolist()]


def density_image(counts: NDArray[np.float32], color: QColor, least: float = 0.1) -> QImage:
    """Counts as a picture: more of the color where there is more, nothing where there is none.

    Args:
        counts: by row from the top.
        color: that of the largest count.
        least: how opaque a pixel is that counts 1.
    """
    most = float(counts.max(initial=0))
    scaled = np.log1p(counts) * np.float32(254 / np.log1p(most) if most > 0 else 0)
    levels = np.where(counts > 0, 1 + scaled, 0).astype(np.uint8)
    table = [0]
    for level in range(255):
        shade = QColor(color)
        shade.setAlphaF(least + (1 - least) * level / 254)
        table.append(shade.rgba())
    return _indexed(levels, table)


def colored_image(parts: Floats, colors: Sequence[QColor]) -> QImage:
    """A grid of values from 0 to 1 in colors from low to high; nothing where there is NaN."""
    levels = np.where(np.isnan(parts), 0, 1 + np.nan_to_num(parts) * 254).astype(np.uint8)
    table = [0]
    for level in range(255):
        place = level / 254 * (len(colors) - 1)
        below = min(int(place), len(colors) - 2)
        table.append(_between(colors[below], colors[below + 1], place - below).rgba())
    return _indexed(levels, table)


def _between(one: QColor, other: QColor, part: float) -> QColor:
    pairs = zip(_parts(one), _parts(other), strict=True)
    return QColor.fromRgbF(*(a + (b - a) * part for a, b in pairs))


def _indexed(levels: NDArray[np.uint8], table: list[int]) -> QImage:
    height, width = levels.shape
    lines = np.ascontiguousarray(levels)
    image = QImage(lines.data, width, height, width, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)  # its own memory


def hairline(color: QColor, width: float = 1.0) -> QPen:
    """A pen whose width doesn't scale."""
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen
