"""The mark of a look beside a name: its color, and its dash where it has one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from em_desktop.domain.metrics import Series
from em_desktop.domain.run_colors import dash_of
from em_desktop.gui import theme
from em_desktop.gui.plots.lines import Line, line_color, line_pen
from em_desktop.gui.widgets.painting import paint_round

_NOTHING = np.empty(0)
_NO_POINTS = Series(_NOTHING, _NOTHING, _NOTHING, _NOTHING)


def look_pen(look: int, width: float, opacity: float = 1.0) -> QPen:
    """The pen of a look's lines in the current theme."""
    return line_pen(Line("", "", look, _NO_POINTS), width, opacity)


def paint_look(painter: QPainter, box: QRectF, look: int, *, is_dim: bool = False) -> None:
    """Paint a swatch into a square: filled for a plain line, a piece of the line for a dashed."""
    painter.save()
    if is_dim:
        painter.setOpacity(0.35)
    if dash_of(look) == 0:
        paint_round(painter, box, QColor(line_color(look)), theme.radius.check)
    else:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look_pen(look, 2.0))
        middle = box.center().y()
        painter.drawLine(QPointF(box.left() - 3, middle), QPointF(box.right() + 3, middle))
    painter.restore()
