"""One curve in a panel."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QVBoxLayout, QWidget

from em_desktop.domain.curves import Recipe, curve
from em_desktop.domain.metrics import Floats, Series
from em_desktop.gui import theme
from em_desktop.gui.plots.lines import DrawnLine, Line
from em_desktop.gui.plots.links import Crosshair, XLink
from em_desktop.gui.plots.plot import Plot
from em_desktop.gui.plots.surface import Surface
from em_desktop.gui.plots.ticks import step_text, value_text


class CurveView(QWidget):
    """A plot of one curve, with zoom and crosshair but without a card and a legend.

    Its tooltip and its accessible text tell the values.
    """

    def __init__(self, parent: QWidget | None = None, *, color: int = 0, height: int = 140) -> None:
        super().__init__(parent)
        self._color = color
        self._name = ""
        self._crosshair = Crosshair(self)
        self._link = XLink(self)
        self._plot = Plot(self._link, self)
        self._surface = Surface(self._plot, self._crosshair)
        self._surface.hovered.connect(self._hover)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        theme.set_lengths(self, height=height)
        self.set_points((), ())

    @property
    def plot(self) -> Plot:
        return self._plot

    def set_axis_label(self, name: str) -> None:
        """What the curve shows, for the tooltip and for those who don't see it."""
        self._name = name
        self._describe()

    def set_points(self, x: Sequence[float] | Floats, y: Sequence[float] | Floats) -> None:
        """Show these points, in their order; NaN and infinities in ``y`` are gaps with a mark."""
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        absent = np.full(len(xs), np.nan)
        series = Series(xs, absent, absent, ys)
        drawn = DrawnLine(Line("curve", "", self._color, series), curve(series, Recipe()))
        self._plot.set_lines((drawn,), Recipe())
        self._link.set_extent(drawn.curve.track.extent)
        self.retranslate()

    def retranslate(self) -> None:
        self._surface.set_message(self.tr("No points recorded"))
        self._describe()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _describe(self) -> None:
        summary = self._plot.lines[0].curve.summary
        self.setAccessibleName(self._name or self.tr("Curve"))
        if summary.last is None:
            self.setAccessibleDescription(self.tr("No points recorded"))
            return
        text = self.tr("%Ln point(s), last %1, smallest %2, largest %3", "", summary.points)
        numbers = (summary.last, summary.minimum, summary.maximum)
        for place, number in enumerate(numbers, 1):
            text = text.replace(f"%{place}", "–" if number is None else value_text(number, None))
        self.setAccessibleDescription(text)

    def _hover(self, position: QPointF | None) -> None:
        drawn = self._plot.lines[0].curve
        point = None
        if position is not None:
            point = drawn.track.nearest(self._plot.from_pixel(position)[0])
        if point is None:
            self._crosshair.move(None)
            self._surface.setToolTip("")
            return
        x, y = drawn.track.place(point), float(drawn.raw[point])
        self._crosshair.move(x)
        name = f"{self._name} " if self._name else ""
        self._surface.setToolTip(f"{name}{value_text(y, drawn.summary.maximum)}  ·  {step_text(x)}")
