"""How a series looks: color, dashes, marker; in the plot, its legend and its tooltip alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from em_desktop.domain.curves import Curve
from em_desktop.domain.metrics import Series
from em_desktop.gui import theme

MARKERS_BELOW = 60
"""Series with fewer points than this have markers."""
LINE_WIDTH = 1.8
RAISED_WIDTH = 2.4
RAW_OPACITY = 0.28
LOWERED_OPACITY = 0.35

_COLORS = 10
_DASHES = (None, (6.0, 3.0), (2.0, 3.0))


class Marker(StrEnum):
    """The form of a series' points."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True)
class Line:
    """A series of a chart and how it looks.

    Attributes:
        key: names it among the lines of its chart, and in what is saved.
        name: what people read.
        color: number in the run palette, from 0; from 10 on it is dashed.
        series: its records.
        marker: form of its points, where there are few.
    """

    key: str
    name: str
    color: int
    series: Series
    marker: Marker = Marker.CIRCLE

    @property
    def has_markers(self) -> bool:
        return len(self.series) < MARKERS_BELOW


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line and its curve, for the axis, smoothing and scale of now."""

    line: Line
    curve: Curve


def line_color(number: int) -> QColor:
    """The current color of series ``number``."""
    return theme.run_color(number % _COLORS)


def line_pen(number: int, width: float = LINE_WIDTH, opacity: float = 1.0) -> QPen:
    """The pen of series ``number`` in the current theme.

    A faint line is mixed with the background instead of being translucent: opaque
    lines are drawn several times faster.
    """
    pen = QPen(_mixed(line_color(number), theme.color("surface"), opacity), width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashes = _DASHES[min(number // _COLORS, len(_DASHES) - 1)]
    if dashes is not None:
        pen.setDashPattern([length / width for length in dashes])
    return pen


def _mixed(color: QColor, background: QColor, opacity: float) -> QColor:
    def part(above: float, below: float) -> float:
        return opacity * above + (1 - opacity) * below

    return QColor.fromRgbF(
        part(color.redF(), background.redF()),
        part(color.greenF(), background.greenF()),
        part(color.blueF(), background.blueF()),
    )


def paint_marker(painter: QPainter, marker: Marker, at: QPointF, radius: float) -> None:
    """A marker with the painter's brush."""
    match marker:
        case Marker.CIRCLE:
            painter.drawEllipse(at, radius, radius)
        case Marker.SQUARE:
            side = radius * 0.9
            painter.drawRect(QRectF(at.x() - side, at.y() - side, 2 * side, 2 * side))
        case Marker.TRIANGLE:
            high, wide = radius * 1.2, radius * 1.2 * math.sqrt(3) / 2
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(at.x(), at.y() - high),
                        QPointF(at.x() + wide, at.y() + high / 2),
                        QPointF(at.x() - wide, at.y() + high / 2),
                    ]
                )
            )


def paint_swatch(painter: QPainter, rect: QRectF, line: Line, *, hidden: bool = False) -> None:
    """A piece of the line, with its marker where it has some."""
    middle = rect.center()
    if hidden:
        painter.setPen(QPen(theme.color("disabled"), 1))
    else:
        painter.setPen(line_pen(line.color))
    painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
    if line.has_markers:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("disabled") if hidden else line_color(line.color))
        paint_marker(painter, line.marker, middle, 3.0)
