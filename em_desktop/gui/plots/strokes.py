"""The lines and bands of a plot, painted by one item: many items would take longer than lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform
from shiboken6 import wrapInstance

from em_desktop.domain.metrics import Floats

_FEW_POINTS = 200
"""Lines of more points are painted piece by piece: Qt takes a time that grows with the square
of the length for the outline of a long thick line, and measures dashes along all of it."""
_THICK = 3.0  # pixels


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line in parts of the window; NaN divides it.

    Attributes:
        x, y: 0 is the window's left or lower edge, 1 the other one.
        pen: cosmetic. A dash pattern of a long line is laid along the x axis.
        spans: whether the points are pairs: what one column of pixels spans.
    """

    x: Floats
    y: Floats
    pen: QPen
    spans: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """A band between two edges over the same x, in parts of the window; NaN divides it."""

    x: Floats
    lower: Floats
    upper: Floats
    color: QColor


class Strokes(pg.GraphicsObject):  # type: ignore[misc]
    """Bands, and lines over them, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self._strokes: tuple[Stroke, ...] = ()
        self._fills: tuple[Fill, ...] = ()
        # The crosshair moves over kept pixels: 2 ms for six charts instead of 50.
        self.setCacheMode(self.CacheMode.DeviceCoordinateCache)

    def show_strokes(self, strokes: Sequence[Stroke], fills: Sequence[Fill] = ()) -> None:
        self._strokes, self._fills = tuple(strokes), tuple(fills)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802
        return QRectF(0, 0, 1, 1)

    def paint(self, painter: QPainter, *_: object) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_strokes(painter, self._strokes, self._fills)


def paint_strokes(painter: QPainter, strokes: Sequence[Stroke], fills: Sequence[Fill]) -> None:
    """Paint bands, then lines, into the square from 0 to 1."""
    frame = painter.worldTransform()
    painter.setPen(Qt.PenStyle.NoPen)
    for fill in fills:
        painter.setBrush(fill.color)
        for polygon in _band(fill):
            painter.drawPolygon(polygon)
    high = abs(frame.m22())
    for thick, run in groupby(strokes, lambda stroke: stroke.spans and _are_thick(stroke, high)):
        if thick:
            _paint_spans(painter, list(run), frame)
            continue
        for stroke in run:
            _paint_line(painter, stroke, frame)


def _paint_line(painter: QPainter, stroke: Stroke, frame: QTransform) -> None:
    dashed = stroke.pen.style() is Qt.PenStyle.CustomDashLine
    if len(stroke.x) <= _FEW_POINTS or (stroke.pen.widthF() <= 1 and not dashed):
        painter.setPen(stroke.pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(pg.functions.arrayToQPath(stroke.x, stroke.y, connect="finite"))
    else:
        _paint_pieces(painter, stroke, frame.m11())


def _are_thick(stroke: Stroke, high: float) -> bool:
    """Whether columns span some pixels on average: upright bars look the same as a line then."""
    heights = np.abs(stroke.y[1::2] - stroke.y[0::2])
    known = heights[np.isfinite(heights)]
    return bool(len(known)) and float(known.mean()) * high > _THICK


def _paint_spans(painter: QPainter, strokes: Sequence[Stroke], frame: QTransform) -> None:
    """A bar for each column, up to its neighbours': several times faster than lines."""
    counts = np.array([len(stroke.x) // 2 for stroke in strokes])
    halves = np.repeat([stroke.pen.widthF() / 2 for stroke in strokes], counts)
    x = np.concatenate([stroke.x for stroke in strokes])
    y = np.concatenate([stroke.y for stroke in strokes])
    left, ends = (frame.m11() * x[part::2] + frame.dx() for part in (0, 1))
    one, other = (frame.m22() * y[part::2] + frame.dy() for part in (0, 1))
    top, bottom = np.fmin(one, other), np.fmax(one, other)
    first = np.cumsum(counts) - counts  # a line's first bar joins none, its last ends by itself
    above, below, right = np.roll(bottom, 1), np.roll(top, 1), np.roll(left, -1)
    above[first], below[first] = top[first], bottom[first]
    right[first + counts - 1] = ends[first + counts - 1]
    boxes = np.empty((len(left), 4))
    boxes[:, 0] = left
    boxes[:, 1] = np.fmin(top, above) - halves
    boxes[:, 2] = np.maximum(right - left, 1.0)
    boxes[:, 3] = np.fmax(bottom, below) + halves - boxes[:, 1]
    kept = np.isfinite(top) & np.isfinite(left)
    if any(stroke.pen.style() is Qt.PenStyle.CustomDashLine for stroke in strokes):
        patterns = [_pattern(stroke.pen) for stroke in strokes]
        period, on = (np.repeat([pattern[n] for pattern in patterns], counts) for n in (0, 1))
        kept &= left % period < on
    sizes = np.add.reduceat(kept, first, dtype=np.intp)
    boxes = boxes if kept.all() else boxes[kept]
    painter.save()
    painter.resetTransform()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    place = boxes.ctypes.data
    for stroke, size in zip(strokes, sizes.tolist(), strict=True):
        if size:
            painter.setBrush(stroke.pen.color())
            painter.drawRects(cast("QRectF", wrapInstance(place, QRectF)), int(size))
            place += size * boxes.strides[0]
    painter.restore()


def _pattern(pen: QPen) -> tuple[float, float]:
    """After how many pixels the dashes of a pen repeat, and for how many it draws."""
    dashes = pen.dashPattern()
    return (sum(dashes) * pen.widthF(), dashes[0] * pen.widthF()) if dashes else (1.0, 2.0)


def _paint_pieces(painter: QPainter, stroke: Stroke, wide: float) -> None:
    """A line piece by piece; the window has so many pixels."""
    x, y = stroke.x, stroke.y
    kept = np.isfinite(y[1:]) & np.isfinite(y[:-1])
    period, on = _pattern(stroke.pen)
    kept &= (x[1:] * wide) % period < on
    pieces = pg.Qt.internals.PrimitiveArray(QLineF, 4)
    pieces.resize(int(np.count_nonzero(kept)))
    ends = pieces.ndarray()
    ends[:, 0], ends[:, 1] = x[:-1][kept], y[:-1][kept]
    ends[:, 2], ends[:, 3] = x[1:][kept], y[1:][kept]
    pen = QPen(stroke.pen)
    pen.setStyle(Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    if len(ends):
        painter.drawLines(*pieces.drawargs())


def _band(fill: Fill) -> list[QPolygonF]:
    known = np.isfinite(fill.lower) & np.isfinite(fill.upper) & np.isfinite(fill.x)
    gaps = np.flatnonzero(np.diff(np.concatenate(([0], known.astype(np.int8), [0]))))
    polygons = []
    for first, last in gaps.reshape(-1, 2).tolist():
        x, lower, upper = (each[first:last] for each in (fill.x, fill.lower, fill.upper))
        polygon = pg.functions.create_qpolygonf(2 * len(x))
        points = pg.functions.ndarray_from_qpolygonf(polygon)
        points[:, 0] = np.concatenate((x, x[::-1]))
        points[:, 1] = np.concatenate((upper, lower[::-1]))
        polygons.append(polygon)
    return polygons
