"""What lies on top of a plot: points, crosshair, marks of NaN; and the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from em_desktop.domain.curves import XAxis
from em_desktop.domain.metrics import Floats
from em_desktop.gui import theme
from em_desktop.gui.plots import ticks
from em_desktop.gui.plots.lines import DrawnLine, line_color, paint_marker
from em_desktop.gui.plots.links import Crosshair, PageScroll
from em_desktop.gui.plots.plot import Plot

_ZOOM_PER_NOTCH = 0.8
_LEAST_BOX = 6.0
_MARKER_RADIUS = 2.9
_DOT_RADIUS = 1.4
_RING_RADIUS = 3.6
_MARK = (2.0, 7.0)
_CHIP_PADDING = 6.0
_NOTE_WIDTH = 140
_FINEST_ZOOM = 1e-12


@dataclass(slots=True)
class _Drag:
    """A drag under way.

    Attributes:
        start: where the button went down.
        now: where the pointer is.
        pans: move the range (middle button), or else make a zoom box.
        selects: select a range (Ctrl).
    """

    start: QPointF
    now: QPointF
    pans: bool
    selects: bool = False

    @property
    def box(self) -> QRectF:
        return QRectF(self.start, self.now).normalized()


class Surface(QWidget):
    """Covers its plot: zoom, pan, crosshair."""

    hovered = Signal(object)
    """The pointer's place (QPointF) over the plot; None when it left."""

    def __init__(
        self, plot: Plot, crosshair: Crosshair | None = None, scroll: PageScroll | None = None
    ) -> None:
        super().__init__(plot)
        self._scroll = scroll
        self._plot = plot
        self._crosshair = crosshair
        self._drag: _Drag | None = None
        self._shown_x: float | None = None
        self._message = ""
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._notes: tuple[tuple[float, str], ...] = ()
        plot.redrawn.connect(self.update)
        plot.installEventFilter(self)
        if crosshair is not None:
            crosshair.moved.connect(self._follow_crosshair)

    def set_notes(self, notes: Sequence[tuple[float, str]]) -> None:
        """Show texts at places of the x axis."""
        if tuple(notes) != self._notes:
            self._notes = tuple(notes)
            self.update()

    @property
    def notes(self) -> tuple[tuple[float, str], ...]:
        return self._notes

    def set_message(self, text: str) -> None:
        """Say in the middle why there is nothing to see."""
        self._message = text
        self.update()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802, ARG002
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self.setGeometry(self._plot.rect())
            self.raise_()
        return False

    # -- the mouse

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        turned = event.angleDelta().y() or event.angleDelta().x()
        scrolls = self._scroll is not None and self._scroll.under_way
        if not turned or scrolls or not self._plot.area.contains(event.position()):
            event.ignore()
            return
        factor = _ZOOM_PER_NOTCH ** (turned / 120)
        x, y = self._plot.from_pixel(event.position())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._plot.choose_y(_scaled(self._plot.y_range, y, factor))
        else:
            self._plot.choose_x(_scaled(self._plot.x_range, x, factor))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        pans = event.button() is Qt.MouseButton.MiddleButton
        inside = self._plot.area.contains(event.position())
        if inside and (pans or event.button() is Qt.MouseButton.LeftButton):
            selects = not pans and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._drag = _Drag(event.position(), event.position(), pans, selects)
        event.ignore()  # the card takes the focus

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        drag = self._drag
        if drag is not None and drag.pans:
            self._pan(drag.now, event.position())
            drag.now = event.position()
        elif drag is not None:
            drag.now = event.position()
            self.update()
        inside = self._plot.area.adjusted(-2, 0, 2, 0).contains(event.position())
        self.hovered.emit(event.position() if inside else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        drag, self._drag = self._drag, None
        if drag is None or drag.pans:
            return
        drag.now = event.position()
        box = _clipped(drag.box, self._plot.area)
        if drag.selects:
            self._select(box)
        else:
            self._zoom_to(box)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._drag = None
            self._plot.reset()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.hovered.emit(None)
        super().leaveEvent(event)

    def _pan(self, before: QPointF, now: QPointF) -> None:
        from_x, from_y = self._plot.from_pixel(before)
        to_x, to_y = self._plot.from_pixel(now)
        left, right = self._plot.x_range
        bottom, top = self._plot.y_range
        if from_y != to_y:
            self._plot.choose_y((bottom + from_y - to_y, top + from_y - to_y))
        if from_x != to_x:
            self._plot.choose_x((left + from_x - to_x, right + from_x - to_x))

    def _select(self, box: QRectF) -> None:
        """Select a range; a click selects none."""
        ends = (self._plot.from_pixel(end)[0] for end in (box.topLeft(), box.bottomRight()))
        self._plot.link.select((next(ends), next(ends)) if box.width() >= _LEAST_BOX else None)

    def _zoom_to(self, box: QRectF) -> None:
        wide, high = box.width() >= _LEAST_BOX, box.height() >= _LEAST_BOX
        left, top = self._plot.from_pixel(box.topLeft())
        right, bottom = self._plot.from_pixel(box.bottomRight())
        if high:
            self._plot.choose_y((bottom, top))
        if wide:
            self._plot.choose_x((left, right))

    # -- the crosshair

    def _follow_crosshair(self) -> None:
        crosshair = self._crosshair
        x = None if crosshair is None else crosshair.x
        if x != self._shown_x:
            self._shown_x = x
            self.update()

    def chip_text(self) -> str:
        """What the chip on the x axis says; empty without a crosshair."""
        x = self._shown_x
        if x is None:
            return ""
        return x_text(10.0 ** min(x, 300.0) if self._plot.log_x else x, self._plot.axis, short=True)

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._plot.area
        painter.save()
        painter.setClipRect(area.adjusted(-4, -4, 4, 4))
        self._paint_selection(painter, area)
        for drawn in self._plot.visible_lines:
            self._paint_points(painter, drawn, area)
        self._paint_marks(painter, area)
        painter.restore()
        self._paint_notes(painter, area)
        if self._message and not self._plot.has_points:
            self._paint_message(painter, area)
        if self._shown_x is not None and self._plot.has_points:
            self._paint_crosshair(painter, area, self._shown_x)
        if self._drag is not None and not self._drag.pans and not self._drag.selects:
            self._paint_box(painter, _clipped(self._drag.box, area))
        painter.end()

    def _pixels(self, x: Floats, y: Floats, area: QRectF) -> list[QPointF]:
        (left, right), (bottom, top) = self._plot.x_range, self._plot.y_range
        inside = (x >= left) & (x <= right) & (y >= bottom) & (y <= top)
        xs = area.left() + (x[inside] - left) / (right - left) * area.width()
        ys = area.bottom() - (y[inside] - bottom) / (top - bottom) * area.height()
        return [QPointF(*point) for point in zip(xs.tolist(), ys.tolist(), strict=True)]

    def _paint_points(self, painter: QPainter, drawn: DrawnLine, area: QRectF) -> None:
        x, y = self._plot.dots(drawn.line.key)
        if not len(x):
            return
        radius = _MARKER_RADIUS if drawn.line.has_markers else _DOT_RADIUS
        raised = self._plot.raised
        painter.setOpacity(0.35 if raised not in {None, drawn.line.key} else 1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(line_color(drawn.line.color))
        for point in self._pixels(x, y, area):
            paint_marker(painter, drawn.line.marker, point, radius)
        painter.setOpacity(1.0)

    def _paint_marks(self, painter: QPainter, area: QRectF) -> None:
        left, right = self._plot.x_range
        width, height = _MARK
        pixels = area.left() + (self._plot.marks - left) / (right - left) * area.width()
        color = theme.color("st_warning")
        for column in np.unique(np.rint(pixels)).astype(int).tolist():
            painter.fillRect(
                QRectF(column - width / 2, area.bottom() - height, width, height), color
            )

    def _paint_selection(self, painter: QPainter, area: QRectF) -> None:
        selection = self._plot.link.selection
        if self._drag is not None and self._drag.selects:
            box = _clipped(self._drag.box, area)
            left, right = box.left(), box.right()
        elif selection is not None:
            left, right = (self._plot.to_pixel(x, 0).x() for x in selection)
        else:
            return
        color = theme.color("focus")
        painter.setOpacity(0.12)
        painter.fillRect(QRectF(left, area.top(), right - left, area.height()), color)
        painter.setOpacity(1.0)
        painter.setPen(QPen(color, 1))
        for x in (left, right):
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_notes(self, painter: QPainter, area: QRectF) -> None:
        """A line and a text for each note in view; texts that would overlap go a row down."""
        left, right = self._plot.x_range
        painter.setFont(theme.font("caption"))
        metrics = QFontMetricsF(painter.font())
        ends: list[float] = []
        for x, text in sorted(self._notes):
            if not left <= x <= right:
                continue
            at = round(self._plot.to_pixel(x, 0).x()) + 0.5
            pen = QPen(theme.color("accent_text"), 1)
            pen.setDashPattern([1.0, 2.0])
            painter.setPen(pen)
            painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
            short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, _NOTE_WIDTH)
            wide = metrics.horizontalAdvance(short) + 8
            start = min(at, area.right() - wide)
            row = next((row for row, end in enumerate(ends) if end <= start), len(ends))
            ends[row : row + 1] = [start + wide]
            box = QRectF(start, area.top() + row * (metrics.height() + 2), wide, metrics.height())
            painter.fillRect(box, theme.color("accent_tint"))
            painter.setPen(theme.color("accent_text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, short)

    def _paint_message(self, painter: QPainter, area: QRectF) -> None:
        painter.setFont(theme.font("small"))
        metrics = QFontMetricsF(painter.font())
        box = metrics.boundingRect(self._message).adjusted(-12, -4, 12, 4)
        box.moveCenter(area.center())
        painter.fillRect(box, theme.color("surface"))
        painter.setPen(theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._message)

    def _paint_crosshair(self, painter: QPainter, area: QRectF, x: float) -> None:
        left, right = self._plot.x_range
        if not left <= x <= right:
            return
        pen = QPen(theme.color("text2"), 1)
        pen.setDashPattern([3.0, 3.0])
        painter.setPen(pen)
        at = round(self._plot.to_pixel(x, 0).x()) + 0.5
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
        painter.setBrush(theme.color("surface"))
        for drawn in self._plot.visible_lines:
            point = drawn.curve.track.nearest(x)
            if point is not None:
                curve = drawn.curve
                xs = np.array([curve.track.place(point)])
                ys = curve.smooth_trace.scaled(curve.smoothed[point : point + 1])
                painter.setPen(QPen(line_color(drawn.line.color), 1.6))
                for place in self._pixels(xs, ys, area):
                    painter.drawEllipse(place, _RING_RADIUS, _RING_RADIUS)
        self._paint_chip(painter, area, at)

    def _paint_chip(self, painter: QPainter, area: QRectF, at: float) -> None:
        painter.setFont(theme.font("caption_strong", tabular=True))
        metrics = QFontMetricsF(painter.font())
        text = self.chip_text()
        wide = metrics.horizontalAdvance(text) + 2 * _CHIP_PADDING
        box = QRectF(0, area.bottom() + 3, wide, metrics.height() + 2)
        middle = max(wide / 2, min(at, self.width() - wide / 2))
        box.moveLeft(middle - wide / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.color("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        area = self._plot.area
        if box.height() < _LEAST_BOX:
            box = QRectF(box.left(), area.top(), box.width(), area.height())
        elif box.width() < _LEAST_BOX:
            box = QRectF(area.left(), box.top(), area.width(), box.height())
        fill = theme.color("accent_tint")
        painter.setOpacity(0.5)
        painter.fillRect(box, fill)
        painter.setOpacity(1.0)
        painter.setPen(QPen(theme.color("focus"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)


def _clipped(box: QRectF, area: QRectF) -> QRectF:
    """What of ``box`` is inside; unlike an intersection it may be a line or a point."""
    corners = (box.topLeft(), box.bottomRight())
    inside = [
        QPointF(
            min(max(corner.x(), area.left()), area.right()),
            min(max(corner.y(), area.top()), area.bottom()),
        )
        for corner in corners
    ]
    return QRectF(*inside)


def _scaled(old: tuple[float, float], center: float, factor: float) -> tuple[float, float]:
    low, high = center - (center - old[0]) * factor, center + (old[1] - center) * factor
    if high - low <= max(abs(low), abs(high)) * _FINEST_ZOOM or high - low > 1e300:
        return old
    return low, high


def x_text(x: float, axis: XAxis, *, short: bool = False) -> str:
    """A place on an x axis in full, or without the date."""
    match axis:
        case XAxis.WALL:
            text = ticks.clock_text(x)
            return text.rpartition(" ")[2] if short else text
        case XAxis.RELATIVE | XAxis.ACTIVE:
            return ticks.duration_text(x, 0.01 if abs(x) < 60 else 1)
        case _:
            return ticks.step_text(x)
