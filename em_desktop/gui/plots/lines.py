"""How a series looks: color, dashes, marker; in the plot, its legend and its tooltip alike."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from em_desktop.domain.clocks import Clock
from em_desktop.domain.curves import Band, Curve
from em_desktop.domain.metrics import Floats, Series
from em_desktop.gui import theme
from em_desktop.gui.node_color import shown_color

MARKERS_BELOW = 60
"""Series with fewer points than this have markers."""
LINE_WIDTH = 1.8
_THIN_FROM = 40
"""So many lines are one pixel wide: those are painted several times faster."""
RAISED_WIDTH = 2.4
RAW_OPACITY = 0.28
LOWERED_OPACITY = 0.35
BAND_OPACITY = 0.16

_COLORS = 10
_DASHES = (None, (6.0, 3.0), (2.0, 3.0))


class Marker(StrEnum):
    """The form of a series' points."""

    CIRCLE = "circle"
    SQUARE = "square"
    TRIANGLE = "triangle"


@dataclass(frozen=True, slots=True)
class Shade:
    """A place on the theme's scale of ordered values: 0 is its low end, 1 its high end."""

    part: float


Ink: TypeAlias = int | Shade | str
"""The color of a line: a number in the run palette, a `Shade`, or what a user gave a node."""


@dataclass(frozen=True, slots=True)
class Line:
    """A series of a chart and how it looks. A chart may have lines of several Runs.

    Attributes:
        key: names it among the lines of its chart, and in what is saved.
        name: what people read: the metric type, or the Run.
        color: see `Ink`. It isn't resolved before it is painted, so that it follows the theme.
        series: its records.
        marker: form of its points, where there are few.
        dash: 0 is solid, 1 dashed, 2 dotted; None: by the palette number, dashed from 10 on.
        band: what is filled behind the line, such as the spread of a group.
        clock: of the line's Run; None: that of the page.
        other: what runs along x where that is another metric, one number per record.
    """

    key: str
    name: str
    color: Ink
    series: Series
    marker: Marker = Marker.CIRCLE
    dash: int | None = None
    band: Band | None = None
    clock: Clock | None = None
    other: Floats | None = None

    @property
    def look(self) -> tuple[Ink, Marker, int | None]:
        """What of it is painted, besides its data."""
        return (self.color, self.marker, self.dash)

    @property
    def has_markers(self) -> bool:
        return len(self.series) < MARKERS_BELOW


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line and its curve, for the axis, smoothing and scale of now."""

    line: Line
    curve: Curve


def line_color(ink: Ink) -> QColor:
    """The color of a line in the current theme."""
    match ink:
        case int():
            return theme.run_color(ink % _COLORS)
        case Shade(part):
            scale = theme.theme().ordered_colors()
            place = min(max(part, 0.0), 1.0) * (len(scale) - 1)
            low = min(int(place), len(scale) - 2)
            return _mixed(scale[low + 1], scale[low], place - low)
        case _:
            return shown_color(ink) or theme.color("muted")


def width_of(lines: int) -> float:
    """How wide each of so many lines is, in pixels."""
    return LINE_WIDTH if lines < _THIN_FROM else 1.0


def line_pen(line: Line, width: float = LINE_WIDTH, opacity: float = 1.0) -> QPen:
    """The pen of a line in the current theme."""
    return ink_pen(line.color, line_dash(line), width, opacity)


def ink_pen(ink: Ink, dash: int, width: float = LINE_WIDTH, opacity: float = 1.0) -> QPen:
    """A pen of a color and a dash pattern (0 is solid) in the current theme.

    A faint line is mixed with the background instead of being translucent: opaque
    lines are drawn several times faster.
    """
    color = line_color(ink)
    if opacity < 1:
        color = _mixed(color, theme.color("surface"), opacity)
    pen = QPen(color, width)
    pen.setCosmetic(True)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    dashes = _DASHES[min(dash, len(_DASHES) - 1)]
    if dashes is not None:
        pen.setDashPattern([length / width for length in dashes])
    return pen


def band_color(line: Line, opacity: float = 1.0) -> QColor:
    """What fills a line's band: translucent, since bands lie over each other."""
    color = QColor(line_color(line.color))
    color.setAlphaF(BAND_OPACITY * opacity)
    return color


def line_dash(line: Line) -> int:
    """Which dash pattern a line has; 0 is solid."""
    number = line.dash
    if number is None:
        number = line.color // _COLORS if isinstance(line.color, int) else 0
    return min(number, len(_DASHES) - 1)


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
        painter.setPen(line_pen(line))
    painter.drawLine(QPointF(rect.left(), middle.y()), QPointF(rect.right(), middle.y()))
    if line.has_markers:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("disabled") if hidden else line_color(line.color))
        paint_marker(painter, line.marker, middle, 3.0)
