"""The lines of parallel coordinates: where they are, and kept pictures of them.

A brush that is dragged repaints the brushed lines only. Very many lines are counted per
pixel by a worker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from em_desktop.domain import densities
from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.trial_set import Places
from em_desktop.gui import theme
from em_desktop.gui.plots.lines import Ink, ink_pen, width_of
from em_desktop.gui.plots.xy import density_image, hairline
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel

MOST_LINES = 400
"""More lines than this are a picture of their density."""

_LEFT, _RIGHT, _BOTTOM = 46, 62, 10
HEAD = 40
"""Pixels above the axes, for their titles."""
_SLOT = 18
_NEAR = 7.0
_REST_OPACITY, _PLAIN_OPACITY, _FAINT = 0.28, 0.55, 0.6
_RAISED = 2.6

_Counts: TypeAlias = tuple[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where axes and lines are in a view.

    Attributes:
        size: of the view.
        axes: how many there are.
        has_slot: there is a place below the axes for what has none on them.
    """

    size: QSize
    axes: int
    has_slot: bool

    @property
    def plot(self) -> QRectF:
        """From the first axis to the last, and from end to end of them."""
        bottom = self.size.height() - _BOTTOM - (_SLOT if self.has_slot else 0)
        return QRectF(
            _LEFT, HEAD, max(self.size.width() - _LEFT - _RIGHT, 1), max(bottom - HEAD, 1)
        )

    @property
    def slot(self) -> float:
        """Where trials without a value are, in pixels."""
        return self.plot.bottom() + _SLOT - 4

    def axis_x(self, number: int) -> float:
        """Where an axis stands, in pixels."""
        plot = self.plot
        return float(round(plot.left() + plot.width() * number / max(self.axes - 1, 1)))

    def y(self, fraction: float) -> float:
        """Where a part of an axis is, in pixels."""
        return self.plot.bottom() - fraction * self.plot.height()

    def fraction(self, y: float) -> float:
        """The part of an axis at a pixel; outside of 0 to 1 beyond its ends."""
        return (self.plot.bottom() - y) / self.plot.height()

    def heights(self, fractions: Floats) -> Floats:
        """Pixels of parts of an axis; the slot for NaN."""
        pixels = self.plot.bottom() - fractions * self.plot.height()
        return np.where(np.isnan(pixels), self.slot, pixels)

    @property
    def xs(self) -> list[float]:
        """Where all axes stand, in pixels."""
        return [self.axis_x(number) for number in range(self.axes)]


def line_path(xs: Sequence[float], heights: Floats) -> QPainterPath:
    """The line through these heights on axes that stand there."""
    points = list(zip(xs, heights.tolist(), strict=True))
    path = QPainterPath()
    path.moveTo(*points[0])
    for (left, before), (right, y) in pairwise(points):
        middle = (left + right) / 2
        path.cubicTo(middle, before, middle, y, right, y)
    return path


class ParallelLines(QObject):
    """Paints the lines: brushed ones by how good they are, the others faint."""

    changed = Signal()
    """A picture is ready: paint anew."""

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._layout = Layout(QSize(), 0, has_slot=False)
        self._places: Places = np.empty(0, dtype=np.intp)
        self._tone: Floats = np.empty(0)
        self._heights: NDArray[np.float64] = np.empty((0, 0))
        self._brushed: Flags | None = None
        self._lit: Flags = np.empty(0, dtype=np.bool_)
        self._inks: dict[int, tuple[Ink, int]] = {}
        self._pictures: dict[str, QPixmap] = {}
        self._counts: dict[str, NDArray[np.float32]] = {}

    @property
    def is_density(self) -> bool:
        """Whether there are too many lines to draw each."""
        return len(self._places) > MOST_LINES

    @property
    def lit(self) -> Flags:
        """Which of the drawn trials are brushed; all of them without a brush."""
        return self._lit

    def show(self, layout: Layout, fractions: list[Floats], places: Places, tone: Floats) -> None:
        """Draw these trials.

        Args:
            layout: where everything is.
            fractions: for each axis the part of it at which each drawn trial is.
            places: the drawn trials.
            tone: how good each drawn trial is, 0 to 1; NaN where unknown.
        """
        self._layout, self._places, self._tone = layout, places, tone
        columns = [layout.heights(part) for part in fractions]
        self._heights = np.column_stack(columns) if columns else np.empty((len(places), 0))
        self._pictures.clear()
        self._counts.clear()
        if self.is_density:
            self._count("rest", self._heights)
        self.set_brushed(self._brushed)

    def set_brushed(self, brushed: Flags | None) -> None:
        """Light these trials, of all; None: there is no brush."""
        self._brushed = brushed
        count = len(self._places)
        fits = brushed is not None and (not count or int(self._places[-1]) < len(brushed))
        everything = np.ones(count, dtype=np.bool_)
        self._lit = brushed[self._places] if brushed is not None and fits else everything
        for name in ("lit", "inked"):
            self._pictures.pop(name, None)
        if self.is_density and brushed is not None and self._lit.sum() > MOST_LINES:
            self._count("lit", self._heights[self._lit])

    def set_inks(self, inks: Mapping[int, tuple[Ink, int]]) -> None:
        """Draw these trials over all others, each in a color and dash of its own."""
        if inks != self._inks:
            self._inks = dict(inks)
            self._pictures.clear()

    def restyle(self) -> None:
        """The theme changed."""
        self._pictures.clear()

    # Pictures

    def _count(self, layer: str, heights: NDArray[np.float64]) -> None:
        """Have a worker count the lines through each pixel."""
        layout = self._layout
        if layout.axes < 2 or layout.size.isEmpty():
            return
        xs = [int(layout.axis_x(number)) for number in range(layout.axes)]
        high = layout.size.height()
        ups = 1 - heights / (high - 1)

        def work(cancel: Cancel) -> _Counts:
            counts = np.zeros((high, xs[-1] + 1), dtype=np.float32)
            for number, (left, right) in enumerate(pairwise(xs)):
                pair = ups[:, number], ups[:, number + 1]
                counts[:, left:right] = densities.bundle(*pair, right - left, high, cancel.check)
            return layer, counts

        self._tasks.run(self, work, ParallelLines._take_counts, key=layer)

    def _take_counts(self, result: _Counts) -> None:
        layer, counts = result
        self._counts[layer] = counts
        for name in (layer, "faint") if layer == "rest" else (layer,):
            self._pictures.pop(name, None)
        self.changed.emit()

    def paint(self, painter: QPainter, *, is_faint: bool = False) -> None:
        """Paint all lines; those with inks fainter where others are going to stand out."""
        if not self._heights.size:
            return
        self._paint_plain(painter)
        if self._inks:
            painter.setOpacity(_FAINT if is_faint else 1.0)
            self._paint_lines(painter, "inked")
            painter.setOpacity(1.0)

    def _paint_plain(self, painter: QPainter) -> None:
        brushed = self._brushed is not None
        few = int(self._lit.sum()) <= MOST_LINES
        if self.is_density and not brushed:
            self._paint_counts(painter, "rest", "rest", theme.run_color(0), 0.05)
            return
        if self.is_density:
            self._paint_counts(painter, "faint", "rest", theme.color("muted"), 0.03)
        elif brushed:
            self._paint_lines(painter, "rest")
        if few:
            self._paint_lines(painter, "lit")
        else:
            self._paint_counts(painter, "lit", "lit", theme.run_color(0), 0.1)

    def _paint_counts(
        self, painter: QPainter, name: str, layer: str, color: QColor, least: float
    ) -> None:
        counts = self._counts.get(layer)
        if counts is not None:
            if name not in self._pictures:
                self._pictures[name] = QPixmap.fromImage(density_image(counts, color, least))
            painter.drawPixmap(0, 0, self._pictures[name])

    def _paint_lines(self, painter: QPainter, name: str) -> None:
        ratio = painter.device().devicePixelRatio()
        kept = self._pictures.get(name)
        if kept is None or kept.devicePixelRatio() != ratio:
            kept = QPixmap(self._layout.size * ratio)
            kept.setDevicePixelRatio(ratio)
            kept.fill(Qt.GlobalColor.transparent)
            inner = QPainter(kept)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            if name == "inked":
                self._draw_inked(inner)
            else:
                self._draw(inner, muted=name == "rest")
            inner.end()
            self._pictures[name] = kept
        painter.drawPixmap(0, 0, kept)

    def _draw(self, painter: QPainter, *, muted: bool) -> None:
        brushed = self._brushed is not None
        numbers = np.arange(len(self._places)) if muted else np.flatnonzero(self._lit)
        if self._inks:
            numbers = numbers[~np.isin(self._places[numbers], list(self._inks))]
        tones = np.nan_to_num(self._tone[numbers], nan=-1.0)
        width, xs = 1.6 if brushed and not muted else 1.0, self._layout.xs
        for number in numbers[np.argsort(tones, kind="stable")].tolist():
            color = theme.color("muted") if muted else tone_color(float(self._tone[number]))
            color = QColor(color)
            color.setAlphaF(_REST_OPACITY if muted else 1.0 if brushed else _PLAIN_OPACITY)
            painter.setPen(hairline(color, width))
            painter.drawPath(line_path(xs, self._heights[number]))

    def _draw_inked(self, painter: QPainter) -> None:
        """Those with inks: what a brush takes over what it leaves out."""
        xs, numbers = self._layout.xs, self._numbers(self._inks)
        wide = width_of(len(numbers))
        for is_lit, width, opacity in ((False, 1.0, _REST_OPACITY), (True, wide, 1.0)):
            for place, number in numbers.items():
                if self._lit[number] == is_lit:
                    painter.setPen(ink_pen(*self._inks[place], width, opacity))
                    painter.drawPath(line_path(xs, self._heights[number]))

    def _numbers(self, places: Iterable[int]) -> dict[int, int]:
        """Which of the drawn trials these are, of those that are drawn at all."""
        wanted = np.fromiter(places, dtype=np.intp)
        found = np.searchsorted(self._places, wanted)
        drawn = found < len(self._places)
        drawn[drawn] = self._places[found[drawn]] == wanted[drawn]
        return dict(zip(wanted[drawn].tolist(), found[drawn].tolist(), strict=True))

    def paint_one(self, painter: QPainter, place: int, color: QColor, width: float) -> None:
        """Paint one trial on top, if it is drawn at all; in its own color where it has one."""
        for number in self._numbers([place]).values():
            ink = self._inks.get(place)
            painter.setPen(hairline(color, width) if ink is None else ink_pen(*ink, _RAISED))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(line_path(self._layout.xs, self._heights[number]))

    # The pointer

    def nearest(self, position: QPointF) -> int:
        """The place of the lit trial whose line is nearest; -1 where none is near."""
        lit, layout = np.flatnonzero(self._lit), self._layout
        xs = layout.xs
        left = int(np.searchsorted(xs, position.x(), side="right")) - 1
        if not 0 <= left < layout.axes - 1 or not len(lit):
            return -1
        part = (position.x() - xs[left]) / (xs[left + 1] - xs[left])
        ease = float(densities.eased(101)[round(part * 100)])
        start, end = self._heights[lit, left], self._heights[lit, left + 1]
        apart = np.abs(start + ease * (end - start) - position.y())
        found = int(np.argmin(apart))
        return int(self._places[lit[found]]) if apart[found] <= _NEAR else -1


def tone_color(tone: float) -> QColor:
    """The color of how good a trial is, from 0 to 1; gray where that isn't known."""
    if np.isnan(tone):
        return theme.color("border_strong")
    colors = theme.theme().ordered_colors()
    return colors[min(max(int(tone * len(colors)), 0), len(colors) - 1)]
