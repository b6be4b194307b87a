"""The intermediate values of many trials as lines over one another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from em_desktop.domain import densities
from em_desktop.domain.trial_axes import LARGEST
from em_desktop.domain.trial_set import Places, Reports, no_reports
from em_desktop.gui import theme
from em_desktop.gui.plots.points import no_words
from em_desktop.gui.plots.trial_marks import BEST
from em_desktop.gui.plots.xy import Focus, Ruler, XYView, density_image, hairline, mixed, polygon
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel

MOST_LINES = 400
"""More lines than this are a picture of their density."""
_MOST_HIGHLIGHTED = 100
_STRENGTH, _FAINT = 0.42, 0.18
_NEAR = 8.0


class BundleView(XYView):
    """Lines of trials; those that stopped early are dashed, the current one stands out."""

    def __init__(self, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._reports: Reports = no_reports(0)
        self._places: Places = np.empty(0, dtype=np.intp)
        self._dashed: frozenset[int] = frozenset()
        self._best = -1
        self._focus = Focus()
        self._image: QImage | None = None
        self.words: Callable[[int], str] = no_words

    @property
    def places(self) -> Places:
        """The trials that are drawn."""
        return self._places

    @property
    def is_density(self) -> bool:
        """Whether there are too many lines to draw each."""
        return len(self._places) > MOST_LINES

    def show_reports(
        self, reports: Reports, places: Places, dashed: frozenset[int], best: int
    ) -> None:
        """Show the reports of these trials.

        Args:
            reports: of all trials.
            places: those to draw.
            dashed: those that didn't run to their end.
            best: the best trial; -1 for none.
        """
        lengths = np.diff(reports.starts)
        self._reports, self._dashed, self._best = reports, dashed, best
        self._places = places[lengths[places] > 0]
        wanted = np.zeros(len(lengths), dtype=np.bool_)
        wanted[self._places] = True
        taken = np.repeat(wanted, lengths)
        self._image = None
        self.set_rulers(
            _exact(reports.steps[taken]), _roomy(reports.values[taken], robust=self.is_density)
        )

    def set_focus(self, focus: Focus) -> None:
        """Have other trials stand out."""
        before, self._focus = self._focus, focus
        if before.brushed is not focus.brushed:
            self.redraw()
        else:
            self.update()

    # Painting

    def redraw(self) -> None:
        super().redraw()
        if hasattr(self, "_image") and self.is_density and self.isVisible():
            self._ask_for_image()

    def _ask_for_image(self) -> None:
        reports, brushed = self._reports, self._focus.brushed
        places = self._places if brushed is None else self._places[brushed[self._places]]
        x, y = self.x_ruler, self.y_ruler
        size = max(int(self.area.width()), 2), max(int(self.area.height()), 2)

        def work(cancel: Cancel) -> densities.Counts:
            ranges = (x.low, x.high), (y.low, y.high)
            return densities.curves(reports, places, *ranges, size, cancel.check)

        self._tasks.run(self, work, BundleView._take_counts, key="density")

    def _take_counts(self, counts: densities.Counts) -> None:
        self._image = density_image(counts, theme.run_color(0), 0.06)
        super().redraw()

    def paint_still(self, painter: QPainter) -> None:
        if self.is_density:
            if self._image is not None:
                painter.drawImage(self.area, self._image, QRectF(self._image.rect()))
            return
        brushed = self._focus.brushed
        places = self._places
        if brushed is not None:  # the brushed ones on top
            places = places[np.argsort(brushed[places], kind="stable")]
        for place in places.tolist():
            faint = brushed is not None and not brushed[place]
            ended = place not in self._dashed
            color = theme.run_color(0) if ended and not faint else theme.color("muted")
            pen = hairline(mixed(color, _FAINT if faint else _STRENGTH if ended else 0.7))
            if not ended:
                pen.setDashPattern([3.0, 3.0])
            self._paint_curve(painter, place, pen)

    def paint_live(self, painter: QPainter) -> None:
        focus = self._focus
        if len(focus.selected) > 1:
            for place in focus.selected[:_MOST_HIGHLIGHTED]:
                self._paint_curve(painter, place, QPen(theme.run_color(0), 1.8))
        raised = focus.current if focus.current in self._shown else self._best
        if raised >= 0:
            self._paint_curve(painter, raised, QPen(theme.run_color(BEST), 2.4), end=True)
        if focus.hovered >= 0:
            self._paint_curve(painter, focus.hovered, QPen(theme.color("text"), 1.6), end=True)

    @property
    def _shown(self) -> frozenset[int]:
        return frozenset(self._places.tolist())

    def _paint_curve(self, painter: QPainter, place: int, pen: QPen, *, end: bool = False) -> None:
        steps, values = self._reports.curve(place)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        finite = np.isfinite(values)
        gaps = np.flatnonzero(np.diff(np.concatenate(([0], finite.astype(np.int8), [0]))))
        for first, last in gaps.reshape(-1, 2).tolist():
            points = polygon(self.to_pixels(steps[first:last], values[first:last]))
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(points))
            elif points:
                painter.drawPoint(points[0])
        if end and finite.any():
            last = int(np.flatnonzero(finite)[-1])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(pen.color())
            painter.drawEllipse(self.to_pixel(float(steps[last]), float(values[last])), 3.6, 3.6)

    # The pointer and the keys

    def trial_at(self, position: QPointF) -> int:
        """The trial whose line passes nearest below or above the pointer."""
        area = self.area
        if not area.contains(position) or not len(self._places):
            return -1
        reports = self._reports
        part = (position.x() - area.left()) / max(area.width(), 1)
        at = self.x_ruler.low + part * (self.x_ruler.high - self.x_ruler.low)
        starts, ends = reports.starts[self._places], reports.starts[self._places + 1]
        # Reports before the pointer: steps rise within a trial, so counts tell where it is.
        before = np.concatenate(([0], np.cumsum(reports.steps <= at)))
        left = starts + (before[ends] - before[starts]) - 1
        inside = (left >= starts) & (left + 1 < ends)
        if not inside.any():
            return -1
        left, places = left[inside], self._places[inside]
        steps, values = reports.steps, reports.values
        share = (at - steps[left]) / (steps[left + 1] - steps[left])
        heights = values[left] + share * (values[left + 1] - values[left])
        pixels = self.to_pixels(np.full(len(heights), at), heights)[:, 1]
        apart = np.where(np.isnan(pixels), np.inf, np.abs(pixels - position.y()))
        found = int(np.argmin(apart))
        return int(places[found]) if apart[found] <= _NEAR else -1

    def describe(self, place: int) -> str:
        return self.words(place)

    def step(self, by: int) -> int:
        if not len(self._places):
            return -1
        at = int(np.searchsorted(self._places, self._focus.current)) + by
        return int(self._places[min(max(at, 0), len(self._places) - 1)])


def _exact(steps: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ruler:
    if not len(steps):
        return Ruler()
    low, high = float(steps.min()), float(steps.max())
    return Ruler(low, high if high > low else low + 1)


def _roomy(values: np.ndarray[tuple[int], np.dtype[np.float64]], *, robust: bool) -> Ruler:
    """A ruler around the values; of very many without the outermost thousandths."""
    known = np.clip(values[np.isfinite(values)], -LARGEST, LARGEST)
    if not len(known):
        return Ruler()
    low, high = (
        np.percentile(known, (0.1, 99.9)).tolist()
        if robust
        else (float(known.min()), float(known.max()))
    )
    margin = (high - low) * 0.04
    if not margin > 0:
        margin = abs(low) * 0.1 or 1.0
    return Ruler(low - margin, high + margin)
