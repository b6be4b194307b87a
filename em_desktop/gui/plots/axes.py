"""The axes of a plot: few ticks, short labels, the theme's colors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from em_desktop.gui import theme
from em_desktop.gui.plots import ticks

_LABEL_GAP = 7
_LEAST_WIDTH = 37
_WIDTH_STEP = 8
_BEHIND_CURVES = -1000
_OVERHANG = 12
_DURATION_APART = 52
_CLOCK_APART = 76


_Line: TypeAlias = tuple[QPen, QPointF, QPointF]
_Label: TypeAlias = tuple[QRectF, Qt.AlignmentFlag, str]
_DrawSpecs: TypeAlias = tuple[_Line, list[_Line], list[_Label]]


class Scale(StrEnum):
    """What the numbers along an axis are."""

    NUMBER = "number"
    LOG = "log"
    """Exponents of ten."""
    DURATION = "duration"
    """Seconds."""
    CLOCK = "clock"
    """Seconds since 1970."""


TICKS: dict[Scale, Callable[[float, float, int], list[float]]] = {
    Scale.NUMBER: ticks.number_ticks,
    Scale.LOG: ticks.log_ticks,
    Scale.DURATION: ticks.duration_ticks,
    Scale.CLOCK: ticks.clock_ticks,
}
LABELS: dict[Scale, Callable[[Sequence[float]], list[str]]] = {
    Scale.NUMBER: ticks.number_texts,
    Scale.LOG: ticks.log_texts,
    Scale.DURATION: ticks.duration_texts,
    Scale.CLOCK: ticks.clock_texts,
}


class TickAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis with major ticks only; its grid lies behind the curves."""

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self._scale_kind = Scale.NUMBER
        self.setGrid(255)
        self.enableAutoSIPrefix(enable=False)

    def linkedViewChanged(self, view: object, newRange: object = None) -> None:  # noqa: N802, N803
        """The view's range is always 0 to 1; `show_range` tells what that stands for."""

    def show_range(self, low: float, high: float) -> None:
        """Have ticks for what is visible now."""
        self.setRange(low, high)

    @property
    def scale_kind(self) -> Scale:
        return self._scale_kind

    def set_scale_kind(self, kind: Scale) -> None:
        if kind is not self._scale_kind:
            self._scale_kind = kind
            self.picture = None
            self.update()

    def restyle(self) -> None:
        """Take the colors and font of the current theme."""
        self.setZValue(_BEHIND_CURVES)
        self.setStyle(
            maxTickLevel=0,
            tickLength=0,
            tickTextOffset=_LABEL_GAP,
            tickFont=theme.font("caption", tabular=True),
            autoExpandTextSpace=False,
            hideOverlappingLabels=False,  # labels of the ends stand out
        )
        self.setPen(theme.color("plot_axis"))
        self.setTickPen(theme.color("plot_grid"))
        self.setTextPen(theme.color("muted"))
        if self.orientation == "bottom":
            metrics = QFontMetricsF(theme.font("caption"))
            self.setHeight(round(metrics.height()) + _LABEL_GAP + 4)

    def fit_width(self) -> None:
        """Be wide enough for the labels of the current range; in steps, so that little moves."""
        low, high = self.range
        metrics = QFontMetricsF(theme.font("caption", tabular=True))
        widest = max(map(metrics.horizontalAdvance, self._labels(low, high)), default=0.0)
        missing = max(0.0, widest + _LABEL_GAP + 3 - _LEAST_WIDTH)
        self.setWidth(_LEAST_WIDTH + _WIDTH_STEP * -(-int(missing + 0.99) // _WIDTH_STEP))

    def values(self, low: float, high: float) -> list[float]:
        """Where the ticks are."""
        return TICKS[self._scale_kind](low, high, self._most())

    def _labels(self, low: float, high: float) -> list[str]:
        return LABELS[self._scale_kind](self.values(low, high))

    def _most(self) -> int:
        if self.orientation == "left" or self._scale_kind in {Scale.NUMBER, Scale.LOG}:
            return ticks.MOST_TICKS
        apart = _CLOCK_APART if self._scale_kind is Scale.CLOCK else _DURATION_APART
        return max(2, min(ticks.MOST_TICKS, int(self.size().width() // apart)))

    def boundingRect(self) -> QRectF:  # noqa: N802
        return QRectF(super().boundingRect()).adjusted(-_OVERHANG, -_OVERHANG, _OVERHANG, _OVERHANG)

    def generateDrawSpecs(self, painter: QPainter) -> _DrawSpecs | None:  # noqa: N802
        """Where lines and labels go.

        The base class leaves out labels at the very ends and makes the grid fainter the more
        lines it has.
        """
        view = self.linkedView()
        low, high = self.range
        if view is None or not high > low:
            return None
        painter.setFont(theme.font("caption", tabular=True))
        bounds = self.mapRectFromParent(self.geometry())
        area = view.mapRectToItem(self, view.boundingRect())
        values = self.values(low, high)
        texts = LABELS[self._scale_kind](values)
        lines, labels = [], []
        left = self.orientation == "left"
        for value, text in zip(values, texts, strict=True):
            part = (value - low) / (high - low)
            if left:
                y = bounds.bottom() - part * bounds.height()
                ends = QPointF(area.left(), y), QPointF(area.right(), y)
                room = QRectF(bounds.left(), y - 10, bounds.width() - _LABEL_GAP, 20)
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            else:
                x = bounds.left() + part * bounds.width()
                ends = QPointF(x, area.top()), QPointF(x, area.bottom())
                room = QRectF(x - 60, bounds.top() + _LABEL_GAP - 2, 120, bounds.height())
                flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            lines.append((self.tickPen(), *ends))
            labels.append((room, flags | Qt.TextFlag.TextDontClip, text))
        if left:
            ends = QPointF(bounds.right(), bounds.top()), QPointF(bounds.right(), bounds.bottom())
        else:
            ends = QPointF(bounds.left(), bounds.top()), QPointF(bounds.right(), bounds.top())
        return (self.pen(), *ends), lines, labels
