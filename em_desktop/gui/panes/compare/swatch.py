"""The mark of one of the compared beside its name: its color, and its dash where it has one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter

from em_desktop.domain.run_colors import dash_of, marker_of
from em_desktop.gui import theme
from em_desktop.gui.plots.lines import Ink, Marker, ink_pen, line_color
from em_desktop.gui.widgets.painting import paint_round

_MARKERS = (Marker.CIRCLE, Marker.SQUARE, Marker.TRIANGLE)


@dataclass(frozen=True, slots=True)
class Swatch:
    """How one of the compared is drawn.

    Attributes:
        ink: its color.
        dash: of its lines, 0 is solid.
        marker: the form of its points.
    """

    ink: Ink
    dash: int
    marker: Marker


def swatch_of(look: int, ink: Ink | None = None) -> Swatch:
    """What a look (see `run_colors`) is drawn with, perhaps in another color."""
    color = look if ink is None else ink
    return Swatch(color, dash_of(look), _MARKERS[marker_of(look)])


def paint_look(painter: QPainter, box: QRectF, swatch: Swatch, *, is_dim: bool = False) -> None:
    """Paint into a square: filled for a plain line, a piece of the line for a dashed one."""
    painter.save()
    if is_dim:
        painter.setOpacity(0.35)
    if swatch.dash == 0:
        paint_round(painter, box, QColor(line_color(swatch.ink)), theme.radius.check)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(ink_pen(swatch.ink, swatch.dash, 2.0))
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() - 3, middle), QPointF(box.right() + 3, middle))
    painter.restore()
