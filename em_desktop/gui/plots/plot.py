"""A plot of several lines: what is visible is decimated anew for each window."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.ma  # or `np.unique` imports it: 40 ms, while something is painted
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from em_desktop.domain.curves import Curve, Recipe, XAxis, joined, outlier_range
from em_desktop.domain.metrics import Floats
from em_desktop.domain.tracks import NOTHING, Drawn
from em_desktop.gui import theme
from em_desktop.gui.plots import ticks
from em_desktop.gui.plots.axes import Scale, TickAxis
from em_desktop.gui.plots.lines import (
    LOWERED_OPACITY,
    RAISED_WIDTH,
    RAW_OPACITY,
    DrawnLine,
    band_color,
    line_pen,
    width_of,
)
from em_desktop.gui.plots.links import Range, XLink
from em_desktop.gui.plots.strokes import Fill, Stroke, Strokes

PLOT_HEIGHT = 174

_X_SCALES = {
    XAxis.WALL: Scale.CLOCK,
    XAxis.RELATIVE: Scale.DURATION,
    XAxis.ACTIVE: Scale.DURATION,
}
_Y_MARGIN = 0.04
_TOP = 6
_FEWEST_COLUMNS = 50
_MOST_POINTS = 80_000
"""So many points of all lines together are painted within a frame or two: of many lines each
has fewer and wider columns, which hide no spike either."""
_SLOW = 20
"""So many lines take some milliseconds, which add up where several plots have an x range."""
_EXACT = 4
"""Up to so many points for each column of pixels are all painted; of many lines fewer are."""
_FAR_OUTSIDE = 1000.0
_LARGEST = 1e300
_SMALLEST = 1e-290  # steps between ticks of less have no reciprocal

Points: TypeAlias = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of one line is on the screen.

    Attributes:
        main: the line itself.
        raw: what was recorded, behind a smoothed line.
        band: its lower and upper edge.
        dots: points that are painted as such.
        marks: where NaN and infinities are; their values have no place.
        extent: smallest and largest of all that is visible.
    """

    main: Drawn = NOTHING
    raw: Drawn = NOTHING
    band: tuple[Drawn, Drawn] | None = None
    dots: Drawn = NOTHING
    marks: Drawn = NOTHING
    extent: Range | None = None


_NOT_SHOWN = _Shown()


class _Found:
    """What a window shows of lines, kept for as long as the window stays."""

    def __init__(self) -> None:
        self._window: tuple[Range, int, int] | None = None
        self._kept: dict[str, tuple[Curve, bool, _Shown]] = {}

    def update(
        self, lines: Sequence[DrawnLine], window: Range, columns: int, wide: int
    ) -> dict[str, _Shown]:
        """What is shown of these lines, by their keys, in so many columns; marks in pixels."""
        if self._window != (window, columns, wide):
            self._window, self._kept = (window, columns, wide), {}
        for drawn in lines:
            line = drawn.line
            kept = self._kept.get(line.key)
            if kept is None or kept[0] is not drawn.curve or kept[1] != line.has_markers:
                shown = _found(drawn, window, columns, wide)
                self._kept[line.key] = (drawn.curve, line.has_markers, shown)
        return {drawn.line.key: self._kept[drawn.line.key][2] for drawn in lines}

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget lines that the plot doesn't have any more."""
        self._kept = {key: kept for key, kept in self._kept.items() if key in keys}


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How much of what was recorded in the window is drawn.

    Attributes:
        points: how many points the window has.
        drawn: how many are drawn.
    """

    points: int
    drawn: int

    @property
    def exact(self) -> bool:
        return self.drawn >= self.points


class Plot(pg.PlotWidget):  # type: ignore[misc]
    """Lines over one x axis. The x range is that of its `XLink`; y fits what is visible.

    It draws; `surface.Surface` on top of it takes the mouse and shows what moves.

    Attributes:
        is_patient: somebody draws the plots of a page one after the other, see `late`.
    """

    redrawn = Signal()
    """Another range, other lines or another look: what lies on top must be painted anew."""
    late = Signal()
    """There is another x range: `set_active` draws it, when it is this plot's turn."""

    def __init__(self, link: XLink, parent: QWidget | None = None) -> None:
        self._left, self._bottom = TickAxis("left"), TickAxis("bottom")
        box = pg.ViewBox(enableMouse=False, enableMenu=False, defaultPadding=0)
        axes = {"left": self._left, "bottom": self._bottom}
        item = pg.PlotItem(viewBox=box, axisItems=axes, enableMenu=False)
        super().__init__(parent, background=None, plotItem=item)
        item.ctrlMenu.setParent(self, Qt.WindowType.Popup)  # never shown; it goes with the plot
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
        self._shown: dict[str, _Shown] = {}
        self._found = _Found()
        self._strokes, self._raised_strokes = Strokes(), Strokes()
        for strokes in (self._strokes, self._raised_strokes):
            box.addItem(strokes, ignoreBounds=True)
        self._hidden: frozenset[str] = frozenset()
        self._raised: str | None = None
        self._chosen_y: Range | None = None
        self._x_range: Range = (0.0, 1.0)
        self._y_range: Range = (0.0, 1.0)
        self._recipe = Recipe()
        self._ignore_outliers = False
        self._active = True
        self._stale = False
        self._leads = False
        self.is_patient = False
        link.changed.connect(self._follow)
        link.selected.connect(self.redrawn)
        theme.theme().changed.connect(self._restyle)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(357, theme.scaled(PLOT_HEIGHT))

    @property
    def link(self) -> XLink:
        return self._link

    def set_link(self, link: XLink) -> None:
        """Take the x range from another link."""
        if link is not self._link:
            for signal, slot in (
                (self._link.changed, self._follow),
                (self._link.selected, self.redrawn),
            ):
                signal.disconnect(slot)
            self._link = link
            link.changed.connect(self._follow)
            link.selected.connect(self.redrawn)
            self.redraw()

    @property
    def lines(self) -> tuple[DrawnLine, ...]:
        return self._lines

    @property
    def visible_lines(self) -> list[DrawnLine]:
        """The lines that aren't hidden, in the order of drawing."""
        return [drawn for drawn in self._lines if drawn.line.key not in self._hidden]

    @property
    def axis(self) -> XAxis:
        return self._recipe.axis

    @property
    def log_x(self) -> bool:
        """Whether x is logarithmic; x values are exponents of ten then."""
        return self._recipe.log_x

    @property
    def log(self) -> bool:
        """Whether y is logarithmic; y values are exponents of ten then."""
        return self._recipe.log

    @property
    def scales(self) -> tuple[Scale, Scale]:
        """What the numbers along x and y are."""
        return self._bottom.scale_kind, self._left.scale_kind

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

    def set_lines(self, lines: Sequence[DrawnLine], recipe: Recipe) -> None:
        """Show these lines. Chosen ranges stay, unless the axis they are of is another now."""
        if recipe.log != self._recipe.log:
            self._chosen_y = None
        self._lines, self._recipe = tuple(lines), recipe
        x_scale = Scale.LOG if recipe.log_x else _X_SCALES.get(recipe.axis, Scale.NUMBER)
        self._bottom.set_scale_kind(x_scale)
        self._left.set_scale_kind(Scale.LOG if recipe.log else Scale.NUMBER)
        self._shown = {}
        self._found.keep_only({drawn.line.key for drawn in lines})
        self.redraw()

    def set_hidden(self, keys: Collection[str]) -> None:
        if self._hidden != frozenset(keys):
            self._hidden = frozenset(keys)
            self.redraw()

    def set_raised(self, key: str | None) -> None:
        """Draw one line stronger and the others fainter; None: all alike."""
        if key != self._raised:
            self._raised = key
            self._raise_line()
            self.redrawn.emit()

    def set_ignore_outliers(self, ignore: bool) -> None:
        if ignore != self._ignore_outliers:
            self._ignore_outliers = ignore
            self.redraw()

    def set_active(self, *, active: bool) -> bool:
        """Whether it is in view; what isn't is drawn when it comes into view.

        Returns:
            Whether it had to be drawn for that.
        """
        self._active = active
        if active and self._stale:
            self.redraw()
            return True
        return False

    def _follow(self) -> None:
        """Draw another x range: at once where people chose it here, and where that is quick."""
        if self.is_patient and len(self._lines) >= _SLOW and not self._leads:
            self._stale = True
            self.late.emit()
        else:
            self.redraw()

    def choose_x(self, chosen: Range | None) -> None:
        """Zoom x to a range, here and wherever it is linked."""
        self._leads = True
        self._link.choose(chosen)
        self._leads = False

    def choose_y(self, chosen: Range | None) -> None:
        """Zoom y to a range, or back to fitting with None."""
        if chosen is None or chosen[0] < chosen[1]:
            self._chosen_y = chosen
            self.redraw()

    def reset(self) -> None:
        """Show everything."""
        self._chosen_y = None
        self.choose_x(None)
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
        shown = self._shown[key]
        drawn = shown.raw if raw else shown.main
        return drawn.x, drawn.y

    def dots(self, key: str) -> Points:
        """The points of a line that are painted as such: all of few, else those on their own."""
        dots = self._shown[key].dots
        return dots.x, dots.y

    @property
    def marks(self) -> Floats:
        """Where lines that are visible have NaN or infinities: one place per pixel at most."""
        found = [shown.marks.x for shown in self._shown.values()]
        return np.unique(np.concatenate(found)) if found else NOTHING.x

    @property
    def fidelity(self) -> Fidelity:
        """How much of what was recorded in the window is drawn."""
        shown = [each.raw if len(each.raw.x) else each.main for each in self._shown.values()]
        points = sum(each.points for each in shown)
        drawn = sum(each.points if each.exact else len(each.x) for each in shown)
        return Fidelity(points, min(drawn, points))

    def redraw(self) -> None:
        """Fit the axes, and find the points of the visible window."""
        self._stale = not self._active
        if self._stale:
            return
        left, right = self._x_range = self._link.range
        wide = max(int(self._box.width()), _FEWEST_COLUMNS)
        visible = self.visible_lines
        lines = sum(1 + drawn.curve.is_smooth for drawn in visible)
        columns = min(wide, max(_FEWEST_COLUMNS, _MOST_POINTS // (2 * max(lines, 1))))
        self._shown = {drawn.line.key: _NOT_SHOWN for drawn in self._lines}
        self._shown |= self._found.update(visible, (left, right), columns, wide)
        self._y_range = self._chosen_y or self._fitted_y(left, right)
        self._bottom.show_range(left, right)
        self._left.show_range(*self._y_range)
        self._left.fit_width()
        self._paint_lines()
        self.redrawn.emit()

    def _paint_lines(self) -> None:
        visible = self.visible_lines
        self._strokes.show_strokes(*self._painted(visible, width_of(len(visible))))
        self._raise_line()

    def _raise_line(self) -> None:
        """Paint the raised line over all lines, which are kept as they are, only fainter."""
        raised = [drawn for drawn in self.visible_lines if drawn.line.key == self._raised]
        self._raised_strokes.show_strokes(*self._painted(raised, RAISED_WIDTH))
        self._strokes.setOpacity(1.0 if self._raised is None else LOWERED_OPACITY)

    def _painted(self, lines: Sequence[DrawnLine], width: float) -> tuple[list[Stroke], list[Fill]]:
        """Lines over what was recorded where they are smoothed, and the bands behind them."""
        shown = [(drawn.line, self._shown.get(drawn.line.key, _NOT_SHOWN)) for drawn in lines]
        looks = [
            (each.raw, line_pen(line, 1.0, RAW_OPACITY)) for line, each in shown if len(each.raw.x)
        ]
        looks += [(each.main, line_pen(line, width)) for line, each in shown]
        points = self._in_window([drawn for drawn, _ in looks])
        strokes = [
            Stroke(x, y, pen, drawn.spans)
            for (drawn, pen), (x, y) in zip(looks, points, strict=True)
        ]
        fills = []
        for line, each in shown:
            if each.band is not None:
                (x, lower), (_, upper) = self._in_window(each.band)
                fills.append(Fill(x, lower, upper, band_color(line)))
        return strokes, fills

    def _in_window(self, drawn: Sequence[Drawn]) -> list[Points]:
        """Places in parts of the window: numbers that Qt can draw, whatever was recorded."""
        if not drawn:
            return []
        x, y = (np.concatenate(each) for each in zip(*((d.x, d.y) for d in drawn), strict=True))
        (left, right), (bottom, top) = self._x_range, self._y_range
        x = np.clip((x - left) / (right - left), -_FAR_OUTSIDE, _FAR_OUTSIDE)
        y = np.clip((y / (top - bottom)) - bottom / (top - bottom), -_FAR_OUTSIDE, _FAR_OUTSIDE)
        ends = np.cumsum([len(each.x) for each in drawn]).tolist()
        return [(x[start:end], y[start:end]) for start, end in pairwise([0, *ends])]

    def _fitted_y(self, left: float, right: float) -> Range:
        """A range for the values that are visible: exactly their smallest and largest."""
        found: list[Range | None] = []
        for drawn in self.visible_lines:
            if self._ignore_outliers:
                curve = drawn.curve
                samples = (trace.sample(curve.track, left, right) for trace in curve.traces)
                found.extend(map(outlier_range, samples))
            else:
                found.append(self._shown[drawn.line.key].extent)
        return _roomy(joined(found), self.log)

    def _restyle(self) -> None:
        self.setBackground(theme.color("surface"))
        self._left.restyle()
        self._bottom.restyle()
        self.redraw()
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802
        super().resizeEvent(event)
        if hasattr(self, "_stale"):  # the base class calls this before it is made
            self.redraw()


def _visible_range(drawn: Drawn, left: float, right: float) -> Range | None:
    y = drawn.y[(drawn.x >= left) & (drawn.x <= right)]
    low, high = float(np.fmin.reduce(y, initial=np.inf)), float(np.fmax.reduce(y, initial=-np.inf))
    return (low, high) if low <= high else None


def _found(drawn: DrawnLine, window: Range, columns: int, wide: int) -> _Shown:
    """What of a line a window shows, in so many columns; its marks in pixels."""
    curve = drawn.curve
    track, fineness = curve.track, (columns, _EXACT if columns == wide else 2)
    main = curve.smooth_trace.drawn(track, *window, *fineness)
    raw = curve.trace.drawn(track, *window, *fineness) if curve.is_smooth else NOTHING
    band = None
    if curve.band is not None:
        lower = curve.band.lower.drawn(track, *window, *fineness)
        band = (lower, curve.band.upper.drawn(track, *window, *fineness))
    marks = NOTHING
    if curve.summary.not_finite:
        places = curve.trace.marks(track, *window, wide)
        marks = Drawn(places, np.full(len(places), np.nan))
    dots = main
    if not drawn.line.has_markers:
        dots = _lone(main)
    parts = (main, raw, *(band or ()))
    extent = joined(_visible_range(part, *window) for part in parts if len(part.x))
    return _Shown(main, raw, band, dots, marks, extent)


def _lone(drawn: Drawn) -> Drawn:
    """The points that no line joins with another one."""
    odd = np.isnan(drawn.y)
    if len(odd) > 1 and not odd.any():
        return NOTHING
    gaps = np.concatenate(([True], odd, [True]))
    lone = ~gaps[1:-1] & gaps[:-2] & gaps[2:]
    return Drawn(drawn.x[lone], drawn.y[lone])


def _roomy(found: Range | None, log: bool) -> Range:
    """A y range around what was found, with ends at half ticks."""
    low, high = found or (0.0, 1.0)
    low, high = max(low, -_LARGEST), min(high, _LARGEST)
    if found is None:
        return (-2.0, 2.0) if log else (0.0, 1.0)
    if not high - low > max(abs(high) * 1e-12, _SMALLEST):
        margin = 0.5 if log else abs(low) * 0.1 or 1.0
        return low - margin, high + margin
    margin = _Y_MARGIN * (high - low)
    half = ticks.nice_step(high - low) / 2
    bottom, top = math.floor((low - margin) / half) * half, math.ceil((high + margin) / half) * half
    if low >= 0 > bottom and not log:
        bottom = 0.0
    return bottom, top
