"""A plot of several lines: what is visible is decimated anew for each window."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from em_desktop.domain.curves import XAxis, joined, outlier_range
from em_desktop.domain.metrics import Floats
from em_desktop.gui import theme
from em_desktop.gui.plots import ticks
from em_desktop.gui.plots.axes import Scale, TickAxis
from em_desktop.gui.plots.bands import BandItem
from em_desktop.gui.plots.lines import (
    LINE_WIDTH,
    LOWERED_OPACITY,
    RAISED_WIDTH,
    RAW_OPACITY,
    DrawnLine,
    band_color,
    line_pen,
)
from em_desktop.gui.plots.links import Range, XLink

PLOT_HEIGHT = 174

_X_SCALES = {
    XAxis.STEP: Scale.NUMBER,
    XAxis.EPOCH: Scale.NUMBER,
    XAxis.WALL: Scale.CLOCK,
    XAxis.RELATIVE: Scale.DURATION,
}
_Y_MARGIN = 0.04
_TOP = 6
_FEWEST_COLUMNS = 50
_FAR_OUTSIDE = 1000.0
_LARGEST = 1e300

Points: TypeAlias = tuple[Floats, Floats]


@dataclass(slots=True)
class _Items:
    """The curve items of one line, and the points that they show."""

    raw: pg.PlotCurveItem
    main: pg.PlotCurveItem
    band: BandItem
    raw_points: Points
    main_points: Points


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """Lines over one x axis. The x range is that of its `XLink`; y fits what is visible.

    It draws; `surface.Surface` on top of it takes the mouse and shows what moves.
    """

    redrawn = Signal()
    """Another range, other lines or another look: what lies on top must be painted anew."""

    def __init__(self, link: XLink, parent: QWidget | None = None) -> None:
        self._left, self._bottom = TickAxis("left"), TickAxis("bottom")
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        axes = {"left": self._left, "bottom": self._bottom}
        item = pg.PlotItem(viewBox=box, axisItems=axes, enableMenu=False)
        super().__init__(parent, background=None, plotItem=item)
        item.hideButtons()
        self._left.restyle()  # the plot has put the axes over the curves
        self._bottom.restyle()
        item.layout.setContentsMargins(0, _TOP, theme.space.card, 0)
        box.disableAutoRange()
        box.setRange(xRange=(0, 1), yRange=(0, 1), padding=0)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setBackground(theme.color("surface"))
        self._box = box
        self._link = link
        self._lines: tuple[DrawnLine, ...] = ()
        self._items: dict[str, _Items] = {}
        self._hidden: frozenset[str] = frozenset()
        self._raised: str | None = None
        self._chosen_y: Range | None = None
        self._x_range: Range = (0.0, 1.0)
        self._y_range: Range = (0.0, 1.0)
        self._axis = XAxis.STEP
        self._log = False
        self._ignore_outliers = False
        self._active = True
        self._stale = False
        link.changed.connect(self.redraw)
        theme.theme().changed.connect(self._restyle)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(357, theme.scaled(PLOT_HEIGHT))

    @property
    def link(self) -> XLink:
        return self._link

    @property
    def lines(self) -> tuple[DrawnLine, ...]:
        return self._lines

    @property
    def visible_lines(self) -> list[DrawnLine]:
        """The lines that aren't hidden, in the order of drawing."""
        return [drawn for drawn in self._lines if drawn.line.key not in self._hidden]

    @property
    def axis(self) -> XAxis:
        return self._axis

    @property
    def log(self) -> bool:
        """Whether y is logarithmic; y values are exponents of ten then."""
        return self._log

    @property
    def raised(self) -> str | None:
        return self._raised

    @property
    def has_points(self) -> bool:
        return any(len(drawn.curve.track) for drawn in self._lines)

    @property
    def x_range(self) -> Range:
        return self._x_range

    @property
    def y_range(self) -> Range:
        return self._y_range

    @property
    def area(self) -> QRectF:
        """Where the lines are, in pixels of this widget."""
        return QRectF(self.viewportTransform().mapRect(self._box.sceneBoundingRect()))

    def set_lines(self, lines: Sequence[DrawnLine], axis: XAxis, *, log: bool) -> None:
        """Show these lines. Chosen ranges stay, unless the axis they are of is another now."""
        if log != self._log:
            self._chosen_y = None
        self._lines, self._axis, self._log = tuple(lines), axis, log
        self._bottom.set_scale_kind(_X_SCALES[axis])
        self._left.set_scale_kind(Scale.LOG if log else Scale.NUMBER)
        for key in self._items.keys() - {drawn.line.key for drawn in lines}:
            items = self._items.pop(key)
            for item in (items.raw, items.main, items.band):
                self._box.removeItem(item)
        for drawn in lines:
            if drawn.line.key not in self._items:
                self._items[drawn.line.key] = _Items(
                    self._new_curve(), self._new_curve(), BandItem(), _no_points(), _no_points()
                )
                self._box.addItem(self._items[drawn.line.key].band, ignoreBounds=True)
        self._apply_pens()
        self.redraw()

    def _new_curve(self) -> pg.PlotCurveItem:
        item = pg.PlotCurveItem(antialias=True)
        # The crosshair moves over kept pixels: 2 ms for six charts instead of 50.
        item.setCacheMode(item.CacheMode.DeviceCoordinateCache)
        self._box.addItem(item, ignoreBounds=True)
        return item

    def set_hidden(self, keys: Collection[str]) -> None:
        self._hidden = frozenset(keys)
        self.redraw()

    def set_raised(self, key: str | None) -> None:
        """Draw one line stronger and the others fainter; None: all alike."""
        if key != self._raised:
            self._raised = key
            self._apply_pens()
            self.redrawn.emit()

    def set_ignore_outliers(self, ignore: bool) -> None:
        self._ignore_outliers = ignore
        self.redraw()

    def set_active(self, active: bool) -> None:
        """Whether it is in view; what isn't is drawn when it comes into view."""
        self._active = active
        if active and self._stale:
            self.redraw()

    def choose_y(self, chosen: Range | None) -> None:
        """Zoom y to a range, or back to fitting with None."""
        if chosen is None or chosen[0] < chosen[1]:
            self._chosen_y = chosen
            self.redraw()

    def reset(self) -> None:
        """Show everything."""
        self._chosen_y = None
        self._link.choose(None)
        self.redraw()

    def to_pixel(self, x: float, y: float) -> QPointF:
        """Where a place of the axes is, in pixels of this widget."""
        area, (left, right), (bottom, top) = self.area, self.x_range, self.y_range
        return QPointF(
            area.left() + (x - left) / (right - left) * area.width(),
            area.bottom() - (y - bottom) / (top - bottom) * area.height(),
        )

    def from_pixel(self, position: QPointF) -> tuple[float, float]:
        """The place of the axes at a pixel of this widget."""
        area, (left, right), (bottom, top) = self.area, self.x_range, self.y_range
        return (
            left + (position.x() - area.left()) / max(area.width(), 1) * (right - left),
            bottom + (area.bottom() - position.y()) / max(area.height(), 1) * (top - bottom),
        )

    def drawn_points(self, key: str, *, raw: bool = False) -> Points:
        """What reaches the screen of a line: x and y of the points, NaN at gaps."""
        items = self._items[key]
        return items.raw_points if raw else items.main_points

    def redraw(self) -> None:
        """Fit the axes and give the curve items the points of the visible window."""
        self._stale = not self._active
        if self._stale:
            return
        left, right = self._x_range = self._link.range
        self._y_range = self._chosen_y or self._fitted_y(left, right)
        self._bottom.show_range(left, right)
        self._left.show_range(*self._y_range)
        self._left.fit_width()
        columns = max(int(self._box.width()), _FEWEST_COLUMNS)
        for drawn in self._lines:
            items, curve = self._items[drawn.line.key], drawn.curve
            shown = drawn.line.key not in self._hidden
            smoothed = curve.smooth_line is not curve.line
            items.main_points = items.raw_points = _no_points()
            if shown:
                items.main_points = curve.track.drawn(curve.smooth_line, left, right, columns)
            if shown and smoothed:
                items.raw_points = curve.track.drawn(curve.line, left, right, columns)
            for item, points in ((items.main, items.main_points), (items.raw, items.raw_points)):
                item.setVisible(bool(len(points[0])))
                item.setData(*self._in_window(*points), connect="finite")
            items.band.setVisible(shown and curve.band is not None)
            if shown and curve.band is not None:
                x, lower = curve.track.drawn(curve.band.lower, left, right, columns)
                _, upper = curve.track.drawn(curve.band.upper, left, right, columns)
                x, lower = self._in_window(x, lower)
                items.band.set_edges(x, lower, self._in_window(x, upper)[1])
        self.redrawn.emit()

    def _in_window(self, x: Floats, y: Floats) -> Points:
        """Places in parts of the window: numbers that Qt can draw, whatever was recorded."""
        (left, right), (bottom, top) = self._x_range, self._y_range
        parts = (y / (top - bottom)) - bottom / (top - bottom)
        return (x - left) / (right - left), np.clip(parts, -_FAR_OUTSIDE, _FAR_OUTSIDE)

    def _fitted_y(self, left: float, right: float) -> Range:
        found: list[Range | None] = []
        for drawn in self.visible_lines:
            curve = drawn.curve
            shown = [curve.line]
            if curve.band is not None:
                shown += [curve.band.lower, curve.band.upper]
            for line in shown:
                values = curve.track.within(line, left, right)
                if len(values) and not self._ignore_outliers:
                    found.append((float(values.min()), float(values.max())))
                else:
                    found.append(outlier_range(values))
        return _roomy(joined(found), self._log)

    def _apply_pens(self) -> None:
        for drawn in self._lines:
            key, items = drawn.line.key, self._items[drawn.line.key]
            raised = key == self._raised
            lowered = self._raised is not None and not raised
            opacity = LOWERED_OPACITY if lowered else 1.0
            width = RAISED_WIDTH if raised else LINE_WIDTH
            items.raw.setPen(line_pen(drawn.line, 1.0, RAW_OPACITY * opacity))
            items.main.setPen(line_pen(drawn.line, width, opacity))
            items.main.setZValue(2 if raised else 1)
            items.band.setZValue(-1)
            items.band.set_color(band_color(drawn.line, opacity))

    def _restyle(self) -> None:
        self.setBackground(theme.color("surface"))
        self._left.restyle()
        self._bottom.restyle()
        self._apply_pens()
        self.redraw()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        if hasattr(self, "_stale"):  # the base class calls this before it is made
            self.redraw()


def _no_points() -> Points:
    return np.empty(0), np.empty(0)


def _roomy(found: Range | None, log: bool) -> Range:
    """A y range around what was found, with ends at half ticks."""
    low, high = found or (0.0, 1.0)
    low, high = max(low, -_LARGEST), min(high, _LARGEST)
    if found is None:
        return (-2.0, 2.0) if log else (0.0, 1.0)
    if not high - low > abs(high) * 1e-12:
        margin = 0.5 if log else abs(low) * 0.1 or 1.0
        return low - margin, high + margin
    margin = _Y_MARGIN * (high - low)
    half = ticks.nice_step(high - low) / 2
    bottom, top = math.floor((low - margin) / half) * half, math.ceil((high + margin) / half) * half
    if low >= 0 > bottom and not log:
        bottom = 0.0
    return bottom, top
