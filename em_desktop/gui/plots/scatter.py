"""Points over any two axes, each in its own color; a rectangle brushes both axes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.trial_axes import Axis, Brush, span_brush
from em_desktop.gui import theme
from em_desktop.gui.plots.lines import Ink, Marker, line_color, paint_marker
from em_desktop.gui.plots.points import no_words
from em_desktop.gui.plots.xy import ADDING, Focus, Ruler, XYView, mixed, nearest
from em_desktop.gui.widgets.painting import paint_round

_RADIUS, _REST_RADIUS, _RAISED = 4.5, 2.5, 6.5
_FAR = 4.0


class ScatterView(XYView):
    """Shows where everything is on two axes.

    A drag brushes a rectangle, a double click takes it away. Left and Right go from point
    to point.
    """

    brushed = Signal(object, object)
    """The `Brush` of the x axis and that of the y axis; both empty to take them away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axes: tuple[Axis, Axis] | None = None
        self._pixels = np.empty((0, 2))
        self._inks: dict[int, tuple[Ink, Marker]] = {}
        self._shown: Flags = np.empty(0, dtype=np.bool_)
        self._focus = Focus()
        self._band: tuple[Floats, Floats] | None = None
        self._start: QPointF | None = None
        self._now = QPointF()
        self.words: Callable[[int], str] = no_words

    @property
    def pixels(self) -> Floats:
        """Where each is, in pixels; NaN where it has no place. An array of shape (n, 2)."""
        return self._pixels

    def show_points(
        self,
        axes: tuple[Axis, Axis],
        rulers: tuple[Ruler, Ruler],
        shown: Flags,
        inks: Mapping[int, tuple[Ink, Marker]],
    ) -> None:
        """Show points.

        Args:
            axes: of x and of y, with where everything is on them.
            rulers: how they are drawn.
            shown: which of all have a point.
            inks: color and form of those that have some; the others are small and gray.
        """
        self._axes, self._shown, self._inks = axes, shown, dict(inks)
        self.set_rulers(*rulers)

    def set_band(self, x: tuple[float, float] | None, y: tuple[float, float] | None) -> None:
        """Show what is brushed: a range of positions on each axis; None: all of it."""
        low_x, high_x = x or (self.x_ruler.low, self.x_ruler.high)
        low_y, high_y = y or (self.y_ruler.low, self.y_ruler.high)
        is_none = x is None and y is None
        self._band = None if is_none else (np.array([low_x, high_x]), np.array([low_y, high_y]))
        self.update()

    def set_focus(self, focus: Focus) -> None:
        """Have others stand out."""
        self._focus = focus
        self.redraw()

    def redraw(self) -> None:
        if getattr(self, "_axes", None) is not None and self._axes is not None:
            x, y = self._axes
            pixels = self.to_pixels(x.positions, y.positions)
            known = self._shown & ~np.isnan(x.positions) & ~np.isnan(y.positions)
            self._pixels = np.where(known[:, None], pixels, np.nan)
        super().redraw()

    # Painting

    def paint_still(self, painter: QPainter) -> None:
        if self._axes is None:
            return
        brushed, known = self._focus.brushed, ~np.isnan(self._pixels[:, 0])
        painter.setPen(Qt.PenStyle.NoPen)
        for place in np.flatnonzero(known).tolist():
            if place not in self._inks:
                out = brushed is not None and not brushed[place]
                self._paint_rest(painter, place, 0.25 if out else 0.6)
        for place in self._inks:
            if known[place]:
                out = brushed is not None and not brushed[place]
                self._paint_inked(painter, place, 0.3 if out else 1.0)

    def _paint_rest(self, painter: QPainter, place: int, strength: float) -> None:
        painter.setBrush(mixed(theme.color("muted"), strength))
        painter.drawEllipse(self._point_at(place), _REST_RADIUS, _REST_RADIUS)

    def _paint_inked(self, painter: QPainter, place: int, strength: float) -> None:
        ink, marker = self._inks[place]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(line_color(ink), strength))
        paint_marker(painter, marker, self._point_at(place), _RADIUS)

    def paint_live(self, painter: QPainter) -> None:
        for place in (self._focus.current, self._focus.hovered):
            if 0 <= place < len(self._pixels) and not np.isnan(self._pixels[place, 0]):
                ink = self._inks.get(place)
                color = theme.color("text") if ink is None else line_color(ink[0])
                painter.setPen(QPen(color, 1.8))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(self._point_at(place), _RAISED, _RAISED)
        if self._start is not None:
            self._paint_band(painter, QRectF(self._start, self._now).normalized())
        elif self._band is not None:
            (left, bottom), (right, top) = self.to_pixels(*self._band).tolist()
            corner = QPointF(left, top)
            self._paint_band(painter, QRectF(corner, QSizeF(right - left, bottom - top)))

    def _paint_band(self, painter: QPainter, box: QRectF) -> None:
        fill = theme.color("accent")
        fill.setAlphaF(0.12)
        paint_round(painter, box, fill, 2, "accent")

    def _point_at(self, place: int) -> QPointF:
        return QPointF(*self._pixels[place].tolist())

    # The pointer and the keys

    def trial_at(self, position: QPointF) -> int:
        return nearest(self._pixels, position)

    def describe(self, place: int) -> str:
        return self.words(place)

    def step(self, by: int) -> int:
        known = np.flatnonzero(~np.isnan(self._pixels[:, 0]))
        if not len(known):
            return -1
        order = known[np.argsort(self._pixels[known, 0], kind="stable")].tolist()
        current = self._focus.current
        at = order.index(current) + by if current in order else 0
        return int(order[min(max(at, 0), len(order) - 1)])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton and self._axes is not None:
            self._start = self._now = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._start is None:
            super().mouseMoveEvent(event)
            return
        self._now = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        start, self._start = self._start, None
        if start is None:
            return
        end = event.position()
        if (end - start).manhattanLength() < _FAR:
            place = self.trial_at(end)
            if place >= 0:
                self.clicked.emit(place, bool(event.modifiers() & ADDING))
        else:
            self._brush(start, end)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, ARG002
        self._start = None
        self.brushed.emit(Brush(), Brush())

    def _brush(self, start: QPointF, end: QPointF) -> None:
        if self._axes is None:
            return
        (one_x, one_y), (other_x, other_y) = self._position(start), self._position(end)
        x, y = self._axes
        self.brushed.emit(span_brush(x, one_x, other_x), span_brush(y, one_y, other_y))

    def _position(self, pixel: QPointF) -> tuple[float, float]:
        """The place of the axes at a pixel."""
        area, x, y = self.area, self.x_ruler, self.y_ruler
        across = (pixel.x() - area.left()) / max(area.width(), 1)
        up = (area.bottom() - pixel.y()) / max(area.height(), 1)
        return x.low + across * (x.high - x.low), y.low + up * (y.high - y.low)
